"""What one org of `oktasim serve` consists of: the org, the scenario it began as, the Hub beside it, the way out."""

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from provider_stub.http.loopback import is_loopback
from simulator.okta.org import Org
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

WELCOME = Path(__file__).with_name("welcome.yaml")
"""The start where no scenario is named."""
ENDPOINT_TOKEN = "SCIM_TOKEN"  # noqa: S105  (the name of a variable)
"""Where a scenario of what was done says that an endpoint's token is."""
PASTED_TOKEN = "NEW_SCIM_TOKEN"  # noqa: S105  (the name of a variable)
"""Where it says that one is which was pasted since."""


@dataclass(frozen=True)
class Plan:
    """How an instance is made.

    `hub_origin` is what the bundled Hub's address begins with; `endpoint` and `endpoint_token` name another provider
    in its place. `rate_limit` is the Hub's, as on the command line, where a scenario sets none. `environment` is
    where a scenario's steps may read tokens.
    """

    scenario: Scenario
    organization: str = "acme"
    sso: str = "managed"
    hub_origin: str = "http://127.0.0.1:8081"
    hub_token: str = field(default="", repr=False)
    rate_limit: str | None = None
    endpoint: str | None = None
    endpoint_token: str = field(default="", repr=False)
    environment: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass
class Instance:
    """An org with its provider; `hub` is the bundled Hub as a WSGI application, None at an endpoint."""

    org: Org
    tenant: Tenant
    scenario: Scenario
    transport: Transport
    hub: Any = None
    provider: dict[str, Any] | None = None
    """The provider as a scenario declares it; None where the start cannot be told as one."""

    @property
    def kind(self) -> str:
        """What the provider is, as a run's first and last event say it: "stub" or "endpoint"."""
        return "stub" if self.hub is not None else "endpoint"

    @property
    def limited_by_scenario(self) -> bool:
        """Whether the scenario itself says how many requests the bundled Hub takes."""
        stub = self.scenario.provider.stub
        return stub is not None and "rate_limit" in stub.model_fields_set


def make(plan: Plan, clock: MovableClock) -> Instance:
    """A fresh instance: the scenario's start, and the provider.

    Raises:
        ValueError: the organization's name is none.
    """
    scenario = plan.scenario
    tenant = build(
        scenario,
        seed=scenario.seed,
        now=clock.now(),
        integration=None,
        token_of=environment_token(plan.environment),
    )
    tenant.org.everyone.created = tenant.org.everyone.changed = clock.now()
    if plan.endpoint is not None:
        tenant.app.base_url, tenant.app.token = plan.endpoint, plan.endpoint_token
        provider = {"endpoint": plan.endpoint, "token_env": ENDPOINT_TOKEN}
        return Instance(tenant.org, tenant, scenario, Transports(None, "", plan.endpoint), provider=provider)
    return _with_hub(plan, tenant, clock)


def _with_hub(plan: Plan, tenant: Tenant, clock: MovableClock) -> Instance:
    stub = plan.scenario.provider.stub or Stub.model_validate({})
    if plan.scenario.provider.stub is None or plan.scenario.file == WELCOME.name:
        stub = stub.model_copy(update={"organization": plan.organization, "sso": plan.sso})
    tenant.stub_token = tenant.app.token = plan.hub_token or made_token()
    tenant.app.base_url = bundled_hub.base_url(stub, plan.hub_origin)
    limit = None if "rate_limit" in stub.model_fields_set else plan.rate_limit
    hub = bundled_hub.build(
        stub, token=tenant.app.token, seed=plan.scenario.seed, clock=clock, public_url=plan.hub_origin, rate_limit=limit
    )
    inside = WsgiTransport(hub, clock)
    tenant.hub = inside.call
    return Instance(
        tenant.org,
        tenant,
        plan.scenario,
        Transports(inside, plan.hub_origin, None),
        hub,
        {"stub": _declared(plan, stub)},
    )


def _declared(plan: Plan, stub: Stub) -> dict[str, Any]:
    """The bundled Hub as a scenario declares it."""
    written = (start_of(plan.scenario).get("provider") or {}).get("stub") or {}
    return {**written, "organization": stub.organization, "sso": stub.sso}


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
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
        if self._hub is not None and origin == self._hub_origin:
            return self._hub.send(request, base_url, headers)
        if origin != _origin(self._endpoint) and not is_loopback(base_url):
            return Response(error=f"{origin} is not this machine; start oktasim serve with --endpoint to allow it")
        if self._network is None:
            from simulator.transport.http import HttpTransport

            self._network = HttpTransport()
        return self._network.send(request, base_url, headers)


def _origin(url: str | None) -> str | None:
    return None if url is None else "{0.scheme}://{0.netloc}".format(urlsplit(url))


Build = Callable[[Scenario | None], Instance]
"""Makes an instance, of another scenario where one is given."""
