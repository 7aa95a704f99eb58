"""`/admin/groups/rules`: who is put into groups by a condition (labels: H:usgp-create-group-rules)."""

from typing import Any

from simulator.okta.actions.record import Refused, not_found
from simulator.okta.org import GroupRule, Org
from simulator.web.api.lookups import find_group, find_rule
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed, Pages

rules = Pages("group_rules", __name__, url_prefix="/admin/groups/rules")

ROLES = {"ACTIVE": "good", "INVALID": "bad"}


@rules.shows("", "groups/rules.html")
def list_rules(org: Org) -> dict[str, Any]:
    """The rules: condition, groups, exceptions, status."""
    shown = listing(org.rules.values(), lambda rule: f"{rule.name}\n{rule.expression}")
    excluded = {rule.id: _excluded(org, rule) for rule in shown.rows}
    return {"org": org, "rules": shown, "roles": ROLES, "excluded": excluded}


def _excluded(org: Org, rule: GroupRule) -> list[str]:
    """The names of people whom the rule leaves alone; who is deleted has none."""
    return [org.users[user_id].display_name for user_id in rule.excluded if user_id in org.users]


@rules.shows("/new", "groups/new_rule.html")
def show_new(org: Org) -> dict[str, Any]:
    """Add Rule."""
    return {"groups": [group for group in org.groups.values() if group.kind == "OKTA_GROUP"]}


@rules.does("/new")
def add_rule(deed: Deed) -> str:
    """Save: the rule is there, and inactive."""
    groups = [find_group(deed.org, group_id) for group_id in deed.texts("groups")]
    if not groups:
        raise Refused("groupIds: The field cannot be left blank", about="groupIds")
    argument: dict[str, Any] = {
        "rule": deed.text("name"), "expression": deed.text("expression"),
        "groups": [deed.alias(group) for group in groups],
    }  # fmt: skip
    excluded = [_person(deed, login) for login in deed.text("exclude").split()]
    deed.do("create_group_rule", {**argument, "exclude": excluded} if excluded else argument)
    return f"{argument['rule']} is added; it is inactive."


def _person(deed: Deed, login: str) -> str:
    user = deed.org.user_by_login(login)
    if user is None:
        raise not_found(login, "User")
    return deed.alias(user)


@rules.does("/<rule_id>/activate")
def activate(deed: Deed, rule_id: str) -> str:
    """Activate: it runs across everybody."""
    rule = find_rule(deed.org, rule_id)
    deed.do("activate_group_rule", rule.name)
    return f"{rule.name} is active; {len(rule.members):,} people are in its groups by it."


@rules.does("/<rule_id>/deactivate")
def deactivate(deed: Deed, rule_id: str) -> str:
    """Deactivate: whom it put into groups stays there."""
    rule = find_rule(deed.org, rule_id)
    deed.do("deactivate_group_rule", rule.name)
    return f"{rule.name} is inactive; whom it put into groups stays there."


@rules.does("/<rule_id>/delete")
def delete(deed: Deed, rule_id: str) -> str:
    """Delete a rule that is not active."""
    rule = find_rule(deed.org, rule_id)
    removes = bool(deed.text("remove_users"))
    deed.do("delete_group_rule", {"rule": rule.name, "remove_users": True} if removes else rule.name)
    return f"{rule.name} is deleted."
