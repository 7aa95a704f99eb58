"""A group push mapping as the API shows it (management API 3.7)."""

from typing import Any

from simulator.okta.org import App, GroupPush
from simulator.okta.times import iso
from simulator.web.api.rendering.hypermedia import link


def group_push_json(app: App, push: GroupPush, url: str) -> dict[str, Any]:
    """The mapping. Dates have no milliseconds; `lastPush` and `errorSummary` are absent before the first push [R]."""
    shown: dict[str, Any] = {
        "id": push.id,
        "status": push.status,
        "sourceGroupId": push.group_id,
        "targetGroupId": push.app_group_id,
        "created": _second(push.created),
        "lastUpdated": _second(max(push.changed, push.created, push.last_push or 0.0)),
        "_links": {
            "app": link(f"{url}/api/v1/apps/{app.id}"),
            "sourceGroup": link(f"{url}/api/v1/groups/{push.group_id}"),
            "targetGroup": link(f"{url}/api/v1/groups/{push.app_group_id}"),
        },
    }
    if push.last_push is not None:
        shown["lastPush"] = _second(push.last_push)
    if push.last_push is not None or push.error is not None:
        shown["errorSummary"] = push.error or ""
    return shown


def _second(seconds: float) -> str:
    return iso(int(seconds)).replace(".000Z", "Z")
