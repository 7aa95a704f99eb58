"""The org's clock: the machine's time, which can be moved ahead so that nobody has to wait for a retry."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simulator.play.clock import WaitTooLong


class Stopping(WaitTooLong):
    """The simulator stops before a wait is over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds, 0.0)

    def __str__(self) -> str:
        return f"oktasim serve stopped while this waited {self.seconds:g} s; not retried"


class MovableClock:
    """The real time plus what it has been moved ahead; sleepers wake when their time has come, or at the end."""

    jumps = False

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0
        self._moved = threading.Condition()
        self._stopped = False
        self._jumping = 0
        self._sleepers = 0

    def now(self) -> float:
        """Epoch seconds."""
        return self._source() + self._ahead

    def check(self, seconds: float) -> None:
        """Any wait will do."""

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopping: the simulator stops before the time has come.
        """
        if self._jumping:
            self.advance(seconds)
            return
        end = self.now() + seconds
        with self._moved:
            self._sleepers += 1
            try:
                while (rest := end - self.now()) > 0:
                    if self._stopped:
                        raise Stopping(seconds)
                    self._moved.wait(min(rest, 1.0))
            finally:
                self._sleepers -= 1

    @property
    def sleepers(self) -> int:
        """How many wait now."""
        return self._sleepers

    @contextmanager
    def jumping(self) -> Iterator[None]:
        """Meanwhile whoever sleeps moves it ahead instead: a Hub that answers late, in a step that nobody waits for."""
        self._jumping += 1
        try:
            yield
        finally:
            self._jumping -= 1

    def advance(self, seconds: float) -> None:
        """Move ahead by that many seconds."""
        with self._moved:
            self._ahead += seconds
            self._moved.notify_all()

    def stop(self) -> None:
        """Wake all sleepers; nobody waits any more."""
        with self._moved:
            self._stopped = True
            self._moved.notify_all()


class JumpingClock:
    """The same time for a scenario at the bundled Hub: waiting moves it ahead instead."""

    jumps = True

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Epoch seconds."""
        return self._clock.now()

    def check(self, seconds: float) -> None:
        """Any wait will do."""

    def sleep(self, seconds: float) -> None:
        """Jump ahead."""
        self._clock.advance(seconds)
