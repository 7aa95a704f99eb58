"""Recorded requests, sorted into Okta's conversations: one job about one user or group each (okta-wire 2 to 7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from simulator.intake.draft import Step
from simulator.intake.evidence.json_values import objects_of
from simulator.intake.evidence.traffic import Traffic, header

CHUNK = 100
"""Membership changes in one PATCH, after which the same job sends another (okta-wire 6.4 [D])."""
PROBE = (1, 2)
"""`startIndex` and `count` of the connection test (okta-wire 1.1 [C])."""
_REMOVED = re.compile(r'members\[value eq "([^"]+)"\]')


@dataclass(eq=False)
class Conversation:
    """The requests of one job, in order; `following` is the next job about the same person or group."""

    requests: list[Traffic] = field(default_factory=list)
    following: "Conversation | None" = None

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

    @property
    def is_about_one(self) -> bool:
        """Whether it is about one person or group, not about all there are."""
        return bool(self.first.scim_id or self.first.looked_for is not None or self.first.method == "POST")

    def writes(self, *methods: str) -> list[Traffic]:
        """Its requests with these methods, without those a 429 put off."""
        return [one for one in self.requests if one.method in methods and not one.limited]

    @property
    def match(self) -> dict[str, Any] | None:
        """The one resource that its look-up found."""
        found = [one for request in self.requests if request.looked_for is not None for one in request.found]
        return found[0] if len(found) == 1 else None

    @property
    def found_inactive(self) -> bool:
        """Whether its look-up found one account, which is not active."""
        return self.match is not None and self.match.get("active") is False

    @property
    def given_id(self) -> str:
        """The id of what was made or, without a create, found."""
        created = self.writes("POST")
        if not created:
            return str((self.match or {}).get("id") or "")
        named = header(created[-1].headers, "location").rstrip("/").rpartition("/")[2] if created[-1].lost else ""
        return str(created[-1].resource.get("id") or "") or named

    @property
    def okta_body(self) -> dict[str, Any]:
        """What Okta itself says of the person: the create, or the profile of the last PUT; empty where it is neither.

        A PUT alone after an inactive account was found is the echo that reactivates it (okta-wire 2.5).
        """
        created, replaced = self.writes("POST"), self.writes("PUT")
        echo = not created and self.found_inactive and len(replaced) == 1 and not self.writes("PATCH")
        return {} if echo else next((one.sent for one in reversed(created or replaced)), {})

    def step(self, verb: str, argument: Any = None, *comments: str) -> Step:
        """A step that all of its requests belong to."""
        return Step(verb, argument, self.first.at, list(self.requests), comments=list(comments))


def sort_out(traffic: Sequence[Traffic]) -> list[Conversation]:
    """The conversations, in the order in which they began; several may run at once (okta-wire 0.5 [C])."""
    conversations: list[Conversation] = []
    running: dict[str, Conversation] = {}
    probing = probes_read_groups(traffic)
    for request in traffic:
        keys = _keys(request)
        held = next((running[key] for key in keys if key in running and _continues(running[key], request)), None)
        leaves = held is not None and _is_probe(held.first) and not request.same_request(held.first)
        if held is None or (leaves and not probing):
            held = Conversation()
            conversations.append(held)
        held.requests.append(request)
        running.update(dict.fromkeys([*keys, *_learned(request)], held))
    _link(conversations)
    return conversations


def _link(conversations: Sequence[Conversation]) -> None:
    """Find for each the next about the same person or group, however the two name them."""
    names: dict[str, str] = {}
    last: dict[str, Conversation] = {}
    for one in conversations:
        scim_id, looked_for = one.first.scim_id or one.given_id, one.first.looked_for
        if not one.first.scim_id and not looked_for:
            continue
        name = f"{one.first.collection} {looked_for or names.get(scim_id, scim_id)}".lower()
        names.update({scim_id: name.partition(" ")[2]} if scim_id else {})
        if name in last:
            last[name].following = one
        last[name] = one


def probes_read_groups(traffic: Sequence[Traffic]) -> bool:
    """Whether every connection test reads groups too, as it does with Import Groups on (okta-wire 1.1 [D: DOC11])."""
    after = [after for one, after in pairwise([*traffic, None]) if one is not None and _is_probe(one) and one.ok]
    return bool(after) and all(one is not None and one.path == "/Groups" and _first_page(one) for one in after)


def _is_probe(request: Traffic) -> bool:
    return request.method == "GET" and request.path == "/Users" and request.page == PROBE


def _first_page(request: Traffic) -> bool:
    return request.page == (1, CHUNK) and request.looked_for is None


def _keys(request: Traffic) -> list[str]:
    """What a request is about, as far as it says so; a create without its body follows the latest look-up."""
    if request.scim_id:
        return [f"{request.collection}/{request.scim_id}"]
    latest = f"{request.collection}?"
    named = [f"{latest}{request.name.lower()}"] if request.name else []
    if request.looked_for is not None or (request.method == "POST" and not named):
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
        return request.looked_for is None and last.ok and _is_further_page(last, request)
    if not last.ok:
        return last.status == 404 and last.looked_for is not None and request.method == "POST"
    looked = last.looked_for is not None
    if request.method == "POST":
        return looked
    if request.method == "PUT":
        return last.method == "GET" and last.scim_id == request.scim_id
    if request.collection == "Users":
        return _user_continues(conversation, request, looked=looked)
    if request.method == "GET":
        return looked or last.method == "POST"
    return request.method == "PATCH" and (looked or last.method == "POST" or _same_job(last, request))


def _is_further_page(last: Traffic, request: Traffic) -> bool:
    """The next page, or the groups after the users (okta-wire 1.1, 7.1)."""
    if last.collection == request.collection:
        return request.page[0] > last.page[0] > 0
    return last.path == "/Users" and _first_page(request) and last.looked_for is None


def _user_continues(conversation: Conversation, request: Traffic, *, looked: bool) -> bool:
    """Whether a PATCH follows what was read or found, or a GET what was found or reactivated."""
    last = conversation.last
    matched = conversation.match is not None and conversation.match.get("id") == request.scim_id
    if request.method == "PATCH":
        return (last.method == "GET" and last.scim_id == request.scim_id) or (matched and looked)
    reactivated = conversation.found_inactive and len(conversation.writes("PUT", "PATCH")) == 1
    return matched and conversation.first.looked_for is not None and (looked or reactivated)


def _same_job(last: Traffic, request: Traffic) -> bool:
    """A name PATCH and the membership PATCH beside it, and the chunks of a large change (okta-wire 6.4 [D])."""
    if last.method != "PATCH":
        return False
    if changes_members(request):
        return not changes_members(last)
    return sum(len(members_of(one)) for one in last.operations) >= CHUNK


def changes_members(request: Traffic) -> bool:
    """Whether a PATCH is about members."""
    return any(str(one.get("path") or "").startswith("members") or members_of(one) for one in request.operations)


def members_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The members that an operation of a PATCH names, in its path or its value (okta-wire 6.4)."""
    if removed := _REMOVED.fullmatch(str(operation.get("path") or "")):
        return [{"value": removed[1]}]
    value = operation.get("value")
    return objects_of(value.get("members") if isinstance(value, dict) else value)
