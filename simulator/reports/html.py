"""The run as one self-contained page: a timeline to filter and unfold, in the dark, in print, without a network.

Nothing on it depends on the day, the machine or the version.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Any

from jinja2 import Environment, PackageLoader

from simulator.play import transcript
from simulator.reports import bodies, sentences, titles, who_is_where
from simulator.reports.chapters import CUT_OFF, Chapter, Ending, Opening, chapters
from simulator.reports.columns import visible
from simulator.reports.markdown import VERDICTS, file_name

_ROLES = {"success": "good", "nothing": "good", "refused": "warn"}


@dataclass(frozen=True)
class _Inline:
    """A style sheet or script of ours, and the hash by which the page's content security policy lets it in."""

    text: str
    integrity: str


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """The page, streamed step by step; every text of the run is escaped."""
    environment = Environment(
        loader=PackageLoader("simulator.reports"), autoescape=True, trim_blocks=True, keep_trailing_newline=True
    )
    parts = chapters(events)
    first = next(parts, Opening(None))
    yield from environment.get_template("report.html").generate(
        title=_opening(first)["name"] if isinstance(first, Opening) else "A run",
        style=_inline("report.css"),
        script=_inline("report.js"),
        parts=_views(chain([first], parts)),
    )


def _inline(name: str) -> _Inline:
    text = files("simulator.reports").joinpath("templates", name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return _Inline(text, f"sha256-{digest}")


def _views(parts: Iterable[Opening | Chapter | Ending]) -> Iterator[dict[str, Any]]:
    file = ""
    for part in parts:
        match part:
            case Opening():
                file = file_name(part)
                yield {**_opening(part), "rows": _rows(part.events, file, None)}
            case Chapter():
                yield _step(part, file)
            case _:
                yield _ending(part)


def _opening(part: Opening) -> dict[str, Any]:
    run = part.started
    if run is None:
        return {"kind": "opening", "name": "A run without its beginning", "description": [], "facts": ""}
    facts = (sentences.sent_to(run), file_name(part), f"the app is {sentences.integration(run)}", f"seed {run.seed}")
    return {
        "kind": "opening",
        "name": visible(run.scenario),
        "description": _paragraphs(run.description),
        "facts": visible(" · ".join(fact.removesuffix(".") for fact in facts if fact)),
    }


def _step(chapter: Chapter, file: str) -> dict[str, Any]:
    step, finished = chapter.started, chapter.finished
    outcome = finished.outcome if finished else "cut off"
    return {
        "kind": "step",
        "title": f"{step.step}. {titles.title(step)}",
        "outcome": visible(outcome) + (", not as expected" if chapter.broken else ""),
        "role": "bad" if chapter.broken else _ROLES.get(outcome, "bad"),
        "note": _paragraphs(step.note),
        "deed": titles.deed(step),
        "rows": _rows(chapter.events, file, finished.error if finished else None),
    }


def _ending(part: Ending) -> dict[str, Any]:
    verdict, role = CUT_OFF.removesuffix("."), "bad"
    if part.finished:
        role, verdict = sentences.verdict(part.finished, *VERDICTS)
    return {
        "kind": "ending",
        "rows": _rows(part.events, "", None),
        "where": _table(part.standings),
        "verdict": f"{verdict}.",
        "role": role,
        "counts": sentences.counted(part.counts),
    }


def _table(standings: Sequence[transcript.Standing]) -> dict[str, Any] | None:
    """Who is where, disagreements first."""
    if not standings:
        return None
    roles = {False: "bad", None: "warn", True: ""}
    rows = [
        {
            "role": roles[one.agrees],
            "mark": who_is_where.MARKS[one.agrees].strip(),
            "cells": [visible(cell) for cell in (who_is_where.who(one), one.okta, one.provider, one.reason or "")],
        }
        for one in who_is_where.ordered(standings)
    ]
    return {"title": who_is_where.title(standings), "rows": rows}


def _rows(events: Iterable[transcript.Event], file: str, error: str | None) -> list[dict[str, Any]]:
    return [row for event in events if (row := _row(event, file, error))]


def _row(event: transcript.Event, file: str, error: str | None) -> dict[str, Any] | None:
    match event:
        case transcript.Exchange():
            return _exchange(event)
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


def _said(kind: str, role: str, *lines: str) -> dict[str, Any]:
    return {"kind": kind, "role": role, "lines": [visible(line) for line in lines]}


def _exchange(event: transcript.Exchange) -> dict[str, Any]:
    code = sentences.status(event)
    attempt = f", attempt {event.attempt}" if event.attempt > 1 else ""
    return {
        "kind": "exchange",
        "role": "good" if 200 <= code < 300 else "warn" if 300 <= code < 500 else "bad",
        "family": f"{code // 100}xx" if code else "no answer",
        "origin": event.origin,
        "method": visible(event.request["method"]),
        "target": sentences.target(event),
        "purpose": visible(event.purpose) + attempt,
        "answer": sentences.answer(event),
        "messages": [
            message for message in (_message("Request", event.request), _message("Response", event.response)) if message
        ],
    }


def _message(title: str, message: dict[str, Any] | None) -> dict[str, str] | None:
    if message is None:
        return None
    return {
        "title": title,
        "headers": "\n".join(f"{visible(name)}: {visible(value)}" for name, value in bodies.headers(message)),
        "body": "\n".join(map(visible, bodies.pretty(message.get("body")).split("\n"))),
    }


def _paragraphs(text: str | None) -> list[str]:
    return [visible(line) for line in (text or "").splitlines() if line.strip()]
