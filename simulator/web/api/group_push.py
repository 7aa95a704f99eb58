"""Group push mappings: `/api/v1/apps/{id}/group-push/mappings` (management API 3.7)."""

from functools import partial
from typing import Any

from flask import request

from simulator.okta.actions import pushing
from simulator.okta.actions.record import Refused
from simulator.okta.org import App, Group, GroupPush, Org
from simulator.okta.times import iso
from simulator.verbs.push_groups import ActivateGroupPush, DeactivateGroupPush, PushGroup, UnlinkGroup
from simulator.web.api.lookups import find_app, find_group, find_push
from simulator.web.api.rendering import link
from simulator.web.engine.acts import Act
from simulator.web.filtering import instant
from simulator.web.http.answers import Area, paged, reply
from simulator.web.http.context import required_body
from simulator.web.http.errors import ApiError, invalid

group_push = Area("group_push", __name__, url_prefix="/api/v1/apps/<app_id>/group-push/mappings")

_STATUSES = ("ACTIVE", "INACTIVE")


def group_push_json(app: App, push: GroupPush) -> dict[str, Any]:
    """The mapping. Dates have no milliseconds; `lastPush` and `errorSummary` are absent before the first push [VCR]."""
    pushed = {} if push.last_push is None else {"lastPush": _second(push.last_push)}
    return {
        "id": push.id,
        "status": push.status,
        "sourceGroupId": push.group_id,
        "targetGroupId": push.app_group_id,
        "created": _second(push.created),
        "lastUpdated": _second(last_change(push)),
        "_links": {
            "app": link(f"/api/v1/apps/{app.id}"),
            "sourceGroup": link(f"/api/v1/groups/{push.group_id}"),
            "targetGroup": link(f"/api/v1/groups/{push.app_group_id}"),
        },
        **pushed,
        **({"errorSummary": push.error or ""} if pushed or push.error is not None else {}),
    }


def last_change(push: GroupPush) -> float:
    """When a mapping was last changed or pushed."""
    return max(push.changed, push.created, push.last_push or 0.0)


def _second(seconds: float) -> str:
    return iso(int(seconds)).replace(".000Z", "Z")


@group_push.acts("", "POST")
def create_mapping(act: Act, app_id: str) -> Any:
    """Push a group: to a group of this name, or to one Okta knows of."""
    body = required_body()
    app = find_app(act.org, app_id)
    source = _text(body, "sourceGroupId")
    if source is None:
        raise ApiError("E0000027", "sourceGroupId is missing", "sourceGroupId: The field cannot be left blank")
    push = _pushed(act, app, find_group(act.org, source), body)
    return reply(group_push_json(app, push), 201)


def _pushed(act: Act, app: App, group: Group, body: dict[str, Any]) -> GroupPush:
    name, target_id = _text(body, "targetGroupName"), _text(body, "targetGroupId")
    active = _status(body.get("status", "ACTIVE")) == "ACTIVE"
    linked = pushing.target(app, group, name=name, target_id=target_id)
    written = {"as_": "link", "name": linked} if linked else {"name": name}
    try:
        act.do(PushGroup, app, group=group, active=active, **written)
    except Refused as refused:
        refused.code = "E0000027"
        raise
    push = app.pushes[group.id]
    push.changed = act.org.now
    push.app_group_id = target_id or push.app_group_id
    return push


def _text(body: dict[str, Any], name: str) -> str | None:
    held = body.get(name)
    return str(held) if held else None


def _status(status: Any) -> str:
    if status not in _STATUSES:
        raise invalid("status", f"status: {status!r} is neither ACTIVE nor INACTIVE")
    return str(status)


@group_push.reads("")
def list_mappings(org: Org, app_id: str) -> Any:
    """List group push mappings: `sourceGroupId`, `status`, `lastUpdated`, `limit`, `after`."""
    app = find_app(org, app_id)
    return paged(_chosen(app), partial(group_push_json, app), default=100, most=1000)


def _chosen(app: App) -> list[GroupPush]:
    source, status, since = (request.args.get(name) for name in ("sourceGroupId", "status", "lastUpdated"))
    start = instant(since) if since else 0.0
    if start is None:
        raise ApiError("E0000030", "", f"lastUpdated: '{since}' is no date")
    return [
        push
        for push in app.pushes.values()
        if source in (None, push.group_id) and status in (None, push.status) and last_change(push) >= start
    ]


@group_push.reads("/<mapping_id>")
def get_mapping(org: Org, app_id: str, mapping_id: str) -> Any:
    """Read a group push mapping."""
    app = find_app(org, app_id)
    return group_push_json(app, find_push(app, mapping_id))


@group_push.acts("/<mapping_id>", "PATCH")
def switch_mapping(act: Act, app_id: str, mapping_id: str) -> Any:
    """Activate or deactivate a group push mapping; activating pushes again."""
    status = _status(required_body().get("status"))
    app = find_app(act.org, app_id)
    push = find_push(app, mapping_id)
    if status != push.status:
        verb = ActivateGroupPush if status == "ACTIVE" else DeactivateGroupPush
        act.do(verb, app, group=act.org.groups[push.group_id])
    return group_push_json(app, push)


@group_push.acts("/<mapping_id>", "DELETE")
def delete_mapping(act: Act, app_id: str, mapping_id: str) -> Any:
    """Delete a group push mapping, inactive or in error, and the provider's group with `deleteTargetGroup=true`."""
    wanted = request.args.get("deleteTargetGroup", "").lower()
    if wanted not in ("true", "false"):
        raise invalid("deleteTargetGroup", "deleteTargetGroup: true or false must be given")
    app = find_app(act.org, app_id)
    push = find_push(app, mapping_id)
    pushing.check_deletion(push)
    target = "delete" if wanted == "true" else "leave"
    act.do(UnlinkGroup, app, group=act.org.groups[push.group_id], target=target)
