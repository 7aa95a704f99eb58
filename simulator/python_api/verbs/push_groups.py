"""What an administrator does on the app's Push Groups tab."""

# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.

from typing import Literal

from simulator.errors import hidden
from simulator.python_api.steps import PlayedStep
from simulator.python_api.verbs.acting import Acting, Group

__tracebackhide__ = hidden


class PushGroupsVerbs(Acting):
    """What an administrator does on the app's Push Groups tab."""

    def push_group(
        self,
        group: Group,
        *,
        as_: Literal["create", "link"] = "create",
        name: str | None = None,
        memberships_now: bool = True,
        active: bool = True,
    ) -> PlayedStep:
        """Push Groups > Find groups by name.

        Args:
            group: The group.
            as_: Create Group, or Link Group with one that the provider has.
            name: The group's name at the provider; its name in Okta where nothing is said.
            memberships_now: Push group memberships immediately.
            active: Whether it is pushed at all; else the mapping waits to be activated, as the Management API can make
                it.
        """
        return self._do(
            "push_group",
            {"group": group, "as": as_, "name": name, "memberships_now": memberships_now, "active": active},
        )

    def push_now(self, group: Group) -> PlayedStep:
        """Push Groups: Push now, which overwrites the membership.

        Args:
            group: The group.
        """
        return self._do("push_now", {"group": group})

    def deactivate_group_push(self, group: Group) -> PlayedStep:
        """Push Groups: Deactivate group push.

        Args:
            group: The group.
        """
        return self._do("deactivate_group_push", {"group": group})

    def activate_group_push(self, group: Group) -> PlayedStep:
        """Push Groups: Activate group push.

        Args:
            group: The group.
        """
        return self._do("activate_group_push", {"group": group})

    def unlink_group(self, group: Group, target: Literal["delete", "leave"]) -> PlayedStep:
        """Push Groups: Unlink pushed group.

        Args:
            group: The group.
            target: What becomes of the group at the provider.
        """
        return self._do("unlink_group", {"group": group, "target": target})

    def refresh_app_groups(self) -> PlayedStep:
        """Push Groups: Refresh App Groups."""
        return self._do("refresh_app_groups", {})
