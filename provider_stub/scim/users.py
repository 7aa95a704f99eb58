"""/Users: reading for both families, writing for managed organizations (huggingface-scim 6 and 8).

Managed: SCIM owns the account. POST creates it, `active: false` takes it out of the organization and keeps it,
DELETE destroys it with its content.
"""

from typing import Any

from provider_stub.http.message import Answer, Call, missing, taken
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Person, Standing
from provider_stub.memory.store import page
from provider_stub.scim import patching, payloads, queries, resources

FILTERED = ("id", "userName", "emails", "externalId", "emails.value")

EXISTS = "SCIM User already exists"
TAKEN = "User already exists"


def list_users(org: Organization, call: Call) -> Answer:
    """GET /Users: SCIM users in order of creation, inactive ones too (O) unless a quirk hides them."""
    start, count = queries.paging(call.params, org.rules)
    wanted = queries.equality(call.params.get("filter", ""), FILTERED, resources.USER_URN)
    if wanted is None and not org.rules.inactive_hidden:
        total, found = len(org.store.scim_users), page(org.store.scim_users, start, count)
    else:
        candidates = org.store.scim_users.values() if wanted is None else _matching(org, *wanted)
        matches = [person for person in candidates if person.provisioned and not is_hidden(org, person)]
        total, found = len(matches), matches[start - 1 : start - 1 + count]
    shown = [resources.user(person, call.base, org.rules) for person in found]
    return Answer(200, resources.listing(shown, total, start))


def is_hidden(org: Organization, person: Person) -> bool:
    """Whether the quirk hide-inactive leaves this person out of lists; their names stay taken."""
    return org.rules.inactive_hidden and person.standing is Standing.INACTIVE


def _matching(org: Organization, attribute: str, value: str) -> list[Person]:
    store = org.store
    found = {
        "id": lambda: store.scim_users.get(value),
        "userName": lambda: store.by_username(value, exact=org.rules.username_exact),
        "externalId": lambda: store.by_external_id(value),
    }.get(attribute, lambda: store.by_email(value))()
    return [found] if found else []


def find(org: Organization, call: Call) -> Person:
    """The SCIM user a path names.

    Raises:
        Problem: 404; a malformed id by the rule `malformed_id`.
    """
    queries.check_id(call.resource_id, org.rules)
    person = org.store.scim_users.get(call.resource_id)
    if person is None:
        raise missing("User not found")
    return person


def get_user(org: Organization, call: Call) -> Answer:
    """GET /Users/{id}."""
    return shown(org, call, find(org, call))


def shown(org: Organization, call: Call, person: Person, status: int = 200) -> Answer:
    """The user as an answer; 201 carries its Location (R)."""
    body = resources.user(person, call.base, org.rules)
    return Answer(status, body, {"Location": body["meta"]["location"]} if status == 201 else {})


def create(org: Organization, call: Call) -> Answer:
    """POST /Users on a managed organization; what a match means is the table of 6.1 (C15).

    Raises:
        Problem: 400; 409 where the person is active, or name or address belong to someone else.
    """
    profile = payloads.profile(call.document, org.rules, emails=(1,))
    match = _match(org, profile)
    if match is None:
        return shown(org, call, _new_person(org, profile), 201)
    repeated = match.standing is Standing.MEMBER and org.rules.repeated_create == "conflict"
    if repeated or is_hidden(org, match):
        raise taken(EXISTS)
    set_active(org, match, active=profile.active)
    return shown(org, call, match, 201)


def _match(org: Organization, profile: payloads.Profile) -> Person | None:
    """Whom a POST is about: by externalId, else by userName."""
    by_name = _holder(org, profile.username)
    by_id = None if profile.external_id is None else org.store.by_external_id(profile.external_id)
    if by_id and by_name and by_id is not by_name:
        raise taken(EXISTS)
    match = by_id or by_name
    if match and not match.provisioned:
        raise taken(EXISTS)
    return match


def _holder(org: Organization, username: str) -> Person | None:
    """Who has a username, as far as it must be unique (rule `username_reach`)."""
    person = org.store.by_username(username, exact=org.rules.username_exact)
    if person and person.standing is Standing.OUTSIDER and org.rules.username_reach == "organization":
        return None
    return person


def _new_person(org: Organization, profile: payloads.Profile) -> Person:
    known = profile.email and org.store.by_email(profile.email)
    if known or profile.username.lower() in org.store.gone_usernames:
        raise taken(EXISTS)
    person = Person(
        id=org.store.ids.next(),
        username=profile.username,
        given_name=profile.given_name,
        family_name=profile.family_name,
        email=profile.email,
        standing=Standing.INACTIVE,
        provisioned=True,
        external_id=profile.external_id,
        role=org.rules.default_role,
    )
    org.store.add_person(person)
    if profile.active:
        org.change_standing(person, Standing.MEMBER)
    return person


def replace(org: Organization, call: Call) -> Answer:
    """PUT /Users/{id} on a managed organization: replaces all; without `active` it reactivates (O)."""
    person = find(org, call)
    profile = payloads.profile(call.document, org.rules, emails=(0, 1))
    changes = {
        name: getattr(profile, name) for name in ("username", "email", "given_name", "family_name", "external_id")
    }
    return _apply(org, call, person, {**changes, "active": profile.active})


def modify(org: Organization, call: Call) -> Answer:
    """PATCH /Users/{id} on a managed organization: all operations or none; 200 with the resource (O)."""
    person = find(org, call)
    return _apply(org, call, person, patching.user_changes(call.document, org.rules))


def _apply(org: Organization, call: Call, person: Person, changes: dict[str, Any]) -> Answer:
    active = changes.pop("active", None)
    _check_free(org, person, changes)
    org.store.change_person(person, changes)
    return activated(org, call, person, active)


def activated(org: Organization, call: Call, person: Person, active: bool | None) -> Answer:
    """The user after `active` was set (None: not mentioned)."""
    if active is not None and not org.rules.active_ignored:
        set_active(org, person, active=active)
    answer = shown(org, call, person)
    if active is False and org.rules.inactive_deletes:
        org.destroy(person)
    return answer


def _check_free(org: Organization, person: Person, changes: dict[str, Any]) -> None:
    """409 where a new userName, externalId or e-mail is someone else's (O for the first, I for the others)."""
    store = org.store
    username, external_id, email = (changes.get(name) for name in ("username", "external_id", "email"))
    others = (
        username and _holder(org, username),
        external_id and store.by_external_id(external_id),
        email and store.by_email(email),
    )
    if any(other and other is not person for other in others):
        raise taken(TAKEN)


def set_active(org: Organization, person: Person, *, active: bool) -> None:
    """In or out of the organization; the account stays (huggingface-scim 8)."""
    org.change_standing(person, Standing.MEMBER if active else Standing.INACTIVE)


def delete(org: Organization, call: Call) -> Answer:
    """DELETE /Users/{id} on a managed organization: the account and its content, for good (D)."""
    org.destroy(find(org, call))
    return Answer(204)
