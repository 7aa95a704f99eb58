"""Matches whole texts against Java patterns in time that grows with pattern and text, never with their entanglement.

Thompson's construction: all ways through the pattern are followed at once, so no pattern can make it backtrack; the
work is metered besides, and a pattern that needs too much of it ends in EL1073E, Spring's code for a flawed pattern.
"""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.okta.expression.failures import PATTERN, FunctionError
from simulator.okta.expression.limits import Meter
from simulator.okta.expression.patterns.characters import Test
from simulator.okta.expression.patterns.places import Place
from simulator.okta.expression.patterns.syntax import Either, Here, One, Repeat, Sequence, Tree, parse_pattern

MAX_STATES = 2_000
FLAWED = "EL1073E"

Matcher = Callable[[str, Meter], bool]
"""Whether the whole text matches; spends work on the meter and raises `FunctionError` EL1073E when it runs out."""


@dataclass(slots=True)
class _State:
    """A place in the pattern, and where it goes: over a character (`test`), on a condition (`holds`), or freely."""

    following: tuple[int, ...]
    test: Test | None = None
    holds: Place | None = None


def matcher(pattern: str) -> Matcher:
    """Prepares a pattern; raises `FunctionError` EL1018E or PATTERN when it cannot be one."""
    builder = _Builder()
    start = builder.build(parse_pattern(pattern), builder.end)
    states = builder.states

    def matches(text: str, meter: Meter) -> bool:
        return _accepts(states, start, text, meter)

    return matches


class _Builder:
    """Lays out a tree as states, from its end to its start; state 0 is the end."""

    end = 0

    def __init__(self) -> None:
        self.states = [_State(())]

    def _added(self, state: _State) -> int:
        if len(self.states) >= MAX_STATES:
            raise FunctionError(PATTERN, "the pattern is too large, repetitions counted; use a shorter one")
        self.states.append(state)
        return len(self.states) - 1

    def build(self, tree: Tree, following: int) -> int:
        """Adds the states of a tree that goes on to `following`; the index it starts at."""
        match tree:
            case One(test):
                return self._added(_State((following,), test=test))
            case Here(holds):
                return self._added(_State((following,), holds=holds))
            case Sequence(items):
                for item in reversed(items):
                    following = self.build(item, following)
                return following
            case Either(items):
                return self._added(_State(tuple(self.build(item, following) for item in items)))
            case _:
                return self._repeat(tree, following)

    def _repeat(self, tree: Repeat, following: int) -> int:
        if tree.high is None:
            start = self._added(_State(()))
            self.states[start].following = (self.build(tree.item, start), following)
        else:
            start = following
            for _ in range(tree.high - tree.low):
                start = self._added(_State((self.build(tree.item, start), following)))
        for _ in range(tree.low):
            start = self.build(tree.item, start)
        return start


def _accepts(states: list[_State], start: int, text: str, meter: Meter) -> bool:
    current = _reached(states, [start], text, 0)
    for index, character in enumerate(text):
        meter.spend(len(current), FLAWED)
        passed = [target for target, test in current.items() if test is not None and test(character)]
        if not passed:
            return False
        current = _reached(states, [states[target].following[0] for target in passed], text, index + 1)
    return _Builder.end in current


def _reached(states: list[_State], pending: list[int], text: str, index: int) -> dict[int, Test | None]:
    """The states that can be reached from these without a character, with their tests; the end has none."""
    seen = set(pending)
    reached: dict[int, Test | None] = {}
    while pending:
        number = pending.pop()
        state = states[number]
        if state.test is not None or number == _Builder.end:
            reached[number] = state.test
        elif state.holds is None or state.holds(text, index):
            fresh = [target for target in state.following if target not in seen]
            seen.update(fresh)
            pending += fresh
    return reached
