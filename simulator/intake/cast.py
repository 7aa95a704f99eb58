"""Who is in recorded traffic, and what Okta believes of each of them as it goes on."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.intake.attributes import USERNAME, Attributes
from simulator.intake.draft import Aliases, Draft
from simulator.okta.org import EVERYONE
from simulator.scenario.parts.people import folded

UNKNOWN_DOMAIN = "imported.test"
"""Where logins that no request tells are said to be; a reserved domain (RFC 2606)."""

_LOGIN = re.compile(r"(?=.{5,100}$)[^@\s]+@[^@\s]+")


def is_login(name: str) -> bool:
    """Whether Okta would have this for a login: an address of 5 to 100 characters (mappings 4.4)."""
    return _LOGIN.fullmatch(name) is not None


Failed = Literal["provision", "push", "deactivate", "delayed"]
"""What failed; `delayed` is a reactivation that Okta itself tries again (okta-wire 2.5 [V])."""


@dataclass
class Person:
    """Somebody Okta sends requests about. `failed` is the work a task is open for."""

    alias: str
    profile: dict[str, Any]
    username: str
    assigned: bool = False
    provisioned: bool = False
    failed: Failed | None = None
    okta_id: str = ""


@dataclass
class PushedGroup:
    """A group Okta pushes. `members` are aliases in order; `failures` counts pushes in a row that failed for a while.
    `settled` says whether its members at the beginning are known.
    """

    alias: str
    name: str
    called: str
    """Its name in Okta at the beginning."""
    members: list[str] = field(default_factory=list)
    pushed: bool = False
    identified: bool = False
    """Whether its id at the provider is known."""
    settled: bool = False
    failures: int = 0
    failed: bool = False


class Cast:
    """People and groups by what requests call them; whoever is met first is declared in the draft."""

    def __init__(self, draft: Draft, attributes: Attributes) -> None:
        self.draft = draft
        self.attributes = attributes
        self.people: list[Person] = []
        self._aliases = Aliases()
        self._by_key: dict[str, Person] = {}
        self._by_alias: dict[str, Person] = {}
        self._groups: dict[str, PushedGroup] = {}
        self._logins: set[str] = set()

    def person(self, *keys: str | None) -> Person | None:
        """Whom any of these ids or names stands for."""
        return next((self._by_key[key.lower()] for key in keys if key and key.lower() in self._by_key), None)

    def whose(self, okta_id: str, username: str) -> Person | None:
        """Whom a body or look-up is about; two people may share a username, never an Okta id."""
        by_id = self.person(okta_id)
        by_name = self.person(username)
        if by_id is None and by_name is not None and (not okta_id or not by_name.okta_id):
            return by_name
        return by_id

    def named(self, alias: str) -> Person:
        """The person with this alias."""
        return self._by_alias[alias]

    def declare(self, username: str, body: dict[str, Any]) -> Person:
        """Somebody new, with the profile that would send `body`."""
        alias = self._aliases.give(username)
        profile = self.profile(username, body)
        plain = not self.attributes.typed and is_login(username) and folded(username) not in self._logins
        login = username if plain else self._login(alias, profile)
        self._logins.add(folded(login))
        self.draft.users[alias] = {"email": None, **profile} | {"login": login}
        person = Person(alias, profile, username)
        self.people.append(person)
        self._by_alias[alias] = person
        return person

    def know(self, person: Person, *keys: str | None) -> None:
        """These ids and names stand for this person from now on."""
        self._by_key.update({key.lower(): person for key in keys if key})

    def profile(self, username: str, body: dict[str, Any]) -> dict[str, Any]:
        """The profile behind a body; only the username where there is no body."""
        if body:
            profile = self.attributes.profile({**body, "userName": username})
        else:
            profile = {USERNAME: username} if self.attributes.typed else {}
        return profile if self.attributes.typed else {"login": username, **profile}

    def _login(self, alias: str, profile: dict[str, Any]) -> str:
        """The e-mail address, which most people have for a login; else one that is plainly made up."""
        email = str(profile.get("email") or "")
        usable = is_login(email) and folded(email) not in self._logins
        return email if usable else f"{alias}@{UNKNOWN_DOMAIN}"

    def group(self, *keys: str | None) -> PushedGroup | None:
        """The group that any of these ids or names stands for."""
        return next((self._groups[key] for key in keys if key and key in self._groups), None)

    def declare_group(self, name: str) -> PushedGroup:
        """A group that is new here; its members are declared with the first push.

        Okta has a name once, and `Everyone` is taken: another group of that name is called otherwise in Okta.
        """
        taken = {EVERYONE, *(held["name"] for held in self.draft.groups.values())}
        names = itertools.chain([name], (f"{name} ({number})" for number in itertools.count(2)))
        called = next(one for one in names if one not in taken)
        group = PushedGroup(self._aliases.give(name), name, called)
        self.draft.groups[group.alias] = {"name": called, "members": group.members}
        self.know_group(group, name)
        return group

    def know_group(self, group: PushedGroup, *keys: str | None) -> None:
        """These ids and names stand for this group from now on."""
        self._groups.update({key: group for key in keys if key})
