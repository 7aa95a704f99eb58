"""What an administrator does in the directory: people and groups."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from simulator.okta.actions import directory
from simulator.okta.org import Job
from simulator.scenario.fields.kinds import Alias, Flag, GroupAlias, Kind, Many, OneOrMany, Text, UserAlias
from simulator.scenario.fields.profile_values import UserProfile
from simulator.scenario.parts.people import with_email
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import OneGroup, OneUser, Verb


class CreateUser(Verb):
    """Directory > People: Add person."""

    place, says = "Directory > People", "creates a person"
    creates: ClassVar[Kind | None] = "user"

    alias: Alias
    """What the scenario calls the person from here on."""
    profile: Annotated[UserProfile, AfterValidator(with_email)]
    """The Okta profile; `email` defaults to `login`."""
    activate: Flag = True
    """Whether the account is active at once; STAGED otherwise."""
    password: Annotated[Text | None, Field(repr=False)] = None
    """The password, where the administrator sets one."""
    pending: Flag = False
    """Whether the person is to choose a password first: PROVISIONED, "Pending user action", until then."""
    groups: Many[GroupAlias] = ()
    """Groups that the person joins at once."""

    @classmethod
    def recorded(cls, data: Any) -> Any:
        """Without the password."""
        return {**data, "password": "<password>"} if "password" in data else data

    def passwords(self) -> tuple[str, ...]:
        return () if self.password is None else (self.password,)

    def act(self, tenant: Tenant) -> list[Job]:
        status = ("PROVISIONED" if self.pending else "ACTIVE") if self.activate else "STAGED"
        groups = [tenant.group(alias) for alias in self.groups]
        user = directory.create_user(tenant.org, self.alias, self.profile, status=status)
        tenant.name(self.alias, user)
        if self.password is not None:
            user.password, user.password_changed = self.password, tenant.org.now
        jobs = directory.follow_memberships(tenant.org, user)
        return jobs + [job for group in groups for job in directory.add_to_group(tenant.org, group, [user])]


class UpdateUser(Verb):
    """Directory > People: edit a profile."""

    place, says, does = "Directory > People", "edits a person's profile", directory.update_user

    user: UserAlias
    """The person."""
    profile: UserProfile
    """What changes; null clears."""


class ActivateUser(OneUser):
    """Directory > People: Activate."""

    place, says = "Directory > People", "activates a person"

    pending: Flag = False
    """Whether the person is to choose a password first: PROVISIONED, "Pending user action", until then."""

    def act(self, tenant: Tenant) -> list[Job]:
        user = tenant.user(self.user)
        jobs = directory.activate_user(tenant.org, user)
        if self.pending:
            user.status = "PROVISIONED"
        return jobs


class DeactivateUser(OneUser):
    """Directory > People: Deactivate."""

    place, says, does = "Directory > People", "deactivates a person", directory.deactivate_user


class SuspendUser(OneUser):
    """Directory > People: Suspend."""

    place, says, does = "Directory > People", "suspends a person", directory.suspend_user


class UnsuspendUser(OneUser):
    """Directory > People: Unsuspend."""

    place, says, does = "Directory > People", "lifts a person's suspension", directory.unsuspend_user


class DeleteUser(OneUser):
    """Directory > People: Delete, once deactivated."""

    place, says, does = "Directory > People", "deletes a person", directory.delete_user


class ChangePassword(Verb):
    """Directory > People: set a password."""

    place, says, does = "Directory > People", "sets a person's password", directory.change_password

    user: UserAlias
    """The person."""
    password: Annotated[Text, Field(repr=False)]
    """The new password."""

    @classmethod
    def recorded(cls, data: Any) -> Any:
        """Without the password."""
        return {**data, "password": "<password>"}

    def passwords(self) -> tuple[str, ...]:
        return (self.password,)


class CreateGroup(Verb):
    """Directory > Groups: Add group."""

    place, says = "Directory > Groups", "creates a group"
    creates: ClassVar[Kind | None] = "group"
    direct: ClassVar[str] = "alias"

    alias: Alias
    """What the scenario calls the group from here on."""
    name: Text | None = None
    """The group's name; the alias where nothing is said."""
    members: Many[UserAlias] = ()
    """Aliases of its members."""
    description: Text | None = None
    """What the group is for."""

    def act(self, tenant: Tenant) -> list[Job]:
        members = [tenant.user(alias) for alias in self.members]
        group = directory.create_group(tenant.org, self.alias, self.name or self.alias, members, self.description)
        tenant.name(self.alias, group)
        return []


class RenameGroup(Verb):
    """Directory > Groups: a new name."""

    place, says, does = "Directory > Groups", "renames a group", directory.rename_group

    group: GroupAlias
    """The group; its alias stays."""
    name: Text
    """The new name."""


class DeleteGroup(OneGroup):
    """Directory > Groups: Delete."""

    place, says, does = "Directory > Groups", "deletes a group", directory.delete_group


class AddToGroup(Verb):
    """Directory > Groups: Assign people."""

    place, says, does = "Directory > Groups", "adds people to a group", directory.add_to_group

    group: GroupAlias
    """The group."""
    users: OneOrMany[UserAlias]
    """Who joins."""


class RemoveFromGroup(Verb):
    """Directory > Groups: remove people."""

    place, says, does = "Directory > Groups", "removes people from a group", directory.remove_from_group

    group: GroupAlias
    """The group."""
    users: OneOrMany[UserAlias]
    """Who leaves."""
