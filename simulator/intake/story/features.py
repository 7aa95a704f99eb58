"""Which features of the app rows need, and which acts show to be off (okta-wire 2 to 6)."""

from simulator.intake.rehearsal.log import USER_FEATURES
from simulator.intake.story.acts import ADD, ENDING, GROUP_ROWS, PASSWORDS, PROVISION, REMOVE
from simulator.okta.flows import users

NEEDS = {
    users.PUSH: "create_users", users.DEACTIVATE: "deactivate_users", users.DELETE: "deactivate_users",
    users.REACTIVATE: "deactivate_users", users.PUSH_PASSWORD: "sync_password", users.PASSWORD: "sync_password",
    "system.import.start": "import_users",
}  # fmt: skip
"""The feature without which there is no such row."""
GROUP_WORK = ("push_group", "push_members", "push_now", "rename_group", "delete_group")
ROWS_OF = {
    "provision": PROVISION | {users.PUSH_PROFILE},
    "push_profile": {users.PUSH_PROFILE},
    "deactivate": ENDING,
    "push_password": PASSWORDS,
    **dict.fromkeys(GROUP_WORK, GROUP_ROWS),
}
"""The rows by which the work of a job is known."""
SWITCHED_OFF = {
    "provision": USER_FEATURES,
    "push_profile": ("update_user_attributes",),
    "deactivate": ("deactivate_users",),
    "push_password": ("sync_password",),
    **dict.fromkeys(GROUP_WORK, ("push_groups",)),
}
"""The features that were off where Okta did not do the work."""
ASKED = {
    ADD: USER_FEATURES,
    REMOVE: ("deactivate_users",),
    **dict.fromkeys(
        ("update_user", "edit_assignment", "edit_group_assignment", "force_sync", "edit_mapping", "remove_from_group"),
        ("update_user_attributes", "push_groups"),
    ),
    **dict.fromkeys(("add_to_group", "rename_group"), ("push_groups", "update_user_attributes")),
    "change_password": ("sync_password",),
}  # fmt: skip
"""The features that an act, or its row, shows to be off where nothing is sent."""
UNGATED = {"retry_tasks", "push_group", "push_now", "activate_group_push", "unlink_group", "provision_user", "wait"}
"""What no feature that is off keeps from being sent: Okta refuses it, or does it."""
OF_A_SYNC = PROVISION - {users.SYNC} | {users.PUSH_PROFILE}
"""What the row of a whole provisioning job tells too (okta-wire 9.2)."""
DEFAULT = ("create_users", "update_user_attributes", "deactivate_users", "push_groups")
