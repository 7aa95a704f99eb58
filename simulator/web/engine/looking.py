"""Who is where while a run goes on: looked at in a thread of its own, and only once somebody wants to see it."""

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from simulator.play.provider_view import ProviderView
from simulator.play.reading import Ask
from simulator.play.story import Story
from simulator.play.transcript import Event, Exchange
from simulator.play.who_is_where import Others, Row
from simulator.scim.message import Request

SHARE = 20
"""While something is under way, looking takes one second in so many, so that a long run is not slowed down."""
AT_ONCE = 100
"""Rows that are judged before others get at the org."""

Read = TypeVar("Read")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """What a look showed: a row for everybody who has or had the app, by Okta id, and for every pushed group.

    `others` is what only the provider has. `requests` is how many Okta had sent by then, `at` the epoch second.
    `under_way`: requests were being sent meanwhile, so that the two sides may not have been caught at one moment.
    `version` is which of the run's changes it came after.
    """

    people: dict[str, Row]
    groups: dict[str, Row]
    others: Others
    requests: int
    at: float
    under_way: bool
    version: int

    @cached_property
    def rows(self) -> list[Row]:
        """All of them."""
        return [*self.people.values(), *self.groups.values(), *self.others.rows]

    @cached_property
    def compared(self) -> list[Row]:
        """Those whom Okta stands for."""
        return [*self.people.values(), *self.groups.values()]

    @cached_property
    def accounts(self) -> int:
        """How many accounts the provider showed."""
        return sum(one.kind == "user" and one.resource is not None for one in self.rows)

    @cached_property
    def held_groups(self) -> int:
        """How many groups the provider showed."""
        return sum(one.kind == "group" and one.resource is not None for one in self.rows)

    @cached_property
    def unlike(self) -> list[Row]:
        """Those on which the two sides differ."""
        return [one for one in self.rows if one.agrees is False]

    @cached_property
    def unknown(self) -> list[Row]:
        """Those of whom it cannot be said."""
        return [one for one in self.rows if one.agrees is None]

    @cached_property
    def explained(self) -> list[Row]:
        """Those on both sides who agree, and there is a reason to give."""
        return [one for one in self.rows if one.agrees and one.reason and one.okta_id is not None]

    @cached_property
    def roles(self) -> dict[str, dict[str, str]]:
        """Of each person on the bundled Hub, by name in lower case: Resource Group to role."""
        held: dict[str, dict[str, str]] = {}
        for group, members in (self.others.state or {}).get("resource_groups", {}).items():
            for name, role in members.items():
                held.setdefault(name.casefold(), {})[group] = role
        return held

    @cached_property
    def members(self) -> dict[str, str]:
        """Of each of the bundled Hub's people, by name in lower case, how they stand with the organization."""
        members = (self.others.state or {}).get("members", {})
        return {name.casefold(): standing for name, standing in members.items()}


@dataclass
class _Run:
    """The run that is looked at. `by_itself`: looking costs the provider nothing, and leaves no trace."""

    story: Story
    by_itself: bool
    seen: Seen | None = None
    version: int = 0


@dataclass
class Looking:
    """Keeps what was `seen` last. `lock` holds the org, and is let go while a request is out.

    `busy` says whether the run goes on, `keep` writes the reads down that an endpoint got, `changed` is told of a new
    look. Threads may share it.
    """

    lock: Any
    busy: Callable[[], bool]
    keep: Callable[[Event], object]
    changed: Callable[[], None]
    _run: _Run | None = None
    _thread: threading.Thread | None = None
    _rest: float = 0.0
    _took: float = 0.0
    _state: threading.Lock = field(default_factory=threading.Lock)
    _leave: threading.Event = field(default_factory=threading.Event)

    def begin(self, story: Story, *, by_itself: bool) -> None:
        """Another run: nothing of it was seen yet. Who still looks at the one before is not waited for."""
        with self._state:
            self._run, self._thread = _Run(story, by_itself), None

    @property
    def seen(self) -> Seen | None:
        """The last look, None before the first."""
        return self._run.seen if self._run is not None else None

    @property
    def outdated(self) -> bool:
        """Whether something has happened since, or nobody has looked."""
        run = self._run
        return run is None or run.seen is None or run.seen.version != run.version

    @property
    def under_way(self) -> bool:
        """Whether somebody looks just now."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    def not_looked(self, user_id: str) -> Row | None:
        """The row of somebody who has or had the app, whom nobody looked at; None for anybody else."""
        return None if self._run is None else self._run.story.where.not_looked(user_id)

    def note(self, event: Event | None = None) -> None:
        """Take in that something happened; our own reading changes nothing."""
        if self._run is not None and not (isinstance(event, Exchange) and event.origin != "okta"):
            self._run.version += 1

    def refresh(self, patience: float) -> None:
        """See to it that what is seen will not be outdated; never at an endpoint. Waits up to `patience` seconds, where
        that is likely to be enough.
        """
        run = self._run
        if run is not None and run.by_itself and self.outdated:
            self.look(0.0 if self._rests or self._took > patience else patience)

    @property
    def _rests(self) -> bool:
        return self.busy() and time.monotonic() < self._rest

    def look(self, patience: float) -> None:
        """Look now, waiting up to `patience` seconds for the end."""
        with self._state:
            if not self.under_way and not self._leave.is_set():
                self._thread = threading.Thread(target=self._look, args=(self._run,), name="who-is-where", daemon=True)
                self._thread.start()
            thread = self._thread
        if thread is not None:
            thread.join(patience)

    def close(self) -> None:
        """Stop looking."""
        self._leave.set()

    def _look(self, run: _Run | None) -> None:
        while self._rests and not self._leave.wait(0.05):
            pass
        began = time.monotonic()
        if run is None or self._leave.is_set():
            return
        try:
            run.seen = self._seen(run)
        except Exception:
            _LOG.exception("who is where could not be looked at inside the simulator")
            return
        finally:
            with self._state:
                if run is self._run:
                    self._took = time.monotonic() - began
                    self._rest = began + self._took * SHARE
                    self._thread = None
        self.changed()

    def _seen(self, run: _Run) -> Seen:
        story, version, under_way = run.story, run.version, self.busy()
        requests, at = story.tally.counts["requests"], story.player.clock.now()
        view = ProviderView(self._ask(story), story.tenant.known_id)

        def keep(event: Event) -> None:
            if run is self._run and not run.by_itself:
                self.keep(event)

        rows: list[Row] = []
        with self.lock:
            story.where.see()
        for one in self._in_turns(story.where.rows(view)):
            if isinstance(one, Row):
                rows.append(one)
            elif isinstance(one, Exchange):
                keep(one)
        others = self._ended(story.where.others(rows, view), keep)
        people = {str(one.okta_id): one for one in rows if one.kind == "user"}
        groups = {str(one.okta_id): one for one in rows if one.kind == "group"}
        return Seen(people, groups, others, requests, at, under_way or self.busy(), version)

    def _ask(self, story: Story) -> Ask:
        """Reads the provider, the lock let go meanwhile: whoever judges holds it, once."""

        def ask(request: Request) -> tuple[Any, Event]:
            self.lock.release()
            try:
                return story.read_back(request)
            finally:
                self.lock.acquire()

        return ask

    def _in_turns(self, things: Iterator[Any]) -> Iterator[Any]:
        """All of them, the lock held while they are made, and let go often."""
        while True:
            with self.lock:
                some = list(islice(things, AT_ONCE))
            yield from some
            if len(some) < AT_ONCE or self._leave.wait(0.001):
                return

    def _ended(self, reading: Generator[Event, None, Read], keep: Callable[[Event], object]) -> Read:
        """What a reading gives."""
        while True:
            with self.lock:
                try:
                    event = next(reading)
                except StopIteration as end:
                    return end.value  # type: ignore[no-any-return]  # what the generator returns
            keep(event)
