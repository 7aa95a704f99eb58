"""A person as the API shows them (management API 3.1)."""

from typing import Any

from simulator.okta.org import OktaUser, Org
from simulator.okta.system_log import ADMINISTRATOR
from simulator.web.api.rendering.hypermedia import link, moment
from simulator.web.api.rendering.ids import user_schema_id, user_type_id

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
