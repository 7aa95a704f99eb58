"""The rules of a real Hub, from a recording of it: under which does the bundled Hub answer as the real one did.

Statuses, media types and the bodies of what was not refused are compared; the words of a refusal are the Hub's own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from typing import Any, get_args, get_type_hints

from provider_stub.rules import Rules
from simulator.calibration.deciding import hub_deciding
from simulator.calibration.hub_recording import HubRecording, hub_recording, subjects
from simulator.calibration.hub_replay import Leaves, Replay, recorded_leaves, replay
from simulator.calibration.verdict import Verdict
from simulator.intake.evidence.traffic import Traffic

ROUNDS = 4
"""How often the rules are gone through, one after another, before it ends at what was found."""
_WRITES = ("POST", "PUT", "PATCH", "DELETE")
Score = tuple[int, int]
"""Answers with another status, and other values in answers with the same one."""


@dataclass(frozen=True)
class HubCalibration:
    """The verdict about every rule, the nearest rules, and what none of them explains, in words."""

    verdicts: tuple[Verdict, ...]
    rules: Rules
    unexplained: tuple[str, ...]
    judged: int
    left_out: int


@dataclass(frozen=True)
class _Tried:
    """One setting and what came of it."""

    rules: Rules
    replay: Replay
    differing: tuple[frozenset[str], ...]

    @property
    def score(self) -> Score:
        statuses = sum("status" in one for one in self.differing)
        return statuses, sum(len(one) for one in self.differing if "status" not in one)


class _Trial:
    """One recording, and each setting that was tried on it, once."""

    def __init__(self, recording: HubRecording) -> None:
        self.recording = recording
        self.recorded = [recorded_leaves(one) for one in recording.requests]
        self._tried: dict[Rules, _Tried] = {}

    def of(self, rules: Rules) -> _Tried:
        """What comes of these rules."""
        if rules not in self._tried:
            made = replay(self.recording, rules)
            pairs = zip(self.recorded, made.answers, strict=True)
            self._tried[rules] = _Tried(rules, made, tuple(_differing(a, b) for a, b in pairs))
        return self._tried[rules]

    def turned(self, base: _Tried, name: str, option: Any) -> _Tried:
        """What comes of turning one rule more."""
        return self.of(replace(base.rules, **{name: option}))


def _turns(base: _Tried) -> list[tuple[str, Any]]:
    return [
        (name, option)
        for name, listed in options().items()
        if name in base.replay.asked
        for option in listed
        if option != getattr(base.rules, name)
    ]


def _differing(recorded: Leaves, ours: Leaves) -> frozenset[str]:
    if recorded["status"] != ours["status"]:
        return frozenset({"status"})
    absent = object()
    keys = {*recorded, *ours} if len(recorded) > 1 else {*recorded}
    if "Content-Type" not in recorded:
        keys.discard("Content-Type")
    return frozenset(key for key in keys if recorded.get(key, absent) != ours.get(key, absent))


@cache
def options() -> dict[str, tuple[Any, ...]]:
    """The options of each rule that a recording of /Users and /Groups can show."""
    hints = get_type_hints(Rules)
    listed = {one.name: hints[one.name] for one in fields(Rules) if hub_deciding()[one.name].shows == "wire"}
    return {name: (True, False) if hint is bool else get_args(hint) for name, hint in listed.items()}


def calibrate_hub(traffic: Sequence[Traffic]) -> HubCalibration | None:
    """What a recording decides of the Hub's rules; None where it is of no Hub.

    A write whose status no setting explains may have left another state behind than the real one: what follows about
    the same people and groups is not judged.
    """
    doubtful: frozenset[str] = frozenset()
    writes: list[str] = []
    while True:
        recording = hub_recording(traffic, doubtful)
        if recording is None:
            return None
        trial = _Trial(recording)
        best = _nearest(trial)
        wrong = list(_wrong_writes(trial, best))
        if not wrong:
            break
        writes += [_at(trial, best, number) for number, _ in wrong]
        doubtful = doubtful.union(*(about for _, about in wrong))
    rest = (_at(trial, best, number) for number, keys in enumerate(best.differing) if keys)
    unexplained = tuple(dict.fromkeys((*writes, *rest)))
    judge = partial(_verdict, trial, best)
    verdicts = tuple(judge(one.name) for one in fields(Rules))
    return HubCalibration(verdicts, best.rules, unexplained, len(recording.requests), recording.left_out)


def _nearest(trial: _Trial) -> _Tried:
    """The setting with the fewest differences, found from the defaults: one rule at a time, then two that meet."""
    best = trial.of(Rules())
    for _ in range(ROUNDS):
        before = best
        for turn in _turns(best):
            best = min(best, trial.turned(best, *turn), key=lambda one: one.score)
        if best is before and best.score > (0, 0):
            pairs = ((trial.turned(best, *first), first[0]) for first in _turns(best))
            both = (trial.turned(one, *second) for one, name in pairs for second in _turns(one) if second[0] != name)
            best = min([best, *both], key=lambda one: one.score)
        if best is before:
            break
    return best


def _wrong_writes(trial: _Trial, best: _Tried) -> Iterator[tuple[int, set[str]]]:
    """The first write about each person and group whose status is not explained: its number, and whom it is about."""
    told: set[str] = set()
    for number, (one, keys) in enumerate(zip(trial.recording.requests, best.differing, strict=True)):
        if "status" not in keys or one.method not in _WRITES:
            continue
        about = subjects(one)
        if about and not about & told:
            told |= about
            yield number, about


def _verdict(trial: _Trial, best: _Tried, name: str) -> Verdict:
    one, default = hub_deciding()[name], getattr(Rules(), name)
    made = partial(Verdict, switch=name, default=default)
    if one.shows != "wire":
        return made(state="not on the wire", would_decide=one.act)
    value = getattr(best.rules, name)
    others = [trial.turned(best, name, option) for option in options()[name] if option != value]
    shown = _affected(best, others)
    if shown and all((number, key) in _wrong(each) for each in (best, *others) for number, key in shown):
        return made(state="unexplained", value=value, because=_at(trial, best, min(shown)[0]), would_decide=one.act)
    fits = {getattr(each.rules, name) for each in others if _fits_too(trial, best, each, name)}
    if fits:
        listed = tuple(option for option in options()[name] if option == value or option in fits)
        return made(state="open", fits=listed, would_decide=one.act)
    said = (f"with {getattr(each.rules, name)!r} {_evidence(trial, best, each)}" for each in others)
    return made(state="decided", value=value, because="; ".join(said))


def _affected(best: _Tried, others: list[_Tried]) -> set[tuple[int, str]]:
    """Where in the answers the options of a rule make a difference: the request's number, and which value."""
    pairs = ((best.replay.answers, each.replay.answers) for each in others)
    return {
        (number, key)
        for ours, theirs in pairs
        for number, (a, b) in enumerate(zip(ours, theirs, strict=True))
        for key in _differing(a, b)
    }


def _wrong(tried: _Tried) -> set[tuple[int, str]]:
    """Where a setting does not answer as recorded; an answer of another status is wrong in all its values."""
    return {
        (number, key)
        for number, keys in enumerate(tried.differing)
        for key in (tried.replay.answers[number] if "status" in keys else keys)
    }


def _fits_too(trial: _Trial, best: _Tried, other: _Tried, name: str) -> bool:
    """Whether another option of a rule fits as well as the best one, by itself or with one more rule turned."""
    turned = (trial.turned(other, *turn) for turn in _turns(other) if turn[0] != name)
    return other.score <= best.score or any(each.score <= best.score for each in turned)


def _evidence(trial: _Trial, best: _Tried, other: _Tried) -> str:
    """The first request at which another option answers otherwise than recorded, where the best one does not."""
    more = [theirs - ours for theirs, ours in zip(other.differing, best.differing, strict=True)]
    number = next(place for place, keys in enumerate(more) if keys)
    one, key = trial.recording.requests[number], min(more[number])
    return _said(one, key, trial.recorded[number], other.replay.answers[number])


def _at(trial: _Trial, best: _Tried, number: int) -> str:
    key = min(best.differing[number])
    return _said(trial.recording.requests[number], key, trial.recorded[number], best.replay.answers[number])


def _said(one: Traffic, key: str, recorded: Leaves, ours: Leaves) -> str:
    def shown(leaves: Leaves) -> str:
        return repr(leaves[key]) if key in leaves else "nothing"

    return f"{one.method} {one.path} would have {shown(ours)} as {key} where the recording has {shown(recorded)}"
