"""An org whose provider is an endpoint: what is asked of it is asked over its transport alone."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from provider_stub import Hub, Settings
from simulator.play.redaction import Redactor
from simulator.scenario.loading import load_text
from simulator.scim.message import Request, Response
from simulator.transport.wsgi import WsgiTransport
from simulator.web.engine.clock import MovableClock
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import WELCOME, Opening, make
from simulator.web.http.application import attach, build

URL = "http://127.0.0.1:9/api/organizations/acme/scim/v2"
TOKEN = "a-token-of-the-endpoint"


class Way:
    """The way to the endpoint, a Hub of which nobody knows that it is one; `asked` counts the requests, our own too."""

    def __init__(self, hub: Any, clock: MovableClock) -> None:
        self._inside = WsgiTransport(hub, clock)
        self.asked: list[tuple[str, str]] = []
        self.gone = False

    def send(self, request: Request, base_url: str, headers: Any) -> Response:
        self.asked.append((request.origin, f"{request.method} {request.path}"))
        if self.gone:
            return Response(error="Connect to 127.0.0.1:9 failed: Connection refused")
        return self._inside.send(request, base_url, headers)


@pytest.fixture
def at_endpoint(visit: Callable[[Any], Any]) -> Iterator[Any]:
    """Signed in to a console that pushes to an endpoint; `way` is the way to it."""
    clock, given = MovableClock(), Opening(api_token="00an-api-token-of-the-tests", hub_token=TOKEN)
    way = Way(Hub(Settings(organization="acme", token=TOKEN), clock), clock)
    scenario = load_text(WELCOME.read_text("utf-8"), WELCOME.name)

    def instance(other: Any) -> Any:
        made = make(other or scenario, given, clock, endpoint=(URL, TOKEN))
        made.transport = way
        return made

    with Engine(instance, clock, Redactor("00an-api-token-of-the-tests", TOKEN)) as engine:
        app = build(engine, given)
        attach(app, engine, given)
        visitor = visit(SimpleNamespace(client=app.test_client(), engine=engine))
        visitor.way = way
        yield visitor
