"""What only a stub has: faults, quirks, a view of its state, reset and snapshots."""

from provider_stub.faults.fault import Fault
from provider_stub.http.message import Answer, Call, invalid_value
from provider_stub.memory import seeding, snapshots
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Group, Standing
from provider_stub.pages import actions as pages
from provider_stub.pages import bodies


def add_fault(org: Organization, call: Call) -> Answer:
    """Arm one fault."""
    try:
        fault = Fault.of(call.document)
    except ValueError as wrong:
        raise invalid_value(str(wrong)) from None
    org.faults.add(fault)
    return Answer(201, fault.described())


def clear_faults(org: Organization, _call: Call) -> Answer:
    """Disarm all faults."""
    org.faults.clear()
    return Answer(204)


def switch_quirk(org: Organization, call: Call) -> Answer:
    """Switch one quirk on or off."""
    body = bodies.members(call)
    name, on = bodies.text(body, "name"), bodies.flag(body, "on")
    try:
        org.use_quirks(frozenset(org.quirks) | {name} if on else frozenset(org.quirks) - {name})
    except ValueError as wrong:
        raise invalid_value(str(wrong)) from None
    return Answer(200, {"quirks": sorted(org.quirks)})


def show_state(org: Organization, _call: Call) -> Answer:
    """Who is where, in names: what a test or a person wants to know."""
    store = org.store
    people = store.members(lambda each: each.standing is not Standing.OUTSIDER)
    targets = store.resource_groups.values()
    return Answer(
        200,
        {
            "organization": org.settings.organization,
            "sso": org.settings.sso,
            "members": {each.username: each.standing.value for each in people},
            "resource_groups": {each.name: pages.roles(org, each) for each in targets},
            "service_accounts": {each.name: each.service_accounts for each in targets if each.service_accounts},
            "auto_join": [each.name for each in targets if each.auto_join],
            "groups": {each.display_name: _usernames(org, each) for each in store.groups.values()},
            "links": [pages.shown_link(store.groups[group_id], each) for each in targets for group_id in each.links],
            "accounts": [each.username for each in store.people.values()],
            "token": "set" if org.token_digests else "revoked",
            "quirks": sorted(org.quirks),
            "faults": org.faults.described(),
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
