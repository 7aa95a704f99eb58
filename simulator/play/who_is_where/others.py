"""What only the provider has: accounts and groups that nobody in Okta stands for, and the bundled Hub's own members."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.play.provider_view import GROUPS, NAMES, USERS, ProviderView
from simulator.play.reading import Listing, Resource, Unreadable, member_of
from simulator.play.transcript import Event
from simulator.play.who_is_where.people import active
from simulator.play.who_is_where.rows import Row, Verdict

NOBODY = "nobody"
"""What Okta says of those whom it does not know."""


@dataclass(frozen=True)
class Others:
    """`rows` of what only the provider has, which contradicts nothing that Okta says; `short` says why that may not be
    all of it.

    `accounts` gives the names of all accounts that were listed by id. `state` is what the bundled Hub's own pages show,
    None at any other provider.
    """

    rows: list[Row]
    accounts: dict[str, str] = field(default_factory=dict)
    short: str | None = None
    state: dict[str, Any] | None = None

    @classmethod
    def read(
        cls, rows: Iterable[Row], view: ProviderView, state: dict[str, Any] | None
    ) -> Generator[Event, None, "Others"]:
        """By the lists of users and groups, and the Hub's pages; `rows` are those that Okta stands for."""
        rows = list(rows)
        known = {str(one.resource.get("id")) for one in rows if one.resource}
        users = yield from view.listing(USERS)
        groups = yield from view.listing(GROUPS)
        found = [
            *(_account(one) for one in _beside(users, known)),
            *(_group(one) for one in _beside(groups, known)),
        ]
        taken = {called(one).casefold() for one in (*rows, *found) if one.kind == "user"}
        found += [] if state is None else list(_members(state, taken))
        names = {} if isinstance(users, Unreadable) else {
            scim_id: str(member_of(one, "userName")) for scim_id, one in users.resources.items()
        }  # fmt: skip
        return cls(found, names, _short(users, "accounts") or _short(groups, "groups"), state)


def called(row: Row) -> str:
    """What the provider calls them: as it shows them, else as Okta does."""
    named = None if row.resource is None else member_of(row.resource, NAMES[USERS if row.kind == "user" else GROUPS])
    return str(named) if named else row.name


def _beside(listed: Listing | Unreadable, known: set[str]) -> list[Resource]:
    if isinstance(listed, Unreadable):
        return []
    return [one for scim_id, one in listed.resources.items() if scim_id not in known]


def _short(listed: Listing | Unreadable, what: str) -> str | None:
    why = listed.why if isinstance(listed, Unreadable) else listed.short
    return None if why is None else f"the list of {what} was not read to its end: {why}"


def _account(resource: Resource) -> Row:
    shown = {True: "active", False: "inactive", None: "there"}[active(resource)]
    verdict = Verdict(True, "nobody in Okta is assigned to it")
    return _row("user", str(member_of(resource, "userName") or resource.get("id")), shown, verdict, resource)


def _group(resource: Resource) -> Row:
    members = member_of(resource, "members")
    ids = [str(one.get("value")) for one in members if isinstance(one, dict)] if isinstance(members, list) else []
    name = str(member_of(resource, "displayName") or resource.get("id"))
    return _row("group", name, "there", Verdict(True, "no group of Okta's is pushed to it"), resource, tuple(ids))


def _members(state: dict[str, Any], taken: set[str]) -> Iterable[Row]:
    """People of the bundled Hub of whom SCIM shows no account."""
    for name in state["accounts"]:
        if name.casefold() not in taken:
            member = name in state["members"]
            why = "SCIM shows no account of theirs" if member else "an account outside the organization"
            yield _row("user", name, "none", Verdict(True, why))


def _row(
    kind: Literal["user", "group"],
    name: str,
    provider: str,
    verdict: Verdict,
    resource: Resource | None = None,
    members: tuple[str, ...] = (),
) -> Row:
    return Row(kind, name, name, NOBODY, provider, **vars(verdict), resource=resource, members=members)
