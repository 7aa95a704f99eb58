"""The clocks: one that jumps, for the bundled Hub, and those that really wait, for endpoints."""

import math
import time
from datetime import datetime
from threading import Lock
from typing import Protocol

from simulator.okta.times import iso

__all__ = ["Clock", "ConcurrentClock", "RealClock", "VirtualClock", "WaitTooLong", "iso", "parse_iso"]

SLICE = 0.2
"""Seconds of real waiting after which an interruption is heard at the latest."""


class WaitTooLong(Exception):  # noqa: N818  (a limit reached, not an error)
    """A wait would go beyond what `--max-wait` allows in all; nothing was waited. Both in seconds."""

    def __init__(self, seconds: float, left: float) -> None:
        super().__init__(f"waiting {seconds:g} s would go beyond --max-wait, of which {left:g} s are left")
        self.seconds = seconds
        self.left = left


class Clock(Protocol):
    """The time of a run; `jumps` tells that waiting costs none."""

    jumps: bool

    def now(self) -> float:
        """Epoch seconds."""

    def check(self, seconds: float) -> None:
        """Raise WaitTooLong where so long a wait would not be waited."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class VirtualClock:
    """Begins where it is told to, in epoch seconds, and moves only when something waits; threads may share it."""

    jumps = True

    def __init__(self, start: float) -> None:
        self._now = start
        self._lock = Lock()

    def now(self) -> float:
        """Epoch seconds."""
        return self._now

    def check(self, seconds: float) -> None:
        """Any wait will do."""

    def sleep(self, seconds: float) -> None:
        """Jump ahead."""
        with self._lock:
            self._now += seconds


class RealClock:
    """The machine's clock; waits `allowance` seconds in all, in slices, so that Ctrl-C is heard."""

    jumps = False

    def __init__(self, allowance: float = math.inf) -> None:
        self._left = allowance
        self._lock = Lock()

    def now(self) -> float:
        """Epoch seconds."""
        return time.time()

    def check(self, seconds: float) -> None:
        """Say whether so long a wait is within what is left.

        Raises:
            WaitTooLong: it is not.
        """
        if seconds > self._left:
            raise WaitTooLong(seconds, self._left)

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            WaitTooLong: the wait is longer than what is left of the allowance.
        """
        with self._lock:
            self.check(seconds)
            self._left -= seconds
        end = time.monotonic() + seconds
        while (rest := end - time.monotonic()) > 0:
            time.sleep(min(rest, SLICE))


class ConcurrentClock:
    """The machine's clock for jobs side by side: whoever plays a job lets the time pass, so that `sleep` does nothing.

    A wait is taken from the allowance, in seconds, when it is asked for (`check`); waits that overlap count once.
    """

    jumps = False

    def __init__(self, allowance: float = math.inf) -> None:
        self._left = allowance
        self._until = 0.0
        self._lock = Lock()

    def now(self) -> float:
        """Epoch seconds."""
        return time.time()

    def check(self, seconds: float) -> None:
        """Begin so long a wait, where it is within what is left.

        Raises:
            WaitTooLong: it is not.
        """
        with self._lock:
            now = time.monotonic()
            more = max(now + seconds - max(now, self._until), 0.0)
            if more > self._left:
                raise WaitTooLong(seconds, round(self._left, 1))
            self._left -= more
            self._until = max(self._until, now + seconds)

    def sleep(self, seconds: float) -> None:
        """The time has passed already."""


def parse_iso(text: str) -> float:
    """Epoch seconds of an ISO 8601 time that names its zone (`Z`, `+02:00`).

    Raises:
        ValueError: it is no such time, in a sentence that shows one.
    """
    example = "2026-01-05T09:00:00.000Z"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time; write it as {example}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no zone; write it as {example}")
    return moment.timestamp()
