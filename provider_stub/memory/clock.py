"""The time the stub lives in: the real one, or whatever clock it is handed."""

import time
from typing import Protocol


class Clock(Protocol):
    """What the stub asks of a clock; a virtual one may let `sleep` return at once."""

    def now(self) -> float:
        """The current moment in seconds since the epoch."""

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Seconds since the epoch, as the machine sees them."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Block the calling thread for `seconds`."""
        time.sleep(seconds)
