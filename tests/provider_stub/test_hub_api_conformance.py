"""Random walks through Resource Groups, members and the audit log: a plain dictionary says who must be where.

Every answer is held against the shapes of `schemas.py`, and against the Hub's published OpenAPI where that lies
beside the checkout. `pytest -s` prints how many answers were validated.
"""

import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run
from jsonschema import Draft202012Validator

from tests.provider_stub import conftest, schemas
from tests.provider_stub.test_conformance import BOUNDED, OPENAPI

ROLES = ["no_access", "read", "contributor", "write", "admin"]
PEOPLE = ["ada-l", "grace-h", "alan-t", "emmy-n"]
NAMES = [*PEOPLE, "outsider", "nobody"]
TEAMS = {"red": {"ada-l", "grace-h"}, "blue": {"grace-h", "alan-t"}}

counted: Counter[str] = Counter()

OURS = {key: Draft202012Validator(shape) for key, shape in schemas.HUB_API.items()}


def satisfiable(shape: dict[str, Any]) -> dict[str, Any]:
    """The shape; a Resource Group's `repos` may be anything: it is required and not described."""
    described = shape.get("items", shape)
    for name in described.get("required", ()):
        described["properties"].setdefault(name, {})
    return shape


def published() -> dict[tuple[str, str], Draft202012Validator]:
    """Validators for the answers of success, from the Hub's OpenAPI."""
    found = {}
    for path, operations in json.loads(OPENAPI.read_text())["x-related-paths"].items():
        key = re.sub(r"\{[^}]*\}", "*", path.removeprefix("/api/organizations/{name}/"))
        for method, operation in operations.items():
            content = operation.get("responses", {}).get("200", {}).get("content", {})
            if (method.upper(), key) in OURS and content:
                found[method.upper(), key] = Draft202012Validator(satisfiable(content["application/json"]["schema"]))
    return found


AGAINST = published() if OPENAPI.exists() else {}


class Walk(RuleBasedStateMachine):
    """Resource Groups come, change and go, people come and go; `groups` is what the model knows of each by id."""

    ids = Bundle("ids")

    @initialize(target=ids)
    def begin(self):
        options = conftest.Settings(token=conftest.TOKEN, accounts=[{"username": "outsider"}], rate_limit=None)
        self.hub = conftest.Client(options, conftest.VirtualClock())
        self.users = {name: self.hub.create(name) for name in PEOPLE}
        self.active = set(PEOPLE)
        self.org_roles = dict.fromkeys(PEOPLE, "read")
        self.groups: dict[str, dict[str, Any]] = {}
        for name, members in TEAMS.items():
            self.hub.group(name, [self.users[each] for each in sorted(members)])
        linked = self.create(name="gpu", names=[], auto=None)
        for team, role in (("red", "read"), ("blue", "write")):
            self.link(target_id=linked, team=team, role=role, unlink=False)
        return linked

    def ask(self, method: str, path: str, body: Any = None, *, refused: int | None = None) -> Any:
        """One request, which must be refused with the status `refused` or succeed; the parsed answer."""
        reply = self.hub.api(method, f"/{path}", body)
        assert reply.status == (refused or 200), reply.text
        if refused:
            assert set(reply.json) == {"error"}
            assert reply.headers["X-Error-Message"]
            return None
        parts = path.split("?")[0].split("/")
        star = parts if parts[0] == "audit-log" else ["*" if place % 2 else part for place, part in enumerate(parts)]
        key = (method, "/".join(star))
        for each in (OURS[key], AGAINST.get(key)):
            if each is not None:
                each.validate(reply.json)
                counted["answers validated"] += 1
        return reply.json

    def settle(self):
        """Linked groups hold exactly whom their links grant something."""
        for each in self.groups.values():
            if each["links"]:
                granted = {}
                for name in sorted(self.active):
                    roles = [role for team, role in each["links"].items() if name in TEAMS[team]]
                    if roles:
                        granted[name] = max(roles, key=ROLES.index)
                each["members"] = granted

    def take_in(self, group, names):
        """Auto-join: those in scope who are not in yet."""
        if group["auto"]:
            role, scope = group["auto"]
            for name in names:
                if scope == "all" or self.org_roles[name] != "no_access":
                    group["members"].setdefault(name, role)

    def refusal(self, group, names) -> int | None:
        """The status with which adding these people is refused."""
        if len(set(names)) < len(names):
            return 400
        if names and group["links"]:
            return 403
        for name in names:
            if name == "nobody":
                return 400
            if name not in self.active:
                return 403
        return 403 if set(names) & set(group["members"]) else None

    @rule(
        target=ids,
        name=st.sampled_from(["gpu", "data", "eval"]),
        names=st.lists(st.sampled_from(NAMES), max_size=2),
        auto=st.sampled_from([None, ("read", "all"), ("write", "read_plus")]),
    )
    def create(self, name, names, auto):
        body = {"name": name, "users": [{"user": each, "role": "read"} for each in names]}
        if auto:
            body["autoJoin"] = {"enabled": True, "role": auto[0], "scope": auto[1]}
        group = {"name": name, "members": {}, "auto": auto, "links": {}, "limits": {}}
        taken = 409 if any(each["name"] == name for each in self.groups.values()) else None
        duplicates = 400 if len(set(names)) < len(names) else None
        refused = taken or duplicates or self.refusal(group, names)
        made = self.ask("POST", "resource-groups", body, refused=refused)
        if refused:
            return multiple()
        group["members"] = dict.fromkeys(names, "read")
        self.take_in(group, self.active)
        self.groups[made["id"]] = group
        return made["id"]

    @rule(target_id=ids, names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=3), role=st.sampled_from(ROLES))
    def add_users(self, target_id, names, role):
        group = self.groups.get(target_id)
        refused = self.refusal(group, names) if group else 404
        body = {"users": [{"name": each, "role": role} for each in names]}
        self.ask("POST", f"resource-groups/{target_id}/users", body, refused=refused)
        if not refused:
            group["members"] |= dict.fromkeys(names, role)

    @rule(target_id=ids, name=st.sampled_from(NAMES), role=st.sampled_from(ROLES), leave=st.booleans())
    def edit_user(self, target_id, name, role, leave):
        group = self.groups.get(target_id)
        managed = group and group["links"]
        refused = 404 if not group else 403 if managed else None if name in group["members"] else 404
        path = f"resource-groups/{target_id}/users/{name}"
        if leave:
            self.ask("DELETE", path, refused=refused)
        else:
            self.ask("PATCH", path, {"role": role}, refused=refused)
        if not refused and leave:
            del group["members"][name]
        elif not refused:
            group["members"][name] = role

    @rule(target_id=ids, auto=st.sampled_from([None, ("read", "all"), ("admin", "read_plus")]))
    def set_auto_join(self, target_id, auto):
        group = self.groups.get(target_id)
        refused = 404 if not group else 403 if auto and group["links"] else None
        given = {"enabled": "true", "role": auto[0], "scope": auto[1]} if auto else {"enabled": False}
        self.ask("POST", f"resource-groups/{target_id}/settings", {"autoJoin": given}, refused=refused)
        if not refused:
            group["auto"] = auto
            self.take_in(group, self.active)

    @rule(
        name=st.sampled_from(NAMES),
        role=st.sampled_from(ROLES),
        wanted=st.dictionaries(ids, st.sampled_from(ROLES), max_size=2),
        keep=st.booleans(),
    )
    def set_role(self, name, role, wanted, keep):
        if keep:
            wanted = {key: each["members"][name] for key, each in self.groups.items() if name in each["members"]}
        body = {"role": role, "resourceGroups": [{"id": key, "role": each} for key, each in wanted.items()]}
        refused = None
        if name not in self.active:
            refused = 404
        elif not wanted.keys() <= self.groups.keys() or any(
            each["links"] and each["members"].get(name) != wanted.get(key) for key, each in self.groups.items()
        ):
            refused = 403
        if refused:
            self.ask("PUT", f"members/{name}/role", body, refused=refused)
            return
        assert self.hub.api("PUT", f"/members/{name}/role", body).json == {"success": True}
        self.org_roles[name] = role
        for key, each in self.groups.items():
            each["members"].pop(name, None)
            if key in wanted:
                each["members"][name] = wanted[key]

    @rule(
        target_id=ids,
        team=st.sampled_from(sorted(TEAMS)),
        role=st.sampled_from(ROLES[1:]),
        unlink=st.sampled_from([False, False, True]),
    )
    def link(self, target_id, team, role, unlink):
        group = self.groups.get(target_id)
        if group is None:
            return
        body = {"group": team, "resource_group": group["name"]}
        if unlink:
            status = 204 if team in group["links"] else 404
            assert self.hub.hook("DELETE", "/links", body).status == status
            if group["links"].pop(team, None) and not group["links"]:
                group["members"] = {}
        else:
            free = group["links"] or not (group["members"] or group["auto"])
            status = 201 if free and team not in group["links"] else 409
            assert self.hub.hook("POST", "/links", body | {"role": role}).status == status
            if status == 201:
                group["links"][team] = role
        self.settle()

    @rule(name=st.sampled_from(PEOPLE), active=st.booleans())
    def come_and_go(self, name, active):
        value = {"active": active}
        assert self.hub.patch(f"/Users/{self.users[name]}", {"op": "replace", "value": value}).status == 200
        if active and name not in self.active:
            self.active.add(name)
            for each in self.groups.values():
                self.take_in(each, [name])
        elif not active:
            self.active.discard(name)
            for each in self.groups.values():
                each["members"].pop(name, None)
        self.settle()

    @rule(target_id=ids, product=st.sampled_from(schemas.PRODUCTS), cents=st.sampled_from([None, 0, 7, 500000]))
    def limit(self, target_id, product, cents):
        group = self.groups.get(target_id)
        body = {"spendLimits": {product: cents}}
        shown = self.ask("PATCH", f"resource-groups/{target_id}", body, refused=None if group else 404)
        if group:
            kept = group["limits"] | {product: cents}
            group["limits"] = {key: value for key, value in kept.items() if value is not None}
            assert shown.get("spendLimits", {}) == group["limits"]

    @rule(target_id=ids)
    def delete(self, target_id):
        found = self.groups.pop(target_id, None)
        self.ask("DELETE", f"resource-groups/{target_id}", refused=None if found else 404)

    @invariant()
    def the_hub_agrees_with_the_model(self):
        if not hasattr(self, "hub"):
            return
        shown = {each["id"]: each for each in self.ask("GET", "resource-groups")}
        assert {key: {one["name"]: one["role"] for one in each["users"]} for key, each in shown.items()} == {
            key: each["members"] for key, each in self.groups.items()
        }
        members = self.ask("GET", "members")
        assert {each["user"]: each["role"] for each in members} == {name: self.org_roles[name] for name in self.active}
        for each in members:
            assert {one["id"]: one["role"] for one in each["resourceGroups"]} == {
                key: group["members"][each["user"]]
                for key, group in self.groups.items()
                if each["user"] in group["members"]
            }

    def teardown(self):
        if hasattr(self, "hub"):
            self.replayed()

    def replayed(self):
        """The audit log tells the whole story: played from its beginning it ends where the Resource Groups are."""
        names = {each["name"]: {} for each in self.groups.values()}
        for event in reversed(self.ask("GET", "audit-log/export")):
            data = event["data"]
            group = names.setdefault(data.get("resourceGroup"), {})
            match event["type"]:
                case "resource_group.add_users" | "resource_group.change_role":
                    assert all((name in group) == event["type"].endswith("role") for name in data["users"])
                    group |= dict.fromkeys(data["users"], data["role"])
                case "resource_group.remove_users":
                    for name in data["users"]:
                        del group[name]
                case "resource_group.create" | "resource_group.delete":
                    group.clear()
        assert {each["name"]: each["members"] for each in self.groups.values()} == {
            each["name"]: names[each["name"]] for each in self.groups.values()
        }


def test_a_random_walk_keeps_to_the_shapes_and_to_the_model():
    counted.clear()
    run(Walk, settings=BOUNDED)
    print(f"\nHub API: {counted['answers validated']} answers validated")  # noqa: T201  (shown with -s)
    assert counted["answers validated"] > 1000


@pytest.mark.skipif(not OPENAPI.exists(), reason="the Hub's OpenAPI document does not lie beside the checkout")
def test_our_statement_of_the_shapes_covers_the_published_operations():
    assert set(AGAINST) == set(OURS)
    types = json.loads(OPENAPI.read_text())["x-related-paths"]["/api/organizations/{name}/audit-log/export"]["get"]
    known = types["responses"]["200"]["content"]["application/json"]["schema"]["items"]["properties"]["type"]["enum"]
    assert set(schemas.AUDIT_TYPES) <= set(known)
