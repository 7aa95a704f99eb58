"""Directory: people and groups, and what follows for the apps they have."""

from typing import Any

from simulator.okta.actions import assigning
from simulator.okta.actions.memberships import add_to_group as add_to_group  # two of the verbs of this page
from simulator.okta.actions.memberships import follow_rules, invalidate
from simulator.okta.actions.memberships import remove_from_group as remove_from_group
from simulator.okta.actions.record import BLANK, Refused, group_job, log_group, log_user, user_job
from simulator.okta.flows.conversation import close_task
from simulator.okta.org import App, Group, Job, OktaUser, Org, Profile

NOT_IN_STATUS = "This operation is not allowed in the user's current status."
"""Management API, E0000038 [VCR]."""
LOGIN_TAKEN = "login: An object with this field already exists in the current organization"
BY_STATUS = ("api.not-in-status",)
"""The rules of what a person's status allows."""


def check_login(profile: Profile) -> None:
    """A login of at least five characters.

    Raises:
        Refused: there is none, or it is shorter.
    """
    login = profile.get("login")
    if not login:
        raise Refused("login: The field cannot be left blank", about="login", why=BLANK)
    if len(str(login)) < 5:
        raise Refused("login: The field is too short", about="login", why=("api.login-length",))


_TAKEN = ("api.duplicate-login",)


def create_user(org: Org, alias: str, profile: Profile, *, status: str = "ACTIVE") -> OktaUser:
    """Add Person. `email` is the login where it is not given. The person joins the built-in group.

    Raises:
        Refused: there is no login, or it is taken (management API, E0000001 [D]).
    """
    check_login(profile)
    profile = {"email": profile.get("login"), **profile}
    if org.user_by_login(str(profile["login"])) is not None:
        raise Refused(LOGIN_TAKEN, about="login", why=_TAKEN)
    user = OktaUser(org.new_user_id(str(profile["login"])), alias, profile, status, org.now, org.now)
    org.add_user(user)
    log_user(org, "user.lifecycle.create", user)
    if status != "STAGED":
        user.activated = user.status_changed = org.now
        log_user(org, "user.lifecycle.activate", user)
    return user


def follow_memberships(org: Org, user: OktaUser) -> list[Job]:
    """What a new or newly active person gets through the groups they are in, and those that rules put them in."""
    granted = [app for app in org.apps.values() if app.by_priority(user.groups)]
    return [job for app in granted for job in assigning.grant(org, app, user)] + follow_rules(org, [user])


def update_user(org: Org, user: OktaUser, profile: dict[str, Any]) -> list[Job]:
    """Change profile attributes; null clears. Each app whose AppUser changes is told (okta-wire 3.1, mappings 3.4).

    Raises:
        Refused: the new login is none, or taken.
    """
    check_login({"login": user.login, **profile})
    login = profile.get("login", user.login)
    holder = org.user_by_login(str(login))
    if holder not in (None, user):
        raise Refused(LOGIN_TAKEN, about="login", why=_TAKEN)
    user.profile.update({name: value for name, value in profile.items() if name != "login"})
    org.rename_login(user, str(login))
    user.changed = org.now
    log_user(org, "user.account.update_profile", user)
    refreshed = [job for app, app_user in org.apps_of(user) for job in assigning.refresh(org, app, app_user)]
    return refreshed + follow_rules(org, [user])


def activate_user(org: Org, user: OktaUser) -> list[Job]:
    """Activate a staged or deactivated person; group assignments apply again (okta-wire 4.4 [D: TEST-PLAN C9293]).

    Raises:
        Refused: the person is active.
    """
    if user.status not in ("STAGED", "PROVISIONED", "DEPROVISIONED"):
        raise Refused(NOT_IN_STATUS, code="E0000016", why=BY_STATUS)
    _set_status(org, user, "ACTIVE")
    log_user(org, "user.lifecycle.activate", user)
    waiting = [
        job
        for app, app_user in org.apps_of(user)
        if not app_user.provisioned
        for job in assigning.provision_jobs(org, app, user, app_user)
    ]
    return waiting + follow_memberships(org, user)


def deactivate_user(org: Org, user: OktaUser) -> list[Job]:
    """Deactivate in the directory; the removal from the app is what causes traffic (okta-wire 4.4 [C: CAP-ROSTR]).

    Raises:
        Refused: the person is deactivated already.
    """
    if user.status == "DEPROVISIONED":
        raise Refused(NOT_IN_STATUS, code="E0000038", why=BY_STATUS)
    _set_status(org, user, "DEPROVISIONED")
    log_user(org, "user.lifecycle.deactivate", user, ("log.user-deactivated", "log.catalogue"))
    return [job for app, app_user in list(org.apps_of(user)) for job in assigning.unassign(org, app, app_user)]


def _set_status(org: Org, user: OktaUser, status: str) -> None:
    user.status = status
    user.status_changed = user.changed = org.now
    if status == "ACTIVE" and user.activated is None:
        user.activated = org.now


def suspend_user(org: Org, user: OktaUser) -> list[Job]:
    """Suspend: assignments stay, nothing is sent (okta-wire 4.4 [D: DOC20]).

    Raises:
        Refused: the person is not active.
    """
    return _switch(org, user, "ACTIVE", "SUSPENDED", "user.lifecycle.suspend")


def unsuspend_user(org: Org, user: OktaUser) -> list[Job]:
    """End a suspension; nothing is sent (okta-wire 4.4 [D: DOC20]).

    Raises:
        Refused: the person is not suspended.
    """
    return _switch(org, user, "SUSPENDED", "ACTIVE", "user.lifecycle.unsuspend")


def _switch(org: Org, user: OktaUser, before: str, after: str, event: str) -> list[Job]:
    if user.status != before:
        raise Refused(NOT_IN_STATUS, about="user", why=BY_STATUS)
    _set_status(org, user, after)
    log_user(org, event, user)
    return []


def delete_user(org: Org, user: OktaUser) -> list[Job]:
    """Delete a deactivated person; nothing is sent (okta-wire 4.4 [D: CONCEPT]).

    Raises:
        Refused: the person must be deactivated first.
    """
    if user.status != "DEPROVISIONED":
        raise Refused(f"{NOT_IN_STATUS} Deactivate the person first.", code="E0000038", why=BY_STATUS)
    for event in ("user.lifecycle.delete.initiated", "user.lifecycle.delete.completed"):
        log_user(org, event, user)
    for app in org.apps.values():
        for key in [key for key in app.tasks if key[1] == user.id]:
            close_task(org, app, key, f"not done, since {user.display_name} was deleted", why=("tasks.person-deleted",))
    org.remove_user(user)
    return []


def change_password(org: Org, user: OktaUser, password: str) -> list[Job]:
    """Set a password; apps with Sync Password on are told (okta-wire 5)."""
    user.password = password
    user.password_changed = org.now
    log_user(org, "user.account.update_password", user)
    return [
        user_job(org, app, app_user, "push_password", password=password)
        for app, app_user in org.apps_of(user)
        if "sync_password" in app.features and app_user.provisioned
    ]


def create_group(org: Org, alias: str, name: str, members: list[OktaUser], description: str | None = None) -> Group:
    """Add Group.

    Raises:
        Refused: the name is taken.
    """
    if org.group_by_name(name) is not None:
        text = f"name: a group named {name!r} already exists in the current organization"
        raise Refused(text, about="group", why=("api.group-name",))
    group = Group(org.ids.new("00g"), alias, name, description, created=org.now, changed=org.now)
    group.members = {user.id: None for user in members}
    org.add_group(group)
    log_group(org, "group.lifecycle.create", group)
    for user in members:
        log_group(org, "group.user_membership.add", group, user)
    return group


def rename_group(org: Org, group: Group, name: str) -> list[Job]:
    """Rename; a pushed group is renamed at the provider, if the app is set to (okta-wire 6.5).

    Raises:
        Refused: the name is taken.
    """
    if org.group_by_name(name) not in (None, group):
        text = f"name: a group named {name!r} already exists in the current organization"
        raise Refused(text, about="group", why=("api.group-name",))
    org.rename_group(group, name)
    log_group(org, "group.profile.update", group)
    return [job for app in org.apps.values() for job in _rename_pushed(org, app, group)]


def _rename_pushed(org: Org, app: App, group: Group) -> list[Job]:
    push = app.pushes.get(group.id)
    if push is None or push.status == "INACTIVE" or "push_groups" not in app.features:
        return []
    if app.wire.rename_app_groups == "disabled":
        return []
    if app.wire.rename_app_groups == "deactivates":
        push.status = "INACTIVE"
        event = "application.provision.group_push.mapping.deactivated.source.group.renamed"
        log_group(org, event, group, app=app, why=("push.rename-app-groups",))
        return []
    push.target_name = group.name
    return [group_job(org, app, group.id, "rename_group")] if push.external_id else []


def delete_group(org: Org, group: Group) -> list[Job]:
    """Delete a group; an app it assigned is taken from its members.

    Raises:
        Refused: the group is Okta's own of all users (management API 3.2 [API]; the sentence is ours), or is pushed;
            unlink it first (okta-wire 6.7 [D: help]).
    """
    if group.kind == "BUILT_IN":
        raise Refused(
            f"The group {group.name} is built in and cannot be deleted.", code="E0000006", why=("api.everyone",)
        )
    pushing = [app.label for app in org.apps.values() if group.id in app.pushes]
    if pushing:
        text = f"The group {group.name} is being pushed to {', '.join(pushing)}; unlink the pushed group first."
        raise Refused(text, why=("push.group-deletion-refused",))
    members = [org.users[user_id] for user_id in group.members]
    apps = [app for app in org.apps.values() if app.groups.pop(group.id, None)]
    log_group(org, "group.lifecycle.delete", group)
    org.remove_group(group)
    invalidate(org, group)
    return [job for app in apps for user in members for job in assigning.withdraw(org, app, user)]
