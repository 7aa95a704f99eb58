"""/Groups, the same in both families (huggingface-scim 9)."""

from collections.abc import Iterable
from typing import Any

from provider_stub.http.message import Answer, Call, invalid_value, missing, taken
from provider_stub.memory import resource_groups
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Group, Standing
from provider_stub.memory.store import page
from provider_stub.scim import patching, payloads, queries, resources

FILTERED = ("id", "displayName", "externalId")


def list_groups(org: Organization, call: Call) -> Answer:
    """GET /Groups: in order of creation; filters by displayName, externalId or id (I: Okta needs the first)."""
    start, count = queries.paging(call.params, org.rules)
    wanted = queries.equality(call.params.get("filter", ""), FILTERED, resources.GROUP_URN)
    members = queries.wants_members(call.params)
    if wanted is None:
        total, found = len(org.store.groups), page(org.store.groups, start, count)
    else:
        matches = _matching(org, *wanted)
        total, found = len(matches), matches[start - 1 : start - 1 + count]
    shown = [resources.group(group, call.base, members=members) for group in found]
    return Answer(200, resources.listing(shown, total, start))


def _matching(org: Organization, attribute: str, value: str) -> list[Group]:
    if attribute == "displayName":
        return org.store.by_group_name(value, exact=org.rules.group_name_exact)
    if attribute == "externalId":
        return org.store.by_group_external_id(value)
    return [org.store.groups[value]] if value in org.store.groups else []


def find(org: Organization, call: Call) -> Group:
    """The group a path names.

    Raises:
        Problem: 404; a malformed id by the rule `malformed_id`.
    """
    queries.check_id(call.resource_id, org.rules)
    group = org.store.groups.get(call.resource_id)
    if group is None:
        raise missing("Group not found")
    return group


def get_group(org: Organization, call: Call) -> Answer:
    """GET /Groups/{id}."""
    members = queries.wants_members(call.params)
    return Answer(200, resources.group(find(org, call), call.base, members=members))


def create(org: Organization, call: Call) -> Answer:
    """POST /Groups: the name is unique in the organization (O)."""
    body = payloads.new_group(call.document, org.rules)
    if org.store.by_group_name(body.display_name, exact=org.rules.group_name_exact):
        raise taken("Group already exists")
    members = _known(org, body.members)
    group = Group(org.store.ids.next(), body.display_name, body.external_id)
    org.store.add_group(group)
    _join(org, group, members)
    shown = resources.group(group, call.base)
    return Answer(201, shown, {"Location": shown["meta"]["location"]})


def replace(org: Organization, call: Call) -> Answer:
    """PUT /Groups/{id}: name, externalId and all members."""
    group = find(org, call)
    body = payloads.group(call.document, org.rules)
    members = _known(org, body.members)
    _rename(org, group, body.display_name, body.external_id)
    _replace_members(org, group, dict.fromkeys(members))
    return Answer(200, resources.group(group, call.base))


def modify(org: Organization, call: Call) -> Answer:
    """PATCH /Groups/{id}: all operations or none; 200 with the resource (O)."""
    group = find(org, call)
    changes = patching.group_changes(call.document, org.rules)
    added = dict.fromkeys(_known(org, changes.added))
    naming: dict[str, Any] = {"display_name": group.display_name, "external_id": group.external_id}
    _rename(org, group, **(naming | changes.naming))
    if changes.cleared:
        _replace_members(org, group, added)
    else:
        _leave(org, group, changes.removed)
        _join(org, group, added)
    return Answer(200, resources.group(group, call.base))


def delete(org: Organization, call: Call) -> Answer:
    """DELETE /Groups/{id}."""
    group = find(org, call)
    org.store.remove_group(group)
    resource_groups.group_deleted(org, group)
    return Answer(204)


def _known(org: Organization, ids: Iterable[str]) -> list[str]:
    """Those ids that are SCIM users; others are refused or left out (rule `unknown_member`).

    Raises:
        Problem: one of them is not, or is inactive where that is refused; nothing of the request is done then.
    """
    if org.rules.members_ignored:
        return []
    listed, users = list(ids), org.store.scim_users
    unknown = [each for each in listed if each not in users]
    if unknown and org.rules.unknown_member == "missing":
        raise missing("User not found.")
    if unknown and org.rules.unknown_member == "refuse":
        raise invalid_value(f"members: {unknown[0][:100]!r} is not a SCIM user of this organization")
    known = [each for each in listed if each in users] if unknown else listed
    if org.rules.inactive_member_refused:
        for each in known:
            if users[each].standing is Standing.INACTIVE:
                raise invalid_value(f"members: {users[each].username!r} is not active")
    return known


def _rename(org: Organization, group: Group, display_name: str, external_id: str | None) -> None:
    named = org.store.by_group_name(display_name, exact=org.rules.group_name_exact)
    if org.rules.group_rename_checks_name and any(other is not group for other in named):
        raise taken("Group already exists")
    org.store.change_group(group, display_name, external_id)


def _replace_members(org: Organization, group: Group, wanted: dict[str, None]) -> None:
    _leave(org, group, [each for each in group.members if each not in wanted])
    _join(org, group, [each for each in wanted if each not in group.members])


def _leave(org: Organization, group: Group, ids: Iterable[str]) -> None:
    if org.rules.members_ignored or org.rules.member_removal_ignored:
        return
    left = org.store.leave(group, list(ids))
    resource_groups.refresh_linked(org, group, left)


def _join(org: Organization, group: Group, ids: Iterable[str]) -> None:
    joined = org.store.join(group, ids, repeat=org.rules.members_repeat)
    resource_groups.refresh_linked(org, group, joined)
