"""Schemas and the user type: `/api/v1/meta` (management API 3.9)."""

from typing import Any

from simulator.okta.actions import schemas as actions
from simulator.okta.actions.record import not_found
from simulator.okta.org import Org
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering.hypermedia import user_schema_id, user_type_id
from simulator.web.api.rendering.schemas import app_schema_json, group_schema_json, user_schema_json, user_type_json
from simulator.web.engine.acts import Act
from simulator.web.http.answers import Area
from simulator.web.http.context import member, required_body

schemas = Area("schemas", __name__, url_prefix="/api/v1/meta")


def _custom(body: dict[str, Any]) -> dict[str, Any]:
    return member(member(member(body, "definitions"), "custom"), "properties")


@schemas.reads("/schemas/apps/<app_id>/default")
def get_app_schema(org: Org, app_id: str) -> Any:
    """Read the app user schema."""
    return app_schema_json(find_app(org, app_id))


@schemas.acts("/schemas/apps/<app_id>/default", "POST")
def update_app_schema(act: Act, app_id: str) -> Any:
    """Merge custom attributes into the app user schema; null removes one."""
    custom = _custom(required_body())
    app = find_app(act.org, app_id)
    actions.merge_app_schema(act.org, app, custom)
    return app_schema_json(app)


@schemas.reads("/schemas/user/<schema_id>")
def get_user_schema(org: Org, schema_id: str) -> Any:
    """Read the Okta user's schema."""
    _check_schema(schema_id)
    return user_schema_json(org)


@schemas.acts("/schemas/user/<schema_id>", "POST")
def update_user_schema(act: Act, schema_id: str) -> Any:
    """Merge custom attributes into the Okta user's schema; null removes one."""
    _check_schema(schema_id)
    custom = _custom(required_body())
    actions.merge_user_schema(act.org, custom)
    return user_schema_json(act.org)


def _check_schema(schema_id: str) -> None:
    if schema_id not in ("default", user_schema_id()):
        raise not_found(schema_id, "UserSchema")


@schemas.reads("/schemas/group/default")
def get_group_schema(org: Org) -> Any:
    """Read the Okta group's schema."""
    return group_schema_json(org)


@schemas.reads("/types/user")
def list_user_types(org: Org) -> Any:
    """List the user types: the default one."""
    return [user_type_json(org)]


@schemas.reads("/types/user/<type_id>")
def get_user_type(org: Org, type_id: str) -> Any:
    """Read a user type."""
    if type_id not in ("default", user_type_id()):
        raise not_found(type_id, "CVDType")
    return user_type_json(org)
