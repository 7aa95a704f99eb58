"""Assigning, re-evaluating, unassigning: the rules under the verbs (okta-wire 2.1, 3.1, 4.4; mappings 3.2 to 3.5)."""

from collections.abc import Iterable
from typing import Any

from simulator.okta import mapping, wording
from simulator.okta.actions.record import Refused, log_app_user, user_job
from simulator.okta.flows.conversation import OF_AN_ASSIGNMENT, close_task, drop_jobs, open_task
from simulator.okta.journal import LogRow
from simulator.okta.org import App, AppUser, Job, OktaUser, Org, Profile, Task, task_key
from simulator.okta.targets import app_user_target

MEMBERSHIP = "application.user_membership"
_NONE: frozenset[str] = frozenset()
"""The one that nearly everybody has: each call of `frozenset()` makes another."""
INVALID_EXPRESSION = "application.appuser.mapping.invalid.expression"


def assign(
    org: Org,
    app: App,
    user: OktaUser,
    *,
    by_group: bool = False,
    username: str | None = None,
    typed: Profile | None = None,
) -> list[Job]:
    """Make the assignment; the provision job follows where provisioning is on.

    Typed values that the mapping gives as well, the username's too, are no override and follow later changes: Okta's
    CRUD suite assigns so, and a later update of the person must reach the provider (management API 3.4).

    Raises:
        Refused: a value is missing or not allowed (mappings 3.5); a group's member gets a task instead.
    """
    mapped, problems = mapping.initial_profile(org, app, user)
    chosen = {
        name: value for name, value in (typed or {}).items() if name not in app.mappings or mapped.get(name) != value
    }
    computed = mapping.username(org, app, user)
    over = mapping.overrides(app, user, chosen, group_scope=by_group)
    app_user = AppUser(
        org.ids.new("0ua"),
        user.id,
        username if username is not None else computed,
        {**mapped, **over},
        scope="GROUP" if by_group else "USER",
        typed=chosen,
        typed_username=None if username == computed else username,
        overridden=_names(over),
        sources=mapping.sources(app, over, problems, app.username if username in (None, computed) else None),
        created=org.now,
        changed=org.now,
    )
    if complaints := list(mapping.invalid(app, app_user.profile, app_user.username)):
        message = f"{wording.VALIDATION_FAILED}: {'; '.join(complaints)}"
        if not by_group:
            raise Refused(message, why=mapping.INVALID_RULES)
        text = wording.task_text("provision", user.display_name, app.label, message)
        open_task(org, app, Task("assign", user.id, text, app_user), mapping.INVALID_RULES)
        return []
    app.users[user.id] = app_user
    app.reassigned[user.id] = None
    close_task(org, app, task_key("assign", user.id), why=("tasks.retry-selected",))
    _put_off_deactivation(org, app, user)
    log_app_user(org, app, app_user, f"{MEMBERSHIP}.add")
    note_problems(org, app, app_user, problems)
    return provision_jobs(org, app, user, app_user)


def _names(values: Profile) -> frozenset[str]:
    return frozenset(values) or _NONE


def _put_off_deactivation(org: Org, app: App, user: OktaUser) -> None:
    """An earlier assignment's deactivation that is to be tried again must not hit the new one: it becomes a task.

    The task is of no more use once the same account is linked (`assigned_again`); of another account it stays.
    """
    about = ("deactivate", app.id, user.id)
    for job in [one for one in org.schedule if (one.operation, one.app_id, one.subject_id) == about]:
        org.schedule.remove(job)
        text = job.app_user.error if job.app_user else None
        task = Task(job.operation, user.id, text or "", job.app_user, dict(job.detail))
        open_task(org, app, task, ("tasks.deactivation-put-off",))


def note_problems(org: Org, app: App, app_user: AppUser, problems: Iterable[mapping.Problem]) -> None:
    """A row for each mapping that failed at run time; its attribute was left as it was (mappings 3.5)."""
    for problem in problems:
        target = app_user_target(app_user, org.users[app_user.user_id])
        reason = f"{problem.attribute}: {problem.error}"
        why = ("mapping.failed-row",)
        row = LogRow(INVALID_EXPRESSION, (target,), org.transaction, "FAILURE", reason[:255], app.name, why=why)
        org.journal.append(row)


def provision_jobs(org: Org, app: App, user: OktaUser, app_user: AppUser) -> list[Job]:
    """The job that creates or links; none for somebody assigned before provisioning was on (okta-wire 2.1 [C, D])."""
    if not app.provisioning:
        app_user.error = wording.ASSIGNED_BEFORE
        return []
    if user.status == "STAGED" and app.wire.staged_users_wait:
        return []
    return [user_job(org, app, app_user, "provision")]


def reevaluate(
    org: Org, app: App, app_user: AppUser, *, only: Iterable[str] | None = None, rename: bool = True
) -> bool:
    """Run the mappings again; True when the AppUser is not what it was (mappings 3.4).

    A blank username stays blank: filling the attribute later does not repair it
    (mappings 3.3 [KB assignment-error-blank]).
    """
    user = org.users[app_user.user_id]
    before = (app_user.username, app_user.profile)
    app_user.profile, problems = mapping.reevaluated(org, app, user, app_user, only)
    note_problems(org, app, app_user, problems)
    granted = mapping.overrides(app, user, app_user.typed, group_scope=app_user.scope == "GROUP")
    app_user.sources = mapping.sources_now(app, app_user, granted, problems, only)
    app_user.overridden = _names(granted)
    computed = app.username_update == "create_and_update" and app_user.typed_username is None
    if rename and computed and app_user.username.strip():
        set_username(org, app, app_user, mapping.username(org, app, user), app.username)
    changed = before != (app_user.username, app_user.profile)
    if changed:
        app_user.changed = org.now
    return changed


def set_username(org: Org, app: App, app_user: AppUser, username: str, expression: str | None = None) -> None:
    """Give the assignment another username (okta-wire 3.3); a blank or too long one leaves it as it is.

    `expression` is what gave it; None where it was typed.
    """
    if not username.strip() or len(username) > mapping.LONGEST_USERNAME:
        return
    app_user.sources = mapping.with_username(app_user.sources, expression)
    if username != app_user.username:
        app_user.username = username
        log_app_user(org, app, app_user, f"{MEMBERSHIP}.change_username", ("update.same-id-new-username",))


def push_jobs(org: Org, app: App, app_user: AppUser, **detail: Any) -> list[Job]:
    """The profile push, where Update User Attributes is on and the provider's id is known (okta-wire 3.1).

    `detail` is what else its flow is told.
    """
    if not app_user.provisioned:
        return []
    if "update_user_attributes" not in app.features or not app.sending:
        app_user.sync_state = "OUT_OF_SYNC"
        return []
    app_user.sync_state = "SYNCING"
    return [user_job(org, app, app_user, "push_profile", **detail)]


def refresh(
    org: Org, app: App, app_user: AppUser, *, only: Iterable[str] | None = None, rename: bool = True
) -> list[Job]:
    """Re-evaluate, and push what changed."""
    return push_jobs(org, app, app_user) if reevaluate(org, app, app_user, only=only, rename=rename) else []


def regroup(org: Org, app: App, app_user: AppUser) -> list[Job]:
    """Take the values of the groups as they are now; no mapping row runs for that.

    A change of membership is no profile update, so `isMemberOf...` keeps its old result (mappings 3.4 [EL-DOC; KB]).
    """
    return refresh(org, app, app_user, only=(), rename=False)


def unassign(org: Org, app: App, app_user: AppUser) -> list[Job]:
    """End the assignment; the deactivation follows where it can.

    Nothing is sent with Deactivate Users off [D: KB system-log-query], nor after a failed provision, since Okta has no
    id to send it to (okta-wire 4.6 [D: DEVFORUM-7207]). While a provision is under way its job is waited for.
    """
    del app.users[app_user.user_id]
    app.reassigned[app_user.user_id] = None
    log_app_user(org, app, app_user, f"{MEMBERSHIP}.remove")
    ended = "not done, since the assignment has ended"
    for operation in (*OF_AN_ASSIGNMENT, "assign"):
        close_task(org, app, task_key(operation, app_user.user_id), ended, why=("tasks.assignment-ended",))
    drop_jobs(org, lambda job: job.app_user is app_user, ended, ("tasks.assignment-ended",))
    if "deactivate_users" not in app.features or not (app_user.provisioned or app_user.under_way):
        return []
    return [user_job(org, app, app_user, "deactivate")]


def grant(org: Org, app: App, user: OktaUser) -> list[Job]:
    """A group gives a person the app, or other values than before (okta-wire 4.4, 4.5)."""
    app_user = app.users.get(user.id)
    if app_user is None:
        return assign(org, app, user, by_group=True) if user.status != "DEPROVISIONED" else []
    return regroup(org, app, app_user) if app_user.scope == "GROUP" else []


def withdraw(org: Org, app: App, user: OktaUser) -> list[Job]:
    """A group no longer gives a person the app; another source keeps the assignment (okta-wire 4.4 [D])."""
    app_user = app.users.get(user.id)
    if app_user is None or app_user.scope == "USER":
        return []
    if app.by_priority(user.groups):
        return regroup(org, app, app_user)
    return unassign(org, app, app_user)
