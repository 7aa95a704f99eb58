"""What one org of `oktasim serve` consists of: the org, the scenario it began as, the Hub beside it, the way out."""

import random
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from provider_stub.http.loopback import is_loopback
from simulator.okta.org import Org
from simulator.okta.wire import Choices
from simulator.play import bundled_hub
from simulator.play.setup import build, environment_token
from simulator.scenario.loading import start_of
from simulator.scenario.model import Scenario
from simulator.scenario.parts.provider import Stub
from simulator.scim.message import Request, Response
from simulator.transport import Transport
from simulator.transport.wsgi import WsgiTransport
from simulator.verbs.tenant import Tenant
from simulator.web.engine.clock import MovableClock
from simulator.web.http.rate_limits import RateLimits

WELCOME = Path(__file__).with_name("welcome.yaml")
"""The start where no scenario is named."""
ENDPOINT_TOKEN = "SCIM_TOKEN"  # noqa: S105  (the name of a variable)
"""Where a scenario of what was done says that an endpoint's token is."""
PASTED_TOKEN = "NEW_SCIM_TOKEN"  # noqa: S105  (the name of a variable)
"""Where it says that one is which was pasted since."""


@dataclass(frozen=True)
class Opening:
    """The options of `oktasim serve`. `scenario` is a file, None for the few people of the start.

    `organization` names the org in ids and app names too. `rate_limit` is the bundled Hub's where a scenario sets
    none. `allow_remote` answers other machines too. `choices` are the switches for what no source says, `rate_limits`
    those of Okta's API.
    """

    api_token: str = field(default="", repr=False)
    hub_token: str = field(default="", repr=False)
    organization: str = "acme"
    sso: str = "managed"
    rate_limit: str | None = None
    scenario: Path | None = None
    endpoint: str | None = None
    token_env: str | None = None
    host: str = "127.0.0.1"
    allow_remote: bool = False
    choices: Choices = field(default_factory=Choices)
    rate_limits: RateLimits = field(default_factory=RateLimits)


@dataclass
class Instance:
    """An org with its provider; `hub` is the bundled Hub as a WSGI application, None at an endpoint."""

    tenant: Tenant
    scenario: Scenario
    transport: Transport
    hub: Any = None
    provider: dict[str, Any] | None = None
    """The provider as a scenario declares it; None where the start cannot be told as one."""

    @property
    def org(self) -> Org:
        """The tenant's."""
        return self.tenant.org

    @property
    def kind(self) -> str:
        """What the provider is, as a run's first and last event say it: "stub" or "endpoint"."""
        return "stub" if self.hub is not None else "endpoint"

    @property
    def limited_by_scenario(self) -> bool:
        """Whether the scenario itself says how many requests the bundled Hub takes."""
        stub = self.scenario.provider.stub
        return stub is not None and "rate_limit" in stub.model_fields_set


def make(
    scenario: Scenario,
    given: Opening,
    clock: MovableClock,
    hub_origin: str = "http://127.0.0.1:8081",
    environment: Mapping[str, str] | None = None,
    endpoint: tuple[str, str] | None = None,
) -> Instance:
    """A fresh instance: the scenario's start, and the provider.

    `hub_origin` is what the bundled Hub's address begins with; `endpoint` another provider in its place, by base URL
    and token. `environment` is where the scenario's steps may read tokens.

    Raises:
        ValueError: the organization's name is none.
    """
    token_of = environment_token(environment or {})
    tenant = build(scenario, seed=scenario.seed, now=clock.now(), integration=None, token_of=token_of)
    tenant.org.everyone.created = tenant.org.everyone.changed = clock.now()
    if endpoint is None:
        return _with_hub(scenario, given, tenant, clock, hub_origin)
    tenant.app.base_url, tenant.app.token = endpoint
    provider = {"endpoint": endpoint[0], "token_env": ENDPOINT_TOKEN}
    return Instance(tenant, scenario, Transports(None, "", endpoint[0]), provider=provider)


def _with_hub(scenario: Scenario, given: Opening, tenant: Tenant, clock: MovableClock, origin: str) -> Instance:
    stub = scenario.provider.stub or Stub.model_validate({})
    if scenario.provider.stub is None or scenario.file == WELCOME.name:
        stub = stub.model_copy(update={"organization": given.organization, "sso": given.sso})
    tenant.stub_token = tenant.app.token = given.hub_token
    tenant.app.base_url = bundled_hub.base_url(stub, origin)
    limit = None if "rate_limit" in stub.model_fields_set else given.rate_limit
    hub = bundled_hub.build(
        stub, token=tenant.app.token, seed=scenario.seed, clock=clock, public_url=origin, rate_limit=limit
    )
    inside = WsgiTransport(hub, clock)
    tenant.hub = inside.call
    written = (start_of(scenario).get("provider") or {}).get("stub") or {}
    provider = {"stub": {**written, "organization": stub.organization, "sso": stub.sso}}
    return Instance(tenant, scenario, Transports(inside, origin, None), hub, provider)


def made_token() -> str:
    """A SCIM token for the bundled Hub; it looks like none of the Hub's own."""
    return "stub_" + "".join(random.SystemRandom().choices(string.ascii_letters + string.digits, k=32))


class Transports:
    """Where requests go: to the Hub in process, to this machine, or to the endpoint that was named; nowhere else."""

    def __init__(self, hub: Transport | None, hub_origin: str, endpoint: str | None) -> None:
        self._hub = hub
        self._hub_origin = hub_origin
        self._endpoint = endpoint
        self._network: Transport | None = None

    def send(self, request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> Response:
        """The answer; an error for a place nobody named."""
        origin = _origin(base_url)
        if self._hub is not None and origin == self._hub_origin:
            return self._hub.send(request, base_url, headers)
        if origin != (self._endpoint and _origin(self._endpoint)) and not is_loopback(base_url):
            return Response(error=f"{origin} is not this machine; start oktasim serve with --endpoint to allow it")
        if self._network is None:
            from simulator.transport.http import HttpTransport

            self._network = HttpTransport()
        return self._network.send(request, base_url, headers)


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


Build = Callable[[Scenario | None], Instance]
"""Makes an instance, of another scenario where one is given."""
