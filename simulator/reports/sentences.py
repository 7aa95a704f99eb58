"""What happened in a run, said in words that every report shares."""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, unquote_plus

from simulator.play.load_figures import are_figures
from simulator.play.transcript import Exchange, Expectation, Finding, Log, RunFinished, RunStarted, Task, Wait
from simulator.reports.columns import visible
from simulator.scim.message import compact

_LONG_ID = re.compile(r"(?=[^/]*\d)([0-9A-Za-z_-]{8})[0-9A-Za-z_.-]{8,}([0-9A-Za-z_-]{4})")
"""A path segment of 20 characters or more with a digit in it: an id, not a word."""


def provider(started: RunStarted) -> str:
    """Whom the run is played against; the bundled Hub's address is only what a real one's would be."""
    kind, url = started.provider.get("kind", ""), started.provider.get("base_url", "")
    if kind == "stub":
        return "the bundled Hub, in process (nothing leaves this machine)"
    if kind == "app":
        return f"the application {started.provider.get('name', '')}, in process, as {url}"
    if kind == "dry-run":
        return f"dry-run {url} (nothing is sent)"
    if kind == "recorded":
        return f"recorded on the way to {url}"
    return f"{kind} {url}".strip()


def sent_to(started: RunStarted) -> str:
    """Where the requests of a finished run went: what the reader of its report must know before anything else."""
    kind, url = started.provider.get("kind", ""), visible(started.provider.get("base_url", ""))
    if kind == "stub":
        return f"Nothing left this machine: the bundled Hub answered in process, as {url}."
    if kind == "app":
        return f"The application {visible(started.provider.get('name', ''))} answered in process, as {url}."
    if kind == "dry-run":
        return f"Nothing was sent: a dry run of what would go to {url}."
    if kind == "recorded":
        return f"Recorded on the way to {url}."
    return f"Sent to {url}." if url else "Where it was sent is not recorded."


def example_of(started: RunStarted) -> str:
    """Where the answers of an example are from, and from which kind of app the requests, for a page's reader."""
    kind, url = started.provider.get("kind", ""), visible(started.provider.get("base_url", ""))
    if kind == "stub":
        said = f"The answers are from a stand-in for the Hub on this machine, as {url}, not from the service itself."
    elif kind == "app":
        said = f"The answers are from the application {visible(started.provider.get('name', ''))}, as {url}."
    elif kind == "dry-run":
        said = f"Nothing was sent: the requests are what would go to {url}, and every answer is assumed."
    else:
        said = f"The answers are from {url}." if url else "Where the answers are from is not recorded."
    return f"{said} The app in Okta is {integration(started)}."


def integration(started: RunStarted) -> str:
    """How the app came to be, which decides between PUT and PATCH, in Okta's words; `aiw` and `oin` written out."""
    known = {
        "aiw": "made with the App Integration Wizard",
        "oin": "from the Okta Integration Network (catalogue app)",
    }
    return known.get(started.integration, visible(started.integration))


def facts(started: RunStarted) -> str:
    """Provider, app and seed on one line."""
    return visible(" · ".join(filter(None, (provider(started), f"app {integration(started)}", seed(started)))))


def seed(started: RunStarted) -> str:
    """What decided the ids and passwords; empty where nobody played, but somebody listened."""
    return "" if started.provider.get("kind") == "recorded" else f"seed {started.seed}"


def target(exchange: Exchange, *, short_ids: bool = False) -> str:
    """Path and query for a reader: percent-encoding undone, long ids cut in their middle where asked for."""
    return address(exchange.request["path"], exchange.request.get("query"), short_ids=short_ids)


def address(path: str, query: str | None, *, short_ids: bool = False) -> str:
    """The same of a request that was not sent yet."""
    path = visible(unquote(path))
    if short_ids:
        path = "/".join(map(_short, path.split("/")))
    return f"{path}?{visible(unquote_plus(query))}" if query else path


def status(exchange: Exchange) -> int:
    """The response's status; 0 where nobody answered."""
    return int(exchange.response["status"]) if exchange.response else 0


def role(code: int) -> str:
    """How good a status is, as a role; no answer, 0, is bad."""
    if 200 <= code < 300:
        return "good"
    return "warn" if 300 <= code < 500 else "bad"


def answer(exchange: Exchange) -> str:
    """The response in words: `409 Conflict`, or why there is none."""
    code = status(exchange)
    if not code:
        return f"no answer: {visible(exchange.error or 'the reason is not recorded')}"
    return f"{code} {reason_phrase(code)}".rstrip()


def reason_phrase(code: int) -> str:
    """The standard phrase of an HTTP status; empty for one that has none."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""


def elapsed(milliseconds: float) -> str:
    """A duration as short as it reads well: `12 ms`, `1.2 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 999.5 else f"{milliseconds / 1000:.1f} s"


def waited(event: Wait) -> str:
    """`300 s pass: <reason>`."""
    return f"{number(event.seconds)} s pass: {visible(event.reason)}"


def number(quantity: float) -> str:
    """At most three decimals, and none that say nothing."""
    return f"{quantity:.3f}".rstrip("0").rstrip(".")


def task(event: Task) -> str:
    """`task opened: create user, ada`, without the task's text."""
    about = event.user or event.group
    return f"task {event.state}: {visible(event.operation)}" + (f", {visible(about)}" if about else "")


def finding(event: Finding) -> str:
    """`finding: <what the provider did not keep>`."""
    return f"finding: {visible(event.text)}"


def logged(event: Log, *, reason: bool = True) -> str:
    """A System Log entry on one line: event type, result, and the reason unless it is not wanted."""
    outcome = event.entry.get("outcome") or {}
    words = [event.entry.get("eventType"), outcome.get("result"), reason and outcome.get("reason")]
    return visible(" ".join(str(word) for word in words if word))


def value(thing: Any) -> str:
    """An expected or actual value: text as it is, anything else as compact JSON."""
    return visible(thing if isinstance(thing, str) and thing else compact(thing))


def broken(event: Expectation, file: str) -> list[tuple[str, str]]:
    """A broken expectation as labelled facts: what, expected, actual, nearest request, remedy, place in the
    scenario.
    """
    facts = [
        ("not as expected", visible(event.what)),
        ("expected", value(event.expected)),
        ("actual", value(event.actual)),
    ]
    if event.nearest:
        facts.append(("nearest", visible(event.nearest)))
    if event.remedy:
        facts.append(("remedy", visible(event.remedy)))
    return facts if event.line is None else [*facts, ("at", f"{visible(file)}:{event.line}")]


def broken_lines(event: Expectation, file: str) -> list[str]:
    """A broken expectation as the terminal and JUnit say it; all lines but the first stand under it."""
    (label, what), *facts = broken(event, file)
    return [f"✗ {label}: {what}", *(f"{label:8} {fact}" for label, fact in facts)]


def verdict(finished: RunFinished, kept: str = "As expected", broken: str = "Not as expected") -> tuple[str, str]:
    """How a run ended, as a role and in words.

    Nothing is as expected of a provider that was never reached, nor where nobody said what to expect.
    """
    remark = unreached(finished)
    if finished.provider == "silent" and remark:
        return "bad", remark
    if not finished.kept:
        return "bad", broken
    if finished.provider == "assumed" and remark:
        return "dim", remark
    role, said = ("dim", "Nothing was expected") if finished.judged is False else ("good", kept)
    return role, said + (f". {remark}" if remark else "")


def unreached(finished: RunFinished) -> str | None:
    """That a run says nothing about the provider, and why; None for one that was answered."""
    match finished.provider:
        case "silent":
            asked = finished.counts.get("requests", 0) + finished.counts.get("own", 0)
            requests = "the one request" if asked == 1 else f"any of the {asked:,} requests"
            return f"The provider was not reached: nobody answered {requests}"
        case "assumed":
            return "A dry run: nothing was sent, and every answer is assumed"
        case "not asked":
            return "Nothing was asked of the provider"
    return None


def counted(counts: dict[str, int]) -> str:
    """`5 steps, 12 requests, and 3 of our own, 1 failure, ...`, in the order given."""
    return ", ".join(_plural(amount, name) for name, amount in counts.items() if amount or name != "own")


def load(figures: dict[str, Any] | None) -> list[str]:
    """How a run under load went: how many requests a second, how long they took, how many went wrong; nothing where
    there is nothing to tell.
    """
    if not are_figures(figures) or not figures["requests"]:
        return []
    asked = _plural(figures["workers"], "workers") + (
        f", pace {visible(pace)}" if (pace := figures.get("pace")) else ""
    )
    rate = f"{figures['per_second']:,.1f} requests a second ({asked}): {_plural(figures['requests'], 'requests')}"
    times = ", ".join(f"{visible(name)} {elapsed(one)}" for name, one in figures["milliseconds"].items())
    return [f"{rate} in {number(round(figures['seconds'], 1))} s", f"answered within {times}", errors(figures)]


def errors(figures: dict[str, Any]) -> str:
    """How many requests were answered with 400 or more, or not at all: in all, a minute, and in each where there were
    several.
    """
    counts, minutes = figures["errors"], [one[1] for one in figures["minutes"]]
    if not (total := sum(counts.values())):
        return "no errors"
    rate = f"{total / max(figures['seconds'] / 60, 1 / 60):,.1f} a minute"
    each = f", minute by minute {', '.join(f'{one:,}' for one in minutes)}" if len(minutes) > 1 else ""
    kinds = ", ".join(f"{visible(name)} × {one:,}" for name, one in counts.items())
    return f"{_plural(total, 'errors')} ({rate}{each}): {kinds}"


def _short(segment: str) -> str:
    match = _LONG_ID.fullmatch(segment)
    return f"{match[1]}…{match[2]}" if match else segment


def _plural(amount: int, name: str) -> str:
    if name == "own":
        return f"and {amount:,} of our own"
    if name == "broken":
        return f"{amount:,} broken"
    return f"{amount:,} {name.removesuffix('s') if amount == 1 else name}"
