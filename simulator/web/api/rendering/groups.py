"""Groups, group rules and group push mappings as the API shows them (management API 3.2 and 3.7)."""

from typing import Any

from simulator.okta.group_rules import EXPRESSION_TYPE
from simulator.okta.org import App, Group, GroupPush, GroupRule, Org
from simulator.okta.times import iso
from simulator.web.api.rendering.hypermedia import dates, link, moment
from simulator.web.http.context import expands


def group_json(group: Group, source: str | None = None) -> dict[str, Any]:
    """The group; `source` is the app id of an app group."""
    here = f"/api/v1/groups/{group.id}"
    shown: dict[str, Any] = {
        "id": group.id,
        **dates(group),
        "lastMembershipUpdated": moment(group.changed),
        "objectClass": ["okta:app_group" if group.kind == "APP_GROUP" else "okta:user_group"],
        "type": group.kind,
        "profile": {"name": group.name, "description": group.description},
        "_links": {
            "logo": [
                link(f"/assets/img/group-{size}.png", name=size, type="image/png") for size in ("medium", "large")
            ],
            "users": link(f"{here}/users"),
            "apps": link(f"{here}/apps"),
        },
    }
    if source is not None:
        shown["_links"]["source"] = link(f"/api/v1/apps/{source}")
        shown["source"] = {"id": source}
    return shown


def group_rule_json(org: Org, rule: GroupRule) -> dict[str, Any]:
    """The rule; `expand=groupIdToGroupNameMap` adds the names of its groups. A condition on people stands in it where
    there is one.
    """
    people = {"people": {"users": {"exclude": list(rule.excluded)}, "groups": {"exclude": []}}} if rule.people else {}
    shown: dict[str, Any] = {
        "type": "group_rule",
        "id": rule.id,
        "status": rule.status,
        "name": rule.name,
        **dates(rule),
        "conditions": {**people, "expression": {"value": rule.expression, "type": EXPRESSION_TYPE}},
        "actions": {"assignUserToGroups": {"groupIds": list(rule.group_ids)}},
        "allGroupsValid": all(group_id in org.groups for group_id in rule.group_ids),
    }
    if expands("groupIdToGroupNameMap"):
        known = (org.groups[group_id] for group_id in rule.group_ids if group_id in org.groups)
        shown["_embedded"] = {"groupIdToGroupNameMap": {group.id: group.name for group in known}}
    return shown


def group_push_json(app: App, push: GroupPush) -> dict[str, Any]:
    """The mapping. Dates have no milliseconds; `lastPush` and `errorSummary` are absent before the first push [R]."""
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
