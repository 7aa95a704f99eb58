"""An app integration as the API shows it (management API 3.3)."""

from typing import Any

from simulator.okta.actions.applications import BUILT_IN_LOGIN
from simulator.okta.org import App
from simulator.web.api.rendering.hypermedia import link, moment
from simulator.web.api.rendering.ids import org_id, policy_id
from simulator.web.api.rendering.signing import KEY_ID

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
    "ssoAcsUrl": "",
    "audience": "",
    "recipient": "",
    "destination": "",
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


def features_of(app: App) -> list[str]:
    """The names under `features`, sorted; none without a connection."""
    if not app.base_url or not app.connected:
        return []
    return sorted({"SCIM_PROVISIONING"} | {name for box in app.features for name in _FEATURES[box]})


def app_json(app: App, url: str, organization: str) -> dict[str, Any]:
    """The integration; what an administrator set and provisioning does not read stands as it was sent."""
    kept = app.registration
    return {
        "id": app.id,
        "orn": f"orn:okta:idp:{org_id(organization)}:apps:{app.name}:{app.id}",
        "name": app.name,
        "label": app.label,
        "status": app.status,
        "created": moment(app.created),
        "lastUpdated": moment(app.changed),
        "accessibility": {**_ACCESSIBILITY, **_object(kept, "accessibility")},
        "visibility": {**_VISIBILITY, **_object(kept, "visibility")},
        "features": features_of(app),
        "signOnMode": kept.get("signOnMode", DEFAULT_SIGN_ON),
        "credentials": {"userNameTemplate": username_template(app), "signing": {"kid": KEY_ID}},
        "settings": _settings(kept),
        **({"profile": kept["profile"]} if "profile" in kept else {}),
        "_links": _links(app, url, organization),
    }


def _settings(kept: dict[str, Any]) -> dict[str, Any]:
    settings = {**_SETTINGS, **_object(kept, "settings")}
    if kept.get("signOnMode", DEFAULT_SIGN_ON) == "SAML_2_0":
        settings["signOn"] = {**_SAML, **_object(settings, "signOn")}
    return settings


def _object(kept: dict[str, Any], name: str) -> dict[str, Any]:
    held = kept.get(name)
    return held if isinstance(held, dict) else {}


def username_template(app: App) -> dict[str, Any]:
    """The application username; `user.login` is the built-in `${source.login}`."""
    push = "PUSH" if app.username_update == "create_and_update" else "DONT_PUSH"
    if app.username == "user.login" or app.username.startswith("${"):
        written = BUILT_IN_LOGIN if app.username == "user.login" else app.username
        return {"template": written, "type": "BUILT_IN", "pushStatus": push}
    return {"template": app.username, "type": "CUSTOM", "pushStatus": push}


def _links(app: App, url: str, organization: str) -> dict[str, Any]:
    here = f"{url}/api/v1/apps/{app.id}"
    other = "deactivate" if app.status == "ACTIVE" else "activate"
    return {
        "users": link(f"{here}/users"),
        "groups": link(f"{here}/groups"),
        "policies": link(f"{here}/policies"),
        "logo": [{"name": "medium", "href": f"{url}/assets/img/app.png", "type": "image/png"}],
        "appLinks": [{"name": "login", "href": f"{url}/home/{app.name}/{app.id}", "type": "text/html"}],
        "metadata": {"href": f"{here}/sso/saml/metadata", "type": "application/xml"},
        other: link(f"{here}/lifecycle/{other}"),
        "accessPolicy": link(f"{url}/api/v1/policies/{policy_id(organization)}"),
        "uploadLogo": link(f"{here}/logo", "POST"),
    }
