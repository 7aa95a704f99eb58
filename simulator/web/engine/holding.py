"""Okta's requests, held back one by one while an audience wants to see each before it is sent."""

import threading
from collections.abc import Callable

from simulator.scim.message import Request
from simulator.web.engine.clock import Stopping


class Hold:
    """Knows the requests that are under way, and stops each before it is sent while `on`.

    `changed` is called whenever there is something else to see. Threads may share it.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._moved = threading.Condition()
        self._waiting: list[tuple[int, Request]] = []
        self._sending: dict[int, Request] = {}
        self._forgotten = 0
        self.on = False

    def before_send(self, request: Request) -> None:
        """Hold a request of this thread back until it is let go, then note that it is under way.

        Raises:
            Stopping: it was given up instead.
        """
        thread, held = threading.get_ident(), self.on
        with self._moved:
            if held:
                self._hold(thread, request)
            self._sending[thread] = request
        self._changed()

    def _hold(self, thread: int, request: Request) -> None:
        waiting, before = (thread, request), self._forgotten
        self._waiting.append(waiting)
        self._moved.notify_all()
        self._changed()
        self._moved.wait_for(lambda: waiting not in self._waiting)
        if self._forgotten != before:
            raise Stopping(0)

    def sent(self) -> None:
        """The request of this thread has ended."""
        self._sending.pop(threading.get_ident(), None)

    def switch(self, on: bool) -> None:
        """Hold back what comes from now on, or let everything go."""
        with self._moved:
            self.on = on
            if not on:
                self._waiting.clear()
            self._moved.notify_all()
        self._changed()

    def let_go(self) -> None:
        """Let the request that has waited for longest go."""
        with self._moved:
            del self._waiting[:1]
            self._moved.notify_all()
        self._changed()

    def forget(self) -> None:
        """Give up whatever is held back: it is never sent."""
        with self._moved:
            self._forgotten += 1
            self._waiting.clear()
            self._moved.notify_all()

    def settled(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until a request is held back; whether one is."""
        with self._moved:
            return self._moved.wait_for(lambda: bool(self._waiting), timeout)

    @property
    def next(self) -> Request | None:
        """The request that goes next, None where none is held back."""
        with self._moved:
            return self._waiting[0][1] if self._waiting else None

    @property
    def under_way(self) -> list[Request]:
        """The requests that have been sent and not been answered yet."""
        return list(self._sending.values())
