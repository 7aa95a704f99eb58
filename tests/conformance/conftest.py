"""The bundled Hub in process, and Okta's suites run against it."""

from collections.abc import Callable
from typing import Any

import pytest

from provider_stub import Settings, create_app
from simulator.play.clock import VirtualClock
from simulator.play.conformance import Result, SuiteRun, run
from simulator.transport.wsgi import WsgiTransport

TOKEN = "a-token-for-these-suites-only"
ACCOUNTS = [{"username": "ada", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}]


class Seen:
    """A run that is over: its results, what became of them, and its events."""

    def __init__(self, run: SuiteRun, results: list[Result], events: list[Any]) -> None:
        self.run, self.results, self.events = run, results, events
        self.verdicts = {result.step.key: result.verdict for result in results}

    def unlike(self, verdict: str) -> list[str]:
        """The steps that did not end so."""
        return [key for key, given in self.verdicts.items() if given != verdict]

    def broken(self, key: str) -> list[tuple[str, str]]:
        """What did not hold in a step, and what came instead."""
        (result,) = (one for one in self.results if one.step.key == key)
        return [(one.what, one.actual) for one in result.broken]


@pytest.fixture
def conform() -> Callable[..., Seen]:
    """Runs a suite against a Hub with settings of one's own and one member, or against any WSGI application."""

    def conformed(suite: str, app: Any = None, *, integration: str = "aiw", **settings: Any) -> Seen:
        family = "scim-provisioning" if settings.get("sso") == "basic" else "scim"
        clock = VirtualClock(0)
        hub = app or create_app(Settings(token=TOKEN, accounts=ACCOUNTS, **settings))
        events: list[Any] = []
        started = run(
            suite, WsgiTransport(hub, clock), f"http://127.0.0.1/api/organizations/acme/{family}/v2", TOKEN, seed=7,
            integration=integration, clock=clock, record=events.append,
        )  # fmt: skip
        return Seen(started, list(started), events)

    return conformed
