"""The event types of group push and of groups at the provider (okta-wire 9.3 [D: EVT])."""

from simulator.okta.system_log_event import EventType, failing, job, web

_PUSH = "app.user_management.grouppush"
_RULE = f"{_PUSH}.mapping.created.from.rule"
_MAPPING = "application.provision.group_push.mapping"

GROUPS: dict[str, EventType] = {
    f"{_MAPPING}.created": web("A new mapping has been created", f"{_PUSH}.mapping.created"),
    _RULE: job("A Group Push mapping to the group has been created from the rule", _RULE),
    f"{_RULE}.error.duplicate": failing(
        "No mapping created from rule: there is one already", f"{_RULE}.error.duplicate"
    ),
    f"{_RULE}.error.validation": failing("No mapping created from rule: it is not valid", f"{_RULE}.error.validation"),
    f"{_RULE}.errors": failing("No mapping created from rule", f"{_RULE}.errors"),
    f"{_MAPPING}.created.from.rule.warning.duplicate.name": failing(
        "No mapping created from rule: the group name is taken", f"{_RULE}.warning.duplicate.name"
    ),
    f"{_MAPPING}.created.from.rule.warning.duplicate.name.tobecreated": failing(
        "No mapping created from rule: another will take the group name", f"{_RULE}.warning.duplicate.name.tobecreated"
    ),
    f"{_MAPPING}.created.from.rule.warning.upsertGroup.duplicate.name": failing(
        "No mapping created after a group changed: the group name is taken",
        f"{_RULE}.warning.upsertGroup.duplicate.name",
    ),
    "application.provision.group_push.pushed": job("A group was pushed to an app", f"{_PUSH}.pushed"),
    "application.provision.group_push.updated": job("A group was updated in an app", f"{_PUSH}.updated"),
    "application.provision.group_push.removed": job("A group was removed from an app", f"{_PUSH}.removed"),
    "application.provision.group_push.push_memberships": job(
        "Group push pushed memberships", "platform.group_push.push_memberships"
    ),
    "application.provision.group_push.activate_mapping": web(
        "Group push activated mappings", "platform.group_push.activate_mapping"
    ),
    "application.provision.group_push.deactivate_mapping": web(
        "Group push deactivated mappings", "platform.group_push.deactivate_mapping"
    ),
    "application.provision.group_push.delete_appgroup": job(
        "Group push deleted application group", "platform.group_push.delete_appgroup"
    ),
    f"{_MAPPING}.app.group.renamed": job("Mapped app group renamed", f"{_PUSH}.mapping.app.group.renamed"),
    f"{_MAPPING}.app.group.renamed.failed": failing(
        "Mapped app group could not be renamed", f"{_PUSH}.mapping.app.group.renamed.failed"
    ),
    f"{_MAPPING}.deactivated.source.group.renamed": web(
        "Mapping deactivated: its source group was renamed", f"{_PUSH}.mapping.deactivated.source.group.renamed"
    ),
    f"{_MAPPING}.deactivated.source.group.renamed.failed": failing(
        "Mapping could not be deactivated after its source group was renamed",
        f"{_PUSH}.mapping.deactivated.source.group.renamed.failed",
    ),
    f"{_MAPPING}.update.or.delete.failed": failing(
        "Failed to push mapping changes due to an exception", f"{_PUSH}.mapping.update.or.delete.failed"
    ),
    f"{_MAPPING}.update.or.delete.failed.with.error": failing(
        "Failed to push mapping changes due to user exception", f"{_PUSH}.mapping.update.or.delete.failed.with.error"
    ),
    f"{_MAPPING}.and.groups.deleted.rule.deleted": job(
        "Mapping and groups deleted: their rule was deleted", f"{_PUSH}.mapping.and.groups.deleted.rule.deleted"
    ),
    "app.user_management.grouppush.mapping.okta.users.ignored": job(
        "Okta users ignored while pushing group to AppInstance", f"{_PUSH}.mapping.okta.users.ignored"
    ),
    "application.provision.group.add": failing("Add group in external application", "app.api.error.create.group"),
    "application.provision.group.update": failing("Update group in external application", "app.api.error.update.group"),
    "application.provision.group.remove": failing(
        "Remove group from external application", "app.api.error.delete_group"
    ),
    "application.provision.group.import": failing(
        "Import groups from external application", "app.api.error.download_groups"
    ),
    "application.provision.group.verify_exists": failing(
        "Verify group exists in external application", "app.api.error.check_group_exists"
    ),
    "application.provision.group_membership.add": failing(
        "Failed to assign a user to a group", "app.api.error.add_group_membership"
    ),
    "application.provision.group_membership.update": failing(
        "Update group membership in external application", "app.api.error.update_group_membership"
    ),
    "application.provision.group_membership.remove": failing(
        "Remove group membership from external application", "app.api.error.remove_group_membership"
    ),
    "application.provision.group_membership.import": failing(
        "Error while downloading memberships", "app.api.error.download_memberships"
    ),
}
