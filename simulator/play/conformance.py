"""Okta's published suites run against a provider: what each step saw; and what they made there is taken away again."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Literal

from simulator import __version__
from simulator.conformance import SUITES
from simulator.conformance.assertions import HTTP_STATUS, Assertion, member
from simulator.conformance.step import Facts, Step
from simulator.errors import SimulatorError
from simulator.okta.actions.record import Refused
from simulator.okta.flows.conversation import listing
from simulator.okta.org import Job
from simulator.play import transcript
from simulator.play.clock import Clock, RealClock
from simulator.play.made_users import MadeUsers
from simulator.play.player import Player
from simulator.play.redaction import Redactor
from simulator.play.setup import build
from simulator.play.story import Tally
from simulator.play.transcript import Event, Exchange, Expectation
from simulator.scenario.loading import load_text
from simulator.scim.message import Request, Response
from simulator.transport import Transport

Verdict = Literal["passed", "failed", "not run"]
Integration = Literal["aiw", "oin"]

ORG = """\
name: An Okta org with a SCIM app
app: {label: SCIM App, template: okta_default}
provider: {stub: {accounts: [{username: ada, full_name: Ada Lovelace, email: ada@acme.test, member: true}]}}
"""
"""The Okta of the CRUD test, and the bundled Hub with one user, whom the SPEC test wants to find."""
SOMEBODY = "Answer a filter that nobody matches with an empty ListResponse (RFC 7644 3.4.2; SPEC step 5)."
LONGEST = 160
"""Characters of what came that are quoted."""


class NotReached(SimulatorError):  # noqa: N818  (what happened, in the words of the exit codes)
    """The provider could not be reached at all, so that nothing has passed or failed."""


class _Stranger(Exception):  # noqa: N818  (why no more is sent)
    """Somebody has the name that the run has made up, or the service gives somebody for any name."""


@dataclass(frozen=True)
class Result:
    """What came of a step, without secrets.

    `reason` says why it was not run. `expectations` are its assertions in order, up to a status that did not hold or a
    body that is no JSON; `exchanges` Okta's requests, then the suite's own; `okta_says` the errors that Okta showed an
    administrator, which the suite does not look at; `acts` the published names of what was done in Okta before.
    """

    step: Step
    verdict: Verdict
    reason: str = ""
    expectations: tuple[Expectation, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    okta_says: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()

    @property
    def broken(self) -> list[Expectation]:
        """The assertions that did not hold."""
        return [one for one in self.expectations if not one.held]

    @property
    def remedies(self) -> list[str]:
        """What to change at the provider, each once."""
        return list(dict.fromkeys(one.remedy for one in self.broken if one.remedy))


def run(
    suite: str,
    transport: Transport,
    base_url: str,
    token: str,
    *,
    seed: int,
    integration: Integration = "aiw",
    kind: Literal["endpoint", "stub"] = "endpoint",
    clock: Clock | None = None,
    pauses: bool = False,
    record: Callable[[Event], None] = lambda _: None,
) -> "SuiteRun":
    """A suite, `spec` or `crud`, about to run: iterating sends its requests and gives a `Result` for each step.

    When the iteration ends, or is broken off and closed, what was made is taken away; `left` says what stayed. The
    names follow from `seed`: at a provider that keeps people a second run needs another. With `pauses` the run waits
    before each request as long as the published suite does. `record` is given each event, without secrets.

    Iterating raises:
        NotReached: nobody answers the first request.
    """
    return SuiteRun(suite, transport, base_url, token, seed, integration, kind, clock or RealClock(), pauses, record)


@dataclass
class SuiteRun:
    """One run of a suite, to be iterated once; `left` says in sentences what is still at the provider in the end."""

    name: str
    transport: Transport
    base_url: str
    token: str = field(repr=False)
    seed: int
    integration: Integration
    kind: str
    clock: Clock
    pauses: bool
    record: Callable[[Event], None]
    left: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.suite = SUITES[self.name]
        self.facts = Facts.of(self.name, self.seed)
        self.tenant = build(
            load_text(ORG, ""), seed=self.seed, now=self.clock.now(), integration=self.integration,
            token_of=lambda _: "",
        )  # fmt: skip
        self.tenant.app.base_url, self.tenant.app.token = self.base_url, self.token
        self.player = Player(self.tenant.org, self.transport, self.clock, Redactor(self.token))
        self.tally = Tally()
        self._made = MadeUsers(self.facts.email)
        self._verdicts: dict[str, Verdict] = {}
        self._stranger = False
        self.player.before_send = self._before

    @property
    def made(self) -> list[str]:
        """The ids of whom the run has made."""
        return list(self._made.ids)

    def __iter__(self) -> Generator[Result, None, None]:
        began = perf_counter()
        self._out(
            transcript.RunStarted(
                at=self.player.at(), scenario=self.suite.title, file=self.suite.file, seed=self.seed,
                description=f"{self.suite.says} Source: {self.suite.source}", integration=self.integration,
                provider={"kind": self.kind, "base_url": self.base_url}, version=__version__,
            )
        )  # fmt: skip
        ended = False
        try:
            for number, step in enumerate(self.suite.steps, 1):
                self.player.step = number
                result = self._step(step)
                self._verdicts[step.key] = result.verdict
                yield result
            ended = True
        except NotReached:
            ended = True
            raise
        finally:  # also where the iteration is broken off, in which case the record has no end
            self.player.step = None
            self._clean_up()
            if ended:
                finished = self.tally.finished(self.player.at(), self.kind, round(perf_counter() - began, 3))
                self._out(replace(finished, kept=finished.kept and set(self._verdicts.values()) == {"passed"}))

    def _out(self, event: Event) -> Event:
        """The one way by which an event leaves: without secrets."""
        clean = self.player.redactor.event(event)
        self.tally.note(clean)
        self.record(clean)
        return clean

    def _step(self, step: Step) -> Result:
        acts = tuple(name for name, _ in step.acts(self.facts)) if self._can(step) else ()
        self._out(
            transcript.StepStarted(
                at=self.player.at(), step=self.player.step, by="suite", verb=self.name, argument=step.name,
                note=f"In Okta: {'; '.join(acts)}." if acts else None,
            )
        )  # fmt: skip
        if not self._can(step):
            return self._not_run(step)
        events: list[Event] = []
        said: list[str] = []
        try:
            for event in self._happenings(step, said):
                clean = self._out(event)
                events.append(clean)
                self._notice(event, clean)
        except NotReached as silence:
            self._finish("not run", text=str(silence))
            raise
        judged = tuple(one for one in events if isinstance(one, Expectation))
        verdict: Verdict = "passed" if judged and all(one.held for one in judged) else "failed"
        said = [self.player.redactor.redact_text(one) for one in said]
        self._finish("success" if verdict == "passed" else "failure", error="\n".join(said) or None)
        exchanges = tuple(one for one in events if isinstance(one, Exchange))
        return Result(step, verdict, "", judged, exchanges, tuple(said), acts)

    def _can(self, step: Step) -> bool:
        return not step.needs or step.needs in self.facts.known or self._verdicts.get(step.needs) == "passed"

    def _not_run(self, step: Step) -> Result:
        giver = self.suite.giver(step.needs)
        verdict = self._verdicts[giver.key]
        why = "gave no id" if verdict == "passed" else "failed" if verdict == "failed" else "was not run"
        reason = f'it needs "{giver.name}", which {why}'
        self._finish("not run", text=reason)
        return Result(step, "not run", reason)

    def _finish(self, outcome: str, *, error: str | None = None, text: str | None = None) -> None:
        self._out(
            transcript.StepFinished(
                at=self.player.at(), step=self.player.step, outcome=outcome, error=error, text=text
            )
        )  # fmt: skip

    def _happenings(self, step: Step, said: list[str]) -> Iterator[Event]:
        """What is done in Okta, the suite's own request, and what it says of the answer."""
        try:
            yield from self._act(step, said)
            if self.pauses and step.pause:
                yield from self.player.pause(step.pause, "the suite waits")
            request = step.request(self.facts)
            lines = step.lines(request, self.base_url, self.token)
            answer, event = self.player.exchange(self.tenant.app, request, lines=lines)
        except _Stranger:
            came_instead = "somebody, whose account Okta would take over"
            yield self._expectation(f"look-up of {self.facts.email}", "nobody", came_instead, SOMEBODY)
            return
        yield event
        if answer.ok:
            found = {name: member(answer.json, path) for name, path in step.remembers.items()}
            told = {name: str(value) for name, value in found.items() if type(value) in (str, int)}
            self.facts.known |= {name: value for name, value in told.items() if value}
        yield from self._judged(step.expects(self.facts), answer, event.milliseconds)

    def _act(self, step: Step, said: list[str]) -> Iterator[Event]:
        """Do in Okta what comes before the request, and keep what Okta says where it goes wrong."""
        for _, verb in step.acts(self.facts):
            self.tenant.org.now = self.clock.now()
            jobs: list[Job] = []
            try:
                jobs = verb.do(self.tenant)
            except Refused as refused:
                said.append(str(refused))
            yield from self.player.journal()
            for job in jobs:
                outcome = yield from self.player.job(job)
                if outcome is not None and not outcome.ok:
                    said.append(outcome.error or "a failure without a reason")

    def _before(self, request: Request) -> None:
        """Nothing more is sent once a look-up has found somebody under a name that the run has only made up."""
        if self._stranger:
            raise _Stranger
        self._made.sends(request)

    def _judged(self, assertions: tuple[Assertion, ...], answer: Response, took: float) -> Iterator[Event]:
        for one in assertions:
            came_instead = one.sees(answer, took)
            yield self._expectation(one.what, one.expected, came_instead, one.remedy)
            if came_instead is not None and (one.what == HTTP_STATUS or not answer.is_json):
                return

    def _expectation(self, what: str, expected: str, came_instead: str | None, remedy: str) -> Expectation:
        held = came_instead is None
        if came_instead is not None:
            came_instead = ellipsized(self.player.redactor.redact_text(came_instead))
        return Expectation(
            at=self.player.at(), step=self.player.step, held=held, what=what, expected=expected,
            actual=expected if held else came_instead, remedy=None if held else remedy,
        )  # fmt: skip

    def _notice(self, event: Event, clean: Event) -> None:
        """Take in what a request may have made; a first one that nobody answers ends the run."""
        if not isinstance(event, Exchange) or not isinstance(clean, Exchange):
            return
        if not self.tally.answered:
            raise NotReached(f"the provider was not reached: {clean.error or 'nobody answered'}")
        self._stranger = self.name == "crud" and not self._made.posts and _finds_somebody(event)
        self._made.note(event)

    def _ask(self, request: Request) -> Response:
        """One of our own requests, which is no part of the suite."""
        answer, event = self.player.exchange(self.tenant.app, request, origin="verify")
        self._out(event)
        return answer

    def _clean_up(self) -> None:
        for sentence in self._made.take_away(self._ask):
            text = self.player.redactor.redact_text(sentence)
            self.left.append(text)
            self._out(transcript.Warning(at=self.player.at(), text=f"left behind: {text}"))


def ellipsized(text: str) -> str:
    """A text that a provider wrote, as long as it is quoted; what is secret in it has gone before."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _finds_somebody(event: Exchange) -> bool:
    """Whether a look-up by name has found anybody."""
    listed = listing(event.response["body"]) if event.response and "filter=" in event.request["query"] else None
    return bool(listed and listed["resources"])
