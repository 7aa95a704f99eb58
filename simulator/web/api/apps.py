"""App integrations: `/api/v1/apps` (management API 3.3)."""

from functools import partial
from typing import Any

from flask import Response, request

from simulator.okta.actions import applications
from simulator.okta.org import App, Org
from simulator.verbs.integration import ActivateApp, DeactivateApp, EditUsername
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering.apps import app_json, key_json, metadata_xml
from simulator.web.engine.acts import Act
from simulator.web.filtering import DATE_OPERATORS, at_path, begins, compiled
from simulator.web.http.answers import Area, paged
from simulator.web.http.context import flag, required_body, settings

apps = Area("apps", __name__, url_prefix="/api/v1/apps")

_FILTER = {
    "id": ("eq",), "status": ("eq",), "name": ("eq",), "label": ("eq",), "lastUpdated": DATE_OPERATORS,
    "credentials.signing.kid": ("eq",), "user.id": ("eq",), "group.id": ("eq",),
}  # fmt: skip


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
