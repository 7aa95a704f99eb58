"""App integrations as the Management API makes, changes and removes them (management API 3.3)."""

from collections.abc import Mapping
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta import mapping
from simulator.okta.actions.record import TYPES, Refused, log_app, text_in
from simulator.okta.org import App, Org, Row
from simulator.okta.profiles import TEMPLATES, Apply
from simulator.okta.targets import CATALOGUE

BUILT_IN_LOGIN = "${source.login}"
"""The username template that stands for `user.login`."""
USERNAME_FORMATS = {
    "Okta username": "user.login",
    "Okta username prefix": '${fn:substringBefore(source.login, "@")}',
    "Email": "${source.email}",
    "Email prefix": '${fn:substringBefore(source.email, "@")}',
}
"""The application username formats of Sign On, in Okta's order, and what each computes it from (mappings 3.3 [API])."""
CUSTOM = "Custom"
"""The format of any other expression."""
KEPT = ("signOnMode", "accessibility", "visibility", "settings", "notes", "universalLogout", "profile")
"""Members of an application that are kept as they were sent; provisioning reads none of them."""


def create_app(org: Org, body: Mapping[str, Any], *, activate: bool = True, org_name: str = "oktasim") -> App:
    """Add an integration: a custom one, or a catalogue template by `name`. Provisioning is off until it is connected.

    Raises:
        Refused: no label, one that is taken (E0000040), a name that is no text, or a username template that does not
            parse.
    """
    label = _free_label(org, body, None)
    name = body.get("name")
    if name is not None and not isinstance(name, str):
        raise Refused("name: The value must be a string", about="name", why=TYPES)
    template = TEMPLATES["okta_default"]
    app = App(
        org.ids.new("0oa"),
        name or _custom_name(org, org_name, label),
        label,
        "oin" if name in CATALOGUE else "aiw",
        schema={attribute.name: attribute for attribute in template.attributes},
        mappings={target: Row(expression) for target, expression in template.mappings.items()},
        status="ACTIVE" if activate else "INACTIVE",
        connected=False,
        created=org.now,
        changed=org.now,
    )
    if (wanted := _username_of(body)) is not None:
        app.username, app.username_update = wanted[0], wanted[1] or app.username_update
    app.registration = {name: body[name] for name in KEPT if name in body}
    org.apps[app.id] = app
    log_app(org, app, "application.lifecycle.create")
    if activate:
        log_app(org, app, "application.lifecycle.activate")
    return app


def _free_label(org: Org, body: Mapping[str, Any], present: App | None) -> str:
    label = text_in(body, "label")
    if any(app.label == label for app in org.apps.values() if app is not present):
        text = "Application label must not be the same as another existing application label."
        raise Refused(text, code="E0000040", why=("api.app-label",))
    return label


def _custom_name(org: Org, org_name: str, label: str) -> str:
    """`{org}_{label}_{n}` (management API 3.3 [VCR])."""
    stem = "_".join("".join(letter for letter in part.lower() if letter.isalnum()) for part in (org_name, label))
    return f"{stem}_{1 + sum(app.name.startswith(f'{stem}_') for app in org.apps.values())}"


def _username_of(body: Mapping[str, Any]) -> tuple[str, Apply | None] | None:
    """Expression and update rule in `credentials.userNameTemplate`, where there is one."""
    credentials = body.get("credentials")
    template = credentials.get("userNameTemplate") if isinstance(credentials, dict) else None
    if not isinstance(template, dict) or not template.get("template"):
        return None
    updates: dict[Any, Apply] = {"PUSH": "create_and_update", "DONT_PUSH": "create_only"}
    written = str(template["template"])
    expression = "user.login" if written == BUILT_IN_LOGIN else written
    try:
        mapping.compiled(expression)
    except ExpressionError as error:
        raise Refused(f"userNameTemplate: {error}", about="credentials", why=("mapping.refused-at-save",)) from error
    return expression, updates.get(str(template.get("pushStatus")))


def username_format(app: App) -> str:
    """What Sign On calls the format of the application username."""
    return next((name for name, expression in USERNAME_FORMATS.items() if expression == app.username), CUSTOM)


def replace_app(org: Org, app: App, body: Mapping[str, Any]) -> tuple[str, Apply | None] | None:
    """Change label and sign-on; `id`, `name`, `status` and `features` are ignored [API].

    The application username that the body wants, and when it is updated, where that is to change; else None.

    Raises:
        Refused: no label, one that is taken (E0000040), or a username template that does not parse.
    """
    label = _free_label(org, body, app)
    wanted = _username_of(body)
    app.label, app.changed = label, org.now
    app.registration = {**app.registration, **{name: body[name] for name in KEPT if name in body}}
    log_app(org, app, "application.lifecycle.update")
    return None if wanted == (app.username, None) else wanted


def activate_app(org: Org, app: App) -> None:
    """Activate; nobody is provisioned by that (no evidence, okta-wire 4.4)."""
    app.status, app.changed = "ACTIVE", org.now
    log_app(org, app, "application.lifecycle.activate")


def deactivate_app(org: Org, app: App) -> None:
    """Deactivate; nothing is sent from then on (no evidence, okta-wire 4.4)."""
    app.status, app.changed = "INACTIVE", org.now
    log_app(org, app, "application.lifecycle.deactivate")


def delete_app(org: Org, app: App) -> None:
    """Delete an inactive integration; nothing is sent (no evidence, okta-wire 4.4).

    Raises:
        Refused: E0000056, it is active [VCR].
    """
    if app.status == "ACTIVE":
        raise Refused(
            "The application must be deactivated before deletion.", code="E0000056", why=("api.app-deletion",)
        )
    log_app(org, app, "application.lifecycle.delete")
    org.schedule = [job for job in org.schedule if job.app_id != app.id]
    del org.apps[app.id]
