"""What look-ups and creations answer: lists, their keys in any case, and the ids in them."""

from simulator.okta import wording
from simulator.okta.flows.conversation import Stop, expect
from simulator.okta.resource import Resource
from simulator.scim import urns
from simulator.scim.message import Json, Response


def is_list(body: Json) -> bool:
    """True for a ListResponse, which is nobody's account."""
    return urns.LIST_RESPONSE in _schemas(body)


def is_scim_error(body: Json) -> bool:
    """True for a SCIM Error message (RFC 7644 3.12)."""
    return urns.ERROR in _schemas(body)


def _schemas(body: Json) -> list[Json]:
    held = body.get("schemas") if isinstance(body, dict) else None
    return held if isinstance(held, list) else []


def listing(body: Json) -> dict[str, Json] | None:
    """The ListResponse with its keys in lower case, as Okta accepts them (0.6 [D: OLD-DOC]); None when it is none.

    `resources` may be missing when nothing was found (RFC 7644 3.4.2).
    """
    if not isinstance(body, dict):
        return None
    lowered = {key.lower(): value for key, value in body.items()}
    found = lowered.setdefault("resources", [] if lowered.get("totalresults") in (0, "0") else None)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return lowered


def found_by(answer: Response, prefix: str, event: str) -> dict[str, Json]:
    """The list that a look-up by filter answered; a 404 with a SCIM error is an empty one (2.2 [D: DOC20]).

    Raises:
        Stop: an answer that is neither.
    """
    if answer.status == 404 and is_scim_error(answer.json):
        return {"resources": []}
    expect(answer, prefix, event)
    listed = listing(answer.json)
    if listed is None:
        raise Stop(prefix + wording.NO_RESULTS, event=event, answer=answer)
    return listed


def id_in(body: Json) -> str | None:
    """The id of a resource, None where it has none."""
    scim_id = body.get("id") if isinstance(body, dict) else None
    return scim_id if isinstance(scim_id, str) and scim_id else None


def id_of(found: Resource, prefix: str, event: str) -> str:
    """The id of a resource that a look-up found.

    Raises:
        Stop: it has none, so nothing can be said about it.
    """
    scim_id = id_in(found)
    if scim_id is None:
        raise Stop(prefix + wording.NO_RESULTS, event=event)
    return scim_id
