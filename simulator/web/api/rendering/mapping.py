"""An app's two profile mappings as the API shows them (management API 3.8)."""

from typing import Any

from simulator.okta.org import App
from simulator.web.api.rendering.hypermedia import link
from simulator.web.api.rendering.ids import mapping_ids, user_schema_id, user_type_id

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
