"""What an administrator does under Directory > Groups > Rules."""

from typing import Any, ClassVar

from simulator.okta.actions import group_rules
from simulator.okta.actions.memberships import EXPRESSION_TYPE
from simulator.okta.org import Job
from simulator.okta.wire import Choices
from simulator.scenario.fields.kinds import Flag, GroupAlias, OneOrMany, Text, UserAlias
from simulator.scenario.parts.app import Expression
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import Verb

PLACE = "Directory > Groups"


class _Conditions(Verb):
    rule: Text
    """The rule's name."""
    expression: Expression
    """Who is put into the groups: a condition in Okta Expression Language."""
    groups: OneOrMany[GroupAlias]
    """The groups."""
    exclude: OneOrMany[UserAlias] = ()
    """People whom the rule leaves alone."""

    def _body(self, tenant: Tenant, name: str) -> dict[str, Any]:
        """The rule as the Management API takes it."""
        excluded = [tenant.user(alias).id for alias in self.exclude]
        return {
            "type": "group_rule",
            "name": name,
            "conditions": {
                "expression": {"type": EXPRESSION_TYPE, "value": self.expression},
                **({"people": {"users": {"exclude": excluded}}} if excluded else {}),
            },
            "actions": {"assignUserToGroups": {"groupIds": [tenant.group(alias).id for alias in self.groups]}},
        }


class CreateGroupRule(_Conditions):
    """Directory > Groups > Rules: Add Rule; it is inactive."""

    place, says = PLACE, "creates a group rule"

    def act(self, tenant: Tenant) -> list[Job]:
        group_rules.create_rule(tenant.org, self._body(tenant, self.rule))
        return []


class EditGroupRule(_Conditions):
    """Directory > Groups > Rules: another name or condition of an inactive rule."""

    place, says = PLACE, "edits a group rule"

    name: Text | None = None
    """The new name; as before where nothing is said."""

    def act(self, tenant: Tenant) -> list[Job]:
        rule = tenant.group_rule(self.rule)
        group_rules.update_rule(tenant.org, rule, self._body(tenant, self.name or self.rule), Choices())
        return []


class _OneRule(Verb):
    direct: ClassVar[str] = "rule"

    rule: Text
    """The rule's name."""

    def led(self, tenant: Tenant) -> dict[str, Any]:
        return {**super().led(tenant), "rule": tenant.group_rule(self.rule)}


class ActivateGroupRule(_OneRule):
    """Directory > Groups > Rules: Activate; it runs across everybody, and from then on as people change."""

    place, says, does = PLACE, "activates a group rule", group_rules.activate_rule


class DeactivateGroupRule(_OneRule):
    """Directory > Groups > Rules: Deactivate; whom it put into groups stays there."""

    place, says, does = PLACE, "deactivates a group rule", group_rules.deactivate_rule


class DeleteGroupRule(_OneRule):
    """Directory > Groups > Rules: Delete, once deactivated."""

    place, says, does = PLACE, "deletes a group rule", group_rules.delete_rule

    remove_users: Flag = False
    """Whether it takes out of its groups whom it put there."""
