"""The order of Okta's work: one person's jobs one after the other, different people's side by side.

A job about a group or the whole app has its app to itself: it waits for what was queued before it, and what comes
after waits for it, so that who was assigned before a push is in it (no source says how Okta orders the two).
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush

from simulator.okta.flows import users
from simulator.okta.flows.conversation import Outcome
from simulator.okta.ids import Ids
from simulator.okta.org import Job, Org

WORKERS = 8
"""Conversations that are under way at the same time, at most; how many Okta has is not on record."""


class JobTurn:
    """The org, held for one move of a job, whose transaction its rows carry; `ids` are the job's own where given."""

    def __init__(self, lock: threading.RLock, org: Org, transaction: str, ids: Ids | None = None) -> None:
        self._lock = lock
        self._org = org
        self._transaction = transaction
        self._ids = ids

    def __enter__(self) -> None:
        self._lock.acquire()
        self._org.transaction = self._transaction
        self._swap_ids()

    def __exit__(self, *_: object) -> None:
        self._swap_ids()
        self._lock.release()

    def _swap_ids(self) -> None:
        if self._ids is not None:
            self._org.ids, self._ids = self._ids, self._org.ids


@dataclass(frozen=True)
class Rest:
    """What a job answers that waits `seconds` before it goes on: its worker takes up another meanwhile."""

    seconds: float


@dataclass(eq=False)
class Ticket:
    """A job in the queue; `finished` is set when it is over, `outcome` then says how.

    Where `run` answers with a `Rest` it is called again after that, and what must wait for the job goes on waiting.
    """

    job: Job
    run: Callable[[Job], Outcome | Rest | None]
    outcome: Outcome | None = None
    finished: threading.Event = field(default_factory=threading.Event)


@dataclass
class _Phase:
    """Jobs that may run side by side, by subject; or one that runs alone."""

    shared: bool
    subjects: dict[str, deque[Ticket]] = field(default_factory=dict)


@dataclass
class _Lane:
    """One app's phases, the first of which is under way; `busy` names the subjects taken up of it."""

    phases: deque[_Phase] = field(default_factory=deque)
    busy: set[str] = field(default_factory=set)


class JobQueue:
    """Runs tickets in order with a bounded number of threads, which start with the first ticket."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._change = threading.Condition()
        self._lanes: dict[str, _Lane] = {}
        self._ready: deque[tuple[_Lane, str]] = deque()
        self._resting: list[tuple[float, int, _Lane, str]] = []
        self._rests = 0
        self._unfinished = 0
        self._running = 0
        self._paused = self._closed = False
        self._size = workers
        self._threads: list[threading.Thread] = []
        self._times_cleared = 0

    def add(self, tickets: Iterable[Ticket]) -> None:
        """Queue tickets, in this order."""
        with self._change:
            for ticket in tickets:
                self._add(ticket)
            while self._unfinished and len(self._threads) < self._size and not self._closed:
                name = f"okta-job-{len(self._threads) + 1}"
                work = partial(self._work, self._times_cleared)
                self._threads.append(threading.Thread(target=work, name=name, daemon=True))
                self._threads[-1].start()
            self._change.notify_all()

    def _add(self, ticket: Ticket) -> None:
        lane = self._lanes.setdefault(ticket.job.app_id, _Lane())
        shared = ticket.job.operation in users.CONVERSATIONS
        if not lane.phases or not (shared and lane.phases[-1].shared):
            lane.phases.append(_Phase(shared))
        phase = lane.phases[-1]
        phase.subjects.setdefault(ticket.job.subject_id, deque()).append(ticket)
        self._unfinished += 1
        if phase is lane.phases[0]:
            self._offer(lane, ticket.job.subject_id)

    def _offer(self, lane: _Lane, subject: str) -> None:
        if subject not in lane.busy:
            lane.busy.add(subject)
            self._ready.append((lane, subject))

    def _work(self, cleared: int) -> None:
        def is_over() -> bool:
            return self._closed or self._times_cleared != cleared

        while True:
            with self._change:
                while not (is_over() or (self._rested() and not self._paused)):
                    self._change.wait(self._resting[0][0] - time.monotonic() if self._resting else None)
                if is_over():
                    return
                lane, subject = self._ready.popleft()
                ticket = lane.phases[0].subjects[subject][0]
                self._running += 1
            result: Outcome | Rest | None = None
            try:
                result = ticket.run(ticket.job)
            finally:
                self._finish(lane, subject, ticket, cleared, result)

    def _rested(self) -> bool:
        """Whether a job is ready, those included whose rest is over, which go first."""
        while self._resting and self._resting[0][0] <= time.monotonic():
            _, _, lane, subject = heappop(self._resting)
            self._ready.appendleft((lane, subject))
        return bool(self._ready)

    def _finish(self, lane: _Lane, subject: str, ticket: Ticket, cleared: int, result: Outcome | Rest | None) -> None:
        with self._change:
            if cleared == self._times_cleared:
                self._running -= 1
                if isinstance(result, Rest):
                    self._rests += 1
                    heappush(self._resting, (time.monotonic() + result.seconds, self._rests, lane, subject))
                else:
                    self._unfinished -= 1
                    lane.busy.discard(subject)
                    self._advance(lane, subject)
            if not isinstance(result, Rest):
                ticket.outcome = result
                ticket.finished.set()
            self._change.notify_all()

    def _advance(self, lane: _Lane, subject: str) -> None:
        """The subject's next ticket is ready; without one, and nothing else in the phase, all of the next phase is."""
        subjects = lane.phases[0].subjects
        subjects[subject].popleft()
        if subjects[subject]:
            self._offer(lane, subject)
            return
        del subjects[subject]
        if subjects:
            return
        lane.phases.popleft()
        for following in lane.phases[0].subjects if lane.phases else ():
            self._offer(lane, following)

    def idle(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until nothing is queued or under way; whether that came about."""
        with self._change:
            return self._change.wait_for(lambda: self._unfinished == 0, timeout)

    def pause(self, timeout: float) -> bool:
        """Take up nothing more, and wait until nothing is under way; False, and no pause, when that takes longer."""
        with self._change:
            self._paused = True
            if self._change.wait_for(lambda: self._running == 0, timeout):
                return True
            self._paused = False
            self._change.notify_all()
            return False

    def resume(self) -> None:
        """Go on after a pause."""
        with self._change:
            self._paused = False
            self._change.notify_all()

    def clear(self) -> None:
        """Forget all of it: what has begun ends by itself, in a thread that takes up nothing more, and nobody waits."""
        with self._change:
            self._times_cleared += 1
            self._threads.clear()
            self._lanes.clear()
            self._ready.clear()
            self._resting.clear()
            self._unfinished = self._running = 0
            self._change.notify_all()

    @property
    def waiting(self) -> int:
        """Jobs that are queued, under way or resting."""
        return self._unfinished

    @property
    def running(self) -> int:
        """Jobs that are under way."""
        return self._running

    def unfinished(self, app_id: str) -> set[str]:
        """What those of an app's jobs are about that have the app to themselves, a group or the app, until they end."""
        with self._change:
            lane = self._lanes.get(app_id)
            return {one for phase in lane.phases if not phase.shared for one in phase.subjects} if lane else set()

    def close(self, grace: float) -> None:
        """Take up nothing more, and give what is under way `grace` seconds."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        end = time.monotonic() + grace
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
