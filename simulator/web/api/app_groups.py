"""Groups assigned to an app: `/api/v1/apps/{id}/groups` (management API 3.5)."""

from typing import Any

from flask import Blueprint, Response, request

from simulator.okta.actions import app_users as actions
from simulator.okta.org import App, GroupAssignment, Org
from simulator.verbs.assignments import AssignGroup, EditGroupAssignment, UnassignGroup
from simulator.web.api.lookups import find_app, find_app_group, find_group
from simulator.web.api.rendering.app_user import app_group_json
from simulator.web.api.rendering.group import group_json
from simulator.web.http.answers import nothing, paged, reply
from simulator.web.http.context import client, engine, member, optional_body, org_url, sent_json
from simulator.web.http.errors import ApiError, invalid

app_groups = Blueprint("app_groups", __name__, url_prefix="/api/v1/apps/<app_id>/groups")


def _json(org: Org, app: App, assignment: GroupAssignment) -> dict[str, Any]:
    expand = "group" in request.args.get("expand", "").split(",")
    group = group_json(org.groups[assignment.group_id], org_url()) if expand else None
    return app_group_json(app, assignment, org_url(), group)


@app_groups.put("/<group_id>")
def assign_group(app_id: str, group_id: str) -> Response:
    """Assign a group to an app, or change its assignment."""
    body = optional_body()
    priority = body.get("priority")
    if priority is not None and (not isinstance(priority, int) or isinstance(priority, bool) or priority < 0):
        raise invalid("priority", "priority: a whole number of at least 0 is expected")
    with engine().act(client()) as act:
        app, group = find_app(act.org, app_id), find_group(act.org, group_id)
        profile = member(body, "profile")
        actions.check_group_profile(app, profile)
        verb = EditGroupAssignment if group.id in app.groups else AssignGroup
        act.do(verb.of(group=act.tenant.alias_of(group), priority=priority, profile=profile), app)
        return reply(_json(act.org, app, app.groups[group.id]))


@app_groups.get("/<group_id>")
def get_app_group(app_id: str, group_id: str) -> Response:
    """Read a group's assignment."""
    with engine().look() as org:
        app = find_app(org, app_id)
        return reply(_json(org, app, find_app_group(app, group_id)))


@app_groups.get("")
def list_app_groups(app_id: str) -> Response:
    """List the groups assigned to an app: `q`, `limit`, `after`, `expand=group`."""
    q = request.args.get("q", "").casefold()
    with engine().look() as org:
        app = find_app(org, app_id)
        chosen = [one for one in app.groups.values() if org.groups[one.group_id].name.casefold().startswith(q)]
        return paged(
            chosen, lambda one: (one.priority, one.group_id), lambda one: _json(org, app, one), default=20, most=200
        )


@app_groups.patch("/<group_id>")
def patch_app_group(app_id: str, group_id: str) -> Response:
    """Change single attributes that a group's assignment gives (JSON Patch)."""
    operations = sent_json()
    if not isinstance(operations, list):
        raise ApiError("E0000003")
    changes = dict(_change(operation) for operation in operations)
    with engine().act(client()) as act:
        app, group = find_app(act.org, app_id), find_group(act.org, group_id)
        find_app_group(app, group_id)
        actions.check_group_profile(app, changes)
        act.do(EditGroupAssignment.of(group=act.tenant.alias_of(group), profile=changes), app)
        return reply(_json(act.org, app, app.groups[group_id]))


def _change(operation: Any) -> tuple[str, Any]:
    """An attribute and its new value, None where it is removed.

    Raises:
        ApiError: E0000001; it neither replaces nor removes something under `/profile/`.
    """
    if not isinstance(operation, dict) or operation.get("op") not in ("add", "replace", "remove"):
        raise invalid("patch", "op: only replace and remove are supported")
    place = str(operation.get("path", ""))
    if not place.startswith("/profile/") or len(place) == len("/profile/"):
        raise invalid("patch", "path: only attributes under /profile/ can be changed")
    name = place.removeprefix("/profile/").replace("~1", "/").replace("~0", "~")
    return name, None if operation["op"] == "remove" else operation.get("value")


@app_groups.delete("/<group_id>")
def unassign_group(app_id: str, group_id: str) -> Response:
    """Take an app away from a group; members who had it through this group alone lose it."""
    with engine().act(client()) as act:
        app, group = find_app(act.org, app_id), find_group(act.org, group_id)
        find_app_group(app, group_id)
        act.do(UnassignGroup.of(group=act.tenant.alias_of(group)), app)
    return nothing()
