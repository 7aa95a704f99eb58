"""Both sides in rows: who is what in Okta, and what the provider was seen to hold of them; and one sentence on it all.

Who agrees is not decided here but in `play.who_is_where`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from flask import request

from simulator.okta.org import App, AppUser, Group, OktaUser, Org
from simulator.play.who_is_where import Row
from simulator.play.who_is_where.others import called
from simulator.web.console.layout.paging import SIZE, Listing, listing
from simulator.web.engine.looking import Looking, Seen

FEW = 10
"""People and groups that need no search."""
MOST_NAMES = 4
MOST_REASONS = 2
NOT_LOOKED = "not looked"
Shade = Literal["", "differs", "explained", "unknown"]
One = str | Row
"""Somebody of the list: by Okta id, or the row of one whom Okta does not have."""


@dataclass(frozen=True)
class PersonRow:
    """A person on both sides; `shade` says whether they differ, and `reason` why, where it is known."""

    name: str
    id: str | None
    login: str
    status: str
    assignment: str
    username: str
    error: str | None
    account: str
    member: str
    roles: dict[str, str]
    shade: Shade
    reason: str | None


@dataclass(frozen=True)
class GroupRow:
    """A group on both sides; `links` are the Hub's Resource Groups with the role that each grants."""

    name: str
    members: list[str]
    count: int
    status: str
    error: str | None
    at_provider: str
    held: list[str]
    links: dict[str, str]
    shade: Shade
    reason: str | None


@dataclass(frozen=True)
class Sides:
    """What the page shows of both: `many`, more than are seen at a glance; `limited`, to what differs."""

    people: Listing[One]
    rows: list[PersonRow]
    groups: list[GroupRow]
    more_groups: int
    many: bool
    limited: bool
    role: str
    sentence: str
    seen: Seen | None = field(repr=False)


def sides(org: Org, app: App, looking: Looking, provider: str) -> Sides:
    """Both sides now, as far as they were looked at; `provider` is what the other one is called."""
    seen = looking.seen
    everybody: Iterable[One] = [*org.users, *_beyond(org, seen)]
    unlike = [] if seen is None else [*seen.unlike, *seen.unknown]
    limited = request.args.get("only") == "unlike"
    if limited:
        marked = {one.okta_id for one in unlike}
        everybody = [one for one in everybody if (one.agrees is not True if isinstance(one, Row) else one in marked)]
    people = listing(everybody, lambda one: _searched(org, app, one))
    rows = [_person(org, app, looking, seen, one) for one in people.rows]
    groups = [one for one in _groups(org, app, seen) if people.wanted.casefold() in one.name.casefold()]
    role, sentence = _verdict(seen, provider)
    many = limited or bool(people.wanted) or len(org.users) + len(org.groups) > FEW
    return Sides(people, rows, groups[:SIZE], max(0, len(groups) - SIZE), many, limited, role, sentence, seen)


def _beyond(org: Org, seen: Seen | None) -> list[Row]:
    """Those who were seen and are not in Okta, or not any more."""
    if seen is None:
        return []
    departed = [one for user_id, one in seen.people.items() if user_id not in org.users]
    return [*departed, *(one for one in seen.others.rows if one.kind == "user")]


def _searched(org: Org, app: App, one: One) -> str:
    if isinstance(one, Row):
        return f"{one.alias} {one.name}"
    user, app_user = org.users[one], app.users.get(one)
    return f"{user.login} {user.display_name} {user.alias} {app_user.username if app_user else ''}"


def _person(org: Org, app: App, looking: Looking, seen: Seen | None, one: One) -> PersonRow:
    if isinstance(one, Row):
        return _stranger(one, seen, org.departed.get(one.okta_id or ""))
    user, app_user = org.users[one], app.users.get(one)
    row = seen.people.get(one) if seen else None
    if row is None:
        shown = looking.not_looked(one)
        account = _unseen(shown, looking) if shown else NOT_LOOKED if seen is None else ""
        held: tuple[str, str, dict[str, str]] = (account, "", {})
    else:
        held = _at_provider(row, seen)
    return PersonRow(
        user.display_name, one, user.login, user.status, *_assignment(app_user), *held, _shade(row),
        row.reason if row else None,
    )  # fmt: skip


def _unseen(row: Row, looking: Looking) -> str:
    """What is said of somebody at whom nobody looked; of whom a request is out, it is not on record yet."""
    return NOT_LOOKED if row.provider.endswith("nothing was sent") and looking.busy() else row.provider


def _assignment(app_user: AppUser | None) -> tuple[str, str, str | None]:
    return ("", "", None) if app_user is None else (app_user.status, app_user.username, app_user.error)


def _stranger(row: Row, seen: Seen | None, departed: OktaUser | None) -> PersonRow:
    account, member, roles = _at_provider(row, seen)
    name, login = (departed.display_name, departed.login) if departed else (called(row), "")
    status = "DELETED" if departed else ""
    return PersonRow(name, None, login, status, "", "", None, account, member, roles, _shade(row), row.reason)


def _at_provider(row: Row, seen: Seen | None) -> tuple[str, str, dict[str, str]]:
    """The account, how they stand with the organization, and their Resource Groups."""
    name = called(row).casefold()
    account = "none" if row.provider == "not there" else row.provider
    if seen is None or seen.others.state is None:
        return account, "", {}
    return account, seen.members.get(name, "none"), seen.roles.get(name, {})


def _shade(row: Row | None) -> Shade:
    if row is None:
        return ""
    if row.agrees is None:
        return "unknown"
    if not row.agrees:
        return "differs"
    return "explained" if row.reason else ""


def _groups(org: Org, app: App, seen: Seen | None) -> Iterable[GroupRow]:
    rows = {} if seen is None else seen.groups
    for group in org.groups.values():
        if group is not org.everyone or group.id in app.pushes:
            yield _group(org, app, group, rows.get(group.id), seen)
    others = [] if seen is None else [one for one in seen.others.rows if one.kind == "group"]
    for row in [*(one for group_id, one in rows.items() if group_id not in org.groups), *others]:
        held = _names(row, seen)
        yield GroupRow(
            called(row), [], 0, row.okta if row.okta_id else "", None, row.provider, held, _links(row, seen),
            _shade(row), row.reason,
        )  # fmt: skip


def _group(org: Org, app: App, group: Group, row: Row | None, seen: Seen | None) -> GroupRow:
    push = app.pushes.get(group.id)
    members = [org.users[one].display_name for one in list(group.members)[:MOST_NAMES]]
    at_provider = row.provider if row else NOT_LOOKED if push and seen is None else ""
    return GroupRow(
        group.name, members, len(group.members), push.status if push else "", push.error if push else None,
        "none" if at_provider == "not there" else at_provider,
        _names(row, seen) if row else [], _links(row, seen) if row else {}, _shade(row), row.reason if row else None,
    )  # fmt: skip


def _names(row: Row, seen: Seen | None) -> list[str]:
    accounts = seen.others.accounts if seen else {}
    return [accounts.get(one, one) for one in row.members[:MOST_NAMES]]


def _links(row: Row, seen: Seen | None) -> dict[str, str]:
    state = seen.others.state if seen else None
    if state is None or row.resource is None:
        return {}
    return {one["resource_group"]: one["role"] for one in state["links"] if one["group"] == called(row)}


def _verdict(seen: Seen | None, provider: str) -> tuple[str, str]:
    """How both sides compare, as a role and in one sentence."""
    if seen is None:
        return "dim", f"Nobody has looked at {provider} yet."
    beside = f" Only {provider} has {_counted(seen.others.rows)}." if seen.others.rows else ""
    role, sentence = _compared(seen, provider)
    return role, f"{sentence}.{beside}"


def _compared(seen: Seen, provider: str) -> tuple[str, str]:
    if seen.unlike:
        return "bad", f"Okta and {provider} differ on {_counted(seen.unlike)}: {_reasons(seen.unlike)}"
    if seen.unknown:
        first = seen.unknown[0]
        why = first.reason or first.provider
        return "warn", f"Of {_counted(seen.unknown)} it cannot be said whether both sides agree: {first.alias}: {why}"
    if seen.others.short:
        agrees = "What was seen agrees" if seen.compared else "Nobody is assigned and no group is pushed"
        return "warn", f"{agrees}, but {seen.others.short}"
    if not seen.compared:
        return "dim", "Nobody is assigned and no group is pushed: there is nothing to compare yet"
    remarks = f", with a remark on {_counted(seen.explained)}: {_reasons(seen.explained)}" if seen.explained else ""
    return "good", f"Okta and {provider} hold the same: {_counted(seen.compared)}{remarks}"


def _counted(rows: list[Row]) -> str:
    people = sum(one.kind == "user" for one in rows)
    groups = len(rows) - people
    said = [
        *([f"{people:,} {'person' if people == 1 else 'people'}"] if people else []),
        *([f"{groups:,} group{'' if groups == 1 else 's'}"] if groups else []),
    ]
    return " and ".join(said)


def _reasons(rows: list[Row]) -> str:
    said = [f"{one.alias} ({one.reason})" if one.reason else one.alias for one in rows[:MOST_REASONS]]
    more = len(rows) - len(said)
    return ", ".join(said) + (f", and {more:,} more" if more else "")
