"""From the options of `oktasim serve` to an engine at work and the applications to be served."""

import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from provider_stub.http.serving import Server
from simulator.errors import OptionError
from simulator.play.redaction import Redactor
from simulator.scenario.loading import load, load_text
from simulator.scenario.model import Scenario
from simulator.web import create_app
from simulator.web.engine.clock import MovableClock
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import WELCOME, Plan, made_token, make
from simulator.web.http.context import WebSettings

THREADS = 16
"""Requests that Okta's API answers at the same time; four of them may be streams."""


@dataclass(frozen=True)
class Opening:
    """The options. `scenario` is a file, None for the few people of the start."""

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


def made_api_token() -> str:
    """An API token, as real ones look (management API 2)."""
    return "00" + secrets.token_urlsafe(30)


def open_engine(given: Opening, hub_origin: str, environment: Mapping[str, str]) -> Engine:
    """An engine with its org at the start.

    Raises:
        OptionError: the endpoint cannot be used, its token is not there, or the organization's name is none.
        SimulatorError: the scenario cannot be played.
    """
    scenario = load(given.scenario) if given.scenario else load_text(WELCOME.read_text("utf-8"), WELCOME.name)
    plan = Plan(
        scenario,
        given.organization,
        given.sso,
        hub_origin,
        given.hub_token or made_token(),
        rate_limit=given.rate_limit,
        environment=dict(environment),
    )
    if given.endpoint is not None:
        plan = _at_endpoint(plan, given, environment)
    clock = MovableClock()
    try:
        return Engine(lambda other: make(_for(plan, other), clock), clock, Redactor(given.api_token, plan.hub_token))
    except ValueError as wrong:
        raise OptionError(f"the Hub cannot be served: {wrong}") from wrong


def _for(plan: Plan, scenario: Scenario | None) -> Plan:
    """The plan of another scenario, which reads no environment variable: whoever posts it is not at the keyboard."""
    if scenario is None or scenario is plan.scenario:
        return plan
    return replace(plan, scenario=scenario, environment={})


def _at_endpoint(plan: Plan, given: Opening, environment: Mapping[str, str]) -> Plan:
    from simulator.play.setup import endpoint_provider

    endpoint = str(endpoint_provider(str(given.endpoint), given.token_env).endpoint)
    if given.token_env is None:
        raise OptionError("an endpoint needs a token; name the environment variable that holds it with --token-env")
    token = environment.get(given.token_env, "").strip()
    if not token:
        raise OptionError(f"the environment variable {given.token_env} is not set; it must hold the SCIM token")
    return replace(plan, endpoint=endpoint, endpoint_token=token)


def application(engine: Engine, given: Opening) -> Any:
    """The WSGI application of Okta's API over an engine."""
    settings = WebSettings(
        api_token=given.api_token,
        host=given.host,
        allow_remote=given.allow_remote,
        organization=given.organization,
    )
    return create_app(engine, settings)


def okta_server(engine: Engine, given: Opening, listening: socket.socket) -> Server:
    """Okta's API on a socket; whom to trust with proxy headers is asked where they are read."""
    okta = application(engine, given)
    return Server(okta, listening, name="okta", threads=THREADS, clear_untrusted_proxy_headers=False)
