"""The app's own pages: Integration, To App, Sign On, Profile Editor and its mappings; and the provisioning connection.

Real Okta keeps the Management API's routes for the connection and its capabilities for a few catalogue apps; offering
them for any SCIM app is a superset in Okta's own shapes (management API 1, 3.6).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta import mapping
from simulator.okta.actions import assigning
from simulator.okta.actions.assignments import usernames
from simulator.okta.actions.record import BLANK, TYPES, Refused, log_app, object_in
from simulator.okta.org import App, Job, Org, Row
from simulator.okta.profiles import AppAttribute, Apply, default_attribute

FEATURES = (
    "create_users", "update_user_attributes", "deactivate_users", "push_groups", "sync_password", "import_users",
    "import_groups",
)  # fmt: skip
"""The boxes of Provisioning: To App, To Okta and the supported actions (okta-wire 1.1)."""
NO_TARGET = ("mapping.no-target",)
"""The rule by which a row needs an attribute that is there."""


def test_connection(org: Org, app: App, **typed: str | None) -> list[Job]:
    """Test Connector Configuration, or Test API Credentials (okta-wire 1.1, 1.2).

    `typed` may hold a `base_url` and a `token` that are not saved; what is not there is taken as saved.

    Raises:
        Refused: the base URL holds an underscore.
    """
    _check_base_url(typed.get("base_url"))
    detail = {name: text for name, text in typed.items() if text is not None}
    return [Job("test_connection", app.id, app.id, org.ids.new("puj"), detail=detail)]


def _check_base_url(base_url: str | None) -> None:
    if base_url is not None and "_" in base_url:
        raise Refused("The base URL must not contain an underscore.", why=("connection.underscore",))


def configure(org: Org, app: App, *, base_url: str | None = None, token: str | None = None) -> list[Job]:
    """Save another base URL or token. Whether that sends the probe is the switch `probe_on_save`.

    Raises:
        Refused: the base URL holds an underscore (quirk 35 [D: GUIDES]).
    """
    _check_base_url(base_url)
    if base_url is not None:
        app.base_url = base_url
    if token is not None:
        app.token = token
    return _saved(org, app)


def enable(org: Org, app: App, features: Iterable[str]) -> list[Job]:
    """Tick boxes; nobody is provisioned by that (okta-wire 2.1 [C, D])."""
    return _ticked(org, app, list(features), on=True)


def disable(org: Org, app: App, features: Iterable[str]) -> list[Job]:
    """Untick boxes."""
    return _ticked(org, app, list(features), on=False)


def _ticked(org: Org, app: App, features: list[str], *, on: bool) -> list[Job]:
    app.features = app.features.union(features) if on else app.features.difference(features)
    words = "Deprovisioning" if on else "Stop deprovisioning"
    message = f"{words} unassigned users" if "deactivate_users" in features else ", ".join(features)
    why = ("log.catalogue", "connection.probe-on-save")
    log_app(org, app, "application.lifecycle.update", why=why, customMessage=message)
    return _saved(org, app)


def _saved(org: Org, app: App) -> list[Job]:
    return test_connection(org, app) if app.wire.probe_on_save else []


def edit_username(
    org: Org, app: App, expression: str, *, update_on: Apply | None = None, update_now: bool = False
) -> list[Job]:
    """Application username format on Sign On; without Update Now only later assignments and updates see it.

    Raises:
        Refused: the expression does not parse.
    """
    _check(expression)
    app.username = expression
    app.username_update = update_on or app.username_update
    log_app(org, app, "application.lifecycle.update", customMessage="application username format")
    return usernames(org, app) if update_now else []


def _check(expression: str) -> None:
    try:
        mapping.compiled(expression)
    except ExpressionError as error:
        refused = ("mapping.refused-at-save",)
        raise Refused(f"Api validation failed: updateMapping. {error}", why=refused) from error


def add_attribute(app: App, attribute: AppAttribute) -> list[Job]:
    """Profile Editor, Add Attribute; assigned people get the default value.

    Raises:
        Refused: the name is taken, if only by case (mappings 4.1 [EL-DOC]).
    """
    taken = next((name for name in app.schema if name.lower() == attribute.name.lower()), None)
    if taken:
        text = f"An attribute named {taken} is in the profile of {app.label} already."
        raise Refused(text, why=("mapping.attribute-names",))
    app.schema[attribute.name] = attribute
    for app_user in app.users.values():
        app_user.profile[attribute.name] = attribute.default
    return []


def remove_attribute(app: App, name: str) -> list[Job]:
    """Profile Editor, Remove: Okta forgets the values; a base attribute stays (mappings 4.1 [PLANFIX, GUIDES]).

    Raises:
        Refused: no such attribute, a base attribute, or one that is still mapped.
    """
    attribute = _attribute(app, name)
    if attribute.base:
        raise Refused(f"{name} is a base attribute and cannot be removed.", why=("mapping.base-attribute",))
    if name in app.mappings:
        raise Refused(f"{name} is mapped; remove its mapping first.", why=("mapping.base-attribute",))
    del app.schema[name]
    for app_user in app.users.values():
        for values in (app_user.profile, app_user.typed, app_user.pushed):
            values.pop(name, None)
    return []


def _attribute(app: App, name: str) -> AppAttribute:
    if name not in app.schema:
        text = f"Invalid target field {name}: the profile of {app.label} has no such attribute."
        raise Refused(text, why=NO_TARGET)
    return app.schema[name]


def check_rows(app: App, rows: Mapping[str, Row | None]) -> None:
    """What the Management API checks before it saves mapping rows, so that either all are saved or none.

    Raises:
        Refused: no such target, `userName`, or an expression that does not parse.
    """
    try:
        for name, row in rows.items():
            if name not in app.schema:
                raise Refused(f"Invalid target field {name}", why=NO_TARGET)
            if row is not None:
                _check_row(app, name, row.expression)
    except Refused as refused:
        refused.about = "updateMapping"
        raise


def bring_back(app: App, name: str) -> None:
    """Mapping one of Okta's default rows that the template trimmed away adds its attribute again."""
    if name not in app.schema and (attribute := default_attribute(name)) is not None:
        app.schema[name] = attribute


def edit_mapping(
    org: Org, app: App, name: str, expression: str, *, apply: Apply | None = None, apply_now: bool = False
) -> list[Job]:
    """Save a mapping row; nothing is sent unless "Apply updates now" is answered (mappings 3.4 [KB]).

    Raises:
        Refused: no such attribute, `userName` (set on Sign On), or the expression does not parse.
    """
    _check_row(app, name, expression)
    present = app.mappings.get(name)
    app.mappings[name] = Row(expression, apply or (present.apply if present else "create_and_update"))
    log_app(org, app, "application.provision.field_mapping_rule.change")
    return apply_mappings(org, app) if apply_now else []


def _check_row(app: App, name: str, expression: str) -> None:
    if _attribute(app, name).name == "userName":
        raise Refused("userName is configured in Sign On settings.", why=("mapping.username-format",))
    _check(expression)


def remove_mapping(org: Org, app: App, names: Iterable[str]) -> list[Job]:
    """Do not map: values already stored stay (mappings 3.1 [HELP]).

    Raises:
        Refused: an attribute has no mapping.
    """
    names = list(names)
    for name in names:
        if name not in app.mappings:
            raise Refused(f"{name} is not mapped.", why=("mapping.not-mapped",))
    for name in names:
        del app.mappings[name]
    log_app(org, app, "application.provision.field_mapping_rule.change")
    return []


def apply_mappings(org: Org, app: App) -> list[Job]:
    """Apply updates now: every AppUser is computed anew and all assigned people are pushed (mappings 3.4 [KB]).

    Whether those who did not change are pushed too is the switch `apply_now_pushes_unchanged`.
    """
    jobs = []
    for app_user in app.users.values():
        changed = assigning.reevaluate(org, app, app_user)
        if changed or app.wire.apply_now_pushes_unchanged:
            jobs += assigning.push_jobs(org, app, app_user, **({} if changed else {"unchanged": True}))
    return jobs


OUTBOUND = {
    ("create", "lifecycleCreate"): "create_users",
    ("update", "profile"): "update_user_attributes",
    ("update", "lifecycleDeactivate"): "deactivate_users",
    ("update", "password"): "sync_password",
}
"""The boxes of To App by their place in the capabilities of USER_PROVISIONING (management API 3.6)."""
INBOUND = {("importSettings", "schedule"): "import_users"}
"""The boxes of To Okta by their place in the capabilities of INBOUND_PROVISIONING."""


def check_connection(app: App, base_url: str | None) -> None:
    """A connection has a base URL.

    Raises:
        Refused: there is none, or one that Okta would not take.
    """
    if not (base_url or app.base_url):
        raise Refused("baseUrl: The field cannot be left blank", about="connection", why=BLANK)
    if base_url and not base_url.startswith(("http://", "https://")):
        text = "baseUrl: a URL that begins with https:// or http:// is expected"
        raise Refused(text, about="connection", why=("connection.base-url",))


def switch(org: Org, app: App, *, on: bool) -> None:
    """Enable or disable the API integration; while it is off nothing is sent (okta-wire 4.4 [D: TEST-PLAN C9339]).

    An app without a connection stays as it is; the call is answered all the same [VCR].
    """
    if app.base_url and app.connected is not on:
        app.connected, app.changed = on, org.now
        log_app(org, app, "application.lifecycle.update")


def boxes(app: App, feature: str, capabilities: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The boxes to tick and to untick; what is not named stays (a partial object is allowed [API]).

    Raises:
        Refused: the app has no connection, a status is neither ENABLED nor DISABLED, or a part is no object.
    """
    if not app.base_url:
        raise Refused("Provisioning is not supported.", about="feature", why=("api.no-provisioning",))
    on: list[str] = []
    off: list[str] = []
    for (part, name), box in (INBOUND if feature == "INBOUND_PROVISIONING" else OUTBOUND).items():
        held = object_in(object_in(capabilities, part, "feature"), name, "feature")
        status = held.get("status", "ENABLED" if box in app.features else "DISABLED")
        if status not in ("ENABLED", "DISABLED"):
            raise Refused(f"status: {status!r} is neither ENABLED nor DISABLED", about="feature", why=TYPES)
        if (status == "ENABLED") != (box in app.features):
            (on if status == "ENABLED" else off).append(box)
    return on, off
