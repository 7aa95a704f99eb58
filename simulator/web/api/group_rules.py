"""Group rules: `/api/v1/groups/rules` (management API 3.2)."""

from functools import partial
from typing import Any

from flask import request

from simulator.okta.actions import group_rules as actions
from simulator.okta.actions.memberships import EXPRESSION_TYPE
from simulator.okta.org import GroupRule, Org
from simulator.verbs import group_rules as verbs
from simulator.web.api.lookups import find_rule
from simulator.web.api.rendering import dates
from simulator.web.engine.acts import Act
from simulator.web.http.answers import Area, paged, reply
from simulator.web.http.context import expands, flag, required_body, settings

group_rules = Area("group_rules", __name__, url_prefix="/api/v1/groups/rules")


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


def _conditions(org: Org, body: dict[str, Any]) -> dict[str, Any]:
    """A checked body as a verb's argument."""
    conditions, chosen = body["conditions"], body["actions"]["assignUserToGroups"]["groupIds"]
    excluded = ((conditions.get("people") or {}).get("users") or {}).get("exclude") or ()
    return {
        "rule": body["name"],
        "expression": conditions["expression"]["value"],
        "groups": [org.groups[group_id] for group_id in chosen],
        "exclude": [org.users[user_id] for user_id in excluded],
    }


def _shown_people(rule: GroupRule, body: dict[str, Any]) -> GroupRule:
    """A condition on people is shown once somebody spoke of it, empty or not [VCR]."""
    rule.people = bool(body["conditions"].get("people"))
    return rule


@group_rules.acts("", "POST")
def create_rule(act: Act) -> Any:
    """Create a group rule; it is inactive."""
    body = required_body()
    actions.check_rule(act.org, body)
    act.do(verbs.CreateGroupRule, **_conditions(act.org, body))
    return group_rule_json(act.org, _shown_people(act.tenant.group_rule(body["name"]), body))


@group_rules.reads("")
def list_rules(org: Org) -> Any:
    """List group rules: `search` in the name, `limit`, `after`, `expand=groupIdToGroupNameMap`."""
    wanted = request.args.get("search", "").casefold()
    rules = [rule for rule in org.rules.values() if wanted in rule.name.casefold()]
    return paged(rules, partial(group_rule_json, org), default=50, most=200)


@group_rules.reads("/<rule_id>")
def get_rule(org: Org, rule_id: str) -> Any:
    """Read a group rule: `expand=groupIdToGroupNameMap`."""
    return group_rule_json(org, find_rule(org, rule_id))


@group_rules.acts("/<rule_id>", "PUT")
def replace_rule(act: Act, rule_id: str) -> Any:
    """Replace the name and conditions of an inactive group rule; its groups stay what they are."""
    body = required_body()
    rule = find_rule(act.org, rule_id)
    actions.check_change(act.org, rule, body, settings().choices)
    kept = {"rule": rule.name, "name": body["name"], "groups": [act.org.groups[one] for one in rule.group_ids]}
    act.do(verbs.EditGroupRule, **_conditions(act.org, body) | kept)
    return group_rule_json(act.org, _shown_people(rule, body))


@group_rules.acts("/<rule_id>", "DELETE")
def delete_rule(act: Act, rule_id: str) -> Any:
    """Delete a group rule that is not active; `removeUsers=true` takes out of its groups whom it put there."""
    rule = find_rule(act.org, rule_id)
    act.do(verbs.DeleteGroupRule, rule=rule.name, remove_users=flag("removeUsers", False))
    return reply({}, 202)


@group_rules.acts("/<rule_id>/lifecycle/activate", "POST")
def activate_rule(act: Act, rule_id: str) -> None:
    """Activate a group rule: it runs across everybody, and from then on as people change."""
    act.do(verbs.ActivateGroupRule, rule=find_rule(act.org, rule_id).name)


@group_rules.acts("/<rule_id>/lifecycle/deactivate", "POST")
def deactivate_rule(act: Act, rule_id: str) -> None:
    """Deactivate a group rule; whom it put into groups stays there."""
    act.do(verbs.DeactivateGroupRule, rule=find_rule(act.org, rule_id).name)
