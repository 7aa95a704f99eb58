"""The Hub API routes about an organization's members and its audit log (huggingface-scim 9, related Hub API)."""

import re
from typing import Any
from urllib.parse import quote, urlencode

from provider_stub import bodies, resource_groups, resource_groups_api
from provider_stub.message import Answer, Call
from provider_stub.organization import Organization
from provider_stub.problems import Problem, invalid_value, missing
from provider_stub.records import Person, ResourceGroup, Standing
from provider_stub.syntax import is_email

LARGEST_LIMIT = 10_000
DEFAULT_LIMIT = 500

_WHOLE = re.compile(r"[0-9]{1,9}")


def list_members(org: Organization, call: Call) -> Answer:
    """GET /members: `search`, `email`, `cursor`, `limit`; a Link header leads to the next page."""
    limit = _limit(org, call.params.get("limit", str(DEFAULT_LIMIT)))
    search, email = call.params.get("search", "").lower(), call.params.get("email")
    if email is not None and not is_email(email):
        raise invalid_value("email: a valid e-mail address is expected")
    found = [each for each in org.store.members(_member) if _fits(each, search, email)]
    start = int(call.params["cursor"]) if _WHOLE.fullmatch(call.params.get("cursor", "")) else 0
    more = start + limit < len(found)
    query = urlencode(call.params | {"limit": str(limit), "cursor": str(start + limit)})
    link = f'<{call.base}{quote(call.path)}?{query}>; rel="next"'
    shown = [_shown_member(org, each) for each in found[start : start + limit]]
    return Answer(200, shown, {"Link": link} if more else {})


def _limit(org: Organization, text: str) -> int:
    least = org.rules.members_limit_minimum
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= LARGEST_LIMIT:
        raise invalid_value(f"limit: a number from {least} to {LARGEST_LIMIT} is expected")
    return int(text)


def _member(person: Person) -> bool:
    return person.standing is Standing.MEMBER


def _fits(person: Person, search: str, email: str | None) -> bool:
    if email is not None and (person.email or "").lower() != email.lower():
        return False
    return search in person.username.lower() or search in person.full_name.lower()


def _shown_member(org: Organization, person: Person) -> dict[str, Any]:
    groups = [
        {"name": group.name, "id": group.id, "numUsers": len(group.members), "role": group.members[person.id]}
        for group in org.store.resource_groups.values()
        if person.id in group.members
    ]
    return {
        "avatarUrl": f"/avatars/{person.id}.svg",
        "fullname": person.full_name,
        "isPro": False,
        "user": person.username,
        "type": "user",
        "_id": person.id,
        "role": person.role,
        "resourceGroups": groups,
        "twoFaEnabled": False,
        "verifiedEmail": person.email,
    }


def set_role(org: Organization, call: Call, username: str) -> Answer:
    """PUT /members/{username}/role: the organization role, and all Resource Groups at once.

    Leaving `resourceGroups` out clears them (D), save those that SCIM manages; naming one of those is a 403.
    """
    body = bodies.members(call)
    role = resource_groups.check_role(body.get("role"))
    person = org.store.by_username(username)
    if person is None or not _member(person):
        raise missing("User not found in the organization")
    wanted = [_wanted_role(org, each) for each in bodies.items(body.get("resourceGroups", []), "resourceGroups")]
    for target, _ in wanted:
        _check_unlinked(target)
    for target in org.store.resource_groups.values():
        if not target.links:
            target.members.pop(person.id, None)
    for target, group_role in wanted:
        target.members[person.id] = group_role
    person.role = role
    org.note("org.change_role", f"{username} is now {role}", user=username, role=role)
    return Answer(200, {"success": True})


def _wanted_role(org: Organization, given: Any) -> tuple[ResourceGroup, str]:
    if not isinstance(given, dict):
        raise invalid_value("resourceGroups: objects with id and role are expected")
    return resource_groups_api.find(org, str(given.get("id"))), resource_groups.check_role(given.get("role"))


def _check_unlinked(target: ResourceGroup) -> None:
    if target.links:
        raise Problem(403, f"{target.name} is managed by SCIM; its members cannot be edited by hand")


def audit_log(org: Organization, _call: Call) -> Answer:
    """GET /audit-log/export: the latest events, oldest first."""
    return Answer(200, list(org.store.audit))
