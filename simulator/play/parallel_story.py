"""A scenario played by several workers: different people's jobs side by side, as Okta runs them.

A step that acts on one person begins while those before it are under way, as soon as that person's own jobs are over;
any other, and one that expects more than can be seen in its own requests, begins when all before it is over and has the
run to itself. A step ends when its jobs are over, so that of two that overlap the later may end first.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from queue import Empty, Full, Queue
from time import perf_counter
from typing import Any

from simulator.okta.actions.record import Refused
from simulator.okta.flows import users
from simulator.okta.flows.conversation import Outcome
from simulator.okta.org import Job
from simulator.play import transcript
from simulator.play.clock import SLICE, WaitTooLong
from simulator.play.expectations import StepRecord
from simulator.play.job_queue import JobQueue, JobTurn, Rest, Ticket
from simulator.play.load_figures import LoadFigures
from simulator.play.pace import Limiter, Stopped
from simulator.play.player import JobEvents, Player
from simulator.play.redaction import Redactor
from simulator.play.story import PlayOptions, Story, begin
from simulator.play.transcript import Event
from simulator.scenario.model import Scenario
from simulator.scenario.parts.steps import Step
from simulator.verbs.simulation import Wait
from simulator.verbs.tenant import Tenant

GRACE = 3.0
"""Seconds in which a request under way may be answered when the run is stopped."""
MOMENT = 0.001
"""Seconds, as exactly as a wait is recorded: what is due so soon is due now."""
BACKLOG = 1000
"""Events that may wait to be written before the workers wait too."""
IN_ITS_OWN_REQUESTS = {"outcome", "error", "requests", "requests_include", "log", "log_include", "findings"}
"""What of an expectation a step's own requests and rows decide, whatever else is under way."""


@dataclass(eq=False)
class _StepUnderWay:
    """A step whose jobs are not all over; `left` counts them, and the act itself."""

    number: int
    step: Step
    record: StepRecord
    left: int = 1
    transaction: str = ""
    jobs: list[Job] = field(default_factory=list)
    parts: list["_Part"] = field(default_factory=list)
    waits_refused: list[Outcome] = field(default_factory=list)
    due_taken: bool = False


@dataclass(eq=False)
class _Part:
    """One job of a step, and what is seen of it alone."""

    of: _StepUnderWay
    job: Job
    record: StepRecord
    redactor: Redactor
    events: JobEvents | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class _Happened:
    """What a worker tells: an event of a job, as it is and without secrets; without one the job is over."""

    part: _Part
    event: Event | None = None
    clean: Event | None = None


def person_of(step: Step) -> str | None:
    """The one person a step acts on, by alias; None where it is about others too, about a group, or about the app."""
    referred = list(step.argument.references())
    if step.argument.creates == "user" and not referred:
        return str(getattr(step.argument, "alias", None))
    aliases = {alias for _, alias, kind in referred if kind == "user"}
    return aliases.pop() if len(aliases) == 1 and all(kind == "user" for _, _, kind in referred) else None


class ParallelStory(Story):
    """Plays one scenario once, with so many `workers`; its player's clock is a `ConcurrentClock`.

    `stop` ends it early. What a job draws by chance, its password and the ids of its rows, follows from the seed and
    the job alone, so that it is the same in whatever order and by however many workers jobs are run.
    """

    def __init__(
        self,
        scenario: Scenario,
        tenant: Tenant,
        player: Player,
        options: PlayOptions,
        *,
        load: LoadFigures,
        limiter: Limiter | None = None,
    ) -> None:
        super().__init__(scenario, tenant, player, options, load=load)
        self._lock = player.lock = threading.RLock()
        self._limiter = limiter
        self._ids = tenant.org.ids
        self._workers = load.workers
        self._queue = JobQueue(load.workers)
        self._told_by_workers: Queue[_Happened | BaseException] = Queue(BACKLOG)
        self._under_way: dict[int, _StepUnderWay] = {}
        self._busy: Counter[str] = Counter()
        self._stopping = False

    def stop(self) -> None:
        """Send nothing more and come to an end, without the run's last event; fit for a signal's handler."""
        self._stopping = True
        if self._limiter is not None:
            self._limiter.stop()

    def play(self, *, seed: int, kind: str) -> Iterator[Event]:
        """All events of the run, first to last, without secrets."""
        began = perf_counter()
        try:
            yield from self._out(iter([self.opening(seed, kind)]))
            yield from self._steps()
            if not self._stopping:
                yield from self._out(self._ending(kind, began))
        except Stopped:  # in a look of our own, which waited for its turn
            return
        finally:
            self._stopping = True
            self._queue.close(0)

    def _out(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in super()._out(events):
            yield event
            if self._stopping:
                return

    def _steps(self) -> Iterator[Event]:
        if self.load is not None:
            self.load.begin()
        for number, step in enumerate(self.scenario.steps, 1):
            person = person_of(step) if self._seen_in_its_requests(step) else None
            yield from self._until(self._nothing_under_way if person is None else partial(self._may_begin, person))
            if self._stopping:
                break
            under_way = _StepUnderWay(number, step, StepRecord(keeping=step.expect is not None))
            yield from self._begin(under_way)
            if person is None or not all(map(_of_a_person, under_way.jobs)):
                yield from self._until(self._nothing_under_way)
        yield from self._until(self._nothing_under_way)
        if self._stopping:
            yield from self._left_over()

    def _seen_in_its_requests(self, step: Step) -> bool:
        return step.expect is None or step.expect.model_fields_set <= IN_ITS_OWN_REQUESTS

    def _nothing_under_way(self) -> bool:
        return not self._under_way

    def _may_begin(self, person: str) -> bool:
        """Nothing of the person's is under way, and the workers will soon have nothing to do."""
        left = sum(self._busy.values())
        return left < 2 * self._workers and not self._busy[self.tenant.people.get(person, "")]

    def _until(self, done: Callable[[], bool]) -> Iterator[Event]:
        """What the workers tell, until it is `done` and nothing is left of that; or the run is stopped."""
        while not self._stopping:
            try:
                told = self._told_by_workers.get(block=not done(), timeout=SLICE)
            except Empty:
                if done():
                    return
            else:
                yield from self._heard(told)

    def _heard(self, told: _Happened | BaseException) -> Iterator[Event]:
        if isinstance(told, BaseException):
            raise told
        if told.event is not None and told.clean is not None:
            self._note(told.event, told.clean, told.part.record)
            yield told.clean
            return
        subject = told.part.job.subject_id
        self._busy[subject] -= 1
        if not self._busy[subject]:
            del self._busy[subject]
        yield from self._one_less(told.part.of)

    def _begin(self, under_way: _StepUnderWay) -> Iterator[Event]:
        """The act itself; its jobs are queued."""
        self._under_way[under_way.number] = under_way
        self._records[under_way.number] = under_way.record
        with self._lock:  # or a job's next move would take what the act has written down for its own
            events = list(self._act(under_way))
        yield from self._out(iter(events))
        self._add(under_way, under_way.jobs)
        if isinstance(under_way.step.argument, Wait):
            yield from self._let_pass(under_way, under_way.step.argument.seconds)
        yield from self._one_less(under_way)

    def _act(self, under_way: _StepUnderWay) -> Iterator[Event]:
        step, record = under_way.step, under_way.record
        under_way.transaction = self.tenant.org.transaction = self._ids.uuid().replace("-", "")
        started = self._started(under_way.number, step)
        try:
            under_way.jobs = yield from begin(self.player, self.tenant, step.argument, started)
        except Refused as refused:
            record.refusal, record.why = str(refused), refused.why
            yield from self.player.journal()

    def _add(self, under_way: _StepUnderWay, jobs: list[Job]) -> None:
        tickets = []
        for job in jobs:
            record = StepRecord(keeping=under_way.record.keeping)
            part = _Part(under_way, job, record, self.player.redactor.apart())
            under_way.parts.append(part)
            under_way.left += 1
            self._busy[job.subject_id] += 1
            tickets.append(Ticket(job, partial(self._run, part)))
        self._queue.add(tickets)

    def _one_less(self, under_way: _StepUnderWay) -> Iterator[Event]:
        """One of a step's jobs is over, or its act; after the last, what has fallen due meanwhile, and then its end."""
        under_way.left -= 1
        if under_way.left:
            return
        if not under_way.due_taken:
            under_way.due_taken = True
            if due := self._take_due(self.player.clock.now()):
                self._add(under_way, due)
                return
        yield from self._out(self._conclusion(under_way))
        del self._under_way[under_way.number]

    def _take_due(self, now: float) -> list[Job]:
        with self._lock:
            return self.tenant.org.take_due(now)

    def _conclusion(self, under_way: _StepUnderWay) -> Iterator[Event]:
        """The end of a step, its jobs' requests in the order of the jobs, as if one had come after the other."""
        record = under_way.record
        for part in under_way.parts:
            record.requests += part.record.requests
            record.findings += part.record.findings
            record.exchanges += part.record.exchanges
            record.log += part.record.log
        outcomes = [part.outcome for part in under_way.parts if part.outcome is not None]
        return self._concluded(under_way.number, under_way.step, record, outcomes + under_way.waits_refused)

    def _let_pass(self, under_way: _StepUnderWay, seconds: float) -> Iterator[Event]:
        """Let time pass; what falls due on the way runs side by side."""
        until = self.player.clock.now() + seconds
        while not self._stopping:
            now = min(self.player.clock.now() + MOMENT, until)
            if due := self._take_due(now):
                self._add(under_way, due)
                yield from self._until(lambda: under_way.left == 1)
                continue
            if now >= until:
                return
            goal, reason = until, transcript.Wait.asked
            following = min(self.tenant.org.schedule, key=lambda job: job.due or 0, default=None)
            if following is not None and (following.due or 0) <= until:
                goal, reason = following.due or 0, f"until {following.operation} is tried again"
            wait = round(goal - now + MOMENT, 3)
            try:
                self.player.clock.check(wait)
            except WaitTooLong as too_long:
                under_way.waits_refused.append(Outcome(ok=False, error=str(too_long)))
                return
            waiting = transcript.Wait(at=self.player.at(), step=under_way.number, seconds=wait, reason=reason)
            yield from self._out(iter([waiting]))
            end = time.monotonic() + wait
            while (rest := end - time.monotonic()) > 0 and not self._stopping:
                time.sleep(min(rest, SLICE))

    def _left_over(self) -> Iterator[Event]:
        """What was under way when the run was stopped, as far as it comes in time."""
        self._queue.close(0)
        end = time.monotonic() + GRACE
        while time.monotonic() < end:
            running = self._queue.running > 0
            try:
                told = self._told_by_workers.get(block=running, timeout=0.05)
            except Empty:
                if not running:
                    return
                continue
            if isinstance(told, _Happened) and told.event is not None and told.clean is not None:
                self._note(told.event, told.clean, told.part.record)
                yield told.clean

    def _run(self, part: _Part, job: Job) -> Outcome | Rest | None:
        """Play a job, in a worker's thread, to its end or its next wait; stopped, up to the request under way."""
        part.events = part.events or self._events_of(part, job)
        try:
            while not self._stopping:
                event = next(part.events)
                self._tell(_Happened(part, event, part.redactor.event(event)))
                if isinstance(event, transcript.Wait):
                    return Rest(event.seconds)
        except StopIteration as end:
            part.outcome = _without_secrets(end.value, part.redactor)
            self._tell(_Happened(part))
        except Stopped:
            pass
        except Exception as wrong:  # ours: it ends the run, in its own thread
            self._tell(wrong)
        return part.outcome

    def _events_of(self, part: _Part, job: Job) -> JobEvents:
        ours = self.player
        ids = self._ids.apart(f"{job.operation} {job.subject_id} {job.transaction} {job.attempt}")
        turn = JobTurn(self._lock, self.tenant.org, part.of.transaction, ids)
        player = Player(
            ours.org, ours.transport, ours.clock, part.redactor,
            verify=ours.verify, lock=turn, turn=ours.turn, ids=ids,
        )  # fmt: skip
        player.step = part.of.number
        return player.job(job)

    def _tell(self, told: _Happened | BaseException) -> None:
        waiting = True
        while waiting:
            try:
                self._told_by_workers.put(told, timeout=SLICE)
                waiting = False
            except Full:
                waiting = not self._stopping


def _of_a_person(job: Job) -> bool:
    return job.operation in users.CONVERSATIONS


def _without_secrets(outcome: Any, redactor: Redactor) -> Outcome | None:
    """How a job ended, which the provider's words are in."""
    if not isinstance(outcome, Outcome) or outcome.error is None:
        return outcome if isinstance(outcome, Outcome) else None
    return replace(outcome, error=redactor.redact_text(outcome.error))
