"""Group rules as the Management API makes, changes, switches and deletes them (management API 3.2)."""

from collections.abc import Mapping
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta.actions import memberships
from simulator.okta.actions.record import Refused, log_rule, object_in, text_in
from simulator.okta.org import GroupRule, Job, Org
from simulator.okta.wire import Choices

LONGEST_NAME = 50
"""Characters [HELP group-rules]."""
BODY = ("api.group-rule-body",)
"""The rule by which a body describes a group rule."""
_EVENT = "group.user_membership.rule"


def check_rule(org: Org, body: Mapping[str, Any], present: GroupRule | None = None) -> GroupRule:
    """The rule that a body of the Management API describes; it is not among the org's, nor has it an id.

    Raises:
        Refused: a name that is none or taken, a condition that does not parse, or groups and people that cannot be.
    """
    conditions = object_in(body, "conditions")
    people = object_in(conditions, "people")
    group_ids = _ids(object_in(object_in(body, "actions"), "assignUserToGroups"), "groupIds")
    if body.get("type") != "group_rule":
        raise Refused("type: The rule must be of type group_rule", about="type", why=BODY)
    if _ids(object_in(people, "groups"), "exclude"):
        raise Refused("groups: Excluding groups is not supported", about="people", why=BODY)
    excluded = _ids(object_in(people, "users"), "exclude")
    for user_id in excluded:
        if user_id not in org.users:
            text = f"exclude: Resource not found: {user_id} (User)"
            raise Refused(text, about="exclude", why=("api.not-found",))
    _check_groups(org, group_ids)
    expression = _expression(object_in(conditions, "expression"))
    name = text_in(body, "name", longest=LONGEST_NAME)
    if any(rule.name == name for rule in org.rules.values() if rule is not present):
        raise Refused("name: Policy rule name already in use", about="name", why=("api.group-rule-name",))
    return GroupRule("", name, expression, group_ids, dict.fromkeys(excluded), bool(people))


def create_rule(org: Org, body: Mapping[str, Any]) -> GroupRule:
    """Create an inactive rule [API].

    Raises:
        Refused: as `check_rule` says.
    """
    rule = check_rule(org, body)
    rule.id, rule.created, rule.changed = org.ids.new("0pr"), org.now, org.now
    org.rules[rule.id] = rule
    return rule


def check_change(org: Org, rule: GroupRule, body: Mapping[str, Any], choices: Choices) -> GroupRule:
    """What the Management API checks before a rule is replaced, and what by.

    The groups cannot be changed [API]; whether other ones are refused is the switch `rule_groups`.

    Raises:
        Refused: the rule is not inactive [API] (the sentence is ours), or the new one cannot be.
    """
    if rule.status != "INACTIVE":
        text = f"Cannot update a Group Rule with the status {rule.status}."
        raise Refused(text, about="updateRule", why=("api.group-rule-active",))
    wanted = check_rule(org, body, rule)
    if choices.rule_groups == "refuse" and sorted(wanted.group_ids) != sorted(rule.group_ids):
        raise Refused(
            "The groups of a Group Rule cannot be changed.", about="updateRule", why=("api.group-rule-groups",)
        )
    return wanted


def update_rule(org: Org, rule: GroupRule, body: Mapping[str, Any], choices: Choices) -> None:
    """Replace name and conditions of an inactive rule.

    Raises:
        Refused: as `check_change` says.
    """
    wanted = check_change(org, rule, body, choices)
    rule.name, rule.expression, rule.changed = wanted.name, wanted.expression, org.now
    rule.excluded, rule.people = wanted.excluded, wanted.people


def _ids(body: Mapping[str, Any], name: str) -> list[str]:
    held = body.get(name) or []
    if not isinstance(held, list) or not all(isinstance(each, str) for each in held):
        raise Refused(f"{name}: a list of ids is expected", about=name, why=BODY)
    return list(dict.fromkeys(held))


def _check_groups(org: Org, group_ids: list[str]) -> None:
    """At least one, all of them groups of Okta's own (management API 3.2 [API])."""
    if not group_ids:
        raise Refused("groupIds: The field cannot be left blank", about="groupIds", why=BODY)
    for group_id in group_ids:
        group = org.groups.get(group_id)
        if group is None or group.kind != "OKTA_GROUP":
            text = f"groupIds: {group_id} is no group of type OKTA_GROUP"
            raise Refused(text, about="groupIds", why=("api.okta-groups-only",))


def _expression(condition: Mapping[str, Any]) -> str:
    if condition.get("type") != memberships.EXPRESSION_TYPE:
        text = f"type: The type of an expression is {memberships.EXPRESSION_TYPE}"
        raise Refused(text, about="expression", why=BODY)
    text = text_in(condition, "value", about="expression")
    try:
        memberships.compiled(text)
    except ExpressionError as error:
        raise Refused(str(error), about="validateRule", why=("api.group-rule-condition",)) from error
    return text


def activate_rule(org: Org, rule: GroupRule) -> list[Job]:
    """Activate: the rule runs across everybody at once, and from then on as people change [HELP group-rules].

    Raises:
        Refused: a group of the rule is gone [VCR].
    """
    if not _switch(org, rule, "ACTIVE", f"{_EVENT}.trigger"):
        return []
    return memberships.follow_rules(org, list(org.users.values()), [rule])


def deactivate_rule(org: Org, rule: GroupRule) -> None:
    """Deactivate: who is in the groups stays, and nobody is looked at any more [KB exception-list].

    Raises:
        Refused: a group of the rule is gone [VCR].
    """
    _switch(org, rule, "INACTIVE", f"{_EVENT}.deactivated")


def _switch(org: Org, rule: GroupRule, status: Any, event: str) -> bool:
    """Whether the status was another; one that was the same is left without a word, no source has an error for it."""
    if rule.status == "INVALID":
        text = "Cannot activate or deactivate a Group Rule with the status INVALID."
        raise Refused(text, about="updateRuleStatus", why=("api.group-rule-invalid",))
    if rule.status == status:
        return False
    rule.status, rule.changed = status, org.now
    log_rule(org, event, rule)
    return True


def delete_rule(org: Org, rule: GroupRule, *, remove_users: bool = False) -> list[Job]:
    """Delete a rule that is not active; `remove_users` takes out of its groups whom it put there [API].

    Raises:
        Refused: it is active; it must be deactivated first (Terraform's provider does so; the sentence is ours).
    """
    if rule.status == "ACTIVE":
        text = "Cannot delete a Group Rule with the status ACTIVE."
        raise Refused(text, about="deleteRule", why=("api.group-rule-active",))
    del org.rules[rule.id]
    held = [org.users[user_id] for user_id in rule.members]
    return memberships.release(org, rule, held) if remove_users else []
