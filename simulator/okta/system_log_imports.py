"""The event types of imports (okta-wire 9.4 [D: EVT])."""

from simulator.okta.system_log_event import EventType, job, web

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
