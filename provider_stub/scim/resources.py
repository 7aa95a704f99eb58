"""Records as the Hub answers them: exactly the members of the OpenAPI, no others (huggingface-scim 5)."""

from typing import Any

from provider_stub.memory.records import Group, Person, Standing
from provider_stub.rules import Rules

USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group"
LIST_URN = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def user(person: Person, base: str, rules: Rules) -> dict[str, Any]:
    """A SCIM user; `base` is the URL of the family that answers. `displayName` always equals `userName` (O).

    `active` is true for members, and by a rule for those invited.
    """
    active = person.standing is Standing.MEMBER or (person.standing is Standing.PENDING and rules.pending_is_active)
    emails = [] if person.email is None else [{"value": person.email, "primary": True, "type": "work"}]
    return {
        "schemas": [USER_URN],
        "id": person.id,
        "externalId": person.external_id,
        "userName": person.username,
        "displayName": person.username,
        "name": {"givenName": person.given_name, "familyName": person.family_name, "formatted": person.full_name},
        "emails": emails,
        "active": active,
        "meta": {"resourceType": "User", "location": f"{base}/Users/{person.id}"},
    }


def group(record: Group, base: str, *, members: bool = True) -> dict[str, Any]:
    """A SCIM group; its members carry `value` and nothing else (O)."""
    body: dict[str, Any] = {"schemas": [GROUP_URN], "id": record.id, "displayName": record.display_name}
    if members:
        listed = record.members.items()
        body["members"] = [{"value": person_id} for person_id, times in listed for _ in range(times)]
    body["externalId"] = record.external_id
    body["meta"] = {"resourceType": "Group", "location": f"{base}/Groups/{record.id}"}
    return body


def listing(resources: list[dict[str, Any]], total: int, start: int) -> dict[str, Any]:
    """A ListResponse; `itemsPerPage` is how many this page holds (huggingface-scim 4, I)."""
    return {
        "schemas": [LIST_URN],
        "totalResults": total,
        "itemsPerPage": len(resources),
        "startIndex": start,
        "Resources": resources,
    }
