"""What the Management API checks of group push mappings (management API 3.7)."""

from simulator.okta.actions.record import Refused
from simulator.okta.app_groups import scim_id_of
from simulator.okta.org import App, Group, GroupPush


def target(app: App, group: Group, *, name: str | None, target_id: str | None) -> str | None:
    """The name of the provider's group that a new mapping is to link to; None where it is to create one by name.

    Raises:
        Refused: E0000027 for a bad request, E0000055 for a group that is pushed already.
    """
    if (name is None) == (target_id is None):
        raise Refused("Exactly one of targetGroupName and targetGroupId must be given.", code="E0000027")
    if group.id in app.pushes:
        raise Refused(f"{group.name} is already pushed to {app.label}.", code="E0000055")
    if target_id is None:
        return None
    known = scim_id_of(app, target_id)
    if known is None:
        raise Refused(f"{app.label} has no group {target_id} that Okta knows of.", code="E0000027")
    return known[0]


def check_deletion(push: GroupPush) -> None:
    """Only a mapping that pushes nothing is deleted: INACTIVE, and since 1 July 2026 ERROR [D: OKTA-1210326].

    Raises:
        Refused: E0000001; it is active [S; the code is not on record].
    """
    if push.status == "ACTIVE":
        raise Refused("The mapping must be deactivated before it is deleted.", about="groupPushMapping")
