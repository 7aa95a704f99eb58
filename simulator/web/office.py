"""The org at work: administrators' acts change it one at a time, its jobs run behind them, all of it is recorded."""

import logging
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Protocol

from simulator import __version__
from simulator.okta.flows.conversation import Outcome
from simulator.okta.org import Job, Org
from simulator.play import transcript
from simulator.play.player import Player
from simulator.play.redaction import Redactor
from simulator.play.transcript import Event, RunStarted
from simulator.scenario.model import Scenario
from simulator.web.clock import MovableClock, Stopping
from simulator.web.job_queue import JobQueue, Ticket
from simulator.web.record import Record
from simulator.web.world import Maker, World

PATIENCE = 2.0
"""Seconds an act waits for a scenario's step to end before the client is told to come back."""
GRACE = 3.0
"""Seconds a job under way may take to finish when the simulator stops."""
ALARM = 0.2
"""Seconds between looks at what has fallen due."""

_LOG = logging.getLogger(__name__)


class Busy(Exception):  # noqa: N818  (come back later: no error of anybody's)
    """A step of a scenario is being played and takes its time."""


class Caller(Protocol):
    """Who asks for an act: the id of the request, and what the System Log says of it."""

    @property
    def request_id(self) -> str:
        """The request's id, which the act's rows carry as their transaction."""

    def signed(self, entry: dict[str, Any]) -> dict[str, Any]:
        """The entry with the request's facts."""


@dataclass
class Desk:
    """Where one act takes place: the org, held for it alone, and the jobs that follow."""

    org: Org
    world: World
    jobs: list[Job] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)

    def start(self, jobs: list[Job]) -> None:
        """Queue jobs; they run once the act is over."""
        self.jobs += jobs


class JobTurn:
    """The org, held for one move of a job, whose transaction its rows carry."""

    def __init__(self, lock: threading.RLock, org: Org, transaction: str) -> None:
        self._lock = lock
        self._org = org
        self._transaction = transaction

    def __enter__(self) -> None:
        self._lock.acquire()
        self._org.transaction = self._transaction

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


class Office:
    """Owns a world. `lock` is held around every look at the org and every change of it, never while a request is out.

    Use it as a context manager, or `close` it.
    """

    def __init__(self, make: Maker, clock: MovableClock, redactor: Redactor, *, workers: int = 8) -> None:
        self.clock = clock
        self.redactor = redactor
        self.lock = threading.RLock()
        self.record = Record(redactor)
        self.queue = JobQueue(workers)
        self._make = make
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self.world = self._begin(make(None))
        self._alarm = threading.Thread(target=self._watch, name="okta-schedule", daemon=True)
        self._alarm.start()

    def _begin(self, world: World) -> World:
        app = world.stage.app
        self.redactor.add_token(app.token)
        kind = "stub" if world.hub is not None else "endpoint"
        self.record.add(
            RunStarted(
                at=self._player(world).at(),
                scenario=world.scenario.name,
                file=world.scenario.file,
                seed=world.scenario.seed,
                integration=app.integration,
                provider={"kind": kind, "base_url": app.base_url},
                version=__version__,
            )
        )
        return world

    def _player(self, world: World, transaction: str = "") -> Player:
        turn = JobTurn(self.lock, world.org, transaction)
        return Player(world.org, world.transport, self.clock, self.redactor, lock=turn)

    @contextmanager
    def look(self) -> Iterator[Org]:
        """The org, to be read."""
        with self.lock:
            self.world.org.now = self.clock.now()
            yield self.world.org

    @contextmanager
    def act(self, caller: Caller) -> Iterator[Desk]:
        """The org, for one act; its rows are recorded and its jobs queued at the end, unless it was refused.

        Raises:
            Busy: a scenario's step is being played.
        """
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            with self.lock:
                yield from self._acting(caller)
        finally:
            self._turn.release()

    def _acting(self, caller: Caller) -> Generator[Desk, None, None]:
        world = self.world
        org = world.org
        org.now, org.transaction = self.clock.now(), caller.request_id
        desk = Desk(org, world)
        try:
            yield desk
        except BaseException:
            org.journal.clear()
            raise
        for event in self._player(world, caller.request_id).journal():
            self.record.add(_signed(event, caller))
        desk.tickets = self._tickets(world, desk.jobs)
        self.queue.add(desk.tickets)

    def _tickets(self, world: World, jobs: list[Job]) -> list[Ticket]:
        return [Ticket(job, lambda job: self._run(world, job)) for job in jobs]

    def _run(self, world: World, job: Job) -> Outcome | None:
        """Play one job; a fault of ours is reported, and the others go on. One that waits at the stop ends quietly."""
        try:
            return self._play(world, job)
        except Stopping as stopped:
            return Outcome(ok=False, error=str(stopped))
        except Exception:
            _LOG.exception("the job %s failed inside the simulator", job.operation)
            return Outcome(ok=False, error="The simulator failed; see its log.")
        finally:
            self._take_due(world)

    def _play(self, world: World, job: Job) -> Outcome | None:
        events = self._player(world, job.transaction).job(job)
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # a job's events return its outcome
            if world is self.world:
                self.record.add(event)

    def _take_due(self, world: World) -> None:
        """Queue what has fallen due."""
        with self.lock:
            now, schedule = self.clock.now(), world.org.schedule
            due = sorted((job for job in schedule if (job.due or 0) <= now), key=lambda job: job.due or 0)
            if due:
                world.org.schedule = [job for job in schedule if (job.due or 0) > now]
                self.queue.add(self._tickets(world, due))

    def _watch(self) -> None:
        while not self._stopping.wait(ALARM):
            self._take_due(self.world)

    def idle(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until no job is left that is due; whether that came about."""
        self._take_due(self.world)
        return self.queue.idle(timeout)

    def advance(self, seconds: float) -> None:
        """Move the clock ahead; what falls due runs."""
        self.clock.advance(seconds)
        self._take_due(self.world)

    @contextmanager
    def alone(self) -> Iterator[World]:
        """The world, with nobody acting and no job under way.

        Raises:
            Busy: jobs under way take too long, or another step is being played.
        """
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            if not self.queue.pause(PATIENCE):
                raise Busy
            try:
                yield self.world
            finally:
                self.queue.resume()
        finally:
            self._turn.release()

    def begin_again(self, scenario: Scenario | None = None) -> None:
        """A fresh world, of another scenario where one is given; jobs of the old one are forgotten.

        Raises:
            ValueError: the organization's name is none.
            Busy: a step is being played.
        """
        self.replace(self.made(scenario))

    def made(self, scenario: Scenario | None = None) -> World:
        """A fresh world that is not in place yet, of the present scenario where none is given.

        Raises:
            ValueError: the organization's name is none.
        """
        return self._make(scenario or self.world.scenario)

    def replace(self, world: World) -> None:
        """Put another world in place.

        Raises:
            Busy: a step is being played.
        """
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            with self.lock:
                self.queue.clear()
                self.record.forget()
                self.world = self._begin(world)
        finally:
            self._turn.release()

    def close(self) -> None:
        """Stop: sleepers wake, jobs under way get a few seconds, nothing new begins."""
        self._stopping.set()
        self.clock.stop()
        self.queue.close(GRACE)
        self.record.close()

    def __enter__(self) -> "Office":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _signed(event: Event, caller: Caller) -> Event:
    return replace(event, entry=caller.signed(event.entry)) if isinstance(event, transcript.Log) else event
