"""What an administrator does under Directory > Groups > Rules."""

# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.

from collections.abc import Sequence

from simulator.errors import hidden
from simulator.python_api.steps import PlayedStep
from simulator.python_api.verbs.acting import Acting, Group, User

__tracebackhide__ = hidden


class GroupRulesVerbs(Acting):
    """What an administrator does under Directory > Groups > Rules."""

    def create_group_rule(
        self, rule: str, expression: str, groups: Group | Sequence[Group], *, exclude: User | Sequence[User] = ()
    ) -> PlayedStep:
        """Directory > Groups > Rules: Add Rule; it is inactive.

        Args:
            rule: The rule's name.
            expression: Who is put into the groups: a condition in Okta Expression Language.
            groups: The groups.
            exclude: People whom the rule leaves alone.
        """
        return self._do(
            "create_group_rule", {"rule": rule, "expression": expression, "groups": groups, "exclude": exclude}
        )

    def edit_group_rule(
        self,
        rule: str,
        expression: str,
        groups: Group | Sequence[Group],
        *,
        exclude: User | Sequence[User] = (),
        name: str | None = None,
    ) -> PlayedStep:
        """Directory > Groups > Rules: another name or condition of an inactive rule.

        Args:
            rule: The rule's name.
            expression: Who is put into the groups: a condition in Okta Expression Language.
            groups: The groups.
            exclude: People whom the rule leaves alone.
            name: The new name; as before where nothing is said.
        """
        return self._do(
            "edit_group_rule",
            {"rule": rule, "expression": expression, "groups": groups, "exclude": exclude, "name": name},
        )

    def activate_group_rule(self, rule: str) -> PlayedStep:
        """Directory > Groups > Rules: Activate; it runs across everybody, and from then on as people change.

        Args:
            rule: The rule's name.
        """
        return self._do("activate_group_rule", {"rule": rule})

    def deactivate_group_rule(self, rule: str) -> PlayedStep:
        """Directory > Groups > Rules: Deactivate; whom it put into groups stays there.

        Args:
            rule: The rule's name.
        """
        return self._do("deactivate_group_rule", {"rule": rule})

    def delete_group_rule(self, rule: str, *, remove_users: bool = False) -> PlayedStep:
        """Directory > Groups > Rules: Delete, once deactivated.

        Args:
            rule: The rule's name.
            remove_users: Whether it takes out of its groups whom it put there.
        """
        return self._do("delete_group_rule", {"rule": rule, "remove_users": remove_users})
