"""Which part of the evidence a story is about: one app, one person, a stretch of time."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from simulator.errors import UnreadableError
from simulator.intake.conversations import Conversation, members_of
from simulator.intake.evidence.json_values import objects_of
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.system_log import Entry

_APP_EVENTS = re.compile(
    r"application\.(?!policy\.)|app\.(?:app_instance|user_management)\.|group\.application_assignment\.|system\.import\."
)
"""Events about an app's people and settings; a sign-in to it is about none."""
_APP_ID = "0oa"
"""How Okta's ids of apps begin."""
_SHOWN = 12
_GROUPS, _PEOPLE = ("UserGroup", "AppGroup"), ("User", "AppUser")


Fact = TypeVar("Fact", Entry, Traffic)


@dataclass(frozen=True)
class Wish:
    """What an import is asked for: the scenario's `name`, made-up personal data, and what it is about.

    `since` and `until` are instants (`evidence.times`), `until` the first that is too late; empty for no bound.
    """

    name: str = ""
    app: str | None = None
    anonymise: bool = False
    user: str | None = None
    since: str = ""
    until: str = ""

    def choose(self, facts: Sequence[Fact], name: str) -> tuple[list[Fact], list[str]]:
        """The facts of that time, and what the top of the scenario says of the others; what has no time is kept.

        Raises:
            UnreadableError: none is of that time.
        """
        early = sum(bool(one.at) and one.at < self.since for one in facts)
        kept = [
            one for one in facts if not one.at or (self.since <= one.at and not (self.until and self.until <= one.at))
        ]
        late = len(facts) - early - len(kept)
        if not kept:
            raise UnreadableError(f"{name} holds nothing of that time; it goes from {facts[0].at} to {facts[-1].at}")
        said = []
        if early:
            said.append(
                f"{early} entries before {self.since} are left out: what they did has not happened here, so "
                "people and groups may be there, assigned or pushed, that are not in this scenario"
            )
        if late:
            said.append(f"{late} entries from {self.until} on are left out")
        if self.user is not None:
            said.append("only what is about one person, their groups and the app is here")
        return kept, said


def of_app(entries: Sequence[Entry], app: str | None, name: str) -> tuple[str, list[Entry]]:
    """The label of the app that the log is about, and the events of it and of the directory.

    `app` is a label, an id, or a catalogue name that one app alone has. An id tells apps of one label apart, and knows
    one that was given another label.

    Raises:
        UnreadableError: no event is about that app, or about any; or `app` must say which of several.
    """
    about = [entry for entry in entries if is_about_an_app(entry)]
    ids = _ids(entries)
    apps = Counter(_instance(entry, ids) for entry in about)
    if not apps:
        raise UnreadableError(
            f"{name} holds no event about the people of an app: nothing to play. {described(entries)}"
        )
    labels = {_instance(entry, ids): entry.name("AppInstance") for entry in about}
    shared = Counter(labels.values())
    shown = {one: label if shared[label] == 1 else f"{label}, id {one}" for one, label in labels.items()}
    chosen = _meant(about, app, ids) if app is not None else list(apps)
    counts = Counter({shown[one]: apps[one] for one in chosen or apps})
    if not chosen:
        raise UnreadableError(f"{name} holds no event about the app {app}; it is about: {_listed(counts)}")
    if len(chosen) > 1:
        raise UnreadableError(f"{name} is about several apps; say which with --app: {_listed(counts)}")
    return labels[chosen[0]], [entry for entry in entries if _instance(entry, ids) in ("", chosen[0])]


def _ids(entries: Iterable[Entry]) -> dict[str, str]:
    """The id of each label that one app alone has."""
    known: dict[str, set[str]] = {}
    for entry in entries:
        target = entry.target("AppInstance")
        if target is not None and target.id.startswith(_APP_ID):
            known.setdefault(entry.name("AppInstance"), set()).add(target.id)
    return {label: ids.pop() for label, ids in known.items() if len(ids) == 1}


def _instance(entry: Entry, ids: Mapping[str, str]) -> str:
    """What tells the app of an event from others: its id, else its label; empty where it is about none."""
    target, label = entry.target("AppInstance"), entry.name("AppInstance")
    return target.id if target is not None and target.id.startswith(_APP_ID) else ids.get(label, label)


def _meant(about: Iterable[Entry], app: str, ids: Mapping[str, str]) -> list[str]:
    """The app whose label or id is `app`, else the apps that are labelled so in other letters, or in the catalogue."""
    named = [(_instance(entry, ids), entry.name("AppInstance"), entry.shown("AppInstance")) for entry in about]
    for fits in (
        [one for one, label, _ in named if app in (label, one)],
        [one for one, label, _ in named if label.casefold() == app.casefold()],
        [one for one, _, title in named if title.casefold() == app.casefold()],
    ):
        if fits:
            return list(dict.fromkeys(fits))
    return []


def _listed(counts: Counter[str]) -> str:
    shown = ", ".join(f"{name} ({count})" for name, count in counts.most_common(_SHOWN))
    return f"{shown} and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else shown


def is_about_an_app(entry: Entry) -> bool:
    """Whether an event tells of an app's people or settings."""
    return bool(_APP_EVENTS.match(entry.type) and entry.name("AppInstance"))


def described(entries: Sequence[Entry]) -> str:
    """What a log is about, in a sentence: how many events of which types, and which apps they name."""
    apps = Counter(entry.name("AppInstance") for entry in entries if entry.name("AppInstance"))
    kinds = Counter(entry.type for entry in entries)
    return f"Its events are: {_listed(kinds)}" + (f"; the apps in it: {_listed(apps)}" if apps else "; it names no app")


def of_user(entries: Sequence[Entry], user: str, name: str) -> list[Entry]:
    """The events about a person, by login, application username or id, and those about the app and their groups.

    Raises:
        UnreadableError: nobody in the log is called so.
    """
    keys, people = {user.casefold()}, [_named(entry, _PEOPLE) for entry in entries]
    keys |= {key for named in people if keys & named for key in named}
    theirs = [entry for entry, named in zip(entries, people, strict=True) if keys & named]
    if not theirs:
        names = Counter(entry.name("User") or entry.name("AppUser") for entry in entries)
        del names[""]
        raise UnreadableError(f"{name} holds nothing about {user}; it is about: {_listed(names) or 'nobody'}")
    groups = {key for entry in theirs for key in _named(entry, _GROUPS)}
    transactions = {entry.transaction for entry in theirs if entry.transaction}
    return [
        entry
        for entry, named in zip(entries, people, strict=True)
        if keys & named or (not named and _explains(entry, groups, transactions))
    ]


def _explains(entry: Entry, groups: set[str], transactions: set[str]) -> bool:
    """Whether an event that names nobody is needed to understand those of somebody in these groups."""
    named = _named(entry, _GROUPS)
    if named or entry.type.startswith("application.provision.group"):
        return bool(groups & named) or entry.transaction in transactions
    return True


def _named(entry: Entry, kinds: tuple[str, ...]) -> set[str]:
    """The ids and names of the targets of these kinds; a person's display name is no name to go by."""
    names: set[str] = set()
    for target in entry.targets:
        if target.type in kinds:
            shown = target.display_name if kinds is _GROUPS or not target.alternate_id else ""
            names |= {target.id, target.alternate_id, shown}
    return {name.casefold() for name in names if name}


def conversations_of(conversations: Sequence[Conversation], user: str, name: str) -> list[Conversation]:
    """The conversations about a person, by username, address or id, about their groups, and about nobody.

    Raises:
        UnreadableError: no request is about anybody called so.
    """
    keys, people = {user.casefold()}, [_person_in(one) for one in conversations]
    of_users = [named for one, named in zip(conversations, people, strict=True) if one.first.is_user]
    for named in of_users:
        keys |= named if keys & named else set()
    if not any(keys & named for named in of_users):
        names = Counter(one.first.looked_for for one in conversations if one.first.looked_for is not None)
        raise UnreadableError(
            f"{name} holds no request about {user}; it is about: {_listed(names) or 'nobody by name'}"
        )
    pairs = zip(conversations, people, strict=True)
    return [one for one, named in pairs if keys & named or not one.is_about_one]


def _person_in(conversation: Conversation) -> set[str]:
    """Whom a conversation names: one person, or the members of a group."""
    if not conversation.is_about_one:
        return set()
    keys = [conversation.first.scim_id, conversation.first.looked_for]
    for request in conversation.requests:
        listed = [member for operation in request.operations for member in members_of(operation)]
        for body in (request.sent, request.resource, *request.found):
            keys += [body.get(key) for key in ("id", "userName", "externalId")]
            listed += [*objects_of(body.get("emails")), *objects_of(body.get("members"))]
        keys += [one.get("value") for one in listed]
    return {str(key).casefold() for key in keys if key}
