"""`/admin/apps/<id>/assignments`: the people and groups that have an app, and what can be done to an assignment."""

from typing import Any

from flask import request

from simulator.okta import wording
from simulator.okta.actions.record import Refused
from simulator.okta.org import App, AppUser, Group, GroupAssignment, OktaUser, Org
from simulator.web.api.lookups import find_app, find_app_user, find_group, find_user
from simulator.web.console.application.routes import of_app
from simulator.web.console.layout.paging import Listing, listing
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.people.routes import searched

assignments = Pages("assignments", __name__, url_prefix="/admin/apps/<app_id>/assignments")

TYPES = {"USER": "Individual", "GROUP": "Group"}
"""How the list calls where an assignment comes from (okta-console 4)."""
NOBODY_WAITS = "Nobody waits for Provision User any more."


@assignments.shows("", "assignments/list.html")
def list_assignments(org: Org, app_id: str) -> dict[str, Any]:
    """The people who have the app, or the groups it is assigned to."""
    app, show = find_app(org, app_id), request.args.get("show", "people")
    rows = _group_rows(org, app) if show == "groups" else _person_rows(org, app)
    waiting = len(_waiting(app))
    return of_app(org, app_id, show=show, rows=rows, types=TYPES, waiting=waiting, before=wording.ASSIGNED_BEFORE)


def _person_rows(org: Org, app: App) -> Listing[tuple[AppUser, OktaUser]]:
    rows = ((one, org.users[one.user_id]) for one in app.users.values())
    return listing(rows, lambda row: f"{row[0].username}\n{searched(row[1])}")


def _group_rows(org: Org, app: App) -> Listing[tuple[GroupAssignment, Group]]:
    by_priority = sorted(app.groups.values(), key=lambda one: one.priority)
    return listing(((one, org.groups[one.group_id]) for one in by_priority), lambda row: row[1].name)


def _waiting(app: App) -> list[AppUser]:
    """Who was assigned before provisioning was on, and has not been provisioned since (okta-wire 2.1)."""
    return [one for one in app.users.values() if one.error == wording.ASSIGNED_BEFORE and not one.provisioned]


@assignments.does("/provision")
def provision_all(deed: Deed, app_id: str) -> str:
    """Provision User, for whoever needs it: a verb for each of them."""
    app = find_app(deed.org, app_id)
    waiting = [deed.org.users[one.user_id] for one in _waiting(app)]
    if not waiting:
        raise Refused(NOBODY_WAITS)
    for user in waiting:
        deed.do("provision_user", deed.alias(user), app)
    return f"{len(waiting):,} {'person is' if len(waiting) == 1 else 'people are'} provisioned."


@assignments.shows("/people", "assignments/people.html")
def show_people(org: Org, app_id: str) -> dict[str, Any]:
    """Assign {app} to People: everybody, those who have it already among them."""
    return of_app(org, app_id, people=listing(org.users.values(), searched))


@assignments.shows("/groups", "assignments/groups.html")
def show_groups(org: Org, app_id: str) -> dict[str, Any]:
    """Assign {app} to Groups: every group, those that have it already among them."""
    return of_app(org, app_id, groups=listing(org.groups.values(), lambda group: group.name))


@assignments.does("/people/<user_id>/remove")
def unassign_user(deed: Deed, app_id: str, user_id: str) -> str:
    """X: the assignment ends; where a group gives the app too, it becomes the group's."""
    app = find_app(deed.org, app_id)
    _, user = find_app_user(deed.org, app, user_id)
    deed.do("unassign_user", deed.alias(user), app)
    if user.id in app.users:
        return f"{user.display_name} has {app.label} through a group now."
    return f"{user.display_name} no longer has {app.label}."


@assignments.does("/people/<user_id>/provision")
def provision_user(deed: Deed, app_id: str, user_id: str) -> str:
    """Provision User, for one person."""
    app, user = find_app(deed.org, app_id), find_user(deed.org, user_id)
    deed.do("provision_user", deed.alias(user), app)
    return f"{user.display_name} is provisioned."


@assignments.does("/people/<user_id>/reapply")
def reapply_mapping(deed: Deed, app_id: str, user_id: str) -> str:
    """Re-apply mapping: this one assignment is computed anew (mappings 3.4)."""
    app, user = find_app(deed.org, app_id), find_user(deed.org, user_id)
    deed.do("reapply_mapping", deed.alias(user), app)
    return f"The mapping was applied to {user.display_name}'s assignment again."


@assignments.does("/groups/<group_id>/remove")
def unassign_group(deed: Deed, app_id: str, group_id: str) -> str:
    """X: members who had the app through this group alone lose it."""
    app, group = find_app(deed.org, app_id), find_group(deed.org, group_id)
    deed.do("unassign_group", deed.alias(group), app)
    return f"{group.name} no longer has {app.label}."
