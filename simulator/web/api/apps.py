"""App integrations: `/api/v1/apps` (management API 3.3)."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from simulator.okta.actions import applications
from simulator.okta.org import App, Org
from simulator.verbs.integration import ActivateApp, DeactivateApp, EditUsername
from simulator.verbs.verb import Verb
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering.apps import app_json, key_json, metadata_xml
from simulator.web.filtering import DATE_OPERATORS, at_path, begins, compiled
from simulator.web.http.answers import nothing, paged, reply
from simulator.web.http.context import acting, flag, looking, required_body, settings

apps = Blueprint("apps", __name__, url_prefix="/api/v1/apps")

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


@apps.get("")
def list_apps() -> Response:
    """List app integrations: `q`, `filter`, `limit`, `after`, `expand=user/{id}`."""
    with looking() as org:
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


@apps.get("/<app_id>")
def get_app(app_id: str) -> Response:
    """Read an app integration."""
    with looking() as org:
        return reply(_json(find_app(org, app_id)))


@apps.post("")
def create_app() -> Response:
    """Create an app integration; provisioning is off until it is connected."""
    body = required_body()
    with acting() as act:
        app = applications.create_app(act.org, body, activate=flag("activate", True), org_name=settings().organization)
        return reply(_json(app))


@apps.put("/<app_id>")
def replace_app(app_id: str) -> Response:
    """Replace an app's label, sign-on and application username; its id, name, status and features stay."""
    body = required_body()
    with acting() as act:
        app = find_app(act.org, app_id)
        wanted = applications.replace_app(act.org, app, body)
        if wanted is not None:
            act.do(EditUsername, app, expression=wanted[0], update_on=wanted[1])
        return reply(_json(app))


@apps.delete("/<app_id>")
def delete_app(app_id: str) -> Response:
    """Delete an inactive app integration."""
    with acting() as act:
        applications.delete_app(act.org, find_app(act.org, app_id))
    return nothing()


@apps.post("/<app_id>/lifecycle/activate")
def activate_app(app_id: str) -> Response:
    """Activate an app integration."""
    return _switched(ActivateApp, app_id)


@apps.post("/<app_id>/lifecycle/deactivate")
def deactivate_app(app_id: str) -> Response:
    """Deactivate an app integration; nothing is sent from then on."""
    return _switched(DeactivateApp, app_id)


def _switched(verb: type[Verb], app_id: str) -> Response:
    with acting() as act:
        act.do(verb, find_app(act.org, app_id))
    return reply({})


@apps.get("/<app_id>/sso/saml/metadata")
def saml_metadata(app_id: str) -> Response:
    """Read an app's SAML metadata, with a certificate nothing is signed with."""
    with looking() as org:
        return Response(metadata_xml(find_app(org, app_id)), content_type="application/xml")


@apps.get("/<app_id>/credentials/keys")
def signing_keys(app_id: str) -> Response:
    """List an app's signing keys."""
    with looking() as org:
        return reply([key_json(find_app(org, app_id))])


@apps.put("/<app_id>/policies/<policy_id>")
def assign_policy(app_id: str, policy_id: str) -> Response:  # noqa: ARG001  (nobody signs in here: any policy will do)
    """Assign an authentication policy; nobody signs in here, so nothing follows."""
    with looking() as org:
        find_app(org, app_id)
    return nothing()
