"""The OpenAPI document of the simulator's own routes, made from the routes themselves."""

import inspect
import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, current_app
from werkzeug.routing import Rule

from simulator import __version__
from simulator.web.http.answers import reply
from simulator.web.simulator_api.described import Description, description_of

openapi = Blueprint("openapi", __name__, url_prefix="/simulator/v1")

PREFIX = "/simulator/v1/"
_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
_ERROR = {
    "type": "object",
    "required": ["errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"],
    "properties": {name: {"type": "string"} for name in ("errorCode", "errorSummary", "errorLink", "errorId")}
    | {"errorCauses": {"type": "array", "items": {"type": "object"}}},
}


@openapi.get("/openapi.json")
def show_document() -> Response:
    """Read this document; it takes no token."""
    return reply(document(current_app))


def document(app: Flask) -> dict[str, Any]:
    """The document for this application."""
    paths: dict[str, Any] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(PREFIX):
            paths.setdefault(_VARIABLE.sub(r"{\1}", rule.rule), {}).update(_operations(app, rule))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "oktasim: what real Okta has no API for",
            "version": __version__,
            "description": "Routes beside Okta's Management API, for acts that only the Admin Console has.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {"apiToken": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        },
        "security": [{"apiToken": []}],
    }


def _operations(app: Flask, rule: Rule) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    name = rule.endpoint.rpartition(".")[2]
    return {
        method.lower(): _operation(rule, view, name if len(methods) == 1 else f"{name}_{method.lower()}", method)
        for method in methods
    }


def _operation(rule: Rule, view: Callable[..., Any], name: str, method: str) -> dict[str, Any]:
    described = description_of(view)
    summary, _, more = (inspect.getdoc(view) or "").partition("\n\n")
    shown: dict[str, Any] = {
        "operationId": name,
        "summary": " ".join(summary.split()),
        "parameters": _parameters(rule, described),
        "responses": {
            "200": {"description": "Done", "content": {described.gives: {"schema": described.answer}}},
            "4XX": {
                "description": "Refused",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
    }
    if more:
        shown["description"] = " ".join(more.split())
    if described.body is not None and method != "GET":
        content = {described.takes: {"schema": described.body}}
        shown["requestBody"] = {"required": not described.optional, "content": content}
    return shown


def _parameters(rule: Rule, described: Description) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _VARIABLE.findall(rule.rule)
    ]
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in described.query.items()]
    return path + query
