"""Recorded requests, sorted into Okta's conversations: one job about one user or group each (okta-wire 2 to 7)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from simulator.intake.draft import Step
from simulator.intake.evidence.json_values import an_object, objects_of
from simulator.intake.evidence.traffic import Traffic, header

CHUNK = 100
"""Membership changes in one PATCH, after which the same job sends another (okta-wire 6.4 [D])."""
PROBE = (1, 2)
"""`startIndex` and `count` of the connection test (okta-wire 1.1 [C])."""
_REMOVED = re.compile(r'members\[value eq "([^"]+)"\]')


@dataclass(eq=False)
class Conversation:
    """The requests of one job, in order; `following` is the next job about the same person or group.

    `two_rounds` says that linking reactivates accounts that are active too (the switch `link_always_two_rounds`).
    """

    requests: list[Traffic] = field(default_factory=list)
    following: "Conversation | None" = None
    two_rounds: bool = False

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
    def reactivates(self) -> bool:
        """Whether its look-up found one account, which gets a round of its own before its profile is pushed."""
        return self.found_inactive or (self.two_rounds and self.match is not None)

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

        A PUT alone after an account was found that gets a round of its own is the echo of that (okta-wire 2.5).
        """
        created, replaced = self.writes("POST"), self.writes("PUT")
        echo = not created and self.reactivates and len(replaced) == 1 and not self.writes("PATCH")
        return {} if echo else next((one.sent for one in reversed(created or replaced)), {})

    def step(self, verb: str, argument: Any = None, *comments: str) -> Step:
        """A step that all of its requests belong to."""
        return Step(verb, argument, self.first.at, list(self.requests), comments=list(comments))


@dataclass(frozen=True)
class Habits:
    """What of Okta's ways tells where a conversation ends: `rename`, the switch `membership_rename`, and `two_rounds`,
    `link_always_two_rounds`.
    """

    rename: Literal["before", "after", "never"] = "before"
    two_rounds: bool = False


def sort_out(traffic: Sequence[Traffic]) -> list[Conversation]:
    """The conversations, in the order in which they began; several may run at once (okta-wire 0.5 [C])."""
    conversations: list[Conversation] = []
    running: dict[str, Conversation] = {}
    probing = probes_read_groups(traffic)
    habits = Habits(membership_rename(traffic), links_in_two_rounds(traffic))
    for request in traffic:
        keys = _keys(request)
        held = next(
            (running[key] for key in keys if key in running and _continues(running[key], request, habits)), None
        )
        leaves = held is not None and _is_probe(held.first) and not request.same_request(held.first)
        if held is None or (leaves and not probing):
            held = Conversation(two_rounds=habits.two_rounds)
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


def _continues(conversation: Conversation, request: Traffic, habits: Habits) -> bool:
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
    return request.method == "PATCH" and (looked or last.method == "POST" or _same_job(conversation, request, habits))


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
    reactivated = conversation.reactivates and len(conversation.writes("PUT", "PATCH")) == 1
    return matched and conversation.first.looked_for is not None and (looked or reactivated)


def _same_job(conversation: Conversation, request: Traffic, habits: Habits) -> bool:
    """A name PATCH and the membership PATCH beside it, and the chunks of a large change (okta-wire 6.4 [D])."""
    last, beside = conversation.last, habits.rename
    if last.method != "PATCH":
        return False
    created = bool(conversation.writes("POST"))
    if changes_members(last):
        if beside == "after" and not created:
            return not changes_members(request) and not _renames(conversation, request)
        return _is_full(last) and (changes_members(request) == (created or beside == "never"))
    if not changes_members(request):
        return False
    if created or beside == "before":
        return True
    patches = conversation.writes("PATCH")
    return beside == "after" and len(patches) > 1 and _is_full(patches[-2])


def _renames(conversation: Conversation, request: Traffic) -> bool:
    """Whether a name PATCH says another name than one before it in the same conversation."""
    named = [one.patched["displayName"] for one in conversation.writes("PATCH") if one.patched.get("displayName")]
    return bool(named) and request.patched.get("displayName") != named[-1]


def _is_full(request: Traffic) -> bool:
    return sum(len(members_of(one)) for one in request.operations) >= CHUNK


def membership_rename(traffic: Sequence[Traffic]) -> Literal["before", "after", "never"]:
    """Where the name PATCH stands next to each membership PATCH (the switch of this name); `before` where none shows.

    The first push of a group that was just made sends none.
    """
    made = {f"/Groups/{one.resource.get('id')}" for one in traffic if one.method == "POST" and not one.is_user}
    by_group: dict[str, list[Traffic]] = {}
    for one in traffic:
        if not one.is_user and one.scim_id and not one.limited:
            by_group.setdefault(one.path, []).append(one)
    places = [
        place for path, requests in by_group.items() for place in _places_of_names(requests, just_made=path in made)
    ]
    if all("before" in place for place in places):
        return "before"
    told = [place for place in places if "unknown" not in place]
    return "after" if told and all("after" in place for place in told) else "never"


def _places_of_names(requests: Sequence[Traffic], *, just_made: bool) -> Iterator[set[str]]:
    """Of each membership PATCH of a group, where a name PATCH is; `unknown` where what comes after does not tell."""
    name, first = None, just_made
    for before, one, after in zip([None, *requests], requests, [*requests[1:], None], strict=False):
        if not changes_members(one):
            name, first = one.patched.get("displayName") or name, first and one.method != "PATCH"
            continue
        chunk = before is not None and changes_members(before) and _is_full(before)
        first = first and (before is None or before.method != "PATCH" or chunk)
        if first:
            continue
        place = {"before"} if before is not None and _is_name(before) else set()
        if after is None or not one.ok:
            place.add("unknown")
        elif _is_name(after) and name in (None, after.patched.get("displayName")):
            place.add("after")
        yield place


def _is_name(request: Traffic) -> bool:
    return request.method == "PATCH" and not changes_members(request)


def links_in_two_rounds(traffic: Sequence[Traffic]) -> bool:
    """Whether every active account that is linked is first sent `active` true (the switch `link_always_two_rounds`).

    A PATCH of `active` alone does so, and a PUT that only repeats what was read, where another GET follows.
    """
    linked: list[list[Traffic]] = []
    latest: dict[str, list[Traffic]] = {}
    for one in traffic:
        if not one.is_user or one.limited:
            continue
        match = one.found[0] if len(one.found) == 1 else {}
        if one.looked_for is not None and match.get("active") is True and match.get("id"):
            latest[str(match["id"])] = []
            linked.append(latest[str(match["id"])])
        elif one.scim_id in latest:
            latest[one.scim_id].append(one)
    rounds = [_activates(requests) for requests in linked if any(one.method != "GET" for one in requests)]
    return bool(rounds) and all(rounds)


def _activates(requests: Sequence[Traffic]) -> bool:
    """Whether these begin with a write of `active` alone."""
    at = next(at for at, one in enumerate(requests) if one.method != "GET")
    write, read = requests[at], requests[at - 1].resource if at else {}
    if write.method == "PATCH":
        return write.patched == {"active": True}
    echo = bool(read) and write.method == "PUT" and {**write.sent, "active": True} == {**read, "active": True}
    return echo and (not write.ok or any(one.method == "GET" for one in requests[at + 1 :]))


def changes_members(request: Traffic) -> bool:
    """Whether a PATCH is about members."""
    return any(
        str(one.get("path") or "").startswith("members") or "members" in an_object(one.get("value"))
        for one in request.operations
    )


def members_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The members that an operation of a PATCH names, in its path or its value (okta-wire 6.4)."""
    if removed := _REMOVED.fullmatch(str(operation.get("path") or "")):
        return [{"value": removed[1]}]
    value = operation.get("value")
    return objects_of(value.get("members") if isinstance(value, dict) else value)


def members_sent(conversation: Conversation) -> tuple[list[str], list[str]]:
    """The provider's ids of the people whom a conversation about a group says to be in it, or to join, and to leave.

    Members that a linked group had of its own have no `display` (okta-wire 6.1, 11.9).
    """
    there: dict[str, None] = {}
    gone: dict[str, None] = {}
    read = members_read(conversation) or []
    for write in conversation.writes("POST", "PUT", "PATCH"):
        for member in objects_of(write.sent.get("members")):
            if member.get("display") or member.get("value") not in read:
                there[str(member.get("value"))] = None
        for operation in write.operations:
            ids = [str(member.get("value")) for member in members_of(operation) if member.get("value")]
            (gone if operation.get("op") == "remove" else there).update(dict.fromkeys(ids))
    return list(there), list(gone)


def members_read(conversation: Conversation) -> list[str] | None:
    """The ids of the members that its last GET showed; None where it read no group."""
    reads = [one for one in conversation.requests if one.method == "GET" and one.scim_id and one.ok]
    if not reads:
        return None
    return [str(member.get("value")) for member in objects_of(reads[-1].resource.get("members"))]
