"""`/admin/apps/{id}/general`: App Settings, to be read; no verb changes any of them."""

from typing import Any

from simulator.okta.org import Org
from simulator.okta.targets import catalogue_name
from simulator.web.api.lookups import find_app
from simulator.web.console.application.routes import of_app
from simulator.web.console.pages import Pages

general = Pages("general", __name__, url_prefix="/admin/apps/<app_id>/general")


@general.shows("", "general/page.html")
def show_general(org: Org, app_id: str) -> dict[str, Any]:
    """App Settings in read mode."""
    return of_app(org, app_id, catalogue_name=catalogue_name(find_app(org, app_id)))
