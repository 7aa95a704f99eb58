"""/Groups, the same in both families (huggingface-scim 9)."""

from collections.abc import Iterable, Sequence

from provider_stub.http.message import Answer, Call, Problem, invalid_value, missing, taken
from provider_stub.memory import resource_groups
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Group, Standing
from provider_stub.scim import patching, payloads, queries, resources

FILTERS: queries.Filters[Group] = {
    "id": lambda org, value: [org.store.groups[value]] if value in org.store.groups else [],
    "displayName": lambda org, value: _named(org, value),
    "externalId": lambda org, value: org.store.by_group_external_id(value),
}
"""The attributes that a list can be filtered by, each with the groups of that value (I: Okta needs the second)."""


def _named(org: Organization, name: str) -> Sequence[Group]:
    return org.store.by_group_name(name, exact=org.rules.group_name_exact)


def _find(org: Organization, call: Call) -> Group:
    return queries.named(call, org.rules, org.store.groups, "Group not found")


def list_groups(org: Organization, call: Call) -> Answer:
    """GET /Groups: in order of creation."""
    page = queries.selected(org, call, org.store.groups, resources.GROUP_URN, FILTERS)
    if page.found_in_another_case("displayName", lambda group: group.display_name):
        call.why.append("hub.group.name-case")
    members = queries.wants_members(call.params)
    shown = [resources.group(group, call.base, members=members) for group in page.records]
    return Answer(200, resources.listing(shown, page.total, page.start))


def get_group(org: Organization, call: Call) -> Answer:
    """GET /Groups/{id}."""
    members = queries.wants_members(call.params)
    return Answer(200, resources.group(_find(org, call), call.base, members=members))


def create(org: Organization, call: Call) -> Answer:
    """POST /Groups: the name is unique in the organization (O)."""
    naming, ids = payloads.group(call, org.rules, replaces=False)
    if named := _named(org, naming["display_name"]):
        raise taken("Group already exists", "hub.group.conflict", *_by_case(named, naming["display_name"]))
    members = _known(org, call, ids)
    group = Group(org.store.ids.next(), **naming)
    org.store.add_group(group)
    _join(org, group, members)
    shown = resources.group(group, call.base)
    return Answer(201, shown, {"Location": shown["meta"]["location"]})


def replace(org: Organization, call: Call) -> Answer:
    """PUT /Groups/{id}: name, externalId and all members."""
    group = _find(org, call)
    naming, ids = payloads.group(call, org.rules, replaces=True)
    members = _known(org, call, ids)
    _rename(org, group, naming)
    _replace_members(org, group, dict.fromkeys(members))
    return Answer(200, resources.group(group, call.base))


def modify(org: Organization, call: Call) -> Answer:
    """PATCH /Groups/{id}: all operations or none; 200 with the resource (O)."""
    group = _find(org, call)
    changes = patching.group_changes(call, org.rules)
    added = dict.fromkeys(_known(org, call, [each for each, inside in changes.members.items() if inside]))
    _rename(org, group, changes.naming)
    if changes.cleared:
        _replace_members(org, group, added)
    else:
        _leave(org, group, [each for each, inside in changes.members.items() if not inside])
        _join(org, group, added)
    return Answer(200, resources.group(group, call.base))


def delete(org: Organization, call: Call) -> Answer:
    """DELETE /Groups/{id}."""
    group = _find(org, call)
    org.store.remove_group(group)
    resource_groups.group_deleted(org, group)
    return Answer(204)


def _by_case(named: Iterable[Group], name: str) -> tuple[str, ...]:
    """The rule by which a name is taken that nobody has in just these letters."""
    return () if any(each.display_name == name for each in named) else ("hub.group.name-case",)


def _known(org: Organization, call: Call, ids: Sequence[str]) -> Sequence[str]:
    """Those ids that are SCIM users; others are refused or left out (rule `unknown_member`)."""
    if org.rules.members_ignored:
        return []
    users = org.store.scim_users
    unknown = [each for each in ids if each not in users]
    rule = () if org.by_quirk("unknown_member") else ("hub.group.unknown-member",)
    if unknown and org.rules.unknown_member == "missing":
        raise missing("User not found.", *rule)
    if unknown and org.rules.unknown_member == "refuse":
        raise invalid_value(f"members: {unknown[0][:100]!r} is not a SCIM user of this organization", *rule)
    call.why += rule * bool(unknown)
    known = [each for each in ids if each in users] if unknown else ids
    if org.rules.inactive_member_refused:
        for each in known:
            if users[each].standing is Standing.INACTIVE:
                said = f"members: {users[each].username!r} is not active"
                raise Problem(400, said, "invalidValue", why=())  # only a quirk refuses them
    return known


def _rename(org: Organization, group: Group, naming: payloads.Changes) -> None:
    name = naming.get("display_name", group.display_name)
    others = [other for other in _named(org, name) if other is not group]
    if org.rules.group_rename_checks_name and others:
        raise taken("Group already exists", "hub.group.rename-conflict", *_by_case(others, name))
    org.store.change_group(group, naming)


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
