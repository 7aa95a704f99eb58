"""The provisioning connection and features of an app (management API 3.6): a superset for generic SCIM apps."""

from collections.abc import Collection
from typing import Any

from simulator.okta.actions import configuring
from simulator.okta.actions.configuring import OUTBOUND
from simulator.okta.org import App, Org
from simulator.verbs import integration
from simulator.verbs.connection import CURRENT
from simulator.verbs.tenant import find
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering import link
from simulator.web.engine.acts import Act
from simulator.web.http.answers import Area
from simulator.web.http.context import engine, flag, member, optional_body, required_body, settings
from simulator.web.http.errors import invalid

provisioning = Area("provisioning", __name__, url_prefix="/api/v1/apps/<app_id>")


DESCRIPTIONS = {
    "USER_PROVISIONING": "User provisioning settings from Okta to the app",
    "INBOUND_PROVISIONING": "User provisioning settings from the app to Okta",
}
"""The two features there are."""


def connection_json(app: App) -> dict[str, Any]:
    """The connection, without its token; of status UNKNOWN where none was set up [VCR]."""
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
    """One feature; its own status stays ENABLED whatever its capabilities are [VCR]."""
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


@provisioning.reads("/connections/default")
def get_connection(org: Org, app_id: str) -> Any:
    """Read the provisioning connection; its token is never shown."""
    return connection_json(find_app(org, app_id))


@provisioning.acts("/connections/default", "POST")
def set_connection(act: Act, app_id: str) -> Any:
    """Set up the provisioning connection: base URL and token."""
    body = optional_body()
    profile = member(body, "profile")
    token, base_url = _text(profile, "token"), _text(body, "baseUrl")
    if profile.get("authScheme", "TOKEN") != "TOKEN":
        raise invalid("authScheme", "authScheme: only TOKEN is supported")
    if token is not None:
        engine().redactor.add_token(token)
    app = find_app(act.org, app_id)
    _connect(act, app, base_url and base_url.rstrip("/"), token)
    return connection_json(app)


def _connect(act: Act, app: App, base_url: str | None, token: str | None) -> None:
    """Base URL and token; what is not given stays. The stub's live token is pasted as such, for the record's sake."""
    configuring.check_connection(app, base_url)
    first = not app.base_url
    pasted = CURRENT if token and token == act.tenant.stub_token else token
    act.do(integration.Configure, app, endpoint=base_url, stub_token=pasted)
    if first and settings().choices.connecting_adds_push_groups:
        app.features.add("push_groups")
    if flag("activate", False) and not app.connected:
        act.do(integration.EnableApiIntegration, app)


def _text(held: dict[str, Any], name: str) -> str | None:
    value = held.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(name, f"{name}: The value must be a string")
    return value or None


@provisioning.acts("/connections/default/lifecycle/activate", "POST")
def activate_connection(act: Act, app_id: str) -> None:
    """Enable the API integration."""
    act.do(integration.EnableApiIntegration, find_app(act.org, app_id))


@provisioning.acts("/connections/default/lifecycle/deactivate", "POST")
def deactivate_connection(act: Act, app_id: str) -> None:
    """Disable the API integration; nothing is sent from then on."""
    act.do(integration.DisableApiIntegration, find_app(act.org, app_id))


@provisioning.reads("/features")
def list_features(org: Org, app_id: str) -> Any:
    """List the two features and their capabilities."""
    app = _provisioned(org, app_id)
    return [feature_json(app, name) for name in DESCRIPTIONS]


def _provisioned(org: Org, app_id: str) -> App:
    app = find_app(org, app_id)
    if not app.base_url:
        raise invalid("feature", "Provisioning is not supported.")
    return app


@provisioning.reads("/features/<name>")
def get_feature(org: Org, app_id: str, name: str) -> Any:
    """Read one feature."""
    app = _provisioned(org, app_id)
    _check(name)
    return feature_json(app, name)


@provisioning.acts("/features/<name>", "PUT")
def set_feature(act: Act, app_id: str, name: str) -> Any:
    """Tick and untick boxes by a feature's capabilities; what is not named stays."""
    capabilities = required_body()
    app = find_app(act.org, app_id)
    _check(name)
    tick(act, app, *configuring.boxes(app, name, capabilities))
    return feature_json(app, name)


def tick(act: Act, app: App, on: Collection[str], off: Collection[str]) -> None:
    """Tick and untick boxes of Provisioning."""
    for verb, features in ((integration.Enable, on), (integration.Disable, off)):
        if features:
            act.do(verb, app, features=tuple(features))


def _check(name: str) -> None:
    find(DESCRIPTIONS, name, "PublicAppFeatureSetName")
