"""The Hub API routes about an organization's members and its audit log (huggingface-scim 9, related Hub API)."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from provider_stub.http.message import BODIES, Answer, Call, Problem, checked, invalid_value, missing
from provider_stub.hub_api import hand_edits
from provider_stub.memory import resource_groups
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Person, Standing
from provider_stub.scim.syntax import is_email, is_id

LARGEST_LIMIT = 10_000
DEFAULT_LIMIT = 500

_WHOLE = re.compile(r"[0-9]{1,9}")


def list_members(org: Organization, call: Call) -> Answer:
    """GET /members: `search`, `email`, `cursor`, `limit`; a Link header leads to the next page."""
    given, least = call.params.get("limit", str(DEFAULT_LIMIT)), org.rules.members_limit_minimum
    if not _WHOLE.fullmatch(given) or not least <= (limit := int(given)) <= LARGEST_LIMIT:
        raise invalid_value(f"limit: a number from {least} to {LARGEST_LIMIT} is expected", "hub.members.limit")
    search, email = call.params.get("search", "").lower(), call.params.get("email")
    if email is not None and not is_email(email):
        raise invalid_value("email: a valid e-mail address is expected", "hub.email.pattern")
    found = [each for each in org.store.people.values() if _member(each) and _fits(each, search, email)]
    start = int(call.params["cursor"]) if _WHOLE.fullmatch(call.params.get("cursor", "")) else 0
    more = start + limit < len(found)
    query = urlencode(call.params | {"limit": str(limit), "cursor": str(start + limit)})
    link = f'<{call.base}{quote(call.path)}?{query}>; rel="next"'
    shown = [_shown_member(org, each) for each in found[start : start + limit]]
    return Answer(200, shown, {"Link": link} if more else {})


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

    Leaving `resourceGroups` out, or empty, takes the person out of all (D). 400 for an unknown role or no id; 403 for a
    Resource Group of another organization, or one that SCIM manages and that is not among them as it is (D); 404 for
    who is no member.
    """
    body = call.members
    role = resource_groups.check_role(body.get("role"))
    person = org.store.by_username(username)
    if person is None or not _member(person):
        raise missing("User not found in the organization", "hub.api.unknown")
    listed = checked(body.get("resourceGroups", []), list, "resourceGroups: a list is expected", BODIES)
    hand_edits.replace_all(org, person, dict(_wanted_role(org, each) for each in listed))
    if role != person.role:
        said = f"Changed the role of {person.username} from {person.role} to {role}"
        org.note("org.change_role", said, user=person.username, role=role)
        person.role = role
    return Answer(200, {"success": True})


def _wanted_role(org: Organization, given: Any) -> tuple[str, str]:
    group_id = given.get("id") if isinstance(given, dict) else None
    if not isinstance(group_id, str) or not is_id(group_id):
        raise invalid_value("resourceGroups: objects with id, of 24 hex characters, and role are expected", BODIES)
    role = resource_groups.check_role(given.get("role"))
    if group_id.lower() not in org.store.resource_groups:
        raise Problem(403, "a resource group is not in the organization", why=("hub.api.unknown",))
    return group_id.lower(), role


def audit_log(org: Organization, call: Call) -> Answer:
    """GET /audit-log/export: the latest events in the order of the rule `audit_order`; `q` as in `matching`."""
    found = list(matching(org, call.params.get("q", "")))
    if org.rules.audit_order == "newest_first":
        found.reverse()
    name = f"{org.settings.organization}-audit-log.json"
    return Answer(200, found, {"Content-Disposition": f'attachment; filename="{name}"'})


def matching(org: Organization, query: str) -> Sequence[dict[str, Any]]:
    """The audit events, oldest first, of an author, a type or an address (`type:org.add_user`), as the OpenAPI's
    examples have it; of several words each must hold, and any other word must stand in the description.
    """
    words, events = query.split(), org.store.audit
    return [each for each in events if all(_tells(each, word) for word in words)] if words else events


def _tells(event: dict[str, Any], word: str) -> bool:
    kind, colon, value = word.partition(":")
    told = {"author": event["author"]["user"], "type": event["type"], "ip": event.get("ip")}
    if colon and kind in told:
        return bool(told[kind] == value)
    return word.lower() in event["message"].lower()
