"""What all pages of the Hub share: they ask the bundled Hub, and say so where there is another provider."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, get_args
from urllib.parse import quote, urlencode

from flask import Response, render_template

from simulator.okta.actions.record import Refused
from simulator.okta.org import Org
from simulator.scenario.parts.hub_accounts import Role
from simulator.verbs.tenant import HUB_PAGES, Tenant
from simulator.web.console.pages import Pages
from simulator.web.http.context import engine
from simulator.web.http.errors import ApiError

View = TypeVar("View", bound=Callable[..., Any])

LABELS = {"managed": "Managed SSO", "basic": "Basic SSO"}
NOT_BUNDLED = "This is the page of the bundled Hub; an endpoint has none that can be reached from here."


def tenant() -> Tenant:
    """The tenant whose Hub this is."""
    return engine().instance.tenant


def ask(*page: str, **query: Any) -> Any:
    """What a page of the bundled Hub answers to GET, named by the parts of its path; None in `query` is left out.

    Raises:
        ApiError: it is not there.
        Refused: there is no bundled Hub.
    """
    hub = tenant().hub
    if hub is None:
        raise Refused(NOT_BUNDLED)
    given = urlencode({name: value for name, value in query.items() if value is not None}, errors="replace")
    path = "/".join([HUB_PAGES, *(quote(one, safe="", errors="replace") for one in page)])
    status, answer, _ = hub("GET", path + (f"?{given}" if given else ""), None)
    if status >= 400:
        raise ApiError("E0000007", page[-1])
    return answer


def elsewhere() -> Response:
    """What is said at an endpoint."""
    return Response(render_template("hub/elsewhere.html", base_url=tenant().app.base_url))


class HubPages(Pages):
    """Pages of the bundled Hub; at an endpoint they say that the provider's own are elsewhere.

    A view is given the names in its path, the template also `limit`, the rate limit, and the `roles` there are.
    """

    def shows(self, path: str, template: str) -> Callable[[View], View]:
        """As for other pages; the view is not given the org."""

        def register(view: View) -> View:
            @wraps(view)
            def bundled(_: Org, **named: str) -> Any:
                if tenant().hub is None:
                    return elsewhere()
                shown = view(**named)
                if isinstance(shown, Response):
                    return shown
                return {"limit": ask("rate-limit"), "roles": get_args(Role), **shown}

            super(HubPages, self).shows(path, template)(bundled)
            return view

        return register
