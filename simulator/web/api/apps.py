"""App integrations: `/api/v1/apps` (management API 3.3)."""

import base64
import hashlib
import ssl
from functools import cache, partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from flask import Response, request

from simulator.okta.actions import applications
from simulator.okta.org import App, Org
from simulator.verbs.integration import ActivateApp, DeactivateApp, EditUsername
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering import KEY_ID, app_json, moment
from simulator.web.engine.acts import Act
from simulator.web.filtering import DATE_OPERATORS, at_path, begins, compiled
from simulator.web.http.answers import Area, paged
from simulator.web.http.context import flag, org_url, required_body, settings

apps = Area("apps", __name__, url_prefix="/api/v1/apps")

_FILTER = {
    "id": ("eq",), "status": ("eq",), "name": ("eq",), "label": ("eq",), "lastUpdated": DATE_OPERATORS,
    "credentials.signing.kid": ("eq",), "user.id": ("eq",), "group.id": ("eq",),
}  # fmt: skip


@cache
def _certificate() -> bytes:
    """DER, as SAML metadata and `x5c` have it in base64.

    Terraform reads the signing key of SAML apps after every create. Its private half was thrown away: nobody signs in
    here, so nothing is ever signed; what stands in the file only has to be a certificate that parses.
    """
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
        "expiresAt": "2099-01-01T00:00:00.000Z",
    }


def metadata_xml(app: App) -> str:
    """The identity provider's SAML metadata for this app."""
    return _METADATA.format(
        entity=quoteattr(f"{org_url()}/{app.id}"),
        certificate=base64.b64encode(_certificate()).decode(),
        location=quoteattr(f"{org_url()}/app/{app.name}/{app.id}/sso/saml"),
    )


def _json(app: App) -> dict[str, Any]:
    shown = app_json(app)
    kind, _, user_id = request.args.get("expand", "").partition("/")
    if kind == "user" and user_id in app.users:
        shown["_embedded"] = {"user": {"id": user_id, "credentials": {"userName": app.users[user_id].username}}}
    return shown


@apps.reads("")
def list_apps(org: Org) -> Any:
    """List app integrations: `q`, `filter`, `limit`, `after`, `expand=user/{id}`."""
    return paged(_chosen(org), _json, default=20, most=200)


def _chosen(org: Org) -> list[App]:
    q, filter_ = request.args.get("q"), request.args.get("filter")
    found = [app for app in org.apps.values() if begins(q, app.name, app.label)]
    if not filter_:
        return found
    test = compiled(filter_, _FILTER.get, ("lastUpdated",))
    return [app for app in found if test(partial(_values, app))]


def _values(app: App, path: str) -> list[Any]:
    if path == "user.id":
        return list(app.users)
    if path == "group.id":
        return list(app.groups)
    return at_path(app_json(app), path)


@apps.reads("/<app_id>")
def get_app(org: Org, app_id: str) -> Any:
    """Read an app integration."""
    return _json(find_app(org, app_id))


@apps.acts("", "POST")
def create_app(act: Act) -> Any:
    """Create an app integration; provisioning is off until it is connected."""
    body = required_body()
    app = applications.create_app(act.org, body, activate=flag("activate", True), org_name=settings().organization)
    return _json(app)


@apps.acts("/<app_id>", "PUT")
def replace_app(act: Act, app_id: str) -> Any:
    """Replace an app's label, sign-on and application username; its id, name, status and features stay."""
    body = required_body()
    app = find_app(act.org, app_id)
    wanted = applications.replace_app(act.org, app, body)
    if wanted is not None:
        act.do(EditUsername, app, expression=wanted[0], update_on=wanted[1])
    return _json(app)


@apps.acts("/<app_id>", "DELETE")
def delete_app(act: Act, app_id: str) -> Any:
    """Delete an inactive app integration."""
    applications.delete_app(act.org, find_app(act.org, app_id))


@apps.acts("/<app_id>/lifecycle/activate", "POST")
def activate_app(act: Act, app_id: str) -> Any:
    """Activate an app integration."""
    act.do(ActivateApp, find_app(act.org, app_id))
    return {}


@apps.acts("/<app_id>/lifecycle/deactivate", "POST")
def deactivate_app(act: Act, app_id: str) -> Any:
    """Deactivate an app integration; nothing is sent from then on."""
    act.do(DeactivateApp, find_app(act.org, app_id))
    return {}


@apps.reads("/<app_id>/sso/saml/metadata")
def saml_metadata(org: Org, app_id: str) -> Any:
    """Read an app's SAML metadata, with a certificate nothing is signed with."""
    return Response(metadata_xml(find_app(org, app_id)), content_type="application/xml")


@apps.reads("/<app_id>/credentials/keys")
def signing_keys(org: Org, app_id: str) -> Any:
    """List an app's signing keys."""
    return [key_json(find_app(org, app_id))]


@apps.reads("/<app_id>/policies/<policy_id>", "PUT")
def assign_policy(org: Org, app_id: str, policy_id: str) -> Any:  # noqa: ARG001  (nobody signs in here: any policy will do)
    """Assign an authentication policy; nobody signs in here, so nothing follows."""
    find_app(org, app_id)
