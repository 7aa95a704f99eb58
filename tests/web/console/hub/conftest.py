"""The console of an org whose provider is an endpoint."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.play.redaction import Redactor
from simulator.scenario.loading import load_text
from simulator.web.engine.clock import MovableClock
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import WELCOME, Opening, make
from simulator.web.http.application import attach
from tests.web.conftest import API_TOKEN, Okta


@pytest.fixture
def endpoint_visitor(okta: Okta, visit: Any) -> Iterator[Any]:
    """Signed in to the console of an org without a bundled Hub; nothing listens at its endpoint."""
    scenario, clock = load_text(WELCOME.read_text("utf-8"), WELCOME.name), MovableClock()
    given, endpoint = Opening(api_token=API_TOKEN), ("http://127.0.0.1:9/scim", "a-token-of-the-endpoint")
    with Engine(lambda _: make(scenario, given, clock, endpoint=endpoint), clock, Redactor(API_TOKEN)) as engine:
        attach(okta.client.application, engine, given)
        yield visit(Okta(okta.client.application.test_client(), engine))
