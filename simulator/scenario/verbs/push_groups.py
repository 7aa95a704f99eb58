"""What an administrator does on the app's Push Groups tab."""

from typing import ClassVar, Literal

from pydantic import Field

from simulator.scenario.field_types import Alias, Flag, Text
from simulator.scenario.verbs.argument import Argument


class PushGroup(Argument):
    """Push Groups > Find groups by name."""

    direct: ClassVar[str] = "group"

    group: Alias
    """The group."""
    as_: Literal["create", "link"] = Field("create", alias="as")
    """Create Group, or Link Group with one that the provider has."""
    name: Text | None = None
    """The group's name at the provider; its name in Okta where nothing is said."""
    memberships_now: Flag = True
    """Push group memberships immediately."""


class _OnePush(Argument):
    direct: ClassVar[str] = "group"

    group: Alias
    """The group."""


class PushNow(_OnePush):
    """Push Groups: Push now, which overwrites the membership."""


class DeactivateGroupPush(_OnePush):
    """Push Groups: Deactivate group push."""


class ActivateGroupPush(_OnePush):
    """Push Groups: Activate group push."""


class UnlinkGroup(Argument):
    """Push Groups: Unlink pushed group."""

    group: Alias
    """The group."""
    target: Literal["delete", "leave"]
    """What becomes of the group at the provider."""


class RefreshAppGroups(Argument):
    """Push Groups: Refresh App Groups."""

    bare: ClassVar[bool] = True
