"""Scenarios played from Python, and reports of what was done."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from simulator.errors import UsageError, hidden
from simulator.play.transcript import Event, Expectation, RunFinished, StepFinished, StepStarted

if TYPE_CHECKING:
    from simulator.play.setup import Run

__tracebackhide__ = hidden


def rendered(events: Iterable[Event], form: str) -> str:
    """A report, by the name that `--report` takes.

    Raises:
        UsageError: there is no such format.
    """
    from simulator.reports import FORMATS, terminal

    if form not in FORMATS:
        raise UsageError(f"there is no report {form!r}; the formats are {', '.join(FORMATS)}")
    render = partial(terminal.render, columns=None) if form == "terminal" else FORMATS[form]
    return "".join(render(events))


def _sentence(broken: Expectation) -> str:
    from simulator.reports import sentences

    (label, what), *facts = sentences.broken(broken, "")
    said = ", ".join(f"{name} {fact}" for name, fact in facts if name in ("expected", "actual"))
    return f"{label}: {what}: {said}"


class PlayedRun:
    """A scenario that is played, as far as it has been: `events` are its record."""

    def __init__(self, run: "Run") -> None:
        self._run = run
        self._rest = run.events()
        self._next: Event | None = None
        self.events: list[Event] = []

    def play(self, until: int | None = None) -> None:
        """Play on, to the end of that step, counted from 1; to the end of all where it is the last, or None."""
        if until == len(self._run.story.scenario.steps):
            until = None
        if self._next is not None:
            if until is not None and (self._next.step or 0) > until:
                return
            self.events.append(self._next)
            self._next = None
        for event in self._rest:
            if isinstance(event, StepStarted) and until is not None and (event.step or 0) > until:
                self._next = event
                return
            self.events.append(event)

    @property
    def broken(self) -> list[Expectation]:
        """The expectations that were not met."""
        return [event for event in self.events if isinstance(event, Expectation) and not event.held]

    @property
    def kept(self) -> bool:
        """Whether it was played to its end and all was as expected."""
        return any(isinstance(event, RunFinished) and event.kept for event in self.events)

    @property
    def outcomes(self) -> list[str]:
        """How each step ended."""
        return [event.outcome for event in self.events if isinstance(event, StepFinished)]

    def complaints(self, step: int | None = None) -> list[str]:
        """What was not as expected, of one step or of all, a line each that begins with file and line.

        A run that broke for another reason, such as a provider that never answered, says how it ended.
        """
        from simulator.reports import sentences

        file = self._run.story.scenario.file
        broken = [one for one in self.broken if step is None or one.step == step]
        if broken:
            return [f"{file}:{one.line}: {_sentence(one)}" for one in broken]
        ended = [event for event in self.events if isinstance(event, RunFinished)]
        return [sentences.verdict(one)[1] for one in ended if not one.kept and not self.broken]

    def told(self, step: int) -> str:
        """One step, as the terminal shows it."""
        from simulator.reports.terminal import View

        view = View(columns=None)
        lines = [(event, list(view.lines(event))) for event in self.events]
        return "\n".join(line for event, said in lines if event.step == step for line in said).strip("\n")

    def report(self, form: str = "terminal") -> str:
        """A report of it, by the name that `--report` takes.

        Raises:
            UsageError: there is no such format.
        """
        return rendered(self.events, form)

    def __repr__(self) -> str:
        return self.report().rstrip()
