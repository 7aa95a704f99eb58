"""The event types of provisioning: what they display and what they were called before (okta-wire 9.2 to 9.4).

Names and legacy names are those of Okta's event catalogue [D: EVT, EVT-OLD; management API 4 and 5]. So are the
messages of its short entries, without the full stop, as verified for five of them (9.1); where the catalogue has a
paragraph, or nothing is on record, the words are ours and end in no claim.
"""

from simulator.okta.system_log_event import EventType, failing, job, web
from simulator.okta.system_log_groups import GROUPS
from simulator.okta.system_log_imports import IMPORTS

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
