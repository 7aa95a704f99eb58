"""The OpenAPI document of the simulator's own routes, made from them and from what each says it takes."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, current_app
from werkzeug.routing import Rule

from simulator import __version__
from simulator.web.http.answers import reply

View = TypeVar("View", bound=Callable[..., Any])
Schema = dict[str, Any]


@dataclass(frozen=True)
class takes:  # noqa: N801  (a decorator)
    """Notes on a view the JSON Schemas of the request's `body`, of its `query` parameters by name, and of the `answer`.

    `takes` and `gives` are media types; `optional` says whether the body may be absent.
    """

    body: Schema | None = None
    query: dict[str, Schema] = field(default_factory=dict)
    answer: Schema = field(default_factory=lambda: {"type": "object"})
    takes: str = "application/json"
    gives: str = "application/json"
    optional: bool = True

    def __call__(self, view: View) -> View:
        """The view, with the note."""
        view.openapi = self  # type: ignore[attr-defined]  # read by `_operation` alone
        return view


def members(**schemas: Schema) -> Schema:
    """The schema of an object by its members'."""
    return {"type": "object", "properties": schemas}


WAIT: dict[str, Schema] = {
    "wait": {"type": "number", "minimum": 0, "maximum": 600, "description": "Seconds to wait for the jobs to end."}
}
_KINDS: dict[str, Any] = {
    "operation": "string",
    "subject": "string",
    "finished": "boolean",
    "ok": ["boolean", "null"],
    "text": ["string", "null"],
    "error": ["string", "null"],
}
_JOB = {**members(**{name: {"type": kind} for name, kind in _KINDS.items()}), "required": list(_KINDS)}
JOBS: Schema = {**members(jobs={"type": "array", "items": _JOB}), "required": ["jobs"]}
"""The answer of whatever starts jobs."""

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
    described = getattr(view, "openapi", takes())
    summary, _, more = (inspect.getdoc(view) or "").partition("\n\n")
    shown: dict[str, Any] = {
        "operationId": name,
        "summary": " ".join(summary.split()),
        "parameters": [
            *(
                {"name": one, "in": "path", "required": True, "schema": {"type": "string"}}
                for one in _VARIABLE.findall(rule.rule)
            ),
            *({"name": one, "in": "query", "schema": schema} for one, schema in described.query.items()),
        ],
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
