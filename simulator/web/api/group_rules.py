"""Group rules: `/api/v1/groups/rules` (management API 3.2)."""

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
from simulator.web.api.lookups import find_rule
from simulator.web.api.rendering.groups import group_rule_json
from simulator.web.engine.acts import Act
from simulator.web.http.answers import nothing, paged, reply
from simulator.web.http.context import client, engine, flag, required_body, settings

group_rules = Blueprint("group_rules", __name__, url_prefix="/api/v1/groups/rules")


def _json(org: Org, rule: GroupRule) -> dict[str, Any]:
    return group_rule_json(org, rule, names="groupIdToGroupNameMap" in request.args.get("expand", "").split(","))


def _conditions(act: Act, body: dict[str, Any]) -> dict[str, Any]:
    """A checked body as a verb's argument."""
    conditions, chosen = body["conditions"], body["actions"]["assignUserToGroups"]["groupIds"]
    excluded = ((conditions.get("people") or {}).get("users") or {}).get("exclude") or ()
    return {
        "rule": body["name"],
        "expression": conditions["expression"]["value"],
        "groups": tuple(act.tenant.alias_of(act.org.groups[group_id]) for group_id in chosen),
        "exclude": tuple(act.tenant.alias_of(act.org.users[user_id]) for user_id in excluded),
    }


def _shown_people(rule: GroupRule, body: dict[str, Any]) -> GroupRule:
    """A condition on people is shown once somebody spoke of it, empty or not [R]."""
    rule.people = bool(body["conditions"].get("people"))
    return rule


@group_rules.post("")
def create_rule() -> Response:
    """Create a group rule; it is inactive."""
    body = required_body()
    with engine().act(client()) as act:
        actions.check_rule(act.org, body)
        act.do(CreateGroupRule.of(**_conditions(act, body)))
        return reply(_json(act.org, _shown_people(act.tenant.group_rule(body["name"]), body)))


@group_rules.get("")
def list_rules() -> Response:
    """List group rules: `search` in the name, `limit`, `after`, `expand=groupIdToGroupNameMap`."""
    wanted = request.args.get("search", "").casefold()
    with engine().look() as org:
        return paged(
            [rule for rule in org.rules.values() if wanted in rule.name.casefold()],
            lambda rule: (float(rule.created), rule.id), lambda rule: _json(org, rule), default=50, most=200,
        )  # fmt: skip


@group_rules.get("/<rule_id>")
def get_rule(rule_id: str) -> Response:
    """Read a group rule: `expand=groupIdToGroupNameMap`."""
    with engine().look() as org:
        return reply(_json(org, find_rule(org, rule_id)))


@group_rules.put("/<rule_id>")
def replace_rule(rule_id: str) -> Response:
    """Replace the name and conditions of an inactive group rule."""
    body = required_body()
    with engine().act(client()) as act:
        rule = find_rule(act.org, rule_id)
        actions.check_change(act.org, rule, body, settings().choices)
        act.do(EditGroupRule.of(**_conditions(act, body) | {"rule": rule.name, "name": body["name"]}))
        return reply(_json(act.org, _shown_people(rule, body)))


@group_rules.delete("/<rule_id>")
def delete_rule(rule_id: str) -> Response:
    """Delete a group rule that is not active; `removeUsers=true` takes out of its groups whom it put there."""
    with engine().act(client()) as act:
        rule = find_rule(act.org, rule_id)
        act.do(DeleteGroupRule.of(rule=rule.name, remove_users=flag("removeUsers", False)))
    return reply({}, 202)


@group_rules.post("/<rule_id>/lifecycle/activate")
def activate_rule(rule_id: str) -> Response:
    """Activate a group rule: it runs across everybody, and from then on as people change."""
    with engine().act(client()) as act:
        act.do(ActivateGroupRule.of(rule=find_rule(act.org, rule_id).name))
    return nothing()


@group_rules.post("/<rule_id>/lifecycle/deactivate")
def deactivate_rule(rule_id: str) -> Response:
    """Deactivate a group rule; whom it put into groups stays there."""
    with engine().act(client()) as act:
        act.do(DeactivateGroupRule.of(rule=find_rule(act.org, rule_id).name))
    return nothing()
