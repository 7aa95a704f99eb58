"""The run as one self-contained page: what came of it, a diagram, who is where, and a timeline to filter and unfold;
in the dark, in print, without a network.

Nothing on it depends on the day, the machine or the version.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from itertools import chain, islice
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from simulator.play import transcript
from simulator.register.register import Source
from simulator.reports import bodies, evidence, picture, sentences, sequence, titles, who_is_where
from simulator.reports.changes import MOST, Change, changes, read_before
from simulator.reports.chapters import CUT_OFF, Chapter, Ending, Opening, chapters
from simulator.reports.columns import visible
from simulator.reports.markdown import VERDICTS, file_name

_ROLES = {"success": "good", "nothing": "good", "refused": "warn", "not run": "warn", "recorded": "good"}


@dataclass
class _Section:
    """A step as it stands on the page: its anchor, its heading, and its text, which is HTML."""

    anchor: str
    heading: str
    text: Markup


@dataclass
class _Run:
    """One run of the page; `drawn` are the steps that its diagram shows."""

    number: int
    opening: Opening
    sections: list[_Section] = field(default_factory=list)
    drawn: list[Chapter] = field(default_factory=list)
    ending: Ending | None = None

    def anchor(self, step: int | None) -> str:
        """What a link to this step names."""
        return f"step-{step}" if self.number == 1 else f"run-{self.number}-step-{step}"

    @property
    def picture(self) -> picture.Picture | None:
        """The diagram; None where nothing was sent and nothing refused."""
        lines = sequence.of_run(self.drawn)
        return picture.of(lines, sequence.provider(self.opening.started), self.anchor) if lines else None


@cache
def _environment() -> Environment:
    """Templates are compiled once, which takes longer than a page of a small run."""
    environment = Environment(
        loader=PackageLoader("simulator.reports"), autoescape=True, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"visible": visible, "paragraphs": _paragraphs}
    environment.globals |= {"sentences": sentences, "titles": titles, "who_is_where": who_is_where}
    environment.globals |= {"verdict": _verdict, "facts": _facts, "headers_and_body": _headers_and_body}
    environment.globals |= {"rows_of": _rows, "evidence": evidence}
    return environment


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """The page, streamed run by run; every text of the run is escaped."""
    cited: dict[str, Source] = {}
    found = {"reasons_of": partial(_reasons, cited), "answers_of": partial(_answers, cited)}
    runs = _runs(events, found)
    first = next(runs, None) or _Run(1, Opening(None))
    page = _environment().get_template("report.html")
    yield from page.generate(
        **found,
        cited=cited,
        title=_name(first.opening),
        style=_inline("report.css"),
        script=_inline("report.js"),
        runs=chain([first] if first.ending else [], runs),
        name=_name,
    )


def _reasons(cited: dict[str, Source], event: transcript.Event) -> list[evidence.Reason]:
    """The rules behind an event; their sources are remembered, since the page says them once, at its end."""
    return _remembered(cited, evidence.reasons(event))


def _answers(cited: dict[str, Source], event: transcript.Event) -> list[evidence.Reason]:
    """The rules by which the bundled Hub answered, likewise."""
    return _remembered(cited, evidence.answers(event))


def _remembered(cited: dict[str, Source], found: list[evidence.Reason]) -> list[evidence.Reason]:
    cited |= {source.key: source for one in found for source in one.sources}
    return found


def _runs(events: Iterable[transcript.Event], found: dict[str, Any]) -> Iterator[_Run]:
    """Each run, its steps rendered as they are read."""
    rendered = partial(_environment().get_template("step.html").render, **found)
    run = _Run(1, Opening(None))
    for part in chapters(events):
        match part:
            case Opening():
                run = _Run(run.number + (run.ending is not None), part)
            case Chapter():
                shown = sum(len(one.exchanges) for one in run.drawn)
                if shown <= sequence.MOST and sequence.is_drawn(part):
                    run.drawn.append(part)
                run.sections.append(_section(part, run, rendered))
            case Ending():
                run.ending = part
                yield run


def _section(chapter: Chapter, run: _Run, rendered: Any) -> _Section:
    step, finished = chapter.started, chapter.finished
    outcome = finished.outcome if finished else "cut off"
    heading = f"{step.step}. {visible(step.title) if step.title else titles.title(step)}"
    text = rendered(
        step=step,
        heading=heading,
        anchor=run.anchor(step.step),
        outcome=visible(outcome) + (", not as expected" if chapter.broken else ""),
        role="bad" if chapter.broken else _ROLES.get(outcome, "bad"),
        rows=_rows(chapter.events, file_name(run.opening), finished.error if finished else None),
    )
    return _Section(run.anchor(step.step), heading, Markup(text))  # noqa: S704  (our template has escaped it)


def _inline(name: str) -> dict[str, str]:
    """A style sheet or script of ours, and the hash by which the page's content security policy lets it in."""
    text = files("simulator.reports").joinpath("templates", name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"text": text, "integrity": f"sha256-{digest}"}


def _name(opening: Opening) -> str:
    return visible(opening.started.scenario) if opening.started else "A run without its beginning"


@dataclass(frozen=True)
class _Row:
    """An event as the page shows it: its kind, how good it is, its lines; of a PUT what it changes, where known."""

    event: transcript.Event
    kind: str
    role: str
    lines: list[str]
    changes: list[Change] | None = None


def _rows(events: list[transcript.Event], file: str = "", error: str | None = None) -> list[_Row]:
    """The events that are shown."""
    rows = ((place, event, _row(event, file, error)) for place, event in enumerate(events))
    return [_Row(event, *row, _changed(place, events)) for place, event, row in rows if row]


def _changed(place: int, events: list[transcript.Event]) -> list[Change] | None:
    """What a PUT changes against the read before it in its step; None for any other, and where none was read."""
    event = events[place]
    if not isinstance(event, transcript.Exchange) or event.request["method"] != "PUT" or event.read_back:
        return None
    before, body = read_before(place, list(enumerate(events))), event.request.get("body")
    if before is None or not isinstance(body, dict) or bodies.raw(body) is not None:
        return None
    return list(islice(changes(before[1], body), MOST))


def _facts(opening: Opening) -> str:
    """Where it was sent, what was played, and how, on one line; empty for a run without its beginning."""
    if (run := opening.started) is None:
        return ""
    app = f"the app is {sentences.integration(run)}"
    facts = (sentences.sent_to(run), file_name(opening), app, sentences.seed(run))
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
    """The paragraphs of a text, each on one line: where it was broken to fit a file says nothing."""
    blocks = re.split(r"\n\s*\n", (text or "").strip())
    return [visible(" ".join(block.split("\n"))) for block in blocks if block.strip()]
