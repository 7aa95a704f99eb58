"""What an administrator does in the directory: people and groups."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from simulator.scenario.field_types import Alias, Flag, Many, OneOrMany, Text
from simulator.scenario.people import with_email
from simulator.scenario.profile_values import UserProfile
from simulator.scenario.verbs.argument import Argument


class CreateUser(Argument):
    """Directory > People: Add person."""

    alias: Alias
    """What the scenario calls the person from here on."""
    profile: Annotated[UserProfile, AfterValidator(with_email)]
    """The Okta profile; `email` defaults to `login`."""
    activate: Flag = True
    """Whether the account is active at once; STAGED otherwise."""


class UpdateUser(Argument):
    """Directory > People: edit a profile."""

    user: Alias
    """The person."""
    profile: UserProfile
    """What changes; null clears."""


class _OneUser(Argument):
    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""


class ActivateUser(_OneUser):
    """Directory > People: Activate."""


class DeactivateUser(_OneUser):
    """Directory > People: Deactivate."""


class SuspendUser(_OneUser):
    """Directory > People: Suspend."""


class UnsuspendUser(_OneUser):
    """Directory > People: Unsuspend."""


class DeleteUser(_OneUser):
    """Directory > People: Delete, once deactivated."""


class ChangePassword(Argument):
    """Directory > People: set a password."""

    user: Alias
    """The person."""
    password: Annotated[Text, Field(repr=False)]
    """The new password."""

    @classmethod
    def recorded(cls, data: Any) -> Any:
        """Without the password."""
        return {**data, "password": "<password>"}


class CreateGroup(Argument):
    """Directory > Groups: Add group."""

    direct: ClassVar[str] = "alias"

    alias: Alias
    """What the scenario calls the group from here on."""
    name: Text | None = None
    """The group's name; the alias where nothing is said."""
    members: Many[Alias] = ()
    """Aliases of its members."""


class RenameGroup(Argument):
    """Directory > Groups: a new name."""

    group: Alias
    """The group; its alias stays."""
    name: Text
    """The new name."""


class DeleteGroup(Argument):
    """Directory > Groups: Delete."""

    direct: ClassVar[str] = "group"

    group: Alias
    """The group."""


class AddToGroup(Argument):
    """Directory > Groups: Assign people."""

    group: Alias
    """The group."""
    users: OneOrMany[Alias]
    """Who joins."""


class RemoveFromGroup(Argument):
    """Directory > Groups: remove people."""

    group: Alias
    """The group."""
    users: OneOrMany[Alias]
    """Who leaves."""
