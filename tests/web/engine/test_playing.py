"""Steps that are played in a thread of their own: one, or all at a pace, and stopped between two."""

import threading
import time

import pytest

from simulator.web.engine.acts import Busy
from simulator.web.engine.playing import Playing


class Steps:
    """A scenario of `count` steps; the thread that plays one waits for `go`."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.played: list[float] = []
        self.busy = 0
        self.go = threading.Event()
        self.go.set()
        self.signs = 0
        self.playing = Playing(self._step, self._changed)

    def _step(self) -> bool:
        if self.busy:
            self.busy -= 1
            raise Busy
        assert self.go.wait(5)
        if len(self.played) == self.count:
            return False
        self.played.append(time.monotonic())
        return True

    def _changed(self) -> None:
        self.signs += 1


def test_one_step_is_played_and_both_its_ends_are_told() -> None:
    steps = Steps(3)
    steps.playing.begin()

    assert steps.playing.settled(5)
    assert (len(steps.played), steps.signs) == (1, 2)


def test_all_that_are_left_are_played_with_a_pace_between_them() -> None:
    steps = Steps(3)
    steps.playing.begin(0.05)
    assert steps.playing.goes_on

    assert steps.playing.settled(5)
    assert len(steps.played) == 3
    assert all(later - earlier >= 0.05 for earlier, later in zip(steps.played, steps.played[1:], strict=False))
    assert not steps.playing.goes_on


def test_nobody_begins_while_a_step_is_being_played() -> None:
    steps = Steps(3)
    steps.go.clear()
    steps.playing.begin()
    with pytest.raises(Busy):
        steps.playing.begin()
    steps.go.set()

    assert steps.playing.settled(5)
    assert len(steps.played) == 1


def test_stopped_it_plays_the_step_under_way_to_its_end_and_no_further() -> None:
    steps = Steps(5)
    steps.go.clear()
    steps.playing.begin(0.0)
    steps.playing.stop()
    assert not steps.playing.goes_on
    assert steps.playing.busy
    steps.go.set()

    assert steps.playing.settled(5)
    assert len(steps.played) == 1


def test_stopped_in_a_pause_it_ends_at_once_and_another_may_begin() -> None:
    steps = Steps(5)
    steps.playing.begin(60.0)
    while not steps.played:
        time.sleep(0.002)
    steps.playing.stop()
    steps.playing.begin()

    assert steps.playing.settled(5)
    assert len(steps.played) == 2


def test_a_step_that_is_held_up_is_asked_for_again() -> None:
    steps = Steps(1)
    steps.busy = 2
    steps.playing.begin()

    assert steps.playing.settled(5)
    assert (len(steps.played), steps.busy) == (1, 0)


def test_a_fault_of_ours_is_logged_and_the_next_step_can_be_played(caplog: pytest.LogCaptureFixture) -> None:
    broken = [True]

    def step() -> bool:
        if broken:
            broken.clear()
            raise ZeroDivisionError
        return True

    playing = Playing(step, lambda: None)
    playing.begin()
    assert playing.settled(5)
    playing.begin()

    assert playing.settled(5)
    assert [one.message for one in caplog.records] == ["a step failed inside the simulator"]
