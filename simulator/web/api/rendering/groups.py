"""Groups, group rules and group push mappings as the API shows them (management API 3.2 and 3.7)."""

from typing import Any

from simulator.okta.actions.memberships import EXPRESSION_TYPE
from simulator.okta.org import App, Group, GroupPush, GroupRule, Org
from simulator.okta.times import iso
from simulator.web.api.rendering.hypermedia import link, moment

_CLASSES = {"APP_GROUP": "okta:app_group"}


def group_json(group: Group, url: str, *, source: str | None = None, stats: dict[str, int] | None = None) -> Any:
    """The group; `source` is the app id of an app group, `stats` what `expand=stats` adds."""
    here = f"{url}/api/v1/groups/{group.id}"
    shown: dict[str, Any] = {
        "id": group.id,
        "created": moment(group.created),
        "lastUpdated": moment(group.changed),
        "lastMembershipUpdated": moment(group.changed),
        "objectClass": [_CLASSES.get(group.kind, "okta:user_group")],
        "type": group.kind,
        "profile": {"name": group.name, "description": group.description},
        "_links": {
            "logo": [
                {"name": size, "href": f"{url}/assets/img/group-{size}.png", "type": "image/png"}
                for size in ("medium", "large")
            ],
            "users": link(f"{here}/users"),
            "apps": link(f"{here}/apps"),
        },
    }
    if source is not None:
        shown["_links"]["source"] = link(f"{url}/api/v1/apps/{source}")
        shown["source"] = {"id": source}
    if stats is not None:
        shown["_embedded"] = {"stats": stats}
    return shown


def group_rule_json(org: Org, rule: GroupRule, *, names: bool) -> dict[str, Any]:
    """The rule; `names` adds those of its groups by id. A condition on people stands in it where there is one."""
    people = {"people": {"users": {"exclude": list(rule.excluded)}, "groups": {"exclude": []}}} if rule.people else {}
    shown: dict[str, Any] = {
        "type": "group_rule",
        "id": rule.id,
        "status": rule.status,
        "name": rule.name,
        "created": moment(rule.created),
        "lastUpdated": moment(rule.changed),
        "conditions": {**people, "expression": {"value": rule.expression, "type": EXPRESSION_TYPE}},
        "actions": {"assignUserToGroups": {"groupIds": list(rule.group_ids)}},
        "allGroupsValid": all(group_id in org.groups for group_id in rule.group_ids),
    }
    if names:
        known = (org.groups[group_id] for group_id in rule.group_ids if group_id in org.groups)
        shown["_embedded"] = {"groupIdToGroupNameMap": {group.id: group.name for group in known}}
    return shown


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
