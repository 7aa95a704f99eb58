"""The Hub API routes about Resource Groups, in the shapes of the OpenAPI (huggingface-scim 9, related Hub API)."""

import hashlib
from typing import Any

from provider_stub.http.message import Answer, Call, invalid_value, missing, taken
from provider_stub.hub_api import hand_edits
from provider_stub.memory import resource_groups
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import AutoJoin, Person, ResourceGroup
from provider_stub.pages import bodies
from provider_stub.scim.queries import LARGEST_INTEGER

SCOPES = ("all", "read_plus")
SPENDING = ("total", "inferenceProviders", "spaces", "jobs", "endpoints")
"""What a spend limit may cap: all of it, or one product (O)."""
CHANGEABLE = ("name", "description", "spendLimits")
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 500


def list_resource_groups(org: Organization, _call: Call) -> Answer:
    """GET /resource-groups."""
    return Answer(200, [shown(org, each) for each in org.store.resource_groups.values()])


def create_resource_group(org: Organization, call: Call) -> Answer:
    """POST /resource-groups: `name`, `description?`, `users?`, `autoJoin?`; 409 where the name is taken."""
    body = bodies.members(call)
    name = _text(body, "name", LONGEST_NAME, required=True)
    if org.store.resource_group_named(name):
        raise taken(f"a Resource Group named {name} exists already")
    auto_join = _auto_join(body["autoJoin"]) if "autoJoin" in body else None
    target = ResourceGroup(
        org.store.ids.next(), name, _text(body, "description", LONGEST_DESCRIPTION) or None, auto_join
    )
    users = hand_edits.addition(org, target, _users(body.get("users", [])))
    resource_groups.create(org, target)
    users.make(org, target)
    resource_groups.backfill(org, target)
    return Answer(200, shown(org, target))


def get_resource_group(org: Organization, _call: Call, group_id: str) -> Answer:
    """GET /resource-groups/{id}."""
    return Answer(200, shown(org, find(org, group_id)))


def change_resource_group(org: Organization, call: Call, group_id: str) -> Answer:
    """PATCH /resource-groups/{id}: `name`, `description` and `spendLimits`, as far as they are named."""
    target, body = find(org, group_id), bodies.members(call)
    name = _text({"name": target.name} | body, "name", LONGEST_NAME, required=True)
    other = org.store.resource_group_named(name)
    if other and other is not target:
        raise taken(f"a Resource Group named {name} exists already")
    description = _text({"description": target.description or ""} | body, "description", LONGEST_DESCRIPTION)
    target.spend_limits = _spend_limits(target.spend_limits, body.get("spendLimits", {}))
    target.name, target.description = name, description or None
    if changed := [each for each in CHANGEABLE if each in body]:
        resource_groups.note_settings(org, target, ", ".join(changed))
    return Answer(200, shown(org, target))


def delete_resource_group(org: Organization, _call: Call, group_id: str) -> Answer:
    """DELETE /resource-groups/{id}, links included."""
    target = find(org, group_id)
    del org.store.resource_groups[target.id]
    org.note("resource_group.delete", f"Deleted resource group {target.name}", resourceGroup=target.name)
    return Answer(200, {"success": True})


def change_settings(org: Organization, call: Call, group_id: str) -> Answer:
    """POST /resource-groups/{id}/settings: auto-join; `enabled` may be text (O)."""
    target, body = find(org, group_id), bodies.members(call)
    if "autoJoin" in body:
        resource_groups.set_auto_join(org, target, _auto_join(body["autoJoin"]))
    return Answer(200, shown(org, target))


def add_users(org: Organization, call: Call, group_id: str) -> Answer:
    """POST /resource-groups/{id}/users: `users`, at least one, of `user` or `name`, and `role`; the statuses of
    `hand_edits` (D).
    """
    target, users = find(org, group_id), _users(bodies.members(call).get("users"))
    if not users:
        raise invalid_value("users: at least one is required")
    hand_edits.addition(org, target, users).make(org, target)
    return Answer(200, shown(org, target))


def change_user(org: Organization, call: Call, group_id: str, username: str) -> Answer:
    """PATCH /resource-groups/{id}/users/{username}: `role`; 403 where SCIM manages it (D)."""
    target, role = find(org, group_id), resource_groups.check_role(bodies.members(call).get("role"))
    hand_edits.change(org, target, username, role).make(org, target)
    return Answer(200, shown(org, target))


def remove_user(org: Organization, _call: Call, group_id: str, username: str) -> Answer:
    """DELETE /resource-groups/{id}/users/{username}; 403 where SCIM manages it (D)."""
    target = find(org, group_id)
    hand_edits.edit(org, target, {}, [username]).make(org, target)
    return Answer(200, shown(org, target))


def shown(org: Organization, target: ResourceGroup) -> dict[str, Any]:
    """A Resource Group by the OpenAPI; `repos` is required there although only `resources` is described."""
    auto = target.auto_join
    people = [_shown_user(each, org.store.people[each], role) for each, role in target.members.items()]
    robots = [_shown_service_account(name, role) for name, role in target.service_accounts.items()]
    return {
        "id": target.id,
        "name": target.name,
        "description": target.description,
        "autoJoin": {"enabled": True, "role": auto.role, "scope": auto.scope} if auto else {"enabled": False},
        **({"spendLimits": target.spend_limits} if target.spend_limits else {}),
        "users": people + robots,
        "resources": [],
        "repos": [],
    }


def _shown_user(person_id: str, person: Person, role: str) -> dict[str, Any]:
    names = {"fullname": person.full_name, "name": person.username, "avatarUrl": f"/avatars/{person_id}.svg"}
    return {"type": "user", "_id": person_id, **names, "role": role}


def _shown_service_account(name: str, role: str) -> dict[str, Any]:
    robot_id = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]
    names = {"fullname": name, "name": name, "avatarUrl": f"/avatars/{robot_id}.svg"}
    return {"type": "user", "_id": robot_id, **names, "role": role}


def find(org: Organization, group_id: str) -> ResourceGroup:
    """The Resource Group of that id.

    Raises:
        Problem: 404.
    """
    target = org.store.resource_groups.get(group_id)
    if target is None:
        raise missing("Resource group not found")
    return target


def _text(body: dict[str, Any], name: str, longest: int, *, required: bool = False) -> str:
    """The text of a member, empty where it is not there."""
    value = bodies.text(body, name) if required else body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise invalid_value(f"{name}: a string of at most {longest} characters is expected")
    return value


def _spend_limits(before: dict[str, int], given: Any) -> dict[str, int]:
    """The limits of before, save those named anew; null removes one (O)."""
    if not isinstance(given, dict):
        raise invalid_value("spendLimits: an object is expected")
    for name in SPENDING:
        cents = given.get(name)
        if cents is not None and not (type(cents) is int and 0 <= cents <= LARGEST_INTEGER):
            raise invalid_value(f"spendLimits.{name}: cents as a whole number from 0, or null, are expected")
    limits = {name: given.get(name, before.get(name)) for name in SPENDING}
    return {name: cents for name, cents in limits.items() if cents is not None}


def _users(value: Any) -> dict[str, str]:
    users: dict[str, str] = {}
    for each in bodies.items(value, "users"):
        name = isinstance(each, dict) and (each.get("user") or each.get("name"))
        if not isinstance(name, str):
            raise invalid_value("users: objects with user and role are expected")
        if name.lower() in (one.lower() for one in users):
            raise invalid_value(f"users: {name} stands there twice")
        users[name] = resource_groups.check_role(each.get("role"))
    return users


def _auto_join(value: Any) -> AutoJoin | None:
    enabled = value.get("enabled") if isinstance(value, dict) else None
    if enabled is False or enabled == "false":
        return None
    if enabled is not True and enabled != "true":
        raise invalid_value("autoJoin.enabled: true or false is expected")
    scope = value.get("scope", "all")
    if scope not in SCOPES:
        raise invalid_value(f"autoJoin.scope: {' or '.join(SCOPES)} is expected")
    return AutoJoin(resource_groups.check_role(value.get("role")), scope)
