"""What an administrator does in the directory: people and groups."""

# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.

from collections.abc import Mapping, Sequence

from simulator.errors import hidden
from simulator.python_api.steps import CreatedGroup, CreatedUser, PlayedStep
from simulator.python_api.verbs.acting import Acting, Group, User

__tracebackhide__ = hidden


class DirectoryVerbs(Acting):
    """What an administrator does in the directory: people and groups."""

    def create_user(
        self,
        alias: str,
        profile: Mapping[str, object] | None = None,
        *,
        activate: bool = True,
        password: str | None = None,
        pending: bool = False,
        groups: Sequence[Group] = (),
        **attributes: object,
    ) -> CreatedUser:
        """Directory > People: Add person.

        Args:
            alias: What the scenario calls the person from here on.
            profile: The Okta profile; `email` defaults to `login`.
            activate: Whether the account is active at once; STAGED otherwise.
            password: The password, where the administrator sets one.
            pending: Whether the person is to choose a password first: PROVISIONED, "Pending user action", until then.
            groups: Groups that the person joins at once.
            **attributes: Attributes of the profile, by name, beside those in `profile`.
        """
        return self._create(
            CreatedUser,
            "create_user",
            {
                "alias": alias,
                "profile": {**(profile or {}), **attributes},
                "activate": activate,
                "password": password,
                "pending": pending,
                "groups": groups,
            },
        )

    def update_user(self, user: User, profile: Mapping[str, object] | None = None, **attributes: object) -> PlayedStep:
        """Directory > People: edit a profile.

        Args:
            user: The person.
            profile: What changes; null clears.
            **attributes: Attributes of the profile, by name, beside those in `profile`.
        """
        return self._do("update_user", {"user": user, "profile": {**(profile or {}), **attributes}})

    def activate_user(self, user: User, *, pending: bool = False) -> PlayedStep:
        """Directory > People: Activate.

        Args:
            user: The person.
            pending: Whether the person is to choose a password first: PROVISIONED, "Pending user action", until then.
        """
        return self._do("activate_user", {"user": user, "pending": pending})

    def deactivate_user(self, user: User) -> PlayedStep:
        """Directory > People: Deactivate.

        Args:
            user: The person.
        """
        return self._do("deactivate_user", {"user": user})

    def suspend_user(self, user: User) -> PlayedStep:
        """Directory > People: Suspend.

        Args:
            user: The person.
        """
        return self._do("suspend_user", {"user": user})

    def unsuspend_user(self, user: User) -> PlayedStep:
        """Directory > People: Unsuspend.

        Args:
            user: The person.
        """
        return self._do("unsuspend_user", {"user": user})

    def delete_user(self, user: User) -> PlayedStep:
        """Directory > People: Delete, once deactivated.

        Args:
            user: The person.
        """
        return self._do("delete_user", {"user": user})

    def change_password(self, user: User, password: str) -> PlayedStep:
        """Directory > People: set a password.

        Args:
            user: The person.
            password: The new password.
        """
        return self._do("change_password", {"user": user, "password": password})

    def create_group(
        self, alias: str, *, name: str | None = None, members: Sequence[User] = (), description: str | None = None
    ) -> CreatedGroup:
        """Directory > Groups: Add group.

        Args:
            alias: What the scenario calls the group from here on.
            name: The group's name; the alias where nothing is said.
            members: Aliases of its members.
            description: What the group is for.
        """
        return self._create(
            CreatedGroup, "create_group", {"alias": alias, "name": name, "members": members, "description": description}
        )

    def rename_group(self, group: Group, name: str) -> PlayedStep:
        """Directory > Groups: a new name.

        Args:
            group: The group; its alias stays.
            name: The new name.
        """
        return self._do("rename_group", {"group": group, "name": name})

    def delete_group(self, group: Group) -> PlayedStep:
        """Directory > Groups: Delete.

        Args:
            group: The group.
        """
        return self._do("delete_group", {"group": group})

    def add_to_group(self, group: Group, users: User | Sequence[User]) -> PlayedStep:
        """Directory > Groups: Assign people.

        Args:
            group: The group.
            users: Who joins.
        """
        return self._do("add_to_group", {"group": group, "users": users})

    def remove_from_group(self, group: Group, users: User | Sequence[User]) -> PlayedStep:
        """Directory > Groups: remove people.

        Args:
            group: The group.
            users: Who leaves.
        """
        return self._do("remove_from_group", {"group": group, "users": users})
