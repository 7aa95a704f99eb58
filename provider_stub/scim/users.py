"""/Users in both families (huggingface-scim 6 and 8).

Managed: SCIM owns the account. POST creates it, `active: false` takes it out of the organization and keeps it,
DELETE destroys it with its content. Basic: SCIM invites accounts that exist; the profile belongs to the person and is
read-only, only membership and `externalId` follow SCIM.
"""

from provider_stub.http.message import Answer, Call, Problem, invalid_value, taken
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Person, Standing
from provider_stub.scim import patching, payloads, queries, resources
from provider_stub.scim.payloads import Changes

FILTERS: queries.Filters[Person] = {
    "id": lambda org, value: _listed(org.store.scim_users.get(value)),
    "userName": lambda org, value: _listed(org.store.by_username(value, exact=org.rules.username_exact)),
    "emails": lambda org, value: _listed(org.store.by_email(value)),
    "externalId": lambda org, value: _listed(org.store.by_external_id(value)),
    "emails.value": lambda org, value: _listed(org.store.by_email(value)),
}
"""The attributes that a list can be filtered by, each with who has that value."""

EXISTS = "SCIM User already exists"
TAKEN = "User already exists"


def _listed(person: Person | None) -> list[Person]:
    return [person] if person and person.provisioned else []


def list_users(org: Organization, call: Call) -> Answer:
    """GET /Users: SCIM users in order of creation, inactive ones too (O) unless a quirk hides them."""
    hidden = (lambda person: _is_hidden(org, person)) if org.rules.inactive_hidden else None
    found, total, start = queries.selected(org, call, org.store.scim_users, resources.USER_URN, FILTERS, hidden)
    shown = [resources.user(person, call.base, org.rules) for person in found]
    return Answer(200, resources.listing(shown, total, start))


def _is_hidden(org: Organization, person: Person) -> bool:
    """Whether the quirk hide-inactive leaves this person out of lists; their names stay taken."""
    return org.rules.inactive_hidden and person.standing is Standing.INACTIVE


def _find(org: Organization, call: Call, otherwise: str = "User not found") -> Person:
    return queries.named(call, org.rules, org.store.scim_users, otherwise)


def get_user(org: Organization, call: Call) -> Answer:
    """GET /Users/{id}."""
    return _shown(org, call, _find(org, call))


def _shown(org: Organization, call: Call, person: Person, status: int = 200) -> Answer:
    """The user as an answer; 201 carries its Location (R)."""
    body = resources.user(person, call.base, org.rules)
    return Answer(status, body, {"Location": body["meta"]["location"]} if status == 201 else {})


def create(org: Organization, call: Call) -> Answer:
    """POST /Users on a managed organization; what a match means is the table of 6.1 (C15).

    409 where the person is active, or name or address belong to someone else.
    """
    profile = payloads.profile(call.document, org.rules, emails=(1,))
    person, active = _match(org, profile), profile.pop("active")
    if person is None:
        person = _new_person(org, profile)
    else:
        repeated = person.standing is Standing.MEMBER and org.rules.repeated_create == "conflict"
        if repeated or _is_hidden(org, person):
            raise taken(EXISTS)
    org.set_active(person, active=active)
    return _shown(org, call, person, 201)


def _match(org: Organization, profile: Changes) -> Person | None:
    """Whom a POST is about: by externalId, else by userName."""
    by_name = _holder(org, profile["username"])
    by_id = None if profile["external_id"] is None else org.store.by_external_id(profile["external_id"])
    match = by_id or by_name
    if match and (not match.provisioned or (by_name or match) is not match):
        raise taken(EXISTS)
    return match


def _holder(org: Organization, username: str) -> Person | None:
    """Who has a username, as far as it must be unique (rule `username_reach`)."""
    person = org.store.by_username(username, exact=org.rules.username_exact)
    if person and person.standing is Standing.OUTSIDER and org.rules.username_reach == "organization":
        return None
    return person


def _new_person(org: Organization, profile: Changes) -> Person:
    if org.store.by_email(profile["email"]) or profile["username"].lower() in org.store.gone_usernames:
        raise taken(EXISTS)
    person = Person(
        org.store.ids.next(), **profile, standing=Standing.INACTIVE, provisioned=True, role=org.rules.default_role
    )
    org.store.add_person(person)
    return person


def invite(org: Organization, call: Call) -> Answer:
    """POST /Users on a Basic organization: invite by name, adopt who is a member already (table of 6.1, Basic).

    409 where another user has the externalId; a rule's status where no account has that name.
    """
    invitation = payloads.invitation(call.document, org.rules)
    person = org.store.by_username(invitation["username"], exact=org.rules.username_exact)
    if person is None:
        raise Problem(org.rules.basic_unknown_account, "User not found")
    if org.rules.basic_email_must_match and (person.email or "").lower() != invitation["email"].lower():
        raise invalid_value("emails: this is not the account's address")
    external_id = invitation["external_id"]
    _check_free(org, person, {"external_id": external_id}, EXISTS)
    if _is_hidden(org, person):
        raise taken(EXISTS)
    org.store.provision(person, external_id)
    org.set_active(person, active=invitation["active"])
    return _shown(org, call, person, 201)


def replace(org: Organization, call: Call) -> Answer:
    """PUT /Users/{id}: without `active` it reactivates (O).

    On a managed organization it replaces all; on Basic `externalId` and `active` count, the rest is ignored (O).
    """
    person = _find(org, call)
    if org.managed:
        return _apply(org, call, person, payloads.profile(call.document, org.rules, emails=(0, 1)))
    return _apply(org, call, person, payloads.membership(call.document, org.rules))


def modify(org: Organization, call: Call) -> Answer:
    """PATCH /Users/{id}: all operations or none; 200 with the resource (O)."""
    person = _find(org, call)
    changes = patching.user_changes if org.managed else patching.basic_changes
    return _apply(org, call, person, changes(call.document, org.rules))


def _apply(org: Organization, call: Call, person: Person, changes: Changes) -> Answer:
    active = changes.pop("active", None)
    _check_free(org, person, changes, TAKEN)
    if changes:
        org.store.change_person(person, changes)
    if active is not None and not org.rules.active_ignored:
        org.set_active(person, active=active)
    answer = _shown(org, call, person)
    if active is False and org.rules.inactive_deletes:
        org.remove(person)
    return answer


def _check_free(org: Organization, person: Person, changes: Changes, detail: str) -> None:
    """409 where a new userName, externalId or e-mail is someone else's (O for the first, I for the others)."""
    store = org.store
    username, external_id, email = (changes.get(name) for name in ("username", "external_id", "email"))
    others = (
        username and _holder(org, username),
        external_id is not None and store.by_external_id(external_id),
        email and store.by_email(email),
    )
    if any(other and other is not person for other in others):
        raise taken(detail)


def delete(org: Organization, call: Call) -> Answer:
    """DELETE /Users/{id}: a managed account and its content are gone for good (D).

    On Basic the person leaves and keeps the account; 404 for whoever SCIM does not manage (O).
    """
    org.remove(_find(org, call, "User not found" if org.managed else "User not found or not provisioned"))
    return Answer(204)
