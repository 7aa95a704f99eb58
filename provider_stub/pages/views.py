"""What owners read on the Hub's web pages: the SCIM tab, members, Resource Groups, the audit log, the rate limit.

A list that can be long is read in parts: `search`, `start` (rows to leave out) and `count` (500 where it is not
given, 10,000 at most). `total` is how many rows there are in all parts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from provider_stub.http.loopback import OWN_PAGES
from provider_stub.http.message import Answer, Call, found, invalid_value
from provider_stub.hub_api import members as members_api
from provider_stub.memory.audit import timestamp
from provider_stub.memory.organization import Organization
from provider_stub.memory.records import Group, Person, ResourceGroup, Standing

LARGEST_COUNT = 10_000
DEFAULT_COUNT = 500
FAMILIES = {"managed": "scim", "basic": "scim-provisioning"}
"""The path segment of the SCIM Tenant URL by SSO model (huggingface-scim 1, O; that the tab shows this URL is I)."""

_WHOLE = re.compile(r"[0-9]{1,9}")


def scim_tab(org: Organization, call: Call) -> Answer:
    """SSO > SCIM: the tenant URL, what there is to be told of the token, and the SCIM groups with their links.

    `token_end` is None where no token is in force, or nothing of it may be told or is known.
    """
    settings = org.settings
    return Answer(
        200,
        {
            "organization": settings.organization,
            "sso": settings.sso,
            "tenant_url": f"{call.base}/api/organizations/{settings.organization}/{FAMILIES[settings.sso]}/v2",
            "token": "set" if org.token_digests else "revoked",
            "token_end": org.token_end if org.token_digests else None,
            "groups": [_group(org, each) for each in org.store.groups.values()],
        },
    )


def _group(org: Organization, group: Group) -> dict[str, Any]:
    links = [
        {"id": each.id, "resource_group": each.name, "role": each.links[group.id]}
        for each in org.store.resource_groups.values()
        if group.id in each.links
    ]
    return {"id": group.id, "name": group.display_name, "members": len(group.members), "links": links}


def list_members(org: Organization, call: Call) -> Answer:
    """Whoever is or was in the organization, is invited, or has an account beside it; `standing` keeps those of one."""
    search, standing = call.params.get("search", "").casefold(), call.params.get("standing")
    if standing is not None and standing not in set(Standing):
        raise invalid_value(f"standing: {', '.join(Standing)} are accepted", *OWN_PAGES)
    there = [each for each in org.store.people.values() if not search or search in _searched(each)]
    counted = Counter(each.standing for each in there)
    counts = {each.value: counted[each] for each in Standing}
    wanted = there if standing is None else [each for each in there if each.standing == standing]
    rows = [_member(org, each) for each in _part(wanted, call)]
    return Answer(200, {"total": len(wanted), "standings": counts, "members": rows})


def get_member(org: Organization, _call: Call, name: str) -> Answer:
    """One account, by username or id."""
    person = org.store.people.get(name) or org.store.by_username(name)
    return Answer(200, _member(org, found(person, f"no account is named {name}", *OWN_PAGES)))


def _searched(person: Person) -> str:
    return f"{person.username} {person.full_name} {person.email or ''}".casefold()


def _member(org: Organization, person: Person) -> dict[str, Any]:
    targets = org.store.resource_groups.values()
    return {
        "id": person.id,
        "username": person.username,
        "full_name": person.full_name,
        "email": person.email,
        "standing": person.standing.value,
        "provisioned": person.provisioned,
        "external_id": person.external_id,
        "role": person.role,
        "resource_groups": {each.name: each.members[person.id] for each in targets if person.id in each.members},
    }


def list_resource_groups(org: Organization, _call: Call) -> Answer:
    """The Resource Groups, without who is in them."""
    return Answer(200, {"resource_groups": [_resource_group(org, each) for each in org.store.resource_groups.values()]})


def get_resource_group(org: Organization, call: Call, name: str) -> Answer:
    """One Resource Group, by name or id, and its members."""
    target = found(org.store.resource_group_named(name), f"no Resource Group is named {name}", *OWN_PAGES)
    search = call.params.get("search", "").casefold()
    people = org.store.people
    wanted = [each for each in target.members if not search or search in _searched(people[each])]
    rows = [
        {
            "id": each,
            "username": people[each].username,
            "full_name": people[each].full_name,
            "role": target.members[each],
        }
        for each in _part(wanted, call)
    ]
    return Answer(200, _resource_group(org, target) | {"total": len(wanted), "people": rows})


def _resource_group(org: Organization, target: ResourceGroup) -> dict[str, Any]:
    auto_join, groups = target.auto_join, org.store.groups
    links = [{"id": each, "group": groups[each].display_name, "role": role} for each, role in target.links.items()]
    return {
        "id": target.id,
        "name": target.name,
        "description": target.description,
        "auto_join": {"role": auto_join.role, "scope": auto_join.scope} if auto_join else None,
        "links": links,
        "members": len(target.members),
        "service_accounts": target.service_accounts,
    }


def list_audit_events(org: Organization, call: Call) -> Answer:
    """The audit log, newest first; `q` as in its export."""
    events = members_api.matching(org, call.params.get("q", ""))
    return Answer(200, {"total": len(events), "events": list(_part(reversed(events), call))})


def rate_limit(org: Organization, _call: Call) -> Answer:
    """The rate-limit window of the SCIM token: `quota` is None where there is no limit.

    `resets` is None where no window is open: one opens with the next request (rule `window_opens`).
    """
    budget = org.limiter.budget(org.window_of("scim"), org.clock.now())
    if budget is None:
        return Answer(200, {"quota": None})
    resets = None if budget.ends is None else timestamp(budget.ends)
    return Answer(200, {**budget._asdict(), "left": budget.left, "ends": resets})


def _part(rows: Iterable[Any], call: Call) -> list[Any]:
    start = _whole(call.params, "start", 0, 0, 999_999_999)
    count = _whole(call.params, "count", DEFAULT_COUNT, 1, LARGEST_COUNT)
    return list(islice(rows, start, start + count))


def _whole(params: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    given = params.get(name, str(default))
    if not _WHOLE.fullmatch(given) or not least <= int(given) <= most:
        raise invalid_value(f"{name}: a whole number from {least} to {most} is expected", *OWN_PAGES)
    return int(given)
