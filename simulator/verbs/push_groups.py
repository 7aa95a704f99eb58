"""What an administrator does on the app's Push Groups tab."""

from typing import Literal

from pydantic import Field

from simulator.okta.actions import pushing
from simulator.okta.org import Job
from simulator.scenario.fields.kinds import Flag, GroupAlias, Text
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import OneGroup, Verb


class PushGroup(OneGroup):
    """Push Groups > Find groups by name."""

    place, says = "Push Groups", "pushes a group"

    as_: Literal["create", "link"] = Field("create", alias="as")
    """Create Group, or Link Group with one that the provider has."""
    name: Text | None = None
    """The group's name at the provider; its name in Okta where nothing is said."""
    memberships_now: Flag = True
    """Push group memberships immediately."""
    active: Flag = True
    """Whether it is pushed at all; else the mapping waits to be activated, as the Management API can make it."""

    def act(self, tenant: Tenant) -> list[Job]:
        group = tenant.group(self.group)
        jobs = pushing.push_group(
            tenant.org, tenant.app, group,
            link=self.as_ == "link", name=self.name, memberships_now=self.memberships_now,
        )  # fmt: skip
        if self.active:
            return jobs
        tenant.app.pushes[group.id].status = "INACTIVE"
        return []


class PushNow(OneGroup):
    """Push Groups: Push now, which overwrites the membership."""

    place, says, does = "Push Groups", "clicks Push now", pushing.push_now


class DeactivateGroupPush(OneGroup):
    """Push Groups: Deactivate group push."""

    place, says, does = "Push Groups", "deactivates the push of a group", pushing.deactivate_group_push


class ActivateGroupPush(OneGroup):
    """Push Groups: Activate group push."""

    place, says, does = "Push Groups", "activates the push of a group", pushing.activate_group_push


class UnlinkGroup(Verb):
    """Push Groups: Unlink pushed group."""

    place, says, does = "Push Groups", "unlinks a pushed group", pushing.unlink_group

    group: GroupAlias
    """The group."""
    target: Literal["delete", "leave"]
    """What becomes of the group at the provider."""


class RefreshAppGroups(Verb):
    """Push Groups: Refresh App Groups."""

    place, says, does = "Push Groups", "refreshes the app groups", pushing.refresh_app_groups
