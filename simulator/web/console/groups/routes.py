"""`/admin/groups`: the groups of the org, who is in each, and the page that adds one."""

from typing import Any

from simulator.okta.actions import accounts
from simulator.okta.org import Group, OktaUser, Org
from simulator.web.api.lookups import find_group, find_user
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.people.routes import of_people, searched

groups = Pages("groups", __name__, url_prefix="/admin/groups")


@groups.shows("", "groups/list.html")
def list_groups(org: Org) -> dict[str, Any]:
    """The groups, the built-in one last, with how many people are in each and how many apps it is assigned to."""
    shown = listing(
        sorted(org.groups.values(), key=lambda group: group.kind == "BUILT_IN"),
        lambda group: f"{group.name}\n{group.description or ''}",
    )
    return {"groups": shown, "apps": {group.id: len(_apps(org, group)) for group in shown.rows}}


def _apps(org: Org, group: Group) -> list[Any]:
    return [app for app in org.apps.values() if group.id in app.groups]


@groups.shows("/new", "groups/new.html")
def show_new(_: Org) -> dict[str, Any]:
    """Add Group."""
    return {}


@groups.does("/new")
def add_group(deed: Deed) -> str:
    """Save: the group is there, with nobody in it."""
    name, description = accounts.group_profile(
        {"name": deed.text("name"), "description": deed.text("description") or None}
    )
    alias = deed.tenant.new_alias(name, deed.tenant.groups)
    argument = {"alias": alias, "name": name}
    deed.do("create_group", argument if description is None else {**argument, "description": description})
    return f"{name} is added."


@groups.shows("/<group_id>", "groups/group.html")
def show_group(org: Org, group_id: str) -> dict[str, Any]:
    """A group: its people and its apps."""
    group = find_group(org, group_id)
    members = listing((org.users[user_id] for user_id in group.members), searched)
    rules = [rule for rule in org.rules.values() if group.id in rule.group_ids]
    placed = {user.id: [one.name for one in rules if user.id in one.members] for user in members.rows}
    return of_people(group=group, members=members, placed=placed, apps=_apps(org, group), of_okta=_of_okta(group))


def _of_okta(group: Group) -> bool:
    """Whether people and name are Okta's to change."""
    return group.kind == "OKTA_GROUP"


def _changed(org: Org, group_id: str) -> Group:
    """A group that is to be changed.

    Raises:
        Refused: it is none of Okta's own, as the Management API refuses it (management API 3.2).
    """
    group = find_group(org, group_id)
    accounts.check_okta_group(group)
    return group


@groups.does("/<group_id>/rename")
def rename(deed: Deed, group_id: str) -> str:
    """Save another name; a pushed group is renamed at the provider too, if the app is set to."""
    group, before = _changed(deed.org, group_id), find_group(deed.org, group_id).name
    name, _ = accounts.group_profile({"name": deed.text("name")})
    if name == before:
        return "The name is as it was."
    deed.do("rename_group", {"group": deed.alias(group), "name": name})
    return f"{before} is called {name} now."


@groups.does("/<group_id>/delete")
def delete(deed: Deed, group_id: str) -> str:
    """Delete; Okta refuses it while the group is pushed."""
    group = find_group(deed.org, group_id)
    deed.do("delete_group", deed.alias(group))
    return f"{group.name} is deleted."


@groups.shows("/<group_id>/people", "groups/people.html")
def show_people(org: Org, group_id: str) -> dict[str, Any]:
    """Assign people: everybody, with who is in the group already."""
    return of_people(group=find_group(org, group_id), people=listing(org.users.values(), searched))


@groups.does("/<group_id>/people/add")
def add_member(deed: Deed, group_id: str) -> str:
    """Somebody joins the group."""
    group, user = _membership(deed, group_id)
    deed.do("add_to_group", {"group": deed.alias(group), "users": [deed.alias(user)]})
    return f"{user.display_name} is in {group.name}."


@groups.does("/<group_id>/people/remove")
def remove_member(deed: Deed, group_id: str) -> str:
    """Somebody leaves the group."""
    group, user = _membership(deed, group_id)
    deed.do("remove_from_group", {"group": deed.alias(group), "users": [deed.alias(user)]})
    return f"{user.display_name} is no longer in {group.name}."


def _membership(deed: Deed, group_id: str) -> tuple[Group, OktaUser]:
    return _changed(deed.org, group_id), find_user(deed.org, deed.text("user"))
