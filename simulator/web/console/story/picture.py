"""The two sides with the wire between them: what is in each, and the request that is on its way."""

from dataclasses import dataclass

from simulator.okta.org import Org
from simulator.play.transcript import Exchange, Wait
from simulator.reports import sentences
from simulator.scim.message import Request
from simulator.web.console.wire.rows import spoken
from simulator.web.engine.engine import Engine
from simulator.web.engine.looking import Seen


@dataclass(frozen=True)
class Edge:
    """What is on the wire: `state` is quiet, held, sending, waiting, or how good the last answer was (good, warn,
    bad); `says` is the request, `answer` its status or what it waits for, `purpose` what it is for.
    """

    state: str
    says: str = ""
    answer: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Picture:
    """The boxes and the wire; counts of the provider's side are None where nobody looked.

    `short`: not all of it could be read, so that there are at least as many.
    """

    people: int
    assigned: int
    tasks: int
    requests: int
    edge: Edge
    accounts: int | None
    members: int | None
    groups: int | None
    short: bool


def picture(engine: Engine, org: Org) -> Picture:
    """The two sides of an engine; call it with the org held."""
    app, seen = engine.instance.tenant.app, engine.looking.seen
    accounts, members, groups = (None, None, None) if seen is None else _counts(seen)
    short = seen is not None and seen.others.short is not None
    return Picture(
        len(org.users), len(app.users), len(app.tasks), engine.requests, edge(engine), accounts, members, groups, short
    )


def _counts(seen: Seen) -> tuple[int, int | None, int]:
    members = None if seen.others.state is None else sum(one == "active" for one in seen.members.values())
    return seen.accounts, members, seen.held_groups


def edge(engine: Engine) -> Edge:
    """What is on the wire now: what is held back, else what is under way, else what came last."""
    waiting, sending = engine.hold.waiting, engine.hold.under_way
    if waiting:
        more = f", and {len(waiting) - 1:,} more wait" if len(waiting) > 1 else ""
        return Edge("held", asked(waiting[0]), f"held back{more}", purpose(waiting[0]))
    if sending:
        return Edge("sending", asked(sending[0]), "sent, not answered yet", purpose(sending[0]))
    for _, event in reversed(engine.record.recent()):
        if isinstance(event, Wait):
            return Edge("waiting", spoken(event.seconds), "", event.reason)
        if event.origin == "okta":
            return Edge(sentences.role(sentences.status(event)), _said(event), sentences.answer(event), _purpose(event))
    return Edge("quiet", "Nothing was sent yet")


def asked(request: Request) -> str:
    """A request on one line."""
    return f"{request.method} {sentences.address(request.path, request.query, short_ids=True)}"


def purpose(request: Request) -> str:
    """What a request is for, and who it is about."""
    about = f", {request.subject}" if request.subject else ""
    return f"{request.purpose}{about}"


def _said(event: Exchange) -> str:
    return f"{event.request['method']} {sentences.target(event, short_ids=True)}"


def _purpose(event: Exchange) -> str:
    return event.purpose + (f", {event.subject}" if event.subject else "")
