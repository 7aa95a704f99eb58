"""The event types of provisioning: what they display and what they were called before (okta-wire 9.2 to 9.4).

Names and legacy names are those of Okta's event catalogue [D: EVT, EVT-OLD; management API 4 and 5]. So are the
messages of its short entries, without the full stop, as verified for five of them (9.1); where the catalogue has a
paragraph, or nothing is on record, the words are ours and end in no claim.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class EventType:
    """A row of the catalogue.

    `message` is `displayMessage`; `legacy` and `legacy_failure` are the event type before 2018, for success and for
    failure, None where there was none; `transaction` is `JOB` for the engine's own work, `WEB` for what an
    administrator's click writes at once (9.1).
    """

    message: str
    legacy: str | None = None
    legacy_failure: str | None = None
    transaction: Literal["JOB", "WEB"] = "JOB"


def job(message: str, legacy: str | None = None, failure: str | None = None) -> EventType:
    """Written by the engine."""
    return EventType(message, legacy, failure)


def web(message: str, legacy: str | None = None) -> EventType:
    """Written at an administrator's click."""
    return EventType(message, legacy, None, "WEB")


def failing(message: str, legacy: str | None = None) -> EventType:
    """Written by the engine, and only when something failed."""
    return EventType(message, None, legacy)


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

_IMPORT = "app.generic.import"

IMPORTS: dict[str, EventType] = {
    "system.import.schedule": job("Import scheduled"),
    "system.import.start": job("import started", f"{_IMPORT}.started"),
    "system.import.user.start": job("Start importing users triggered import process", f"{_IMPORT}.import_user"),
    "system.import.group.start": job("Start importing groups from refreshing AppGroups", f"{_IMPORT}.import_groups"),
    **{
        f"system.import.{phase}.{end}": job(f"Import: {phase.replace('_', ' ')} {word}", f"system.import.{phase}.{end}")
        for phase in ("download", "object_creation", "user_matching", "membership_processing", "implicit_deletion")
        for end, word in (("start", "started"), ("complete", "completed"))
    },
    "system.import.user.create": job("Create user triggered by import process", f"{_IMPORT}.details.add_user"),
    "system.import.user.update": job("Update user triggered by import process", f"{_IMPORT}.details.update_user"),
    "system.import.user.delete": job("Delete user triggered by import process", f"{_IMPORT}.details.delete_user"),
    "system.import.user.complete": job("Import of user completed", f"{_IMPORT}.summary.user"),
    "system.import.group.create": job("Create group triggered by import process", f"{_IMPORT}.details.add_group"),
    "system.import.group.update": job("Update group triggered from import process", f"{_IMPORT}.details.update_group"),
    "system.import.group.delete": job("Remove group triggered by import process", f"{_IMPORT}.details.delete_group"),
    "system.import.group.complete": job("Import of groups completed", f"{_IMPORT}.summary.group"),
    "system.import.group_membership.complete": job(
        "Import of application group members completed", f"{_IMPORT}.summary.group_membership"
    ),
    "system.import.complete": job("Import process complete", f"{_IMPORT}.complete"),
    "system.import.roadblock": job(
        "Import roadblock triggered due to exceeded threshold", f"{_IMPORT}.fail.roadblock", f"{_IMPORT}.fail.roadblock"
    ),
    "system.import.roadblock.reschedule_and_resume": web(
        "Import rescheduled, other imports resume", f"{_IMPORT}.fail.roadblock.reschedule_and_resume"
    ),
    "system.import.roadblock.resume": web("Import canceled, other imports resume", f"{_IMPORT}.fail.roadblock.resume"),
    "system.import.roadblock.updated": web("Import safeguard updated", "system.import.roadblock.updated"),
    "system.import.user_match.confirm": web("Imported user match confirmed"),
    "system.import.user_match.update": web("Imported user match changed"),
    "system.import.user_match.unignore": web("Imported user no longer ignored"),
    "system.import.clear.unconfirmed.users.summary": web(
        "Clear Unconfirmed Imported Users", "system.import.clear.unconfirmed.users.summary"
    ),
    "application.account.detect": job("Unmanaged account detected"),
    "application.account.match.update": job("Unmanaged account match updated"),
    "application.account.decision.confirm": web("Unmanaged account confirmed"),
    "application.account.decision.ignore": web("Unmanaged account ignored"),
    "application.account.decision.revoke": web("Decision on unmanaged account revoked"),
    "application.account.remove": job("Unmanaged account removed"),
}

_CONFIG = "core.user.config"
_ASSIGNED = "app.generic.provision"
_MANAGEMENT = "app.user_management"

_DIRECTORY = {
    "user.lifecycle.create": EventType(
        "Create okta user", f"{_CONFIG}.user_creation.success", f"{_CONFIG}.user_creation.failure", "WEB"
    ),
    "user.lifecycle.activate": web("Activate Okta user", f"{_CONFIG}.user_activated"),
    "user.lifecycle.reactivate": web("Reactivate Okta user", f"{_CONFIG}.user_reactivation.success"),
    "user.lifecycle.deactivate": web("Deactivate Okta user", f"{_CONFIG}.user_deactivated"),
    "user.lifecycle.suspend": web("Suspend Okta user", f"{_CONFIG}.user_status.suspended"),
    "user.lifecycle.unsuspend": web("Unsuspend Okta user", f"{_CONFIG}.user_status.unsuspended"),
    "user.lifecycle.delete.initiated": web("Delete Okta user initiated", f"{_CONFIG}.user_status.delete.initiated"),
    "user.lifecycle.delete.completed": web("Delete Okta user completed", f"{_CONFIG}.user_status.delete.completed"),
    "user.account.update_profile": web("Update user profile for Okta", f"{_CONFIG}.profile_update.success"),
    "user.account.update_password": EventType(
        "User update password for Okta",
        f"{_CONFIG}.password_update.success",
        f"{_CONFIG}.password_update.failure",
        "WEB",
    ),
    "group.lifecycle.create": web("Create Okta group", "group.lifecycle.create"),
    "group.lifecycle.delete": web("Delete Okta group", "group.lifecycle.delete"),
    "group.profile.update": web("Update Okta group profile"),
    "group.user_membership.add": web("Add user to group membership", "core.user_group_member.user_add"),
    "group.user_membership.remove": web("Remove user from group membership", "core.user_group_member.user_remove"),
    "group.user_membership.rule.trigger": web("Trigger group membership rule"),
    "group.user_membership.rule.deactivated": web("Deactivate group membership rule"),
    "group.user_membership.rule.invalidate": job("Invalidate group membership rule"),
    "group.user_membership.rule.error": failing("group membership rule is in error state"),
    "group.user_membership.rule.add_exclusion": job("Add user to group membership exclusion rule"),
    "group.application_assignment.add": web("Add assigned application to group", "group.application_assignment.add"),
    "group.application_assignment.update": web(
        "Update assigned application in group", "group.application_assignment.update"
    ),
    "group.application_assignment.remove": web(
        "Remove assigned application from group", "group.application_assignment.remove"
    ),
    "directory.mapping.update": web("Update universal directory mappings", "cvd.mappings_updated"),
}

_APPLICATION = {
    "application.lifecycle.create": web("Create application", "app.app_editor.app.create"),
    "application.lifecycle.update": web("Update application", "app.generic.config.app_updated"),
    "application.lifecycle.activate": web("Activate application", "app.generic.config.app_activated"),
    "application.lifecycle.deactivate": web("Deactivate application", "app.generic.config.app_deactivated"),
    "application.lifecycle.delete": web("Delete application", "app.generic.config.app_deleted"),
    "application.configuration.update": failing("Okta couldn't verify api credentials", "app.api.error.api.validation"),
    "application.integration.authentication_failure": failing("Error authenticating", "app.api.error.auth"),
    "application.integration.rate_limit_exceeded": failing(
        "API rate limit exceeded", "app.api.error.rate.limit.exceeded"
    ),
    "application.integration.general_failure": failing("Generic error", "app.api.error.generic"),
    "application.integration.api_query": failing("Unable to query remote API"),
    "application.provision.integration.call_api": failing(
        "Application integration API called", "app.rum.failure.timeout.reschedule"
    ),
    "application.provision.field_mapping_rule.change": web(
        "Field mapping rules modified", "platform.field_mapping_rule.assign.change"
    ),
    "application.appuser.mapping.invalid.expression": EventType(
        "App user property mapping has invalid expressions",
        None,
        "application.appuser.mapping.invalid.expression",
        "WEB",
    ),
    "app.app_instance.provision_sync_job.started": job("Provision sync job started"),
    "app.app_instance.provision_sync_job.completed": job("Provision sync job completed"),
    "app.app_instance.provision_sync_job.failed": job("Provision sync job failed"),
}

_USER_MEMBERSHIP = {
    "application.user_membership.add": web("Add user to application membership", f"{_ASSIGNED}.assign_user_to_app"),
    "application.user_membership.update": web(
        "Updated user application property", "app.generic.config.app_user_property_update"
    ),
    "application.user_membership.change_username": web(
        "Change user's application username", "app.generic.config.app_username_update"
    ),
    "application.user_membership.remove": web(
        "Remove user's application membership", f"{_ASSIGNED}.deactivate_user_from_app"
    ),
    "application.user_membership.approve": web(
        "User approved for application (assigned by not provisioned)", f"{_ASSIGNED}.approve_user_for_app"
    ),
    "application.user_membership.provision": web(
        "User provisioned to application (was previously approved)", f"{_ASSIGNED}.provision_user_for_app"
    ),
    "application.user_membership.revoke": web(
        "User revoked from application (unassigned but not yet deprovisioned)", f"{_ASSIGNED}.revoke_user_from_app"
    ),
    "application.user_membership.deprovision": web(
        "User deprovisioned from application (was previously revoked)", f"{_ASSIGNED}.deprovision_user_from_app"
    ),
}

_USERS = {
    "application.provision.user.verify_exists": job(
        "Verify user exists in external application",
        f"{_MANAGEMENT}.verified_user_with_thirdparty",
        "app.api.error.check_user_exists",
    ),
    "application.provision.user.push": job(
        "Push new user to external application", f"{_MANAGEMENT}.push_new_user", "app.api.error.create_user"
    ),
    "app.user_management.push_new_user_success": job(
        "Successfully pushed new user account to app", f"{_MANAGEMENT}.push_new_user_success"
    ),
    "application.provision.user.push_profile": job(
        "Push user's profile to external application",
        f"{_MANAGEMENT}.push_profile_success",
        "app.api.error.push_profile_update",
    ),
    "application.provision.user.reactivate": job(
        "Push user reactivation in external application",
        f"{_MANAGEMENT}.reactivate_user",
        "app.api.error.reactivate_user",
    ),
    "application.provision.user.activate": job(
        "Activate user's application membership", f"{_MANAGEMENT}.activate_user", "app.api.error.activate_user"
    ),
    "application.provision.user.deactivate": job(
        "Push user deactivation to external application",
        f"{_MANAGEMENT}.deactivate_user",
        "app.api.error.deactivate_user",
    ),
    "application.provision.user.deprovision": job(
        "Deprovision user from external application", f"{_MANAGEMENT}.deprovision_task_complete"
    ),
    "application.provision.user.sync": job(
        "Sync user in external application", f"{_MANAGEMENT}.provision_user", f"{_MANAGEMENT}.provision_user_failed"
    ),
    "application.provision.user.password": failing(
        "Issue pushing user password to external application", "app.api.error.push_password_update"
    ),
    "application.provision.user.push_okta_password": job(
        "Push user's Okta password to application", f"{_MANAGEMENT}.push_okta_password_update"
    ),
    "application.provision.user.push_password": job(
        "Push user's password to application", f"{_MANAGEMENT}.push_unique_password_update"
    ),
    "application.provision.user.import_profile": failing(
        "Import profile from external application", "app.api.error.import_user_profile"
    ),
    # The catalogue's own text, although the event means that downloading users failed (quirk 34).
    "application.provision.user.import": failing(
        "Deactivate user from external application", "app.api.error.download_users"
    ),
    "application.provision.user.delete": job("Delete user in external application"),
    "application.provision.user.delete.schedule": job("Schedule deletion of user in external application"),
    "application.provision.user.remove_entitlements": job("Remove entitlements in external application"),
    "application.provision.user.remove_entitlements.schedule": job(
        "Schedule removal of entitlements in external application"
    ),
}

CATALOGUE: dict[str, EventType] = _DIRECTORY | _APPLICATION | _USER_MEMBERSHIP | _USERS | GROUPS | IMPORTS
"""By event type."""
