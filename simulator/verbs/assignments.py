"""What an administrator does on the app's Assignments tab, its Import tab, and under Dashboard > Tasks."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema

from simulator.okta.actions import assignments, imports
from simulator.okta.org import Job
from simulator.scenario.fields.kinds import Count, EitherAlias, Text, UserAlias
from simulator.scenario.fields.profile_values import AppProfile
from simulator.scenario.fields.scalars import kind, read_text, wrong
from simulator.scenario.parts.app import AttributeName
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import OneGroup, OneUser, Verb


class AssignUser(OneUser):
    """Assignments > Assign to People, with what is typed in the dialog."""

    place, says = "Assignments", "assigns a person to the app"

    username: Text | None = None
    """The application username, where it is typed."""
    profile: AppProfile = Field(default_factory=dict)
    """Values typed for app attributes."""

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.assign_user(
            tenant.org, tenant.app, tenant.user(self.user), username=self.username, profile=self.profile
        )


class EditAssignment(Verb):
    """Assignments: edit a person's assignment."""

    place, says = "Assignments", "edits a person's assignment"

    user: UserAlias
    """The person."""
    username: Text | None = None
    """The application username, where it is typed."""
    profile: AppProfile = Field(default_factory=dict)
    """Values typed for app attributes."""

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.edit_assignment(
            tenant.org, tenant.app, tenant.user(self.user), username=self.username, profile=self.profile
        )


class UnassignUser(OneUser):
    """Assignments: remove a person."""

    place, says = "Assignments", "removes a person's assignment"

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.unassign_user(tenant.org, tenant.app, tenant.user(self.user))


class AssignGroup(OneGroup):
    """Assignments > Assign to Groups."""

    place, says = "Assignments", "assigns a group to the app"

    priority: Count | None = None
    """Its place among the assigned groups, 0 first; the next free one where nothing is said."""
    profile: AppProfile = Field(default_factory=dict)
    """Values for all its members."""

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.assign_group(
            tenant.org, tenant.app, tenant.group(self.group), priority=self.priority, profile=self.profile
        )


class EditGroupAssignment(OneGroup):
    """Assignments: edit a group's assignment."""

    place, says = "Assignments", "edits a group's assignment"

    priority: Count | None = None
    """Its new place; unchanged where nothing is said."""
    profile: AppProfile = Field(default_factory=dict)
    """Values for all its members."""

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.edit_group_assignment(
            tenant.org, tenant.app, tenant.group(self.group), priority=self.priority, profile=self.profile
        )


class UnassignGroup(OneGroup):
    """Assignments: remove a group."""

    place, says = "Assignments", "removes a group's assignment"

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.unassign_group(tenant.org, tenant.app, tenant.group(self.group))


class ProvisionUser(OneUser):
    """Assignments: Provision User, for people assigned before provisioning was switched on."""

    place, says = "Assignments", "clicks Provision User"

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.provision_user(tenant.org, tenant.app, tenant.user(self.user))


class ForceSync(Verb):
    """Provisioning > To App: Force Sync."""

    place, says = "Provisioning > To App", "clicks Force Sync"
    bare: ClassVar[bool] = True

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.force_sync(tenant.org, tenant.app)


class ReapplyMapping(OneUser):
    """Assignments: Re-apply mapping for one person."""

    place, says = "Assignments", "reapplies the mapping of a person"

    def act(self, tenant: Tenant) -> list[Job]:
        return assignments.reapply_mapping(tenant.org, tenant.app, tenant.user(self.user))


def _confirm(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str) and value in ("all", "none"):
        return str(value)
    if isinstance(value, list | tuple):
        return tuple(read_text(item) for item in value)
    raise wrong(f"takes all, none or a list of userNames, not {kind(value)}")


class ImportUsers(Verb):
    """Import: Import Now, then confirm assignments."""

    place, says = "Import", "imports users"
    bare: ClassVar[bool] = True

    confirm: Annotated[
        str | tuple[str, ...],
        PlainValidator(_confirm),
        WithJsonSchema({"anyOf": [{"enum": ["all", "none"]}, {"type": "array", "items": {"type": "string"}}]}),
    ] = "none"
    """Which proposals are confirmed, by userName."""
    match_on: AttributeName = "username"
    """What makes an exact match: username, email, username_and_email, or an attribute (okta-wire 7.2)."""

    def act(self, tenant: Tenant) -> list[Job]:
        confirm = self.confirm if isinstance(self.confirm, str) else list(self.confirm)
        return imports.import_users(tenant.org, tenant.app, confirm=confirm, match_on=self.match_on)


class ImportGroups(Verb):
    """Import: groups of the provider become app groups."""

    place, says = "Import", "imports groups"
    bare: ClassVar[bool] = True

    def act(self, tenant: Tenant) -> list[Job]:
        return imports.import_groups(tenant.org, tenant.app)


class RetryTasks(Verb):
    """Dashboard > Tasks: Retry Selected; all of them where nobody is named."""

    place, says = "Dashboard > Tasks", "retries failed tasks"
    bare: ClassVar[bool] = True
    direct: ClassVar[str] = "user"

    user: EitherAlias | None = None
    """Only this person's."""

    def act(self, tenant: Tenant) -> list[Job]:
        chosen = None if self.user is None else tenant.user_or_group(self.user)
        return assignments.retry_tasks(tenant.org, tenant.app, chosen)
