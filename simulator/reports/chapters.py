"""A run's events told in chapters: how it began, one chapter for each step, how it ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from simulator.play import transcript
from simulator.register.confidence import Confidence
from simulator.register.confidence import Gathered as Rules
from simulator.reports import sentences, who_is_where

CUT_OFF = "The run was cut off here: its record has no end."


@dataclass(frozen=True)
class Opening:
    """How a run began, and what was said before the first step."""

    started: transcript.RunStarted | None
    events: list[transcript.Event] = field(default_factory=list)


@dataclass(frozen=True)
class Chapter:
    """A step with all that happened in it; `finished` is None where the record ends in its midst."""

    started: transcript.StepStarted
    events: list[transcript.Event] = field(default_factory=list)

    @property
    def finished(self) -> transcript.StepFinished | None:
        """How the step ended."""
        return next((event for event in reversed(self.events) if isinstance(event, transcript.StepFinished)), None)

    @property
    def exchanges(self) -> list[transcript.Exchange]:
        """What Okta sent and was answered; our own reading back is not among it."""
        return [event for event in self.events if isinstance(event, transcript.Exchange) and not event.read_back]

    @property
    def broken(self) -> list[transcript.Expectation]:
        """The expectations that did not hold."""
        return [event for event in self.events if isinstance(event, transcript.Expectation) and not event.held]


@dataclass(frozen=True)
class Ending:
    """How a run ended; `finished` is None where it was cut off, and the counts are those up to there.

    `standings` say who is where; `events` are what else came after the last step; `confidence` is how sure the run is.
    """

    finished: transcript.RunFinished | None
    counts: dict[str, int]
    standings: list[transcript.Standing] = field(default_factory=list)
    events: list[transcript.Event] = field(default_factory=list)
    confidence: Confidence | None = None

    @property
    def remark(self) -> str:
        """That the run was cut off, or why it says nothing about the provider; empty for any other."""
        said = sentences.unreached(self.finished) if self.finished else CUT_OFF.removesuffix(".")
        return f"{said}." if said else ""

    @property
    def remarks(self) -> list[str]:
        """The same after who is where, for a format that has sentences only."""
        return [*who_is_where.spoken(self.standings), *([self.remark] if self.remark else [])]


class Tally:
    """The counts of `run_finished`, taken as events pass by, for a run that was cut off before it gave them."""

    def __init__(self) -> None:
        names = ("steps", "requests", "own", "failures", "findings", "expectations", "broken")
        self.counts = dict.fromkeys(names, 0)

    def add(self, event: transcript.Event) -> None:
        """Count one event."""
        match event:
            case transcript.StepStarted():
                self.counts["steps"] += 1
            case transcript.Exchange():
                self.counts["own" if event.read_back else "requests"] += 1
            case transcript.StepFinished(outcome="failure"):
                self.counts["failures"] += 1
            case transcript.Finding():
                self.counts["findings"] += 1
            case transcript.Expectation():
                self.counts["expectations"] += 1
                self.counts["broken"] += not event.held


def in_steps(events: Iterable[transcript.Event]) -> Iterator[transcript.Event]:
    """The same events, those of one step together; a served org's jobs run side by side, and their events mingle.

    What belongs to no step stays where it came.
    """
    waiting: dict[int, list[transcript.Event]] = {}
    current: int | None = None
    over = True
    for event in events:
        if isinstance(event, transcript.RunStarted | transcript.RunFinished):
            yield from (one for held in waiting.values() for one in held)
            waiting, current, over = {}, None, True
        elif event.step is not None and event.step != current:
            while over and waiting:
                current, held = next(iter(waiting.items()))
                del waiting[current]
                over = any(isinstance(one, transcript.StepFinished) for one in held)
                yield from held
            if event.step != current and (not over or event.step in waiting):
                waiting.setdefault(event.step, []).append(event)
                continue
            current, over = event.step, False
        over = over or isinstance(event, transcript.StepFinished)
        yield event
    yield from (one for held in waiting.values() for one in held)


def chapters(events: Iterable[transcript.Event]) -> Iterator[Opening | Chapter | Ending]:
    """The chapters of one run, or of several that stand one after the other; one step is held in memory at a time.

    Each run has its `Opening` first and its `Ending` last, whatever its record lacks.
    """
    part: Opening | Chapter | None = None
    after: list[transcript.Event] = []
    tally, where, rules = Tally(), who_is_where.Gathered(), Rules()
    for event in chain(events, [None]):
        if event is None or isinstance(event, transcript.RunStarted | transcript.RunFinished):
            finished = event if isinstance(event, transcript.RunFinished) else None
            if part or finished:
                yield part or Opening(None)
                counts = finished.counts if finished else tally.counts
                yield Ending(finished, counts, where.rows, after, rules.confidence())
            part = Opening(event) if isinstance(event, transcript.RunStarted) else None
            tally, where, rules, after = Tally(), who_is_where.Gathered(), Rules(), []
            continue
        part = part or Opening(None)
        tally.add(event)
        rules.add(event)
        if isinstance(event, transcript.StepStarted):
            yield part
            part = Chapter(event)
        elif not where.takes(event):
            (after if _is_after(event, part) else part.events).append(event)


def _is_after(event: transcript.Event, part: Opening | Chapter) -> bool:
    """Whether it is of the looks at the end, which no step contains."""
    read_back = isinstance(event, transcript.Exchange) and event.read_back
    return (read_back or isinstance(event, transcript.Finding)) and event.step is None and isinstance(part, Chapter)
