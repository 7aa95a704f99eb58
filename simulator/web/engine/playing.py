"""A scenario's steps, played for an audience in a thread of their own: one, or all that are left at a pace."""

import logging
import threading
import time
from collections.abc import Callable

from simulator.web.engine.acts import Busy

ASK_AGAIN = 0.1
"""Seconds between attempts while jobs under way hold a step up."""
GRACE = 2.0
"""Seconds that whoever was told to stop may take to end before others may begin."""

_LOG = logging.getLogger(__name__)


class Playing:
    """Plays by `step`, which says whether there was one and may be `Busy`; `changed` is told of beginning and end."""

    def __init__(self, step: Callable[[], bool], changed: Callable[[], None]) -> None:
        self._step = step
        self._changed = changed
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._pace: float | None = None

    @property
    def busy(self) -> bool:
        """Whether a step is being played, or one is to follow."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    @property
    def goes_on(self) -> bool:
        """Whether all that are left are being played, and nobody has said stop."""
        return self.busy and self._pace is not None and not self._stop.is_set()

    def begin(self, pace: float | None = None) -> None:
        """Play the next step, or all that are left with `pace` seconds between them.

        Raises:
            Busy: steps are being played.
        """
        with self._lock:
            if self._stop.is_set():
                self.settled(GRACE)
            if self.busy:
                raise Busy
            self._stop, self._pace = threading.Event(), pace
            self._thread = threading.Thread(target=self._play, args=(self._stop, pace), name="story", daemon=True)
            self._thread.start()
        self._changed()

    def _play(self, stop: threading.Event, pace: float | None) -> None:
        try:
            while self._played(stop) and pace is not None and not stop.wait(pace):
                pass
        except Exception:
            _LOG.exception("a step failed inside the simulator")
        finally:
            self._thread = None
            self._changed()

    def _played(self, stop: threading.Event) -> bool:
        while not stop.is_set():
            try:
                return self._step()
            except Busy:
                time.sleep(ASK_AGAIN)
        return False

    def stop(self) -> None:
        """Begin no further step; the one under way is played to its end."""
        self._stop.set()
        self._changed()

    def settled(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until nothing is played; whether that came about."""
        if (thread := self._thread) is not None:
            thread.join(timeout)
        return not self.busy
