"""Random walks through both families: every answer has the Hub's shape, and a plain dictionary agrees with it.

The shapes are those of `schemas.py`; where the Hub's published OpenAPI lies beside the checkout, every answer is
held against it as well. `pytest -s` prints how many steps were taken and answers validated.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from jsonschema import Draft202012Validator

from tests.provider_stub import conftest, schemas

OPENAPI = Path(__file__).parents[3] / "shared" / "data" / "huggingface-scim-openapi.json"
FAMILY = {"managed": "scim", "basic": "scim-provisioning"}
PATCH_URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
NAMES = [f"person-{number}" for number in range(6)]
TEAMS = ["red", "green", "blue", "Red"]
BOUNDED = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

counted: Counter[str] = Counter()

VALIDATORS = {key: (status, shape and Draft202012Validator(shape)) for key, (status, shape) in schemas.ANSWERS.items()}
ERROR = Draft202012Validator(schemas.ERROR)


def published(sso: str) -> dict[tuple[str, str], Draft202012Validator]:
    """Validators for the success answers of a family, from the Hub's OpenAPI."""
    prefix = f"/api/organizations/{{name}}/{FAMILY[sso]}/v2/"
    found = {}
    for path, operations in json.loads(OPENAPI.read_text())["paths"].items():
        if not path.startswith(prefix):
            continue
        resource = path.removeprefix(prefix)
        key = resource.split("/")[0] + ("/*" if "{" in resource else "")
        for method, operation in operations.items():
            for status in ("200", "201"):
                if status in operation["responses"]:
                    shape = operation["responses"][status]["content"]["application/json"]["schema"]
                    found[method.upper(), key] = Draft202012Validator(shape)
    return found


class Walk(RuleBasedStateMachine):
    """Users and groups come, change and go; `sso` is the family that is walked."""

    sso = "managed"
    against: dict[tuple[str, str], Draft202012Validator]
    users = Bundle("users")
    groups = Bundle("groups")

    @initialize()
    def begin(self):
        accounts = [{"username": name, "full_name": name.title(), "email": f"{name}@acme.test"} for name in NAMES]
        seeds = {"accounts": accounts} if self.sso == "basic" else {}
        options = conftest.Settings(token=conftest.TOKEN, sso=self.sso, rate_limit={"quota": 10**6}, **seeds)
        self.hub = conftest.Client(options, conftest.VirtualClock())
        self.people: dict[str, dict[str, Any]] = {}
        self.teams: dict[str, dict[str, Any]] = {}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request; its answer has the status of success or of a refusal, and the shape that goes with it."""
        reply = self.hub.scim(method, path, body)
        resource = path.strip("/").split("?")[0].split("/")
        key = (method, resource[0] + ("/*" if len(resource) > 1 else ""))
        status, validator = VALIDATORS[key]
        counted["steps"] += 1
        if reply.status >= 400:
            assert reply.status in (400, 404, 409), reply.text
            ERROR.validate(reply.json)
        else:
            assert reply.status == status
            for each in (validator, self.against.get(key)):
                if each is not None:
                    each.validate(reply.json)
                    counted["answers validated"] += 1
        return reply

    def holder(self, attribute: str, value: Any, but: str | None = None) -> str | None:
        """Who else has this value."""
        return next((key for key, each in self.people.items() if key != but and each[attribute] == value), None)

    @rule(target=users, name=st.sampled_from(NAMES), external=st.integers(0, 7), active=st.booleans())
    def create_user(self, name, external, active):
        sent = {"userName": name, "externalId": f"ext-{external}", "email": f"{name}@example.com", "active": active}
        reply = self.ask("POST", "/Users", conftest.user(name, externalId=sent["externalId"], active=active))
        conflict, match = self.meant(sent)
        assert reply.status == (409 if conflict else 201)
        if conflict:
            return multiple()
        user_id = reply.json["id"]
        assert match in (None, user_id)
        if self.sso == "basic":
            self.people[user_id] = sent | {"email": f"{name}@acme.test"}
        elif match:
            self.people[match]["active"] = active
        else:
            self.people[user_id] = sent
        assert self.agrees(reply.json)
        return user_id

    def meant(self, sent):
        """Whether a POST is a conflict, and which user it means."""
        by_name, by_id = self.holder("userName", sent["userName"]), self.holder("externalId", sent["externalId"])
        if self.sso == "basic":
            return bool(by_id and by_id != by_name), by_name
        match = by_id or by_name
        if match is None:
            return self.holder("email", sent["email"]) is not None, None
        return bool(by_name and by_id and by_name != by_id) or self.people[match]["active"], match

    def agrees(self, answer) -> bool:
        told = {name: answer[name] for name in ("userName", "externalId", "active")}
        return told | {"email": answer["emails"][0]["value"]} == self.people[answer["id"]]

    @rule(
        user=users,
        name=st.sampled_from(NAMES),
        external=st.integers(0, 7),
        active=st.sampled_from([True, False, None]),
    )
    def put_user(self, user, name, external, active):
        body = conftest.user(name, externalId=f"ext-{external}", active=active)
        changes = {"userName": name, "externalId": f"ext-{external}", "email": f"{name}@example.com"}
        self.changed("PUT", user, body, changes | {"active": active is not False})

    @rule(user=users, name=st.sampled_from(NAMES), with_path=st.booleans())
    def rename_by_patch(self, user, name, with_path):
        operation = {"path": "userName", "value": name} if with_path else {"value": {"userName": name}}
        self.patched(user, operation, {"userName": name})

    @rule(user=users, active=st.sampled_from([True, False, "True", "False"]))
    def set_active_by_patch(self, user, active):
        self.patched(user, {"value": {"active": active}}, {"active": active in (True, "True")})

    def patched(self, user, operation, changes):
        self.changed("PATCH", user, {"schemas": [PATCH_URN], "Operations": [{"op": "Replace", **operation}]}, changes)

    def changed(self, method, user, body, changes):
        editable = ("externalId", "active") if self.sso == "basic" else tuple(changes)
        kept = {name: value for name, value in changes.items() if name in editable}
        reply = self.ask(method, f"/Users/{user}", body)
        unique = {name: value for name, value in kept.items() if name != "active"}
        if user not in self.people:
            assert reply.status == 404
        elif any(self.holder(name, value, user) for name, value in unique.items()):
            assert reply.status == 409
        else:
            assert reply.status == 200
            self.people[user] |= kept
            assert self.agrees(reply.json)

    @rule(user=consumes(users))
    def delete_user(self, user):
        reply = self.ask("DELETE", f"/Users/{user}")
        assert reply.status == (204 if self.people.pop(user, None) else 404)
        for team in self.teams.values():
            team["members"].discard(user)

    @rule(user=users)
    def read_user(self, user):
        reply = self.ask("GET", f"/Users/{user}")
        assert reply.status == (200 if user in self.people else 404)

    @rule(target=groups, name=st.sampled_from(TEAMS), members=st.lists(users, max_size=3))
    def create_group(self, name, members):
        reply = self.ask("POST", "/Groups", conftest.group(name, members))
        if self.name_taken(name):
            assert reply.status == 409
        elif not set(members) <= self.people.keys():
            assert reply.status == 400
        else:
            assert reply.status == 201
            self.teams[reply.json["id"]] = {"name": name, "members": set(members)}
            return reply.json["id"]
        return multiple()

    def name_taken(self, name, but=None):
        return any(each["name"].lower() == name.lower() for key, each in self.teams.items() if key != but)

    @rule(group=groups, name=st.sampled_from(TEAMS), members=st.lists(users, max_size=3))
    def put_group(self, group, name, members):
        reply = self.ask("PUT", f"/Groups/{group}", conftest.group(name, members))
        self.group_changed(reply, group, name, set(members), set(members))

    @rule(group=groups, added=st.lists(users, max_size=3), removed=st.lists(users, max_size=2))
    def patch_group(self, group, added, removed):
        operations = [{"op": "remove", "path": f'members[value eq "{each}"]'} for each in removed]
        operations.append({"op": "add", "path": "members", "value": [{"value": each} for each in added]})
        reply = self.ask("PATCH", f"/Groups/{group}", {"schemas": [PATCH_URN], "Operations": operations})
        team = self.teams.get(group, {"name": "", "members": set()})
        self.group_changed(reply, group, team["name"], (team["members"] - set(removed)) | set(added), set(added))

    @rule(group=groups, name=st.sampled_from(TEAMS), members=st.lists(users, max_size=3))
    def push_now(self, group, name, members):
        value = {"id": group, "displayName": name, "members": [{"value": each} for each in members]}
        operation = {"op": "replace", "value": value}
        reply = self.ask("PATCH", f"/Groups/{group}", {"schemas": [PATCH_URN], "Operations": [operation]})
        self.group_changed(reply, group, name, set(members), set(members))

    def group_changed(self, reply, group, name, members, named):
        if group not in self.teams:
            assert reply.status == 404
        elif not named <= self.people.keys():
            assert reply.status == 400
        elif self.name_taken(name, group):
            assert reply.status == 409
        else:
            assert reply.status == 200
            assert {each["value"] for each in reply.json["members"]} == members
            self.teams[group] = {"name": name, "members": members}

    @rule(group=consumes(groups))
    def delete_group(self, group):
        reply = self.ask("DELETE", f"/Groups/{group}")
        assert reply.status == (204 if self.teams.pop(group, None) else 404)

    @rule(group=groups, suffix=st.sampled_from(["", "?excludedAttributes=members"]))
    def read_group(self, group, suffix):
        reply = self.ask("GET", f"/Groups/{group}{suffix}")
        assert reply.status == (200 if group in self.teams else 404)

    @rule(name=st.sampled_from(NAMES), upper=st.booleans())
    def find_user(self, name, upper):
        found = self.ask("GET", f'/Users?filter=userName eq "{name.upper() if upper else name}"').json["Resources"]
        assert [each["id"] for each in found] == [key for key, each in self.people.items() if each["userName"] == name]

    @rule(
        path=st.sampled_from(["/ServiceProviderConfig", "/ResourceTypes", "/Schemas", f"/Schemas/{conftest.USER_URN}"])
    )
    def discover(self, path):
        assert self.ask("GET", path).status == (200 if self.sso == "managed" else 404)

    @invariant()
    def the_lists_agree_with_the_model(self):
        if not hasattr(self, "hub"):
            return
        users = self.ask("GET", "/Users").json["Resources"]
        assert {each["id"] for each in users} == set(self.people)
        assert all(self.agrees(each) for each in users)
        groups = self.ask("GET", "/Groups").json["Resources"]
        shown = {each["id"]: (each["displayName"], {member["value"] for member in each["members"]}) for each in groups}
        assert shown == {key: (each["name"], each["members"]) for key, each in self.teams.items()}


def walked(sso: str, against: dict[tuple[str, str], Draft202012Validator]) -> None:
    """Walk, and say how far."""
    counted.clear()
    kind = type(f"{sso.title()}Walk", (Walk,), {"sso": sso, "against": against})
    run_state_machine_as_test(kind, settings=BOUNDED)
    print(f"\n{sso}: {counted['steps']} requests, {counted['answers validated']} answers validated")  # noqa: T201  (shown with -s)
    assert counted["answers validated"] > 1000


@pytest.mark.parametrize("sso", ["managed", "basic"])
def test_a_random_walk_keeps_to_the_shapes_and_to_the_model(sso):
    walked(sso, published(sso) if OPENAPI.exists() else {})


@pytest.mark.skipif(not OPENAPI.exists(), reason="the Hub's OpenAPI document does not lie beside the checkout")
def test_our_statement_of_the_shapes_covers_the_published_operations():
    assert len(published("basic")) == 10
    assert set(published("managed")) == {key for key, (_, shape) in schemas.ANSWERS.items() if shape}


def test_the_resources_are_valid_by_the_rfc_as_an_independent_library_reads_it(hub, bodies):
    scim2 = pytest.importorskip("scim2_models")
    user = hub.scim("POST", "/Users", bodies.user()).json
    group = hub.scim("POST", "/Groups", bodies.group(members=[user["id"]])).json
    error = hub.scim("GET", "/Users/x").json
    config = hub.scim("GET", "/ServiceProviderConfig").json
    read = scim2.Context.RESOURCE_CREATION_RESPONSE
    assert scim2.User.model_validate(user, scim_ctx=read).user_name == "john-doe"
    assert scim2.Group.model_validate(group, scim_ctx=read).members[0].value == user["id"]
    assert scim2.Error.model_validate(error).status == 404
    assert scim2.ServiceProviderConfig.model_validate(config).patch.supported is True
    page = hub.scim("GET", "/Users").json
    assert scim2.ListResponse[scim2.User].model_validate(page).total_results == 1
