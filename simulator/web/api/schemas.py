"""Schemas and the user type: `/api/v1/meta` (management API 3.9)."""

from typing import Any

from simulator.okta.actions import schemas as actions
from simulator.okta.actions.record import not_found
from simulator.okta.org import App, Org
from simulator.okta.profiles import BASE_ATTRIBUTES, AppAttribute
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering import beginning, dates, link, user_schema_id, user_type_id, user_type_links
from simulator.web.engine.acts import Act
from simulator.web.http.answers import Area
from simulator.web.http.context import member, required_body

schemas = Area("schemas", __name__, url_prefix="/api/v1/meta")


DRAFT = "http://json-schema.org/draft-04/schema#"
_PERMISSIONS = [{"principal": "SELF", "action": "READ_ONLY"}]
_MASTER = {"type": "PROFILE_MASTER"}
_GROUP_NAME = {"title": "Name", "type": "string", "required": True, "maxLength": 255}


def app_schema_json(app: App) -> dict[str, Any]:
    """The app user schema. Attributes that cannot be removed stand in `base`, the rest in `custom`; where a SCIM
    app's own attributes stand is not on record (management API 10).
    """
    attributes = app.schema.values()
    base = {one.name: attribute_json(one) for one in attributes if one.base}
    custom = {one.name: attribute_json(one) for one in attributes if not one.base}
    required = [one.name for one in attributes if one.required]
    facts = {"name": app.name, "title": f"{app.label} User", **dates(app)}
    return _schema(f"apps/{app.id}/default", facts, base, custom, required)


def user_schema_json(org: Org) -> dict[str, Any]:
    """The Okta user's schema: the 31 base attributes and the org's own."""
    required = ["login", "email"]
    common = {"scope": "NONE", "permissions": _PERMISSIONS, "master": _MASTER}
    base = {name: {"title": name, "type": "string", "required": name in required, **common} for name in BASE_ATTRIBUTES}
    custom = {name: {"title": name, "type": kind, **common} for name, kind in org.user_attributes.items()}
    return _schema(
        f"user/{user_schema_id()}", {"name": "user", "title": "User", **beginning(org)}, base, custom, required
    )


def group_schema_json(org: Org) -> dict[str, Any]:
    """The Okta group's schema: name and description."""
    base = {"name": _GROUP_NAME, "description": {"title": "Description", "type": "string", "required": False}}
    return _schema("group/default", {"name": "group", "title": "Okta group", **beginning(org)}, base, {}, ["name"])


def _schema(
    place: str, facts: dict[str, Any], base: dict[str, Any], custom: dict[str, Any], required: list[str]
) -> dict[str, Any]:
    here = link(f"/api/v1/meta/schemas/{place}")
    return {
        "id": here["href"],
        "$schema": DRAFT,
        **facts,
        "definitions": {
            "custom": _part("#custom", custom, [each for each in required if each in custom]),
            "base": _part("#base", base, [each for each in required if each in base]),
        },
        "type": "object",
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
        "_links": {"self": here},
    }


def _part(name: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"id": name, "type": "object", "properties": properties, "required": required}


def attribute_json(attribute: AppAttribute) -> dict[str, Any]:
    """One attribute; `externalName` and `externalNamespace` say where its value goes in SCIM [L]."""
    shown: dict[str, Any] = {
        "title": attribute.title or attribute.name,
        "type": attribute.type,
        "required": attribute.required,
        "scope": "SELF" if attribute.scope == "personal" else "NONE",
        "externalName": attribute.path,
        "externalNamespace": attribute.namespace,
        "master": _MASTER,
        "permissions": _PERMISSIONS,
    }
    if attribute.enum:
        shown["enum"] = list(attribute.enum)
    if attribute.type == "array":
        shown |= {"items": {"type": "string"}, "union": "ENABLE" if attribute.union else "DISABLE"}
    return {name: value for name, value in shown.items() if value is not None}


def user_type_json(org: Org) -> dict[str, Any]:
    """The default user type, the only one there is."""
    return {
        "id": user_type_id(),
        "displayName": "User",
        "name": "user",
        "description": "The profile all people of this org have",
        "createdBy": "system",
        "lastUpdatedBy": "system",
        **beginning(org),
        "default": True,
        "_links": user_type_links(),
    }


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
