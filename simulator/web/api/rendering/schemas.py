"""Schemas, the user type and profile mappings as the API shows them (management API 3.8 and 3.9)."""

from typing import Any

from simulator.okta.org import App, Org
from simulator.okta.profiles import BASE_ATTRIBUTES, AppAttribute
from simulator.web.api.rendering.hypermedia import (
    beginning,
    dates,
    link,
    mapping_ids,
    user_schema_id,
    user_type_id,
)

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
        "_links": _user_side()["_links"],
    }


IMPORT_ROWS = {
    name: {"expression": expression, "pushStatus": "DONT_PUSH"}
    for name, expression in (
        ("login", "appuser.userName"), ("firstName", "appuser.givenName"), ("lastName", "appuser.familyName"),
        ("email", "appuser.email"),
    )
}  # fmt: skip
"""What an import takes from an account; these rows cannot be changed here."""
_PUSH = {"create_and_update": "PUSH", "create_only": "DONT_PUSH"}
"""`pushStatus` by when a row is pushed [S]."""


def mapping_json(app: App, to_app: bool, *, listed: bool = False) -> dict[str, Any]:
    """One of the two; in a list there are no `properties`. `userName` is no row [L]."""
    ends = (_user_side(), _app_side(app)) if to_app else (_app_side(app), _user_side())
    mapping_id = mapping_ids(app.id)[0 if to_app else 1]
    rows = {name: {"expression": row.expression, "pushStatus": _PUSH[row.apply]} for name, row in app.mappings.items()}
    return {
        "id": mapping_id,
        "source": ends[0],
        "target": ends[1],
        **({} if listed else {"properties": rows if to_app else IMPORT_ROWS}),
        "_links": {"self": link(f"/api/v1/mappings/{mapping_id}")},
    }


def _user_side() -> dict[str, Any]:
    type_id = user_type_id()
    schema = f"/api/v1/meta/schemas/user/{user_schema_id()}"
    links = {"self": link(f"/api/v1/meta/types/user/{type_id}"), "schema": link(schema)}
    return {"id": type_id, "name": "user", "type": "user", "_links": links}


def _app_side(app: App) -> dict[str, Any]:
    schema = f"/api/v1/meta/schemas/apps/{app.id}/default"
    links = {"self": link(f"/api/v1/apps/{app.id}"), "schema": link(schema)}
    return {"id": app.id, "name": app.name, "type": "appuser", "_links": links}
