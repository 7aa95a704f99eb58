"""Whom each recorded conversation is about, in the words of the System Log: by Okta's id, username, login or name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from simulator.intake.conversations import Conversation
from simulator.intake.evidence.json_values import objects_of
from simulator.intake.evidence.times import seconds
from simulator.intake.story.people import Fact, Person, Team
from simulator.scenario.parts.people import folded
from simulator.transport import TIMEOUT

_OKTA_ID = "00u"
"""How Okta's ids of people begin; it is what a body's `externalId` holds (okta-wire 2.3 [C])."""


@dataclass
class Named:
    """What a conversation calls its person or group: `okta_id`, the id at the provider, and all `names` in it."""

    okta_id: str = ""
    scim_id: str = ""
    names: dict[str, None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name it goes by at its end; empty where the recording has none."""
        return next(reversed(self.names), "")


@dataclass(eq=False)
class Moment:
    """A conversation with whom it may be about, the likeliest first; times are seconds on the recording's clock."""

    conversation: Conversation
    named: Named
    began: float
    ended: float
    candidates: list[Person | Team] = field(default_factory=list)
    kinds: frozenset[str] = frozenset()
    """The kinds of events that can tell of it (`pairing.kinds_of`)."""

    @property
    def subject(self) -> Person | Team | None:
        """Whom of the log it is about; None where the log has nobody called so."""
        return self.candidates[0] if self.candidates else None

    @property
    def of_user(self) -> bool:
        """Whether it is about a person."""
        return self.conversation.is_about_one and self.conversation.first.is_user

    @property
    def of_group(self) -> bool:
        """Whether it is about a group."""
        return self.conversation.is_about_one and not self.conversation.first.is_user


def moments_of(conversations: Iterable[Conversation], facts: Sequence[Fact]) -> list[Moment]:
    """The conversations, each with the people or groups of the log that it may be about.

    A conversation without a time has that of the one before it.
    """
    subjects = _Subjects(facts)
    known: dict[str, Named] = {}
    moments: list[Moment] = []
    at = 0.0
    for one in conversations:
        began = one.first.time if one.first.time is not None else at
        last = one.last.time if one.last.time is not None else began
        took = (one.last.milliseconds or 0) / 1000
        at = ended = last + (took if one.last.status is not None else max(took, TIMEOUT))
        moment = Moment(one, _named(one, known), began, max(ended, began))
        moment.candidates = subjects.of(moment)
        moments.append(moment)
    return moments


def _named(conversation: Conversation, known: dict[str, Named]) -> Named:
    """Its own names, after those that its id at the provider had before."""
    first = conversation.first
    if not conversation.is_about_one:
        for held in (one for request in conversation.requests for one in request.found if one.get("userName")):
            key = f"{first.collection}/{held.get('id')}"
            known.setdefault(key, Named("", str(held.get("id")), {str(held["userName"]): None}))
        return Named()
    scim_id = first.scim_id or conversation.given_id
    before = known.get(f"{first.collection}/{scim_id}", Named())
    named = Named("", scim_id)
    key = "userName" if first.is_user else "displayName"
    asked = [first.looked_for] if first.looked_for is not None else []
    read = [one.resource.get(key) for one in conversation.requests if one.method == "GET" and one.scim_id]
    written = [one.sent.get(key) or one.patched.get(key) for one in conversation.requests if one.method != "GET"]
    names = [str(one) for one in (*asked, *read, *written) if one]
    if not names and before.name:
        names = [before.name]
    for name in names:
        named.names.pop(name, None)
        named.names[name] = None
    if first.is_user:
        said = [one.sent.get("externalId") for one in reversed(conversation.requests)]
        shown = [body.get("externalId") for one in conversation.requests for body in (one.resource, *one.found)]
        named.okta_id = _okta_id(said) or before.okta_id or _okta_id(shown)
    if scim_id:
        known[f"{first.collection}/{scim_id}"] = named
    return named


def _okta_id(values: Iterable[Any]) -> str:
    return next((one for one in values if isinstance(one, str) and one.startswith(_OKTA_ID)), "")


Somebody = TypeVar("Somebody", Person, Team)


class _Subjects:
    """People and groups of a log by what it calls them."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._by_id: dict[str, Person] = {}
        self._by_name: dict[str, dict[Person, list[float]]] = {}
        self._teams: dict[str, dict[Team, list[float]]] = {}
        self._known: dict[str, Person | Team] = {}
        for fact in facts:
            at = seconds(fact.entry.at) or 0.0
            if fact.person is not None:
                if fact.person.okta_id:
                    self._by_id[fact.person.okta_id] = fact.person
                user = fact.entry.target("User")
                for name in (fact.username, fact.person.login, user.alternate_id if user is not None else ""):
                    if name:
                        self._by_name.setdefault(folded(name), {}).setdefault(fact.person, []).append(at)
            if fact.team is not None:
                for name in {fact.entry.name("AppGroup"), fact.entry.name("UserGroup"), fact.team.name} - {""}:
                    self._teams.setdefault(name, {}).setdefault(fact.team, []).append(at)

    def of(self, moment: Moment) -> list[Person | Team]:
        """Whom it may be about: by Okta's id, by whom its id at the provider stood for last, by name and address.

        A group that is pushed anew goes by its name first, since another may have been linked to the same before.
        """
        named, key = moment.named, f"{moment.conversation.first.collection}/{moment.named.scim_id}"
        found: list[Person | Team] = []
        if moment.of_group:
            found += _nearest([self._teams.get(name, {}) for name in named.names], moment.began)
        elif moment.of_user:
            names = [*named.names, *_addresses(moment.conversation)]
            found += _nearest([self._by_name.get(folded(name), {}) for name in names], moment.began)
        if key in self._known and not (moment.of_group and not moment.conversation.first.scim_id):
            found.insert(0, self._known[key])
        if named.okta_id in self._by_id:
            found = [self._by_id[named.okta_id]]
        elif named.okta_id:
            found = [one for one in found if not (isinstance(one, Person) and one.okta_id)]
        if found and named.scim_id:
            self._known[key] = found[0]
        return list(dict.fromkeys(found))


def _nearest(candidates: Iterable[Mapping[Somebody, list[float]]], at: float) -> list[Somebody]:
    """Those whom the names stand for, name by name, of one name whom the log speaks of at the nearest time first."""
    return [
        one for held in candidates for one in sorted(held, key=lambda one: min(abs(at - when) for when in held[one]))
    ]


def _addresses(conversation: Conversation) -> list[str]:
    """E-mail addresses that Okta sends of the person, which most have for a login."""
    return [str(one["value"]) for one in objects_of(conversation.okta_body.get("emails")) if one.get("value")]
