"""The run as one self-contained page: a timeline to filter and unfold, in the dark, in print, without a network.

Nothing on it depends on the day, the machine or the version.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import chain
from typing import Any

from jinja2 import Environment, PackageLoader

from simulator.play import transcript
from simulator.reports import bodies, sentences, titles, who_is_where
from simulator.reports.chapters import CUT_OFF, Chapter, Ending, Opening, chapters
from simulator.reports.columns import visible
from simulator.reports.markdown import VERDICTS, file_name

_ROLES = {"success": "good", "nothing": "good", "refused": "warn", "not run": "warn"}


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """The page, streamed step by step; every text of the run is escaped."""
    environment = Environment(
        loader=PackageLoader("simulator.reports"), autoescape=True, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"visible": visible, "paragraphs": _paragraphs}
    environment.globals |= {"sentences": sentences, "titles": titles, "who_is_where": who_is_where}
    environment.globals |= {"verdict": _verdict, "facts": _facts, "headers_and_body": _headers_and_body}
    parts = chapters(events)
    first = next(parts, Opening(None))
    yield from environment.get_template("report.html").generate(
        title=_name(first) if isinstance(first, Opening) else "A run",
        style=_inline("report.css"),
        script=_inline("report.js"),
        parts=_views(chain([first], parts)),
    )


def _inline(name: str) -> dict[str, str]:
    """A style sheet or script of ours, and the hash by which the page's content security policy lets it in."""
    text = files("simulator.reports").joinpath("templates", name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"text": text, "integrity": f"sha256-{digest}"}


def _name(opening: Opening) -> str:
    return visible(opening.started.scenario) if opening.started else "A run without its beginning"


def _views(parts: Iterable[Opening | Chapter | Ending]) -> Iterator[dict[str, Any]]:
    """Each part with its kind, and the events of it that are shown, each with its kind, role and lines."""
    file = ""
    for part in parts:
        view: dict[str, Any] = {"kind": type(part).__name__, "part": part}
        error = None
        match part:
            case Opening():
                file, view["name"] = file_name(part), _name(part)
            case Chapter(finished=finished):
                outcome = finished.outcome if finished else "cut off"
                error = finished.error if finished else None
                view["outcome"] = visible(outcome) + (", not as expected" if part.broken else "")
                view["role"] = "bad" if part.broken else _ROLES.get(outcome, "bad")
        rows = ((event, _row(event, file, error)) for event in part.events)
        yield view | {"rows": [(event, *row) for event, row in rows if row]}


def _facts(opening: Opening) -> str:
    """Where it was sent, what was played, and how, on one line; empty for a run without its beginning."""
    if (run := opening.started) is None:
        return ""
    facts = (sentences.sent_to(run), file_name(opening), f"the app is {sentences.integration(run)}", f"seed {run.seed}")
    return visible(" · ".join(fact.removesuffix(".") for fact in facts if fact))


def _verdict(ending: Ending) -> tuple[str, str]:
    """The run's end as a role and a sentence."""
    if ending.finished is None:
        return "bad", CUT_OFF
    role, verdict = sentences.verdict(ending.finished, *VERDICTS)
    return role, f"{verdict}."


def _row(event: transcript.Event, file: str, error: str | None) -> tuple[str, str, list[str]] | None:
    match event:
        case transcript.Exchange():
            return "exchange", sentences.role(sentences.status(event)), []
        case transcript.StepFinished():
            said = (event.error or event.text or "").splitlines()
            return _said("outcome", _ROLES.get(event.outcome, "bad"), *said) if said else None
        case transcript.Expectation(held=False):
            return _said("expectation", "bad", *sentences.broken_lines(event, file))
        case transcript.Wait():
            return _said("wait", "", sentences.waited(event))
        case transcript.Log():
            return _said("log", "", f"System Log: {sentences.logged(event, reason=False)}")
        case transcript.Task():
            text = [event.text] if event.text and event.text != error else []
            return _said("task", "good" if event.state == "closed" else "warn", sentences.task(event), *text)
        case transcript.Finding():
            return _said("finding", "warn", sentences.finding(event))
        case transcript.Warning():
            return _said("warning", "warn", f"warning: {event.text}")
    return None


def _said(kind: str, role: str, *lines: str) -> tuple[str, str, list[str]]:
    return kind, role, [visible(line) for line in lines]


def _headers_and_body(message: dict[str, Any]) -> tuple[str, str]:
    headers = "\n".join(f"{visible(name)}: {visible(value)}" for name, value in bodies.headers(message))
    return headers, "\n".join(map(visible, bodies.pretty(message.get("body")).split("\n")))


def _paragraphs(text: str | None) -> list[str]:
    return [visible(line) for line in (text or "").splitlines() if line.strip()]
