"""Profile mappings: `/api/v1/mappings` (management API 3.8)."""

from typing import Any

from flask import request

from simulator.okta.actions import configuring
from simulator.okta.actions.record import log_app
from simulator.okta.org import App, Org, Row
from simulator.okta.profiles import Apply
from simulator.verbs.integration import ApplyMappings, EditMapping, RemoveMapping
from simulator.verbs.tenant import find
from simulator.web.api.lookups import find_app
from simulator.web.api.rendering import link, mapping_ids, user_type_id, user_type_links
from simulator.web.engine.acts import Act
from simulator.web.http.answers import Area, paged
from simulator.web.http.context import member, required_body
from simulator.web.http.errors import invalid

mappings = Area("mappings", __name__)

_APPLY: dict[Any, Apply] = {"PUSH": "create_and_update", "DONT_PUSH": "create_only"}

Side = tuple[App, bool]
"""An app, and whether the mapping leads to it or from it."""


IMPORT_ROWS = {
    name: {"expression": expression, "pushStatus": "DONT_PUSH"}
    for name, expression in (
        ("login", "appuser.userName"), ("firstName", "appuser.givenName"), ("lastName", "appuser.familyName"),
        ("email", "appuser.email"),
    )
}  # fmt: skip
"""What an import takes from an account; these rows cannot be changed here."""
_PUSH = {"create_and_update": "PUSH", "create_only": "DONT_PUSH"}
"""`pushStatus` by when a row is pushed [API]."""


def mapping_json(app: App, to_app: bool, *, listed: bool = False) -> dict[str, Any]:
    """One of the two; in a list there are no `properties`. `userName` is no row [L]."""
    user = {"id": user_type_id(), "name": "user", "type": "user", "_links": user_type_links()}
    ends = (user, _app_side(app)) if to_app else (_app_side(app), user)
    mapping_id = mapping_ids(app.id)[0 if to_app else 1]
    rows = {name: {"expression": row.expression, "pushStatus": _PUSH[row.apply]} for name, row in app.mappings.items()}
    return {
        "id": mapping_id,
        "source": ends[0],
        "target": ends[1],
        **({} if listed else {"properties": rows if to_app else IMPORT_ROWS}),
        "_links": {"self": link(f"/api/v1/mappings/{mapping_id}")},
    }


def _app_side(app: App) -> dict[str, Any]:
    schema = f"/api/v1/meta/schemas/apps/{app.id}/default"
    links = {"self": link(f"/api/v1/apps/{app.id}"), "schema": link(schema)}
    return {"id": app.id, "name": app.name, "type": "appuser", "_links": links}


def _sides(org: Org) -> dict[str, Side]:
    """All mappings by their ids."""
    return {
        mapping_id: (app, to_app)
        for app in org.apps.values()
        for mapping_id, to_app in zip(mapping_ids(app.id), (True, False), strict=True)
    }


def _find(org: Org, wanted: str) -> Side:
    return find(_sides(org), wanted, "ProfileMapping")


@mappings.reads("/api/v1/mappings")
def list_mappings(org: Org) -> Any:
    """List profile mappings, without their rows: `sourceId`, `targetId`, `limit`, `after`."""
    source, target = request.args.get("sourceId"), request.args.get("targetId")
    chosen = [
        (mapping_id, side)
        for mapping_id, side in _sides(org).items()
        if source in (None, _end(side, 0)) and target in (None, _end(side, 1))
    ]
    return paged(
        chosen, lambda one: mapping_json(*one[1], listed=True), lambda one: (float(one[1][0].created), one[0]),
        default=20, most=200,
    )  # fmt: skip


def _end(side: Side, place: int) -> str:
    """What a mapping leads from, 0, or to, 1."""
    app, to_app = side
    return app.id if to_app == bool(place) else user_type_id()


@mappings.reads("/api/v1/mappings/<mapping_id>")
def get_mapping(org: Org, mapping_id: str) -> Any:
    """Read a profile mapping with its rows."""
    return mapping_json(*_find(org, mapping_id))


@mappings.acts("/api/v1/mappings/<mapping_id>", "POST")
def update_mapping(act: Act, mapping_id: str) -> Any:
    """Merge rows into the mapping to an app; nothing is sent until the next update of a person."""
    rows = {name: _row(name, value) for name, value in member(required_body(), "properties").items()}
    side = _find(act.org, mapping_id)
    if rows and not side[1]:
        raise invalid("updateMapping", "The mapping from the app to the Okta user cannot be changed in oktasim.")
    _save(act, side[0], rows)
    return mapping_json(*side)


def _save(act: Act, app: App, rows: dict[str, Row | None]) -> None:
    """Save rows; None removes one, and one that is not there stays away. Nothing is sent (3.8 [?])."""
    configuring.check_rows(app, rows)
    for name, row in rows.items():
        if row is not None:
            act.do(EditMapping, app, attribute=name, expression=row.expression, apply=row.apply)
    if removed := tuple(name for name, row in rows.items() if row is None and name in app.mappings):
        act.do(RemoveMapping, app, attributes=removed)
    log_app(act.org, app, "directory.mapping.update")


def _row(name: str, value: Any) -> Row | None:
    """The row; None for one to be removed: null, or an expression that is null [C; D: API]."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise invalid("updateMapping", f"{name}: an object or null is expected")
    expression, push = value.get("expression"), value.get("pushStatus", "PUSH")
    if expression is None:
        return None
    if not isinstance(expression, str):
        raise invalid("updateMapping", f"{name}: the expression must be a string")
    if push not in list(_APPLY):
        raise invalid("updateMapping", f"pushStatus: {push!r} is neither PUSH nor DONT_PUSH")
    return Row(expression, _APPLY[push])


@mappings.reads("/api/v1/apps/<app_id>/user/types")
def app_user_types(org: Org, app_id: str) -> Any:
    """List an app's user types (a private route behind Terraform's `always_apply`)."""
    app = find_app(org, app_id)
    return [{"id": app.id, "name": app.name, "displayName": f"{app.label} User", "default": True}]


@mappings.acts("/api/internal/v1/mappings/reapply", "PUT")
def reapply(act: Act) -> Any:
    """Apply a mapping to everybody assigned, at once (a private route behind Terraform's `always_apply`)."""
    act.do(ApplyMappings, find_app(act.org, request.args.get("target", "")))
    return {}
