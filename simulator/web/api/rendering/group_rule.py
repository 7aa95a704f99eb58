"""A group rule as the API shows it (management API 3.2 [S R])."""

from typing import Any

from simulator.okta.group_rules import EXPRESSION_TYPE
from simulator.okta.org import GroupRule, Org
from simulator.web.api.rendering.hypermedia import moment


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
