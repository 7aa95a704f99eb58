"""`/admin/apps/{id}/provisioning/to-app`: what is pushed, and the attribute mappings (okta-console 3.2, 3.3)."""

from typing import Any

from flask import redirect, request

from simulator.okta.actions.applications import username_format
from simulator.okta.org import App, Org
from simulator.okta.profiles import BASE_ATTRIBUTES, AppAttribute
from simulator.verbs.tenant import find
from simulator.web.api.lookups import find_app
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.provisioning import values
from simulator.web.console.provisioning.previewing import preview, suggested
from simulator.web.console.provisioning.routes import tick
from simulator.web.console.provisioning.sides import of_side

to_app = Pages("to_app", __name__, url_prefix="/admin/apps/<app_id>/provisioning/to-app")

BOXES = (
    (
        "Create Users",
        "create_users",
        "Creates a user in {app}, or links one that is there, when the app is assigned to somebody. Nobody is created "
        "again whose username exists.",
    ),
    (
        "Update User Attributes",
        "update_user_attributes",
        "Pushes the profile when somebody is assigned and whenever it changes in Okta; what {app} had is overwritten.",
    ),
    (
        "Deactivate Users",
        "deactivate_users",
        "Deactivates the user in {app} when the assignment or the Okta account ends, and activates it again when "
        "somebody is assigned again.",
    ),
    (
        "Sync Password",
        "sync_password",
        "Pushes the Okta password whenever one is set. With it off, a new user is created with a random one.",
    ),
)
"""The rows of the card in Okta's order, the feature of each, and what it does in words of ours."""


@to_app.shows("", "provisioning/to_app.html")
def show_to_app(org: Org, app_id: str) -> dict[str, Any]:
    """The card in read mode, and the attribute mappings."""
    app = find_app(org, app_id)
    unmapped = request.args.get("unmapped") == "1"
    rows = [(one, app.mappings.get(one.name)) for one in app.schema.values() if one.name != "userName"]
    shown = {
        "boxes": BOXES,
        "format": username_format(app),
        "unmapped": unmapped,
        "user_name": app.schema.get("userName"),
        "rows": [(one, row) for one, row in rows if row is not None or unmapped],
        "left_out": sum(row is None for _, row in rows),
    }
    return of_side(org, app_id, **shown)


@to_app.shows("/edit", "provisioning/to_app_edit.html")
def show_edit(org: Org, app_id: str) -> dict[str, Any]:
    """The card, to be edited."""
    return of_side(org, app_id, boxes=BOXES, format=username_format(find_app(org, app_id)))


@to_app.does("")
def save(deed: Deed, app_id: str) -> str:
    """Save the boxes."""
    app = find_app(deed.org, app_id)
    changed = tick(deed, app, [feature for _, feature, _ in BOXES], deed.texts("feature"))
    return "Settings saved!" if changed else "Nothing was changed."


@to_app.does("/force-sync")
def force_sync(deed: Deed, app_id: str) -> str:
    """Force Sync: who differs from the last push is pushed."""
    deed.do("force_sync", None, find_app(deed.org, app_id))
    return f"Force Sync: profile pushes that followed: {len(deed.act.tickets):,}."


def _attribute(app: App, name: str) -> AppAttribute:
    return find(app.schema, name, "AppUserAttribute")


@to_app.shows("/mappings/<name>", "provisioning/mapping.html")
def show_mapping(org: Org, app_id: str, name: str) -> Any:
    """The pencil: one row, to be edited; what was typed stands in the query."""
    app, typed = find_app(org, app_id), request.args
    attribute, row = _attribute(app, name), app.mappings.get(name)
    if name == "userName":
        return redirect(f"/admin/apps/{app.id}/sign-on/edit", 303)
    attributes = [*BASE_ATTRIBUTES, *org.user_attributes]
    value = values.typed(typed) if "kind" in typed else values.of(row.expression if row else "", attributes)
    shown = {
        "attribute": attribute,
        "row": row,
        "value": value,
        "attributes": [(one, org.user_attributes.get(one, "string")) for one in attributes],
        "apply": typed.get("apply", row.apply if row else "create_and_update"),
        "people": suggested(org),
        "preview": preview(org, app, value.expression, attribute),
    }
    return of_side(org, app_id, **shown)


@to_app.does("/mappings/<name>")
def save_mapping(deed: Deed, app_id: str, name: str) -> str:
    """Save a row; nothing is sent until the next change of a person, or Apply updates now."""
    app = find_app(deed.org, app_id)
    expression = values.typed(deed.form).expression
    deed.do("edit_mapping", {"attribute": name, "expression": expression, "apply": deed.text("apply")}, app)
    return f"Settings saved! {name} = {expression}. Who is assigned is not pushed by that."


@to_app.shows("/mappings/<name>/remove", "provisioning/confirm.html")
def ask_to_remove(org: Org, app_id: str, name: str) -> dict[str, Any]:
    """The X: asks first."""
    app = find_app(org, app_id)
    _attribute(app, name)
    here = f"/admin/apps/{app.id}/provisioning/to-app"
    shown = {
        "question": f"Do not map {name} any more?",
        "explained": "Values that are stored already stay, and a profile push still carries them.",
        "action": f"{here}/mappings/{name}/remove",
        "back": here,
        "label": "OK",
    }
    return of_side(org, app_id, **shown)


@to_app.does("/mappings/<name>/remove")
def remove_mapping(deed: Deed, app_id: str, name: str) -> str:
    """OK: the row is gone."""
    deed.do("remove_mapping", name, find_app(deed.org, app_id))
    return f"{name} is not mapped any more."


@to_app.does("/apply")
def apply_now(deed: Deed, app_id: str) -> str:
    """Apply updates now: everybody assigned is computed anew."""
    deed.do("apply_mappings", None, find_app(deed.org, app_id))
    return f"The mappings are applied; profile pushes that followed: {len(deed.act.tickets):,}."
