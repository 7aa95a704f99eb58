"""What the Management API checks of assignments, and what of a body asks for something (management API 3.4, 3.5)."""

from simulator.okta.actions import assignments
from simulator.okta.actions.record import Refused
from simulator.okta.org import App, AppUser, OktaUser, Profile

RESERVED = "Cannot modify the userName attribute because it is a reserved attribute for this application."
"""The application username is changed in `credentials.userName`; that it alone is reserved is our reading."""


def change(app: App, user: OktaUser, *, username: str | None, profile: Profile) -> tuple[str | None, Profile]:
    """What of an assignment is to change: the application username, where it is another one, and attributes.

    Raises:
        Refused: a mapped attribute (E0000075), no such attribute, or the person is not assigned.
    """
    app_user = assignments.assigned(app, user)
    changed = changed_values(app_user, profile)
    check_names(app, changed)
    if message := assignments.forbidden(app, changed):
        raise Refused(message, code="E0000075")
    return (username if username != app_user.username else None), changed


def changed_values(app_user: AppUser, profile: Profile) -> Profile:
    """Clients send whole profiles back; what stays as it is asks for nothing."""
    return {name: value for name, value in profile.items() if app_user.profile.get(name) != value}


def check_names(app: App, profile: Profile) -> None:
    """Only attributes of the app.

    Raises:
        Refused: E0000081 for `userName` [D], or E0000001 for a name the app user schema does not have.
    """
    for name in profile:
        if name not in app.schema:
            raise Refused(f"Property name '{name}' is not defined in profile", about="appUser")
    if "userName" in profile:
        raise Refused(RESERVED, code="E0000081")


def check_group_profile(app: App, profile: Profile) -> None:
    """Only attributes of the app.

    Raises:
        Refused: the app user schema has no such attribute.
    """
    for name in profile:
        if name not in app.schema:
            raise Refused(f"Property name '{name}' is not defined in profile", about="applicationGroup")
