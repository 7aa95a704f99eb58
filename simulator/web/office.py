"""The org at work: administrators' acts change it one at a time, its jobs run behind them, all of it is recorded."""

import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from types import TracebackType
from typing import Any

from simulator import __version__
from simulator.okta.actions.record import Refused
from simulator.okta.flows.conversation import Outcome
from simulator.okta.org import Job, Org
from simulator.play import transcript
from simulator.play.player import Player
from simulator.play.redaction import Redactor
from simulator.play.story import Tally, conclusion
from simulator.play.transcript import Event, Exchange, RunStarted, StepStarted
from simulator.scenario.loading import start_of
from simulator.scenario.model import Scenario
from simulator.scenario.steps import Step
from simulator.scenario.writing import Done, recorded
from simulator.verbs.simulation import Wait
from simulator.verbs.verb import Verb, duration
from simulator.web.acts import Busy, Caller, Deed, Desk
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
        self.record = Record(redactor, lambda event: self._tally.note(event))
        self.queue = JobQueue(workers)
        self._make = make
        self._turn = threading.Lock()
        self._steps = 0
        self._tally = Tally()
        self._began = perf_counter()
        self.deeds: list[Deed] = []
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

    def hub(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The bundled Hub of whatever world is in place, as one WSGI application."""
        answer: Iterable[bytes] = self.world.hub(environ, start_response)
        return answer

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
        desk = Desk(org, world, lambda verb: self._do(world, verb, caller))
        try:
            yield desk
        except BaseException:
            org.journal.clear()
            raise
        finally:
            self._flush(world, caller)
            desk.tickets = [self._ticket(world, job, deed) for job, deed in desk.work]
            self.queue.add(desk.tickets)

    def _do(self, world: World, verb: Verb, caller: Caller) -> tuple[Deed, list[Job]]:
        """One step: begun, done, and over where no job follows."""
        self._flush(world, caller)
        deed = self._begun(verb, caller.kind)
        at = self._player(world).at()
        self.record.add(StepStarted(at=at, step=deed.number, by=deed.by, verb=verb.verb(), argument=verb.written()))
        try:
            jobs = verb.do(world.stage)
        except Refused as refused:
            world.org.journal.clear()
            deed.refusal = str(refused)
            self._end(world, deed)
            raise
        self._hide(world, verb)
        self._flush(world, caller, deed.number)
        if isinstance(verb, Wait):
            self.clock.advance(verb.seconds)
            jobs = self._due(world)
        deed.left = len(jobs)
        if not jobs:
            self._end(world, deed)
        return deed, jobs

    def _begun(self, verb: Verb, by: str) -> Deed:
        self._steps += 1
        self.deeds.append(deed := Deed(self._steps, verb, by))
        return deed

    def played(self, step: Step) -> int:
        """The number of a scenario's step that is played now."""
        return self._begun(step.argument, "scenario").number

    def recorded(self) -> str:
        """What was done since the start, as a scenario.

        Raises:
            Refused: the start was a state that was loaded, which no scenario declares.
        """
        with self.lock:
            if self.world.provider is None:
                raise Refused("A state was loaded here, and no scenario declares one; reset begins with a scenario.")
            start = {**start_of(self.world.scenario), "provider": self.world.provider}
            if self.world.org.user_attributes:
                start["user_attributes"] = [{"name": n, "type": t} for n, t in self.world.org.user_attributes.items()]
            done = [Done(one.verb.verb(), one.verb.written(), one.by, one.refusal) for one in self.deeds]
        return recorded(start, done)

    def _hide(self, world: World, verb: Verb) -> None:
        for token in (world.stage.app.token, world.stage.stub_token):
            self.redactor.add_token(token)
        for password in verb.passwords():
            self.redactor.register(password)

    def _flush(self, world: World, caller: Caller, step: int | None = None) -> None:
        player = self._player(world, caller.request_id)
        player.step = step
        for event in player.journal():
            self.record.add(_signed(event, caller))

    def _end(self, world: World, deed: Deed) -> None:
        player = self._player(world)
        player.step = deed.number
        self.record.add(conclusion(deed.outcomes, deed.requests, deed.refusal, player))

    def _ticket(self, world: World, job: Job, deed: Deed | None = None) -> Ticket:
        return Ticket(job, lambda job: self._run(world, job, deed))

    def _run(self, world: World, job: Job, deed: Deed | None) -> Outcome | None:
        """Play one job; a fault of ours is reported, and the others go on. One that waits at the stop ends quietly."""
        outcome: Outcome | None = None
        try:
            outcome = self._play(world, job, deed)
        except Stopping as stopped:
            outcome = Outcome(ok=False, error=str(stopped))
        except Exception:
            _LOG.exception("the job %s failed inside the simulator", job.operation)
            outcome = Outcome(ok=False, error="The simulator failed; see its log.")
        finally:
            self._job_ended(world, deed, outcome)
            self._take_due(world)
        return outcome

    def _play(self, world: World, job: Job, deed: Deed | None) -> Outcome | None:
        player = self._player(world, job.transaction)
        player.step = None if deed is None else deed.number
        events = player.job(job)
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # a job's events return its outcome
            if world is self.world:
                self.record.add(event)
                if deed is not None and isinstance(event, Exchange):
                    self._exchanged(world, deed, event)

    def _exchanged(self, world: World, deed: Deed, event: Exchange) -> None:
        with self.lock:
            deed.requests += 1
            if event.subject is not None:
                world.stage.observe(event.subject, event.request, event.response)

    def _job_ended(self, world: World, deed: Deed | None, outcome: Outcome | None) -> None:
        if deed is None:
            return
        with self.lock:
            deed.left -= 1
            if outcome is not None:
                deed.outcomes.append(outcome)
            if deed.left == 0 and world is self.world:
                self._end(world, deed)

    def _take_due(self, world: World) -> None:
        """Queue what has fallen due, which belongs to no step."""
        with self.lock:
            self.queue.add([self._ticket(world, job) for job in self._due(world)])

    def _due(self, world: World) -> list[Job]:
        """What has fallen due, taken off the schedule."""
        now, schedule = self.clock.now(), world.org.schedule
        due = sorted((job for job in schedule if (job.due or 0) <= now), key=lambda job: job.due or 0)
        if due:
            world.org.schedule = [job for job in schedule if (job.due or 0) > now]
        return due

    def _watch(self) -> None:
        while not self._stopping.wait(ALARM):
            self._take_due(self.world)

    def idle(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until no job is left that is due; whether that came about."""
        self._take_due(self.world)
        return self.queue.idle(timeout)

    def advance(self, seconds: float, caller: Caller) -> None:
        """Move the clock ahead; what falls due runs.

        Raises:
            Busy: a scenario's step is being played.
        """
        with self.act(caller) as desk:
            desk.do(Wait.model_validate(duration(seconds)))

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
                self._finish()
                self.record.forget()
                self.world = self._begin(world)
        finally:
            self._turn.release()

    def _finish(self) -> None:
        """The run is over: the record says so, and what follows is another."""
        seconds = round(perf_counter() - self._began, 3)
        kind = "stub" if self.world.hub is not None else "endpoint"
        self.record.add(self._tally.finished(self._player(self.world).at(), kind, seconds))
        self._steps, self._tally, self._began, self.deeds = 0, Tally(), perf_counter(), []

    def close(self) -> None:
        """Stop: sleepers wake, jobs under way get a few seconds, nothing new begins; once more does nothing."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self.clock.stop()
        self.queue.close(GRACE)
        self._finish()
        self.record.close()

    def __enter__(self) -> "Office":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _signed(event: Event, caller: Caller) -> Event:
    return replace(event, entry=caller.signed(event.entry)) if isinstance(event, transcript.Log) else event
