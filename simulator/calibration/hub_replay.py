"""Recorded requests, sent in their order to a fresh bundled Hub in process, whose rules are a choice."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote, urlsplit

from provider_stub.http.app import Hub
from provider_stub.memory.records import Group, Ids, Person, Standing, split_name
from provider_stub.rules import Rules
from provider_stub.settings import Settings
from simulator.calibration.hub_recording import HubRecording, Seen, is_whole_list
from simulator.intake.evidence.json_values import a_text, an_object, objects_of
from simulator.intake.evidence.traffic import Traffic, header
from simulator.play.clock import VirtualClock
from simulator.scim.message import Request
from simulator.transport.wsgi import WsgiTransport

TOKEN = "a-token-for-the-replay"  # noqa: S105  (of a Hub that lives as long as the replay)
LEAST_REFUSAL = 400
Leaves = dict[str, Any]
"""An answer taken apart: its status, its media type, and each value of its body by its path."""


@dataclass(frozen=True)
class Replay:
    """The answers of one replay, and the rules that were asked on the way: no others can have mattered."""

    answers: tuple[Leaves, ...]
    asked: frozenset[str]


class _Ids(Ids):
    """Ids as they were recorded: the next one is that of the answer that is being replayed."""

    def __init__(self) -> None:
        super().__init__(0, "replay")
        self.recorded = ""

    def next(self) -> str:
        """The recorded id, once; one of our own where it is used up."""
        given, self.recorded = self.recorded, ""
        return given or super().next()


def watched(rules: Rules, asked: set[str]) -> Rules:
    """The same rules, which note in `asked` the name of each that is read."""

    class Watched(Rules):
        def __getattribute__(self, name: str) -> Any:
            asked.add(name)
            return super().__getattribute__(name)

    return Watched(**{one.name: getattr(rules, one.name) for one in fields(Rules)})


def replay(recording: HubRecording, rules: Rules) -> Replay:
    """What a bundled Hub with these rules answers to the recorded requests."""
    asked: set[str] = set()
    clock = VirtualClock(0)
    settings = Settings(
        organization=recording.organization,
        sso="basic" if recording.basic else "managed",
        token=TOKEN,
        rate_limit=None,
        public_url=recording.origin,
        rules=watched(rules, asked),
    )
    hub = Hub(settings, clock)
    ids = hub.org.store.ids = _Ids()
    transport = WsgiTransport(hub, clock)
    answers = []
    _appear(hub, recording.seen, 0)
    for number, one in enumerate(recording.requests, 1):
        ids.recorded = a_text(one.resource.get("id")) if one.method == "POST" and one.ok else ""
        answers.append(_send(transport, one))
        ids.recorded = ""
        _appear(hub, recording.seen, number)
    return Replay(tuple(answers), frozenset(asked & {one.name for one in fields(Rules)}))


def _send(transport: WsgiTransport, one: Traffic) -> Leaves:
    request = Request(one.method, one.path, quote(one.query, safe="=&?"), one.body, "replay", None)
    lines = [("Authorization", f"Bearer {TOKEN}"), ("Host", urlsplit(one.base_url).netloc)]
    if one.body is not None:
        lines += [
            ("Content-Type", "application/scim+json; charset=utf-8"),
            ("Content-Length", str(len(request.payload))),
        ]
    answer = transport.send(request, one.base_url, lines)
    body = json.loads(answer.text) if answer.text else None
    return leaves_of(answer.status, answer.header("Content-Type") or "", body, whole_list=is_whole_list(one))


def recorded_leaves(one: Traffic) -> Leaves:
    """The recorded answer in the same form; without a media type where the recording keeps none."""
    kind = header(one.headers, "content-type")
    return leaves_of(one.status, kind, None if one.lost else one.answer, whole_list=one.lost or is_whole_list(one))


def leaves_of(status: int | None, kind: str, body: Any, *, whole_list: bool) -> Leaves:
    """Status, media type and body; the body of a refusal, whose words are the provider's own, is left out."""
    found: Leaves = {"status": status}
    if kind:
        found["Content-Type"] = kind.partition(";")[0].strip().lower()
    if body is not None and not whole_list and status is not None and status < LEAST_REFUSAL:
        found.update(_leaves(body, ""))
    return found


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, held in value.items():
            yield from _leaves(held, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and value:
        for number, held in enumerate(value):
            yield from _leaves(held, f"{path}[{number}]")
    else:
        yield path, value


def _appear(hub: Hub, seen: tuple[Seen, ...], number: int) -> None:
    """Put there what the recording shows to be there from this request on."""
    for one in (each for each in seen if each.after == number):
        if one.is_user:
            hub.org.store.add_person(_person(hub, one))
    for one in (each for each in seen if each.after == number and not each.is_user):
        members = [a_text(each.get("value")) for each in objects_of(one.resource.get("members"))]
        known = [member for member in members if member in hub.org.store.scim_users]
        external_id = one.resource.get("externalId")
        group = Group(str(one.resource["id"]), a_text(one.resource.get("displayName")), external_id)
        hub.org.store.add_group(group)
        hub.org.store.join(group, known)


def _person(hub: Hub, one: Seen) -> Person:
    shown, rules = one.resource, hub.org.rules
    named = an_object(shown.get("name"))
    given, family = a_text(named.get("givenName")), a_text(named.get("familyName"))
    if one.invited:
        given, family = split_name(a_text(named.get("formatted")) or f"{given} {family}", rules.full_name_split)
    emails = [a_text(each.get("value")) for each in objects_of(shown.get("emails"))]
    standing = Standing.MEMBER if shown.get("active") is not False else Standing.INACTIVE
    return Person(
        str(shown["id"]), a_text(shown.get("userName")), given, family, emails[0] if emails else None,
        Standing.OUTSIDER if one.invited else standing, provisioned=not one.invited,
        external_id=None if one.invited else shown.get("externalId"),
    )  # fmt: skip
