"""Who is where at the end of a run: what Okta says of each person and pushed group, what the provider holds, and why
the two differ where the run knows it.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable
from itertools import chain

from simulator.okta.org import App, AppUser, GroupPush, OktaUser
from simulator.play.provider_view import GROUPS, USERS, ProviderView
from simulator.play.reading import Look, NotThere, There, Unreadable, member_of
from simulator.play.transcript import Event, Exchange, Finding
from simulator.play.verification import Lost, unfound
from simulator.play.who_is_where.groups import Pushed
from simulator.play.who_is_where.others import Others
from simulator.play.who_is_where.people import Person
from simulator.play.who_is_where.rows import Row, Trail
from simulator.verbs.tenant import Tenant

__all__ = ["Others", "Row", "WhoIsWhere"]

_MOST_SINGLE_READS = 10
"""How many people, or groups, are looked at one by one; more are read page by page, where that takes fewer requests."""
_FOUND = {"user": {"user", "active"}, "group": {"group", "members", "displayName"}}
"""What reading back finds that makes the two sides disagree, by whom it is about."""
_BASIC = "/scim-provisioning/"
"""In the address of the Hub's family for Basic SSO, where people are invited."""

Looking = Generator[Event | Row | Lost, None, None]


class WhoIsWhere:
    """Follows a run, and in the end looks at everybody and every pushed group that it touched."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._assigned = dict(tenant.app.users)
        self._off: dict[str, str | None] = {}
        self._pushed: dict[str, GroupPush] = {}
        self._aliases: dict[str, str] = {}
        self._trails: defaultdict[str, Trail] = defaultdict(Trail)
        self._found: set[tuple[str, str]] = set()

    def note(self, event: Event) -> None:
        """Take in what Okta sent about somebody, and what reading back has found."""
        if isinstance(event, Exchange) and event.origin == "okta" and event.subject is not None:
            groups = event.request["path"].startswith(GROUPS)
            aliases = self._tenant.groups if groups else self._tenant.people
            self._trails[aliases.get(event.subject, event.subject)].note(event)
        elif isinstance(event, Finding):
            self._found |= {(kind, event.subject) for kind, found in _FOUND.items() if event.attribute in found}

    def see(self) -> None:
        """Remember who is assigned and what is pushed, since either may end, and what is off when it does."""
        org, app = self._tenant.org, self._tenant.app
        changed, app.reassigned = app.reassigned, {}
        for user_id in list(changed):
            if user_id in app.users:
                self._assigned[user_id] = app.users[user_id]
                self._off.pop(user_id, None)
            elif user_id in self._assigned:
                self._off.setdefault(user_id, _off(app))
        self._pushed.update(app.pushes)
        self._aliases.update((one, org.groups[one].alias) for one in app.pushes if one in org.groups)

    def rows(self, view: ProviderView | None) -> Looking:
        """A row for each, and a finding for each disagreement that was not found before; our reads in between.

        `view` is by what the provider is looked at, None where nobody looks. Whatever lock the org is held by may be
        let go between two rows, and while a request is under way.
        """
        for one in chain(self._people(view), self._groups(view)):
            yield one
            known = isinstance(one, Row) and one.accepted and (one.kind, one.alias) in self._found
            if isinstance(one, Row) and one.agrees is False and not known:
                yield _lost(one)

    def others(self, rows: Iterable[Row], view: ProviderView) -> Generator[Event, None, Others]:
        """What only the provider has, beside these `rows`."""
        state = None if self._tenant.hub is None else self._tenant.hub_page("GET", "/state", None)
        return (yield from Others.read(rows, view, state))

    def not_looked(self, user_id: str) -> Row | None:
        """The row of somebody who has or had the app, as it is where nobody looks; None for anybody else."""
        app_user = self._assigned.get(user_id) or self._tenant.app.users.get(user_id)
        return None if app_user is None else self._subject(user_id, app_user, None, (), invited=False).row()

    def _people(self, view: ProviderView | None) -> Looking:
        tenant, assigned = self._tenant, list(self._assigned.items())
        if view is not None and len(assigned) > _MOST_SINGLE_READS:
            yield from view.listing(USERS, len(assigned))
        owners = _owners({user_id: one.external_id for user_id, one in assigned})
        invited = self._invited() if view is not None else set()
        for user_id, app_user in assigned:
            user, look = self._person(user_id), None
            if view is not None:
                scim_id = app_user.external_id or self._seen_id("Users", tenant.people, user.alias, user_id)
                look = yield from self._look(view, USERS, app_user.username.strip(), scim_id, owners)
            others = [one for one in owners.get(app_user.external_id, ()) if one != user_id]
            waits = isinstance(look, There) and str(member_of(look.resource, "userName")) in invited
            sharing = tuple(self._person(one).alias for one in others)
            yield self._subject(user_id, app_user, look, sharing, invited=waits).row()

    def _subject(
        self, user_id: str, app_user: AppUser, look: Look | None, sharing: tuple[str, ...], *, invited: bool
    ) -> Person:
        tenant, user = self._tenant, self._person(user_id)
        return Person(
            tenant.org, tenant.app, user.alias, app_user.username, self._trails[user_id], look,
            user, app_user, self._off.get(user_id), sharing, invited,
        )  # fmt: skip

    def _person(self, user_id: str) -> OktaUser:
        return self._tenant.org.users.get(user_id) or self._tenant.org.departed[user_id]

    def _groups(self, view: ProviderView | None) -> Looking:
        tenant, pushed = self._tenant, list(self._pushed.items())
        if view is not None and len(pushed) > _MOST_SINGLE_READS:
            yield from view.listing(GROUPS, len(pushed))
        owners = _owners({group_id: one.external_id for group_id, one in pushed})
        names = {one.external_id: one.username for one in list(self._assigned.values()) if one.external_id}
        for group_id, push in pushed:
            alias, look = self._aliases[group_id], None
            if view is not None:
                scim_id = push.external_id or self._seen_id("Groups", tenant.groups, alias, group_id)
                name = None if scim_id and tenant.app.pushes.get(group_id) is not push else push.target_name
                look = yield from self._look(view, GROUPS, name, scim_id, owners)
            members: list[str] | Unreadable = []
            if view is not None and isinstance(look, There):
                members = yield from view.members(look.resource)
            yield Pushed(
                tenant.org, tenant.app, alias, push.target_name, self._trails[group_id], look, push, members, names
            ).row()

    def _look(
        self, view: ProviderView, path: str, name: str | None, scim_id: str | None, owners: dict[str | None, list[str]]
    ) -> Generator[Event | Lost, None, Look]:
        """A look; what has the name and is another's by its id is not theirs."""
        look = yield from view.held(path, name, scim_id)
        if isinstance(look, There) and (found := str(look.resource.get("id"))) != scim_id:
            if found in owners:
                return NotThere(f"what is called {name} is another's")
            if look.unfound is not None:
                yield unfound(str(name), look)
        return look

    def _seen_id(self, collection: str, aliases: dict[str, str], alias: str, okta_id: str) -> str | None:
        """The SCIM id last seen on the wire; none where the alias stands for another by now."""
        return self._tenant.scim_ids.get((collection, alias)) if aliases.get(alias) == okta_id else None

    def _invited(self) -> set[str]:
        """Who has not accepted an invitation yet, where the bundled Hub can be asked."""
        if self._tenant.hub is None or _BASIC not in self._tenant.app.base_url:
            return set()
        members = self._tenant.hub_page("GET", "/state", None)["members"]
        return {name for name, standing in members.items() if standing == "pending"}


def _owners(ids: dict[str, str | None]) -> dict[str | None, list[str]]:
    """Whom Okta holds each SCIM id for."""
    owners: defaultdict[str | None, list[str]] = defaultdict(list)
    for okta_id, scim_id in ids.items():
        if scim_id is not None:
            owners[scim_id].append(okta_id)
    return dict(owners)


def _off(app: App) -> str | None:
    """What keeps a deactivation from being sent."""
    if not app.sending:
        return "the API integration was off: nothing was sent"
    return None if "deactivate_users" in app.features else "Deactivate Users was off"


def _lost(row: Row) -> Lost:
    whose = row.alias if row.kind == "user" else f"The group {row.alias}"
    text = f"{whose} is {row.provider} at the provider, and {row.okta} in Okta"
    attribute = "active" if row.kind == "user" else "members"
    return Lost(row.alias, attribute, row.okta, row.provider, f"{text}: {row.reason}." if row.reason else f"{text}.")
