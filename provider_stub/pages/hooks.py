"""What is a web page on the Hub, as hooks under `/-/`, for this machine only.

    GET    /-/scim                                 SSO > SCIM: the tenant URL, the token's end, SCIM groups with links
    POST   /-/token                                a new SCIM token: {"token"}, shown once; the old one dies
    DELETE /-/token                                revoke it
    POST   /-/invitations/{username}/accept        what the invited person does
    POST   /-/invitations/{username}/decline       {"drop": true} also forgets the invitation
    POST   /-/links {group, resource_group, role}  link a SCIM group (displayName or id); PATCH: another role;
    DELETE /-/links {group, resource_group}        remove the link
    GET    /-/resource-groups                      what there are; /{name or id}: one, with who is in it
    POST   /-/resource-groups {name, ...}          a Resource Group, as in the settings
    POST   /-/resource-groups/{name}/members       {add: {username: role} or [username], remove, role}
    POST   /-/resource-groups/{name}/auto-join     {enabled, role}
    POST   /-/accounts {username, full_name, email, member}
    POST   /-/accounts/{username}/rename {to}
    GET    /-/members                              accounts and their standing; ?standing=pending keeps those
    GET    /-/members/{username or id}             one of them
    DELETE /-/members/{username}
    GET    /-/audit-log                            newest first; ?q=type:org.add_user; /export: all of it, as the Hub
    GET    /-/rate-limit                           the window of the SCIM token: quota, used, left, when it ends
    POST   /-/faults {on, ...}; DELETE /-/faults   arm one; disarm all; GET: what is armed
    POST   /-/quirks {name, on}                    switch one; GET: those that are on
    GET    /-/state                                who is where, in names, and what is armed
    POST   /-/reset                                back to the settings
    GET    /-/snapshot; PUT /-/snapshot            the whole memory, to save and load

Long lists (members, a Resource Group's people, the audit log) are read in parts: ?search=ada&start=500&count=500.
Bodies are JSON, also where `curl -d` calls them a form. A refusal answers 4xx and `{"error": sentence}`. Whoever is
not on this machine gets 403: the caller's address must be loopback, the Host too, nothing may have been forwarded, and
no page of another site may ask.
"""

from collections.abc import Callable, Mapping
from typing import Any

from provider_stub.faults.fault import Fault
from provider_stub.http.loopback import OWN_PAGES
from provider_stub.http.message import Answer, Call, invalid_value, text
from provider_stub.hub_api import members as members_api
from provider_stub.memory import seeding, snapshots
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Group, Standing
from provider_stub.pages import actions, views


def add_fault(org: Organization, call: Call) -> Answer:
    """Arm one fault."""
    try:
        fault = Fault.of(call.document)
    except ValueError as wrong:
        raise invalid_value(str(wrong), *OWN_PAGES) from None
    org.faults.add(fault)
    return Answer(201, fault.described())


def list_faults(org: Organization, _call: Call) -> Answer:
    """What is armed and still to come."""
    return Answer(200, {"faults": _to_come(org)})


def _to_come(org: Organization) -> list[dict[str, Any]]:
    """Each fault as it could be armed now, and in words."""
    return [fault.described() | {"says": fault.said()} for fault in org.faults.rest()]


def clear_faults(org: Organization, _call: Call) -> Answer:
    """Disarm all faults."""
    org.faults.clear()
    return Answer(204)


def list_quirks(org: Organization, _call: Call) -> Answer:
    """The quirks that are on."""
    return Answer(200, {"quirks": sorted(org.quirks)})


def switch_quirk(org: Organization, call: Call) -> Answer:
    """Switch one quirk on or off."""
    name, on = text("name", call.members.get("name"), *OWN_PAGES), actions.flag(call.members, "on")
    try:
        org.use_quirks({*org.quirks, name} if on else {*org.quirks} - {name})
    except ValueError as wrong:
        raise invalid_value(str(wrong), *OWN_PAGES) from None
    return Answer(200, {"quirks": sorted(org.quirks)})


def show_state(org: Organization, _call: Call) -> Answer:
    """Who is where, in names: what a test or a person wants to know."""
    store = org.store
    people = [each for each in store.people.values() if each.standing is not Standing.OUTSIDER]
    targets = store.resource_groups.values()
    return Answer(
        200,
        {
            "organization": org.settings.organization,
            "sso": org.settings.sso,
            "members": {each.username: each.standing.value for each in people},
            "resource_groups": {each.name: actions.roles(org, each) for each in targets},
            "service_accounts": {each.name: each.service_accounts for each in targets if each.service_accounts},
            "auto_join": [each.name for each in targets if each.auto_join],
            "groups": {group.display_name: _usernames(org, group) for group in store.groups.values()},
            "links": [actions.shown_link(store.groups[group_id], each) for each in targets for group_id in each.links],
            "accounts": [each.username for each in store.people.values()],
            "token": "set" if org.token_digests else "revoked",
            "quirks": sorted(org.quirks),
            "faults": _to_come(org),
        },
    )


def _usernames(org: Organization, group: Group) -> list[str]:
    return [org.store.people[each].username for each in group.members]


def reset(org: Organization, _call: Call) -> Answer:
    """Forget everything and start from the settings."""
    org.reset()
    seeding.seed(org)
    return Answer(204)


def save_snapshot(org: Organization, _call: Call) -> Answer:
    """The whole memory."""
    return Answer(200, snapshots.dump(org))


def load_snapshot(org: Organization, call: Call) -> Answer:
    """Take over a saved memory."""
    snapshots.load(org, call.document)
    return Answer(204)


HOOKS: Mapping[str, Mapping[str, Callable[..., Answer]]] = {
    "scim": {"GET": views.scim_tab},
    "token": {"POST": actions.generate_token, "DELETE": actions.revoke_token},
    "invitations/*/accept": {"POST": actions.accept_invitation},
    "invitations/*/decline": {"POST": actions.decline_invitation},
    "links": {"POST": actions.put_link, "PATCH": actions.put_link, "DELETE": actions.remove_link},
    "resource-groups": {"GET": views.list_resource_groups, "POST": actions.add_resource_group},
    "resource-groups/*": {"GET": views.get_resource_group},
    "resource-groups/*/members": {"POST": actions.edit_members},
    "resource-groups/*/auto-join": {"POST": actions.set_auto_join},
    "accounts": {"POST": actions.add_account},
    "accounts/*/rename": {"POST": actions.rename_account},
    "members": {"GET": views.list_members},
    "members/*": {"GET": views.get_member, "DELETE": actions.delete_member},
    "audit-log": {"GET": views.list_audit_events},
    "audit-log/export": {"GET": members_api.audit_log},
    "rate-limit": {"GET": views.rate_limit},
    "faults": {"GET": list_faults, "POST": add_fault, "DELETE": clear_faults},
    "quirks": {"GET": list_quirks, "POST": switch_quirk},
    "state": {"GET": show_state},
    "reset": {"POST": reset},
    "snapshot": {"GET": save_snapshot, "PUT": load_snapshot},
}
"""The hooks by path below `/-/` and method; `*` is a name."""


def parted(segments: list[str]) -> list[str]:
    """The segments of a path below `/-/`, with a name that holds slashes, as a Resource Group's may, as one of them."""
    first, *rest = segments or [""]
    behind = [key.rpartition("*/")[2] for key in HOOKS if key.startswith(f"{first}/*/")]
    if len(rest) > 2 and rest[-1] in behind:
        return [first, "/".join(rest[:-1]), rest[-1]]
    return [first, "/".join(rest)] if len(rest) > 1 and rest[-1] not in behind else [first, *rest]
