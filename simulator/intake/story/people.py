"""Who is who in a System Log: one person by id, login or assignment, one group by id or name.

An id counts where it has Okta's form for its kind (okta-wire 9.1 [C]): another id for one login or name is somebody
else, another login for one id is the same person renamed. `unknown` is nobody's name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from simulator.intake.cast import UNKNOWN_DOMAIN, is_login
from simulator.intake.draft import Aliases
from simulator.intake.evidence.times import seconds
from simulator.intake.system_log import Entry, Target
from simulator.okta.flows.groups import RENAMED
from simulator.okta.org import EVERYONE
from simulator.okta.targets import NO_ALTERNATE_ID
from simulator.scenario.parts import people
from simulator.scenario.parts.people import LONGEST, folded

CREATED, DELETED, EDITED_GROUP = "lifecycle.create", "lifecycle.delete", "group.profile.update"
OF_PUSHES = ("application.provision.group_push.", "app.user_management.grouppush.")
OF_APPS = (
    "application.provision.group.", "application.provision.group_membership.", "application.integration.",
    "application.configuration.",
)  # fmt: skip
_PREFIXES = {"User": ("00u",), "UserGroup": ("00g",), "AppUser": ("0ua",), "AppGroup": ("AGr", "00g")}


@dataclass(eq=False)
class Person:
    """Somebody the file speaks of. `login`, `username` (of the app) and `shown` are what it first calls them.

    `made` says that the file shows their creation, `gone` that it shows their deletion, `status` what they must have
    been at the beginning. `alias` is empty for somebody whom nobody ever got to see, since their creation failed.
    """

    login: str = ""
    username: str = ""
    shown: str = ""
    okta_id: str = ""
    alias: str = ""
    made: bool = False
    gone: bool = False
    status: str = "ACTIVE"
    touched: bool = False
    """Whether anything but a failed creation is known of them."""
    staged: bool = False
    """Whether the file shows their creation, and their activation apart from it or not at all."""
    replaced: bool = False
    """Whether an account of the same username was made for somebody else after theirs."""

    @property
    def address(self) -> str:
        """Their login, or one that is plainly made up where the file has none that Okta could hold."""
        return self.login if is_login(self.login) else f"{self.alias}@{UNKNOWN_DOMAIN}"


@dataclass(eq=False)
class Team:
    """A group the file speaks of; `members` are those who must have been in it from the beginning."""

    name: str
    okta_id: str = ""
    alias: str = ""
    made: bool = False
    gone: bool = False
    members: list[Person] = field(default_factory=list)

    @property
    def built_in(self) -> bool:
        """Whether it is the group of all users."""
        return self.alias == people.EVERYONE


@dataclass(eq=False)
class Fact:
    """An event, and whom it is about; `team` is the group in Okta or the one that a group in the app comes from."""

    entry: Entry
    person: Person | None
    team: Team | None
    about: Person | Team | None = None
    """Whom a row of provisioning is about (okta-wire 9.2, 9.3): None where it names the app alone."""
    username: str = ""
    """The application username that the event shows."""

    def __post_init__(self) -> None:
        kind, assigned = self.entry.type, self.entry.target("AppUser")
        self.about = self.team if kind.startswith(OF_PUSHES) else None
        if not kind.startswith((*OF_PUSHES, *OF_APPS)):
            self.about = self.person or self.team
        self.username = _said(assigned.alternate_id) if assigned is not None else ""

    @property
    def subject(self) -> str:
        """The alias of whom a row is about; empty where it names the app alone."""
        return self.about.alias if self.about is not None else ""

    @property
    def done(self) -> bool:
        """Whether Okta did it; an event without an outcome is taken at its word."""
        return self.entry.result in ("SUCCESS", "ALLOW", "")


def apart(one: Fact, other: Fact) -> float:
    """Seconds from one fact to another; infinite where one has no time."""
    before, after = seconds(one.entry.at), seconds(other.entry.at)
    return after - before if before is not None and after is not None else float("inf")


def names(shown: str) -> dict[str, str]:
    """First and last name in a display name, also where the last one comes first, with a comma behind it."""
    if "@" in shown:
        return {}
    last, comma, first = shown.partition(",")
    if not comma:
        first, _, last = shown.partition(" ")
    found = {"firstName": first.strip(), "lastName": last.strip()}
    return {name: value[: LONGEST[name]].strip() for name, value in found.items() if value}


def facts_of(entries: Iterable[Entry]) -> list[Fact]:
    """The events, each with whom it is about; everybody has an alias."""
    entries = list(entries)
    known = _Known({
        entry.name("AppGroup"): _id(entry.target("AppGroup")) for entry in entries if entry.type.startswith(RENAMED)
    })  # fmt: skip
    facts = [Fact(entry, known.person(entry), known.team(entry)) for entry in entries]
    aliases = Aliases()
    for one in known.people:
        one.alias = aliases.give(one.login or one.username or one.shown or one.okta_id)
    for team in known.teams:
        everyone = team.name.casefold() == EVERYONE.casefold()
        team.alias = people.EVERYONE if everyone else aliases.give(team.name)
    return facts


One = TypeVar("One", Person, Team)


class _Known:
    """Whom the events have spoken of so far, by each of their names and ids."""

    def __init__(self, renamed: dict[str, str]) -> None:
        self._renamed = renamed
        self.people: list[Person] = []
        self.teams: list[Team] = []
        self._people: dict[tuple[str, str], Person] = {}
        self._teams: dict[tuple[str, str], Team] = {}

    def person(self, entry: Entry) -> Person | None:
        user, assigned = entry.target("User") or entry.target("NewUser"), entry.target("AppUser")
        keys = _keys(user)
        if not keys and not (keys := _keys(assigned)):
            return None
        found = self._found(self._people, keys, str(_id(user)))
        if found is None and assigned is not None:
            own = self._people.get(("AppUser", _id(assigned)))
            found = own if own is not None and (not own.okta_id or not _id(user)) and not own.gone else None
        done = entry.result in ("SUCCESS", "ALLOW", "")
        created = done and CREATED in entry.type
        if found is None or (created and found.gone):
            found = Person()
            self.people.append(found)
        if created and not found.touched:
            found.made = True
        found.touched = found.touched or done or CREATED not in entry.type
        found.gone = found.gone or (done and DELETED in entry.type)
        self._learn(found, user, assigned)
        self._people.update(dict.fromkeys([*keys, *_keys(assigned)], found))
        return found

    @staticmethod
    def _learn(found: Person, user: Target | None, assigned: Target | None) -> None:
        found.okta_id = found.okta_id or _id(user)
        found.login = found.login or _said(user.alternate_id if user else "")
        found.username = found.username or _said(assigned.alternate_id if assigned else "")
        shown = _said(user.display_name if user else "") or _said(assigned.display_name if assigned else "")
        found.shown = found.shown or shown

    def team(self, entry: Entry) -> Team | None:
        kind = "UserGroup" if entry.target("UserGroup") else "AppGroup"
        target = entry.target(kind)
        name = _said(target.display_name if target else "") or _said(target.alternate_id if target else "")
        keys = [*([(kind, _id(target))] if _id(target) else []), *([("name", name)] if name else [])]
        if target is None or not keys:
            return None
        okta_id = _id(target) if kind == "UserGroup" else ""
        found = self._found(self._teams, keys, okta_id)
        if found is None and entry.type == EDITED_GROUP:
            found = self._teams.get(("AppGroup", self._renamed.get(name, "")))
        done = entry.result in ("SUCCESS", "ALLOW", "")
        created = done and CREATED in entry.type
        if found is None or (created and found.gone):
            found = Team(name or _id(target), made=created)
            self.teams.append(found)
        found.okta_id = found.okta_id or okta_id
        found.gone = found.gone or (done and DELETED in entry.type)
        self._teams.update(dict.fromkeys(keys, found))
        return found

    @staticmethod
    def _found(known: dict[tuple[str, str], One], keys: list[tuple[str, str]], okta_id: str) -> One | None:
        ones = (known[key] for key in keys if key in known)
        return next((one for one in ones if not okta_id or one.okta_id in ("", okta_id)), None)


def _keys(target: Target | None) -> list[tuple[str, str]]:
    """What a person is known by in this target: id, then login or username, then display name."""
    if target is None:
        return []
    kind = "User" if target.type == "NewUser" else target.type
    name = _said(target.alternate_id)
    keys = [(kind, _id(target))] if _id(target) else []
    keys += [(f"{kind} name", folded(name))] if name else []
    shown = _said(target.display_name)
    return keys or ([(f"{kind} shown", shown)] if shown else [("User", target.id)] if target.id else [])


def _id(target: Target | None) -> str:
    held = target.id if target is not None else ""
    kind = target.type if target is not None else ""
    return held if held.startswith(_PREFIXES.get(kind, ("00u",))) else ""


def _said(text: str) -> str:
    plain = text.strip()
    return "" if plain.casefold() == NO_ALTERNATE_ID else plain
