"""Resource Groups and their links to SCIM groups (huggingface-scim 9, D since 2026-04-07).

One function decides everything: a person's role in a linked Resource Group is the highest that any linked group
holding them grants. It is applied again after every change of a group, a link or someone's membership.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from provider_stub.http.message import Problem, invalid_value, missing, taken
from provider_stub.memory.records import ROLES, AutoJoin, Group, Person, ResourceGroup, Standing

if TYPE_CHECKING:
    from provider_stub.memory.organization import Organization

LINK_ROLES = ("read", "contributor", "write", "admin")
"""The roles a link may grant, by the guide (D); the schema's `no_access` is not among them (C10)."""

NAMED = 5
"""As many names an audit event's message holds at most; its data holds all."""


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
    """Give these people the role that is granted to them."""
    assign(org, target, {each: granted(org, target, org.store.people[each]) for each in person_ids})


def assign(org: "Organization", target: ResourceGroup, roles: Mapping[str, str | None]) -> None:
    """Give people, by id, a role in a Resource Group, or None for none; what changed is noted in the audit log."""
    changed: dict[tuple[str, str | None], list[str]] = {}
    for person_id, role in roles.items():
        if kind := set_role(target.members, person_id, role):
            changed.setdefault((kind, role), []).append(org.store.people[person_id].username)
    for (kind, role), usernames in changed.items():
        note_members(org, kind, target, usernames, role)


def set_role(roles: dict[str, str], key: str, role: str | None) -> str | None:
    """Set a role, or with None take it away; what `note_members` calls that, None where nothing changes."""
    before = roles.get(key)
    if role == before:
        return None
    if role is None:
        del roles[key]
        return "remove_users"
    roles[key] = role
    return "add_users" if before is None else "change_role"


def note_members(
    org: "Organization", kind: str, target: ResourceGroup, names: list[str], role: str | None = None
) -> None:
    """An audit event about people or service accounts: `kind` add_users, change_role (to `role`) or remove_users."""
    who = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    message = {
        "add_users": f"Added {who} to resource group {target.name} as {role}",
        "change_role": f"Changed the role of {who} in resource group {target.name} to {role}",
        "remove_users": f"Removed {who} from resource group {target.name}",
    }[kind]
    given = {} if role is None else {"role": role}
    org.note(f"resource_group.{kind}", message, resourceGroup=target.name, users=names, **given)


def note_settings(org: "Organization", target: ResourceGroup, what: str) -> None:
    """An audit event about a Resource Group's settings: `what` was changed."""
    org.note("resource_group.settings", f"Changed {what} of resource group {target.name}", resourceGroup=target.name)


def create(org: "Organization", target: ResourceGroup) -> None:
    """Put a Resource Group in place."""
    org.store.resource_groups[target.id] = target
    org.note("resource_group.create", f"Created resource group {target.name}", resourceGroup=target.name)


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
            assign(org, target, {person.id: target.auto_join.role})


def left(org: "Organization", person: Person) -> None:
    """Someone left the organization, and with it all Resource Groups."""
    for target in org.store.resource_groups.values():
        if target.links:
            refresh(org, target, [person.id])
        else:
            assign(org, target, {person.id: None})


def _in_scope(person: Person, auto_join: AutoJoin) -> bool:
    return auto_join.scope == "all" or person.role != "no_access"


def link(org: "Organization", group: Group, target: ResourceGroup, role: str) -> None:
    """Link a SCIM group; its members are added at once. 400 for an unknown role, 409 where it is linked already.

    The first link needs a Resource Group without members and without auto-join (else 409); a further group may join one
    that the first has filled, as the highest-role rule presupposes (C11).
    """
    check_role(role, LINK_ROLES)
    if group.id in target.links:
        raise taken(
            f"{group.display_name} is already linked to {target.name}; change the link's role instead",
            "hub.resource-group.link-once",
        )
    if not target.links and (target.members or target.auto_join):
        what = "has members" if target.members else "has auto-join switched on"
        raise taken(
            f"{target.name} {what}; a Resource Group must have neither members nor auto-join to be linked",
            "hub.resource-group.link-empty",
        )
    target.links[group.id] = role
    refresh(org, target, group.members)


def change_link(org: "Organization", group: Group, target: ResourceGroup, role: str) -> None:
    """Change a link's role; all current members change at once. 400 for an unknown role, 404 where there is none."""
    check_role(role, LINK_ROLES)
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


def _check_linked(group: Group, target: ResourceGroup) -> None:
    if group.id not in target.links:
        raise missing(f"{group.display_name} is not linked to {target.name}", "hub.pages.own")


def check_role(role: object, known: Collection[str] = ROLES) -> str:
    """`role` if it is known, by default to the schema; else 400."""
    if role not in known:
        raise invalid_value(f"role: {', '.join(known)} are accepted", "hub.resource-group.roles")
    return str(role)


def set_auto_join(org: "Organization", target: ResourceGroup, auto_join: AutoJoin | None) -> None:
    """Switch auto-join on, which takes in the members there are, or off, which keeps them (D).

    A linked group is refused (D; the status is the rule `auto_join_on_linked`).
    """
    if auto_join is not None and target.links:
        said = f"{target.name} is linked to a SCIM group; remove the link first"
        raise Problem(org.rules.auto_join_on_linked, said, why=("hub.resource-group.auto-join-linked",))
    target.auto_join = auto_join
    note_settings(org, target, "auto-join")
    backfill(org, target)


def backfill(org: "Organization", target: ResourceGroup) -> None:
    """Take in the members there are where auto-join is on (D); who is in already keeps the role."""
    auto_join = target.auto_join
    if auto_join is None or not org.rules.auto_join_backfills:
        return
    there = [each for each in org.store.people.values() if each.standing is Standing.MEMBER]
    new = [each.id for each in there if _in_scope(each, auto_join) and each.id not in target.members]
    assign(org, target, dict.fromkeys(new, auto_join.role))
