"""Assignments as the Management API makes and changes them (management API 3.4, 3.5)."""

from simulator.okta.actions import assignments
from simulator.okta.actions.record import Refused
from simulator.okta.management_api import Choices
from simulator.okta.org import App, Group, Job, OktaUser, Org, Profile

RESERVED = "Cannot modify the userName attribute because it is a reserved attribute for this application."
"""The application username is changed in `credentials.userName`; that it alone is reserved is our reading."""


def assign_app_user(
    org: Org, app: App, user: OktaUser, *, username: str | None, profile: Profile, choices: Choices
) -> list[Job]:
    """Assign a person: the mappings fill the profile, then `profile` is laid over it, mapped attributes too [S].

    Somebody a group assigned becomes individually assigned; what stays as it is asks for nothing.

    Raises:
        Refused: deactivated (E0000117), assigned already (E0000062), or no such attribute.
    """
    held = app.users.get(user.id)
    if held is not None and held.scope == "USER" and choices.assign_again == "update":
        return update_app_user(org, app, user, username=username, profile=profile)
    _check_names(app, profile)
    if held is None:
        return assignments.assign_user(org, app, user, username=username, profile=profile)
    renamed = username if username != held.username else None
    return assignments.assign_user(org, app, user, username=renamed, profile=_changed(app, user, profile))


def update_app_user(org: Org, app: App, user: OktaUser, *, username: str | None, profile: Profile) -> list[Job]:
    """Change the attributes that stand in `profile`, and the application username.

    Raises:
        Refused: a mapped attribute (E0000075), no such attribute, or the person is not assigned.
    """
    app_user = assignments.assigned(app, user)
    changed = _changed(app, user, profile)
    _check_names(app, changed)
    if message := assignments.forbidden(app, changed):
        raise Refused(message, code="E0000075")
    renamed = username if username != app_user.username else None
    return assignments.edit_assignment(org, app, user, username=renamed, profile=changed)


def _changed(app: App, user: OktaUser, profile: Profile) -> Profile:
    """Clients send whole profiles back; what stays as it is asks for nothing."""
    held = app.users[user.id].profile
    return {name: value for name, value in profile.items() if held.get(name) != value}


def _check_names(app: App, profile: Profile) -> None:
    """Only attributes of the app.

    Raises:
        Refused: E0000081 for `userName` [D], or E0000001 for a name the app user schema does not have.
    """
    for name in profile:
        if name not in app.schema:
            raise Refused(f"Property name '{name}' is not defined in profile", about="appUser")
    if "userName" in profile:
        raise Refused(RESERVED, code="E0000081")


def put_app_group(org: Org, app: App, group: Group, *, priority: int | None, profile: Profile) -> list[Job]:
    """Assign a group, or change its assignment (an upsert [S]).

    Raises:
        Refused: the app user schema has no such attribute.
    """
    for name in profile:
        if name not in app.schema:
            raise Refused(f"Property name '{name}' is not defined in profile", about="applicationGroup")
    if group.id in app.groups:
        return assignments.edit_group_assignment(org, app, group, priority=priority, profile=profile)
    return assignments.assign_group(org, app, group, priority=priority, profile=profile)
