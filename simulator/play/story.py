"""A scenario, played: step by step, every event as it happens."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TypeVar

from simulator import __version__
from simulator.okta.actions.record import Refused
from simulator.okta.flows.conversation import Outcome
from simulator.okta.org import Job
from simulator.play import transcript
from simulator.play.expectations import Judge, StepRecord, Verdict
from simulator.play.load_figures import LoadFigures
from simulator.play.player import Player
from simulator.play.provider_view import ProviderView
from simulator.play.reading import Look, Reading, There
from simulator.play.transcript import Event, Exchange, Finding, Log, RunFinished, RunStarted, Standing, StepFinished
from simulator.play.verification import Lost, unfound
from simulator.play.who_is_where import Row, WhoIsWhere
from simulator.scenario.model import Scenario
from simulator.scenario.parts.steps import Step
from simulator.scim.message import Request, Response
from simulator.verbs.simulation import Wait
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import Verb

Read = TypeVar("Read")


@dataclass
class Tally:
    """What a run counts; `answered` tells a provider that says no from one that says nothing.

    `unjudged` are the steps of the Management API and its pages, of which nobody says what is to be seen.
    """

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("steps", "requests", "own", "failures", "findings", "expectations", "broken"), 0
        )
    )
    answered: int = 0
    unjudged: int = 0

    def note(self, event: Event) -> None:
        """Take one event in."""
        if isinstance(event, Exchange):
            self.answered += event.response is not None
            self.counts["requests" if event.origin == "okta" else "own"] += 1
        elif isinstance(event, transcript.StepStarted):
            self.counts["steps"] += 1
            self.unjudged += event.by not in ("scenario", "suite")
        elif isinstance(event, transcript.StepFinished):
            self.counts["failures"] += event.outcome in ("failure", "refused")
        elif isinstance(event, Finding):
            self.counts["findings"] += 1
        elif isinstance(event, transcript.Expectation):
            self.counts["expectations"] += 1
            self.counts["broken"] += not event.held

    def provider(self, kind: str) -> str:
        """What became of the asking, as `RunFinished` says it; the bundled Hub is there even where it breaks off."""
        if kind == "dry-run":
            return "assumed"
        if not self.counts["requests"] + self.counts["own"]:
            return "not asked"
        return "silent" if kind == "endpoint" and not self.answered else "answered"

    def finished(self, at: str, kind: str, seconds: float, *, strict: bool = False) -> RunFinished:
        """How the run ended; a provider that was never reached keeps nothing, nor with `strict` one with a finding."""
        counts, provider = dict(self.counts), self.provider(kind)
        broken = counts["broken"] or (strict and counts["findings"]) or provider == "silent"
        judged = False if 0 < self.unjudged == counts["steps"] else None
        return RunFinished(at=at, kept=not broken, counts=counts, provider=provider, judged=judged, seconds=seconds)


@dataclass(frozen=True)
class PlayOptions:
    """How a run is played: `strict` breaks it on any finding; `expect` False leaves expectations out (a dry run).

    `provider` is what the provider is called in the record, where it has a name.
    `shown` False is for a rehearsal whose events go nowhere: they keep their secrets, and nobody asks who is where.
    """

    strict: bool = False
    expect: bool = True
    provider: str | None = None
    shown: bool = True


class Story:
    """Plays one scenario on a tenant; `tally` holds the counts once it is over, `view` is what the provider shows.

    `where` follows the run, or several of one tenant, so that it can be said who is where. `load` takes in the requests
    of a run under load.
    """

    def __init__(
        self,
        scenario: Scenario,
        tenant: Tenant,
        player: Player,
        options: PlayOptions | None = None,
        where: WhoIsWhere | None = None,
        load: LoadFigures | None = None,
    ) -> None:
        self.scenario = scenario
        self.tenant = tenant
        self.player = player
        self.options = options or PlayOptions()
        self.tally = Tally()
        self.load = load
        self._records: dict[int, StepRecord] = {}
        self._told: set[str] = set()
        self.view = ProviderView(self.read_back, tenant.known_id)
        self._judge = Judge(
            tenant.org, tenant.app, tenant.people, tenant.groups, tenant.resolve, self.view,
            lambda: tenant.hub_page("GET", "/state", None), player.redactor.redact_text,
        )  # fmt: skip
        self.where = where or WhoIsWhere(tenant)

    def read_back(self, request: Request) -> tuple[Response, Exchange]:
        """Ask the provider what it holds, on the bundled Hub with its live token: Okta's own may be a wrong one."""
        return self.player.exchange(
            self.tenant.app, request, origin="verify", token=self.tenant.stub_token or self.tenant.app.token
        )

    def play(self, *, seed: int, kind: str) -> Iterator[Event]:
        """All events of the run, first to last, without secrets."""
        return self._out(self._play(seed, kind))

    def step(self, number: int, step: Step) -> Iterator[Event]:
        """All events of one step, without secrets."""
        return self._out(self._step(number, step))

    def _out(self, events: Iterator[Event]) -> Iterator[Event]:
        """The one way by which events leave a run: none does that holds a secret."""
        for event in events:
            clean = self.player.redactor.event(event) if self.options.shown else event
            self._note(event, clean, self._records.get(event.step or 0))
            yield clean

    def _play(self, seed: int, kind: str) -> Iterator[Event]:
        began = perf_counter()
        yield self.opening(seed, kind)
        if self.load is not None:
            self.load.begin()
        for number, step in enumerate(self.scenario.steps, 1):
            yield from self._step(number, step)
        yield from self._ending(kind, began)

    def _ending(self, kind: str, began: float) -> Iterator[Event]:
        """What comes after the steps: who is where, and how the run ended."""
        self.player.step = None
        if self.load is not None:
            self.load.end()
        if kind != "dry-run" and self.options.shown:
            yield from self._who_is_where()
        seconds = round(perf_counter() - began, 3)
        ended = self.tally.finished(self.player.at(), kind, seconds, strict=self.options.strict)
        yield ended if self.load is None else replace(ended, load=self.load.figures())

    def follow(self, event: Event) -> None:
        """Take in what happened in a run that others play, so that in the end it can be said who is where."""
        self.where.note(event)
        if isinstance(event, transcript.StepStarted | transcript.StepFinished):
            self.where.see()

    def standings(self) -> Iterator[Event]:
        """Who is where now, without secrets; the provider is looked at where the player verifies."""
        return self._out(self._who_is_where())

    def _who_is_where(self) -> Iterator[Event]:
        self.view.forget()
        for one in self.where.rows(self.view if self.player.verify else None):
            if isinstance(one, Row):
                yield self._standing(one)
            elif isinstance(one, Lost):
                yield from self._found(one)
            else:
                yield one

    def _standing(self, row: Row) -> Standing:
        user, group = (row.alias, None) if row.kind == "user" else (None, row.alias)
        return Standing(
            at=self.player.at(), user=user, group=group, name=row.name, okta=row.okta, provider=row.provider,
            agrees=row.agrees, reason=row.reason,
        )  # fmt: skip

    def _found(self, lost: Lost) -> Iterator[Event]:
        """A finding; what a filter does not find is said once."""
        if lost.attribute != "filter" or lost.sent not in self._told:
            self._told.add(str(lost.sent))
            yield self.player.finding(lost)

    def looked(self, path: str, name: str) -> Generator[Event, None, Look]:
        """Who or what has this name at the provider now (`/Users`, `/Groups`); events without secrets."""
        self.player.step = None
        self.view.forget()
        return (yield from self.reading(self._looked(path, name)))

    def _looked(self, path: str, name: str) -> Reading:
        """A look; that a filter does not find what is there is a finding."""
        look = yield from self.view.named(path, name)
        if isinstance(look, There) and look.unfound is not None:
            yield from self._found(unfound(name, look))
        return look

    def reading(self, reading: Generator[Event, None, Read]) -> Generator[Event, None, Read]:
        """What a reading by way of `view` gives; events without secrets."""
        while True:
            try:
                event = next(reading)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # what the generator returns
            yield from self._out(iter([event]))

    def opening(self, seed: int, kind: str) -> RunStarted:
        """What a run begins with."""
        return RunStarted(
            at=self.player.at(),
            scenario=self.scenario.name,
            description=self.scenario.description,
            file=self.scenario.file,
            seed=seed,
            integration=self.tenant.app.integration,
            provider={"kind": kind, "base_url": self.tenant.app.base_url, **self._provider_name()},
            version=__version__,
        )

    def _provider_name(self) -> dict[str, str]:
        return {} if self.options.provider is None else {"name": self.options.provider}

    def _step(self, number: int, step: Step) -> Iterator[Event]:
        record = self._records[number] = StepRecord(keeping=step.expect is not None)
        outcomes: list[Outcome] = []
        yield from self._happenings(step, self._started(number, step), record, outcomes)
        yield from self._concluded(number, step, record, outcomes)

    def _started(self, number: int, step: Step) -> transcript.StepStarted:
        return transcript.StepStarted(
            at=self.player.at(), step=number, by=step.by, verb=step.verb, argument=step.raw,
            line=step.mark.line or None, note=step.note, id=step.id, title=step.title,
        )  # fmt: skip

    def _concluded(self, number: int, step: Step, record: StepRecord, outcomes: list[Outcome]) -> Iterator[Event]:
        """The step is over: how it ended, and whether that was expected."""
        self.player.step = number
        if self.options.shown:
            with self.player.lock:
                self.where.see()
        finished = conclusion(outcomes, record.requests, record.refusal, self.player, record.why)
        record.outcome, record.error = finished.outcome, finished.error
        yield finished
        yield from self._verdicts(number, step, record)
        del self._records[number]

    def _verdicts(self, number: int, step: Step, record: StepRecord) -> Iterator[Event]:
        if not self.options.expect:
            return
        for verdict in self._judge.judge(step.expect, record, step.mark.line):
            if isinstance(verdict, Lost):
                yield from self._found(verdict)
            else:
                yield verdict.event(self.player.at(), number) if isinstance(verdict, Verdict) else verdict

    def _note(self, event: Event, clean: Event, record: StepRecord | None) -> None:
        """Take one event in: what is found out about aliases as it is, what is compared and counted without secrets.

        `record` is that of its step, while that is under way.
        """
        record = record or StepRecord()
        if isinstance(event, Log):
            if record.keeping:
                record.log.append((event.entry["eventType"], event.entry["outcome"]["result"]))
            return
        self.tally.note(clean)
        if self.options.shown:
            self.where.note(event)
        if isinstance(event, Exchange) and isinstance(clean, Exchange):
            if self.load is not None:
                self.load.note(clean)
            if event.origin == "okta":
                if event.subject is not None:
                    self.tenant.observe(event.subject, event.request, event.response)
                record.requests += 1
                if record.keeping:
                    record.exchanges.append(clean)
        elif isinstance(event, Finding):
            record.findings += 1

    def _happenings(
        self, step: Step, started: transcript.StepStarted, record: StepRecord, outcomes: list[Outcome]
    ) -> Iterator[Event]:
        """The act itself, the jobs it starts, then whatever else is due."""
        self.tenant.org.transaction = self.tenant.org.ids.uuid().replace("-", "")
        try:
            jobs = yield from begin(self.player, self.tenant, step.argument, started)
        except Refused as refused:
            record.refusal, record.why, jobs = str(refused), refused.why, []
            yield from self.player.journal()
        for job in jobs:
            yield from self._job(job, outcomes)
        until = self.player.clock.now()
        if isinstance(step.argument, Wait):
            until += step.argument.seconds
        yield from self._due(until, outcomes)

    def _job(self, job: Job, outcomes: list[Outcome]) -> Generator[Event, None, None]:
        outcome = yield from self.player.job(job)
        if outcome is not None:
            outcomes.append(outcome)

    def _due(self, until: float, outcomes: list[Outcome]) -> Iterator[Event]:
        """Let time pass up to `until`, running what falls due on the way."""
        while (job := self.player.due(until)) is not None:
            refused = yield from self._pass(job.due or 0, f"until {job.operation} is tried again", job.why)
            if refused is not None:
                self.tenant.org.schedule.append(job)
                outcomes.append(Outcome(ok=False, error=refused.error))
                return
            yield from self._job(job, outcomes)
        refused = yield from self._pass(until, transcript.Wait.asked)
        if refused is not None:
            outcomes.append(Outcome(ok=False, error=refused.error))

    def _pass(self, until: float, reason: str, why: tuple[str, ...] = ()) -> Generator[Event, None, Response | None]:
        """Let time pass; what the clock says when it may not wait that long."""
        seconds = round(until - self.player.clock.now(), 3)
        return (yield from self.player.pause(seconds, reason, why)) if seconds > 0 else None


def begin(
    player: Player, tenant: Tenant, verb: Verb, started: transcript.StepStarted
) -> Generator[Event, None, list[Job]]:
    """A step up to the jobs that follow: it is said, it is done, and what it wrote down is told.

    Tokens and passwords that it has brought into play are not recorded.

    Raises:
        Refused: Okta would not do it; what it wrote down until then is still in the journal.
    """
    player.step = started.step
    yield started
    jobs: list[Job] = []
    with player.lock:
        tenant.org.now = player.clock.now()
        try:
            jobs = verb.do(tenant)
        finally:
            typed = [str(job.detail["token"]) for job in jobs if "token" in job.detail]
            for token in (tenant.app.token, tenant.stub_token, *typed):
                player.redactor.add_token(token)
            for password in verb.passwords():
                player.redactor.register(password)
    yield from player.journal()
    return jobs


def conclusion(
    outcomes: list[Outcome], requests: int, refusal: str | None, player: Player, why: tuple[str, ...] = ()
) -> StepFinished:
    """How a step ended, in the scenario format's words (section 2); `why` holds the rules of a refusal."""
    failed = next((one for one in outcomes if not one.ok), None)
    outcome = "refused" if refusal is not None else "failure" if failed else "success" if requests else "nothing"
    error = refusal if refusal is not None else failed.error or "" if failed else None
    return StepFinished(
        at=player.at(), step=player.step, outcome=outcome,
        error=None if error is None else player.redactor.redact_text(error),
        text=next((one.text for one in outcomes if one.text), None),
        why=list(why if refusal is not None or failed is None else failed.why),
    )  # fmt: skip
