"""The Import tab (okta-wire section 7)."""

from typing import Any

from simulator.okta.actions.record import Refused
from simulator.okta.org import App, Job, Org


def import_users(org: Org, app: App, *, confirm: str | list[str] = "none", match_on: str = "username") -> list[Job]:
    """Import Now, then confirm all, none, or those named.

    Raises:
        Refused: Import Users is off.
    """
    return _import(org, app, "import_users", {"confirm": confirm, "match_on": match_on})


def import_groups(org: Org, app: App) -> list[Job]:
    """Import the groups alone.

    Raises:
        Refused: Import Groups is off.
    """
    return _import(org, app, "import_groups", {})


def _import(org: Org, app: App, feature: str, detail: dict[str, Any]) -> list[Job]:
    if feature not in app.features:
        text = f"{feature.replace('_', ' ').capitalize()} is not enabled for {app.label}."
        raise Refused(text, why=("import.not-enabled",))
    return [Job(feature, app.id, app.id, org.ids.new("ij1"), detail=detail)]
