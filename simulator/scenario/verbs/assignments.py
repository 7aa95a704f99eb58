"""What an administrator does on the app's Assignments tab, its Import tab, and under Dashboard > Tasks."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema

from simulator.scenario.app import AttributeName
from simulator.scenario.field_types import Alias, Count, Seconds, Text
from simulator.scenario.profile_values import AppProfile
from simulator.scenario.scalars import kind, read_text, wrong
from simulator.scenario.verbs.argument import Argument


class AssignUser(Argument):
    """Assignments > Assign to People, with what is typed in the dialog."""

    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""
    username: Text | None = None
    """The application username, where it is typed."""
    profile: AppProfile = Field(default_factory=dict)
    """Values typed for app attributes."""


class EditAssignment(Argument):
    """Assignments: edit a person's assignment."""

    user: Alias
    """The person."""
    username: Text | None = None
    """The application username, where it is typed."""
    profile: AppProfile = Field(default_factory=dict)
    """Values typed for app attributes."""


class UnassignUser(Argument):
    """Assignments: remove a person."""

    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""


class AssignGroup(Argument):
    """Assignments > Assign to Groups."""

    direct: ClassVar[str] = "group"

    group: Alias
    """The group."""
    priority: Count | None = None
    """Its place among the assigned groups, 0 first; the next free one where nothing is said."""
    profile: AppProfile = Field(default_factory=dict)
    """Values for all its members."""


class EditGroupAssignment(Argument):
    """Assignments: edit a group's assignment."""

    direct: ClassVar[str] = "group"

    group: Alias
    """The group."""
    priority: Count | None = None
    """Its new place; unchanged where nothing is said."""
    profile: AppProfile = Field(default_factory=dict)
    """Values for all its members."""


class UnassignGroup(Argument):
    """Assignments: remove a group."""

    direct: ClassVar[str] = "group"

    group: Alias
    """The group."""


class ProvisionUser(Argument):
    """Assignments: Provision User, for people assigned before provisioning was switched on."""

    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""


class ForceSync(Argument):
    """Provisioning > To App: Force Sync."""

    bare: ClassVar[bool] = True


class ReapplyMapping(Argument):
    """Assignments: Re-apply mapping for one person."""

    direct: ClassVar[str] = "user"

    user: Alias
    """The person."""


def _confirm(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str) and value in ("all", "none"):
        return str(value)
    if isinstance(value, list | tuple):
        return tuple(read_text(item) for item in value)
    raise wrong(f"takes all, none or a list of userNames, not {kind(value)}")


class ImportUsers(Argument):
    """Import: Import Now, then confirm assignments."""

    bare: ClassVar[bool] = True

    confirm: Annotated[
        str | tuple[str, ...],
        PlainValidator(_confirm),
        WithJsonSchema({"anyOf": [{"enum": ["all", "none"]}, {"type": "array", "items": {"type": "string"}}]}),
    ] = "none"
    """Which proposals are confirmed, by userName."""
    match_on: AttributeName = "username"
    """What makes an exact match: username, email, username_and_email, or an attribute (okta-wire 7.2)."""


class ImportGroups(Argument):
    """Import: groups of the provider become app groups."""

    bare: ClassVar[bool] = True


class RetryTasks(Argument):
    """Dashboard > Tasks: Retry Selected; all of them where nobody is named."""

    bare: ClassVar[bool] = True
    direct: ClassVar[str] = "user"

    user: Alias | None = None
    """Only this person's."""


class Wait(Argument):
    """Time passes: the virtual clock moves and retries that fall due run."""

    direct: ClassVar[str] = "seconds"

    seconds: Seconds
    """How long, as in `5m`."""
