"""What someone does on the bundled Hub's own pages or there by mail; only the stub can be moved like this."""

# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.

from collections.abc import Sequence
from typing import Literal

from simulator.errors import hidden
from simulator.python_api.steps import PlayedStep
from simulator.python_api.verbs.acting import Acting, Group, User

__tracebackhide__ = hidden


class HubVerbs(Acting):
    """What someone does on the bundled Hub's own pages or there by mail; only the stub can be moved like this."""

    def generate_token(self) -> PlayedStep:
        """Generate SCIM token: shown once; the old one dies."""
        return self._do("hub", {"generate_token": {}})

    def revoke_token(self) -> PlayedStep:
        """Revoke the SCIM token."""
        return self._do("hub", {"revoke_token": {}})

    def accept_invitation(self, user: User) -> PlayedStep:
        """The person accepts the invitation to the organization (Basic SSO).

        Args:
            user: The person.
        """
        return self._do("hub", {"accept_invitation": {"user": user}})

    def decline_invitation(self, user: User) -> PlayedStep:
        """The person declines the invitation (Basic SSO).

        Args:
            user: The person.
        """
        return self._do("hub", {"decline_invitation": {"user": user}})

    def link_resource_group(
        self, group: Group, resource_group: str, role: Literal["read", "contributor", "write", "admin"]
    ) -> PlayedStep:
        """Link a SCIM group to a Resource Group.

        Args:
            group: The group.
            resource_group: The Resource Group's name.
            role: What its members may do there.
        """
        return self._do(
            "hub", {"link_resource_group": {"group": group, "resource_group": resource_group, "role": role}}
        )

    def change_role(
        self, group: Group, resource_group: str, role: Literal["read", "contributor", "write", "admin"]
    ) -> PlayedStep:
        """Change the role of a link.

        Args:
            group: The group.
            resource_group: The Resource Group's name.
            role: What its members may do there from now on.
        """
        return self._do("hub", {"change_role": {"group": group, "resource_group": resource_group, "role": role}})

    def unlink_resource_group(self, group: Group, resource_group: str) -> PlayedStep:
        """Remove the link of a SCIM group to a Resource Group.

        Args:
            group: The group.
            resource_group: The Resource Group's name.
        """
        return self._do("hub", {"unlink_resource_group": {"group": group, "resource_group": resource_group}})

    def create_resource_group(self, name: str) -> PlayedStep:
        """Create a Resource Group, with nobody in it.

        Args:
            name: Its name.
        """
        return self._do("hub", {"create_resource_group": {"name": name}})

    def edit_members(
        self,
        resource_group: str,
        *,
        add: str | Sequence[str] = (),
        remove: str | Sequence[str] = (),
        role: Literal["read", "contributor", "write", "admin"] | None = None,
    ) -> PlayedStep:
        """Edit a Resource Group's members by hand; refused with 403 while SCIM manages it (huggingface-scim 9 [D]).

        Args:
            resource_group: The Resource Group's name.
            add: Hub usernames to add.
            remove: Hub usernames to remove.
            role: The role of those added, also of those who are in already; read where nothing is said.
        """
        return self._do(
            "hub", {"edit_members": {"resource_group": resource_group, "add": add, "remove": remove, "role": role}}
        )

    def set_auto_join(
        self,
        resource_group: str,
        enabled: bool,
        *,
        role: Literal["read", "contributor", "write", "admin"] | None = None,
    ) -> PlayedStep:
        """Switch a Resource Group's auto-join.

        Args:
            resource_group: The Resource Group's name.
            enabled: On or off.
            role: The role of those who join; read where nothing is said.
        """
        return self._do("hub", {"set_auto_join": {"resource_group": resource_group, "enabled": enabled, "role": role}})

    def rename_account(self, username: str, to: str) -> PlayedStep:
        """A person renames their Hub account.

        Args:
            username: The Hub username.
            to: The new one.
        """
        return self._do("hub", {"rename_account": {"username": username, "to": to}})

    def delete_member(self, user: User) -> PlayedStep:
        """Remove a person from the organization on its members page.

        Args:
            user: The person.
        """
        return self._do("hub", {"delete_member": {"user": user}})

    def set_quirk(
        self,
        name: Literal[
            "any-username",
            "optional-external-id",
            "case-sensitive-username",
            "no-patch",
            "patch-no-content",
            "no-filter",
            "ignore-active",
            "ignore-member-removal",
            "ignore-group-members",
            "duplicate-members",
            "refuse-empty-members",
            "optional-members",
            "no-member-replace",
            "unknown-member-404",
            "refuse-inactive-members",
            "asked-items-per-page",
            "stuck-paging",
            "short-pages",
            "numbers-as-strings",
            "lower-case-list-keys",
            "empty-201",
            "list-instead-of-user",
            "html-errors",
            "drop-extensions",
            "hide-inactive",
            "hard-delete-on-inactive",
        ],
        *,
        on: bool = True,
    ) -> PlayedStep:
        """Let the bundled Hub misbehave like servers seen in the wild, from now on, or no longer.

        Args:
            name: The quirk, one of `provider.stub.quirks`.
            on: On or off.
        """
        return self._do("hub", {"set_quirk": {"name": name, "on": on}})
