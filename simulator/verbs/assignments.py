"""What an administrator does on the app's Assignments tab, its Import tab, and under Dashboard > Tasks."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema

from simulator.okta.actions import assignments, imports
from simulator.scenario.fields.kinds import Count, EitherAlias, Text, UserAlias
from simulator.scenario.fields.profile_values import AppProfile
from simulator.scenario.fields.scalars import kind, read_text, wrong
from simulator.scenario.parts.app import AttributeName
from simulator.verbs.verb import OneGroup, OneUser, Verb


class AssignUser(OneUser):
    """Assignments > Assign to People, with what is typed in the dialog."""

    place, says, does = "Assignments", "assigns a person to the app", assignments.assign_user

    username: Text | None = None
    """The application username, where it is typed."""
    profile: AppProfile = Field(default_factory=dict)
    """Values typed for app attributes."""


class EditAssignment(Verb):
    """Assignments: edit a person's assignment."""

    place, says, does = "Assignments", "edits a person's assignment", assignments.edit_assignment

    user: UserAlias
    """The person."""
    username: Text | None = None
    """The application username, where it is typed."""
    profile: AppProfile = Field(default_factory=dict)
    """Values typed for app attributes."""


class UnassignUser(OneUser):
    """Assignments: remove a person."""

    place, says, does = "Assignments", "removes a person's assignment", assignments.unassign_user


class AssignGroup(OneGroup):
    """Assignments > Assign to Groups."""

    place, says, does = "Assignments", "assigns a group to the app", assignments.assign_group

    priority: Count | None = None
    """Its place among the assigned groups, 0 first; the next free one where nothing is said."""
    profile: AppProfile = Field(default_factory=dict)
    """Values for all its members."""


class EditGroupAssignment(OneGroup):
    """Assignments: edit a group's assignment."""

    place, says, does = "Assignments", "edits a group's assignment", assignments.edit_group_assignment

    priority: Count | None = None
    """Its new place; unchanged where nothing is said."""
    profile: AppProfile = Field(default_factory=dict)
    """Values for all its members."""


class UnassignGroup(OneGroup):
    """Assignments: remove a group."""

    place, says, does = "Assignments", "removes a group's assignment", assignments.unassign_group


class ProvisionUser(OneUser):
    """Assignments: Provision User, for people assigned before provisioning was switched on."""

    place, says, does = "Assignments", "clicks Provision User", assignments.provision_user


class ForceSync(Verb):
    """Provisioning > To App: Force Sync."""

    place, says, does = "Provisioning > To App", "clicks Force Sync", assignments.force_sync


class ReapplyMapping(OneUser):
    """Assignments: Re-apply mapping for one person."""

    place, says, does = "Assignments", "reapplies the mapping of a person", assignments.reapply_mapping


def _confirm(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str) and value in ("all", "none"):
        return str(value)
    if isinstance(value, list | tuple):
        return tuple(read_text(item) for item in value)
    raise wrong(f"takes all, none or a list of userNames, not {kind(value)}")


class ImportUsers(Verb):
    """Import: Import Now, then confirm assignments."""

    place, says, does = "Import", "imports users", imports.import_users

    confirm: Annotated[
        str | tuple[str, ...],
        PlainValidator(_confirm),
        WithJsonSchema({"anyOf": [{"enum": ["all", "none"]}, {"type": "array", "items": {"type": "string"}}]}),
    ] = "none"
    """Which proposals are confirmed, by userName."""
    match_on: AttributeName = "username"
    """What makes an exact match: username, email, username_and_email, or an attribute (okta-wire 7.2)."""


class ImportGroups(Verb):
    """Import: groups of the provider become app groups."""

    place, says, does = "Import", "imports groups", imports.import_groups


class RetryTasks(Verb):
    """Dashboard > Tasks: Retry Selected; all of them where nobody is named."""

    place, says, does = "Dashboard > Tasks", "retries failed tasks", assignments.retry_tasks
    direct: ClassVar[str] = "user"

    user: EitherAlias | None = None
    """Only this person's."""
