"""An app integration, its provisioning and its signing key as the API shows them (management API 3.3 and 3.6).

Terraform reads the signing key of SAML apps after every create. Its private half was thrown away: nobody signs in here,
so nothing is ever signed; what stands here only has to be a certificate that parses.
"""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from simulator.okta.actions.applications import BUILT_IN_LOGIN
from simulator.okta.actions.configuring import OUTBOUND
from simulator.okta.org import App
from simulator.web.api.rendering.hypermedia import link, moment, org_id, policy_id

KEY_ID = "oktasim-signing-key-1"
THUMBPRINT = "U5qeBqlV0NiO3ClVNYmk9JcIq4n_HhJLZMTq65-uB58"
EXPIRES = "2099-01-01T00:00:00.000Z"
CERTIFICATE = (
    "MIIDBTCCAe2gAwIBAgIBATANBgkqhkiG9w0BAQsFADBFMRAwDgYDVQQDDAdva3Rhc2ltMTEwLwYDVQQKDChva3Rhc2ltOiBub3Ro"
    "aW5nIGlzIHNpZ25lZCB3aXRoIHRoaXMga2V5MCAXDTI2MDEwMTAwMDAwMFoYDzIwOTkwMTAxMDAwMDAwWjBFMRAwDgYDVQQDDAdv"
    "a3Rhc2ltMTEwLwYDVQQKDChva3Rhc2ltOiBub3RoaW5nIGlzIHNpZ25lZCB3aXRoIHRoaXMga2V5MIIBIjANBgkqhkiG9w0BAQEF"
    "AAOCAQ8AMIIBCgKCAQEArCwaYN/vlUDt6NQMXXprsocya/+MO+XfFQn2PaqBsQobZmvvY0tYP1usKn/Y0msP7ZQqKtw6fanyAySE"
    "SHybhI8NUh2RUsNRZIeyF5t3IveKp9XR0tza+e7VLMFTPSp7Ahrm6lsztJOjEozq0/qmit0S0NZ561QoZToSeA2LF0Nf7Yg+AIAE"
    "dqfg2ewhBf3nJ+842aKVbyGgbb88DUhlA20Kdfj619sOfIP157qBizpGEzlONTdtOhnJnu44wAVSpqYa558Q4ikWJylapvVLEZwN"
    "oz55Dhe/MIoe39FmzH+zo91+i8T3NbUJyM8ShGALLpG6yBP1apaUDBu56WFnpwIDAQABMA0GCSqGSIb3DQEBCwUAA4IBAQCdQCh0"
    "FGPu6XV3sI6mPQNfjD7z2SpCBb+sXmIxmsW3wzAEIu0j5ukC3gI4h6o/yW0Zr0iFMJvXrzV/UAHxtGFekIr+NKjbjXChgn3zzWNB"
    "q2AT57+XQwDTKEyE13FKnU+Q1NjjIMplNu/KIdEEV8BfVc2clEdHod4J0i7IPdTUnPJOn9eHdEY3fyL04zaMlvoR/R0WA6OkLTwc"
    "Y+GcSunzhWZURLS4qQ5Q7vN52UxfdRXQzgcBMo7SQ9PAfqOEdsIxkPbA0WrhO3c/9T25nlOxVXG6rAe6nCg+URbFzkYDj7maSq/+"
    "jWinpqi2qjzwyRrAR6yIkrqqlvg3OAzOP3uz"
)
"""DER in base64, as SAML metadata and `x5c` have it."""
MODULUS = (
    "rCwaYN_vlUDt6NQMXXprsocya_-MO-XfFQn2PaqBsQobZmvvY0tYP1usKn_Y0msP7ZQqKtw6fanyAySESHybhI8NUh2RUsNRZIey"
    "F5t3IveKp9XR0tza-e7VLMFTPSp7Ahrm6lsztJOjEozq0_qmit0S0NZ561QoZToSeA2LF0Nf7Yg-AIAEdqfg2ewhBf3nJ-"
    "842aKVbyGgbb88DUhlA20Kdfj619sOfIP157qBizpGEzlONTdtOhnJnu44wAVSpqYa558Q4ikWJylapvVLEZwNoz55Dhe_MIoe39"
    "FmzH-zo91-i8T3NbUJyM8ShGALLpG6yBP1apaUDBu56WFnpw"
)

_METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID={entity}>
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false"
      protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location={location}/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location={location}/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
"""


def key_json(created: str | None) -> dict[str, Any]:
    """The key as a JWK (management API 3.3)."""
    return {
        "kty": "RSA",
        "kid": KEY_ID,
        "use": "sig",
        "e": "AQAB",
        "n": MODULUS,
        "x5c": [CERTIFICATE],
        "x5t#S256": THUMBPRINT,
        "created": created,
        "lastUpdated": created,
        "expiresAt": EXPIRES,
    }


def metadata_xml(app: App, url: str) -> str:
    """The identity provider's SAML metadata for this app."""
    return _METADATA.format(
        entity=quoteattr(f"{url}/{app.id}"),
        certificate=escape(CERTIFICATE),
        location=quoteattr(f"{url}/app/{app.name}/{app.id}/sso/saml"),
    )


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


DESCRIPTIONS = {
    "USER_PROVISIONING": "User provisioning settings from Okta to the app",
    "INBOUND_PROVISIONING": "User provisioning settings from the app to Okta",
}
"""The two features there are."""


def connection_json(app: App, url: str) -> dict[str, Any]:
    """The connection, without its token; of status UNKNOWN where none was set up [R]."""
    if not app.base_url:
        return {"status": "UNKNOWN", "profile": {"authScheme": "UNKNOWN"}}
    here = f"{url}/api/v1/apps/{app.id}/connections/default"
    other = "deactivate" if app.connected else "activate"
    return {
        "authScheme": "TOKEN",
        "status": "ENABLED" if app.connected else "DISABLED",
        "baseUrl": app.base_url,
        "profile": {"authScheme": "TOKEN"},
        "_links": {"self": link(here, "POST", "GET"), other: link(f"{here}/lifecycle/{other}", "POST")},
    }


def feature_json(app: App, name: str, url: str) -> dict[str, Any]:
    """One feature; its own status stays ENABLED whatever its capabilities are [R]."""
    return {
        "name": name,
        "status": "ENABLED",
        "description": DESCRIPTIONS[name],
        "capabilities": _inbound(app) if name == "INBOUND_PROVISIONING" else _outbound(app),
        "_links": {"self": link(f"{url}/api/v1/apps/{app.id}/features/{name}", "GET", "PUT")},
    }


def _status(on: bool) -> str:
    return "ENABLED" if on else "DISABLED"


def _outbound(app: App) -> dict[str, Any]:
    shown: dict[str, Any] = {"create": {}, "update": {}}
    for (part, name), box in OUTBOUND.items():
        shown[part][name] = {"status": _status(box in app.features)}
    seed, change = ("OKTA", "CHANGE") if "sync_password" in app.features else ("RANDOM", "KEEP_EXISTING")
    shown["update"]["password"] |= {"seed": seed, "change": change}
    return shown


def _inbound(app: App) -> dict[str, Any]:
    return {
        "importSettings": {
            "username": {"userNameFormat": "EMAIL", "userNameExpression": ""},
            "schedule": {"status": _status("import_users" in app.features)},
        },
        "importRules": {
            "userCreateAndMatch": {
                "exactMatchCriteria": "USERNAME",
                "allowPartialMatch": False,
                "autoConfirmExactMatch": False,
                "autoConfirmPartialMatch": False,
                "autoConfirmNewUsers": False,
                "autoActivateNewUsers": False,
            }
        },
    }
