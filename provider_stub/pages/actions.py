"""What owners and members do on the Hub's web pages: invitations, links, Resource Groups, accounts."""

from typing import Any

from provider_stub.http.loopback import OWN_PAGES
from provider_stub.http.message import Answer, Call, checked, found, invalid_value, missing, taken, text
from provider_stub.hub_api import hand_edits
from provider_stub.memory import resource_groups, seeding
from provider_stub.memory.audit import Author
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import AutoJoin, Group, Person, ResourceGroup, Standing
from provider_stub.scim.syntax import USERNAME_RULE, is_username, rules_broken
from provider_stub.settings import Account, ResourceGroupSeed


def generate_token(org: Organization, _call: Call) -> Answer:
    """A new token; what becomes of the old one is the rule `earlier_tokens`."""
    return Answer(200, {"token": org.generate_token()})


def revoke_token(org: Organization, _call: Call) -> Answer:
    """No token works until one is generated."""
    org.token_digests = ()
    return Answer(204)


def accept_invitation(org: Organization, _call: Call, username: str) -> Answer:
    """PENDING becomes a member (huggingface-scim 8)."""
    person = _invited(org, username)
    org.author = Author.of(person)
    org.change_standing(person, Standing.MEMBER)
    return _standing(person)


def decline_invitation(org: Organization, call: Call, username: str) -> Answer:
    """What is left is the rule `declined_invitation`; `drop` forgets the invitation in any case."""
    person = _invited(org, username)
    if call.members.get("drop") is True or org.rules.declined_invitation == "dropped":
        org.withdraw(person)
    return _standing(person)


def _invited(org: Organization, username: str) -> Person:
    person = _person(org, username)
    if person.standing is not Standing.PENDING:
        raise taken(f"{username} has no open invitation", *OWN_PAGES)
    return person


def _standing(person: Person) -> Answer:
    return Answer(200, {"username": person.username, "standing": person.standing.value})


def put_link(org: Organization, call: Call) -> Answer:
    """Link a SCIM group to a Resource Group (POST), or change the role a link grants (PATCH)."""
    (group, target), made = _link_ends(org, call), call.method == "POST"
    put = resource_groups.link if made else resource_groups.change_link
    put(org, group, target, str(call.members.get("role")))
    return Answer(201 if made else 200, shown_link(group, target))


def remove_link(org: Organization, call: Call) -> Answer:
    """Remove a link."""
    group, target = _link_ends(org, call)
    resource_groups.unlink(org, group, target)
    return Answer(204)


def _link_ends(org: Organization, call: Call) -> tuple[Group, ResourceGroup]:
    name, target = text("group", call.members.get("group"), *OWN_PAGES), call.members.get("resource_group")
    named = org.store.by_group_name(name, exact=org.rules.group_name_exact)
    group = org.store.groups.get(name) or next(iter(named), None)
    linked = found(group, f"no SCIM group is named {name}", *OWN_PAGES)
    return linked, _resource_group(org, text("resource_group", target, *OWN_PAGES))


def shown_link(group: Group, target: ResourceGroup) -> dict[str, str]:
    """A link in names."""
    return {"group": group.display_name, "resource_group": target.name, "role": target.links[group.id]}


def add_resource_group(org: Organization, call: Call) -> Answer:
    """A Resource Group with members, as in the settings."""
    try:
        given = ResourceGroupSeed(**call.members)
    except (TypeError, ValueError, AttributeError) as wrong:
        raise invalid_value(
            f"a Resource Group has name, auto_join, members, service_accounts: {wrong}", *OWN_PAGES
        ) from None
    seeding.add_resource_group(org, given)
    return Answer(201, {"name": given.name})


def edit_members(org: Organization, call: Call, name: str) -> Answer:
    """Edit a Resource Group by hand; 403 where SCIM manages it (D)."""
    target, body = _resource_group(org, name), call.members
    add = body.get("add") or {}
    if isinstance(add, list):
        add = {str(username): body.get("role", "read") for username in add}
    remove = body.get("remove") or []
    if not isinstance(add, dict) or not isinstance(remove, list):
        raise invalid_value("give add as {username: role} or a list with role, and remove as a list", *OWN_PAGES)
    hand_edits.edit(org, target, add, [str(each) for each in remove]).make(org, target)
    return Answer(200, roles(org, target))


def set_auto_join(org: Organization, call: Call, name: str) -> Answer:
    """Switch auto-join; `role` is that of those who join (read where not given)."""
    target, body = _resource_group(org, name), call.members
    enabled = flag(body, "enabled")
    role = resource_groups.check_role(body.get("role", "read"))
    resource_groups.set_auto_join(org, target, AutoJoin(role) if enabled else None)
    return Answer(200, {"name": target.name, "auto_join": target.auto_join is not None})


def add_account(org: Organization, call: Call) -> Answer:
    """An account that SCIM did not make."""
    body = call.members
    email, member = body.get("email"), body.get("member", False)
    if not isinstance(email, str | None) or not isinstance(member, bool):
        raise invalid_value("an account has username, full_name, email (text) and member (true or false)", *OWN_PAGES)
    username, full_name = text("username", body.get("username"), *OWN_PAGES), str(body.get("full_name", ""))
    account = Account(username=username, full_name=full_name, email=email, member=member)
    person = seeding.add_account(org, account)
    return Answer(201, {"username": person.username, "standing": person.standing.value, "id": person.id})


def rename_account(org: Organization, call: Call, username: str) -> Answer:
    """What a person may do on their settings page: take another username."""
    person, to = _person(org, username), text("to", call.members.get("to"), *OWN_PAGES)
    if not is_username(to):
        raise invalid_value(f"{to!r} is no username: {USERNAME_RULE}", *rules_broken(to))
    other = org.store.by_username(to)
    if other and other is not person:
        raise taken(f"the username {to} is taken", "hub.username.unique")
    org.store.change_person(person, {"username": to})
    return _standing(person)


def delete_member(org: Organization, _call: Call, username: str) -> Answer:
    """On the members page: whoever is not managed leaves; for others see the rule `removed_managed_member`."""
    person = _person(org, username)
    if person.standing is Standing.OUTSIDER:
        raise missing(f"{username} is not in the organization", *OWN_PAGES)
    if person.provisioned and not (org.managed and org.rules.removed_managed_member == "inactive"):
        org.remove(person)
    else:
        org.change_standing(person, Standing.INACTIVE if person.provisioned else Standing.OUTSIDER)
    return Answer(204)


def flag(body: dict[str, Any], name: str) -> bool:
    """True or false; a member that is not there means true; 400 for anything else."""
    return checked(body.get(name, True), bool, f"{name}: true or false is expected", *OWN_PAGES)


def roles(org: Organization, target: ResourceGroup) -> dict[str, str]:
    """A Resource Group's people by username, with their roles."""
    return {org.store.people[each].username: role for each, role in target.members.items()}


def _person(org: Organization, username: str) -> Person:
    return found(org.store.by_username(username), f"no account is named {username}", *OWN_PAGES)


def _resource_group(org: Organization, name: str) -> ResourceGroup:
    return found(org.store.resource_group_named(name), f"no Resource Group is named {name}", *OWN_PAGES)
