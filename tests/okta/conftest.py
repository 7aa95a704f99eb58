"""An org with one app, and a provider that answers what a test says: no server, no clock, nothing to patch."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from simulator.okta.actions import assigning, directory, pushing
from simulator.okta.flows.conversation import Outcome, Pause
from simulator.okta.flows.starting import start
from simulator.okta.ids import Ids
from simulator.okta.journal import Caution, LogRow, TaskChange
from simulator.okta.org import App, AppUser, Group, Job, OktaUser, Org, Row
from simulator.okta.profiles import TEMPLATES
from simulator.okta.wire import Wire
from simulator.scim import urns
from simulator.scim.message import Request, Response

FEATURES = ("create_users", "update_user_attributes", "deactivate_users", "push_groups")


class Reply:
    """The answers a provider may give."""

    @staticmethod
    def body(status: int, body: object) -> Response:
        return Response(status, {"Content-Type": "application/scim+json"}, json.dumps(body))

    @staticmethod
    def raw(status: int, text: str = "", **headers: str) -> Response:
        return Response(status, headers, text)

    @staticmethod
    def error(status: int, detail: str) -> Response:
        return Reply.body(status, {"schemas": [urns.ERROR], "status": str(status), "detail": detail})

    @staticmethod
    def found(*resources: dict, total: int | None = None) -> Response:
        paging = {"totalResults": len(resources) if total is None else total, "startIndex": 1}
        body = {"schemas": [urns.LIST_RESPONSE], **paging, "itemsPerPage": len(resources), "Resources": list(resources)}
        return Reply.body(200, body)

    @staticmethod
    def created(scim_id: str) -> Response:
        return Reply.body(201, {"id": scim_id})

    @staticmethod
    def silence(error: str = "Read timed out") -> Response:
        return Response(error=error)


@dataclass
class Talk:
    """What was said: the requests, the pauses between them, how each job ended."""

    requests: list[Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    outcomes: list[Outcome | None] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.target}" for request in self.requests]

    @property
    def bodies(self) -> list[dict]:
        return [request.body for request in self.requests if request.body is not None]

    @property
    def outcome(self) -> Outcome:
        (outcome,) = self.outcomes
        assert outcome is not None
        return outcome


class World:
    """An org, an app integration, and shorthands to bring them into a state and to let jobs run."""

    def __init__(self, integration: str, template: str, features: Iterable[str], switches: dict) -> None:
        chosen = TEMPLATES[template]
        self.org = Org(Ids(1))
        self.org.now = 1_767_603_600.0
        self.org.transaction = "web-transaction"
        self.app = App(
            self.org.ids.new("0oa"),
            "scim_app",
            "Hugging Face",
            integration,
            features=set(features),
            schema={one.name: one for one in chosen.attributes},
            mappings={name: Row(expression) for name, expression in chosen.mappings.items()},
            wire=Wire(**switches),
            base_url="https://scim.example.test/v2",
            token="a-secret-token",
        )
        self.org.apps[self.app.id] = self.app

    def person(self, alias: str = "ada", **profile: object) -> OktaUser:
        values = {"login": f"{alias}@acme.test", "firstName": alias.title(), "lastName": "Lovelace", **profile}
        user = directory.create_user(self.org, alias, values)
        self.org.journal.clear()
        return user

    def group(self, alias: str, *members: OktaUser, name: str | None = None) -> Group:
        group = directory.create_group(self.org, alias, name or alias, list(members))
        self.org.journal.clear()
        return group

    def assigned(self, user: OktaUser, scim_id: str | None = None, **options: object) -> AppUser:
        """Somebody the provider has an account of."""
        assigning.assign(self.org, self.app, user, **options)
        app_user = self.app.users[user.id]
        self.provision(app_user, scim_id or f"id-{user.alias}")
        return app_user

    def provision(self, app_user: AppUser, scim_id: str) -> None:
        app_user.external_id, app_user.status, app_user.sync_state = scim_id, "PROVISIONED", "SYNCHRONIZED"
        app_user.pushed = {**app_user.profile, "userName": app_user.username}
        self.org.journal.clear()

    def pushed(self, group: Group, scim_id: str = "g1") -> None:
        """A group that has been pushed, with all members who can be."""
        pushing.push_group(self.org, self.app, group)
        push = self.app.pushes[group.id]
        push.external_id = scim_id
        members = ((user_id, self.app.users.get(user_id)) for user_id in group.members)
        push.members = {user_id: str(one.external_id) for user_id, one in members if one and one.external_id}
        self.org.journal.clear()

    def play(self, jobs: Iterable[Job], *answers: Response) -> Talk:
        """Let the jobs run, one after the other; each request takes the next answer."""
        conversation, waiting = Talk(), list(answers)
        for job in jobs:
            flow = start(self.org, job)
            conversation.outcomes.append(None if flow is None else self._converse(flow, conversation, waiting))
        assert not waiting, f"{len(waiting)} answers were not asked for"
        return conversation

    def _converse(self, flow, conversation: Talk, waiting: list[Response]) -> Outcome:
        answer = None
        while True:
            try:
                move = flow.send(answer)
            except StopIteration as end:
                return end.value
            if isinstance(move, Pause):
                conversation.pauses.append(move.seconds)
                self.org.now += move.seconds
                answer = None
            else:
                conversation.requests.append(move)
                assert waiting, f"nobody answers {move.method} {move.target}"
                answer = waiting.pop(0)

    def due(self) -> list[Job]:
        """What is scheduled, taken off the schedule, time moved to when it is due."""
        jobs, self.org.schedule = sorted(self.org.schedule, key=lambda job: job.due or 0), []
        self.org.now = max([self.org.now, *(job.due or 0 for job in jobs)])
        return jobs

    @property
    def rows(self) -> list[LogRow]:
        return [entry for entry in self.org.journal if isinstance(entry, LogRow)]

    @property
    def log(self) -> list[str]:
        """The System Log rows so far: event types, marked where they are no success."""
        return [row.event_type + ("" if row.outcome == "SUCCESS" else f" {row.outcome}") for row in self.rows]

    @property
    def tasks(self) -> list[str]:
        return [task.text for task in self.app.tasks.values()]

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What happened to tasks: (state, operation)."""
        return [(one.state, one.operation) for one in self.org.journal if isinstance(one, TaskChange)]

    @property
    def cautions(self) -> list[str]:
        return [entry.text for entry in self.org.journal if isinstance(entry, Caution)]


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def world() -> Callable[..., World]:
    """Makes a world; keywords beside the named ones are switches of the wire."""

    def made(
        integration: str = "aiw", *, template: str = "huggingface", features: Iterable[str] = FEATURES, **switches
    ) -> World:
        return World(integration, template, features, switches)

    return made


@pytest.fixture
def server_user() -> dict:
    """The resource that the provider of the 2022 capture answers every GET with (okta-wire 3.2, 4.1)."""
    return {
        "schemas": [urns.CORE_USER],
        "id": "5fc0c238-1112-11e8-8e45-920c87bdbd75",
        "externalId": "00u1dhhb1fkIGP7RL1d8",
        "userName": "octocat@github.com",
        "name": {"givenName": "Mona", "familyName": "Octocat", "formatted": "Mona Octocat"},
        "displayName": "Mona Octocat",
        "emails": [{"value": "octocat@github.com", "primary": True}],
        "active": True,
        "meta": {
            "resourceType": "User",
            "created": "2018-02-13T15:05:24.000-08:00",
            "lastModified": "2018-02-13T15:05:55.000-08:00",
            "location": "https://api.github.com/scim/v2/organizations/octo-org/Users/"
            "5fc0c238-1112-11e8-8e45-920c87bdbd75",
        },
    }
