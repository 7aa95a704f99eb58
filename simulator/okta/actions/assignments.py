"""The Assignments tab: what an administrator does to an assignment, and what the Management API checks (3.4, 3.5)."""

from simulator.okta import mapping, wording
from simulator.okta.actions import assigning
from simulator.okta.actions.memberships import SAME_GROUP, same_group
from simulator.okta.actions.record import Refused, group_job, log_app, log_app_user, log_group, user_job
from simulator.okta.flows.conversation import caution, close_task
from simulator.okta.org import App, AppUser, Group, GroupAssignment, Job, OktaUser, Org, Profile, Task
from simulator.okta.resource import is_empty

INACTIVE = "Cannot assign apps or update app profiles for an inactive user."
"""Management API, E0000117 [D]."""
NOT_THERE = ("assignment.not-there",)
"""The rule of what needs an assignment."""


def assigned(app: App, user: OktaUser) -> AppUser:
    """The person's assignment.

    Raises:
        Refused: there is none.
    """
    if user.id not in app.users:
        raise Refused(f"{user.display_name} is not assigned to {app.label}.", why=NOT_THERE)
    return app.users[user.id]


def assign_user(
    org: Org, app: App, user: OktaUser, *, username: str | None = None, profile: Profile | None = None
) -> list[Job]:
    """Assign to People, with what was typed in the dialog. Somebody a group assigned becomes individually assigned.

    Raises:
        Refused: the person is deactivated, assigned already, or a required attribute is missing.
    """
    if user.status == "DEPROVISIONED":
        raise Refused(INACTIVE, code="E0000117", why=("assignment.inactive-person",))
    present = app.users.get(user.id)
    if present is None:
        return assigning.assign(org, app, user, username=username, typed=profile)
    if present.scope == "USER":
        raise Refused(
            f"{user.display_name} is already assigned to {app.label}.", code="E0000062", why=("api.assign-again",)
        )
    return edit_assignment(org, app, user, username=username, profile=profile)


def edit_assignment(
    org: Org, app: App, user: OktaUser, *, username: str | None = None, profile: Profile | None = None
) -> list[Job]:
    """Edit User Assignment: typed values win from now on; null resets one ("Administrator", mappings 3.2 [HELP]).

    What groups gave stays, as the administrator's ("Administrator (overrides group)", okta-wire 4.5 [D: help]).

    Raises:
        Refused: the person is not assigned, or a value is not allowed.
    """
    app_user = assigned(app, user)
    if complaints := list(mapping.invalid(app, {**app_user.profile, **(profile or {})}, username or "")):
        raise Refused(f"{wording.VALIDATION_FAILED}: {'; '.join(complaints)}", why=mapping.INVALID_RULES)
    if app_user.scope == "GROUP":
        app_user.typed = {name: app_user.profile.get(name) for name in app_user.overridden}
    app_user.scope = "USER"
    _overlay(app_user.typed, profile)
    log_app_user(org, app, app_user, f"{assigning.MEMBERSHIP}.update")
    before = app_user.username
    if username is not None:
        app_user.typed_username = username
        assigning.set_username(org, app, app_user, username)
    changed = assigning.reevaluate(org, app, app_user) or before != app_user.username
    return assigning.push_jobs(org, app, app_user) if changed else []


def unassign_user(org: Org, app: App, user: OktaUser) -> list[Job]:
    """Take the individual assignment away; a group may keep the person in (okta-wire 4.4 [D]).

    Raises:
        Refused: not assigned, or assigned by a group alone (quirk 32 [V: TF-120]).
    """
    app_user = assigned(app, user)
    granted = app.by_priority(user.groups)
    if app_user.scope == "GROUP":
        raise Refused(wording.GROUP_GRANTS, code="E0000046", why=("assignment.group-not-taken-individually",))
    if not granted:
        return assigning.unassign(org, app, app_user)
    app_user.scope, app_user.typed = "GROUP", {}
    return assigning.regroup(org, app, app_user)


def assign_group(
    org: Org, app: App, group: Group, *, priority: int | None = None, profile: Profile | None = None
) -> list[Job]:
    """Assign to Groups: one job per member (okta-wire 2.1); without a priority it comes last (mappings 3.2 [API, VCR]).

    Raises:
        Refused: the group is assigned already.
    """
    if group.id in app.groups:
        raise Refused(f"{group.name} is already assigned to {app.label}.", why=("assignment.group-once",))
    _make_room(app, priority)
    next_free = 1 + max((one.priority for one in app.groups.values()), default=-1)
    app.groups[group.id] = GroupAssignment(
        group.id, next_free if priority is None else priority, dict(profile or {}), org.now
    )
    log_group(org, "group.application_assignment.add", group, app=app)
    if group.id in app.pushes:
        caution(org, same_group(group, app), SAME_GROUP)
    return [job for user_id in group.members for job in assigning.grant(org, app, org.users[user_id])]


def _make_room(app: App, priority: int | None) -> None:
    """Priorities are places in a list: what stood at the place and below moves down."""
    if any(one.priority == priority for one in app.groups.values()):
        for one in app.groups.values():
            if one.priority >= (priority or 0):
                one.priority += 1


def edit_group_assignment(
    org: Org, app: App, group: Group, *, priority: int | None = None, profile: Profile | None = None
) -> list[Job]:
    """Other values, or another priority; members whose AppUser changes are pushed (mappings 3.4, no source says when).

    Raises:
        Refused: the group is not assigned.
    """
    assignment = _assigned_group(app, group)
    if priority is not None and priority != assignment.priority:
        assignment.priority = -1
        _make_room(app, priority)
        assignment.priority = priority
    _overlay(assignment.profile, profile)
    assignment.changed = org.now
    log_group(org, "group.application_assignment.update", group, app=app)
    touched = app.users if priority is not None else group.members
    given = [one for user_id in touched if (one := app.users.get(user_id)) is not None and one.scope == "GROUP"]
    return [job for one in given for job in assigning.refresh(org, app, one, rename=False)]


def _overlay(values: Profile, profile: Profile | None) -> None:
    """Lay what was typed over the values; null takes one away."""
    for name, value in (profile or {}).items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value


def _assigned_group(app: App, group: Group) -> GroupAssignment:
    if group.id not in app.groups:
        raise Refused(f"{group.name} is not assigned to {app.label}.", why=NOT_THERE)
    return app.groups[group.id]


def unassign_group(org: Org, app: App, group: Group) -> list[Job]:
    """Take the group off the app: whose only source it was is deactivated (okta-wire 4.4 [D: TEST-PLAN C9311]).

    Raises:
        Refused: the group is not assigned.
    """
    _assigned_group(app, group)
    del app.groups[group.id]
    log_group(org, "group.application_assignment.remove", group, app=app)
    return [job for user_id in list(group.members) for job in assigning.withdraw(org, app, org.users[user_id])]


def provision_user(org: Org, app: App, user: OktaUser) -> list[Job]:
    """Provision User: for people assigned before provisioning was on (okta-wire 2.1 [C: CAP-ROSTR; D: KB]).

    Raises:
        Refused: not assigned, already provisioned, or provisioning is off.
    """
    app_user = assigned(app, user)
    if app_user.provisioned:
        text = f"{user.display_name} is provisioned in {app.label} already."
        raise Refused(text, why=("assignment.provisioned-already",))
    if not app.provisioning:
        raise Refused(f"Provisioning is not enabled for {app.label}.", why=("assignment.before-provisioning",))
    app_user.error = None
    return [user_job(org, app, app_user, "provision")]


def force_sync(org: Org, app: App) -> list[Job]:
    """Force Sync: all mappings run, and who differs from the last successful push is pushed (mappings 3.4 [KB]).

    People assigned before provisioning was on get nothing (okta-wire 2.1 [C: CAP-ROSTR]).
    """
    log_app(org, app, "app.app_instance.provision_sync_job.started", why=("mapping.force-sync",))
    jobs = []
    for app_user in app.users.values():
        assigning.reevaluate(org, app, app_user)
        if _said(app_user.pushed) != _said({**app_user.profile, "userName": app_user.username}):
            jobs += assigning.push_jobs(org, app, app_user)
    log_app(org, app, "app.app_instance.provision_sync_job.completed", why=("mapping.force-sync",))
    return jobs


def _said(profile: Profile) -> Profile:
    """What of a profile reaches the provider; a new attribute without a value is no difference."""
    return {name: value for name, value in profile.items() if not is_empty(value)}


def reapply_mapping(org: Org, app: App, user: OktaUser) -> list[Job]:
    """Re-apply mapping on one assignment (mappings 3.4).

    Raises:
        Refused: the person is not assigned.
    """
    return assigning.refresh(org, app, assigned(app, user))


def retry_tasks(org: Org, app: App, user: OktaUser | Group | None = None) -> list[Job]:
    """Retry Selected on the Tasks page: the same work again, with the username as it stands (mappings 3.3 [KB]).

    Of a group, "Retry All Groups to repush": members that were held back while it was in Error go out too [D: help].
    """
    jobs = []
    for task in list(app.tasks.values()):
        subject_id = task.subject_id
        if user is not None and subject_id != user.id:
            continue
        if task.operation == "assign":
            jobs += _assign_again(org, app, task)
        elif (obstacle := _obstacle(org, app, task)) is not None:
            caution(org, f"not sent: {obstacle} ({task.text})", ("tasks.retry-held",))
        else:
            transaction = org.ids.new("gmr" if subject_id in org.groups else "puj")
            job = Job(task.operation, app.id, subject_id, transaction, app_user=task.app_user, detail=dict(task.detail))
            jobs.append(job)
    pushed = {job.subject_id for job in jobs if job.operation in ("push_group", "push_members", "push_now")}
    owed = [one.group_id for one in app.pushes.values() if one.held_back and one.status == "ERROR"]
    for group_id in owed:
        if group_id not in pushed and (user is None or group_id == user.id):
            jobs.append(group_job(org, app, group_id, "push_members"))
    return jobs


def _assign_again(org: Org, app: App, task: Task) -> list[Job]:
    """An assignment by group that was refused for a missing value."""
    user = org.users[task.subject_id]
    if app.by_priority(user.groups):
        return assigning.grant(org, app, user)
    reason = f"not done, since no group gives {app.label} to {user.display_name}"
    close_task(org, app, task.key, reason, why=("tasks.assignment-ended",))
    return []


def _obstacle(org: Org, app: App, task: Task) -> str | None:
    """Why the work of a task must not be repeated now; what Okta would do then, no source says."""
    if task.operation == "deactivate" and (app_user := app.users.get(task.subject_id)) is not None:
        account = task.app_user.external_id if task.app_user else None
        if app_user.external_id in (None, account):
            return f"{org.users[task.subject_id].display_name} is assigned to {app.label} again"
    push = app.pushes.get(task.subject_id)
    if push is not None and push.status == "INACTIVE" and task.operation != "delete_group":
        return f"the push of {push.target_name} is inactive"
    return None


def forbidden(app: App, profile: Profile) -> str | None:
    """What the API answers when a mapped attribute is written while push is on: 403 E0000075 (mappings 3.2 [API])."""
    if "update_user_attributes" not in app.features:
        return None
    mapped = next((name for name in profile if name in app.mappings), None)
    return mapped and (
        f"Cannot modify the {mapped} attribute because it has a field mapping and profile push is enabled."
    )


def usernames(org: Org, app: App) -> list[Job]:
    """Update Now on Sign On: every assigned person's username is computed anew, no exclusions (mappings 3.3 [KB])."""
    jobs = []
    for app_user in app.users.values():
        before = app_user.username
        app_user.typed_username = None
        computed = mapping.username(org, app, org.users[app_user.user_id])
        assigning.set_username(org, app, app_user, computed, app.username)
        if before != app_user.username:
            jobs += assigning.push_jobs(org, app, app_user)
    return jobs


RESERVED = "Cannot modify the userName attribute because it is a reserved attribute for this application."
"""The application username is changed in `credentials.userName`; that it alone is reserved is our reading."""


def change(app: App, user: OktaUser, *, username: str | None, profile: Profile) -> tuple[str | None, Profile]:
    """What of an assignment is to change: the application username, where it is another one, and attributes.

    Raises:
        Refused: a mapped attribute (E0000075), no such attribute, or the person is not assigned.
    """
    app_user = assigned(app, user)
    changed = changed_values(app_user, profile)
    check_names(app, changed)
    if message := forbidden(app, changed):
        raise Refused(message, code="E0000075", why=("api.mapped-attribute",))
    return (username if username != app_user.username else None), changed


def changed_values(app_user: AppUser, profile: Profile) -> Profile:
    """Clients send whole profiles back; what stays as it is asks for nothing."""
    return {name: value for name, value in profile.items() if app_user.profile.get(name) != value}


def check_names(app: App, profile: Profile) -> None:
    """Only attributes of the app.

    Raises:
        Refused: E0000081 for `userName` [D], or E0000001 for a name the app user schema does not have.
    """
    check_group_profile(app, profile, "appUser")
    if "userName" in profile:
        raise Refused(RESERVED, code="E0000081", why=("api.username-reserved",))


def check_group_profile(app: App, profile: Profile, about: str = "applicationGroup") -> None:
    """Only attributes of the app.

    Raises:
        Refused: the app user schema has no such attribute.
    """
    for name in profile:
        if name not in app.schema:
            raise Refused(
                f"Property name '{name}' is not defined in profile", about=about, why=("api.unknown-attribute",)
            )
