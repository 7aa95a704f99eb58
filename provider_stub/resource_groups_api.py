"""The Hub API routes about Resource Groups, in the shapes of the OpenAPI (huggingface-scim 9, related Hub API)."""

import hashlib
from typing import Any

from provider_stub import bodies, resource_groups
from provider_stub.message import Answer, Call
from provider_stub.organization import Organization
from provider_stub.problems import invalid_value, missing, taken
from provider_stub.records import AutoJoin, Person, ResourceGroup

SCOPES = ("all", "read_plus")


def list_resource_groups(org: Organization, _call: Call) -> Answer:
    """GET /resource-groups."""
    return Answer(200, [shown(org, each) for each in org.store.resource_groups.values()])


def create_resource_group(org: Organization, call: Call) -> Answer:
    """POST /resource-groups: `name`, `description?`, `users?`, `autoJoin?`; 409 where the name is taken."""
    body = bodies.members(call)
    name = bodies.text(body, "name")
    if org.store.resource_group_named(name):
        raise taken(f"a Resource Group named {name} exists already")
    auto_join = _auto_join(body["autoJoin"]) if "autoJoin" in body else None
    target = ResourceGroup(org.store.ids.next(), name, _description(body.get("description")), auto_join)
    resource_groups.edit_members(org, target, _users(body.get("users", [])))
    org.store.resource_groups[target.id] = target
    org.note("resource_group.create", f"Created {name}", resourceGroup=name)
    return Answer(200, shown(org, target))


def get_resource_group(org: Organization, _call: Call, group_id: str) -> Answer:
    """GET /resource-groups/{id}."""
    return Answer(200, shown(org, find(org, group_id)))


def change_resource_group(org: Organization, call: Call, group_id: str) -> Answer:
    """PATCH /resource-groups/{id}: `name` and `description`; spend limits are not kept by the stub."""
    target, body = find(org, group_id), bodies.members(call)
    name = bodies.text({"name": target.name} | body, "name")
    other = org.store.resource_group_named(name)
    if other and other is not target:
        raise taken(f"a Resource Group named {name} exists already")
    target.description = _description(body.get("description", target.description))
    target.name = name
    org.note("resource_group.settings", f"Changed {name}", resourceGroup=name)
    return Answer(200, shown(org, target))


def delete_resource_group(org: Organization, _call: Call, group_id: str) -> Answer:
    """DELETE /resource-groups/{id}, links included."""
    target = find(org, group_id)
    del org.store.resource_groups[target.id]
    org.note("resource_group.delete", f"Deleted {target.name}", resourceGroup=target.name)
    return Answer(200, {"success": True})


def change_settings(org: Organization, call: Call, group_id: str) -> Answer:
    """POST /resource-groups/{id}/settings: auto-join; `enabled` may be text (O)."""
    target, body = find(org, group_id), bodies.members(call)
    if "autoJoin" in body:
        resource_groups.set_auto_join(org, target, _auto_join(body["autoJoin"]))
    org.note("resource_group.settings", f"Changed {target.name}", resourceGroup=target.name)
    return Answer(200, shown(org, target))


def add_users(org: Organization, call: Call, group_id: str) -> Answer:
    """POST /resource-groups/{id}/users: `users` of `user` or `name`, and `role`; 403 where SCIM manages it (D)."""
    target = find(org, group_id)
    resource_groups.edit_members(org, target, _users(bodies.members(call).get("users")))
    return Answer(200, shown(org, target))


def change_user(org: Organization, call: Call, group_id: str, username: str) -> Answer:
    """PATCH /resource-groups/{id}/users/{username}: `role`; 403 where SCIM manages it (D)."""
    target, role = find(org, group_id), resource_groups.check_role(bodies.members(call).get("role"))
    resource_groups.check_present(org, target, username)
    resource_groups.edit_members(org, target, {username: role})
    return Answer(200, shown(org, target))


def remove_user(org: Organization, _call: Call, group_id: str, username: str) -> Answer:
    """DELETE /resource-groups/{id}/users/{username}; 403 where SCIM manages it (D)."""
    target = find(org, group_id)
    resource_groups.edit_members(org, target, {}, [username])
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


def _description(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise invalid_value("description: a string is expected")
    return value


def _users(value: Any) -> dict[str, str]:
    users = {}
    for each in bodies.items(value, "users"):
        name = isinstance(each, dict) and (each.get("user") or each.get("name"))
        if not isinstance(name, str):
            raise invalid_value("users: objects with user and role are expected")
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
