"""`/admin/apps`: the app integrations, and what all tabs of one show: its head and the row of tabs."""

from typing import Any

from flask import redirect

from simulator.okta.org import App, Org
from simulator.web.api.lookups import find_app
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed, Pages

applications = Pages("applications", __name__, url_prefix="/admin/apps")

TABS = (
    ("General", "general"), ("Sign On", "sign-on"), ("Provisioning", "provisioning"), ("Import", "import"),
    ("Assignments", "assignments"), ("Push Groups", "push-groups"),
)  # fmt: skip
"""The tabs of an app in Okta's order (okta-console 0)."""


def of_app(org: Org, app_id: str, **shown: Any) -> dict[str, Any]:
    """What a template that extends `application/page.html` needs: the app, the tabs, and what is given."""
    return {"org": org, "app": find_app(org, app_id), "tabs": TABS, **shown}


@applications.shows("", "application/list.html")
def list_apps(org: Org) -> dict[str, Any]:
    """The app integrations."""
    return {"apps": listing(org.apps.values(), lambda app: app.label)}


@applications.shows("/<app_id>", "application/list.html")
def show_app(org: Org, app_id: str) -> Any:
    """An app's first page is its Assignments tab."""
    app = find_app(org, app_id)
    return redirect(f"/admin/apps/{app.id}/assignments", 303)


@applications.does("/<app_id>/status")
def change_status(deed: Deed, app_id: str) -> str:
    """The status menu at the app's head."""
    app: App = find_app(deed.org, app_id)
    deed.do("deactivate_app" if app.status == "ACTIVE" else "activate_app", app=app)
    return f"{app.label} is {app.status.lower()}."
