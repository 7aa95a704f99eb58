"""What the Push Groups tab shows of a pushed group: its status, and how far its members have come."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from simulator.okta.actions.memberships import same_group
from simulator.okta.flows.group_conversation import eligible
from simulator.okta.org import App, Group, GroupPush, OktaUser, Org
from simulator.web.engine.engine import Engine

NAMED = 20
"""Members that a row names; the others are counted."""
ROLES = {"Pushing": "dim", "Active": "good", "Inactive": "warn", "Error": "bad"}
"""The words of Push Status (okta-console 5), and how they look."""


class Waiting(NamedTuple):
    """Somebody of whom the provider was not told what Okta holds, and why."""

    user: OktaUser
    why: str


@dataclass(frozen=True)
class Row:
    """A pushed group. `busy` is whether a job of it is under way, `again` the second at which one is tried again."""

    org: Org
    app: App
    push: GroupPush
    busy: bool
    again: float | None

    @property
    def group(self) -> Group:
        """The group in Okta."""
        return self.org.groups[self.push.group_id]

    @property
    def status(self) -> str:
        """Pushing while a job is queued, under way or to be tried again; that a wait counts is our reading."""
        return "Pushing" if self.busy or self.again is not None else self.push.status.title()

    @property
    def role(self) -> str:
        """How the status looks."""
        return ROLES[self.status]

    @property
    def warning(self) -> str | None:
        """What Okta's help says of a group that also assigns the app."""
        return same_group(self.group, self.app) if self.group.id in self.app.groups else None

    @cached_property
    def waiting(self) -> int:
        """How many members the provider was not told of."""
        return len(self.group.members.keys() - self.push.members.keys())

    @cached_property
    def gone(self) -> int:
        """How many the provider was told of who have left the group."""
        return len(self.push.members.keys() - self.group.members.keys())

    @property
    def first_waiting(self) -> list[Waiting]:
        """The first of them, in the order of joining, then of those who have left."""
        told, members = self.push.members, self.group.members
        joined = (one for one in members if one not in told) if self.waiting else iter(())
        left = (one for one in told if one not in members) if self.gone else iter(())
        return list(islice(self._named(joined, left), NAMED))

    def _named(self, joined: Iterator[str], left: Iterator[str]) -> Iterator[Waiting]:
        for user_id in joined:
            yield Waiting(self.org.users[user_id], self._why(user_id))
        for user_id in left:
            if (user := self.org.users.get(user_id) or self.org.departed.get(user_id)) is not None:
                yield Waiting(user, "has left the group, which was not pushed yet")

    def _why(self, user_id: str) -> str:
        """Only who is assigned and has an account there is a member (okta-wire 6.1, as `eligible` decides)."""
        if user_id not in self.app.users:
            return f"is not assigned to {self.app.label}"
        return "was not pushed yet" if eligible(self.app, user_id) else f"has no account in {self.app.label} yet"


def rows_of(engine: Engine, org: Org, app: App, pushes: Collection[GroupPush]) -> list[Row]:
    """These pushes as rows."""
    queued = engine.queue.unfinished(app.id)
    requests = (*engine.hold.under_way, *engine.hold.waiting)
    sent = {one.subject for one in requests if one.path.startswith("/Groups")}
    later = {job.subject_id: job.due for job in org.schedule if job.app_id == app.id}
    return [
        Row(org, app, one, one.group_id in queued or org.groups[one.group_id].alias in sent, later.get(one.group_id))
        for one in pushes
    ]
