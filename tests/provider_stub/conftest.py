"""A stub to talk to, a clock that obeys, and bodies as Okta writes them."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from provider_stub import Settings, create_app

PATCH_URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group"
USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User"
TOKEN = "test-token"
FAMILY = {"managed": "scim", "basic": "scim-provisioning"}


class VirtualClock:
    """Time that passes when told to."""

    def __init__(self, now: float = 1_767_600_000.0) -> None:
        self.moment = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += seconds


@dataclass(frozen=True)
class Reply:
    """An answer: `json` is None where the body is empty or no JSON."""

    status: int
    json: Any
    text: str
    headers: dict[str, str]


class Client:
    """Speaks to one stub in process; `scim`, `api` and `hook` know where each family of paths begins."""

    def __init__(self, settings: Settings, clock: VirtualClock) -> None:
        self.clock = clock
        self.app = create_app(settings, clock)
        self.org = self.app.extensions["hub"]
        self.token = TOKEN
        self.base = f"/api/organizations/{settings.organization}"
        self.family = f"{self.base}/{FAMILY[settings.sso]}/v2"
        self._client = self.app.test_client()

    def open(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> Reply:
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        kind = {} if raw is None else {"Content-Type": "application/scim+json; charset=utf-8"}
        given = {"Authorization": f"Bearer {self.token}"} | kind | (headers or {})
        kept = {name: value for name, value in given.items() if value}
        response = self._client.open(path, method=method, data=raw, headers=kept, **more)
        text = response.get_data(as_text=True)
        return Reply(response.status_code, response.get_json(silent=True), text, dict(response.headers))

    def scim(self, method: str, path: str, body: Any = None, **more: Any) -> Reply:
        return self.open(method, f"{self.family}{path}", body, **more)

    def api(self, method: str, path: str, body: Any = None, **more: Any) -> Reply:
        return self.open(method, f"{self.base}{path}", body, **more)

    def hook(self, method: str, path: str, body: Any = None, **more: Any) -> Reply:
        return self.open(method, f"/-{path}", body, **more)

    def create(self, name: str = "john-doe", /, **changes: Any) -> str:
        """The id of a new user."""
        reply = self.scim("POST", "/Users", user(name, **changes))
        assert reply.status == 201, reply.text
        return str(reply.json["id"])

    def group(self, name: str = "ml-team", members: list[str] | None = None) -> str:
        """The id of a new group."""
        reply = self.scim("POST", "/Groups", group(name, members or []))
        assert reply.status == 201, reply.text
        return str(reply.json["id"])

    def patch(self, path: str, *operations: dict[str, Any]) -> Reply:
        return self.scim("PATCH", path, {"schemas": [PATCH_URN], "Operations": list(operations)})

    def members(self, group_id: str) -> list[str]:
        """The member ids of a group, as answered."""
        return [each["value"] for each in self.scim("GET", f"/Groups/{group_id}").json["members"]]

    def state(self) -> dict[str, Any]:
        return dict(self.hook("GET", "/state").json)


def user(name: str = "john-doe", /, **changes: Any) -> dict[str, Any]:
    """A create body in Okta's shape; a change to None leaves the member out."""
    body = {
        "schemas": [USER_URN],
        "userName": name,
        "name": {"givenName": "John", "familyName": "Doe"},
        "emails": [{"primary": True, "value": f"{name}@example.com", "type": "work"}],
        "displayName": "John Doe",
        "locale": "en-US",
        "externalId": f"00u-{name}",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    }
    return {key: value for key, value in (body | changes).items() if value is not None}


def group(name: str = "ml-team", members: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    """A group body in Okta's shape."""
    listed = [{"value": each, "display": "someone"} for each in members or []]
    body = {"schemas": [GROUP_URN], "displayName": name, "members": listed}
    return {key: value for key, value in (body | changes).items() if value is not None}


Make = Callable[..., Client]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def make(clock: VirtualClock) -> Make:
    """A stub with settings of one's own."""
    return lambda **settings: Client(Settings(**{"token": TOKEN, **settings}), clock)


@pytest.fixture
def hub(make: Make) -> Client:
    """A managed organization."""
    return make()


@pytest.fixture
def basic(make: Make) -> Client:
    """An organization with Basic SSO and three accounts: two outsiders and one member."""
    accounts = [
        {"username": "ada-l", "full_name": "Ada Lovelace", "email": "ada@acme.test"},
        {"username": "grace-h", "full_name": "Grace Brewster Hopper", "email": "grace@acme.test"},
        {"username": "linus", "full_name": "Linus", "email": "linus@acme.test", "member": True},
    ]
    return make(sso="basic", accounts=accounts)


@pytest.fixture(scope="session")
def bodies() -> ModuleType:
    """The makers of request bodies in this file."""
    return sys.modules[__name__]
