"""Group push mappings as the Management API makes, switches and removes them (management API 3.7)."""

from typing import Literal

from simulator.okta.actions import pushing
from simulator.okta.actions.record import Refused
from simulator.okta.app_groups import scim_id_of
from simulator.okta.org import App, Group, GroupPush, Job, Org

Status = Literal["ACTIVE", "INACTIVE"]


def create_mapping(
    org: Org, app: App, group: Group, *, target_name: str | None, target_id: str | None, status: Status = "ACTIVE"
) -> tuple[GroupPush, list[Job]]:
    """Push to a group of this name, or to an app group Okta knows; exactly one of the two [S].

    Raises:
        Refused: E0000027 for a bad request, E0000055 for a group that is pushed already.
    """
    if (target_name is None) == (target_id is None):
        raise Refused("Exactly one of targetGroupName and targetGroupId must be given.", code="E0000027")
    if group.id in app.pushes:
        raise Refused(f"{group.name} is already pushed to {app.label}.", code="E0000055")
    try:
        jobs = _push(org, app, group, name=target_name, target_id=target_id)
    except Refused as refused:
        refused.code = "E0000027"
        raise
    push = app.pushes[group.id]
    push.changed = org.now
    if target_id is not None:
        push.app_group_id = target_id
    if status == "INACTIVE":
        push.status = "INACTIVE"
        return push, []
    return push, jobs


def _push(org: Org, app: App, group: Group, *, name: str | None, target_id: str | None) -> list[Job]:
    if target_id is None:
        return pushing.push_group(org, app, group, name=name)
    target = scim_id_of(app, target_id)
    if target is None:
        raise Refused(f"{app.label} has no group {target_id} that Okta knows of.")
    return pushing.push_group(org, app, group, link=True, name=target[0], target_id=target[1])


def set_status(org: Org, app: App, push: GroupPush, status: Status) -> list[Job]:
    """Switch a mapping; activating pushes again (management API 3.7 [?])."""
    group = org.groups[push.group_id]
    if status == "ACTIVE":
        return pushing.activate_group_push(org, app, group)
    return pushing.deactivate_group_push(org, app, group)


def delete_mapping(org: Org, app: App, push: GroupPush, *, delete_target: bool) -> list[Job]:
    """Remove a mapping that is inactive or in error, and the provider's group if asked to.

    One in error can go since 1 July 2026 [release notes, OKTA-1210326].

    Raises:
        Refused: E0000001; the mapping is active [S; the code is not on record].
    """
    if push.status == "ACTIVE":
        raise Refused("The mapping must be deactivated before it is deleted.", about="groupPushMapping")
    return pushing.unlink_group(org, app, org.groups[push.group_id], "delete" if delete_target else "leave")
