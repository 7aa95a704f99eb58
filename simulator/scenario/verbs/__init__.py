"""The verbs of a step: one class per verb, named after it, holding its argument with every shorthand written out."""

from typing import ClassVar

from simulator.scenario.faults import Fault
from simulator.scenario.verbs.argument import Argument, read_argument
from simulator.scenario.verbs.assignments import (
    AssignGroup,
    AssignUser,
    EditAssignment,
    EditGroupAssignment,
    ForceSync,
    ImportGroups,
    ImportUsers,
    ProvisionUser,
    ReapplyMapping,
    RetryTasks,
    UnassignGroup,
    UnassignUser,
    Wait,
)
from simulator.scenario.verbs.directory import (
    ActivateUser,
    AddToGroup,
    ChangePassword,
    CreateGroup,
    CreateUser,
    DeactivateUser,
    DeleteGroup,
    DeleteUser,
    RemoveFromGroup,
    RenameGroup,
    SuspendUser,
    UnsuspendUser,
    UpdateUser,
)
from simulator.scenario.verbs.hub import (
    HUB_VERBS,
    Hub,
    HubAcceptInvitation,
    HubChangeRole,
    HubDeclineInvitation,
    HubDeleteMember,
    HubEditMembers,
    HubGenerateToken,
    HubLinkResourceGroup,
    HubRenameAccount,
    HubRevokeToken,
    HubSetAutoJoin,
    HubUnlinkResourceGroup,
)
from simulator.scenario.verbs.integration import (
    AddAttribute,
    ApplyMappings,
    Configure,
    Disable,
    EditMapping,
    EditUsername,
    Enable,
    RemoveAttribute,
    RemoveMapping,
    TestConnection,
)
from simulator.scenario.verbs.push_groups import (
    ActivateGroupPush,
    DeactivateGroupPush,
    PushGroup,
    PushNow,
    RefreshAppGroups,
    UnlinkGroup,
)


class FaultStep(Argument, Fault):
    """The stub begins to misbehave."""


class ClearFaults(Argument):
    """The stub behaves again."""

    bare: ClassVar[bool] = True


class Check(Argument):
    """Nothing is done; only the step's `expect` matters."""

    bare: ClassVar[bool] = True


VERBS: dict[str, type[Argument]] = {
    "test_connection": TestConnection,
    "configure": Configure,
    "enable": Enable,
    "disable": Disable,
    "edit_username": EditUsername,
    "add_attribute": AddAttribute,
    "remove_attribute": RemoveAttribute,
    "edit_mapping": EditMapping,
    "remove_mapping": RemoveMapping,
    "apply_mappings": ApplyMappings,
    "create_user": CreateUser,
    "update_user": UpdateUser,
    "activate_user": ActivateUser,
    "deactivate_user": DeactivateUser,
    "suspend_user": SuspendUser,
    "unsuspend_user": UnsuspendUser,
    "delete_user": DeleteUser,
    "change_password": ChangePassword,
    "create_group": CreateGroup,
    "rename_group": RenameGroup,
    "delete_group": DeleteGroup,
    "add_to_group": AddToGroup,
    "remove_from_group": RemoveFromGroup,
    "assign_user": AssignUser,
    "edit_assignment": EditAssignment,
    "unassign_user": UnassignUser,
    "assign_group": AssignGroup,
    "edit_group_assignment": EditGroupAssignment,
    "unassign_group": UnassignGroup,
    "provision_user": ProvisionUser,
    "force_sync": ForceSync,
    "reapply_mapping": ReapplyMapping,
    "push_group": PushGroup,
    "push_now": PushNow,
    "deactivate_group_push": DeactivateGroupPush,
    "activate_group_push": ActivateGroupPush,
    "unlink_group": UnlinkGroup,
    "refresh_app_groups": RefreshAppGroups,
    "import_users": ImportUsers,
    "import_groups": ImportGroups,
    "retry_tasks": RetryTasks,
    "wait": Wait,
    "hub": Hub,
    "fault": FaultStep,
    "clear_faults": ClearFaults,
    "check": Check,
}
"""Every verb of the format."""

STUB_ONLY = frozenset({"hub", "fault", "clear_faults"})
"""Verbs that move the bundled stub, and mean nothing to an endpoint."""

__all__ = [
    "HUB_VERBS",
    "STUB_ONLY",
    "VERBS",
    "ActivateGroupPush",
    "ActivateUser",
    "AddAttribute",
    "AddToGroup",
    "ApplyMappings",
    "Argument",
    "AssignGroup",
    "AssignUser",
    "ChangePassword",
    "Check",
    "ClearFaults",
    "Configure",
    "CreateGroup",
    "CreateUser",
    "DeactivateGroupPush",
    "DeactivateUser",
    "DeleteGroup",
    "DeleteUser",
    "Disable",
    "EditAssignment",
    "EditGroupAssignment",
    "EditMapping",
    "EditUsername",
    "Enable",
    "FaultStep",
    "ForceSync",
    "Hub",
    "HubAcceptInvitation",
    "HubChangeRole",
    "HubDeclineInvitation",
    "HubDeleteMember",
    "HubEditMembers",
    "HubGenerateToken",
    "HubLinkResourceGroup",
    "HubRenameAccount",
    "HubRevokeToken",
    "HubSetAutoJoin",
    "HubUnlinkResourceGroup",
    "ImportGroups",
    "ImportUsers",
    "ProvisionUser",
    "PushGroup",
    "PushNow",
    "ReapplyMapping",
    "RefreshAppGroups",
    "RemoveAttribute",
    "RemoveFromGroup",
    "RemoveMapping",
    "RenameGroup",
    "RetryTasks",
    "SuspendUser",
    "TestConnection",
    "UnassignGroup",
    "UnassignUser",
    "UnlinkGroup",
    "UnsuspendUser",
    "UpdateUser",
    "Wait",
    "read_argument",
]
