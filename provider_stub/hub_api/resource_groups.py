"""The Hub API routes about Resource Groups, in the shapes of the OpenAPI (huggingface-scim 9, related Hub API)."""

import hashlib
from typing import Any

from provider_stub.http.message import BODIES, Answer, Call, checked, found, invalid_value, taken, text
from provider_stub.hub_api import hand_edits
from provider_stub.memory import resource_groups
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import AutoJoin, ResourceGroup
from provider_stub.scim.queries import LARGEST_INTEGER

SCOPES = ("all", "read_plus")
SPENDING = ("total", "inferenceProviders", "spaces", "jobs", "endpoints")
"""What a spend limit may cap: all of it, or one product (O)."""
CHANGEABLE = ("name", "description", "spendLimits")
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 500


def list_resource_groups(org: Organization, _call: Call) -> Answer:
    """GET /resource-groups."""
    return Answer(200, [_described(org, each) for each in org.store.resource_groups.values()])


def create_resource_group(org: Organization, call: Call) -> Answer:
    """POST /resource-groups: `name`, `description?`, `users?`, `autoJoin?`; 409 where the name is taken."""
    body = call.members
    name = _text(body, "name", LONGEST_NAME)
    if org.store.resource_group_named(name):
        raise taken(f"a Resource Group named {name} exists already", "hub.resource-group.name")
    auto_join = _auto_join(body["autoJoin"]) if "autoJoin" in body else None
    target = ResourceGroup(
        org.store.ids.next(), name, _text(body, "description", LONGEST_DESCRIPTION) or None, auto_join
    )
    users = hand_edits.addition(org, target, _users(body.get("users", [])))
    resource_groups.create(org, target)
    users.make(org, target)
    resource_groups.backfill(org, target)
    return _shown(org, target)


def get_resource_group(org: Organization, _call: Call, group_id: str) -> Answer:
    """GET /resource-groups/{id}."""
    return _shown(org, _find(org, group_id))


def change_resource_group(org: Organization, call: Call, group_id: str) -> Answer:
    """PATCH /resource-groups/{id}: `name`, `description` and `spendLimits`, as far as they are named."""
    target, body = _find(org, group_id), call.members
    name = _text({"name": target.name} | body, "name", LONGEST_NAME)
    other = org.store.resource_group_named(name)
    if other and other is not target:
        raise taken(f"a Resource Group named {name} exists already", "hub.resource-group.name")
    description = _text({"description": target.description or ""} | body, "description", LONGEST_DESCRIPTION)
    target.spend_limits = _spend_limits(target.spend_limits, body.get("spendLimits", {}))
    target.name, target.description = name, description or None
    if changed := [each for each in CHANGEABLE if each in body]:
        resource_groups.note_settings(org, target, ", ".join(changed))
    return _shown(org, target)


def delete_resource_group(org: Organization, _call: Call, group_id: str) -> Answer:
    """DELETE /resource-groups/{id}, links included."""
    target = _find(org, group_id)
    del org.store.resource_groups[target.id]
    org.note("resource_group.delete", f"Deleted resource group {target.name}", resourceGroup=target.name)
    return Answer(200, {"success": True})


def change_settings(org: Organization, call: Call, group_id: str) -> Answer:
    """POST /resource-groups/{id}/settings: auto-join; `enabled` may be text (O)."""
    target, body = _find(org, group_id), call.members
    if "autoJoin" in body:
        resource_groups.set_auto_join(org, target, _auto_join(body["autoJoin"]))
    return _shown(org, target)


def add_users(org: Organization, call: Call, group_id: str) -> Answer:
    """POST /resource-groups/{id}/users: `users`, at least one, of `user` or `name`, and `role`; the statuses of
    `hand_edits` (D).
    """
    target, users = _find(org, group_id), _users(call.members.get("users"))
    if not users:
        raise invalid_value("users: at least one is required", BODIES)
    hand_edits.addition(org, target, users).make(org, target)
    return _shown(org, target)


def change_user(org: Organization, call: Call, group_id: str, username: str) -> Answer:
    """PATCH /resource-groups/{id}/users/{username}: `role`; 403 where SCIM manages it (D)."""
    target, role = _find(org, group_id), resource_groups.check_role(call.members.get("role"))
    hand_edits.change(org, target, username, role).make(org, target)
    return _shown(org, target)


def remove_user(org: Organization, _call: Call, group_id: str, username: str) -> Answer:
    """DELETE /resource-groups/{id}/users/{username}; 403 where SCIM manages it (D)."""
    target = _find(org, group_id)
    hand_edits.edit(org, target, {}, [username]).make(org, target)
    return _shown(org, target)


def _shown(org: Organization, target: ResourceGroup) -> Answer:
    """A Resource Group by the OpenAPI; `repos` is required there although only `resources` is described."""
    return Answer(200, _described(org, target))


def _described(org: Organization, target: ResourceGroup) -> dict[str, Any]:
    auto, people = target.auto_join, org.store.people
    users = [_user(each, people[each].full_name, people[each].username, role) for each, role in target.members.items()]
    robots = [_user(_robot_id(name), name, name, role) for name, role in target.service_accounts.items()]
    return {
        "id": target.id,
        "name": target.name,
        "description": target.description,
        "autoJoin": {"enabled": True, "role": auto.role, "scope": auto.scope} if auto else {"enabled": False},
        **({"spendLimits": target.spend_limits} if target.spend_limits else {}),
        "users": users + robots,
        "resources": [],
        "repos": [],
    }


def _user(user_id: str, full_name: str, name: str, role: str) -> dict[str, str]:
    names = {"fullname": full_name, "name": name, "avatarUrl": f"/avatars/{user_id}.svg"}
    return {"type": "user", "_id": user_id, **names, "role": role}


def _robot_id(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]


def _find(org: Organization, group_id: str) -> ResourceGroup:
    return found(org.store.resource_groups.get(group_id), "Resource group not found", "hub.api.unknown")


def _text(body: dict[str, Any], name: str, longest: int) -> str:
    """The text of a member, empty where it is not there; a name must be."""
    value = text(name, body.get(name), BODIES) if name == "name" else body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise invalid_value(f"{name}: a string of at most {longest} characters is expected", BODIES)
    return value


def _spend_limits(before: dict[str, int], given: Any) -> dict[str, int]:
    """The limits of before, save those named anew; null removes one (O)."""
    checked(given, dict, "spendLimits: an object is expected", BODIES)
    for name in SPENDING:
        cents = given.get(name)
        if cents is not None and not (type(cents) is int and 0 <= cents <= LARGEST_INTEGER):
            raise invalid_value(f"spendLimits.{name}: cents as a whole number from 0, or null, are expected", BODIES)
    limits = {name: given.get(name, before.get(name)) for name in SPENDING}
    return {name: cents for name, cents in limits.items() if cents is not None}


def _users(value: Any) -> dict[str, str]:
    users: dict[str, str] = {}
    for each in checked(value, list, "users: a list is expected", BODIES):
        name = isinstance(each, dict) and (each.get("user") or each.get("name"))
        if not isinstance(name, str):
            raise invalid_value("users: objects with user and role are expected", BODIES)
        if name.lower() in (one.lower() for one in users):
            raise invalid_value(f"users: {name} stands there twice", BODIES)
        users[name] = resource_groups.check_role(each.get("role"))
    return users


def _auto_join(value: Any) -> AutoJoin | None:
    enabled = value.get("enabled") if isinstance(value, dict) else None
    if enabled is False or enabled == "false":
        return None
    if enabled is not True and enabled != "true":
        raise invalid_value("autoJoin.enabled: true or false is expected", BODIES)
    scope = value.get("scope", "all")
    if scope not in SCOPES:
        raise invalid_value(f"autoJoin.scope: {' or '.join(SCOPES)} is expected", BODIES)
    return AutoJoin(resource_groups.check_role(value.get("role")), scope)
