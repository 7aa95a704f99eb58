"""The one loop that joins Okta's conversations to a provider and writes down all that happens."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter
from typing import Any

from simulator.okta.flows.connection import as_typed
from simulator.okta.flows.conversation import Flow, Move, Outcome, Pause
from simulator.okta.flows.starting import IMPORTS, start
from simulator.okta.ids import Ids
from simulator.okta.journal import Entry, LogRow, TaskChange
from simulator.okta.org import App, Job, Org
from simulator.okta.system_log import entry as log_entry
from simulator.okta.times import iso
from simulator.okta.wire import headers
from simulator.play import transcript
from simulator.play.clock import Clock, WaitTooLong
from simulator.play.reading import own_headers
from simulator.play.redaction import Redactor, without_credentials
from simulator.play.transcript import Event
from simulator.play.verification import Expected, Import, Lost
from simulator.scim.message import Request, Response
from simulator.transport import Transport

GAP = 0.2
"""Seconds between the calls of a job on a clock that jumps; 189 to 286 ms were measured (okta-wire 0.5 [C])."""

DEEPEST = 100
"""Levels of a body that is recorded as JSON; one of more is recorded as text."""

JobEvents = Generator[Event, None, Outcome | None]


class Player:
    """Plays jobs of one org against one provider. Its events may quote secrets: they are for `Redactor.event`.

    `lock` is held whenever the org is touched and never while a request is under way, so that several threads can
    each play a job. `verify` reads back what every job wrote. `before_send` is told of each of Okta's requests, and may
    hold it back. `turn` is held while any request is under way (`pace.Limiter`). `ids` are for the rows of a job that
    draws its own.
    """

    def __init__(
        self,
        org: Org,
        transport: Transport,
        clock: Clock,
        redactor: Redactor,
        *,
        verify: bool = False,
        lock: AbstractContextManager[Any] | None = None,
        before_send: Callable[[Request], None] | None = None,
        turn: AbstractContextManager[Any] | None = None,
        ids: Ids | None = None,
    ) -> None:
        self.org = org
        self.transport = transport
        self.clock = clock
        self.redactor = redactor
        self.verify = verify
        self.lock = lock or nullcontext()
        self.before_send = before_send
        self.turn = turn or nullcontext()
        self.ids = ids
        self.step: int | None = None

    def at(self) -> str:
        """Now, as events say it."""
        return iso(self.clock.now())

    def job(self, job: Job) -> JobEvents:
        """Play a job to its end: events as they happen, then its outcome, None when nothing was left to do."""
        with self.lock:
            self.org.now = self.clock.now()
            flow = start(self.org, job)
            app = self.org.apps.get(job.app_id)
        if flow is None or app is None:
            return None
        app = as_typed(app, job)
        expected = Expected() if self.verify else None
        read = Import() if job.operation in IMPORTS else None
        outcome = yield from self._converse(flow, app, [one for one in (expected, read) if one is not None])
        if expected is not None:
            yield from self._read_back(app, expected)
        if read is not None and outcome.ok:
            yield from map(self.finding, read.differences())
        return outcome

    def _converse(self, flow: Flow, app: App, heed: list[Expected | Import]) -> Generator[Event, None, Outcome]:
        answer: Response | None = None
        while True:
            with self.lock:
                self.org.now = self.clock.now()
                ended, move = _next_move(flow, answer)
                entries = self._take_journal()
            yield from self.recorded(entries)
            if ended is not None:
                return ended
            assert move is not None  # noqa: S101  (a flow that has not ended has moved)
            if isinstance(move, Pause):
                answer = yield from self.pause(move.seconds, move.reason, move.why)
            else:
                answer, event = self.exchange(app, move)
                yield event
                for one in heed:
                    one.note(move, answer)
                if self.clock.jumps:
                    self.clock.sleep(GAP)

    def _take_journal(self) -> list[Entry]:
        entries, self.org.journal = self.org.journal, []
        return entries

    def journal(self) -> Iterator[Event]:
        """What the org has to say since it was last asked, as events."""
        with self.lock:
            entries = self._take_journal()
        yield from self.recorded(entries)

    def recorded(self, entries: Iterable[Entry]) -> Iterator[Event]:
        """Journal entries as events."""
        at = self.at()
        for entry in entries:
            if isinstance(entry, LogRow):
                row = log_entry(entry, at, (self.ids or self.org.ids).uuid())
                yield transcript.Log(at=at, step=self.step, why=list(entry.why), entry=row)
            elif isinstance(entry, TaskChange):
                whose = {entry.kind: entry.alias}
                yield transcript.Task(
                    at=at, step=self.step, state=entry.state, operation=entry.operation, text=entry.text,
                    why=list(entry.why), **whose,
                )  # fmt: skip
            else:
                yield transcript.Warning(at=at, step=self.step, text=entry.text, why=list(entry.why))

    def pause(self, seconds: float, reason: str, why: tuple[str, ...] = ()) -> Generator[Event, None, Response | None]:
        """Let time pass; a Response with an error when the clock may not wait that long."""
        try:
            self.clock.check(seconds)
            yield transcript.Wait(at=self.at(), step=self.step, seconds=seconds, reason=reason, why=list(why))
            self.clock.sleep(seconds)
        except WaitTooLong as too_long:
            return Response(error=str(too_long))
        return None

    def exchange(
        self,
        app: App,
        request: Request,
        origin: str = "okta",
        *,
        token: str | None = None,
        lines: list[tuple[str, str]] | None = None,
    ) -> tuple[Response, transcript.Exchange]:
        """Send one request, with the app's token or another, or with other headers (`lines`); the answer, and an event
        of both.
        """
        if self.before_send is not None and origin == "okta":
            self.before_send(request)
        worded = headers if origin == "okta" else own_headers
        if lines is None:
            lines = worded(request, app.base_url, app.token if token is None else token)
        with self.turn:
            at = self.at()
            began = perf_counter()
            answer = self.transport.send(request, app.base_url, lines)
            milliseconds = round((perf_counter() - began) * 1000, 3)
        return answer, transcript.Exchange(
            at=at,
            step=self.step,
            origin=origin,
            purpose=request.purpose,
            attempt=request.attempt,
            subject=request.subject,
            why=list(request.why),
            request=self._request_record(request, app.base_url, lines),
            response=_response_record(answer),
            error=answer.error,
            mapped=None if request.mapped is None else dict(request.mapped),
            milliseconds=milliseconds,
        )

    def _request_record(self, request: Request, base_url: str, lines: list[tuple[str, str]]) -> dict[str, Any]:
        """The request without what it is known to hold: the credentials of its headers, the passwords it sets."""
        return {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "url": base_url + request.target,
            "headers": without_credentials(lines),
            "body": self.redactor.redact_body(request),
        }

    def _read_back(self, app: App, expected: Expected) -> Iterator[Event]:
        """Ask the provider what it kept of what this job wrote; differences are findings."""
        for request in expected.questions():
            answer, event = self.exchange(app, request, origin="verify")
            yield event
            yield from map(self.finding, expected.compare(request, answer))

    def finding(self, lost: Lost) -> transcript.Finding:
        """What was found, as an event."""
        return transcript.Finding(
            at=self.at(),
            step=self.step,
            subject=lost.subject,
            attribute=lost.attribute,
            sent=lost.sent,
            kept=lost.kept,
            text=lost.text,
        )

    def due(self, until: float) -> Job | None:
        """Take the next job that is due by `until` from the schedule."""
        with self.lock:
            ready = [job for job in self.org.schedule if (job.due or 0) <= until]
            if not ready:
                return None
            job = min(ready, key=lambda one: one.due or 0)
            self.org.schedule.remove(job)
            return job


def _response_record(answer: Response) -> dict[str, Any] | None:
    if answer.status is None:
        return None
    body = None
    if answer.text:
        body = answer.json if answer.is_json and not _is_deep(answer) else {"raw": answer.text}
    said = {"status": answer.status, "headers": without_credentials(answer.headers), "body": body}
    return {**said, "why": list(answer.why)} if answer.why else said


def _is_deep(answer: Response) -> bool:
    """Whether the body is nested beyond what SCIM has a use for, and what those who read the record can follow."""
    if answer.text.count("[") + answer.text.count("{") < DEEPEST:
        return False
    level = [answer.json]
    for _ in range(DEEPEST):
        inside = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [held for values in inside for held in values]
    return bool(level)


def _next_move(flow: Flow, answer: Response | None) -> tuple[Outcome | None, Move | None]:
    try:
        return None, flow.send(answer)  # type: ignore[arg-type]  # a generator starts with None
    except StopIteration as end:
        return end.value, None
