"""What a view reaches for: the engine, the settings, who is calling, and the body it sent."""

from typing import Any

from flask import current_app, g, request

from simulator.scim.message import compact, read_json
from simulator.web.console.hub.scim.shown_once import ShownOnce
from simulator.web.console.signing_in.visitors import Visitors
from simulator.web.engine.acts import ApiClient
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import Opening
from simulator.web.http.access import origin
from simulator.web.http.errors import ApiError, invalid


def engine() -> Engine:
    """The engine behind this application."""
    found: Engine = current_app.extensions["engine"]
    return found


def settings() -> Opening:
    """How this application was started."""
    found: Opening = current_app.extensions["opening"]
    return found


def visitors() -> Visitors:
    """Who may see the console."""
    found: Visitors = current_app.extensions["visitors"]
    return found


def shown_once() -> ShownOnce:
    """Who may still be shown a new token."""
    found: ShownOnce = current_app.extensions["shown_once"]
    return found


def client() -> ApiClient:
    """The request under way."""
    found: ApiClient = g.client
    return found


def org_url() -> str:
    """The org's URL as this client sees it, without a slash at the end."""
    if "org_url" not in g:
        g.org_url = origin(request.environ)
    return str(g.org_url)


def expands(name: str) -> bool:
    """Whether `expand` asks for this."""
    return name in request.args.get("expand", "").split(",")


def optional_body() -> dict[str, Any]:
    """The JSON object in the body; empty when there is no body, whatever its declared type (management API 2 [C]).

    Raises:
        ApiError: E0000003; there is a body and it is no JSON object.
    """
    return required_body() if request.get_data(cache=True) else {}


def required_body() -> dict[str, Any]:
    """The JSON object in the body.

    Raises:
        ApiError: E0000003; it is missing or no JSON object [VCR].
    """
    body = sent_json()
    if not isinstance(body, dict):
        raise ApiError("E0000003")
    return body


def sent_json() -> Any:
    """The JSON value in the body, whatever its declared type.

    Raises:
        ApiError: E0000003; it is no JSON, or holds what no answer could be written with: half a surrogate pair, NaN, a
            number beyond a double, members nested beyond reason.
    """
    try:
        body = read_json(request.get_data(cache=True).decode("utf-8-sig"))
        compact(body).encode()
    except ValueError:
        raise ApiError("E0000003") from None
    return body


def member(body: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside a body; empty when it is absent or null, as clients strip empty values (management API 2 [C]).

    Raises:
        ApiError: E0000001; it is no object.
    """
    held = body.get(name)
    if held is None:
        return {}
    if not isinstance(held, dict):
        raise invalid(name, f"{name}: an object is expected")
    return held


def flag(name: str, default: bool) -> bool:
    """A query parameter that is `true` or `false`; anything else is taken as the default."""
    return {"true": True, "false": False}.get(request.args.get(name, "").lower(), default)
