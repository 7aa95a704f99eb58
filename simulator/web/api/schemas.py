"""Schemas and the user type: `/api/v1/meta` (management API 3.9)."""

from typing import Any

from flask import Blueprint, Response

from simulator.okta.actions import schemas as actions
from simulator.okta.actions.record import not_found
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering.hypermedia import user_schema_id, user_type_id
from simulator.web.api.rendering.schemas import app_schema_json, group_schema_json, user_schema_json, user_type_json
from simulator.web.http.answers import reply
from simulator.web.http.context import acting, looking, member, required_body

schemas = Blueprint("schemas", __name__, url_prefix="/api/v1/meta")


def _custom(body: dict[str, Any]) -> dict[str, Any]:
    return member(member(member(body, "definitions"), "custom"), "properties")


@schemas.get("/schemas/apps/<app_id>/default")
def get_app_schema(app_id: str) -> Response:
    """Read the app user schema."""
    with looking() as org:
        return reply(app_schema_json(find_app(org, app_id)))


@schemas.post("/schemas/apps/<app_id>/default")
def update_app_schema(app_id: str) -> Response:
    """Merge custom attributes into the app user schema; null removes one."""
    custom = _custom(required_body())
    with acting() as act:
        app = find_app(act.org, app_id)
        actions.merge_app_schema(act.org, app, custom)
        return reply(app_schema_json(app))


@schemas.get("/schemas/user/<schema_id>")
def get_user_schema(schema_id: str) -> Response:
    """Read the Okta user's schema."""
    _check_schema(schema_id)
    with looking() as org:
        return reply(user_schema_json(org))


@schemas.post("/schemas/user/<schema_id>")
def update_user_schema(schema_id: str) -> Response:
    """Merge custom attributes into the Okta user's schema; null removes one."""
    _check_schema(schema_id)
    custom = _custom(required_body())
    with acting() as act:
        actions.merge_user_schema(act.org, custom)
        return reply(user_schema_json(act.org))


def _check_schema(schema_id: str) -> None:
    if schema_id not in ("default", user_schema_id()):
        raise not_found(schema_id, "UserSchema")


@schemas.get("/schemas/group/default")
def get_group_schema() -> Response:
    """Read the Okta group's schema."""
    with looking() as org:
        return reply(group_schema_json(org))


@schemas.get("/types/user")
def list_user_types() -> Response:
    """List the user types: the default one."""
    with looking() as org:
        return reply([user_type_json(org)])


@schemas.get("/types/user/<type_id>")
def get_user_type(type_id: str) -> Response:
    """Read a user type."""
    if type_id not in ("default", user_type_id()):
        raise not_found(type_id, "CVDType")
    with looking() as org:
        return reply(user_type_json(org))
