"""An app integration, its provisioning and its signing key as the API shows them (management API 3.3 and 3.6).

Terraform reads the signing key of SAML apps after every create. Its private half was thrown away: nobody signs in here,
so nothing is ever signed; what stands in the file only has to be a certificate that parses.
"""

import base64
import hashlib
import ssl
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from simulator.okta.actions.applications import BUILT_IN_LOGIN
from simulator.okta.actions.configuring import OUTBOUND
from simulator.okta.org import App
from simulator.web.api.rendering.hypermedia import dates, link, moment, org_id, policy_id
from simulator.web.http.context import org_url

KEY_ID = "oktasim-signing-key-1"
EXPIRES = "2099-01-01T00:00:00.000Z"


@cache
def _certificate() -> bytes:
    """DER, as SAML metadata and `x5c` have it in base64."""
    return ssl.PEM_cert_to_DER_cert(Path(__file__).with_name("signing_certificate.pem").read_text("ascii"))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


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


def key_json(app: App) -> dict[str, Any]:
    """The key as a JWK, as old as the app (management API 3.3); the modulus is the DER's integer of 256 bytes."""
    certificate = _certificate()
    return {
        "kty": "RSA",
        "kid": KEY_ID,
        "use": "sig",
        "e": "AQAB",
        "n": _base64url(certificate.partition(b"\x02\x82\x01\x01\x00")[2][:256]),
        "x5c": [base64.b64encode(certificate).decode()],
        "x5t#S256": _base64url(hashlib.sha256(certificate).digest()),
        "created": moment(app.created),
        "lastUpdated": moment(app.created),
        "expiresAt": EXPIRES,
    }


def metadata_xml(app: App) -> str:
    """The identity provider's SAML metadata for this app."""
    return _METADATA.format(
        entity=quoteattr(f"{org_url()}/{app.id}"),
        certificate=base64.b64encode(_certificate()).decode(),
        location=quoteattr(f"{org_url()}/app/{app.name}/{app.id}/sso/saml"),
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
        "_links": _links(app),
    }


def _object(kept: dict[str, Any], name: str) -> dict[str, Any]:
    held = kept.get(name)
    return held if isinstance(held, dict) else {}


def _username_template(app: App) -> dict[str, Any]:
    """The application username; `user.login` is the built-in `${source.login}`."""
    push = "PUSH" if app.username_update == "create_and_update" else "DONT_PUSH"
    written = BUILT_IN_LOGIN if app.username == "user.login" else app.username
    return {"template": written, "type": "BUILT_IN" if written.startswith("${") else "CUSTOM", "pushStatus": push}


def _links(app: App) -> dict[str, Any]:
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


DESCRIPTIONS = {
    "USER_PROVISIONING": "User provisioning settings from Okta to the app",
    "INBOUND_PROVISIONING": "User provisioning settings from the app to Okta",
}
"""The two features there are."""


def connection_json(app: App) -> dict[str, Any]:
    """The connection, without its token; of status UNKNOWN where none was set up [R]."""
    if not app.base_url:
        return {"status": "UNKNOWN", "profile": {"authScheme": "UNKNOWN"}}
    here = f"/api/v1/apps/{app.id}/connections/default"
    other = "deactivate" if app.connected else "activate"
    return {
        "authScheme": "TOKEN",
        "status": "ENABLED" if app.connected else "DISABLED",
        "baseUrl": app.base_url,
        "profile": {"authScheme": "TOKEN"},
        "_links": {"self": link(here, "POST", "GET"), other: link(f"{here}/lifecycle/{other}", "POST")},
    }


def feature_json(app: App, name: str) -> dict[str, Any]:
    """One feature; its own status stays ENABLED whatever its capabilities are [R]."""
    return {
        "name": name,
        "status": "ENABLED",
        "description": DESCRIPTIONS[name],
        "capabilities": _inbound(app) if name == "INBOUND_PROVISIONING" else _outbound(app),
        "_links": {"self": link(f"/api/v1/apps/{app.id}/features/{name}", "GET", "PUT")},
    }


def _outbound(app: App) -> dict[str, Any]:
    shown: dict[str, Any] = {"create": {}, "update": {}}
    for (part, name), box in OUTBOUND.items():
        shown[part][name] = {"status": "ENABLED" if box in app.features else "DISABLED"}
    seed, change = ("OKTA", "CHANGE") if "sync_password" in app.features else ("RANDOM", "KEEP_EXISTING")
    shown["update"]["password"] |= {"seed": seed, "change": change}
    return shown


def _inbound(app: App) -> dict[str, Any]:
    return {
        "importSettings": {
            "username": {"userNameFormat": "EMAIL", "userNameExpression": ""},
            "schedule": {"status": "ENABLED" if "import_users" in app.features else "DISABLED"},
        },
        "importRules": {
            "userCreateAndMatch": {
                "exactMatchCriteria": "USERNAME",
                "allowPartialMatch": False,
                **dict.fromkeys((f"autoConfirm{which}" for which in ("ExactMatch", "PartialMatch", "NewUsers")), False),
                "autoActivateNewUsers": False,
            }
        },
    }
