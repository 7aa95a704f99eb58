"""Conversations about people become what an administrator did: assign, change, unassign, retry (okta-wire 2 to 5)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from simulator.intake.cast import Cast, Person
from simulator.intake.conversations import Conversation, following
from simulator.intake.draft import Step
from simulator.intake.evidence.traffic import Traffic
from simulator.okta.wire import Wire

UNEXPLAINED = "unexplained push"
"""The verb of a step that is still to be explained: a profile push without a change."""
REACTIVATION_DELAY = Wire().reactivation_delay
BEFORE = "provisioned before the recording began; the requests of this step are not in it"
NOT_SAID = "the recording does not say what was to be written; it is taken from a later request"


class UserSteps:
    """Turns conversations about people into steps; `prelude` holds what must have happened before the recording."""

    def __init__(self, cast: Cast, conversations: Sequence[Conversation]) -> None:
        self._cast = cast
        self._bodies = _first_bodies(conversations)
        self._next = following(conversations)
        self.prelude: list[Step] = []
        self.imported: Step | None = None
        self._cleared: set[str] = set()

    @property
    def clears_by_leaving_out(self) -> bool:
        """Whether PUTs left out what a person no longer has, never saying null (switch `empty_policy`, 11.5)."""
        return self._cleared == {"left out"}

    def steps(self, conversation: Conversation) -> list[Step]:
        """What an administrator did so that this was sent."""
        if conversation.first.looked_for is not None:
            return self._provisioned(conversation, conversation.first.looked_for)
        if conversation.first.method == "POST":
            return self._provisioned(conversation, str(conversation.first.sent.get("userName") or ""))
        return self._changed(conversation)

    def known_before(self, scim_id: str, username: str, resource: dict[str, Any]) -> Person:
        """Somebody whom the recording knows from its first request on."""
        person = self._cast.declare(username, resource)
        person.assigned = person.provisioned = True
        self._cast.know(person, scim_id, username)
        step = Step("assign_user", person.alias, comments=[f"{person.alias}: {BEFORE}"])
        step.given = {**resource, "id": scim_id}
        self.prelude.append(step)
        return person

    def _provisioned(self, conversation: Conversation, username: str) -> list[Step]:
        body = _okta_body(conversation)
        person = self._cast.whose(str(body.get("externalId") or ""), username)
        steps: list[Step] = []
        if person is None:
            person = self._cast.declare(username, body or self._bodies.get(username.lower(), {}))
        elif changes := self._changes(person, username, body or self._bodies.get(username.lower(), {})):
            steps.append(Step("update_user", {"user": person.alias, "profile": changes}))
        steps += self._assigned(person, conversation)
        self._conclude(person, conversation, username, body)
        return steps

    def _assigned(self, person: Person, conversation: Conversation) -> list[Step]:
        if person.failed == "delayed":
            wait = conversation.step("wait", f"{REACTIVATION_DELAY}s")
            wait.comments.append(f"Okta tries again by itself to reactivate {person.alias}")
            return [wait]
        verb = "retry_tasks" if person.assigned and not person.provisioned else "assign_user"
        steps = [conversation.step(verb, person.alias)]
        if feature := _switched_off(conversation):
            steps = [Step("disable", feature), *steps, Step("enable", feature)]
            steps[0].comments.append(f"Okta stops after this look-up where {feature} is off")
        if person.assigned and person.provisioned:
            steps = [*_unassigned_silently(person), *steps]
        return steps

    def _conclude(self, person: Person, conversation: Conversation, username: str, body: dict[str, Any]) -> None:
        scim_id = conversation.given_id
        person.assigned, person.username = True, username
        person.provisioned = conversation.ok and bool(scim_id) and (conversation.last.method != "GET")
        delayed = (
            not person.provisioned
            and conversation.last.method == "GET"
            and conversation.last.ok
            and bool(conversation.last.scim_id)
        )
        person.failed = None if person.provisioned else "delayed" if delayed else "provision"
        person.okta_id = str(body.get("externalId") or "") or person.okta_id
        self._cast.know(person, username, person.okta_id, scim_id if person.provisioned else None)

    def _changed(self, conversation: Conversation) -> list[Step]:
        first = conversation.first
        write = _last_write(conversation)
        person = self._cast.person(str(write.sent.get("externalId") or "") if write else "", first.scim_id)
        if person is None and write is not None and self._confirmed(conversation, write):
            return []
        if person is None:
            resource = first.resource if first.method == "GET" else {}
            username = str(resource.get("userName") or _sent_name(conversation) or first.scim_id)
            person = self._found_since(first.scim_id, username) or self.known_before(first.scim_id, username, resource)
        if write is not None:
            return self._written(person, conversation, write)
        return self._only_read(person, conversation)

    def _found_since(self, scim_id: str, username: str) -> Person | None:
        """Somebody who was looked for and not found, and has an account now: how they got it is not recorded."""
        person = self._cast.person(username)
        if person is None or person.provisioned or person.username != username:
            return None
        person.assigned = person.provisioned = True
        self._cast.know(person, scim_id)
        return person

    def _confirmed(self, conversation: Conversation, write: Traffic) -> bool:
        """Whether an import has just shown this account: then confirming it is what pushed the profile (7.2)."""
        accounts = [one for request in self.imported.seen for one in request.found] if self.imported else []
        account = next((one for one in accounts if one.get("id") == conversation.first.scim_id), None)
        if self.imported is None or account is None or write.method != "PUT":
            return False
        name = str(write.sent.get("userName") or account.get("userName"))
        person = self._cast.declare(name, write.sent)
        person.assigned, person.provisioned = True, True
        person.okta_id = str(write.sent.get("externalId") or "")
        self._cast.know(person, conversation.first.scim_id, name, person.okta_id)
        confirmed = (self.imported.argument or {"confirm": []})["confirm"]
        self.imported.argument = {"confirm": [*confirmed, str(account.get("userName"))]}
        self.imported.seen += conversation.requests
        return True

    def _written(self, person: Person, conversation: Conversation, write: Traffic) -> list[Step]:
        if _says_password(conversation, write):
            step = conversation.step("change_password", {"user": person.alias, "password": "Imported-1"})
            step.comments.append("the password itself is not in the recording")
            return [step]
        return (
            self._deactivated(person, conversation)
            if _deactivates(conversation, write)
            else self._pushed(person, conversation, write)
        )

    def _only_read(self, person: Person, conversation: Conversation) -> list[Step]:
        """A conversation that ended at its GET: what followed about the same person tells what it was about."""
        following = self._next.get(id(conversation))
        if following is not None and following.first.looked_for is not None:
            return self._deactivated(person, conversation)
        body = next((body for later in self._after(conversation) if (body := _okta_body(later))), None)
        if body is None or not (steps := self._pushed_as(person, conversation, body)):
            said = f"Okta read {person.alias} here; what it was about to write is not in the recording"
            return [Step("check", None, conversation.first.at, comments=[said])]
        steps[0].comments.append(NOT_SAID)
        return steps

    def _pushed_as(self, person: Person, conversation: Conversation, body: dict[str, Any]) -> list[Step]:
        changes = self._changes(person, str(body.get("userName") or person.username), body)
        before, person.failed = person.failed, "push"
        if changes:
            return [conversation.step("update_user", {"user": person.alias, "profile": changes})]
        return [conversation.step("retry_tasks", person.alias)] if before in ("push", "deactivate") else []

    def _after(self, conversation: Conversation) -> Iterator[Conversation]:
        following = self._next.get(id(conversation))
        while following is not None:
            yield following
            following = self._next.get(id(following))

    def _deactivated(self, person: Person, conversation: Conversation) -> list[Step]:
        verb = "retry_tasks" if person.failed == "deactivate" else "unassign_user"
        person.assigned = False
        person.failed = None if conversation.ok else "deactivate"
        return [conversation.step(verb, person.alias)]

    def _pushed(self, person: Person, conversation: Conversation, write: Traffic) -> list[Step]:
        username = str(write.sent.get("userName") or person.username)
        partial = write.method == "PATCH"
        changes = self._changes(person, username, _patched(write) if partial else write.sent, partial=partial)
        before, person.failed = person.failed, None if conversation.ok else "push"
        self._cast.know(person, username)
        person.username = username
        if changes:
            return [conversation.step("update_user", {"user": person.alias, "profile": changes})]
        if before == "push":
            return [conversation.step("retry_tasks", person.alias)]
        everybody = [one.alias for one in self._cast.people if one.assigned and one.provisioned]
        return [conversation.step(UNEXPLAINED, {"user": person.alias, "everybody": everybody})]

    def _changes(self, person: Person, username: str, body: dict[str, Any], *, partial: bool = False) -> dict[str, Any]:
        """What of the person's profile is different now, null for what is gone; it is remembered."""
        if not body:
            return {}
        now = self._cast.profile(username, body)
        if partial:
            now = {**person.profile, **now}
        changed = {name: value for name, value in now.items() if person.profile.get(name) != value}
        cleared = {name: None for name in person.profile if name not in now}
        if cleared and not partial:
            self._cleared |= {"as null" if _says_null(body) else "left out"}
        person.profile = now
        return {**changed, **cleared}


def _first_bodies(conversations: Iterable[Conversation]) -> dict[str, dict[str, Any]]:
    """The first body that Okta sent about each username, for look-ups that ended before one was sent."""
    bodies: dict[str, dict[str, Any]] = {}
    for conversation in conversations:
        if (name := conversation.first.looked_for) is not None and (body := _okta_body(conversation)):
            bodies.setdefault(name.lower(), body)
    return bodies


def _says_password(conversation: Conversation, write: Traffic) -> bool:
    """Whether Okta sends a password of its own, not one that the provider's GET showed (okta-wire 3.2, 5)."""
    echoed = any("password" in one.resource for one in conversation.requests if one.method == "GET")
    return "password" in _patched(write) or ("password" in write.sent and not echoed)


def _says_null(body: dict[str, Any]) -> bool:
    """Whether a body says null of anything Okta manages."""
    inner = [value for key, value in body.items() if key not in ("meta", "externalId")]
    return any(value is None or (isinstance(value, dict) and _says_null(value)) for value in inner)


def _last_write(conversation: Conversation) -> Traffic | None:
    writes = conversation.writes("PUT") + conversation.writes("PATCH")
    return writes[-1] if writes else None


def _switched_off(conversation: Conversation) -> str | None:
    """The feature without which a conversation ends at a look-up that went well (okta-wire 2.2, 2.5 [D])."""
    if conversation.last.looked_for is None or not conversation.last.ok or conversation.last.lost:
        return None
    if not conversation.last.found:
        return "create_users" if _empty_list(conversation.last) else None
    inactive = conversation.match is not None and conversation.match.get("active") is False
    return "deactivate_users" if inactive else None


def _empty_list(request: Traffic) -> bool:
    """Whether the answer is a list that Okta can read, and holds nothing."""
    return any(key.lower() == "totalresults" and value == 0 for key, value in request.resource.items())


def _unassigned_silently(person: Person) -> list[Step]:
    """The end of an assignment of which nothing was sent: Deactivate Users was off (okta-wire 4.4 [D])."""
    first = Step("disable", "deactivate_users")
    first.comments.append(f"{person.alias} is assigned anew; how the assignment ended is not in the recording")
    return [first, Step("unassign_user", person.alias), Step("enable", "deactivate_users")]


def _okta_body(conversation: Conversation) -> dict[str, Any]:
    """What Okta itself says of the person: the create, or the profile of the last PUT."""
    created, replaced = conversation.writes("POST"), conversation.writes("PUT")
    if created:
        return created[-1].sent
    inactive = conversation.match is not None and conversation.match.get("active") is False
    return replaced[-1].sent if replaced and (not inactive or len(replaced) > 1 or conversation.writes("PATCH")) else {}


def _sent_name(conversation: Conversation) -> str:
    return next((str(one.sent["userName"]) for one in conversation.requests if one.sent.get("userName")), "")


def _patched(write: Traffic) -> dict[str, Any]:
    values = [one.get("value") for one in write.operations]
    return {key: value for held in values if isinstance(held, dict) for key, value in held.items()}


def _deactivates(conversation: Conversation, write: Traffic) -> bool:
    """`active` false and nothing else: the pure echo of the GET, or the PATCH (okta-wire 4.1, 4.2 [C])."""
    if write.method == "PATCH":
        return _patched(write).get("active") is False
    read = next((one.resource for one in reversed(conversation.requests) if one.method == "GET"), {})
    rest = {key: value for key, value in write.sent.items() if key != "active"}
    echo = not read or rest == {key: value for key, value in read.items() if key != "active"}
    return write.sent.get("active") is False and echo
