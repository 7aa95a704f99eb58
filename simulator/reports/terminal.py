"""The run as it is watched: a line for each step and request, the outcome, and Okta's own sentence."""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

from simulator.play import transcript
from simulator.register.confidence import Gathered as Rules
from simulator.register.confidence import answered_by, why
from simulator.reports import bodies, evidence, sentences, titles, who_is_where
from simulator.reports.chapters import CUT_OFF, Tally
from simulator.reports.columns import PLAIN, Style, ellipsize, visible, width, wrap

_MARKS = {
    "success": ("good", "✓"), "nothing": ("dim", "·"), "refused": ("warn", "✗"), "not run": ("dim", "·"),
    "recorded": ("dim", "·"),
}  # fmt: skip
_WITH_RULES = (transcript.Wait, transcript.Warning, transcript.Log)
"""What has the ids of its rules below it, beside exchanges, tasks and outcomes."""
_METHOD = " " * 9
"""The columns at the left that hold a request's method."""
_RIGHT = 13
"""The columns kept free at the right for status and time: `  200   12 ms`."""


class Verbosity(IntEnum):
    """How much is shown: what is broken and the summary; every request; the bodies too."""

    QUIET = -1
    NORMAL = 0
    BODIES = 1


class View:
    """A run on a terminal, told event by event; it remembers only what the next line needs.

    `columns` is the width that long lines are fitted to; None, for output that is no terminal, fits nothing.
    """

    def __init__(self, style: Style = PLAIN, columns: int | None = 80, verbosity: Verbosity = Verbosity.NORMAL) -> None:
        self._paint = style.paint
        self._columns = columns
        self._verbosity = verbosity
        self._begun = False
        self._file = ""
        self._step: transcript.StepStarted | None = None
        self._task: transcript.Task | None = None
        self._tally: Tally | None = None
        self._where = who_is_where.Gathered()
        self._rules_of_run = Rules()

    def lines(self, event: transcript.Event, *, hidden: bool = False) -> Iterator[str]:
        """The lines, without line ends, that `event` adds to what was shown before; `hidden` counts it only."""
        if not isinstance(event, transcript.Log):
            yield from self._held_task(event)
        yield from self._remember(event)
        if self._where.takes(event):
            return
        if isinstance(event, transcript.Expectation | transcript.RunStarted | transcript.RunFinished):
            yield from self._always(event)
        elif self._verbosity > Verbosity.QUIET and not hidden:
            yield from self._shown(event)

    def end(self) -> Iterator[str]:
        """The lines that close a record which has no end; none where the run has finished."""
        yield from self._held_task(None)
        yield from self._table()
        if self._tally is not None:
            yield ""
            yield self._paint("bad", CUT_OFF)
            yield from self._wrapped(sentences.counted(self._tally.counts), "  ", "")
            for sentence in self._confidence():
                yield from self._wrapped(sentence, "  ", "dim")
        self._tally = None

    def _remember(self, event: transcript.Event) -> Iterator[str]:
        if isinstance(event, transcript.RunStarted):
            yield from self.end()
            self._file, self._tally, self._step = event.file, Tally(), None
        elif isinstance(event, transcript.StepStarted):
            self._step = event
        self._tally = self._tally or Tally()
        self._tally.add(event)
        if self._verbosity >= Verbosity.BODIES:
            self._rules_of_run.add(event)

    def _always(self, event: transcript.Event) -> Iterator[str]:
        match event:
            case transcript.RunStarted():
                yield from self._run_started(event)
            case transcript.RunFinished():
                yield from self._run_finished(event)
            case transcript.Expectation(held=False):
                yield from self._broken(event)

    def _shown(self, event: transcript.Event) -> Iterator[str]:
        match event:
            case transcript.StepStarted():
                yield ""
                yield from self._step_title(event)
                yield from self._prose(event.note, "  ")
            case transcript.Exchange():
                yield from self._exchange(event)
            case transcript.StepFinished():
                yield from self._outcome(event)
            case transcript.Task():
                self._task = event
            case transcript.Wait():
                yield from self._wrapped(f"… {sentences.waited(event)}", "  ", "dim")
            case transcript.Finding():
                yield from self._wrapped(f"! {sentences.finding(event)}", "  ", "warn")
            case transcript.Warning():
                yield from self._wrapped(f"! warning: {visible(event.text)}", "  ", "warn")
            case transcript.Log() if self._verbosity >= Verbosity.BODIES:
                yield from self._wrapped(f"log: {sentences.logged(event)}", "  ", "dim")
        if self._verbosity >= Verbosity.BODIES and isinstance(event, _WITH_RULES):
            yield from self._rules(event)

    def _run_started(self, event: transcript.RunStarted) -> Iterator[str]:
        if self._begun:
            yield ""
        self._begun = True
        yield from self._wrapped(visible(event.scenario), "", "step")
        if self._verbosity > Verbosity.QUIET:
            yield from self._prose(event.description, "")
            yield from self._wrapped(sentences.facts(event), "", "dim")

    def _step_title(self, step: transcript.StepStarted) -> Iterator[str]:
        number = f"{step.step} " if step.step is not None else ""
        first, *rest = wrap(titles.title(step), self._columns and self._columns - len(number))
        yield self._paint("step", number + first)
        for line in rest:
            yield self._paint("step", " " * len(number) + line)

    def _exchange(self, event: transcript.Exchange) -> Iterator[str]:
        full = self._verbosity >= Verbosity.BODIES
        if not event.read_back or full:
            yield from self._request_line(event, full)
            if not sentences.status(event):
                yield from self._wrapped(sentences.answer(event), "    ", "bad")
        if full:
            yield from self._rules(event)
            yield from self._body(event.request.get("body"), "→")
            yield from self._body((event.response or {}).get("body"), "←")

    def _request_line(self, event: transcript.Exchange, full: bool) -> Iterator[str]:
        dim = event.read_back
        target = sentences.target(event, short_ids=not full)
        target += f" (attempt {event.attempt})" * (event.attempt > 1) + " (read back)" * dim
        room = (self._columns or 80) - len(_METHOD) - _RIGHT
        if self._columns and not full:
            target = ellipsize(target, room)
        lines = list(wrap(target, self._columns and room))
        left = [f"  {visible(event.request['method']):6} {lines[0]}", *(_METHOD + line for line in lines[1:])]
        padding = " " * max(0, room - width(lines[-1]))
        left[-1] += padding
        code = sentences.status(event)
        answer = self._paint("dim" if dim else sentences.role(code), f"  {code or '---'}")
        time = self._paint("dim", f"{sentences.elapsed(event.milliseconds):>8}")
        *above, last = [self._paint("dim", line) for line in left] if dim else left
        yield from above
        yield last + answer + time

    def _rules(self, event: transcript.Event) -> Iterator[str]:
        """The ids of the rules behind it, for `oktasim why`; what we read back ourselves is by no rule of Okta's."""
        ids = why(event)
        if ids or (isinstance(event, transcript.Exchange) and event.origin == "okta"):
            yield from self._wrapped(f"why: {visible(', '.join(ids)) or 'unknown'}", "    ", "dim")
        if answered := answered_by(event):
            yield from self._wrapped(f"answered by: {visible(', '.join(answered))}", "    ", "dim")

    def _body(self, body: object, arrow: str) -> Iterator[str]:
        for number, line in enumerate(bodies.pretty(body).splitlines()):
            yield "    " + self._paint("dim", f"{' ' if number else arrow} {visible(line)}")

    def _outcome(self, event: transcript.StepFinished) -> Iterator[str]:
        role, mark = _MARKS.get(event.outcome, ("bad", "✗"))
        yield "  " + self._paint(role, f"{mark} {visible(event.outcome)}")
        yield from self._wrapped(visible(event.error or ""), "    ", role, hang="")
        for line in (event.text or "").strip().splitlines():
            yield from self._wrapped(visible(line.strip()), "    ", "dim", hang="")
        if self._verbosity >= Verbosity.BODIES:
            yield from self._rules(event)

    def _held_task(self, event: transcript.Event | None) -> Iterator[str]:
        """The last task, held back by one event: its text is left out where the step's error is about to say it."""
        task, self._task = self._task, None
        if task is not None:
            said = isinstance(event, transcript.StepFinished) and event.error == task.text
            text = sentences.task(task) + ("" if said or not task.text else f": {visible(task.text)}")
            yield from self._wrapped(f"! {text}", "  ", "good" if task.state == "closed" else "warn")
            if self._verbosity >= Verbosity.BODIES:
                yield from self._rules(task)

    def _broken(self, event: transcript.Expectation) -> Iterator[str]:
        if self._verbosity == Verbosity.QUIET and self._step is not None and self._step.step == event.step:
            yield from self._step_title(self._step)
            self._step = None
        first, *others = sentences.broken_lines(event, self._file)
        yield from self._wrapped(first, "  ", "bad")
        for line in others:
            yield from self._wrapped(line, "    ", "bad")

    def _table(self) -> Iterator[str]:
        """Who is where; all of it with the bodies, else so many rows that they can be read."""
        rows, self._where = self._where.rows, who_is_where.Gathered()
        if not rows or self._verbosity == Verbosity.QUIET:
            return
        yield ""
        yield self._paint("step", who_is_where.title(rows))
        most = None if self._verbosity >= Verbosity.BODIES else who_is_where.MOST
        for row, text in who_is_where.lines(rows, most):
            role = "dim" if row is None or text.startswith("    ") else {False: "bad", None: "warn"}.get(row.agrees, "")
            indent = " " * (len(text) - len(text.lstrip()))
            if len(indent) > len("    "):  # the head, which names columns and cannot go on below
                head = text.strip()
                room = max(self._columns - len(indent) - 2, 1) if self._columns else len(head)
                yield f"  {indent}{self._paint(role, ellipsize(head, room))}"
            else:
                yield from self._wrapped(text.strip(), f"  {indent}", role)

    def _run_finished(self, event: transcript.RunFinished) -> Iterator[str]:
        self._tally = None
        confidence = self._confidence()
        yield from self._table()
        role, verdict = sentences.verdict(event)
        mark = {"good": "✓", "bad": "✗"}.get(role, "·")
        yield ""
        yield f"{self._paint(role, f'{mark} {verdict}')} ({sentences.number(event.seconds)} s)"
        yield from self._wrapped(sentences.counted(event.counts), "  ", "")
        for line in sentences.load(event.load):
            yield from self._wrapped(line, "  ", "")
        for sentence in confidence:
            yield from self._wrapped(sentence, "  ", "dim")

    def _confidence(self) -> list[str]:
        """How sure the run is, told beside the rules of its requests."""
        rules, self._rules_of_run = self._rules_of_run, Rules()
        return evidence.head(rules.confidence()) if self._verbosity >= Verbosity.BODIES else []

    def _prose(self, text: str | None, indent: str) -> Iterator[str]:
        for paragraph in re.split(r"\n\s*\n", (text or "").strip()):
            yield from self._wrapped(visible(" ".join(paragraph.split())), indent, "dim", hang="")

    def _wrapped(self, text: str, indent: str, role: str, *, hang: str = "  ") -> Iterator[str]:
        """`text` under an indent, its further lines deeper by `hang`; nothing for no text."""
        room = self._columns and max(self._columns - len(indent) - len(hang), 20)
        for number, line in enumerate(wrap(text, room) if text else ()):
            yield indent + hang * (number > 0) + self._paint(role, line)


def render(
    events: Iterable[transcript.Event],
    style: Style = PLAIN,
    columns: int | None = 80,
    verbosity: Verbosity = Verbosity.NORMAL,
) -> Iterator[str]:
    """The whole run as `View` tells it."""
    view = View(style, columns, verbosity)
    for event in events:
        for line in view.lines(event):
            yield f"{line}\n"
    for line in view.end():
        yield f"{line}\n"
