"""A pushed group: what Okta has pushed of it, what the provider holds, and why the two differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simulator.okta.flows.group_conversation import eligible
from simulator.okta.org import GroupPush
from simulator.play.reading import Resource, Unreadable, member_of
from simulator.play.who_is_where.rows import NOBODYS_DOING, Subject, Verdict, said

_MOST_NAMES = 5


@dataclass(frozen=True)
class Pushed(Subject):
    """A group that is or was pushed; `members` are the SCIM ids that the provider lists, or why it does not say.

    `names` gives who an id is.
    """

    kind = "group"

    push: GroupPush
    members: list[str] | Unreadable
    names: Mapping[str, str]

    @property
    def okta_id(self) -> str:
        """The group's."""
        return self.push.group_id

    def listed(self) -> tuple[str, ...]:
        """Those of `members`, none where the provider does not say."""
        return tuple(self.members) if isinstance(self.members, list) else ()

    @property
    def current(self) -> bool:
        """Whether the push is still there."""
        return self.app.id in self.org.apps and self.app.pushes.get(self.push.group_id) is self.push

    def in_okta(self) -> str:
        """The push's status, and how many could be pushed."""
        if self.current:
            return f"{self.push.status}, {_members(len(self._due()))}"
        return "unlinked" if self.push.group_id in self.org.groups else "unlinked, deleted"

    def shown(self, resource: Resource) -> str:  # noqa: ARG002  (its members are read by themselves)
        """There, and how many are in it."""
        return f"there, {_members(len(self.members)) if isinstance(self.members, list) else said(self.members)}"

    def _due(self) -> dict[str, str]:
        """The members that could be pushed now: SCIM id to name (okta-wire 6.1)."""
        group = self.org.groups.get(self.push.group_id)
        members = (eligible(self.app, user_id) for user_id in (group.members if group else ()))
        return {one["value"]: one["display"] for one in members if one}

    def verdict(self, held: Resource | None) -> Verdict:
        """By the id that Okta has, then by name and members."""
        ended = self.trail.ended
        if not self.current and held and ended is not None and ended.method == "DELETE":
            return Verdict(False, f"the answer to its deletion was {ended.answer}", accepted=ended.ok)
        if not self.current:
            return Verdict(True, "left in place" if held else None)
        if self.push.external_id is None:
            return Verdict(False, self.trail.without_id()) if held else Verdict(True, self.trail.not_created())
        if held is None:
            return Verdict(False, self.push.error or NOBODYS_DOING, accepted=self.push.error is None)
        return self._compared(held)

    def _compared(self, resource: Resource) -> Verdict:
        if str(resource.get("id")) != self.push.external_id:
            return Verdict(False, "Okta's id is not there; the group of this name has another one")
        if isinstance(self.members, Unreadable):
            return Verdict(None)
        called = str(member_of(resource, "displayName"))
        differences = list(self._differences(set(self.members)))
        if called != self.push.target_name:
            differences.insert(0, f"it is called {called}")
        if not differences:
            return Verdict(True, self._note(set(self.members)))
        why = self._why_not_sent()
        return Verdict(False, "; ".join([*differences, *([why] if why else [])]), accepted=why is None)

    def _differences(self, held: set[str]) -> Iterable[str]:
        """Who is missing, and who is there and not in Okta's group.

        People whom Okta knows; a linked group may keep members of its own (11.9).
        """
        due = self._due()
        if missing := [name for value, name in due.items() if value not in held]:
            yield f"missing: {_listed(missing)}"
        extra = [one for one in sorted(held - due.keys() - self._without_app()) if one in self.names]
        strange = [] if self.push.linked else sorted(held - due.keys() - self.names.keys())
        if extra or strange:
            yield f"not in Okta's group: {_listed([*(self.names[value] for value in extra), *strange])}"

    def _without_app(self) -> set[str]:
        """Members who were pushed, and have lost the app since: they stay until the group is pushed again."""
        group = self.org.groups[self.push.group_id]
        return {value for user_id, value in self.push.members.items() if user_id in group.members}

    def _note(self, held: set[str]) -> str | None:
        stay = sorted(self.names.get(value, value) for value in held & self._without_app() - self._due().keys())
        return f"without the app in Okta, and still a member: {_listed(stay)}" if stay else None

    def _why_not_sent(self) -> str | None:
        if self.push.status == "INACTIVE":
            return "the push is inactive"
        if self.push.status == "ERROR":
            return "the push is in Error"
        if any(one.subject_id == self.push.group_id for one in self.org.schedule):
            return "a push waits to be tried again"
        if self.push.linked:
            return "linked: the members it had stay"
        if not self.app.sending or "push_groups" not in self.app.features:
            return "nothing is sent: Push Groups or the API integration is off"
        return None


def _members(count: int) -> str:
    return "1 member" if count == 1 else f"{count:,} members"


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
