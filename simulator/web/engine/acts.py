"""Acts: the request that asks, where it takes place, and the steps of the record that come of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from simulator.okta.flows.conversation import Outcome
from simulator.okta.org import App, Group, OktaUser, Org
from simulator.okta.system_log import ADMINISTRATOR, SYSTEM
from simulator.play.job_queue import Ticket
from simulator.play.transcript import Event, Expectation, Log, StepFinished, StepStarted
from simulator.scenario.yaml.writing import Done
from simulator.verbs.connection import Connection
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import Verb
from simulator.web.engine.instance import PASTED_TOKEN

TOKEN_ID = "00T0000000000oktasim"  # noqa: S105  (an id that names the token, and no secret)


@dataclass(frozen=True)
class ApiClient:
    """A request: where it came from, what it asked for, and its id, which is also the transaction's: 32 hex digits, as
    recorded of late (management API 2 [VCR]).
    """

    path: str
    query: str = ""
    address: str | None = None
    user_agent: str | None = None
    kind: str = "api"
    request_id: str = field(default_factory=partial(secrets.token_hex, 16))

    def signed(self, entry: dict[str, Any]) -> dict[str, Any]:
        """The entry with the request's facts; the engine's own rows stay as they are."""
        if entry["transaction"]["type"] != "WEB":
            return entry
        url = f"{self.path}?{self.query}" if self.query else f"{self.path}?"
        web = {"requestId": self.request_id, "requestUri": self.path, "url": url}
        agent = {"rawUserAgent": self.user_agent, "os": "Unknown", "browser": "UNKNOWN"}
        detail = {"requestApiTokenId": TOKEN_ID} if self.kind == "api" else {}
        chain = {"ip": self.address, "geographicalContext": None, "version": "V4", "source": None}
        return {
            **entry,
            "actor": ADMINISTRATOR.as_json() if entry["actor"]["id"] == SYSTEM.id else entry["actor"],
            "client": {
                **entry["client"],
                "userAgent": agent if self.user_agent is not None else None,
                "ipAddress": self.address,
            },
            "transaction": {**entry["transaction"], "detail": detail},
            "debugContext": {"debugData": {**entry["debugContext"]["debugData"], **web}},
            "request": {"ipChain": [chain] if self.address else []},
        }


def signed(event: Event, client: ApiClient) -> Event:
    """An event of what a request led to: a System Log entry with the request's facts, any other as it is."""
    return replace(event, entry=client.signed(event.entry)) if isinstance(event, Log) else event


class Busy(Exception):  # noqa: N818  (come back later: no error of anybody's)
    """A step of a scenario is being played and takes its time."""


@dataclass
class StepUnderWay:
    """A step of the record that is under way: `left` are its jobs that have not ended."""

    number: int
    verb: Verb
    by: str
    left: int = 0
    requests: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    refusal: str | None = None
    why: tuple[str, ...] = ()
    """The rules by which Okta refused it."""
    started: StepStarted | None = None
    finished: StepFinished | None = None
    expectations: list[Expectation] = field(default_factory=list)
    judged: bool = False
    """Whether all of its expectations were looked at."""

    @property
    def broken(self) -> list[Expectation]:
        """Those of its expectations that did not hold."""
        return [one for one in self.expectations if not one.held]

    def as_done(self, *, at_endpoint: bool) -> Done:
        """The step for a scenario of what was done.

        A token pasted at an endpoint stands in a variable, which a scenario can read.
        """
        written = self.verb.written()
        if at_endpoint and isinstance(self.verb, Connection) and "stub_token" in written:
            written = {name: one for name, one in written.items() if name != "stub_token"} | {"token_env": PASTED_TOKEN}
        failed = self.finished is not None and self.finished.outcome == "failure"
        return Done(self.verb.verb(), written, self.by, self.refusal, failed)


@dataclass
class Act:
    """Where somebody's call takes place: the org, held for it alone, what it does, and the jobs that follow."""

    tenant: Tenant
    _do: Callable[[Verb, App | None], list[Ticket]]
    tickets: list[Ticket] = field(default_factory=list)

    @property
    def org(self) -> Org:
        """The tenant's."""
        return self.tenant.org

    def do(self, verb: Verb | type[Verb], app: App | None = None, **argument: Any) -> None:
        """Do what a verb says: a step of the record, unless it is about an app that the scenario does not have.

        A class is given its argument here: people and groups in it are named by their aliases.

        Raises:
            Refused: Okta would not do it.
        """
        if isinstance(verb, type):
            verb = verb.of(**{name: self._named(value) for name, value in argument.items()})
        self.tickets += self._do(verb, app)

    def _named(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(map(self._named, value))
        return self.tenant.alias_of(value) if isinstance(value, OktaUser | Group) else value
