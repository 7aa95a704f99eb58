"""The event types of provisioning: what they display and what they were called before (okta-wire 9.2 to 9.4).

Names and legacy names are those of Okta's event catalogue [D: EVT, EVT-OLD; management API 4 and 5]. So are the
messages of its short entries, without the full stop, as verified for five of them (9.1); where the catalogue has a
paragraph, or nothing is on record, the words are ours and end in no claim.
"""

from dataclasses import dataclass, replace
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


def web(message: str, legacy: str | None = None, failure: str | None = None) -> EventType:
    """Written at an administrator's click."""
    return EventType(message, legacy, failure, "WEB")


def failing(message: str, legacy: str | None = None) -> EventType:
    """Written by the engine, and only when something failed."""
    return EventType(message, None, legacy)


job = EventType
"""Written by the engine."""

_ALIKE = ""
"""For a legacy name that ends as the event type does."""
_ERROR = "app.api.error"
_MANAGEMENT = "app.user_management"
_PUSH = f"{_MANAGEMENT}.grouppush"
_MAPPING = f"{_PUSH}.mapping"
_RULE = f"{_MAPPING}.created.from.rule"

_FAMILIES: dict[tuple[str, str, str], dict[str, EventType]] = {
    ("user", "core.user.config", "core.user.config"): {
        "lifecycle.create": web("Create okta user", "user_creation.success", "user_creation.failure"),
        "lifecycle.activate": web("Activate Okta user", "user_activated"),
        "lifecycle.reactivate": web("Reactivate Okta user", "user_reactivation.success"),
        "lifecycle.deactivate": web("Deactivate Okta user", "user_deactivated"),
        "lifecycle.suspend": web("Suspend Okta user", "user_status.suspended"),
        "lifecycle.unsuspend": web("Unsuspend Okta user", "user_status.unsuspended"),
        "lifecycle.delete.initiated": web("Delete Okta user initiated", "user_status.delete.initiated"),
        "lifecycle.delete.completed": web("Delete Okta user completed", "user_status.delete.completed"),
        "account.update_profile": web("Update user profile for Okta", "profile_update.success"),
        "account.update_password": web(
            "User update password for Okta", "password_update.success", "password_update.failure"
        ),
    },
    ("group", "group", ""): {
        "lifecycle.create": web("Create Okta group", _ALIKE),
        "lifecycle.delete": web("Delete Okta group", _ALIKE),
        "profile.update": web("Update Okta group profile"),
        "application_assignment.add": web("Add assigned application to group", _ALIKE),
        "application_assignment.update": web("Update assigned application in group", _ALIKE),
        "application_assignment.remove": web("Remove assigned application from group", _ALIKE),
    },
    ("group.user_membership", "core.user_group_member", ""): {
        "add": web("Add user to group membership", "user_add"),
        "remove": web("Remove user from group membership", "user_remove"),
        "rule.trigger": web("Trigger group membership rule"),
        "rule.deactivated": web("Deactivate group membership rule"),
        "rule.invalidate": job("Invalidate group membership rule"),
        "rule.error": job("group membership rule is in error state"),
        "rule.add_exclusion": job("Add user to group membership exclusion rule"),
    },
    ("directory.mapping", "cvd", ""): {
        "update": web("Update universal directory mappings", "mappings_updated"),
    },
    ("application.lifecycle", "app", ""): {
        "create": web("Create application", "app_editor.app.create"),
        "update": web("Update application", "generic.config.app_updated"),
        "activate": web("Activate application", "generic.config.app_activated"),
        "deactivate": web("Deactivate application", "generic.config.app_deactivated"),
        "delete": web("Delete application", "generic.config.app_deleted"),
    },
    ("application", "", _ERROR): {
        "configuration.update": failing("Okta couldn't verify api credentials", "api.validation"),
        "integration.authentication_failure": failing("Error authenticating", "auth"),
        "integration.rate_limit_exceeded": failing("API rate limit exceeded", "rate.limit.exceeded"),
        "integration.general_failure": failing("Generic error", "generic"),
        "integration.api_query": job("Unable to query remote API"),
    },
    ("application.provision", "platform", "app.rum.failure"): {
        "integration.call_api": failing("Application integration API called", "timeout.reschedule"),
        "field_mapping_rule.change": web("Field mapping rules modified", "field_mapping_rule.assign.change"),
    },
    ("application.appuser.mapping", "", "application.appuser.mapping"): {
        "invalid.expression": web("App user property mapping has invalid expressions", None, _ALIKE),
    },
    ("app.app_instance.provision_sync_job", "", ""): {
        "started": job("Provision sync job started"),
        "completed": job("Provision sync job completed"),
        "failed": job("Provision sync job failed"),
    },
    ("application.user_membership", "app.generic", ""): {
        "add": web("Add user to application membership", "provision.assign_user_to_app"),
        "update": web("Updated user application property", "config.app_user_property_update"),
        "change_username": web("Change user's application username", "config.app_username_update"),
        "remove": web("Remove user's application membership", "provision.deactivate_user_from_app"),
        "approve": web("User approved for application (assigned by not provisioned)", "provision.approve_user_for_app"),
        "provision": web(
            "User provisioned to application (was previously approved)", "provision.provision_user_for_app"
        ),
        "revoke": web(
            "User revoked from application (unassigned but not yet deprovisioned)", "provision.revoke_user_from_app"
        ),
        "deprovision": web(
            "User deprovisioned from application (was previously revoked)", "provision.deprovision_user_from_app"
        ),
    },
    ("application.provision.user", _MANAGEMENT, _ERROR): {
        "verify_exists": job(
            "Verify user exists in external application", "verified_user_with_thirdparty", "check_user_exists"
        ),
        "push": job("Push new user to external application", "push_new_user", "create_user"),
        "push_profile": job(
            "Push user's profile to external application", "push_profile_success", "push_profile_update"
        ),
        "reactivate": job("Push user reactivation in external application", "reactivate_user", "reactivate_user"),
        "activate": job("Activate user's application membership", "activate_user", "activate_user"),
        "deactivate": job("Push user deactivation to external application", "deactivate_user", "deactivate_user"),
        "deprovision": job("Deprovision user from external application", "deprovision_task_complete"),
        "password": failing("Issue pushing user password to external application", "push_password_update"),
        "push_okta_password": job("Push user's Okta password to application", "push_okta_password_update"),
        "push_password": job("Push user's password to application", "push_unique_password_update"),
        "import_profile": failing("Import profile from external application", "import_user_profile"),
        # The catalogue's own text, although the event means that downloading users failed (quirk 34).
        "import": failing("Deactivate user from external application", "download_users"),
        "delete": job("Delete user in external application"),
        "delete.schedule": job("Schedule deletion of user in external application"),
        "remove_entitlements": job("Remove entitlements in external application"),
        "remove_entitlements.schedule": job("Schedule removal of entitlements in external application"),
    },
    ("application.provision", _MANAGEMENT, _MANAGEMENT): {
        "user.sync": job("Sync user in external application", "provision_user", "provision_user_failed"),
    },
    (_MANAGEMENT, _MANAGEMENT, ""): {
        "push_new_user_success": job("Successfully pushed new user account to app", _ALIKE),
        "grouppush.mapping.created.from.rule": job(
            "A Group Push mapping to the group has been created from the rule", _ALIKE
        ),
        "grouppush.mapping.okta.users.ignored": job("Okta users ignored while pushing group to AppInstance", _ALIKE),
    },
    (_RULE, _RULE, _RULE): {
        "error.duplicate": failing("No mapping created from rule: there is one already", _ALIKE),
        "error.validation": failing("No mapping created from rule: it is not valid", _ALIKE),
        "errors": failing("No mapping created from rule", _ALIKE),
    },
    ("application.provision.group_push", _PUSH, ""): {
        "pushed": job("A group was pushed to an app", _ALIKE),
        "updated": job("A group was updated in an app", _ALIKE),
        "removed": job("A group was removed from an app", _ALIKE),
    },
    ("application.provision.group_push", "platform.group_push", ""): {
        "push_memberships": job("Group push pushed memberships", _ALIKE),
        "activate_mapping": web("Group push activated mappings", _ALIKE),
        "deactivate_mapping": web("Group push deactivated mappings", _ALIKE),
        "delete_appgroup": job("Group push deleted application group", _ALIKE),
    },
    ("application.provision.group_push.mapping", _MAPPING, _MAPPING): {
        "created": web("A new mapping has been created", _ALIKE),
        "created.from.rule.warning.duplicate.name": failing(
            "No mapping created from rule: the group name is taken", _ALIKE
        ),
        "created.from.rule.warning.duplicate.name.tobecreated": failing(
            "No mapping created from rule: another will take the group name", _ALIKE
        ),
        "created.from.rule.warning.upsertGroup.duplicate.name": failing(
            "No mapping created after a group changed: the group name is taken", _ALIKE
        ),
        "app.group.renamed": job("Mapped app group renamed", _ALIKE),
        "app.group.renamed.failed": failing("Mapped app group could not be renamed", _ALIKE),
        "deactivated.source.group.renamed": web("Mapping deactivated: its source group was renamed", _ALIKE),
        "deactivated.source.group.renamed.failed": failing(
            "Mapping could not be deactivated after its source group was renamed", _ALIKE
        ),
        "update.or.delete.failed": failing("Failed to push mapping changes due to an exception", _ALIKE),
        "update.or.delete.failed.with.error": failing("Failed to push mapping changes due to user exception", _ALIKE),
        "and.groups.deleted.rule.deleted": job("Mapping and groups deleted: their rule was deleted", _ALIKE),
    },
    ("application.provision.group", "", _ERROR): {
        "add": failing("Add group in external application", "create.group"),
        "update": failing("Update group in external application", "update.group"),
        "remove": failing("Remove group from external application", "delete_group"),
        "import": failing("Import groups from external application", "download_groups"),
        "verify_exists": failing("Verify group exists in external application", "check_group_exists"),
    },
    ("application.provision.group_membership", "", _ERROR): {
        "add": failing("Failed to assign a user to a group", "add_group_membership"),
        "update": failing("Update group membership in external application", "update_group_membership"),
        "remove": failing("Remove group membership from external application", "remove_group_membership"),
        "import": failing("Error while downloading memberships", "download_memberships"),
    },
    ("system.import", "app.generic.import", "app.generic.import"): {
        "schedule": job("Import scheduled"),
        "start": job("import started", "started"),
        "user.start": job("Start importing users triggered import process", "import_user"),
        "group.start": job("Start importing groups from refreshing AppGroups", "import_groups"),
        "user.create": job("Create user triggered by import process", "details.add_user"),
        "user.update": job("Update user triggered by import process", "details.update_user"),
        "user.delete": job("Delete user triggered by import process", "details.delete_user"),
        "user.complete": job("Import of user completed", "summary.user"),
        "group.create": job("Create group triggered by import process", "details.add_group"),
        "group.update": job("Update group triggered from import process", "details.update_group"),
        "group.delete": job("Remove group triggered by import process", "details.delete_group"),
        "group.complete": job("Import of groups completed", "summary.group"),
        "group_membership.complete": job("Import of application group members completed", "summary.group_membership"),
        "complete": job("Import process complete", _ALIKE),
        "roadblock": job("Import roadblock triggered due to exceeded threshold", "fail.roadblock", "fail.roadblock"),
        "roadblock.reschedule_and_resume": web(
            "Import rescheduled, other imports resume", "fail.roadblock.reschedule_and_resume"
        ),
        "roadblock.resume": web("Import canceled, other imports resume", "fail.roadblock.resume"),
        "user_match.confirm": web("Imported user match confirmed"),
        "user_match.update": web("Imported user match changed"),
        "user_match.unignore": web("Imported user no longer ignored"),
    },
    ("system.import", "system.import", ""): {
        "roadblock.updated": web("Import safeguard updated", _ALIKE),
        "clear.unconfirmed.users.summary": web("Clear Unconfirmed Imported Users", _ALIKE),
    },
    **{
        (f"system.import.{phase}", f"system.import.{phase}", ""): {
            "start": job(f"Import: {phase.replace('_', ' ')} started", _ALIKE),
            "complete": job(f"Import: {phase.replace('_', ' ')} completed", _ALIKE),
        }
        for phase in ("download", "object_creation", "user_matching", "membership_processing", "implicit_deletion")
    },
    ("application.account", "", ""): {
        "detect": job("Unmanaged account detected"),
        "match.update": job("Unmanaged account match updated"),
        "decision.confirm": web("Unmanaged account confirmed"),
        "decision.ignore": web("Unmanaged account ignored"),
        "decision.revoke": web("Decision on unmanaged account revoked"),
        "remove": job("Unmanaged account removed"),
    },
}
"""Events by what their names begin with: the event type, its legacy name, and that of its failure."""


def _whole(beginning: str, legacy: str | None, name: str) -> str | None:
    return None if legacy is None else f"{beginning}.{legacy or name}"


CATALOGUE: dict[str, EventType] = {
    f"{prefix}.{name}": replace(
        row, legacy=_whole(before, row.legacy, name), legacy_failure=_whole(failure, row.legacy_failure, name)
    )
    for (prefix, before, failure), rows in _FAMILIES.items()
    for name, row in rows.items()
}
"""By event type."""
