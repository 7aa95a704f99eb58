"""People and assignments as the API shows them (management API 3.1, 3.4 and 3.5)."""

from typing import Any

from simulator.okta.org import App, AppUser, GroupAssignment, OktaUser, Org
from simulator.okta.system_log import ADMINISTRATOR
from simulator.web.api.rendering.hypermedia import link, moment, user_schema_id, user_type_id

ALWAYS = ("firstName", "lastName", "mobilePhone", "secondEmail", "login", "email")
"""Attributes a profile carries even when they are null [R]."""

_LIFECYCLE = {
    "STAGED": ("activate",),
    "DEPROVISIONED": ("activate", "delete"),
    "PROVISIONED": ("reactivate", "suspend", "deactivate"),
    "SUSPENDED": ("unsuspend", "deactivate"),
    "ACTIVE": ("suspend", "deactivate"),
}
_PASSWORD = {
    "resetPassword": "lifecycle/reset_password",
    "expirePassword": "lifecycle/expire_password",
    "changePassword": "credentials/change_password",
    "changeRecoveryQuestion": "credentials/change_recovery_question",
    "resetFactors": "lifecycle/reset_factors",
}


def profile_json(user: OktaUser) -> dict[str, Any]:
    """The profile: the six that always stand there, and what is set."""
    held = {name: value for name, value in user.profile.items() if value is not None and name not in ALWAYS}
    return {**{name: user.profile.get(name) for name in ALWAYS}, **held}


def user_json(user: OktaUser, url: str, organization: str, *, listed: bool = False) -> dict[str, Any]:
    """The person; in a list the links hold `self` alone [R]."""
    here = f"{url}/api/v1/users/{user.id}"
    return {
        "id": user.id,
        "status": user.status,
        "created": moment(user.created),
        "activated": moment(activated_at(user)),
        "statusChanged": moment(user.status_changed or activated_at(user)),
        "lastLogin": None,
        "lastUpdated": moment(user.changed),
        "passwordChanged": moment(user.password_changed),
        "type": {"id": user_type_id(organization)},
        "profile": profile_json(user),
        "credentials": _credentials(user),
        "_links": {"self": link(here)} if listed else _links(user, here, url, organization),
    }


def activated_at(user: OktaUser) -> float | None:
    """A scenario's people were active from the start, where they are not staged."""
    return user.activated or (None if user.status == "STAGED" else user.created)


def _credentials(user: OktaUser) -> dict[str, Any]:
    emails = [
        {"value": value, "status": "VERIFIED", "type": kind}
        for name, kind in (("email", "PRIMARY"), ("secondEmail", "SECONDARY"))
        if (value := user.profile.get(name))
    ]
    password: dict[str, Any] = {} if user.password_changed is None else {"password": {}}
    return {**password, "emails": emails, "provider": {"type": "OKTA", "name": "OKTA"}}


def _links(user: OktaUser, here: str, url: str, organization: str) -> dict[str, Any]:
    links = {
        "schema": link(f"{url}/api/v1/meta/schemas/user/{user_schema_id(organization)}"),
        "self": link(here),
        "type": link(f"{url}/api/v1/meta/types/user/{user_type_id(organization)}"),
    }
    if user.status == "ACTIVE":
        links |= {name: _post(f"{here}/{path}") for name, path in _PASSWORD.items()}
    for name in _LIFECYCLE.get(user.status, ()):
        links[name] = _post(here if name == "delete" else f"{here}/lifecycle/{name}")
    return links


def _post(href: str) -> dict[str, Any]:
    return {"href": href, "method": "DELETE" if "/lifecycle/" not in href and "/credentials/" not in href else "POST"}


def administrator(org: Org) -> OktaUser:
    """The API token's owner, who stands outside the directory so that `Everyone` is who the scenario says."""
    profile = {
        "login": ADMINISTRATOR.alternate_id,
        "email": ADMINISTRATOR.alternate_id,
        "firstName": "Okta",
        "lastName": "Administrator",
    }
    return OktaUser(
        ADMINISTRATOR.id, "administrator", profile, created=org.everyone.created, changed=org.everyone.created
    )


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
