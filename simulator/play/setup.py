"""Joins a scenario to a provider: org, app and people as it finds them; the bundled Hub, an endpoint, or nobody."""

import random
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from simulator.errors import OptionError
from simulator.okta.actions.configuring import bring_back
from simulator.okta.actions.directory import create_group
from simulator.okta.ids import Ids
from simulator.okta.org import App, OktaUser, Org, Row
from simulator.okta.profiles import TEMPLATES
from simulator.okta.targets import catalogue_key
from simulator.play import bundled_hub
from simulator.play.clock import Clock, ConcurrentClock, RealClock, VirtualClock
from simulator.play.in_process import InProcess
from simulator.play.load_figures import LoadFigures
from simulator.play.pace import Limiter
from simulator.play.parallel_story import ParallelStory
from simulator.play.player import Player
from simulator.play.redaction import Redactor
from simulator.play.story import PlayOptions, Story
from simulator.play.transcript import Event
from simulator.scenario.model import Scenario
from simulator.scenario.parts.app import App as AppDeclaration
from simulator.scenario.parts.provider import Provider, Stub
from simulator.scenario.parts.steps import needs_stub
from simulator.transport import Transport
from simulator.transport.wsgi import WsgiTransport
from simulator.verbs.tenant import Tenant


@dataclass(frozen=True)
class Choice:
    """What the command line says over the scenario; None leaves the scenario's word or the default.

    `workers` play different people's jobs side by side; `limiter` keeps all that is sent to a pace.
    `shown` False is no option of it, but of a rehearsal (`story.PlayOptions`).
    """

    endpoint: str | None = None
    token_env: str | None = None
    stub: bool = False
    integration: str | None = None
    seed: int | None = None
    verify: bool | None = None
    strict: bool = False
    dry_run: bool = False
    max_wait: float = 900.0
    app: InProcess | None = None
    clock: Literal["virtual", "real"] | None = None
    workers: int = 1
    limiter: Limiter | None = None
    expect: bool = True
    shown: bool = True


@dataclass(frozen=True)
class Run:
    """A scenario ready to be played once."""

    story: Story
    seed: int
    kind: str

    def events(self) -> Iterator[Event]:
        """All events, as they happen."""
        return self.story.play(seed=self.seed, kind=self.kind)


def provider_of(scenario: Scenario, choice: Choice) -> Provider:
    """The scenario's provider, or what the command line puts in its place.

    Raises:
        OptionError: the endpoint cannot be used, or a token is named and there is no endpoint.
    """
    if choice.token_env is not None and choice.endpoint is None:
        return _with_token(scenario.provider, choice)
    if choice.stub:
        return scenario.provider if scenario.provider.stub else Provider.model_validate({})
    if choice.endpoint is None:
        return scenario.provider
    return endpoint_provider(choice.endpoint, choice.token_env or scenario.provider.token_env)


def _with_token(declared: Provider, choice: Choice) -> Provider:
    """The scenario's own endpoint, its token read from another variable."""
    if choice.stub or declared.endpoint is None:
        raise OptionError("--token-env names an endpoint's token and this run has no endpoint; add --endpoint URL")
    return endpoint_provider(declared.endpoint, choice.token_env)


def endpoint_provider(endpoint: str, token_env: str | None, *, argument: str = "--endpoint") -> Provider:
    """A provider at an endpoint, checked as a scenario's is; `argument` is what the command line calls its URL.

    Raises:
        OptionError: the URL or the variable's name cannot be used.
    """
    from pydantic import ValidationError

    written = {"endpoint": endpoint, "token_env": token_env} if token_env else {"endpoint": endpoint}
    try:
        return Provider.model_validate(written)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        option = "--token-env" if "token_env" in first["loc"] else argument
        raise OptionError(f"{option} {first['msg']}") from None


def prepare(scenario: Scenario, choice: Choice, environment: Mapping[str, str]) -> Run:
    """Everything a run needs; nothing has been sent yet.

    Raises:
        OptionError: the endpoint, its token, or a step that only the bundled Hub can play; or workers and a pace
            without an endpoint.
    """
    provider = provider_of(scenario, choice) if choice.app is None else Provider.model_construct()
    _refuse_load(choice, _kind(provider, choice))
    seed = scenario.seed if choice.seed is None else choice.seed
    clock = _clock(scenario, provider, choice)
    tenant = build(
        scenario,
        seed=seed,
        now=clock.now(),
        integration=choice.integration,
        token_of=environment_token(environment),
    )
    redactor = Redactor()
    if choice.dry_run:
        transport = _nobody(tenant, provider, choice, seed)
    elif choice.app is not None:
        transport = _in_process(tenant, scenario, choice, environment, clock, seed)
    elif provider.stub is None:
        transport = _endpoint(tenant, scenario, provider, environment, choice.limiter)
    else:
        transport = _hub(tenant, provider.stub, clock, seed)
    redactor.add_token(tenant.app.token)
    kind = _kind(provider, choice)
    verify = choice.verify if choice.verify is not None else kind in ("stub", "app")
    player = Player(tenant.org, transport, clock, redactor, verify=verify, turn=choice.limiter)
    name = choice.app.name if choice.app is not None and not choice.dry_run else None
    options = PlayOptions(
        strict=choice.strict, expect=not choice.dry_run and choice.expect, provider=name, shown=choice.shown
    )
    return Run(_story(scenario, tenant, player, options, choice), seed, kind)


def _story(scenario: Scenario, tenant: Tenant, player: Player, options: PlayOptions, choice: Choice) -> Story:
    pace = None if choice.limiter is None else str(choice.limiter.pace)
    load = LoadFigures(choice.workers, pace) if choice.workers > 1 or pace else None
    if load is None or choice.workers == 1:
        return Story(scenario, tenant, player, options, load=load)
    return ParallelStory(scenario, tenant, player, options, load=load, limiter=choice.limiter)


def _refuse_load(choice: Choice, kind: str) -> None:
    """Workers and a pace are for an endpoint, where time passes."""
    asked = [name for name, given in (("--workers", choice.workers > 1), ("--pace", choice.limiter)) if given]
    if asked and kind != "endpoint":
        why = {
            "dry-run": "a dry run sends nothing",
            "app": "in process time jumps and one request follows the other",
            "stub": "on the bundled Hub in process time jumps and one request follows the other",
        }[kind]
        what = f"{' and '.join(asked)} {'are' if len(asked) > 1 else 'is'} for an endpoint: {why}"
        raise OptionError(f"{what}; start `oktasim hub` and give its URL with --endpoint, or give another server's")


def _kind(provider: Provider, choice: Choice) -> str:
    """What is played against, as a run's first event says it."""
    if choice.dry_run:
        return "dry-run"
    return "app" if choice.app is not None else "stub" if provider.stub else "endpoint"


def _clock(scenario: Scenario, provider: Provider, choice: Choice) -> Clock:
    """Time jumps in process; at an endpoint it is the real time, so that its logs can be compared."""
    real = choice.clock == "real" if choice.clock else _kind(provider, choice) == "endpoint"
    if choice.workers > 1:
        return ConcurrentClock(choice.max_wait)
    return RealClock(choice.max_wait) if real else VirtualClock(scenario.starts_at.timestamp())


def _nobody(tenant: Tenant, provider: Provider, choice: Choice, seed: int) -> Transport:
    """What a dry run speaks to: every answer is assumed."""
    from simulator.transport.assumed import AssumedTransport

    tenant.app.base_url = provider.endpoint or bundled_hub.base_url(provider.stub or Stub.model_validate({}))
    if choice.app is not None:
        tenant.app.base_url = choice.app.assumed_url()
    return AssumedTransport(seed)


def _in_process(
    tenant: Tenant, scenario: Scenario, choice: Choice, environment: Mapping[str, str], clock: Clock, seed: int
) -> Transport:
    assert choice.app is not None  # noqa: S101  (who calls has looked)
    _refuse_stub_only(scenario, "an application")
    tenant.app.token = choice.app.token or _stub_token(seed)
    if choice.token_env is not None:
        tenant.app.token = _token_in(choice.token_env, environment)
    transport, tenant.app.base_url = choice.app.reached(clock, tenant.app.token)
    return transport


def _hub(tenant: Tenant, stub: Stub, clock: Clock, seed: int) -> Transport:
    tenant.stub_token = tenant.app.token = _stub_token(seed)
    tenant.app.base_url = bundled_hub.base_url(stub)
    transport = WsgiTransport(bundled_hub.build(stub, token=tenant.stub_token, seed=seed, clock=clock), clock)
    tenant.hub = transport.call
    return transport


def _stub_token(seed: int) -> str:
    """A token for the bundled Hub; it looks like none of the Hub's own (huggingface-scim 3, no source for the form)."""
    return "stub_" + "".join(random.Random(f"token {seed}").choices(string.ascii_letters + string.digits, k=32))


def _endpoint(
    tenant: Tenant, scenario: Scenario, provider: Provider, environment: Mapping[str, str], limiter: Limiter | None
) -> Transport:
    from simulator.transport.http import HttpTransport

    _refuse_stub_only(scenario, "an endpoint")
    if provider.token_env is None:
        raise OptionError("an endpoint needs a token; name the environment variable that holds it with --token-env")
    tenant.app.token, tenant.app.base_url = _token_in(provider.token_env, environment), str(provider.endpoint)
    transport: Transport = HttpTransport() if limiter is None else HttpTransport(before_again=limiter.again)
    return transport


def _refuse_stub_only(scenario: Scenario, goal: str) -> None:
    for step in scenario.steps:
        if what := needs_stub(step):
            where = step.mark if what == step.verb else f"{step.mark.file}:{step.expect_line}"
            raise OptionError(f"{where}: `{what}` works on the bundled Hub only; this run goes to {goal}")


def _token_in(variable: str, environment: Mapping[str, str]) -> str:
    token = environment.get(variable, "").strip()
    if not token:
        raise OptionError(f"the environment variable {variable} is not set; it must hold the SCIM token")
    return token


def build_app(org: Org, declared: AppDeclaration, integration: str | None = None) -> App:
    """The app integration a scenario declares, added to the org."""
    template = TEMPLATES[declared.template]
    made = integration or declared.integration
    app = App(
        org.ids.new("0oa"),
        catalogue_key(declared.wire.catalogue_name) if made == "oin" else f"oktasim_{catalogue_key(declared.label)}_1",
        declared.label,
        made,  # type: ignore[arg-type]  # one of the two, checked by the options
        declared.username,
        declared.username_update,
        set(declared.provisioning),
        {attribute.name: attribute for attribute in template.attributes},
        {name: Row(expression) for name, expression in template.mappings.items()},
        declared.wire,
        created=org.now,
        changed=org.now,
    )
    for attribute in declared.attributes:
        app.schema[attribute.name] = attribute.in_schema(app.schema.get(attribute.name))
    for name, row in declared.mappings.items():
        app.mappings.pop(name, None)
        if row is not None:
            app.mappings[name] = Row(row.expression, row.apply)
            bring_back(app, name)
    org.apps[app.id] = app
    return app


def build(
    scenario: Scenario, *, seed: int, now: float, integration: str | None, token_of: Callable[[str], str]
) -> Tenant:
    """Org, app, people and groups as the scenario finds them; what leads up to that is not on record."""
    org = Org(Ids(seed))
    org.now = now
    org.user_attributes = {attribute.name: attribute.type for attribute in scenario.user_attributes}
    org.other_apps = {name: other.in_okta() for name, other in scenario.app_profiles.items()}
    app = build_app(org, scenario.app, integration)
    tenant = Tenant(org, app, token_of, groups={"everyone": org.everyone.id})
    for alias, declared in scenario.users.items():
        user = OktaUser(
            org.new_user_id(str(declared.profile["login"])), alias, dict(declared.profile), declared.status, now, now
        )
        org.add_user(user)
        tenant.people[alias] = user.id
    _build_groups(tenant, scenario)
    org.journal.clear()
    return tenant


def _build_groups(tenant: Tenant, scenario: Scenario) -> None:
    for alias, declared in scenario.groups.items():
        members = [tenant.user(member) for member in declared.members]
        tenant.groups[alias] = create_group(tenant.org, alias, str(declared.name), members).id


def environment_token(environment: Mapping[str, str]) -> Callable[[str], str]:
    """Reads tokens from environment variables; an empty or missing one is an empty text."""
    return lambda name: environment.get(name, "").strip()
