"""The parts of a run that documentation shows, as CommonMark: a step's heading and prose, requests and answers as HTTP,
the attribute mappings behind a profile, who is where.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.okta.external_names import Path, Selector, parse_path, read
from simulator.play import transcript
from simulator.reports import bodies, evidence, sentences, titles, who_is_where
from simulator.reports.chapters import CUT_OFF, Chapter
from simulator.reports.columns import visible
from simulator.reports.commonmark import cell, code, escape, fence, paragraphs, quote
from simulator.scim.message import compact

OF_THE_CONNECTION = re.compile(
    r"connection|keep-alive|transfer-encoding|accept-encoding|accept-charset|content-length|date|server|vary|x-powered-by"
    r"|x-request-id|access-control-.*",
    re.IGNORECASE,
)
"""Headers that are left out: they say nothing of SCIM, and a length would be that of the body without line breaks."""
OF_A_QUOTA = re.compile(r"(x-)?ratelimit.*", re.IGNORECASE)
"""Headers that matter where too much was asked."""
OF_A_PROFILE = ("create user", "update user")
"""The purposes of requests that carry a person's profile."""

_PURPOSES = {
    "test connection": "Okta tests the connection",
    "check user exists": "Okta looks for the person",
    "create user": "Okta creates the person's account",
    "read user": "Okta reads the person's account",
    "update user": "Okta writes the person's account",
    "deactivate user": "Okta deactivates the person's account",
    "reactivate user": "Okta reactivates the person's account",
    "delete user": "Okta deletes the person's account",
    "push password": "Okta sends the person's password",
    "check group exists": "Okta looks for the group",
    "create group": "Okta creates the group",
    "read group": "Okta reads the group",
    "update group": "Okta writes the group",
    "rename group": "Okta renames the group",
    "update group members": "Okta changes who is in the group",
    "delete group": "Okta deletes the group",
    "import users": "Okta reads the accounts",
    "import groups": "Okta reads the groups",
}


def heading(chapter: Chapter) -> str:
    """The step's heading, without its marks."""
    return escape(titles.heading(chapter.started))


def step(chapter: Chapter, provider: str) -> Iterator[str]:
    """All that a page says of a step under its heading."""
    yield from paragraphs(titles.prose(chapter.started))
    for event in chapter.events:
        yield from _event(event, provider)
    if chapter.finished is None:
        yield f"**{CUT_OFF}**\n\n"


def _event(event: transcript.Event, provider: str) -> Iterator[str]:
    match event:
        case transcript.Exchange(read_back=False):
            yield from exchange(event, provider)
        case transcript.StepFinished():
            yield from _outcome(event)
        case _:
            yield from remark(event)


def remark(event: transcript.Event) -> Iterator[str]:
    """What else a reader must know; nothing where there is nothing."""
    match event:
        case transcript.Expectation(held=False):
            yield f"**Not as expected: {escape(visible(event.what))}**\n\n"
            yield f"- expected: {code(sentences.value(event.expected))}\n"
            yield f"- instead: {code(sentences.value(event.actual))}\n\n"
        case transcript.Wait():
            yield f"*{sentences.number(event.seconds)} seconds pass.*\n\n"
        case transcript.Task(state="opened" | "rescheduled"):
            about = visible(event.user or event.group or "")
            opened = "opens a task" if event.state == "opened" else "will try again by itself"
            yield f"Okta {opened}{' for ' + escape(about) if about else ''} (Dashboard > Tasks).\n\n"
        case transcript.Finding():
            yield f"**What was sent is not what is there: {escape(event.text)}**\n\n"
        case transcript.Warning():
            yield f"**Warning:** {escape(event.text)}\n\n"


def _outcome(event: transcript.StepFinished) -> Iterator[str]:
    said = event.error or event.text
    match event.outcome:
        case "not run":
            yield f"**This was not done.**{' ' + escape(said) if said else ''}\n\n"
        case "refused":
            yield "Okta refuses this:\n\n" + quote(said or "") if said else "Okta refuses this.\n\n"
        case "failure":
            yield "Okta shows this error:\n\n" + quote(said) if said else "In Okta, this has failed.\n\n"
        case _ if said:
            yield "Okta shows:\n\n" + quote(said)


def exchange(event: transcript.Exchange, provider: str) -> Iterator[str]:
    """A request, the mappings behind it, and its answer, each introduced in a few words."""
    yield f"{_introduced(event)}:\n\n{request(event)}\n"
    if event.request["method"] != "GET" and (event.mapped or event.purpose in OF_A_PROFILE):
        yield from mappings(event)
    if event.response is None:
        yield f"*The {provider} gives {escape(sentences.answer(event))}.*\n\n"
    else:
        yield f"The {provider} answers:\n\n{answer(event)}\n"
    yield from evidence.folded(event)


def _introduced(event: transcript.Exchange) -> str:
    said = _PURPOSES.get(event.purpose, f"{'The client' if event.origin == 'recorded' else 'Okta'} sends a request")
    filters = parse_qs(event.request.get("query") or "").get("filter")
    by = f", by {code(visible(filters[0]))}" if filters else ""
    return f"{said}{by}" + (", once more" if event.attempt > 1 else "")


def request(event: transcript.Exchange) -> str:
    """The request as an `http` block: method, path, headers and body. The record holds no token, but a placeholder."""
    url = urlsplit(event.request["url"])
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    return _message(f"{event.request['method']} {target} HTTP/1.1", event.request, quota=False)


def answer(event: transcript.Exchange) -> str:
    """The answer as an `http` block, or why there is none."""
    if event.response is None:
        return f"*{escape(sentences.answer(event)[:1].upper() + sentences.answer(event)[1:])}.*\n"
    return _message(f"HTTP/1.1 {sentences.answer(event)}", event.response, quota=sentences.status(event) == 429)


def _message(first: str, message: dict[str, Any], *, quota: bool) -> str:
    shown = [
        f"{visible(name)}: {visible(value)}"
        for name, value in bodies.headers(message)
        if not OF_THE_CONNECTION.fullmatch(name) and (quota or not OF_A_QUOTA.fullmatch(name))
    ]
    body = bodies.pretty(message.get("body"))
    return fence("\n".join([visible(first), *shown, *(["", body] if body else [])]), "http")


def body(message: dict[str, Any] | None) -> str:
    """A body alone, as a block of JSON or text; empty where there is none."""
    held = (message or {}).get("body")
    text = bodies.pretty(held)
    return fence(text, "json" if bodies.raw(held) is None else "text") if text else ""


def mappings(event: transcript.Exchange) -> Iterator[str]:
    """The attribute mappings behind a profile as it was sent: expression, SCIM attribute, value."""
    if event.mapped is None:
        yield "Which attribute mappings gave these values is not recorded.\n\n"
        return
    if rows := "".join(mapping_table(event)):
        yield f"The attribute mappings behind it:\n\n{rows}\n"


def mapping_table(event: transcript.Exchange) -> Iterator[str]:
    """The table alone; nothing where nothing of it is known."""
    rows = list(_rows(event.mapped or {}, event.request.get("body")))
    if rows:
        yield "| in Okta | SCIM attribute | value |\n| --- | --- | --- |\n"
    for expression, attribute, value in rows:
        given = cell(expression) if expression else "*not mapped: typed, from a group, or a default*"
        yield f"| {given} | {cell(attribute)} | {cell(value)} |\n"


def _rows(mapped: dict[str, str], sent: Any) -> Iterator[tuple[str, str, str]]:
    """Expression, attribute in RFC 7644's notation, and value, of what the body holds."""
    if isinstance(sent, dict) and isinstance(listed := sent.get("Operations"), list):
        sent = next((one.get("value") for one in listed if isinstance(one, dict)), None)
    for name, expression in mapped.items():
        urn, colon, external = name.rpartition(":") if name.startswith("urn:") else ("", "", name)
        try:
            path = parse_path(external)
        except ValueError:
            continue
        if (value := read(sent, (urn, *path) if urn else path)) is not None:
            yield expression, f"{urn}{colon}{notation(path)}", value if isinstance(value, str) else compact(value)


def notation(path: Path) -> str:
    """An external name's path as RFC 7644 3.10 writes it: `emails[primary eq true].value`."""
    written = ""
    for segment in path:
        if isinstance(segment, Selector):
            written += f"[{segment.key} eq {compact(segment.value)}]"
        else:
            written += f"[{segment}]" if isinstance(segment, int) else f".{segment}"
    return written.removeprefix(".")


def table(standings: Sequence[transcript.Standing]) -> Iterator[str]:
    """Who is where, disagreements first; nothing where there is nobody."""
    if not standings:
        return
    yield f"## {escape(who_is_where.title(standings))}\n\n"
    yield "| | who | Okta | provider | |\n| --- | --- | --- | --- | --- |\n"
    for one in who_is_where.ordered(standings):
        cells = (who_is_where.who(one), one.okta, one.provider, one.reason or "")
        yield f"| {who_is_where.MARKS[one.agrees].strip()} | {' | '.join(map(escape, cells))} |\n"
    yield "\n"
