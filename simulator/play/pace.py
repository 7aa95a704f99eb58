"""How fast a run may send, by all of its workers together: a pace, and the limiter that keeps it."""

import re
import time
from collections import deque
from dataclasses import dataclass
from threading import Condition, Lock
from typing import Self

from simulator.play.clock import SLICE

_WRITTEN = re.compile(r"([0-9]{1,9})/(s|min)")
_SECONDS = {"s": 1, "min": 60}


class Stopped(Exception):  # noqa: N818  (nobody's error: the run was given up)
    """A request was not sent, since the run stops."""


@dataclass(frozen=True)
class Pace:
    """So many requests in any `seconds`, at most."""

    requests: int
    seconds: int

    @classmethod
    def of(cls, written: str) -> Self:
        """`10/s` or `600/min`.

        Raises:
            ValueError: it is written otherwise, in a sentence that shows how.
        """
        found = _WRITTEN.fullmatch(written.strip())
        if found is None or int(found[1]) == 0:
            raise ValueError(f"{written!r} is no pace; write whole requests a second or a minute: 10/s, 600/min")
        return cls(int(found[1]), _SECONDS[found[2]])

    def __str__(self) -> str:
        unit = next(name for name, seconds in _SECONDS.items() if seconds == self.seconds)
        return f"{self.requests}/{unit}"


class Limiter:
    """Keeps a pace: hold it (`with`) while a request is under way. Threads share it, and several runs may.

    A request may reach the provider at any time until it is answered, so it counts from its sending until `seconds`
    after its answer: whatever the network does, no window of `seconds` holds more than `requests` arrivals. They are
    sent evenly, so that no burst opens a window.
    """

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._first_in_line = Lock()
        self._change = Condition()
        self._under_way = 0
        self._answered: deque[float] = deque()
        self._next = 0.0
        self._stopped = False

    def stop(self) -> None:
        """Let nobody send any more; fit for a signal's handler."""
        self._stopped = True

    def __enter__(self) -> None:
        with self._first_in_line, self._change:
            while (wait := self._wait()) > 0 and not self._stopped:
                self._change.wait(min(wait, SLICE))
            if self._stopped:
                raise Stopped
            self._under_way += 1
            self._next = time.monotonic() + self.pace.seconds / self.pace.requests

    def __exit__(self, *_: object) -> None:
        with self._change:
            self._under_way -= 1
            self._answered.append(time.monotonic())
            self._change.notify_all()

    def again(self) -> None:
        """Wait for another turn, in the midst of one: the same request is sent once more."""
        self.__exit__()
        self.__enter__()

    def _wait(self) -> float:
        """Seconds until the next request may go; as long as all that count are under way, nobody knows."""
        now, window = time.monotonic(), self.pace.seconds
        while self._answered and self._answered[0] + window <= now:
            self._answered.popleft()
        if self._under_way + len(self._answered) < self.pace.requests:
            return self._next - now
        return max(self._next - now, self._answered[0] + window - now) if self._answered else SLICE
