"""The left column of Provisioning: To App, To Okta, Integration (okta-console 3)."""

from typing import Any

from simulator.okta.org import App, Org
from simulator.web.api.lookups import find_app
from simulator.web.console.application.routes import of_app

INTEGRATION = ("Integration", "integration")
SIDES = (("To App", "to-app"), ("To Okta", "to-okta"), INTEGRATION)


def sides_of(app: App) -> tuple[tuple[str, str], ...]:
    """What can be chosen there: Integration alone until it is set up."""
    return SIDES if app.base_url else (INTEGRATION,)


def of_side(org: Org, app_id: str, **shown: Any) -> dict[str, Any]:
    """What a template that extends `provisioning/frame.html` needs."""
    return of_app(org, app_id, sides=sides_of(find_app(org, app_id)), **shown)
