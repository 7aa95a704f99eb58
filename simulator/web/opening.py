"""From the options of `oktasim serve` to an engine at work."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from simulator.errors import OptionError
from simulator.play.redaction import Redactor
from simulator.play.setup import endpoint_provider
from simulator.scenario.loading import load, load_text
from simulator.scenario.model import Scenario
from simulator.web.engine.clock import MovableClock
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import WELCOME, Instance, Opening, made_token, make


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
    given, clock = replace(given, hub_token=given.hub_token or made_token()), MovableClock()
    endpoint = None if given.endpoint is None else _endpoint(given.endpoint, given.token_env, environment)

    def instance(other: Scenario | None) -> Instance:
        """Another scenario reads no environment variable: whoever posts it is not at the keyboard."""
        seen = environment if other is None or other is scenario else {}
        return make(other or scenario, given, clock, hub_origin, seen, endpoint)

    try:
        return Engine(instance, clock, Redactor(given.api_token, given.hub_token))
    except ValueError as wrong:
        raise OptionError(f"the Hub cannot be served: {wrong}") from wrong


def _endpoint(url: str, token_env: str | None, environment: Mapping[str, str]) -> tuple[str, str]:
    """The base URL and the token."""
    checked = str(endpoint_provider(url, token_env).endpoint)
    if token_env is None:
        raise OptionError("an endpoint needs a token; name the environment variable that holds it with --token-env")
    token = environment.get(token_env, "").strip()
    if not token:
        raise OptionError(f"the environment variable {token_env} is not set; it must hold the SCIM token")
    return checked, token
