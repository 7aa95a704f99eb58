"""Group rules: `/api/v1/groups/rules` (management API 3.2)."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from simulator.okta.actions import group_rules as actions
from simulator.okta.org import GroupRule, Org
from simulator.verbs.group_rules import (
    ActivateGroupRule,
    CreateGroupRule,
    DeactivateGroupRule,
    DeleteGroupRule,
    EditGroupRule,
)
from simulator.verbs.verb import Verb
from simulator.web.api.lookups import find_rule
from simulator.web.api.rendering.groups import group_rule_json
from simulator.web.http.answers import nothing, paged, reply
from simulator.web.http.context import acting, flag, looking, required_body, settings

group_rules = Blueprint("group_rules", __name__, url_prefix="/api/v1/groups/rules")


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
    """A condition on people is shown once somebody spoke of it, empty or not [R]."""
    rule.people = bool(body["conditions"].get("people"))
    return rule


@group_rules.post("")
def create_rule() -> Response:
    """Create a group rule; it is inactive."""
    body = required_body()
    with acting() as act:
        actions.check_rule(act.org, body)
        act.do(CreateGroupRule, **_conditions(act.org, body))
        return reply(group_rule_json(act.org, _shown_people(act.tenant.group_rule(body["name"]), body)))


@group_rules.get("")
def list_rules() -> Response:
    """List group rules: `search` in the name, `limit`, `after`, `expand=groupIdToGroupNameMap`."""
    wanted = request.args.get("search", "").casefold()
    with looking() as org:
        rules = [rule for rule in org.rules.values() if wanted in rule.name.casefold()]
        return paged(rules, partial(group_rule_json, org), default=50, most=200)


@group_rules.get("/<rule_id>")
def get_rule(rule_id: str) -> Response:
    """Read a group rule: `expand=groupIdToGroupNameMap`."""
    with looking() as org:
        return reply(group_rule_json(org, find_rule(org, rule_id)))


@group_rules.put("/<rule_id>")
def replace_rule(rule_id: str) -> Response:
    """Replace the name and conditions of an inactive group rule."""
    body = required_body()
    with acting() as act:
        rule = find_rule(act.org, rule_id)
        actions.check_change(act.org, rule, body, settings().choices)
        act.do(EditGroupRule, **_conditions(act.org, body) | {"rule": rule.name, "name": body["name"]})
        return reply(group_rule_json(act.org, _shown_people(rule, body)))


@group_rules.delete("/<rule_id>")
def delete_rule(rule_id: str) -> Response:
    """Delete a group rule that is not active; `removeUsers=true` takes out of its groups whom it put there."""
    with acting() as act:
        rule = find_rule(act.org, rule_id)
        act.do(DeleteGroupRule, rule=rule.name, remove_users=flag("removeUsers", False))
    return reply({}, 202)


@group_rules.post("/<rule_id>/lifecycle/activate")
def activate_rule(rule_id: str) -> Response:
    """Activate a group rule: it runs across everybody, and from then on as people change."""
    return _switched(ActivateGroupRule, rule_id)


@group_rules.post("/<rule_id>/lifecycle/deactivate")
def deactivate_rule(rule_id: str) -> Response:
    """Deactivate a group rule; whom it put into groups stays there."""
    return _switched(DeactivateGroupRule, rule_id)


def _switched(verb: type[Verb], rule_id: str) -> Response:
    with acting() as act:
        act.do(verb, rule=find_rule(act.org, rule_id).name)
    return nothing()
