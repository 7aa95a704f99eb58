"""The org at work: administrators' acts change it one at a time, its jobs run behind them, all of it is recorded."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any

from simulator.okta.actions.record import Refused
from simulator.okta.flows.conversation import Outcome
from simulator.okta.org import App, Job, Org
from simulator.play import transcript
from simulator.play.clock import Clock
from simulator.play.job_queue import JobQueue, JobTurn, Ticket
from simulator.play.player import Player
from simulator.play.recorded import scenario_of
from simulator.play.redaction import Redactor
from simulator.play.story import Story, begin, conclusion
from simulator.play.transcript import Event, Exchange, Expectation, RunFinished, StepFinished, StepStarted
from simulator.play.who_is_where import WhoIsWhere
from simulator.scenario.model import Scenario
from simulator.scim.message import Request
from simulator.verbs.simulation import Wait
from simulator.verbs.verb import Verb, duration
from simulator.web.engine.acts import Act, ApiClient, Busy, StepUnderWay, signed
from simulator.web.engine.clock import JumpingClock, MovableClock, Stopping
from simulator.web.engine.holding import Hold
from simulator.web.engine.instance import Build, Instance
from simulator.web.engine.looking import Looking
from simulator.web.engine.playing import Playing
from simulator.web.engine.record import Record, followed

PATIENCE = 2.0
"""Seconds an act waits for a scenario's step to end before the client is told to come back."""
GRACE = 3.0
"""Seconds a job under way may take to finish when the simulator stops."""
ALARM = 0.2
"""Seconds between looks at what has fallen due."""

_LOG = logging.getLogger(__name__)


class Engine:
    """Owns an instance. `lock` is held around every look at the org and every change, never while a request is out.

    Use it as a context manager, or `close` it.
    """

    def __init__(self, make: Build, clock: MovableClock, redactor: Redactor, *, workers: int = 8) -> None:
        self.clock = clock
        self.redactor = redactor
        self.lock = threading.RLock()
        self.record = Record(redactor, self._note)
        self.hold = Hold(self.record.sign)
        self.playing = Playing(self._play_next, self.record.sign)
        self.queue = JobQueue(workers)
        self.looking = Looking(self.lock, lambda: self.is_under_way, self.record.add, self.record.sign)
        self._make, self._turn = make, threading.Lock()
        self._story: Story | None = None
        self._stopping = threading.Event()
        self._begin(make(None))
        self._alarm = threading.Thread(target=self._watch, name="okta-schedule", daemon=True)
        self._alarm.start()

    def _begin(self, instance: Instance) -> None:
        """Put an instance in place: with it a run of its own begins in the record."""
        self.instance, self._began = instance, perf_counter()
        self.steps_done: list[StepUnderWay] = []
        self.played = 0
        where = WhoIsWhere(instance.tenant)
        self._story = self._told(instance, self.clock, where)
        self._told_story = self._told(instance, self.clock if instance.hub is None else JumpingClock(self.clock), where)
        self.looking.begin(self._story, by_itself=instance.hub is not None)
        self.redactor.add_token(instance.tenant.app.token)
        self.record.add(self._story.opening(instance.scenario.seed, instance.kind))

    def _told(self, instance: Instance, clock: Clock, where: WhoIsWhere) -> Story:
        player = Player(
            instance.org, instance.transport, clock, self.redactor,
            verify=instance.hub is not None, lock=self.lock, before_send=partial(self._before_send, instance),
        )  # fmt: skip
        return Story(instance.scenario, instance.tenant, player, where=where)

    def _player(self, instance: Instance, transaction: str = "") -> Player:
        turn = JobTurn(self.lock, instance.org, transaction)
        before_send = partial(self._before_send, instance)
        return Player(instance.org, instance.transport, self.clock, self.redactor, lock=turn, before_send=before_send)

    def _before_send(self, instance: Instance, request: Request) -> None:
        self.hold.before_send(request, lambda: instance is self.instance)

    @property
    def is_under_way(self) -> bool:
        """Whether a step or a job is under way."""
        return self.queue.waiting > 0 or self._turn.locked()

    @property
    def requests(self) -> int:
        """How many requests Okta has sent in this run."""
        return 0 if self._story is None else self._story.tally.counts["requests"]

    def hub(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The bundled Hub of whatever instance is in place, as one WSGI application."""
        answer: Iterable[bytes] = self.instance.hub(environ, start_response)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            self.hub_changed()
        return answer

    def hub_changed(self) -> None:
        """Somebody asked the bundled Hub for a change that is no step and no request of Okta's."""
        self.looking.note()
        self.record.sign()

    @contextmanager
    def look(self) -> Iterator[Org]:
        """The org, to be read."""
        with self.lock:
            self.instance.org.now = self.clock.now()
            yield self.instance.org

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """One after the other: acts, steps of a scenario, another instance."""
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def act(self, client: ApiClient) -> Iterator[Act]:
        """The org, for one act; its rows are recorded and its jobs queued at the end, unless it was refused.

        Raises:
            Busy: a scenario's step is being played.
        """
        with self._in_turn(), self.lock:
            instance, org = self.instance, self.instance.org
            org.now, org.transaction = self.clock.now(), client.request_id
            act = Act(instance.tenant, partial(self._do, instance, client))
            try:
                yield act
            except BaseException:
                org.journal.clear()
                raise
            finally:
                self._flush(instance, client)
                self.queue.add(act.tickets)

    def _do(self, instance: Instance, client: ApiClient, verb: Verb, app: App | None) -> list[Ticket]:
        """One step: begun, done, and over where no job follows; the jobs that do."""
        if app is not None and app is not instance.tenant.app:
            return [self._ticket(instance, job) for job in verb.act(replace(instance.tenant, app=app))]
        self._flush(instance, client)
        under_way, player = self._begun(verb, client.kind), self._player(instance, client.request_id)
        started = StepStarted(
            at=player.at(), step=under_way.number, by=under_way.by, verb=verb.verb(), argument=verb.written()
        )
        try:
            jobs = followed(
                begin(player, instance.tenant, verb, started), lambda event: self.record.add(signed(event, client))
            )
        except Refused as refused:
            instance.org.journal.clear()
            under_way.refusal, under_way.why = str(refused), refused.why
            self._end(instance, under_way)
            raise
        if isinstance(verb, Wait):
            passing = transcript.Wait(
                at=player.at(), step=player.step, seconds=verb.seconds, reason="the clock is moved"
            )
            self.record.add(passing)
            self.clock.advance(verb.seconds)
            jobs = instance.org.take_due(self.clock.now())
        under_way.left = len(jobs)
        if not jobs:
            self._end(instance, under_way)
        return [self._ticket(instance, job, under_way) for job in jobs]

    def _begun(self, verb: Verb, by: str) -> StepUnderWay:
        self.steps_done.append(under_way := StepUnderWay(len(self.steps_done) + 1, verb, by))
        return under_way

    def play_step(self) -> list[Event]:
        """Play the scenario's next step, being `alone`; its events, none where all `played`. At the bundled Hub time
        jumps.
        """
        steps = self.instance.scenario.steps
        if self.played == len(steps):
            return []
        step, self.played = steps[self.played], self.played + 1
        under_way = self._begun(step.argument, "scenario")
        with self.clock.jumping() if self.instance.hub is not None else nullcontext():
            events = [self.record.add(event) for event in self._told_story.step(under_way.number, step)]
        under_way.judged = True
        return events

    def _play_next(self) -> bool:
        """Play the next step where there is one; False also where it was given up in its middle."""
        with self.alone():
            try:
                return bool(self.play_step())
            except Stopping:
                return False

    def judged(self, *, others: bool = False) -> RunFinished:
        """How the steps played so far ended; with `others`, what was done beside them as well."""
        story = self._story if others and self._story is not None else self._told_story
        return story.tally.finished(story.player.at(), self.instance.kind, round(perf_counter() - self._began, 3))

    def recorded(self) -> str:
        """What was done since the start, as a scenario.

        Raises:
            Refused: the start was a state that was loaded, which no scenario declares.
        """
        with self.lock:
            if self.instance.provider is None:
                raise Refused("A state was loaded here, and no scenario declares one; reset begins with a scenario.")
            done = [one.as_done(at_endpoint=self.instance.hub is None) for one in self.steps_done]
            return scenario_of(self.instance.scenario, self.instance.provider, self.instance.org, done)

    def _flush(self, instance: Instance, client: ApiClient) -> None:
        """Record what was done without a verb."""
        for event in self._player(instance, client.request_id).journal():
            self.record.add(signed(event, client))

    def _end(self, instance: Instance, step: StepUnderWay) -> None:
        player = self._player(instance)
        player.step = step.number
        self.record.add(conclusion(step.outcomes, step.requests, step.refusal, player, step.why))

    def _ticket(self, instance: Instance, job: Job, under_way: StepUnderWay | None = None) -> Ticket:
        return Ticket(job, lambda job: self._run(instance, job, under_way))

    def _run(self, instance: Instance, job: Job, under_way: StepUnderWay | None) -> Outcome | None:
        """Play one job; a fault of ours is reported, and the others go on. One that waits at the stop ends quietly."""
        outcome: Outcome | None = None
        try:
            outcome = self._play(instance, job, under_way)
        except Stopping as stopped:
            outcome = Outcome(ok=False, error=str(stopped))
        except Exception:
            _LOG.exception("the job %s failed inside the simulator", job.operation)
            outcome = Outcome(ok=False, error="The simulator failed; see its log.")
        finally:
            self.hold.sent()
            self._job_ended(instance, under_way, outcome)
            self._take_due(instance)
        return outcome

    def _play(self, instance: Instance, job: Job, under_way: StepUnderWay | None) -> Outcome | None:
        player = self._player(instance, job.transaction)
        player.step = None if under_way is None else under_way.number

        def happened(event: Event) -> None:
            if instance is not self.instance:
                return
            self.record.add(event)
            if under_way is not None and isinstance(event, Exchange):
                with self.lock:
                    under_way.requests += 1
                    if event.subject is not None:
                        instance.tenant.observe(event.subject, event.request, event.response)

        return followed(player.job(job), happened)

    def _job_ended(self, instance: Instance, under_way: StepUnderWay | None, outcome: Outcome | None) -> None:
        if under_way is None:
            return
        with self.lock:
            under_way.left -= 1
            if outcome is not None:
                under_way.outcomes.append(outcome)
            if under_way.left == 0 and instance is self.instance:
                self._end(instance, under_way)

    def _take_due(self, instance: Instance) -> None:
        """Queue what has fallen due, which belongs to no step; of a run that is over nothing does."""
        with self.lock:
            if instance is not self.instance:
                return
            self.queue.add([self._ticket(instance, job) for job in instance.org.take_due(self.clock.now())])

    def _watch(self) -> None:
        while not self._stopping.wait(ALARM):
            self._take_due(self.instance)

    def idle(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until no job is left that is due; whether that came about."""
        self._take_due(self.instance)
        return self.queue.idle(timeout)

    def advance(self, seconds: float, client: ApiClient) -> None:
        """Move the clock ahead; what falls due runs.

        Raises:
            Busy: a scenario's step is being played.
        """
        with self.act(client) as act:
            act.do(Wait.model_validate(duration(seconds)))

    @contextmanager
    def alone(self) -> Iterator[Instance]:
        """The instance, with nobody acting and no job under way.

        Raises:
            Busy: jobs under way take too long, or another step is being played.
        """
        with self._in_turn():
            if not self.queue.pause(PATIENCE):
                raise Busy
            try:
                yield self.instance
            finally:
                self.queue.resume()

    def begin_again(self, scenario: Scenario | None = None) -> None:
        """A fresh instance, of another scenario where one is given; jobs of the old one are forgotten.

        Raises:
            ValueError: the organization's name is none.
            Busy: a step is being played.
        """
        self.replace(self.made(scenario))

    def made(self, scenario: Scenario | None = None) -> Instance:
        """A fresh instance that is not in place yet, of the present scenario where none is given.

        Raises:
            ValueError: the organization's name is none.
        """
        return self._make(scenario or self.instance.scenario)

    def replace(self, instance: Instance) -> None:
        """Put another instance in place.

        Raises:
            Busy: a step is being played.
        """
        self.playing.stop()
        with self.hold.given_up(), self._in_turn(), self.lock:
            self.queue.clear()
            self._finish()
            self.record.forget()
            self._begin(instance)
            self.hold.forget()

    def _note(self, event: Event) -> None:
        self.looking.note(event)
        if isinstance(event, Exchange):
            self.hold.sent()
        elif event.step is not None and event.step <= len(self.steps_done):
            under_way = self.steps_done[event.step - 1]
            if isinstance(event, StepStarted):
                under_way.started = event
            elif isinstance(event, StepFinished):
                under_way.finished = event
            elif isinstance(event, Expectation):
                under_way.expectations.append(event)
        if (story := self._story) is not None:
            story.tally.note(event)
            story.follow(event)

    def _finish(self) -> None:
        """The run is over: the record says who is where and that it ended, and what follows is another."""
        if (story := self._story) is None:
            return
        try:
            with self.lock:
                for event in story.standings():
                    self.record.add(event)
        except Exception:
            _LOG.exception("who is where could not be looked at inside the simulator")
        self.record.add(self.judged(others=True))
        self._story = None

    def close(self) -> None:
        """Stop: sleepers wake, jobs under way get a few seconds, nothing new begins; once more does nothing."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self.playing.stop()
        self.looking.close()
        self.hold.close()
        self.clock.stop()
        self.queue.close(GRACE)
        self._finish()
        self.record.close()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
