"""The second pages of the dialogs: what is typed for a person or a group that is assigned, and what is edited later."""

from typing import Any

from flask import redirect

from simulator.okta import mapping
from simulator.okta.actions.record import Refused
from simulator.okta.org import App, AppUser, Org
from simulator.preflight.verdicts import USERNAME_RULE, username_refusals
from simulator.web.api.lookups import find_app, find_app_group, find_app_user, find_group, find_user
from simulator.web.console.application.routes import of_app
from simulator.web.console.attributes.values import Field, app_fields, app_types, changed, changed_text
from simulator.web.console.pages import Deed, Pages

dialogs = Pages("assignment_dialogs", __name__, url_prefix="/admin/apps/<app_id>/assignments")

PRIORITY = "priority: a whole number of at least 0 is expected"
"""What the Management API says too."""


def username_field(title: str, username: str, note: str = "") -> Field:
    """The field of the application username."""
    return Field("userName", title, "string", username, note=note)


def rule_of_the_hub(username: str) -> dict[str, Any]:
    """What the Hub asks of a username, and why it would refuse this one; `broken` is empty where it would not."""
    return {"username": username, "username_rule": USERNAME_RULE, "broken": username_refusals(username)}


@dialogs.shows("/people/<user_id>", "assignments/assign_person.html")
def show_person(org: Org, app_id: str, user_id: str) -> Any:
    """Assign {app} to People, second page: User Name first, then a field for each attribute, with what the mapping
    gives; who has the app already is edited instead.
    """
    app, user = find_app(org, app_id), find_user(org, user_id)
    if user.id in app.users:
        return redirect(f"/admin/apps/{app.id}/assignments/people/{user.id}/edit", 303)
    username = mapping.username(org, app, user)
    profile, problems = mapping.initial_profile(org, app, user)
    notes = {one.attribute: f"The mapping fails for this person: {one.error}" for one in problems}
    fields = [username_field("User Name", username), *app_fields(app, profile, notes)]
    return of_app(org, app_id, user=user, fields=fields, **rule_of_the_hub(username))


@dialogs.does("/people/<user_id>")
def assign_person(deed: Deed, app_id: str, user_id: str) -> str:
    """Save and Go Back: the person has the app, with what was typed."""
    app, user = find_app(deed.org, app_id), find_user(deed.org, user_id)
    typed = _typed(deed, app)
    deed.do("assign_user", {"user": deed.alias(user), **typed} if typed else deed.alias(user), app)
    return f"{user.display_name} has {app.label}."


def _typed(deed: Deed, app: App) -> dict[str, Any]:
    """What was typed in a person's dialog: nothing of what nobody touched."""
    username, profile = changed_text(deed, "userName"), changed(deed, app_types(app))
    return {
        **({} if username is None else {"username": username.strip()}),
        **({"profile": profile} if profile else {}),
    }


@dialogs.shows("/people/<user_id>/edit", "assignments/edit_person.html")
def show_assignment(org: Org, app_id: str, user_id: str) -> dict[str, Any]:
    """Edit User Assignment: Username, External Id, the attributes and where each value comes from."""
    app = find_app(org, app_id)
    app_user, user = find_app_user(org, app, user_id)
    notes = {name: _source(app, app_user, name) for name in app.schema}
    fields = [username_field("Username", app_user.username), *app_fields(app, app_user.profile, notes)]
    shown = {"user": user, "app_user": app_user, "fields": fields, **rule_of_the_hub(app_user.username)}
    return of_app(org, app_id, **shown)


def _source(app: App, app_user: AppUser, name: str) -> str:
    """Where an attribute's value comes from, in the words of Okta's help (mappings 3.2 [HELP])."""
    if name in app_user.typed:
        return "Administrator"
    if name in app_user.overridden:
        return "Group"
    return f"Mapping: {app.mappings[name].expression}" if name in app.mappings else ""


@dialogs.does("/people/<user_id>/edit")
def edit_assignment(deed: Deed, app_id: str, user_id: str) -> str:
    """Save: what was typed stands above the mapping from now on; an emptied attribute goes back to it."""
    app = find_app(deed.org, app_id)
    _, user = find_app_user(deed.org, app, user_id)
    deed.do("edit_assignment", {"user": deed.alias(user), **_typed(deed, app)}, app)
    return f"{user.display_name}'s assignment is saved."


@dialogs.shows("/groups/<group_id>", "assignments/group.html")
def show_group(org: Org, app_id: str, group_id: str) -> Any:
    """Assign {app} to Groups, second page: priority, and the attributes with group scope."""
    app, group = find_app(org, app_id), find_group(org, group_id)
    if group.id in app.groups:
        return redirect(f"/admin/apps/{app.id}/assignments/groups/{group.id}/edit", 303)
    fields = app_fields(app, {}, {}, group=True)
    return of_app(org, app_id, group=group, fields=fields, priority="", edited=False)


@dialogs.does("/groups/<group_id>")
def assign_group(deed: Deed, app_id: str, group_id: str) -> str:
    """Save and Go Back: the group's members have the app."""
    app, group = find_app(deed.org, app_id), find_group(deed.org, group_id)
    values = _values(deed, app)
    deed.do("assign_group", {"group": deed.alias(group), **values} if values else deed.alias(group), app)
    return f"{group.name} has {app.label}."


def _values(deed: Deed, app: App) -> dict[str, Any]:
    """What was typed in a group's dialog."""
    priority, profile = changed_text(deed, "priority"), changed(deed, app_types(app))
    if priority and not (priority.isascii() and priority.isdecimal() and len(priority) < 10):
        raise Refused(PRIORITY, about="priority")
    return {**({"priority": int(priority)} if priority else {}), **({"profile": profile} if profile else {})}


@dialogs.shows("/groups/<group_id>/edit", "assignments/group.html")
def show_group_assignment(org: Org, app_id: str, group_id: str) -> dict[str, Any]:
    """Edit Group Assignment: another priority, other values."""
    app, group = find_app(org, app_id), find_group(org, group_id)
    assignment = find_app_group(app, group.id)
    fields = app_fields(app, assignment.profile, {}, group=True)
    return of_app(org, app_id, group=group, fields=fields, priority=assignment.priority, edited=True)


@dialogs.does("/groups/<group_id>/edit")
def edit_group(deed: Deed, app_id: str, group_id: str) -> str:
    """Save: members whose values change are pushed."""
    app, group = find_app(deed.org, app_id), find_group(deed.org, group_id)
    deed.do("edit_group_assignment", {"group": deed.alias(group), **_values(deed, app)}, app)
    return f"The assignment of {group.name} is saved."
