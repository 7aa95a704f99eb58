"""The run as a page to paste into a ticket or the documentation: CommonMark, with GitHub's tables.

Nothing on it depends on the day, the machine or the version, so that the same scenario and seed give the same bytes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PureWindowsPath

from simulator.play import transcript
from simulator.reports import bodies, sentences, titles, who_is_where
from simulator.reports.chapters import CUT_OFF, Chapter, Ending, Opening, chapters
from simulator.reports.columns import visible

_SPECIAL = re.compile(r"[\\`*\[<#|$]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|&(?=[#\w])")
"""What can begin markup: an underscore only at a word's edge, an ampersand only before a name or number."""
_LINE_START = re.compile(r"^([-+=>]|\d{1,9}(?=[.)]))")
VERDICTS = ("Everything was as expected", "Not everything was as expected")
_HEADER = "| step | outcome | requests |\n| --- | --- | --- |\n"


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """A title, a section for each step, and a table that sums up; bodies are shown as they were, read-backs are not."""
    rows: list[str] = []
    for part in chapters(events):
        match part:
            case Opening():
                rows, file = [], file_name(part)
                yield from _opening(part)
            case Chapter():
                rows.append(_row(part))
                yield from _chapter(part, file)
            case _:
                yield from _ending(part, rows)


def file_name(opening: Opening) -> str:
    """The scenario's file without its folders, which differ from machine to machine."""
    return PureWindowsPath(opening.started.file).name if opening.started else "the scenario"


def escape(text: str) -> str:
    """`text` as CommonMark that shows exactly it, on one line."""
    escaped = _SPECIAL.sub(r"\\\g<0>", visible(text.strip()))
    return _LINE_START.sub(lambda match: f"\\{match[0]}" if not match[0].isdigit() else f"{match[0]}\\", escaped)


def code(text: str) -> str:
    """`text` as an inline code span, whatever backticks it holds."""
    ticks = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{space}{text}{space}{ticks}" if text else "``` ```"


def fence(text: str, language: str = "") -> str:
    """`text` as a fenced code block, whatever backticks it holds."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    lines = "\n".join(visible(line) for line in text.split("\n"))
    return f"{ticks}{language}\n{lines}\n{ticks}\n"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _paragraphs(text: str | None) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", (text or "").strip()):
        if lines := [escape(line) for line in paragraph.splitlines() if line.strip()]:
            yield "\n".join(lines) + "\n\n"


def _quote(text: str) -> str:
    return "".join(f"> {escape(line)}\n" for line in text.strip().split("\n")) + "\n"


def _opening(opening: Opening) -> Iterator[str]:
    if (run := opening.started) is None:
        yield "# A run without its beginning\n\n"
        return
    yield f"# {escape(run.scenario) or 'A run'}\n\n"
    yield from _paragraphs(run.description)
    yield (
        f"{escape(sentences.sent_to(run))} Played from {code(visible(file_name(opening)))}; "
        f"the app is {escape(sentences.integration(run))}; seed {run.seed}.\n\n"
    )
    for event in opening.events:
        yield from _event(event, "", None)


def _chapter(chapter: Chapter, file: str) -> Iterator[str]:
    step = chapter.started
    yield f"## {step.step}. {escape(titles.title(step))}\n\n"
    yield from _paragraphs(step.note)
    if deed := titles.deed(step):
        yield f"{escape(deed)}\n\n"
    error = chapter.finished.error if chapter.finished else None
    for event in chapter.events:
        yield from _event(event, file, error)
    if chapter.finished is None:
        yield f"**{CUT_OFF}**\n\n"


def _event(event: transcript.Event, file: str, error: str | None) -> Iterator[str]:
    match event:
        case transcript.Exchange(origin="okta"):
            yield from _exchange(event)
        case transcript.StepFinished():
            yield from _outcome(event)
        case transcript.Expectation(held=False):
            (_, what), *facts = sentences.broken(event, file)
            yield f"**Not as expected: {escape(what)}**\n\n"
            yield "".join(f"- {label}: {code(fact)}\n" for label, fact in facts) + "\n"
        case transcript.Log():
            yield f"System Log: {code(sentences.logged(event, reason=False))}\n\n"
        case transcript.Wait():
            yield f"*{escape(sentences.waited(event))}*\n\n"
        case transcript.Task():
            text = f": {escape(event.text)}" if event.text and event.text != error else ""
            yield f"**{_capital(escape(sentences.task(event)))}**{text}\n\n"
        case transcript.Finding():
            yield f"**{_capital(escape(sentences.finding(event)))}**\n\n"
        case transcript.Warning():
            yield f"**Warning:** {escape(event.text)}\n\n"


def _exchange(event: transcript.Exchange) -> Iterator[str]:
    request = code(f"{visible(event.request['method'])} {sentences.target(event)}")
    attempt = f", attempt {event.attempt}" if event.attempt > 1 else ""
    yield f"### {_capital(escape(event.purpose or 'a request'))}{attempt}\n\n"
    yield f"{request} → {escape(sentences.answer(event))}\n\n"
    yield from _body("Okta sends", event.request.get("body"))
    yield from _body("The provider answers", (event.response or {}).get("body"))


def _body(whose: str, body: object) -> Iterator[str]:
    if text := bodies.pretty(body):
        yield f"{whose}:\n\n" + fence(text, "json" if bodies.raw(body) is None else "text") + "\n"


def _outcome(event: transcript.StepFinished) -> Iterator[str]:
    said = event.error or event.text
    reads = said and event.outcome != "not run"
    yield f"**Outcome: {escape(event.outcome)}.**" + (" The administrator reads:\n\n" if reads else "\n\n")
    if said:
        yield _quote(said)


def _row(chapter: Chapter) -> str:
    finished, broken = chapter.finished, len(chapter.broken)
    outcome = escape(finished.outcome) if finished else "cut off"
    outcome += f", {broken} not as expected" if broken else ""
    return (
        f"| {chapter.started.step}. {escape(titles.title(chapter.started))} | {outcome} | {len(chapter.exchanges)} |\n"
    )


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


def _ending(ending: Ending, rows: list[str]) -> Iterator[str]:
    for event in ending.events:
        yield from _event(event, "", None)
    yield from table(ending.standings)
    yield "## Summary\n\n"
    if rows:
        yield _HEADER + "".join(rows) + "\n"
    yield f"{sentences.counted(ending.counts)}.\n\n"
    if ending.finished is None:
        yield f"**{CUT_OFF}**\n"
    else:
        role, verdict = sentences.verdict(ending.finished, *VERDICTS)
        yield f"**{verdict}.**\n" if role == "bad" else f"{verdict}.\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
