"""Okta's requests, held back one by one while an audience wants to see each before it is sent."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from simulator.scim.message import Request
from simulator.web.engine.clock import Stopping


@dataclass(eq=False)
class _Held:
    """A request that is held back, until it `goes` or was `given_up`."""

    request: Request
    goes: bool = False
    given_up: bool = False


class Hold:
    """Knows the requests that are under way, and stops each before it is sent while `on`.

    `changed` is called whenever there is something else to see. Threads may share it.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._moved = threading.Condition()
        self._waiting: list[_Held] = []
        self._sending: dict[int, Request] = {}
        self._given_up = 0
        self.on = False

    def before_send(self, request: Request, stands: Callable[[], bool] = lambda: True) -> None:
        """Hold a request of this thread back until it is let go, then note that it is under way.

        Raises:
            Stopping: it was given up instead, or what it belongs to does not stand any more.
        """
        with self._moved:
            if (self.on and stands() and not self._goes(request)) or not stands():
                raise Stopping(0)
            self._sending[threading.get_ident()] = request
        self._changed()

    def _goes(self, request: Request) -> bool:
        """Hold it back; whether it was let go in the end."""
        if self._given_up:
            return False
        held = _Held(request)
        self._waiting.append(held)
        self._changed()
        self._moved.wait_for(lambda: held.goes or held.given_up)
        return held.goes

    def sent(self) -> None:
        """The request of this thread has ended."""
        self._sending.pop(threading.get_ident(), None)

    def forget(self) -> None:
        """What is still under way belongs to a run that is over."""
        with self._moved:
            self._sending.clear()

    def switch(self, on: bool) -> None:
        """Hold back what comes from now on, or let everything go."""
        with self._moved:
            self.on = on
            if not on:
                self._let_go(len(self._waiting))
        self._changed()

    def let_go(self) -> None:
        """Let the request that has waited for longest go."""
        with self._moved:
            self._let_go(1)
        self._changed()

    def _let_go(self, count: int) -> None:
        for held in self._waiting[:count]:
            held.goes = True
        del self._waiting[:count]
        self._moved.notify_all()

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Meanwhile nothing is held back: what is, and what would be, is given up and never sent."""
        self._give_up(1)
        try:
            yield
        finally:
            self._give_up(-1)

    def close(self) -> None:
        """Give up whatever is or would be held back, for good."""
        self._give_up(1)

    def _give_up(self, change: int) -> None:
        with self._moved:
            self._given_up += change
            for held in self._waiting:
                held.given_up = True
            self._waiting.clear()
            self._moved.notify_all()

    @property
    def waiting(self) -> list[Request]:
        """The requests that are held back, the one that goes next first."""
        with self._moved:
            return [held.request for held in self._waiting]

    @property
    def next(self) -> Request | None:
        """The request that goes next, None where none is held back."""
        return next(iter(self.waiting), None)

    @property
    def under_way(self) -> list[Request]:
        """The requests that have been sent and not been answered yet."""
        return list(self._sending.values())
