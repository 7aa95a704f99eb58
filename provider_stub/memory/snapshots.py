"""A stub's whole memory as one JSON value, to be saved and loaded again; it holds no token, only digests."""

from dataclasses import asdict
from typing import Any

from provider_stub.faults.fault import Fault, check_name
from provider_stub.faults.injection import Faults
from provider_stub.http.message import Problem, invalid_value
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import ROLES, AutoJoin, Group, Person, ResourceGroup, Standing
from provider_stub.memory.store import Store
from provider_stub.quirks import QUIRKS

FORMAT = 1


def dump(org: Organization) -> dict[str, Any]:
    """The state of `org`; call it with the lock held."""
    store = org.store
    return {
        "format": FORMAT,
        "organization": org.settings.organization,
        "sso": org.settings.sso,
        "token_sha256": list(org.token_digests),
        "ids": {"record": store.ids.given, "audit": org.audit_ids.given, "request": org.request_ids.given},
        "quirks": sorted(org.quirks),
        "faults": [fault.described() for fault in org.faults.rest()],
        "gone_usernames": sorted(store.gone_usernames),
        "people": [_plain(each) for each in store.people.values()],
        "scim_users": list(store.scim_users),
        "groups": [_plain(each) | {"members": dict(each.members)} for each in store.groups.values()],
        "resource_groups": [asdict(each) for each in store.resource_groups.values()],
        "audit": list(store.audit),
    }


def _plain(record: Person | Group) -> dict[str, Any]:
    """As `asdict`, without its copies: a state is saved often, and nobody is answered meanwhile."""
    return {name: getattr(record, name) for name in record.__slots__}


def load(org: Organization, state: Any) -> None:
    """Make `org` what `state`, a value of `dump`, says.

    400 for no such value, and for one of another organization or SSO model; nothing changes then.
    """
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise invalid_value(f"this is no saved state of a stub in format {FORMAT}", "hub.pages.own")
    if (state.get("organization"), state.get("sso")) != (org.settings.organization, org.settings.sso):
        raise invalid_value(
            f"this state is of {state.get('organization')!r} ({state.get('sso')}), not of "
            f"{org.settings.organization!r} ({org.settings.sso})",
            "hub.pages.own",
        )
    try:
        _replace(org, state)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise Problem(
            400, f"this saved state is damaged: {type(wrong).__name__} {wrong}", "invalidValue", why=("hub.pages.own",)
        ) from wrong


def _replace(org: Organization, state: dict[str, Any]) -> None:
    store = _store(org.settings.seed, state)
    faults = Faults(org.clock, [Fault.of(each) for each in state["faults"]])
    names = frozenset(check_name("quirk", each, QUIRKS) for each in state["quirks"])
    digests = state["token_sha256"] or []
    audit_ids, request_ids = int(state["ids"]["audit"]), int(state["ids"]["request"])
    if not isinstance(digests, list) or not all(isinstance(each, str) and each.isascii() for each in digests):
        raise ValueError("token_sha256 is no list of digests")
    org.store, org.faults = store, faults
    org.token_digests, org.token_end = tuple(digests), None
    org.audit_ids.given, org.request_ids.given = audit_ids, request_ids
    org.use_quirks(names)


def _store(seed: int, state: dict[str, Any]) -> Store:
    store = Store(seed)
    store.ids.given = int(state["ids"]["record"])
    store.gone_usernames.update(state["gone_usernames"])
    for person in map(_person, state["people"]):
        store.add_person(person)
    store.scim_users = {person_id: store.people[person_id] for person_id in state["scim_users"]}
    for group in map(_group, state["groups"]):
        _check(group, group.members.keys() <= store.scim_users.keys())
        store.add_group(group)
    for target in map(_resource_group, state["resource_groups"]):
        _check(target, target.members.keys() <= store.people.keys() and target.links.keys() <= store.groups.keys())
        store.resource_groups[target.id] = target
    store.audit.extend(map(dict, state["audit"]))
    return store


def _person(given: dict[str, Any]) -> Person:
    person = Person(**(given | {"standing": Standing(given["standing"])}))
    texts = (person.id, person.username, person.given_name, person.family_name)
    _check(person, all(isinstance(each, str) for each in texts) and person.role in ROLES)
    _check(person, isinstance(person.email, str | None) and isinstance(person.external_id, str | None))
    return person


def _group(given: dict[str, Any]) -> Group:
    group = Group(**given)
    _check(group, all(isinstance(times, int) and times > 0 for times in group.members.values()))
    return group


def _resource_group(given: dict[str, Any]) -> ResourceGroup:
    auto_join = given["auto_join"]
    target = ResourceGroup(**(given | {"auto_join": AutoJoin(**auto_join) if auto_join else None}))
    roles = (*target.members.values(), *target.links.values(), *target.service_accounts.values())
    _check(target, isinstance(target.id, str) and isinstance(target.name, str) and all(each in ROLES for each in roles))
    _check(target, all(isinstance(cents, int) for cents in target.spend_limits.values()))
    return target


def _check(what: Person | Group | ResourceGroup, holds: bool) -> None:
    if not holds:
        raise ValueError(f"{type(what).__name__} {what.id} cannot be")
