"""The provisioning connection and its features as the API shows them (management API 3.6)."""

from typing import Any

from simulator.okta.actions.connecting import OUTBOUND
from simulator.okta.org import App
from simulator.web.api.rendering.hypermedia import link

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
