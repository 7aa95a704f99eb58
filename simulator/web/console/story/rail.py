"""The story's steps in the order in which they were, are and will be done, those by hand among them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.play.transcript import Expectation
from simulator.reports import sentences, titles
from simulator.reports.columns import ellipsize
from simulator.scenario.parts.steps import Step
from simulator.verbs.verb import Verb
from simulator.web.engine.acts import StepUnderWay
from simulator.web.engine.engine import Engine

NEAR = 6
"""Steps that are shown on either side of the next one."""
WIDEST = 80
"""Characters of a step's argument."""
BY = {"console": "by hand", "api": "by the API", "python": "by Python"}
"""Who acts beside the scenario."""


@dataclass(frozen=True)
class RailStep:
    """A step: `number` is the scenario's, None for what was done beside it, and `by` then says by whom.

    `state` is done, under way, given up, next or to come. `judged`: all that was expected of it held; None where
    nothing was, or nobody has looked yet. `broken` is what did not, as labelled facts.
    """

    number: int | None
    by: str
    verb: str
    words: str
    place: str
    state: str
    note: str | None = None
    outcome: str = ""
    error: str | None = None
    judged: bool | None = None
    broken: list[list[tuple[str, str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Rail:
    """The steps near the next one, and how many are before and after them."""

    before: int
    steps: list[RailStep]
    after: int

    @property
    def next(self) -> RailStep | None:
        """The step that Next plays."""
        return next((one for one in self.steps if one.state == "next"), None)


def rail(engine: Engine) -> Rail:
    """The story of an engine; call it with the org held."""
    scenario, played, records = engine.instance.scenario, engine.played, engine.steps_done
    near = records[-NEAR:]
    number = played - sum(one.by == "scenario" for one in near)
    goes_on = engine.is_under_way
    done: list[RailStep] = []
    for record in near:
        step = None
        if record.by == "scenario":
            step, number = scenario.steps[number], number + 1
        last = record is records[-1]
        done.append(_done(record, step, number, scenario.file, goes_on=goes_on and last))
    coming = scenario.steps[played : played + NEAR]
    to_come = [
        _to_come(step, number, "to come" if number > played + 1 else "next")
        for number, step in enumerate(coming, played + 1)
    ]
    return Rail(len(records) - len(near), [*done, *to_come], len(scenario.steps) - played - len(coming))


def _done(record: StepUnderWay, step: Step | None, number: int, file: str, *, goes_on: bool) -> RailStep:
    finished = record.finished
    over = finished is not None and (step is None or record.judged or not goes_on)
    state = "done" if over else "under way" if goes_on or (step is None and record.left) else "given up"
    if finished is None or not over:
        return RailStep(*_named(record.verb, step, number, record.by), state, step.note if step else None)
    judged = not record.broken if record.judged and record.expectations else None
    return RailStep(
        *_named(record.verb, step, number, record.by), state, step.note if step else None,
        finished.outcome, finished.error, judged, list(_facts(record.broken, file)),
    )  # fmt: skip


def _to_come(step: Step, number: int, state: str) -> RailStep:
    return RailStep(*_named(step.argument, step, number, "scenario"), state, step.note)


def _named(verb: Verb, step: Step | None, number: int, by: str) -> tuple[int | None, str, str, str, str]:
    argument = verb.recorded(verb.written()) if step is None else step.raw
    words = ellipsize(titles.phrase(argument), WIDEST)
    return number if step else None, BY.get(by, ""), verb.verb(), words, verb.place or verb.deed().rstrip(".")


def _facts(broken: list[Expectation], file: str) -> Iterator[list[tuple[str, str]]]:
    for event in broken:
        yield sentences.broken(event, file)
