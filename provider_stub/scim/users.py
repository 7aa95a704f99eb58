"""/Users in both families (huggingface-scim 6 and 8).

Managed: SCIM owns the account. POST creates it, `active: false` takes it out of the organization and keeps it,
DELETE destroys it with its content. Basic: SCIM invites accounts that exist; the profile belongs to the person and is
read-only, only membership and `externalId` follow SCIM.
"""

from provider_stub.http.message import Answer, Call, Problem, invalid_value, taken
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Person, Standing, split_name
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
NOT_THE_HUB: tuple[str, ...] = ()
"""The rules by which an account is refused that only a quirk hides: none of the Hub's."""


def _listed(person: Person | None) -> list[Person]:
    return [person] if person and person.provisioned else []


def list_users(org: Organization, call: Call) -> Answer:
    """GET /Users: SCIM users in order of creation, inactive ones too (O) unless a quirk hides them."""
    hidden = (lambda person: _is_hidden(org, person)) if org.rules.inactive_hidden else None
    page = queries.selected(org, call, org.store.scim_users, resources.USER_URN, FILTERS, hidden)
    for person in page.records:
        _note_shown(org, call, person)
    if page.found_in_another_case("userName", lambda person: person.username):
        call.why.append("hub.username.unique")
    if any(person.standing is Standing.INACTIVE for person in page.records):
        call.why.append("hub.user.inactive-listed")
    shown = [resources.user(person, call.base, org.rules) for person in page.records]
    return Answer(200, resources.listing(shown, page.total, page.start))


def _note_shown(org: Organization, call: Call, person: Person) -> None:
    """Note the choices on which it depends how this person reads."""
    if person.standing is Standing.PENDING:
        call.why.append("hub.basic.pending-active")
    if not org.managed:
        call.why.append("hub.basic.location")
    elif person.from_before and person.external_id is None:
        call.why.append("hub.members.seeded")
    if person.from_before and person.full_name.count(" ") > 1:
        name = person.given_name, person.family_name
        if name == split_name(person.full_name, org.rules.full_name_split):
            call.why.append("hub.members.full-name")


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
    _note_shown(org, call, person)
    body = resources.user(person, call.base, org.rules)
    return Answer(status, body, {"Location": body["meta"]["location"]} if status == 201 else {})


def create(org: Organization, call: Call) -> Answer:
    """POST /Users on a managed organization; what a match means is the table of 6.1 (C15).

    409 where the person is active, or name or address belong to someone else.
    """
    profile = payloads.profile(call, org.rules, emails=(1,))
    person, active = _match(org, profile), profile.pop("active")
    if person is None:
        person = _new_person(org, call, profile)
    elif _is_hidden(org, person):
        raise taken(EXISTS, *NOT_THE_HUB)
    elif person.standing is Standing.MEMBER:
        if org.rules.repeated_create == "conflict":
            raise taken(EXISTS, "hub.create.conflict", "hub.create.repeated")
        call.why.append("hub.create.repeated")
    else:
        call.why.append("hub.create.inactive-again")
    _set_active(org, call, person, active=active)
    return _shown(org, call, person, 201)


def _set_active(org: Organization, call: Call, person: Person, *, active: bool) -> None:
    """In or out of the organization; what becomes of whom is noted where it is not simply what was asked for."""
    before = person.standing
    org.set_active(person, active=active)
    if not active and before is Standing.MEMBER and not org.rules.inactive_deletes:
        call.why.append("hub.user.inactive" if org.managed else "hub.basic.inactive")
    elif active and not org.managed and before is Standing.OUTSIDER:
        call.why.append("hub.basic.invites")
    elif active and not org.managed and before is Standing.INACTIVE:
        call.why.append("hub.basic.reactivated")


def _match(org: Organization, profile: Changes) -> Person | None:
    """Whom a POST is about: by externalId, else by userName."""
    by_name = _holder(org, profile["username"])
    by_id = None if profile["external_id"] is None else org.store.by_external_id(profile["external_id"])
    match = by_id or by_name
    if match and not match.provisioned:
        raise taken(EXISTS, "hub.create.conflict", *_why_held(match))
    if match and (by_name or match) is not match:
        raise taken(EXISTS, "hub.create.conflict", "hub.username.unique")
    return match


def _why_held(person: Person) -> tuple[str, ...]:
    """The rules by which this person's name is not to be had."""
    if person.standing is Standing.OUTSIDER:
        return ("hub.username.unique", "hub.username.reach")
    return ("hub.username.unique",) if person.provisioned else ("hub.username.unique", "hub.members.seeded")


def _holder(org: Organization, username: str) -> Person | None:
    """Who has a username, as far as it must be unique (rule `username_reach`)."""
    person = org.store.by_username(username, exact=org.rules.username_exact)
    if person and person.standing is Standing.OUTSIDER and org.rules.username_reach == "organization":
        return None
    return person


def _new_person(org: Organization, call: Call, profile: Changes) -> Person:
    if org.store.by_email(profile["email"]):
        raise taken(EXISTS, "hub.create.conflict", "hub.email.unique")
    if profile["username"].lower() in org.store.gone_usernames:
        if org.rules.deleted_username == "reserved":
            raise taken(EXISTS, "hub.create.conflict", "hub.username.deleted")
        call.why.append("hub.username.deleted")
    person = Person(
        org.store.ids.next(), **profile, standing=Standing.INACTIVE, provisioned=True, role=org.rules.default_role
    )
    org.store.add_person(person)
    return person


def invite(org: Organization, call: Call) -> Answer:
    """POST /Users on a Basic organization: invite by name, adopt who is a member already (table of 6.1, Basic).

    409 where another user has the externalId; a rule's status where no account has that name.
    """
    invitation = payloads.invitation(call, org.rules)
    person = org.store.by_username(invitation["username"], exact=org.rules.username_exact)
    if person is None:
        raise Problem(org.rules.basic_unknown_account, "User not found", why=("hub.basic.no-account",))
    if (person.email or "").lower() != invitation["email"].lower():
        if org.rules.basic_email_must_match:
            raise invalid_value("emails: this is not the account's address", "hub.basic.email")
        call.why.append("hub.basic.email")
    external_id = invitation["external_id"]
    _check_free(org, person, {"external_id": external_id}, EXISTS)
    if _is_hidden(org, person):
        raise taken(EXISTS, *NOT_THE_HUB)
    org.store.provision(person, external_id)
    call.why.append("hub.basic.profile-read-only")
    _set_active(org, call, person, active=invitation["active"])
    return _shown(org, call, person, 201)


def replace(org: Organization, call: Call) -> Answer:
    """PUT /Users/{id}: without `active` it reactivates (O).

    On a managed organization it replaces all; on Basic `externalId` and `active` count, the rest is ignored (O).
    """
    person = _find(org, call)
    if org.managed:
        return _apply(org, call, person, payloads.profile(call, org.rules, emails=(0, 1)))
    call.why.append("hub.basic.profile-read-only")
    return _apply(org, call, person, payloads.membership(call, org.rules))


def modify(org: Organization, call: Call) -> Answer:
    """PATCH /Users/{id}: all operations or none; 200 with the resource (O)."""
    person = _find(org, call)
    changes = patching.user_changes if org.managed else patching.basic_changes
    return _apply(org, call, person, changes(call, org.rules))


def _apply(org: Organization, call: Call, person: Person, changes: Changes) -> Answer:
    active = changes.pop("active", None)
    _check_free(org, person, changes, TAKEN)
    if changes:
        org.store.change_person(person, changes)
    if active is not None and not org.rules.active_ignored:
        _set_active(org, call, person, active=active)
    answer = _shown(org, call, person)
    if active is False and org.rules.inactive_deletes:
        org.remove(person)
    return answer


def _check_free(org: Organization, person: Person, changes: Changes, detail: str) -> None:
    """409 where a new userName, externalId or e-mail is someone else's (O for the first, I for the others)."""
    store = org.store
    username, external_id, email = (changes.get(name) for name in ("username", "external_id", "email"))
    other = username and _holder(org, username)
    if other and other is not person:
        raise taken(detail, *_why_held(other))
    if external_id is not None and store.by_external_id(external_id) not in (None, person):
        raise taken(detail, "hub.user.external-id-unique")
    if email and store.by_email(email) not in (None, person):
        raise taken(detail, "hub.email.unique")


def delete(org: Organization, call: Call) -> Answer:
    """DELETE /Users/{id}: a managed account and its content are gone for good (D).

    On Basic the person leaves and keeps the account; 404 for whoever SCIM does not manage (O).
    """
    org.remove(_find(org, call, "User not found" if org.managed else "User not found or not provisioned"))
    call.why.append("hub.user.delete" if org.managed else "hub.basic.delete")
    return Answer(204)
