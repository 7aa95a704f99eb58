"""People and assignments as the API shows them (management API 3.1, 3.4 and 3.5)."""

from typing import Any

from simulator.okta.org import App, AppUser, GroupAssignment, OktaUser, Org
from simulator.okta.system_log import ADMINISTRATOR
from simulator.web.api.rendering.groups import group_json
from simulator.web.api.rendering.hypermedia import dates, link, moment, user_schema_id, user_type_id
from simulator.web.http.context import expands

ALWAYS = ("firstName", "lastName", "mobilePhone", "secondEmail", "login", "email")
"""Attributes a profile carries even when they are null [R]."""

_LIFECYCLE = {
    "STAGED": ("activate",),
    "DEPROVISIONED": ("activate",),
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


def user_json(user: OktaUser, *, listed: bool = False) -> dict[str, Any]:
    """The person, with the six attributes that always stand there, and what is set; in a list the links hold `self`
    alone [R].
    """
    here = f"/api/v1/users/{user.id}"
    held = {name: value for name, value in user.profile.items() if value is not None and name not in ALWAYS}
    return {
        "id": user.id,
        "status": user.status,
        **dates(user),
        "activated": moment(activated_at(user)),
        "statusChanged": moment(user.status_changed or activated_at(user)),
        "lastLogin": None,
        "passwordChanged": moment(user.password_changed),
        "type": {"id": user_type_id()},
        "profile": {**{name: user.profile.get(name) for name in ALWAYS}, **held},
        "credentials": _credentials(user),
        "_links": {"self": link(here)} if listed else _links(user, here),
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


def _links(user: OktaUser, here: str) -> dict[str, Any]:
    links = {
        "schema": link(f"/api/v1/meta/schemas/user/{user_schema_id()}"),
        "self": link(here),
        "type": link(f"/api/v1/meta/types/user/{user_type_id()}"),
    }
    if user.status == "ACTIVE":
        links |= {name: link(f"{here}/{path}", method="POST") for name, path in _PASSWORD.items()}
    for name in _LIFECYCLE.get(user.status, ()):
        links[name] = link(f"{here}/lifecycle/{name}", method="POST")
    if user.status == "DEPROVISIONED":
        links["delete"] = link(here, method="DELETE")
    return links


def administrator(org: Org) -> OktaUser:
    """The API token's owner, who stands outside the directory so that `Everyone` is who the scenario says."""
    login, created = ADMINISTRATOR.alternate_id, org.everyone.created
    profile = {"login": login, "email": login, "firstName": "Okta", "lastName": "Administrator"}
    return OktaUser(ADMINISTRATOR.id, "administrator", profile, created=created, changed=created)


def app_user_json(app: App, app_user: AppUser, user: OktaUser) -> dict[str, Any]:
    """A person's assignment; its id is the person's. `expand=user` embeds the person."""
    status, sync_state = _states(app, app_user)
    return {
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
        "_links": {"app": link(f"/api/v1/apps/{app.id}"), "user": link(f"/api/v1/users/{user.id}")},
        **({} if app_user.last_sync is None else {"lastSync": moment(app_user.last_sync)}),
        **({"_embedded": {"user": user_json(user)}} if expands("user") else {}),
    }


def _states(app: App, app_user: AppUser) -> tuple[str, str]:
    """`status` and `syncState`: ACTIVE and DISABLED without provisioning [R], else as it stands; SYNCING while the
    first push is on its way, and STAGED with ERROR after a failed one (no source, management API 10).
    """
    if not app_user.provisioned and not app.provisioning:
        return "ACTIVE", "DISABLED"
    if app_user.status == "STAGED" and app_user.error is None and app_user.sync_state == "DISABLED":
        return "STAGED", "SYNCING"
    return app_user.status, app_user.sync_state


def app_group_json(org: Org, app: App, assignment: GroupAssignment) -> dict[str, Any]:
    """A group's assignment; `expand=group` embeds the group."""
    here = f"/api/v1/apps/{app.id}"
    return {
        "id": assignment.group_id,
        "lastUpdated": moment(assignment.changed),
        "priority": assignment.priority,
        "profile": dict(assignment.profile),
        "_links": {
            "app": link(here),
            "self": link(f"{here}/groups/{assignment.group_id}"),
            "group": link(f"/api/v1/groups/{assignment.group_id}"),
        },
        **({"_embedded": {"group": group_json(org.groups[assignment.group_id])}} if expands("group") else {}),
    }
