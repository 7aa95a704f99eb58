"""Who is there: people, groups, assignments and pushes as the file takes them for granted, declared or made up for."""

from typing import Any

from provider_stub.scim import syntax
from simulator.intake.attributes import USERNAME
from simulator.intake.cast import UNKNOWN_DOMAIN
from simulator.intake.draft import Draft
from simulator.intake.rehearsal.log import LiveStory
from simulator.intake.story.people import Person, Team, names
from simulator.intake.story.recorded import Recorded
from simulator.intake.story.steps import Settled, Steps
from simulator.okta.org import AppUser, GroupPush
from simulator.scenario.parts.people import folded

BEFORE = "before; when is not in the file"
UNNAMED = {"firstName": "Unnamed", "lastName": "Unnamed"}
"""Where the file has no name, since the Hub takes nobody without (huggingface-scim 4)."""


def username_of(person: Person) -> str:
    """The application username, made up where the file has none: of the kind that the Hub takes, where usernames are no
    logins.
    """
    return person.username or (person.alias if syntax.is_username(person.alias) else person.address)


class Present(Steps):
    """Steps, and whoever they are about; `typed` says whether usernames need an attribute of their own."""

    def __init__(
        self,
        draft: Draft,
        live: LiveStory,
        people: list[Person],
        settled: Settled | None = None,
        recorded: Recorded | None = None,
        *,
        typed: bool,
    ) -> None:
        super().__init__(draft, live, settled, recorded)
        self.people = people
        self._replaced = {person.alias for person in people if person.replaced}
        self.typed = typed
        self._logins: set[str] = set()
        self._names: set[str] = set()
        self._placeholders = 0
        self.had: dict[Person, Team | None] = {}
        """Who had the app from the beginning, and by which group."""
        self.late = False
        """Whether somebody of those was met only after something else was done."""

    def placeholder(self, words: str) -> str:
        """A value that stands for one that the file does not tell, another each time."""
        self._placeholders += 1
        return words.format(self._placeholders)

    def person(self, person: Person) -> bool:
        """Declare somebody who is new; False for somebody who has been deleted."""
        if person.alias in self.live.tenant.people:
            return self.live.person(person.alias) is not None
        profile, login = self.profile(person), folded(person.address)
        if login in self._logins or self.live.org.user_by_login(person.address) is not None:
            if self.free_login(person):
                self.before("create_user", {"alias": person.alias, "profile": profile}, f"{person.alias} came {BEFORE}")
            return self.live.person(person.alias) is not None
        self._logins.add(login)
        status = {} if person.status == "ACTIVE" else {"status": person.status}
        self.draft.users[person.alias] = {**profile, **status}
        self.live.declare_person(person.alias, profile, person.status)
        return True

    def free_login(self, person: Person) -> bool:
        """See that nobody has the login of somebody new: another id under it is somebody else, who must have left."""
        holder = self.live.org.user_by_login(person.address)
        if holder is None:
            return True
        said = f"{holder.alias} had the login of {person.alias}, who has another id, and was deleted {BEFORE}"
        if holder.status != "DEPROVISIONED":
            self.before("deactivate_user", holder.alias, said)
        self.account_deleted(holder.alias)
        self.before("delete_user", holder.alias, said)
        return self.live.org.user_by_login(person.address) is None

    def account_deleted(self, alias: str) -> None:
        """See that the account of somebody who is about to be deleted makes room for another of the same username."""
        if alias in self._replaced:
            self.live.accounts.discard(self.live.tenant.usernames.get(alias, "").lower())
            self.before("hub", {"delete_member": alias}, "the account must have been deleted at the provider")

    def declare_everybody(self) -> None:
        """Declare all who are there from the beginning, before something is done to everyone."""
        for one in self.people:
            if one.touched and not one.made and one.alias not in self.live.tenant.people:
                self.person(one)

    def profile(self, person: Person) -> dict[str, Any]:
        """As much of a profile as the file tells."""
        told = self.recorded.profile(person) if self.recorded is not None else None
        profile: dict[str, Any] = {"login": person.address, **UNNAMED, **names(person.shown), **(told or {})}
        if told is None and not syntax.is_email(person.address):
            profile["email"] = f"{person.alias}@{UNKNOWN_DOMAIN}"
        if self.typed:
            profile[USERNAME] = username_of(person)
        return profile

    def team(self, team: Team) -> bool:
        """Declare a group that is new; False for one that has been deleted."""
        if team.alias in self.live.tenant.groups:
            return self.live.tenant.groups[team.alias] in self.live.org.groups
        first = [one for one in dict.fromkeys(team.members) if not one.made and self.person(one)]
        members = [one.alias for one in first if one.alias in self.draft.users and self.live.there(one.alias)]
        name = self.free_name(team)
        if name in self._names:
            self.before(
                "create_group", {"alias": team.alias, "name": name, "members": members}, f"{team.alias} came {BEFORE}"
            )
        else:
            self._names.add(name)
            self.draft.groups[team.alias] = {"name": name, "members": members}
            self.live.declare_group(team.alias, name, members)
        return True

    def free_name(self, team: Team) -> str:
        """The group's name, with a number where Okta has it already."""
        name, number = team.name, 1
        while self.live.org.group_by_name(name) is not None:
            number += 1
            name = f"{team.name} ({number})"
        if number > 1:
            self.draft.comments.append(
                f'{team.alias} is called "{team.name}" in the file, as another group with another id is at that time; '
                f'Okta has no two groups of one name, so here it is "{name}".'
            )
        return name

    def member(self, person: Person, team: Team) -> None:
        """See that somebody is in a group: from the beginning where that changes nothing else."""
        if not (self.person(person) and self.team(team)) or team.built_in:
            return
        group, user = self.live.tenant.group(team.alias), self.live.tenant.user(person.alias)
        if user.id in group.members:
            return
        declared = self.draft.groups.get(team.alias)
        used = group.id in self.live.app.groups or group.id in self.live.app.pushes
        if declared is None or used or person.alias not in self.draft.users:
            self.before("add_to_group", {"group": team.alias, "users": person.alias}, f"{person.alias} joined {BEFORE}")
            return
        declared["members"].append(person.alias)
        group.members[user.id] = None
        user.groups[group.id] = None

    def assigned(self, person: Person) -> AppUser | None:
        """The person's assignment in the rehearsal."""
        return self.live.assignment(person.alias)

    def push_of(self, team: Team) -> GroupPush | None:
        """The push of a group in the rehearsal."""
        return self.live.app.pushes.get(self.live.tenant.groups.get(team.alias, ""))

    def gives(self, team: Team) -> bool:
        """Whether the group gives its members the app."""
        return self.live.tenant.groups.get(team.alias, "") in self.live.app.groups

    def gave_before(self, team: Team) -> None:
        """See that a group gives its members the app, as the file takes for granted."""
        if team.built_in:
            self.declare_everybody()
        if self.team(team) and not self.gives(team):
            self.before("assign_group", team.alias, f"{team.alias} had the app {BEFORE}")

    def assigned_before(self, person: Person, *, by: Team | None = None) -> None:
        """See that somebody has the app, as the file takes for granted."""
        if not self.person(person) or self.assigned(person) is not None:
            return
        first = person.alias in self.draft.users and person.alias not in self.live.tenant.usernames
        if first and person.status == "ACTIVE" and not (by is not None and (by.made or by.built_in)):
            self.had[person] = by
            self.late = self.late or self.draft.acts >= len(self.had)
        if by is not None:
            self.member(person, by)
            if not self.gives(by):
                self.gave_before(by)
                return
        user = self.live.tenant.user(person.alias)
        if by is None and user.status != "DEPROVISIONED":
            self.switch(("create_users",), on=True)
            self.before("assign_user", person.alias, f"{person.alias} had the app {BEFORE}", person)

    def pushed_before(self, team: Team) -> None:
        """See that a group is pushed, as the file takes for granted."""
        if self.team(team) and self.push_of(team) is None:
            self.switch(("push_groups",), on=True)
            self.before("push_group", team.alias, f"{team.alias} was pushed {BEFORE}", team)
