"""Members of Resource Groups as an owner edits them, on the Hub's page and through its API (huggingface-scim 9).

In a Resource Group that is linked to a SCIM group nobody is added, removed or given another role by hand, by whatever
route: 403 (D). Service accounts are exempt (D, 2026-06-30).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from provider_stub.http.message import Problem, invalid_value, missing
from provider_stub.memory import resource_groups
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Person, ResourceGroup, Standing


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit that may be made: people by id and service accounts by name, each with a role, or None to leave."""

    people: dict[str, str | None]
    service_accounts: dict[str, str | None]

    def make(self, org: Organization, target: ResourceGroup) -> None:
        """Make it, and note it in the audit log."""
        resource_groups.assign(org, target, self.people)
        for name, role in self.service_accounts.items():
            if kind := resource_groups.set_role(target.service_accounts, name, role):
                resource_groups.note_members(org, kind, target, [name], role)


def addition(org: Organization, target: ResourceGroup, roles: Mapping[str, str]) -> Edit:
    """To add people and service accounts, name to role, who are not in yet: all of them, or nobody.

    403 where SCIM manages the group, or somebody is in it already (D); and what `edit` refuses.
    """
    wanted = edit(org, target, roles)
    if names := [name for name in roles if _is_in(org, target, name)]:
        raise Problem(403, f"already in {target.name}: {', '.join(names)}", why=("hub.resource-group.add-again",))
    return wanted


def edit(org: Organization, target: ResourceGroup, roles: Mapping[str, str], remove: Iterable[str] = ()) -> Edit:
    """To add people and service accounts or give them another role, name to role, and to remove others.

    403 where SCIM manages the group, or somebody is not in the organization; 400 where nobody has that name, or for an
    unknown role (D); 404 for removing who is not in the group.
    """
    wanted: dict[str, str | None] = {**dict.fromkeys(remove), **roles}
    for given in roles.values():
        resource_groups.check_role(given)
    known = _service_accounts(org)
    people = {name: role for name, role in wanted.items() if name not in known}
    if people and target.links:
        raise _managed(target)
    accounts = {name: role for name, role in wanted.items() if name in known}
    for name, role in accounts.items():
        if role is None and name not in target.service_accounts:
            raise _absent(target, name)
    return Edit({_person_id(org, target, name, role): role for name, role in people.items()}, accounts)


def change(org: Organization, target: ResourceGroup, name: str, role: str) -> Edit:
    """To give somebody who is in another role; 404 for who is not in the group; and what `edit` refuses."""
    if target.links and name not in _service_accounts(org):
        raise _managed(target)
    if not _is_in(org, target, name):
        raise _absent(target, name)
    return edit(org, target, {name: role})


def replace_all(org: Organization, person: Person, roles: Mapping[str, str]) -> None:
    """Put a person into exactly these Resource Groups, by id, with these roles.

    403 unless what SCIM manages is among them as it is (D: nobody is taken out by whatever route).
    """
    targets = org.store.resource_groups.values()
    changed = [each for each in targets if each.members.get(person.id) != roles.get(each.id)]
    for target in changed:
        if target.links:
            raise _managed(target)
    for target in changed:
        resource_groups.assign(org, target, {person.id: roles.get(target.id)})


def _service_accounts(org: Organization) -> set[str]:
    """The service accounts that any Resource Group knows."""
    return {name for each in org.store.resource_groups.values() for name in each.service_accounts}


def _managed(target: ResourceGroup) -> Problem:
    said = f"{target.name} is managed by SCIM; its members cannot be edited by hand"
    return Problem(403, said, why=("hub.resource-group.by-hand",))


def _absent(target: ResourceGroup, name: str) -> Problem:
    return missing(f"{name} is not in {target.name}", "hub.api.unknown")


def _is_in(org: Organization, target: ResourceGroup, name: str) -> bool:
    person = org.store.by_username(name)
    return name in target.service_accounts or (person is not None and person.id in target.members)


def _person_id(org: Organization, target: ResourceGroup, name: str, role: str | None) -> str:
    person = org.store.by_username(name)
    if role is None and (person is None or person.id not in target.members):
        raise _absent(target, name)
    if person is None:
        raise invalid_value(f"no account is named {name}", "hub.api.unknown")
    if role is not None and person.standing is not Standing.MEMBER:
        raise Problem(403, f"{name} is not a member of the organization", why=("hub.resource-group.members-only",))
    return person.id
