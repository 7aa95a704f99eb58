"""/Users on organizations with Basic SSO: SCIM invites accounts that exist (huggingface-scim 6 and 8).

The profile belongs to the person and is read-only; only membership and `externalId` follow SCIM.
"""

from provider_stub.http.message import Answer, Call, Problem, invalid_value, missing, taken
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Person, Standing
from provider_stub.scim import patching, payloads, queries, users


def create(org: Organization, call: Call) -> Answer:
    """POST /Users: invite by name, adopt who is a member already (table of 6.1, Basic).

    Raises:
        Problem: 400; 409 externalId of another user; and a rule's status where no account has that name.
    """
    invitation = payloads.invitation(call.document, org.rules)
    person = org.store.by_username(invitation.username, exact=org.rules.username_exact)
    if person is None:
        raise Problem(org.rules.basic_unknown_account, "User not found")
    if org.rules.basic_email_must_match and (person.email or "").lower() != invitation.email.lower():
        raise invalid_value("emails: this is not the account's address")
    _check_free(org, person, invitation.external_id, users.EXISTS)
    if users.is_hidden(org, person):
        raise taken(users.EXISTS)
    if person.provisioned:
        org.store.change_person(person, {"external_id": invitation.external_id})
    else:
        org.store.provision(person, invitation.external_id)
    _set_active(org, person, active=invitation.active)
    return users.shown(org, call, person, 201)


def replace(org: Organization, call: Call) -> Answer:
    """PUT /Users/{id}: `externalId` and `active` (true where left out) count, the rest is ignored (O)."""
    person = users.find(org, call)
    membership = payloads.membership(call.document, org.rules)
    return _apply(org, call, person, {"external_id": membership.external_id, "active": membership.active})


def modify(org: Organization, call: Call) -> Answer:
    """PATCH /Users/{id}: `active`, and `externalId` by a rule (C3)."""
    person = users.find(org, call)
    return _apply(org, call, person, patching.basic_changes(call.document, org.rules))


def _apply(org: Organization, call: Call, person: Person, changes: dict[str, object]) -> Answer:
    external_id = changes.get("external_id")
    _check_free(org, person, external_id, users.TAKEN)
    if "external_id" in changes:
        org.store.change_person(person, {"external_id": external_id})
    active = changes.get("active")
    if active is not None and not org.rules.active_ignored:
        _set_active(org, person, active=bool(active))
    answer = users.shown(org, call, person)
    if active is False and org.rules.inactive_deletes:
        withdraw(org, person)
    return answer


def _check_free(org: Organization, person: Person, external_id: object, detail: str) -> None:
    other = org.store.by_external_id(external_id) if isinstance(external_id, str) else None
    if other and other is not person:
        raise taken(detail)


def _set_active(org: Organization, person: Person, *, active: bool) -> None:
    """Deactivation ends invitation and membership and keeps the record; activation invites again (I)."""
    if not active:
        org.change_standing(person, Standing.INACTIVE)
    elif person.standing is Standing.OUTSIDER:
        org.change_standing(person, Standing.PENDING)
    elif person.standing is Standing.INACTIVE:
        again = Standing.PENDING if org.rules.reactivated == "pending" else Standing.MEMBER
        org.change_standing(person, again)


def withdraw(org: Organization, person: Person) -> None:
    """Out of the organization, its groups and its invitations; the person keeps the account."""
    org.forget(person)
    org.change_standing(person, Standing.OUTSIDER)


def delete(org: Organization, call: Call) -> Answer:
    """DELETE /Users/{id}; 404 for whoever SCIM does not manage (O)."""
    queries.check_id(call.resource_id, org.rules)
    person = org.store.scim_users.get(call.resource_id)
    if person is None:
        raise missing("User not found or not provisioned")
    withdraw(org, person)
    return Answer(204)
