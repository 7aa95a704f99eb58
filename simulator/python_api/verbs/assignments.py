"""What an administrator does on the app's Assignments tab, its Import tab, and under Dashboard > Tasks."""

# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.

from collections.abc import Mapping, Sequence

from simulator.errors import hidden
from simulator.python_api.steps import PlayedStep
from simulator.python_api.verbs.acting import Acting, Group, User

__tracebackhide__ = hidden


class AssignmentsVerbs(Acting):
    """What an administrator does on the app's Assignments tab, its Import tab, and under Dashboard > Tasks."""

    def assign_user(
        self, user: User, *, username: str | None = None, profile: Mapping[str, object] | None = None
    ) -> PlayedStep:
        """Assignments > Assign to People, with what is typed in the dialog.

        Args:
            user: The person.
            username: The application username, where it is typed.
            profile: Values typed for app attributes.
        """
        return self._do("assign_user", {"user": user, "username": username, "profile": profile})

    def edit_assignment(
        self, user: User, *, username: str | None = None, profile: Mapping[str, object] | None = None
    ) -> PlayedStep:
        """Assignments: edit a person's assignment.

        Args:
            user: The person.
            username: The application username, where it is typed.
            profile: Values typed for app attributes.
        """
        return self._do("edit_assignment", {"user": user, "username": username, "profile": profile})

    def unassign_user(self, user: User) -> PlayedStep:
        """Assignments: remove a person.

        Args:
            user: The person.
        """
        return self._do("unassign_user", {"user": user})

    def assign_group(
        self, group: Group, *, priority: int | None = None, profile: Mapping[str, object] | None = None
    ) -> PlayedStep:
        """Assignments > Assign to Groups.

        Args:
            group: The group.
            priority: Its place among the assigned groups, 0 first; the next free one where nothing is said.
            profile: Values for all its members.
        """
        return self._do("assign_group", {"group": group, "priority": priority, "profile": profile})

    def edit_group_assignment(
        self, group: Group, *, priority: int | None = None, profile: Mapping[str, object] | None = None
    ) -> PlayedStep:
        """Assignments: edit a group's assignment.

        Args:
            group: The group.
            priority: Its new place; unchanged where nothing is said.
            profile: Values for all its members.
        """
        return self._do("edit_group_assignment", {"group": group, "priority": priority, "profile": profile})

    def unassign_group(self, group: Group) -> PlayedStep:
        """Assignments: remove a group.

        Args:
            group: The group.
        """
        return self._do("unassign_group", {"group": group})

    def provision_user(self, user: User) -> PlayedStep:
        """Assignments: Provision User, for people assigned before provisioning was switched on.

        Args:
            user: The person.
        """
        return self._do("provision_user", {"user": user})

    def force_sync(self) -> PlayedStep:
        """Provisioning > To App: Force Sync."""
        return self._do("force_sync", {})

    def reapply_mapping(self, user: User) -> PlayedStep:
        """Assignments: Re-apply mapping for one person.

        Args:
            user: The person.
        """
        return self._do("reapply_mapping", {"user": user})

    def import_users(self, *, confirm: str | Sequence[str] = "none", match_on: str = "username") -> PlayedStep:
        """Import: Import Now, then confirm assignments.

        Args:
            confirm: Which proposals are confirmed, by userName.
            match_on: What makes an exact match: username, email, username_and_email, or an attribute (okta-wire 7.2).
        """
        return self._do("import_users", {"confirm": confirm, "match_on": match_on})

    def import_groups(self) -> PlayedStep:
        """Import: groups of the provider become app groups."""
        return self._do("import_groups", {})

    def retry_tasks(self, user: User | Group | None = None) -> PlayedStep:
        """Dashboard > Tasks: Retry Selected; all of them where nobody is named.

        Args:
            user: Only this person's.
        """
        return self._do("retry_tasks", {"user": user})
