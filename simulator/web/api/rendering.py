"""People, groups and apps in the JSON shapes of the Management API, with links, dates and derived ids."""

import hashlib
from functools import lru_cache
from typing import Any

from simulator.okta.actions.applications import BUILT_IN_LOGIN
from simulator.okta.org import App, Group, OktaUser, Org
from simulator.okta.system_log import ADMINISTRATOR
from simulator.okta.times import iso
from simulator.web.http.context import org_url, settings


def link(path: str, *methods: str, **more: str) -> dict[str, Any]:
    """A link to a path of the org, as this client calls it; `methods` stand under `hints.allow` where there are any."""
    hints = {"hints": {"allow": list(methods)}} if methods else {}
    return {"href": org_url() + path, **more, **hints}


def dates(one: Any) -> dict[str, str | None]:
    """When it was made and when it was last changed."""
    return {"created": moment(one.created), "lastUpdated": moment(one.changed)}


def beginning(org: Org) -> dict[str, str | None]:
    """The dates of what has been there since the org has."""
    return dict.fromkeys(("created", "lastUpdated"), moment(org.everyone.created))


def moment(seconds: float | None) -> str | None:
    """Epoch seconds as Okta writes dates, `2026-11-02T09:15:04.000Z`: three digits that are always there."""
    return None if seconds is None else iso(seconds)


_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CELL = "5d7"


@lru_cache
def derived(prefix: str, *parts: str) -> str:
    """A 20-character id with this prefix; the same parts give the same tail under any prefix."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()[:16])
    letters = []
    for _ in range(17 - len(_CELL)):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return prefix + "".join(letters) + _CELL


def user_type_id() -> str:
    """The default user type."""
    return derived("oty", settings().organization, "user type")


def user_schema_id() -> str:
    """The schema of the default user type; it shares the type's tail (management API 2, "Ids" [VCR])."""
    return derived("osc", settings().organization, "user type")


def org_id() -> str:
    """The org itself."""
    return derived("00o", settings().organization)


def user_type_links() -> dict[str, Any]:
    """Where the default user type and its schema are read."""
    type_, schema = f"/api/v1/meta/types/user/{user_type_id()}", f"/api/v1/meta/schemas/user/{user_schema_id()}"
    return {"self": link(type_), "schema": link(schema)}


def mapping_ids(app_id: str) -> tuple[str, str]:
    """An app's two mappings: Okta user to app, app to Okta user."""
    return derived("prm", app_id, "to app"), derived("prm", app_id, "to okta")


def policy_id() -> str:
    """The one access policy there is."""
    return derived("rst", settings().organization, "access policy")


ALWAYS = ("firstName", "lastName", "mobilePhone", "secondEmail", "login", "email")
"""Attributes a profile carries even when they are null [VCR]."""
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
    alone [VCR].
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
        "_links": {"self": link(here)} if listed else _user_links(user, here),
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


def _user_links(user: OktaUser, here: str) -> dict[str, Any]:
    of_type = user_type_links()
    links = {"schema": of_type["schema"], "self": link(here), "type": of_type["self"]}
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


def group_json(group: Group, source: str | None = None) -> dict[str, Any]:
    """The group; `source` is the app id of an app group."""
    here = f"/api/v1/groups/{group.id}"
    shown: dict[str, Any] = {
        "id": group.id,
        **dates(group),
        "lastMembershipUpdated": moment(group.changed),
        "objectClass": ["okta:app_group" if group.kind == "APP_GROUP" else "okta:user_group"],
        "type": group.kind,
        "profile": {"name": group.name, "description": group.description},
        "_links": {
            "logo": [
                link(f"/assets/img/group-{size}.png", name=size, type="image/png") for size in ("medium", "large")
            ],
            "users": link(f"{here}/users"),
            "apps": link(f"{here}/apps"),
        },
    }
    if source is not None:
        shown["_links"]["source"] = link(f"/api/v1/apps/{source}")
        shown["source"] = {"id": source}
    return shown


KEY_ID = "oktasim-signing-key-1"
DEFAULT_SIGN_ON = "SAML_2_0"
"""The `signOnMode` of an app that was made without one."""
_FEATURES = {
    "create_users": ("PUSH_NEW_USERS",),
    "update_user_attributes": ("PUSH_PROFILE_UPDATES",),
    "deactivate_users": ("PUSH_USER_DEACTIVATION", "REACTIVATE_USERS"),
    "push_groups": ("GROUP_PUSH",),
    "sync_password": ("PUSH_PASSWORD_UPDATES",),
    "import_users": ("IMPORT_NEW_USERS", "IMPORT_PROFILE_UPDATES"),
    "import_groups": (),
}
"""`features` by the boxes ticked; the exact list of a SCIM app is not on record (management API 3.3 [?])."""
_VISIBILITY = {
    "autoLaunch": False,
    "autoSubmitToolbar": False,
    "hide": {"iOS": False, "web": False},
    "appLinks": {"login": True},
}
_ACCESSIBILITY = {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None}
_SETTINGS = {
    "app": {},
    "notifications": {"vpn": {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}},
    "manualProvisioning": False,
    "implicitAssignment": False,
    "notes": {"admin": None, "enduser": None},
    "signOn": {},
}
_SAML = {
    **dict.fromkeys(("ssoAcsUrl", "audience", "recipient", "destination"), ""),
    "idpIssuer": "http://www.okta.com/${org.externalKey}",
    "subjectNameIdTemplate": "${user.userName}",
    "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "responseSigned": True,
    "assertionSigned": True,
    "signatureAlgorithm": "RSA_SHA256",
    "digestAlgorithm": "SHA256",
    "honorForceAuthn": True,
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    "requestCompressed": False,
    "allowMultipleAcsEndpoints": False,
}
"""`settings.signOn` of a SAML app: all that Okta's OpenAPI requires, without which the official SDK up to 3.4.5 reads
no app; the values are those of Okta's own example, the addresses blank until an administrator sets them."""


def app_json(app: App) -> dict[str, Any]:
    """The integration; what an administrator set and provisioning does not read stands as it was sent."""
    kept = app.registration
    features = {"SCIM_PROVISIONING"} | {name for box in app.features for name in _FEATURES[box]}
    settings, sign_on = {**_SETTINGS, **_object(kept, "settings")}, kept.get("signOnMode", DEFAULT_SIGN_ON)
    if sign_on == "SAML_2_0":
        settings["signOn"] = {**_SAML, **_object(settings, "signOn")}
    return {
        "id": app.id,
        "orn": f"orn:okta:idp:{org_id()}:apps:{app.name}:{app.id}",
        "name": app.name,
        "label": app.label,
        "status": app.status,
        **dates(app),
        "accessibility": {**_ACCESSIBILITY, **_object(kept, "accessibility")},
        "visibility": {**_VISIBILITY, **_object(kept, "visibility")},
        "features": sorted(features) if app.base_url and app.connected else [],
        "signOnMode": sign_on,
        "credentials": {"userNameTemplate": _username_template(app), "signing": {"kid": KEY_ID}},
        "settings": settings,
        **({"profile": kept["profile"]} if "profile" in kept else {}),
        "_links": _app_links(app),
    }


def _object(kept: dict[str, Any], name: str) -> dict[str, Any]:
    held = kept.get(name)
    return held if isinstance(held, dict) else {}


def _username_template(app: App) -> dict[str, Any]:
    """The application username; `user.login` is the built-in `${source.login}`."""
    push = "PUSH" if app.username_update == "create_and_update" else "DONT_PUSH"
    written = BUILT_IN_LOGIN if app.username == "user.login" else app.username
    return {"template": written, "type": "BUILT_IN" if written.startswith("${") else "CUSTOM", "pushStatus": push}


def _app_links(app: App) -> dict[str, Any]:
    here = f"/api/v1/apps/{app.id}"
    other = "deactivate" if app.status == "ACTIVE" else "activate"
    return {
        **{name: link(f"{here}/{name}") for name in ("users", "groups", "policies")},
        "logo": [link("/assets/img/app.png", name="medium", type="image/png")],
        "appLinks": [link(f"/home/{app.name}/{app.id}", name="login", type="text/html")],
        "metadata": link(f"{here}/sso/saml/metadata", type="application/xml"),
        other: link(f"{here}/lifecycle/{other}"),
        "accessPolicy": link(f"/api/v1/policies/{policy_id()}"),
        "uploadLogo": link(f"{here}/logo", "POST"),
    }
