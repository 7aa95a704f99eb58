"""An engine at work over the bundled Hub in process, and clients of it."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from simulator.play.redaction import Redactor
from simulator.play.transcript import Exchange, parse
from simulator.scenario.loading import load_text
from simulator.web.engine.clock import MovableClock
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import WELCOME, Opening, make
from simulator.web.http.application import attach, build

API_TOKEN = "00an-api-token-of-the-tests"
HUB_TOKEN = "stub_a-scim-token-of-the-tests"


class Okta:
    """Okta's API as a test speaks it: answers as JSON, and the SCIM requests that followed."""

    def __init__(self, client: FlaskClient, engine: Engine) -> None:
        self.client = client
        self.engine = engine
        self.headers = {"Authorization": f"SSWS {API_TOKEN}"}
        self._seen = 0

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        """One request; `headers` are added to the token's."""
        headers = {**self.headers, **options.pop("headers", {})}
        if body is not None:
            options["data"] = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.open(path, method=method, headers=headers, **options)

    def ok(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The JSON of an answer that must be a 2xx."""
        answer = self.call(method, path, body, **options)
        assert 200 <= answer.status_code < 300, (answer.status, answer.text)
        return answer.get_json(silent=True)

    def refused(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, str]:
        """Status and error code of an answer that must be an error in Okta's shape."""
        answer = self.call(method, path, body, **options)
        error = answer.get_json()
        assert sorted(error) == ["errorCauses", "errorCode", "errorId", "errorLink", "errorSummary"], error
        return answer.status_code, error["errorCode"]

    def settle(self) -> None:
        """Wait for the jobs that were started."""
        assert self.engine.idle(10)

    def exchanges(self) -> list[Exchange]:
        """The exchanges with the provider since this was last asked, jobs ended."""
        self.settle()
        lines = self.engine.record.after(self._seen)
        self._seen = lines[-1].number if lines else self._seen
        events = [parse(line.line) for line in lines]
        return [event for event in events if isinstance(event, Exchange)]

    def traffic(self) -> list[str]:
        """The same, as `METHOD /path status`, with ids as `{id}`."""
        return [_worded(exchange) for exchange in self.exchanges()]

    def events(self, *types: str) -> list[tuple[str, str]]:
        """Event types and results in the System Log, those asked for or all."""
        self.settle()
        rows = [line.entry for line in self.engine.record.log()]
        return [(row["eventType"], row["outcome"]["result"]) for row in rows if not types or row["eventType"] in types]

    @property
    def app_id(self) -> str:
        """The app of the scenario."""
        return self.engine.instance.tenant.app.id

    def user(self, alias: str) -> str:
        """The id of one of the scenario's people."""
        return self.engine.instance.tenant.people[alias]

    def group(self, alias: str) -> str:
        """The id of one of the scenario's groups."""
        return self.engine.instance.tenant.groups[alias]

    def person(self, login: str, **profile: Any) -> dict[str, Any]:
        """A new active person with a password."""
        body = {
            "profile": {"login": login, "email": login, "firstName": "Mia", "lastName": "Lund", **profile},
            "credentials": {"password": {"value": "Not-a-secret-1"}},
        }
        return self.ok("POST", "/api/v1/users", body)

    def assigned(self, alias: str) -> str:
        """One of the scenario's people, assigned and provisioned; their id."""
        user_id = self.user(alias)
        self.ok("POST", f"/api/v1/apps/{self.app_id}/users", {"id": user_id})
        self.traffic()
        return user_id


def run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine comes to, in a thread of its own: in this one a browser may have a loop that runs."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def _worded(exchange: Exchange) -> str:
    collection, _, rest = exchange.request["path"].lstrip("/").partition("/")
    path = f"/{collection}/{{id}}" if rest else f"/{collection}"
    status = exchange.response["status"] if exchange.response else exchange.error
    return f"{exchange.request['method']} {path} {status}"


Opener = Callable[..., Okta]


@pytest.fixture(scope="session")
def applications() -> list[Flask]:
    """Applications to be used by one test after the other: their 90 routes take long to register."""
    return []


@pytest.fixture
def open_okta(applications: list[Flask]) -> Iterator[Opener]:
    """Opens engines: of the welcome scenario, or of YAML given; `transport` stands in for the way to the provider."""
    engines: list[Engine] = []

    def open_(yaml: str | None = None, *, transport: Any = None, **settings: Any) -> Okta:
        scenario = load_text(yaml or WELCOME.read_text("utf-8"), "test.yaml" if yaml else WELCOME.name)
        given, clock = Opening(api_token=API_TOKEN, hub_token=HUB_TOKEN, **settings), MovableClock()

        def instance(other: Any) -> Any:
            made = make(other or scenario, given, clock)
            made.transport = transport or made.transport
            return made

        engine = Engine(instance, clock, Redactor(API_TOKEN, HUB_TOKEN))
        if len(applications) == len(engines):
            applications.append(build(engine, given))
        app = applications[len(engines)]
        attach(app, engine, given)
        engines.append(engine)
        return Okta(app.test_client(), engine)

    yield open_
    for engine in engines:
        engine.close()


@pytest.fixture
def okta(open_okta: Opener) -> Okta:
    """The engine that `oktasim serve` starts with."""
    return open_okta()


@pytest.fixture
def tokens() -> SimpleNamespace:
    """The tokens of the engines opened here."""
    return SimpleNamespace(api=API_TOKEN, hub=HUB_TOKEN)


@pytest.fixture
def served(okta: Okta) -> Iterator[SimpleNamespace]:
    """The same on a port of this machine: `okta`, and `url`."""
    from provider_stub.http.serving import Server, listen

    with Server(
        okta.client.application, listen("127.0.0.1", 0), name="test", clear_untrusted_proxy_headers=False
    ) as server:
        yield SimpleNamespace(okta=okta, url=server.url)
