"""The provisioning connection and its capabilities, by the names the Management API has for them.

Real Okta keeps these routes for a few catalogue apps; offering them for any SCIM app is a superset in Okta's own
shapes (management API 1, 3.6).
"""

from collections.abc import Mapping
from typing import Any

from simulator.okta.actions.record import Refused, log_app
from simulator.okta.org import App, Org

OUTBOUND = {
    ("create", "lifecycleCreate"): "create_users",
    ("update", "profile"): "update_user_attributes",
    ("update", "lifecycleDeactivate"): "deactivate_users",
    ("update", "password"): "sync_password",
}
"""The boxes of To App by their place in the capabilities of USER_PROVISIONING (management API 3.6)."""


def check_connection(app: App, base_url: str | None) -> None:
    """A connection has a base URL.

    Raises:
        Refused: there is none, or one that Okta would not take.
    """
    if not (base_url or app.base_url):
        raise Refused("baseUrl: The field cannot be left blank", about="connection")
    if base_url and not base_url.startswith(("http://", "https://")):
        raise Refused("baseUrl: a URL that begins with https:// or http:// is expected", about="connection")


def switch(org: Org, app: App, *, on: bool) -> None:
    """Enable or disable the API integration; while it is off nothing is sent (okta-wire 4.4 [D: C9339]).

    An app without a connection stays as it is; the call is answered all the same [R].
    """
    if app.base_url and app.connected is not on:
        app.connected, app.changed = on, org.now
        log_app(org, app, "application.lifecycle.update")


def boxes(app: App, feature: str, capabilities: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The boxes to tick and to untick; what is not named stays (a partial object is allowed [S]).

    Raises:
        Refused: the app has no connection, a status is neither ENABLED nor DISABLED, or a part is no object.
    """
    if not app.base_url:
        raise Refused("Provisioning is not supported.", about="feature")
    wanted = _inbound(capabilities) if feature == "INBOUND_PROVISIONING" else _outbound(capabilities)
    on = [box for box, ticked in wanted.items() if ticked and box not in app.features]
    return on, [box for box, ticked in wanted.items() if not ticked and box in app.features]


def _inbound(capabilities: Mapping[str, Any]) -> dict[str, bool]:
    schedule = _member(_member(capabilities, "importSettings"), "schedule")
    return {"import_users": _enabled(schedule["status"])} if "status" in schedule else {}


def _outbound(capabilities: Mapping[str, Any]) -> dict[str, bool]:
    boxes = {}
    for (part, name), box in OUTBOUND.items():
        held = _member(_member(capabilities, part), name)
        if "status" in held:
            boxes[box] = _enabled(held["status"])
    return boxes


def _member(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = value.get(name)
    if held is not None and not isinstance(held, dict):
        raise Refused(f"{name}: an object is expected", about="feature")
    return held or {}


def _enabled(status: Any) -> bool:
    if status not in ("ENABLED", "DISABLED"):
        raise Refused(f"status: {status!r} is neither ENABLED nor DISABLED", about="feature")
    return bool(status == "ENABLED")
