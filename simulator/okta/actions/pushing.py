"""The Push Groups tab (okta-wire 6.5 to 6.8), and what the Management API checks of its mappings (3.7)."""

from typing import Literal

from simulator.okta.actions.memberships import SAME_GROUP, same_group
from simulator.okta.actions.record import Refused, group_job
from simulator.okta.flows.conversation import caution, close_task, drop_jobs
from simulator.okta.flows.group_conversation import push_row
from simulator.okta.flows.groups import CONVERSATIONS, CREATED, REMOVED
from simulator.okta.org import App, Group, GroupPush, Job, Org, scim_id_of, task_key

_UNLINKED = "not done, since the group was unlinked"


def push_group(
    org: Org, app: App, group: Group, *, link: bool = False, name: str | None = None, memberships_now: bool = True
) -> list[Job]:
    """Push by name; or link to a group that Refresh App Groups has shown, by its name there.

    Raises:
        Refused: Push Groups is off, the group is pushed already, or the group to link is not known.
    """
    _check_enabled(app)
    if group.id in app.pushes:
        raise Refused(f"{group.name} is already pushed to {app.label}.", why=("push.once",))
    target = name or group.name
    known = app.known_groups.get(target) if link else None
    if link and known is None:
        text = f"{app.label} has no group named {target} that Okta knows of; refresh app groups first."
        raise Refused(text, why=("push.link-chosen",))
    push = app.pushes[group.id] = GroupPush(
        org.ids.new("gPm"), group.id, target, org.ids.new("00g"), external_id=known, linked=link, created=org.now
    )
    org.journal.append(push_row(app, push, CREATED, org.transaction, why=("log.push-rows",)))
    if group.id in app.groups:
        caution(org, same_group(group, app), SAME_GROUP)
    return [group_job(org, app, group.id, "push_group", memberships_now=memberships_now)]


def _check_enabled(app: App) -> None:
    if "push_groups" not in app.features:
        raise Refused(f"Push Groups is not enabled for {app.label}.", why=("push.not-enabled",))


def pushed(app: App, group: Group) -> GroupPush:
    """The group's push.

    Raises:
        Refused: it is not pushed.
    """
    if group.id not in app.pushes:
        raise Refused(f"{group.name} is not pushed to {app.label}.", why=("push.not-there",))
    return app.pushes[group.id]


def push_now(org: Org, app: App, group: Group) -> list[Job]:
    """Push Now: the whole membership again (okta-wire 6.7 [D: TEST-PLAN C9316]).

    Raises:
        Refused: the group is not pushed, its push is inactive, or Push Groups is off.
    """
    _check_enabled(app)
    if pushed(app, group).status == "INACTIVE":
        raise Refused(f"The push of {group.name} is inactive; activate it first.", why=("push.deactivated-silent",))
    return [group_job(org, app, group.id, "push_now")]


def deactivate_group_push(org: Org, app: App, group: Group) -> list[Job]:
    """Changes stop flowing; nothing is sent (okta-wire 6.7 [D: TEST-PLAN C9319]).

    Raises:
        Refused: the group is not pushed.
    """
    return _toggle(org, app, group, "INACTIVE")


def activate_group_push(org: Org, app: App, group: Group) -> list[Job]:
    """Memberships are pushed at once (okta-wire 6.7 [D: TEST-PLAN C9320]).

    Raises:
        Refused: the group is not pushed, or Push Groups is off.
    """
    _check_enabled(app)
    return _toggle(org, app, group, "ACTIVE")


def _toggle(org: Org, app: App, group: Group, status: Literal["ACTIVE", "INACTIVE"]) -> list[Job]:
    push = pushed(app, group)
    push.status, push.changed = status, org.now
    if status == "INACTIVE":
        _drop_queued(org, app, group, "not done, since the push was deactivated", ("push.deactivated-silent",))
    deed = "activate" if status == "ACTIVE" else "deactivate"
    event = f"application.provision.group_push.{deed}_mapping"
    why = ("push.activation-pushes",) if status == "ACTIVE" else ("push.deactivated-silent",)
    org.journal.append(push_row(app, push, event, org.transaction, why=why))
    return [group_job(org, app, group.id, "push_now")] if status == "ACTIVE" else []


def _drop_queued(org: Org, app: App, group: Group, reason: str, why: tuple[str, ...]) -> None:
    drop_jobs(org, lambda job: (job.app_id, job.subject_id) == (app.id, group.id), reason, why)


def unlink_group(org: Org, app: App, group: Group, target: Literal["delete", "leave"]) -> list[Job]:
    """Unlink Pushed Group: delete the group in the target app, or leave it (okta-wire 6.7 [D: DOC20, TEST-PLAN C9321]).

    Raises:
        Refused: the group is not pushed.
    """
    push = pushed(app, group)
    rule = "push.unlink-delete" if target == "delete" else "push.unlink-leave"
    _drop_queued(org, app, group, _UNLINKED, (rule,))
    if target == "delete" and push.external_id is not None:
        return [group_job(org, app, group.id, "delete_group")]
    del app.pushes[group.id]
    for operation in CONVERSATIONS:
        close_task(org, app, task_key(operation, group.id), _UNLINKED, why=("push.unlink-leave",))
    org.journal.append(push_row(app, push, REMOVED, org.transaction, why=("push.unlink-leave",)))
    return []


def refresh_app_groups(org: Org, app: App) -> list[Job]:
    """Refresh App Groups: the provider's groups become known for linking (okta-wire 6.6 [D: KB])."""
    return [Job("refresh_app_groups", app.id, app.id, org.ids.new("ij1"))]


def target(app: App, group: Group, *, name: str | None, target_id: str | None) -> str | None:
    """The name of the provider's group that a new mapping is to link to; None where it is to create one by name.

    Raises:
        Refused: E0000027 for a bad request, E0000055 for a group that is pushed already.
    """
    if (name is None) == (target_id is None):
        text = "Exactly one of targetGroupName and targetGroupId must be given."
        raise Refused(text, code="E0000027", why=("push.bad-request",))
    if group.id in app.pushes:
        raise Refused(f"{group.name} is already pushed to {app.label}.", code="E0000055", why=("push.once",))
    if target_id is None:
        return None
    known = scim_id_of(app, target_id)
    if known is None:
        text = f"{app.label} has no group {target_id} that Okta knows of."
        raise Refused(text, code="E0000027", why=("push.bad-request", "push.link-chosen"))
    return known[0]


def check_deletion(push: GroupPush) -> None:
    """Only a mapping that pushes nothing is deleted: INACTIVE, and since 1 July 2026 ERROR [D: OKTA-1210326].

    Raises:
        Refused: E0000001; it is active [API] (the code is not on record).
    """
    if push.status == "ACTIVE":
        raise Refused(
            "The mapping must be deactivated before it is deleted.",
            about="groupPushMapping",
            why=("push.mapping-deletion",),
        )
