"""`Okta`: a tenant with one app integration, connected with a provider, at the hands of a program."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, Self

from simulator.errors import SimulatorError, UsageError, hidden
from simulator.play.transcript import Event, Exchange, StepFinished
from simulator.python_api.connecting import TOKEN, Connection
from simulator.python_api.provider import Provider, Reader
from simulator.python_api.runs import PlayedRun, rendered
from simulator.python_api.steps import PlayedStep
from simulator.python_api.verbs.acting import Acting, Created
from simulator.python_api.verbs.assignments import AssignmentsVerbs
from simulator.python_api.verbs.directory import DirectoryVerbs
from simulator.python_api.verbs.group_rules import GroupRulesVerbs
from simulator.python_api.verbs.hub import HubVerbs
from simulator.python_api.verbs.integration import IntegrationVerbs
from simulator.python_api.verbs.push_groups import PushGroupsVerbs
from simulator.python_api.verbs.simulation import SimulationVerbs

if TYPE_CHECKING:
    from simulator.scenario.yaml.writing import Done
    from simulator.verbs.verb import Verb

__tracebackhide__ = hidden


class OnTheHub(HubVerbs):
    """What is done on the bundled Hub's own pages."""

    def __init__(self, okta: "Okta") -> None:
        self._okta = okta

    def _do(self, verb: str, argument: Mapping[str, Any]) -> PlayedStep:
        return self._okta._do(verb, argument)


class Okta(
    IntegrationVerbs, DirectoryVerbs, GroupRulesVerbs, AssignmentsVerbs, PushGroupsVerbs, SimulationVerbs, Acting
):
    """A tenant of Okta with one app integration, connected with a provider of SCIM.

    Each verb of a scenario is a method; it does what an administrator would do, sends what Okta would send, and gives
    the step as the transcript holds it. `connect` makes one; as a context manager it closes its connections.
    """

    def __init__(self, connection: Connection) -> None:
        from simulator.play.setup import prepare

        self._connection = connection
        try:
            connection.checked()
            self._scenario = connection.start()
            run = prepare(self._scenario, connection.choice(expect=False), connection.environment())
        except SimulatorError as why:
            raise why.with_traceback(None) from None
        self._story, self._kind, self._began = run.story, run.kind, perf_counter()
        opening = self._story.opening(run.seed, run.kind)
        self._events: list[Event] = [self._story.player.redactor.event(opening)]
        self._steps: list[PlayedStep] = []
        self._done: list[Done] = []
        self._runs: list[PlayedRun] = []
        self.provider = Provider(Reader(self._story, self._events.append))
        self.hub = OnTheHub(self)

    @classmethod
    def connect(
        cls,
        target: Any = None,
        *,
        token: str | None = None,
        base_path: str | None = None,
        base_url: str | None = None,
        integration: Literal["aiw", "oin"] | None = None,
        seed: int | None = None,
        app: Mapping[str, Any] | None = None,
        clock: Literal["virtual", "real"] | None = None,
        verify: bool | None = None,
        max_wait: float = 900.0,
        allow_host: bool = False,
        name: str = "Okta in Python",
    ) -> Self:
        """Okta, connected.

        Args:
            target: A WSGI or ASGI application, or a function without arguments that makes one, called in process; the
                base URL of an endpoint; nothing for the bundled Hub.
            token: What Okta sends; an endpoint needs it, an application may look at it.
            base_path: Where SCIM begins in an application; looked for where nothing is said.
            base_url: The same with scheme and host, such as `https://scim.example.com/scim/v2`.
            integration: `aiw`, made with the App Integration Wizard (PUT), or `oin`, from the catalogue (PATCH).
            seed: Ids and passwords follow from it.
            app: The app integration's settings, as under `app` in a scenario.
            clock: `virtual` jumps instead of waiting; `real` waits. Real at an endpoint, virtual elsewhere.
            verify: Whether what was written is read back; in process where nothing is said.
            max_wait: Seconds that the real clock waits in all.
            allow_host: Whether an endpoint may be on another machine: users are created and changed there.
            name: What the record is called.

        Raises:
            UsageError: it cannot be meant so.
            OptionError: there is no such application or endpoint, or no SCIM in it.
        """
        return cls(Connection(
            target, token, base_path, base_url, integration, seed, app or {}, clock, verify, max_wait, allow_host,
            name,
        ))  # fmt: skip

    def _do(self, verb: str, argument: Mapping[str, Any]) -> PlayedStep:
        return PlayedStep(*self._played(self._read(verb, argument)))

    def _create(self, result: type[Created], verb: str, argument: Mapping[str, Any]) -> Created:
        return result(*self._played(self._read(verb, argument)), str(argument["alias"]))

    def _read(self, verb: str, argument: Mapping[str, Any]) -> "Verb":
        from simulator.python_api.understanding import understood

        if verb == "configure" and argument["endpoint"] is not None:
            self._connection.consented(str(argument["endpoint"]))
        return understood(self._story.tenant, self._kind, verb, argument)

    def _played(self, verb: "Verb") -> tuple[list[Event], list[str]]:
        """The events of a step and its requests, once it is played."""
        from simulator.scenario.parts.steps import Step
        from simulator.scenario.yaml.writing import Done

        number = len(self._done) + 1
        step = Step(verb=verb.verb(), argument=verb, raw=verb.written(), by="python")
        events: list[Event] = []
        try:
            for event in self._story.step(number, step):
                events.append(event)
                self._events.append(event)
        finally:
            ended = next((one for one in events if isinstance(one, StepFinished)), None)
            refusal = ended.error if ended and ended.outcome == "refused" else None
            failed = ended is not None and ended.outcome == "failure"
            self._done.append(Done(verb.verb(), verb.written(), "python", refusal, failed))
        return events, [self._line(one) for one in events if isinstance(one, Exchange) and one.origin == "okta"]

    def _line(self, exchange: Exchange) -> str:
        """A request as a scenario writes it: who is known by an alias stands as `{alias}` there."""
        from simulator.play.expectations import short

        collection, _, scim_id = exchange.request["path"].lstrip("/").partition("/")
        known = exchange.subject and self._story.tenant.resolve(collection, exchange.subject)
        line = short(exchange)
        if not known or known != scim_id:
            return line
        return line.replace(f"/{collection}/{scim_id}", f"/{collection}/{{{exchange.subject}}}", 1)

    def play(self, scenario: str | Path) -> PlayedRun:
        """Play a scenario: a file, or the name of a bundled one. Its people and app are its own; the provider is this.

        Raises:
            SimulatorError: it cannot be played; with `file:line:column` where there is one.
        """
        run = self.begin(scenario)
        run.play()
        return run

    def begin(self, scenario: str | Path) -> PlayedRun:
        """A scenario made ready, of which nothing has been played yet; raises as `play` does."""
        from simulator.play.setup import prepare
        from simulator.scenario.finding import resolve
        from simulator.scenario.loading import load

        try:
            files = resolve(str(scenario))
            if len(files) > 1:
                raise UsageError(f"the folder {scenario} holds {len(files)} scenarios; give one of them")
            loaded = load(files[0], stub=self._kind == "stub")
            run = PlayedRun(prepare(loaded, self._connection.choice(), self._connection.environment()))
        except SimulatorError as why:
            raise why.with_traceback(None) from None
        self._runs.append(run)
        return run

    @property
    def record(self) -> str:
        """What was done so far, as a scenario that plays to the same traffic; it holds no password and no token."""
        from simulator.play.recorded import scenario_of
        from simulator.scenario.yaml.writing import comment_lines

        provider = {"endpoint": self._connection.endpoint, "token_env": TOKEN}
        text = scenario_of(
            self._scenario, provider if self._kind == "endpoint" else None, self._story.tenant.org, self._done
        )
        if self._kind != "app":
            return text
        name = self._story.options.provider
        return "\n".join([*comment_lines(f"Done to {name} in process; `oktasim play --app` plays it there.", ""), text])

    @property
    def events(self) -> list[Event]:
        """The record so far: of the scenarios that were played, then of what was done here."""
        own = self._events if self._done or not self._runs else []
        return [*chain.from_iterable(run.events for run in self._runs), *own]

    def report(self, form: str = "terminal") -> str:
        """A report of all that was done so far, by the name that `--report` takes: `html`, `markdown`, `junit`, ...

        Where what was written is read back, the provider is looked at once more, to say who is where.

        Raises:
            UsageError: there is no such format.
        """
        events = self.events
        if self._done or not self._runs:
            events += self._ending()
        return rendered(events, form)

    def _ending(self) -> list[Event]:
        from simulator.play.story import Tally

        self._story.player.step = None
        looked = list(self._story.standings())
        tally = Tally()
        for event in [*self._events, *looked]:
            tally.note(event)
        seconds = round(perf_counter() - self._began, 3)
        ended = tally.finished(self._story.player.at(), self._kind, seconds)
        return [*looked, replace(ended, judged=False)]  # a program expects, and no scenario

    def close(self) -> None:
        """Let go of connections; nothing is undone."""
        if hasattr(self._story.player.transport, "close"):
            self._story.player.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        from simulator.play.transcript import RunStarted
        from simulator.reports import sentences

        opened = self._events[0]
        facts = sentences.facts(opened) if isinstance(opened, RunStarted) else ""
        return f"<Okta: {facts} · {len(self._done)} steps>"
