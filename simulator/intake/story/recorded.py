"""What a recording of the traffic adds to the story of a System Log: profiles, changes, answers, and contradictions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.intake.attributes import Attributes
from simulator.intake.conversation_kinds import deactivates
from simulator.intake.conversations import Conversation, members_sent
from simulator.intake.draft import Step
from simulator.intake.evidence.times import seconds
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.story.acts import ADD
from simulator.intake.story.people import Fact, Person, Team
from simulator.okta.external_names import read

ONLY_RECORDED = "only the recording shows this; the System Log has no event of it"
ONLY_LOGGED = "only the System Log shows this; the recording was running, and its requests are not in it"


@dataclass
class Recorded:
    """A recording whose conversations are known to belong to events.

    `of` has the conversation of each event and `sentences` what is to be said of it, both by `id` of the entry. `app`,
    `stub` and `attributes` are what a scenario takes from the traffic, `base_url` the provider's. The log's clock is
    `ahead` seconds before the recording's.
    """

    base_url: str
    attributes: Attributes
    app: dict[str, Any]
    stub: dict[str, Any]
    of: Mapping[int, Conversation]
    sentences: Mapping[int, Sequence[str]]
    ahead: float = 0.0
    _of_person: dict[Person, list[Conversation]] = field(default_factory=dict)
    _of_team: dict[Team, list[Conversation]] = field(default_factory=dict)
    _taken: set[int] = field(default_factory=set)
    _added: set[Person] = field(default_factory=set)
    """Who is given the app before the first request about them."""

    def begin(self, facts: Iterable[Fact]) -> None:
        """The story is told from its beginning; `facts` are all there are."""
        self._of_person, self._of_team, self._taken, self._added = {}, {}, set(), set()
        for fact in facts:
            if fact.entry.type == ADD and fact.done and fact.person is not None and fact.person not in self._of_person:
                self._added.add(fact.person)
            conversation = self.of.get(id(fact.entry))
            if conversation is None:
                continue
            if isinstance(fact.about, Person):
                held = self._of_person.setdefault(fact.about, [])
            elif isinstance(fact.about, Team):
                held = self._of_team.setdefault(fact.about, [])
            else:
                continue
            if conversation not in held:
                held.append(conversation)

    def add_members(self, facts: Iterable[Fact]) -> None:
        """Whom a push lists as members, and no event shows to have joined, was in the group from the beginning."""
        known = {key: person for person, held in self._of_person.items() for one in held for key in _ids(one)}
        joined: set[tuple[Person, Team]] = set()
        for fact in facts:
            if fact.person is not None and fact.team is not None:
                joined.add((fact.person, fact.team))
            team, conversation = fact.about, self.of.get(id(fact.entry))
            if not isinstance(team, Team) or conversation is None or team.made:
                continue
            there, _ = members_sent(conversation)
            for person in (known[one] for one in there if one in known):
                if (person, team) not in joined and person not in team.members:
                    team.members.append(person)

    def take(self, rows: Iterable[Fact]) -> list[Traffic]:
        """The requests that these rows tell of, and no rows before them."""
        found = [self.of[id(one.entry)] for one in rows if id(one.entry) in self.of]
        new = [one for one in dict.fromkeys(found) if id(one) not in self._taken]
        self._taken |= {id(one) for one in new}
        return [request for one in new for request in one.requests]

    def give_back(self, step: Step, rows: Iterable[Fact]) -> None:
        """These rows did not come of the step, and so their requests were not sent in it."""
        conversations = {id(one): one for fact in rows if (one := self.of.get(id(fact.entry))) is not None}
        self._taken -= conversations.keys()
        lost = {id(request) for one in conversations.values() for request in one.requests}
        step.seen = [request for request in step.seen if id(request) not in lost]

    def tells(self, fact: Fact) -> bool:
        """Whether the recording shows what the provider answered there."""
        return id(fact.entry) in self.of

    def said(self, rows: Iterable[Fact]) -> list[str]:
        """What is to be said of these rows; a sentence once."""
        return list(dict.fromkeys(text for one in rows for text in self.sentences.get(id(one.entry), ())))

    def profile(self, person: Person) -> dict[str, Any] | None:
        """What the first body about somebody says of them, or the provider before it of those who had the app.

        None where nothing says it. The address is null where the body has none.
        """
        for one in self._of_person.get(person, ()):
            before = next((request.resource for request in one.requests if _is_read(request)), None)
            body = one.okta_body if person in self._added else before or one.okta_body
            if body:
                return {"email": None, **self._profile(body)}
        return None

    def given(self, about: Person | Team) -> dict[str, Any] | None:
        """What the provider first shows of somebody, or of a group, that it had before; None where it shows nothing."""
        held = self._of_person.get(about, ()) if isinstance(about, Person) else self._of_team.get(about, ())
        for one in held:
            if one.first.scim_id:
                read = next((request.resource for request in one.requests if _is_read(request)), {})
                return {**read, "id": one.first.scim_id}
        return None

    def changes(
        self, person: Person, rows: Sequence[Fact], at: str, profile: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """What of a profile is different in the body that these rows, or the next ones, tell of; null for what is gone.

        None where no body says it.
        """
        conversation, partial = self._body_of(person, rows, at)
        if conversation is None:
            return None
        body = conversation.writes("PATCH")[-1].patched if partial else conversation.okta_body
        now = self._profile(body)
        changed = {name: value for name, value in now.items() if profile.get(name) != value}
        known = () if partial else (row.okta for row in self.attributes.rows)
        return {**changed, **{name: None for name in known if name not in now and profile.get(name)}}

    def values(self, rows: Sequence[Fact], profile: Mapping[str, Any]) -> dict[str, Any]:
        """The app attributes that are others in the body of these rows than in `profile`, by their names."""
        conversation = next((self.of[id(one.entry)] for one in rows if id(one.entry) in self.of), None)
        body = conversation.okta_body if conversation is not None else {}
        sent = {row.name: read(body, row.path) for row in self.attributes.rows} if body else {}
        return {name: value for name, value in sent.items() if value != profile.get(name)}

    def attributes_told(self) -> set[str]:
        """The Okta attributes that bodies tell of."""
        return {row.okta for row in self.attributes.rows}

    def _body_of(self, person: Person, rows: Sequence[Fact], at: str) -> tuple[Conversation | None, bool]:
        own = [self.of[id(one.entry)] for one in rows if id(one.entry) in self.of]
        since = (seconds(at) or 0.0) - self.ahead
        held = (one for one in self._of_person.get(person, ()) if id(one) not in self._taken)
        later = [one for one in held if one.first.time is None or one.first.time >= since]
        for one in own or later:
            patches = one.writes("PATCH")
            if one.okta_body and not _ends(one):
                return one, False
            if patches and patches[-1].patched.keys() - {"active", "password"}:
                return one, True
        return None, False

    def _profile(self, body: dict[str, Any]) -> dict[str, Any]:
        held = self.attributes.profile(body)
        return {name: value for name, value in held.items() if name != "login"}


def _is_read(request: Traffic) -> bool:
    return request.method == "GET" and bool(request.scim_id) and request.ok and bool(request.resource)


def _ids(conversation: Conversation) -> set[str]:
    """The provider's id of whom it is about."""
    return {conversation.first.scim_id, conversation.given_id} - {""}


def _ends(conversation: Conversation) -> bool:
    writes = conversation.writes("PUT", "PATCH", "DELETE")
    return conversation.first.looked_for is None and bool(writes) and deactivates(conversation, writes[-1])
