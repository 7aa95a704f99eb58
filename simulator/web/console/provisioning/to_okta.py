"""`/admin/apps/{id}/provisioning/to-okta`: how an import is done here, to be read (okta-console 3.4)."""

from typing import Any

from simulator.okta.flows.imports import THRESHOLD
from simulator.okta.org import Org
from simulator.web.api.lookups import find_app
from simulator.web.api.mappings import IMPORT_ROWS
from simulator.web.console.import_tab.routes import RULES
from simulator.web.console.pages import Pages
from simulator.web.console.provisioning.sides import of_side

to_okta = Pages("to_okta", __name__, url_prefix="/admin/apps/<app_id>/provisioning/to-okta")


@to_okta.shows("", "provisioning/to_okta.html")
def show_to_okta(org: Org, app_id: str) -> dict[str, Any]:
    """General, User Creation & Matching, Import Safeguard, Okta Attribute Mappings, as far as they are simulated."""
    results = find_app(org, app_id).import_results
    rows = [(name, row["expression"]) for name, row in IMPORT_ROWS.items()]
    rule = dict(RULES).get(results.match_on, results.match_on) if results else None
    return of_side(org, app_id, threshold=THRESHOLD, rows=rows, rule=rule)
