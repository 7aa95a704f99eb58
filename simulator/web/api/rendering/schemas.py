"""Schemas, the user type and profile mappings as the API shows them (management API 3.8 and 3.9)."""

from collections.abc import Iterable
from typing import Any

from simulator.okta.org import App, Org
from simulator.okta.profiles import BASE_ATTRIBUTES, AppAttribute
from simulator.web.api.rendering.hypermedia import link, mapping_ids, moment, user_schema_id, user_type_id

DRAFT = "http://json-schema.org/draft-04/schema#"
_PERMISSIONS = [{"principal": "SELF", "action": "READ_ONLY"}]
_MASTER = {"type": "PROFILE_MASTER"}
_GROUP_NAME = {"title": "Name", "type": "string", "required": True, "maxLength": 255}


def app_schema_json(app: App, url: str) -> dict[str, Any]:
    """The app user schema. Attributes that cannot be removed stand in `base`, the rest in `custom`; where a SCIM
    app's own attributes stand is not on record (management API 10).
    """
    return _schema(
        f"{url}/api/v1/meta/schemas/apps/{app.id}/default",
        app.name,
        f"{app.label} User",
        (moment(app.created), moment(app.changed)),
        base=_described(one for one in app.schema.values() if one.base),
        custom=_described(one for one in app.schema.values() if not one.base),
        required=[one.name for one in app.schema.values() if one.required],
    )


def user_schema_json(org: Org, url: str, organization: str) -> dict[str, Any]:
    """The Okta user's schema: the 31 base attributes and the org's own."""
    required = ["login", "email"]
    base = {
        name: {
            "title": name, "type": "string", "required": name in required, "scope": "NONE",
            "permissions": _PERMISSIONS, "master": _MASTER,
        }
        for name in BASE_ATTRIBUTES
    }  # fmt: skip
    custom = {
        name: {"title": name, "type": kind, "scope": "NONE", "permissions": _PERMISSIONS, "master": _MASTER}
        for name, kind in org.user_attributes.items()
    }
    created = moment(org.everyone.created)
    here = f"{url}/api/v1/meta/schemas/user/{user_schema_id(organization)}"
    return _schema(here, "user", "User", (created, created), base=base, custom=custom, required=required)


def group_schema_json(org: Org, url: str) -> dict[str, Any]:
    """The Okta group's schema: name and description."""
    created = moment(org.everyone.created)
    base = {"name": _GROUP_NAME, "description": {"title": "Description", "type": "string", "required": False}}
    here = f"{url}/api/v1/meta/schemas/group/default"
    return _schema(here, "group", "Okta group", (created, created), base=base, custom={}, required=["name"])


def _schema(
    here: str,
    name: str,
    title: str,
    dates: tuple[str | None, str | None],
    *,
    base: dict[str, Any],
    custom: dict[str, Any],
    required: list[str],
) -> dict[str, Any]:
    return {
        "id": here,
        "$schema": DRAFT,
        "name": name,
        "title": title,
        "created": dates[0],
        "lastUpdated": dates[1],
        "definitions": {
            "custom": _part("#custom", custom, [each for each in required if each in custom]),
            "base": _part("#base", base, [each for each in required if each in base]),
        },
        "type": "object",
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
        "_links": {"self": link(here)},
    }


def _part(name: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"id": name, "type": "object", "properties": properties, "required": required}


def _described(attributes: Iterable[AppAttribute]) -> dict[str, Any]:
    return {one.name: attribute_json(one) for one in attributes}


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


def user_type_json(org: Org, url: str, organization: str) -> dict[str, Any]:
    """The default user type, the only one there is."""
    created = moment(org.everyone.created)
    type_id = user_type_id(organization)
    return {
        "id": type_id,
        "displayName": "User",
        "name": "user",
        "description": "The profile all people of this org have",
        "createdBy": "system",
        "lastUpdatedBy": "system",
        "created": created,
        "lastUpdated": created,
        "default": True,
        "_links": {
            "schema": link(f"{url}/api/v1/meta/schemas/user/{user_schema_id(organization)}"),
            "self": link(f"{url}/api/v1/meta/types/user/{type_id}"),
        },
    }


IMPORT_ROWS = {
    "login": "appuser.userName",
    "firstName": "appuser.givenName",
    "lastName": "appuser.familyName",
    "email": "appuser.email",
}
"""What an import takes from an account; these rows cannot be changed here."""


def mapping_json(app: App, url: str, organization: str, *, to_app: bool, listed: bool = False) -> dict[str, Any]:
    """One of the two; in a list there are no `properties`."""
    user, here = _user_side(url, organization), _app_side(app, url)
    mapping_id = mapping_ids(app.id)[0 if to_app else 1]
    shown: dict[str, Any] = {
        "id": mapping_id,
        "source": user if to_app else here,
        "target": here if to_app else user,
    }
    if not listed:
        shown["properties"] = _rows(app) if to_app else _import_rows()
    shown["_links"] = {"self": link(f"{url}/api/v1/mappings/{mapping_id}")}
    return shown


def _rows(app: App) -> dict[str, Any]:
    """PUSH on create and update, DONT_PUSH on create only [S]; `userName` is no row [L]."""
    push = {"create_and_update": "PUSH", "create_only": "DONT_PUSH"}
    return {
        name: {"expression": row.expression, "pushStatus": push[row.apply]}
        for name, row in app.mappings.items()
    }  # fmt: skip


def _import_rows() -> dict[str, Any]:
    return {name: {"expression": expression, "pushStatus": "DONT_PUSH"} for name, expression in IMPORT_ROWS.items()}


def _user_side(url: str, organization: str) -> dict[str, Any]:
    type_id = user_type_id(organization)
    schema = f"{url}/api/v1/meta/schemas/user/{user_schema_id(organization)}"
    links = {"self": link(f"{url}/api/v1/meta/types/user/{type_id}"), "schema": link(schema)}
    return {"id": type_id, "name": "user", "type": "user", "_links": links}


def _app_side(app: App, url: str) -> dict[str, Any]:
    schema = f"{url}/api/v1/meta/schemas/apps/{app.id}/default"
    links = {"self": link(f"{url}/api/v1/apps/{app.id}"), "schema": link(schema)}
    return {"id": app.id, "name": app.name, "type": "appuser", "_links": links}
