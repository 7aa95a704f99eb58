"""Assignments as the API shows them: people (management API 3.4) and groups (3.5)."""

from typing import Any

from simulator.okta.org import App, AppUser, GroupAssignment, OktaUser
from simulator.web.api.rendering.hypermedia import link, moment
from simulator.web.api.rendering.user import user_json


def app_user_json(
    app: App, app_user: AppUser, user: OktaUser, url: str, *, organization: str, expand: bool = False
) -> dict[str, Any]:
    """A person's assignment; its id is the person's. `expand` embeds the person."""
    status, sync_state = _states(app, app_user)
    shown: dict[str, Any] = {
        "id": user.id,
        "externalId": app_user.external_id,
        "created": moment(app_user.created),
        "lastUpdated": moment(max(app_user.changed, app_user.last_sync or 0.0)),
        "scope": app_user.scope,
        "status": status,
        "statusChanged": moment(app_user.created),
        "passwordChanged": None,
        "syncState": sync_state,
        "credentials": {"userName": app_user.username},
        "profile": {name: value for name, value in app_user.profile.items() if value is not None},
        "_links": {
            "app": link(f"{url}/api/v1/apps/{app.id}"),
            "user": link(f"{url}/api/v1/users/{user.id}"),
        },
    }
    if app_user.last_sync is not None:
        shown["lastSync"] = moment(app_user.last_sync)
    if expand:
        shown["_embedded"] = {"user": user_json(user, url, organization)}
    return shown


def _states(app: App, app_user: AppUser) -> tuple[str, str]:
    """`status` and `syncState`: ACTIVE and DISABLED without provisioning [R], else as it stands; SYNCING while the
    first push is on its way, and STAGED with ERROR after a failed one (no source, management API 10).
    """
    if not app_user.provisioned and not app.provisioning:
        return "ACTIVE", "DISABLED"
    if app_user.status == "STAGED" and app_user.error is None and app_user.sync_state == "DISABLED":
        return "STAGED", "SYNCING"
    return app_user.status, app_user.sync_state


def app_group_json(app: App, assignment: GroupAssignment, url: str, group: Any = None) -> dict[str, Any]:
    """A group's assignment; `group` is the embedded group where it was asked for."""
    shown: dict[str, Any] = {
        "id": assignment.group_id,
        "lastUpdated": moment(assignment.changed),
        "priority": assignment.priority,
        "profile": dict(assignment.profile),
        "_links": {
            "app": link(f"{url}/api/v1/apps/{app.id}"),
            "self": link(f"{url}/api/v1/apps/{app.id}/groups/{assignment.group_id}"),
            "group": link(f"{url}/api/v1/groups/{assignment.group_id}"),
        },
    }
    if group is not None:
        shown["_embedded"] = {"group": group}
    return shown
