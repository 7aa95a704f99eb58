"""`/admin/apps/{id}/sign-on`: Credentials Details, and what they make of one person."""

from typing import Any

from flask import request

from simulator.okta.actions.applications import CUSTOM, USERNAME_FORMATS, username_format
from simulator.okta.org import Org
from simulator.web.api.lookups import find_app
from simulator.web.console.application.routes import of_app
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.provisioning.previewing import preview, suggested

sign_on = Pages("sign_on", __name__, url_prefix="/admin/apps/<app_id>/sign-on")


@sign_on.shows("", "sign_on/page.html")
def show_sign_on(org: Org, app_id: str) -> dict[str, Any]:
    """Credentials Details in read mode."""
    app = find_app(org, app_id)
    return of_app(
        org, app_id, format=username_format(app), preview=preview(org, app, app.username), people=suggested(org)
    )


@sign_on.shows("/edit", "sign_on/edit.html")
def show_edit(org: Org, app_id: str) -> dict[str, Any]:
    """Credentials Details, to be edited; what was typed stands in the query."""
    app, typed = find_app(org, app_id), request.args
    chosen = typed.get("format", username_format(app))
    expression = typed.get("expression", app.username if chosen == CUSTOM else "")
    shown = {
        "formats": [*USERNAME_FORMATS.items(), (CUSTOM, "")],
        "format": chosen,
        "expression": expression,
        "update_on": typed.get("update_on", app.username_update),
        "people": suggested(org),
        "preview": preview(org, app, USERNAME_FORMATS.get(chosen, expression)),
    }
    return of_app(org, app_id, **shown)


@sign_on.does("")
def save(deed: Deed, app_id: str) -> str:
    """Save the format."""
    expression = USERNAME_FORMATS.get(deed.text("format"), deed.text("expression"))
    written = {"expression": expression, "update_on": deed.text("update_on")}
    deed.do("edit_username", written, find_app(deed.org, app_id))
    return "Settings saved! Who is assigned keeps the username until it is computed anew."


@sign_on.does("/update-now")
def update_now(deed: Deed, app_id: str) -> str:
    """Update Now: everyone assigned, no exclusions."""
    app = find_app(deed.org, app_id)
    deed.do("edit_username", {"expression": app.username, "update_now": True}, app)
    return f"Computed anew for {len(app.users):,} assigned; profile pushes that followed: {len(deed.act.tickets):,}."
