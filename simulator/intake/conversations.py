"""Recorded requests, sorted into Okta's conversations: one job about one user or group each (okta-wire 2 to 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.intake.draft import Step
from simulator.intake.evidence.traffic import Traffic

CHUNK = 100
"""Membership changes in one PATCH, after which the same job sends another (okta-wire 6.4 [D])."""
PROBE = (1, 2)
"""`startIndex` and `count` of the connection test (okta-wire 1.1 [C])."""


@dataclass
class Conversation:
    """The requests of one job, in order."""

    requests: list[Traffic] = field(default_factory=list)

    @property
    def first(self) -> Traffic:
        """How it began."""
        return self.requests[0]

    @property
    def last(self) -> Traffic:
        """How it ended."""
        return self.requests[-1]

    @property
    def ok(self) -> bool:
        """Whether all went well; a look-up that is answered 404 found nobody."""
        return self.last.ok

    def writes(self, method: str) -> list[Traffic]:
        """Its requests with this method, without those a 429 put off."""
        return [one for one in self.requests if one.method == method and not one.limited]

    @property
    def match(self) -> dict[str, object] | None:
        """The one resource that its look-up found."""
        found = [one for request in self.requests if request.looked_for is not None for one in request.found]
        return found[0] if len(found) == 1 else None

    @property
    def given_id(self) -> str:
        """The id of what was made or, without a create, found."""
        created = self.writes("POST")
        if not created:
            return str((self.match or {}).get("id") or "")
        return str(created[-1].resource.get("id") or "") or (_location_id(created[-1]) if created[-1].lost else "")

    def step(self, verb: str, argument: Any = None) -> Step:
        """A step that all of its requests belong to."""
        return Step(verb, argument, self.first.at, list(self.requests))


def _location_id(request: Traffic) -> str:
    location = next((value for name, value in request.headers.items() if name.lower() == "location"), "")
    return location.rstrip("/").rpartition("/")[2]


def following(conversations: Sequence[Conversation]) -> dict[int, Conversation]:
    """For each conversation (by `id`) the next about the same person or group, however the two name them."""
    names: dict[str, str] = {}
    last: dict[str, Conversation] = {}
    found: dict[int, Conversation] = {}
    for one in conversations:
        scim_id, looked_for = one.first.scim_id or one.given_id, one.first.looked_for
        if not one.first.scim_id and not looked_for:
            continue
        name = f"{one.first.collection} {looked_for or names.get(scim_id, scim_id)}".lower()
        names.update({scim_id: name.partition(" ")[2]} if scim_id else {})
        if name in last:
            found[id(last[name])] = one
        last[name] = one
    return found


def sort_out(traffic: Sequence[Traffic]) -> list[Conversation]:
    """The conversations, in the order in which they began; several may run at once (okta-wire 0.5 [C])."""
    conversations: list[Conversation] = []
    running: dict[str, Conversation] = {}
    probing = probes_read_groups(traffic)
    for request in traffic:
        keys = _keys(request)
        held = next((running[key] for key in keys if key in running and _continues(running[key], request)), None)
        if held is None or (_leaves_probe(held, request) and not probing):
            held = Conversation()
            conversations.append(held)
        held.requests.append(request)
        running.update(dict.fromkeys([*keys, *_learned(request)], held))
    return conversations


def probes_read_groups(traffic: Sequence[Traffic]) -> bool:
    """Whether every connection test reads groups too, as it does with Import Groups on (okta-wire 1.1 [D: DOC11])."""
    following = [after for one, after in zip(traffic, [*traffic[1:], None], strict=True) if _is_probe(one) and one.ok]
    return bool(following) and all(after is not None and _lists_groups(after) for after in following)


def _is_probe(request: Traffic) -> bool:
    return request.method == "GET" and request.path == "/Users" and request.page == PROBE


def _lists_groups(request: Traffic) -> bool:
    return request.path == "/Groups" and request.page == (1, CHUNK) and request.looked_for is None


def _leaves_probe(conversation: Conversation, request: Traffic) -> bool:
    return _is_probe(conversation.first) and not request.same_request(conversation.first)


def _keys(request: Traffic) -> list[str]:
    """What a request is about, as far as it says so; a create without its body follows the latest look-up."""
    if request.scim_id:
        return [f"{request.collection}/{request.scim_id}"]
    name = request.looked_for or request.sent.get("userName") or request.sent.get("displayName")
    latest = f"{request.collection}?"
    named = [f"{latest}{str(name).lower()}"] if name else []
    if request.looked_for is not None or (request.method == "POST" and not name):
        return [*named, latest]
    return named or ["whole collections"]


def _learned(request: Traffic) -> list[str]:
    """What the conversation is about from now on: the id of what was found or made."""
    resources = request.found if request.looked_for is not None else [request.resource]
    return [f"{request.collection}/{one['id']}" for one in resources if one.get("id")]


def _continues(conversation: Conversation, request: Traffic) -> bool:
    last = conversation.last
    if last.limited:
        return last.same_request(request)
    if request.method == "GET" and not request.scim_id:
        return request.looked_for is None and _is_further_page(conversation, request)
    if not last.ok:
        return last.status == 404 and last.looked_for is not None and request.method == "POST"
    if request.collection == "Users":
        return _user_continues(conversation, request)
    return _group_continues(conversation, request)


def _is_further_page(conversation: Conversation, request: Traffic) -> bool:
    """The next page, or the groups after the users (okta-wire 1.1, 7.1)."""
    last = conversation.last
    if not last.ok:
        return False
    if last.collection == request.collection:
        return request.page[0] > last.page[0] > 0
    return last.collection == "Users" and request.page == (1, 100) and last.scim_id == "" and last.looked_for is None


def _user_continues(conversation: Conversation, request: Traffic) -> bool:
    last = conversation.last
    by_name = conversation.first.looked_for is not None
    if request.method == "POST":
        return last.looked_for is not None
    if request.method == "PUT":
        return last.method == "GET" and last.scim_id == request.scim_id
    matched = conversation.match is not None and conversation.match.get("id") == request.scim_id
    if request.method == "PATCH":
        read = last.method == "GET" and last.scim_id == request.scim_id
        return read or (matched and last.looked_for is not None)
    reactivated = len(conversation.writes("PUT")) + len(conversation.writes("PATCH")) == 1 and _was_inactive(
        conversation
    )
    return by_name and matched and (last.looked_for is not None or reactivated)


def _was_inactive(conversation: Conversation) -> bool:
    return conversation.match is not None and conversation.match.get("active") is False


def _group_continues(conversation: Conversation, request: Traffic) -> bool:
    last = conversation.last
    if request.method == "POST":
        return last.looked_for is not None
    if request.method == "GET":
        return last.method == "POST" or last.looked_for is not None
    if request.method == "PUT":
        return last.method == "GET" and last.scim_id == request.scim_id
    if request.method == "PATCH":
        return last.method == "POST" or last.looked_for is not None or _same_job(last, request)
    return False


def _same_job(last: Traffic, request: Traffic) -> bool:
    """A name PATCH and the membership PATCH beside it, and the chunks of a large change (okta-wire 6.4 [D])."""
    if last.method != "PATCH":
        return False
    if changes_members(request):
        return not changes_members(last)
    return membership_changes(last) >= CHUNK


def changes_members(request: Traffic) -> bool:
    """Whether a PATCH is about members."""
    return membership_changes(request) > 0 or any(_path(one).startswith("members") for one in request.operations)


def membership_changes(request: Traffic) -> int:
    """How many members a PATCH adds and removes."""
    return sum(_changed_by(operation) for operation in request.operations)


def _changed_by(operation: dict[str, object]) -> int:
    value = operation.get("value")
    if _path(operation).startswith("members["):
        return 1
    if isinstance(value, dict):
        value = value.get("members")
    return len(value) if isinstance(value, list) else 0


def _path(operation: dict[str, object]) -> str:
    return str(operation.get("path") or "")
