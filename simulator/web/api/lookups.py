"""From what stands in a path to the thing it names, or 404 E0000007: who is looked for and not there is refused."""

from simulator.okta.actions.record import not_found
from simulator.okta.org import App, AppUser, Group, GroupAssignment, GroupPush, GroupRule, OktaUser, Org, app_groups
from simulator.verbs.tenant import find
from simulator.web.api.rendering import administrator
from simulator.web.http.errors import ApiError


def find_user(org: Org, wanted: str) -> OktaUser:
    """A person by id, login, or the part of a login before `@` where only one person has it [API]."""
    if user := org.users.get(wanted) or org.user_by_login(wanted):
        return user
    short = f"{wanted.casefold()}@"
    found = [user for user in org.users.values() if user.login.casefold().startswith(short)]
    if len(found) != 1:
        raise not_found(wanted, "User")
    return found[0]


def find_shown_user(org: Org, wanted: str) -> OktaUser:
    """A person to be looked at: `me` and the API token's owner too."""
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
    """An Okta group, or the built-in one."""
    return find(org.groups, wanted, "UserGroup")


def find_shown_group(org: Org, wanted: str) -> tuple[Group, str | None]:
    """A group of any type, and the id of the app an app group comes from."""
    if wanted in org.groups:
        return org.groups[wanted], None
    for app, group in app_groups(org):
        if group.id == wanted:
            return group, app.id
    raise not_found(wanted, "UserGroup")


def find_rule(org: Org, wanted: str) -> GroupRule:
    """A group rule; that Okta's word for it is `GroupRule` is our reading."""
    return find(org.rules, wanted, "GroupRule")


def find_app(org: Org, wanted: str) -> App:
    """An app integration."""
    return find(org.apps, wanted, "AppInstance")


def find_app_user(org: Org, app: App, wanted: str) -> tuple[AppUser, OktaUser]:
    """A person's assignment, and the person."""
    user = find_user(org, wanted)
    if user.id not in app.users:
        raise not_found(wanted, "AppUser")
    return app.users[user.id], user


def find_app_group(app: App, wanted: str) -> GroupAssignment:
    """A group's assignment."""
    return find(app.groups, wanted, "ApplicationGroupAssignment")


def find_push(app: App, wanted: str) -> GroupPush:
    """A group push mapping."""
    return find({push.id: push for push in app.pushes.values()}, wanted, "GroupPushMapping")
