"""From what stands in a path to the thing it names, or 404 E0000007."""

from simulator.okta.org import App, AppUser, Group, GroupAssignment, GroupPush, GroupRule, OktaUser, Org, app_groups
from simulator.web.api.rendering.users import administrator
from simulator.web.http.errors import ApiError, not_found


def find_user(org: Org, wanted: str) -> OktaUser:
    """A person by id, login, or the part of a login before `@` where only one person has it [S].

    Raises:
        ApiError: there is no such person.
    """
    user = org.users.get(wanted) or org.user_by_login(wanted) or _by_short_login(org, wanted)
    if user is None:
        raise not_found(wanted, "User")
    return user


def _by_short_login(org: Org, wanted: str) -> OktaUser | None:
    folded = f"{wanted.casefold()}@"
    found = [user for user in org.users.values() if user.login.casefold().startswith(folded)]
    return found[0] if len(found) == 1 else None


def find_shown_user(org: Org, wanted: str) -> OktaUser:
    """A person to be looked at: `me` and the API token's owner too.

    Raises:
        ApiError: there is no such person.
    """
    owner = administrator(org)
    return owner if wanted in ("me", owner.id, owner.login) else find_user(org, wanted)


def find_changed_user(org: Org, wanted: str) -> OktaUser:
    """A person to be changed; the token's owner stands outside the directory.

    Raises:
        ApiError: E0000006 for the token's owner, E0000007 for nobody.
    """
    user = find_shown_user(org, wanted)
    if user.id not in org.users:
        raise ApiError("E0000006")
    return user


def find_group(org: Org, wanted: str) -> Group:
    """An Okta group, or the built-in one.

    Raises:
        ApiError: there is no such group.
    """
    if wanted not in org.groups:
        raise not_found(wanted, "UserGroup")
    return org.groups[wanted]


def find_shown_group(org: Org, wanted: str) -> tuple[Group, str | None]:
    """A group of any type, and the id of the app an app group comes from.

    Raises:
        ApiError: there is no such group.
    """
    if wanted in org.groups:
        return org.groups[wanted], None
    for app, group in app_groups(org):
        if group.id == wanted:
            return group, app.id
    raise not_found(wanted, "UserGroup")


def find_rule(org: Org, wanted: str) -> GroupRule:
    """A group rule; that Okta's word for it is `GroupRule` is our reading.

    Raises:
        ApiError: there is none with that id.
    """
    if wanted not in org.rules:
        raise not_found(wanted, "GroupRule")
    return org.rules[wanted]


def find_app(org: Org, wanted: str) -> App:
    """An app integration.

    Raises:
        ApiError: there is none with that id.
    """
    if wanted not in org.apps:
        raise not_found(wanted, "AppInstance")
    return org.apps[wanted]


def find_app_user(org: Org, app: App, wanted: str) -> tuple[AppUser, OktaUser]:
    """A person's assignment, and the person.

    Raises:
        ApiError: the person is not assigned, or is nobody.
    """
    user = find_user(org, wanted)
    if user.id not in app.users:
        raise not_found(wanted, "AppUser")
    return app.users[user.id], user


def find_app_group(app: App, wanted: str) -> GroupAssignment:
    """A group's assignment.

    Raises:
        ApiError: the group is not assigned.
    """
    if wanted not in app.groups:
        raise not_found(wanted, "ApplicationGroupAssignment")
    return app.groups[wanted]


def find_push(app: App, wanted: str) -> GroupPush:
    """A group push mapping.

    Raises:
        ApiError: there is none with that id.
    """
    for push in app.pushes.values():
        if push.id == wanted:
            return push
    raise not_found(wanted, "GroupPushMapping")
