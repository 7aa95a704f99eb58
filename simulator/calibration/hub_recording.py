"""What a recording shows of a Hub: which requests can be judged, and who and what was there before they were sent."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.intake.evidence.json_values import a_text, an_object, objects_of
from simulator.intake.evidence.traffic import Traffic

_BASE = re.compile(r"(?P<origin>.*)/api/organizations/(?P<name>[^/]+)/(?P<family>scim|scim-provisioning)/v2")
_ID = re.compile(r"\b[0-9a-f]{24}\b")
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
UNAUTHORIZED, CONFLICT, TOO_MANY, BROKEN = 401, 409, 429, 500


@dataclass(frozen=True)
class Seen:
    """A user or group that the Hub had of itself, as an answer first showed it; `after` so many requests it appears.

    `invited`: an account on Basic SSO that the organization had not before it was invited.
    """

    after: int
    resource: dict[str, Any]
    is_user: bool
    invited: bool = False


@dataclass(frozen=True)
class HubRecording:
    """The requests to one organization of a Hub that can be judged, in order, and what it held of itself."""

    organization: str
    basic: bool
    origin: str
    requests: tuple[Traffic, ...]
    seen: tuple[Seen, ...]
    left_out: int = 0


def hub_recording(traffic: Sequence[Traffic], doubtful: frozenset[str] = frozenset()) -> HubRecording | None:
    """What can be judged of a recording; None where it is of no Hub.

    Left out is what says nothing of the Hub's rules: answers of 401, 429 and 5xx and those that nobody gave, and a
    conflict with, or a refusal of, somebody whom no other answer shows. After a write of which nobody knows whether it
    was carried out, everything about the same people and groups is left out; so it is about `doubtful` names and ids.
    """
    of_hub = [(one, found) for one in traffic if (found := _BASE.fullmatch(one.base_url))]
    if not of_hub:
        return None
    family, name, origin = _most((found["family"], found["name"], found["origin"]) for _, found in of_hub)
    basic = family == "scim-provisioning"
    kept = list(_judged([one for one, _ in of_hub], basic, set(doubtful)))
    located = (a_text(an_object(one.resource.get("meta")).get("location")) for one in kept)
    shown = next((found["origin"] for text in located if (found := _BASE.match(text))), origin)
    seen = tuple(_seen(kept, basic))
    return HubRecording(name, basic, shown, tuple(kept), seen, len(of_hub) - len(kept))


def _most(found: Iterable[tuple[str, str, str]]) -> tuple[str, str, str]:
    counted: dict[tuple[str, str, str], int] = {}
    for one in found:
        counted[one] = counted.get(one, 0) + 1
    return max(counted, key=lambda one: counted[one])


def _judged(traffic: list[Traffic], basic: bool, doubtful: set[str]) -> Iterator[Traffic]:
    known: set[str] = {name for one in traffic if not _creates(one) for shown in shown_by(one) for name in names(shown)}
    for one in traffic:
        about = subjects(one)
        if about & doubtful:
            doubtful |= about
        elif _says_nothing(one):
            if one.method in _WRITES and (one.status is None or one.status >= BROKEN):
                doubtful |= about
        elif _unseen_holder(one, basic, known):
            doubtful |= about
        else:
            known |= {name for shown in shown_by(one) for name in names(shown)}
            yield one


def _creates(one: Traffic) -> bool:
    return one.method == "POST" and one.ok


def _says_nothing(one: Traffic) -> bool:
    return one.status is None or one.status in (UNAUTHORIZED, TOO_MANY) or one.status >= BROKEN


def _unseen_holder(one: Traffic, basic: bool, known: set[str]) -> bool:
    """Whether a POST was refused because of somebody, or some account, that no other answer shows."""
    if one.method != "POST" or not one.is_user:
        return False
    refused = one.status == CONFLICT or (basic and one.status == 400)
    return refused and not names(one.sent) & known


def names(resource: dict[str, Any]) -> set[str]:
    """What must be unique of a user or group: names, addresses and external ids, without regard to case."""
    held = [a_text(resource.get(key)) for key in ("userName", "displayName", "externalId")]
    held += [a_text(one.get("value")) for one in objects_of(resource.get("emails"))]
    return {text.lower() for text in held if text}


def shown_by(one: Traffic) -> list[dict[str, Any]]:
    """The users or groups that an answer shows."""
    if not one.ok:
        return []
    held = one.found if "/" not in one.path.strip("/") and one.method == "GET" else [one.resource]
    return [resource for resource in held if a_text(resource.get("id"))]


def subjects(one: Traffic) -> set[str]:
    """Whom and what a request is about, and its answer: ids and unique names."""
    told = {one.scim_id, (one.looked_for or "").lower(), *names(one.sent), *_ID.findall(repr(one.body))}
    if one.looked_for or one.method != "GET" or one.scim_id:
        told |= {name for shown in shown_by(one) for name in (str(shown["id"]), *names(shown))}
        told |= set(_ID.findall(repr(one.answer))) if one.ok else set()
    return {text for text in told if text}


def is_whole_list(one: Traffic) -> bool:
    """Whether it lists a collection without a filter: it counts people whom the recording does not show."""
    return one.method == "GET" and not one.scim_id and "filter=" not in one.query


def _seen(kept: list[Traffic], basic: bool) -> Iterator[Seen]:
    """Who and what is there without having been made by a request that is judged."""
    ids: set[str] = set()
    absent: dict[str, int] = {}
    for number, one in enumerate(kept, 1):
        if one.looked_for and one.ok and not one.found:
            absent[one.looked_for.lower()] = number
        for shown in shown_by(one):
            if (scim_id := str(shown["id"])) in ids:
                continue
            ids.add(scim_id)
            name = a_text(shown.get("userName" if one.is_user else "displayName")).lower()
            if not _creates(one):
                yield Seen(absent.get(name, 0), shown, one.is_user)
            elif basic and one.is_user:
                yield Seen(0, shown, is_user=True, invited=True)
