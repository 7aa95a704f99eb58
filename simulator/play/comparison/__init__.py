"""What two runs do differently: steps and requests laid side by side, ids and times matched up."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import unquote, unquote_plus

from simulator.play.comparison.alignment import Correspondence, align
from simulator.play.comparison.bodies import ABSENT, Difference, compare_values
from simulator.play.load_figures import are_figures
from simulator.play.transcript import (
    NOT_LOOKED,
    Event,
    Exchange,
    Finding,
    Log,
    RunFinished,
    RunStarted,
    Standing,
    StepFinished,
    StepStarted,
)

__all__ = ["ABSENT", "Comparison", "Difference", "PlayedStep", "RequestPair", "StepPair", "compare"]

_INDEX = re.compile(r"\[\d+\]")


@dataclass
class PlayedStep:
    """What one run did in a step, as far as it is compared; `outcome` is None where it was cut off."""

    started: StepStarted
    exchanges: list[Exchange] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    outcome: str | None = None
    error: str | None = None
    text: str | None = None

    def add(self, event: Event) -> None:
        """Take in one of the step's events."""
        match event:
            case Exchange(read_back=False):
                self.exchanges.append(event)
            case Log(entry=entry):
                result = (entry.get("outcome") or {}).get("result")
                self.logged.append(" ".join(str(word) for word in (entry.get("eventType"), result) if word))
            case Finding(step=int()):
                self.findings.append(event.text)
            case StepFinished():
                self.outcome, self.error, self.text = event.outcome, event.error, event.text


@dataclass(frozen=True)
class RequestPair:
    """A request of A and its counterpart in B, either of them None where it has none, and how they differ."""

    a: Exchange | None
    b: Exchange | None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class StepPair:
    """A step of A and its counterpart in B; `requests` holds the pairs that differ, `same_requests` counts the rest."""

    a: PlayedStep | None
    b: PlayedStep | None
    requests: tuple[RequestPair, ...] = ()
    same_requests: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both runs did the same."""
        return not (self.a is None or self.b is None or self.requests or self.differences)


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side; `runs` holds how each began, which may differ without the runs being different.

    `standings` are the people and groups who end otherwise, where both runs say who is where.
    """

    runs: tuple[RunStarted | None, RunStarted | None]
    steps: tuple[StepPair, ...]
    standings: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs but ids, times, and what was to be ignored."""
        return all(step.same for step in self.steps) and not self.standings


def compare(a: Iterable[Event], b: Iterable[Event], ignore: Collection[str] = ()) -> Comparison:
    """Compare two runs.

    Steps are aligned by `id`, then by verb and argument, then by verb; within a step, requests by method, kind of
    path, query and subject; where a run had several workers, the order of different people's requests says nothing.
    `ignore` holds dotted names of members to leave out wherever they stand, such as `meta.lastModified`,
    `response.meta`, `error`.
    """
    (run_a, steps_a, where_a, beside_a), (run_b, steps_b, where_b, beside_b) = _played(a), _played(b)
    compare_steps = partial(_compare_steps, by_subject=beside_a or beside_b)
    ids = Correspondence(_base_url(run_a), _base_url(run_b))
    ignored = tuple(f".{name}." for name in ignore)

    def counts(difference: Difference) -> bool:
        dotted = f".{_INDEX.sub('', difference.where)}."
        return not any(name in dotted for name in ignored)

    pairs = align(steps_a, steps_b, (lambda step: step.started.id, _deed, lambda step: step.started.verb))
    steps = tuple(compare_steps(ours, theirs, ids, counts) for ours, theirs in pairs)
    standings = tuple(filter(counts, _compare_standings(where_a, where_b)))
    return Comparison((run_a, run_b), steps, standings)


def _played(events: Iterable[Event]) -> tuple[RunStarted | None, list[PlayedStep], dict[str, Standing], bool]:
    """How a run began, its steps, who is where, and whether several workers played it."""
    run, steps, where, beside = None, [], {}, False
    for event in events:
        if isinstance(event, RunStarted):
            run = run or event
        elif isinstance(event, StepStarted):
            steps.append(PlayedStep(event))
        elif isinstance(event, Standing):
            where[f"user {event.user}" if event.group is None else f"group {event.group}"] = event
        elif isinstance(event, RunFinished):
            beside = are_figures(event.load) and event.load["workers"] > 1
        elif steps:
            steps[-1].add(event)
    return run, steps, where, beside


def _compare_standings(a: dict[str, Standing], b: dict[str, Standing]) -> Iterator[Difference]:
    """Who ends otherwise; of an older record, which does not say, and where nobody looked, nothing is known."""
    if not a or not b:
        return
    for whose in a | b:
        ours, theirs = a.get(whose), b.get(whose)
        if ours is None or theirs is None:
            yield Difference(
                whose, *(ABSENT if one is None else f"{one.okta}; {one.provider}" for one in (ours, theirs))
            )
            continue
        if ours.okta != theirs.okta:
            yield Difference(f"{whose} in Okta", ours.okta, theirs.okta)
        looked = not any(one.provider.startswith(NOT_LOOKED) for one in (ours, theirs))
        if looked and ours.provider != theirs.provider:
            yield Difference(f"{whose} at the provider", ours.provider, theirs.provider)


def _base_url(run: RunStarted | None) -> str:
    return run.provider.get("base_url", "").rstrip("/") if run else ""


def _deed(step: PlayedStep) -> str:
    return f"{step.started.verb} {json.dumps(step.started.argument, sort_keys=True)}"


def _collection(event: Exchange) -> tuple[str, str, int]:
    first, *others = event.request["path"].strip("/").split("/")
    return event.request["method"], first, len(others)


def _about(event: Exchange) -> tuple[object, ...]:
    return *_collection(event), event.subject, event.purpose, event.attempt


def _compare_steps(
    a: PlayedStep | None,
    b: PlayedStep | None,
    ids: Correspondence,
    counts: Callable[[Difference], bool],
    *,
    by_subject: bool,
) -> StepPair:
    if a is None or b is None:
        return StepPair(a, b)
    if by_subject:
        a, b = _by_subject(a, b)
    levels = (lambda event: (*_about(event), event.request.get("query")), _about, _collection)
    pairs = align(a.exchanges, b.exchanges, levels)
    compared = [RequestPair(x, y, tuple(filter(counts, _compare_exchanges(x, y, ids)))) for x, y in pairs]
    differing = tuple(pair for pair in compared if pair.differences or pair.a is None or pair.b is None)
    differences = tuple(filter(counts, _compare_outcomes(a, b, ids)))
    return StepPair(a, b, differing, len(compared) - len(differing), differences)


def _by_subject(a: PlayedStep, b: PlayedStep) -> tuple[PlayedStep, PlayedStep]:
    """Both with each person's requests together, the people in the same order, and their rows in no order of time."""
    subjects = dict.fromkeys(one.subject for one in [*a.exchanges, *b.exchanges])
    place = {subject: number for number, subject in enumerate(subjects)}

    def gathered(step: PlayedStep) -> PlayedStep:
        exchanges = sorted(step.exchanges, key=lambda one: place[one.subject])
        return replace(step, exchanges=exchanges, logged=sorted(step.logged))

    return gathered(a), gathered(b)


def _compare_exchanges(a: Exchange | None, b: Exchange | None, ids: Correspondence) -> Iterator[Difference]:
    if a is None or b is None:
        return
    path_a, path_b = unquote(a.request["path"]), unquote(b.request["path"])
    if not ids.same_path(path_a, path_b):
        yield Difference("path", path_a, path_b)
    query_a, query_b = unquote_plus(a.request.get("query") or ""), unquote_plus(b.request.get("query") or "")
    yield from compare_values("query", query_a, query_b, ids)
    yield from compare_values("request", _body(a.request), _body(b.request), ids)
    ours, theirs = a.response or {}, b.response or {}
    yield from compare_values("status", ours.get("status", ABSENT), theirs.get("status", ABSENT), ids)
    yield from compare_values("no answer", a.error or ABSENT, b.error or ABSENT, ids)
    yield from compare_values("response", _body(ours), _body(theirs), ids)


def _compare_outcomes(a: PlayedStep, b: PlayedStep, ids: Correspondence) -> Iterator[Difference]:
    yield from compare_values("argument", a.started.argument, b.started.argument, ids)
    for name in ("outcome", "error", "text"):
        yield from compare_values(name, getattr(a, name) or ABSENT, getattr(b, name) or ABSENT, ids)
    yield from _compare_lists("log", a.logged, b.logged)
    yield from _compare_lists("finding", a.findings, b.findings)


def _compare_lists(where: str, a: Sequence[str], b: Sequence[str]) -> Iterator[Difference]:
    for ours, theirs in align(a, b, (lambda text: text, lambda _: True)):
        if ours != theirs:
            yield Difference(where, ABSENT if ours is None else ours, ABSENT if theirs is None else theirs)


def _body(message: dict[str, object]) -> object:
    body = message.get("body")
    return ABSENT if body is None else body
