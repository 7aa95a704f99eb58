"""Resource Groups and their links to SCIM groups (huggingface-scim 9, D since 2026-04-07).

One function decides everything: a person's role in a linked Resource Group is the highest that any linked group
holding them grants. It is applied again after every change of a group, a link or someone's membership.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from provider_stub.problems import Problem, invalid_value, missing, taken
from provider_stub.records import ROLES, AutoJoin, Group, Person, ResourceGroup, Standing

if TYPE_CHECKING:
    from provider_stub.organization import Organization

LINK_ROLES = ("read", "contributor", "write", "admin")
"""The roles a link may grant, by the guide (D); the schema's `no_access` is not among them (C10)."""


def granted(org: "Organization", target: ResourceGroup, person: Person) -> str | None:
    """The role that linked SCIM groups give this person; None for none, and for whoever is not a member now."""
    joined = person.standing is Standing.MEMBER
    away = person.standing is Standing.INACTIVE and not org.rules.inactive_leaves_resource_groups
    if not joined and not away:
        return None
    groups = org.store.groups
    roles = [role for group_id, role in target.links.items() if person.id in groups[group_id].members]
    return max(roles, key=ROLES.index, default=None)


def refresh(org: "Organization", target: ResourceGroup, person_ids: Iterable[str]) -> None:
    """Give these people the role that is granted to them, and note what changed in the audit log."""
    changed: dict[str, list[str]] = {}
    for person_id in person_ids:
        person = org.store.people[person_id]
        before, now = target.members.get(person_id), granted(org, target, person)
        if now == before:
            continue
        if now is None:
            del target.members[person_id]
        else:
            target.members[person_id] = now
        kind = "remove_users" if now is None else "add_users" if before is None else "change_role"
        changed.setdefault(kind, []).append(person.username)
    for kind, usernames in changed.items():
        _note(org, kind, target, usernames)


def _note(org: "Organization", kind: str, target: ResourceGroup, usernames: list[str]) -> None:
    org.note(f"resource_group.{kind}", f"{target.name}: {kind}", resourceGroup=target.name, users=usernames)


def refresh_linked(org: "Organization", group: Group, person_ids: Iterable[str]) -> None:
    """Apply the rule to these people in every Resource Group the SCIM group is linked to."""
    for target in org.store.resource_groups.values():
        if group.id in target.links:
            refresh(org, target, person_ids)


def joined(org: "Organization", person: Person) -> None:
    """Someone became a member: linked groups grant again, auto-join adds."""
    for target in org.store.resource_groups.values():
        if target.links:
            refresh(org, target, [person.id])
        elif target.auto_join and _in_scope(person, target.auto_join):
            target.members[person.id] = target.auto_join.role
            _note(org, "add_users", target, [person.username])


def left(org: "Organization", person: Person) -> None:
    """Someone left the organization, and with it all Resource Groups."""
    for target in org.store.resource_groups.values():
        if target.links:
            refresh(org, target, [person.id])
        elif target.members.pop(person.id, None):
            _note(org, "remove_users", target, [person.username])


def _in_scope(person: Person, auto_join: AutoJoin) -> bool:
    return auto_join.scope == "all" or person.role != "no_access"


def link(org: "Organization", group: Group, target: ResourceGroup, role: str) -> None:
    """Link a SCIM group; its members are added at once.

    The first link needs a Resource Group without members and without auto-join; a further group may join one
    that the first has filled, as the highest-role rule presupposes (C11).

    Raises:
        Problem: 400 unknown role; 409 those conditions, or linked already.
    """
    _check_link_role(role)
    if group.id in target.links:
        raise taken(f"{group.display_name} is already linked to {target.name}; change the link's role instead")
    if not target.links and (target.members or target.auto_join):
        what = "has members" if target.members else "has auto-join switched on"
        raise taken(f"{target.name} {what}; a Resource Group must have neither members nor auto-join to be linked")
    target.links[group.id] = role
    refresh(org, target, group.members)


def change_link(org: "Organization", group: Group, target: ResourceGroup, role: str) -> None:
    """Change a link's role; all current members change at once."""
    _check_link_role(role)
    _check_linked(group, target)
    target.links[group.id] = role
    refresh(org, target, group.members)


def unlink(org: "Organization", group: Group, target: ResourceGroup) -> None:
    """Remove a link. What becomes of the members is the rule `unlink`."""
    _check_linked(group, target)
    del target.links[group.id]
    if org.rules.unlink == "recompute":
        refresh(org, target, group.members)


def group_deleted(org: "Organization", group: Group) -> None:
    """A SCIM group is gone: its links too, and its members keep what other groups grant."""
    for target in org.store.resource_groups.values():
        if target.links.pop(group.id, None):
            refresh(org, target, group.members)


def _check_link_role(role: str) -> None:
    if role not in LINK_ROLES:
        raise invalid_value(f"role: {', '.join(LINK_ROLES)} are accepted")


def _check_linked(group: Group, target: ResourceGroup) -> None:
    if group.id not in target.links:
        raise missing(f"{group.display_name} is not linked to {target.name}")


def edit_members(
    org: "Organization", target: ResourceGroup, add: Mapping[str, str], remove: Iterable[str] = ()
) -> None:
    """Add, re-role and remove by hand, as the Hub's page and API do; `add` maps usernames to roles.

    A linked Resource Group refuses this for regular users and allows it for service accounts (D, 2026-06-30).

    Raises:
        Problem: 403 a regular user of a linked group; 404 nobody of that name; 400 an unknown role.
    """
    removed = list(remove)
    for role in add.values():
        check_role(role)
    for name in (*add, *removed):
        _check_editable(org, target, name)
    leaving = [_member_id(org, target, name) for name in removed if name not in target.service_accounts]
    for name in removed:
        target.service_accounts.pop(name, None)
    for person_id in leaving:
        target.members.pop(person_id, None)
    for name, role in add.items():
        _add_by_hand(org, target, name, role)
    for kind, names in (("add_users", list(add)), ("remove_users", removed)):
        if names:
            _note(org, kind, target, names)


def check_role(role: object) -> str:
    """`role` if the schema knows it.

    Raises:
        Problem: 400.
    """
    if role not in ROLES:
        raise invalid_value(f"role: {', '.join(ROLES)} are accepted")
    return str(role)


def _check_editable(org: "Organization", target: ResourceGroup, name: str) -> None:
    if is_service_account(org, name):
        return
    person = org.store.by_username(name)
    if person is None or person.standing is not Standing.MEMBER:
        raise missing(f"{name} is not a member of the organization")
    if target.links:
        raise Problem(403, f"{target.name} is managed by SCIM; its members cannot be edited by hand")


def check_present(org: "Organization", target: ResourceGroup, name: str) -> None:
    """Check that a person or service account is in the Resource Group.

    Raises:
        Problem: 404.
    """
    if name not in target.service_accounts:
        _member_id(org, target, name)


def _member_id(org: "Organization", target: ResourceGroup, name: str) -> str:
    person = org.store.by_username(name)
    if person is None or person.id not in target.members:
        raise missing(f"{name} is not in {target.name}")
    return person.id


def _add_by_hand(org: "Organization", target: ResourceGroup, name: str, role: str) -> None:
    person = org.store.by_username(name)
    if is_service_account(org, name) or person is None:
        target.service_accounts[name] = role
    else:
        target.members[person.id] = role


def is_service_account(org: "Organization", name: str) -> bool:
    """Whether any Resource Group knows a service account of that name."""
    return any(name in target.service_accounts for target in org.store.resource_groups.values())


def set_auto_join(org: "Organization", target: ResourceGroup, auto_join: AutoJoin | None) -> None:
    """Switch auto-join on or off.

    Raises:
        Problem: on for a linked group (D; the status is the rule `auto_join_on_linked`).
    """
    if auto_join is not None and target.links:
        raise Problem(org.rules.auto_join_on_linked, f"{target.name} is linked to a SCIM group; remove the link first")
    target.auto_join = auto_join
    if auto_join is None or not org.rules.auto_join_backfills:
        return
    for person in org.store.members(lambda each: each.standing is Standing.MEMBER and _in_scope(each, auto_join)):
        target.members.setdefault(person.id, auto_join.role)
