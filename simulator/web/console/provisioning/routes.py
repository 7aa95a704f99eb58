"""`/admin/apps/{id}/provisioning/integration`: the connection, its test, the supported actions (okta-console 3.1)."""

from typing import Any

from flask import redirect, request

from simulator.okta.actions import configuring
from simulator.okta.actions.record import Refused
from simulator.okta.org import App, Org
from simulator.verbs.connection import CURRENT
from simulator.web.api.lookups import find_app
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.provisioning.sides import of_side
from simulator.web.http.context import engine

integration = Pages("integration_tab", __name__, url_prefix="/admin/apps/<app_id>/provisioning")

WIZARD_ACTIONS = (
    ("Import New Users and Profile Updates", "import_users"),
    ("Push New Users", "create_users"),
    ("Push Profile Updates", "update_user_attributes"),
    ("Push Groups", "push_groups"),
    ("Import Groups", "import_groups"),
)
"""Supported provisioning actions in Okta's order, and the feature that each stands for in the connection test's dialog
(okta-wire 1.1 [C]): here an action and its box under To App are one."""
CATALOGUE_ACTIONS = (
    ("Import Groups", "import_groups"),
    ("Import New Users and Profile Updates", "import_users"),
    ("Push Groups", "push_groups"),
)
"""Import Groups is a box of Okta's; the catalogue's integration decides on the others, here whoever simulates does."""


def actions_of(app: App) -> tuple[tuple[str, str], ...]:
    """The boxes of the app's kind of integration."""
    return WIZARD_ACTIONS if app.integration == "aiw" else CATALOGUE_ACTIONS


@integration.shows("", "provisioning/integration.html")
def show_first(org: Org, app_id: str) -> Any:
    """To App once the connection is there, Integration before."""
    app = find_app(org, app_id)
    return redirect(f"/admin/apps/{app.id}/provisioning/{'to-app' if app.base_url else 'integration'}", 303)


@integration.shows("/integration", "provisioning/integration.html")
def show_integration(org: Org, app_id: str) -> dict[str, Any]:
    """The connection in read mode; its token is never shown."""
    return of_side(org, app_id, actions=actions_of(find_app(org, app_id)))


@integration.shows("/integration/edit", "provisioning/integration_edit.html")
def show_edit(org: Org, app_id: str) -> dict[str, Any]:
    """The connection, to be edited; what was typed stands in the query, the token aside."""
    app, typed = find_app(org, app_id), request.args
    came_back = "base_url" in typed
    shown = {
        "actions": actions_of(app),
        "base_url": typed.get("base_url", app.base_url),
        "ticked": typed.getlist("box") if came_back else app.features,
        "enabled": "enabled" in typed if came_back else app.connected or not app.base_url,
    }
    return of_side(org, app_id, **shown)


@integration.does("/integration/test")
def test(deed: Deed, app_id: str) -> None:
    """Test Connector Configuration, or Test API Credentials: what is typed, and where nothing is, what is saved."""
    app = find_app(deed.org, app_id)
    typed = _typed(deed, app)
    _check_sends(app, typed)
    deed.do("test_connection", typed or None, app)


def _check_sends(app: App, typed: dict[str, str]) -> None:
    if app.status != "ACTIVE":
        raise Refused(f"{app.label} is not active, so that Okta sends nothing. Activate it at the head of this page.")
    if not app.connected and not typed:
        raise Refused("The API integration is not enabled, so that Okta sends nothing. Enable and save it first.")


@integration.does("/integration")
def save(deed: Deed, app_id: str) -> str:
    """Save: the base URL and the token that were typed, and the boxes."""
    app = find_app(deed.org, app_id)
    wanted = app.integration == "aiw" or deed.text("enabled") != ""
    typed = _typed(deed, app) if wanted or deed.text("base_url") else {}
    if typed:
        deed.do("configure", typed, app)
    switched = app.connected is not wanted
    if switched:
        deed.do("enable_api_integration" if wanted else "disable_api_integration", None, app)
    shown = [feature for _, feature in actions_of(app)]
    changed = tick(deed, app, shown, deed.texts("box"))
    return "Settings saved!" if typed or switched or changed else "Nothing was changed."


def tick(deed: Deed, app: App, shown: list[str], ticked: list[str]) -> bool:
    """Tick and untick boxes, those that were shown; whether any changed."""
    on = [box for box in shown if box in ticked and box not in app.features]
    off = [box for box in shown if box not in ticked and box in app.features]
    for verb, boxes in (("enable", on), ("disable", off)):
        if boxes:
            deed.do(verb, boxes, app)
    return bool(on or off)


def _typed(deed: Deed, app: App) -> dict[str, str]:
    """What is typed and differs from what is saved, as the verb's argument; the token is hidden before anything else.

    The token that the bundled Hub takes now is pasted as such, so that a scenario of it does the same.

    Raises:
        Refused: there is no base URL, or none that Okta would take.
    """
    base_url, token = deed.text("base_url").rstrip("/"), deed.text("token")
    typed = {}
    if token == CURRENT:
        raise Refused(f'"{CURRENT}" cannot be pasted: in a scenario it stands for the token that the Hub takes now.')
    if token:
        engine().redactor.add_token(token)
        typed["stub_token"] = CURRENT if token == deed.tenant.stub_token else token
    configuring.check_connection(app, base_url or None)
    if base_url and base_url != app.base_url:
        typed["endpoint"] = base_url
    return typed
