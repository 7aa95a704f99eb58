"""`/admin/apps/{id}/provisioning/profile-editor`: the app user profile's attributes, and all mappings at once
(okta-console 3.3).
"""

from typing import Any

from flask import request

from simulator.okta.actions import configuring
from simulator.okta.actions.schemas import TYPES
from simulator.okta.org import App, Org, Row
from simulator.okta.profiles import Apply
from simulator.scim import urns
from simulator.verbs.tenant import find
from simulator.web.api.lookups import find_app
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.provisioning.previewing import preview, suggested
from simulator.web.console.provisioning.sides import of_side

profile_editor = Pages("profile_editor", __name__, url_prefix="/admin/apps/<app_id>/provisioning/profile-editor")

APPLY: tuple[tuple[str, Apply | None], ...] = (
    ("Apply mapping on user create and update", "create_and_update"),
    ("Apply mapping on user create only", "create_only"),
    ("Do not map", None),
)
"""The menu of a row in the Mappings dialog."""


@profile_editor.shows("", "provisioning/profile_editor.html")
def show_profile(org: Org, app_id: str) -> dict[str, Any]:
    """The attributes: all, base or custom."""
    app, chosen = find_app(org, app_id), request.args.get("show", "all")
    wanted = {"base": (True,), "custom": (False,)}.get(chosen, (True, False))
    return of_side(org, app_id, chosen=chosen, attributes=[one for one in app.schema.values() if one.base in wanted])


@profile_editor.shows("/add", "provisioning/add_attribute.html")
def show_add(org: Org, app_id: str) -> dict[str, Any]:
    """Add Attribute; what was typed stands in the query."""
    shown = {"types": TYPES, "namespaces": (urns.CORE_USER, urns.ENTERPRISE_USER), "typed": request.args}
    return of_side(org, app_id, **shown)


@profile_editor.does("/add")
def add(deed: Deed, app_id: str) -> str:
    """Save the new attribute; only what was filled in is said."""
    texts = {name: deed.text(name) for name in ("name", "title", "type", "external_name", "namespace")}
    argument: dict[str, Any] = {name: text for name, text in texts.items() if text or name == "name"}
    if enum := [one.strip() for one in deed.text("enum").split(",") if one.strip()]:
        argument["enum"] = enum
    argument |= {name: True for name in ("required", "union") if deed.text(name)}
    if deed.text("personal"):
        argument["scope"] = "personal"
    deed.do("add_attribute", argument, find_app(deed.org, app_id))
    unsent = "" if texts["namespace"] else " Without an external namespace it is never sent."
    return f"{texts['name']} is in the profile, and not mapped yet.{unsent}"


@profile_editor.shows("/<name>/delete", "provisioning/confirm.html")
def ask_to_delete(org: Org, app_id: str, name: str) -> dict[str, Any]:
    """Delete Attribute: asks first."""
    app = find_app(org, app_id)
    find(app.schema, name, "AppUserAttribute")
    here = f"/admin/apps/{app.id}/provisioning/profile-editor"
    shown = {
        "question": f"Delete the attribute {name}?",
        "explained": "Its values are lost for everybody assigned. It must not be mapped any more.",
        "action": f"{here}/{name}/delete",
        "back": here,
        "label": "Delete Attribute",
    }
    return of_side(org, app_id, **shown)


@profile_editor.does("/<name>/delete")
def delete(deed: Deed, app_id: str, name: str) -> str:
    """Delete Attribute."""
    deed.do("remove_attribute", name, find_app(deed.org, app_id))
    return f"{name} is deleted."


@profile_editor.shows("/mappings", "provisioning/mappings.html")
def show_mappings(org: Org, app_id: str) -> dict[str, Any]:
    """All rows at once, each with what it gives for the person asked for."""
    app = find_app(org, app_id)
    asked = preview(org, app, app.username)
    rows = [(one, app.mappings.get(one.name)) for one in app.schema.values() if one.name != "userName"]
    shown = {
        "apply": APPLY,
        "people": suggested(org),
        "asked": asked,
        "rows": [(one, row, row and asked and preview(org, app, row.expression, one)) for one, row in rows],
    }
    return of_side(org, app_id, **shown)


@profile_editor.does("/mappings")
def save_mappings(deed: Deed, app_id: str) -> str:
    """Save Mappings: the rows that changed, all of them or none."""
    app = find_app(deed.org, app_id)
    changed, removed = _changed(deed, app)
    configuring.check_rows(app, changed)
    for name, row in changed.items():
        deed.do("edit_mapping", {"attribute": name, "expression": row.expression, "apply": row.apply}, app)
    if removed:
        deed.do("remove_mapping", removed, app)
    count = len(changed) + len(removed)
    return f"Mappings saved: {count} changed. Nobody is pushed by that." if count else "Nothing was changed."


def _changed(deed: Deed, app: App) -> tuple[dict[str, Row], list[str]]:
    """The rows to be saved, and the names of those that are not mapped any more."""
    rows: dict[str, Row] = {}
    removed: list[str] = []
    for name in app.schema:
        if name == "userName" or f"apply:{name}" not in deed.form:
            continue
        present, apply = app.mappings.get(name), deed.text(f"apply:{name}")
        row = next((Row(deed.text(f"expression:{name}"), one) for _, one in APPLY if one and one == apply), None)
        if row is not None and row != present:
            rows[name] = row
        elif row is None and present is not None:
            removed.append(name)
    return rows, removed


@profile_editor.shows("/mappings/apply", "provisioning/apply.html")
def ask_to_apply(org: Org, app_id: str) -> dict[str, Any]:
    """Apply updates now, or do not."""
    return of_side(org, app_id)
