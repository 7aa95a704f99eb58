"""The comparison of two runs as text: a line for each thing that only one run did, or did otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.play.comparison import ABSENT, Comparison, Difference, PlayedStep, RequestPair, StepPair
from simulator.play.transcript import Exchange, RunStarted
from simulator.reports import sentences, titles, who_is_where
from simulator.reports.columns import PLAIN, Style, visible, width, wrap


@dataclass(frozen=True)
class _Line:
    text: str
    indent: int = 0
    role: str = ""


@dataclass(frozen=True)
class _Side:
    name: str
    sign: str
    role: str


_A, _B = _Side("A", "-", "bad"), _Side("B", "+", "good")


def render(comparison: Comparison, style: Style = PLAIN, columns: int | None = 80) -> Iterator[str]:
    """What differs, step by step, and a line that sums up; `columns` None fits nothing to a width."""
    for line in _lines(comparison, columns):
        room = columns and max(columns - line.indent - 2, 20)
        for number, text in enumerate(wrap(line.text, room)):
            yield f"{' ' * (line.indent + 2 * (number > 0))}{style.paint(line.role, text)}\n".replace(" \n", "\n")


def _lines(comparison: Comparison, columns: int | None) -> Iterator[_Line]:
    for name, run in zip("AB", comparison.runs, strict=True):
        yield _Line(f"{name}  {_run(run)}", role="dim")
    for step in comparison.steps:
        if not step.same:
            yield _Line("")
            yield from _step(step, columns)
    if comparison.standings:
        yield _Line("")
        yield _Line(who_is_where.TITLE, role="step")
        for difference in comparison.standings:
            yield from _values(visible(difference.where), difference, 2, columns)
    yield _Line("")
    yield _summary(comparison)


def _run(run: RunStarted | None) -> str:
    if run is None:
        return "a run without its beginning"
    return " · ".join(filter(None, (visible(run.scenario), sentences.facts(run))))


def _step(step: StepPair, columns: int | None) -> Iterator[_Line]:
    if step.a is None or step.b is None:
        for lone, side in ((step.a, _A), (step.b, _B)):
            yield from _lone_step(lone, side) if lone else ()
        return
    yield _Line(_title(step.a), role="step")
    if (number := step.b.started.step) != step.a.started.step:
        yield _Line(f"step {number} in B", 2, "dim")
    for pair in step.requests:
        yield from _request(pair, columns)
    for difference in step.differences:
        yield from _difference(difference, 2, columns)
    if step.same_requests:
        yield _Line(f"{_requests(step.same_requests)} the same", 2, "dim")


def _lone_step(step: PlayedStep, side: _Side) -> Iterator[_Line]:
    yield _Line(f"{side.sign} {_title(step)}", role=side.role)
    outcome = visible(step.outcome or "cut off")
    yield _Line(f"only in {side.name}: {_requests(len(step.exchanges))}, {outcome}", 2, side.role)


def _request(pair: RequestPair, columns: int | None) -> Iterator[_Line]:
    if pair.a is not None and pair.b is not None:
        yield _Line(_asked(pair.a), 2)
        for difference in pair.differences:
            yield from _difference(difference, 4, columns)
        return
    for lone, side in ((pair.a, _A), (pair.b, _B)):
        if lone is not None:
            request = f"{_asked(lone)} -> {sentences.answer(lone)}"
            yield _Line(f"{side.sign} only in {side.name}: {request}", 2, side.role)


def _difference(difference: Difference, indent: int, columns: int | None) -> Iterator[_Line]:
    yield from _values(visible(difference.where).replace(".", " ", 1), difference, indent, columns)


def _values(where: str, difference: Difference, indent: int, columns: int | None) -> Iterator[_Line]:
    a, b = _value(difference.a), _value(difference.b)
    line = f"{where}: {a} -> {b}"
    if columns is None or width(line) <= columns - indent - 2:
        yield _Line(line, indent, "warn")
        return
    yield _Line(where, indent, "warn")
    for side, value in ((_A, a), (_B, b)):
        yield _Line(f"{side.name}  {value}", indent + 2, side.role)


def _summary(comparison: Comparison) -> _Line:
    same = sum(step.same_requests for step in comparison.steps)
    if comparison.same:
        return _Line(f"The runs are the same: {_steps(len(comparison.steps))}, {_requests(same)}.", role="good")
    differing = sum(not step.same for step in comparison.steps)
    total = _steps(len(comparison.steps))
    ends = " and in who is where" if comparison.standings else ""
    return _Line(f"The runs differ in {differing:,} of {total}{ends}; {_requests(same)} the same.", role="bad")


def _title(step: PlayedStep) -> str:
    return f"{step.started.step} {titles.title(step.started)}"


def _asked(event: Exchange) -> str:
    return f"{visible(event.request['method'])} {sentences.target(event, short_ids=True)}"


def _value(thing: Any) -> str:
    return "(none)" if thing is ABSENT else sentences.value(thing)


def _steps(amount: int) -> str:
    return sentences.counted({"steps": amount})


def _requests(amount: int) -> str:
    return sentences.counted({"requests": amount})
