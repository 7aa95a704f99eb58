"""`/wire`: what was sent, a page of its own; `/wire/<n>`: one request with all that is known of it."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from flask import Response, render_template

from simulator.okta.org import Org
from simulator.play.comparison.bodies import ABSENT
from simulator.play.transcript import Exchange, Wait, to_json
from simulator.reports import bodies, curl, evidence, sentences
from simulator.reports.changes import MOST, Change, changes, operations, read_before
from simulator.web.console.pages import Pages
from simulator.web.console.wire.rows import Cause, Causes, WireList, waited
from simulator.web.engine.acts import StepUnderWay
from simulator.web.engine.record import RECENT
from simulator.web.http.context import engine

wire = Pages("wire", __name__)

LONGEST = 100_000
"""Characters of a body, and of a request to be copied, that a page shows."""


@wire.app_template_global()
def wire_list() -> WireList:
    """What the panel shows, for whatever page includes it."""
    return WireList()


@wire.app_template_filter("waited")
def _waited(event: Wait) -> str:
    return waited(event)


@wire.shows("/wire", "wire/list.html")
def show_wire(_: Org) -> dict[str, Any]:
    """What was sent and answered in this run."""
    return {}


@wire.shows("/wire/<number>", "wire/request.html")
def show_request(_: Org, number: str) -> dict[str, Any] | Response:
    """One request: what was sent and answered, what it changed, who caused it."""
    served, wanted = engine(), int(number) if number.isascii() and number.isdecimal() and len(number) < 13 else 0
    recent = served.record.recent()
    place = next((place for place, (found, _) in enumerate(recent) if found == wanted), None)
    if place is None or not isinstance(event := recent[place][1], Exchange):
        page = render_template("wire/not_kept.html", why=_not_kept(number, wanted, place))
        return Response(page, 404, content_type="text/html; charset=utf-8")
    sent = [found for found, one in recent if isinstance(one, Exchange)]
    here = sent.index(wanted)
    step = served.steps_done[event.step - 1] if event.step and event.step <= len(served.steps_done) else None
    return {
        "evidence": evidence,
        "shown": Request(wanted, event, Causes(served.steps_done).of(event), step, recent),
        "earlier": sent[here - 1] if here else None,
        "later": sent[here + 1] if here + 1 < len(sent) else None,
        "longest": LONGEST,
    }


def _not_kept(number: str, wanted: int, place: int | None) -> str:
    record = engine().record
    if place is not None:
        return "This is time that passed, and no request."
    if wanted < 1 or wanted > record.last:
        return f"There is no request {number}."
    if wanted <= record.began:
        return f"Request {number} belongs to a run that is over: the story has begun again since."
    return (
        f"Request {number} is not kept here any more: of this run's {record.sent:,} requests and waits, these pages "
        f"hold the last {RECENT:,}. All of them are in the JSON Lines under Take away."
    )


@dataclass(frozen=True)
class Request:
    """A request as its page shows it; `step` is the one that caused it, where one did."""

    number: int
    event: Exchange
    cause: Cause
    step: StepUnderWay | None
    recent: list[Any]

    @cached_property
    def messages(self) -> list[tuple[str, list[tuple[str, str]], str, int]]:
        """Both directions: a heading, the headers, the body's beginning, and how many characters of it are left out."""
        request, response = self.event.request, self.event.response
        shown = []
        for heading, message in (("Request", request), ("Answer", response or {})):
            body = bodies.pretty(message.get("body"))
            shown.append((heading, bodies.headers(message), body[:LONGEST], max(0, len(body) - LONGEST)))
        return shown

    @cached_property
    def before(self) -> tuple[int, Any] | None:
        """What a PUT is held against: the number of the GET, and what it was answered."""
        return read_before(self.number, self.recent) if self.event.request["method"] == "PUT" else None

    @cached_property
    def changes(self) -> list[Change]:
        """What a PUT changes, or what a POST sends; one more than are shown where there are more."""
        body, before = self.event.request.get("body"), self.before
        if self.event.request["method"] not in ("PUT", "POST") or bodies.raw(body) is not None or body is None:
            return []
        return list(islice(changes(ABSENT if before is None else before[1], body), MOST + 1))

    @property
    def operations(self) -> list[str]:
        """What a PATCH says, in words."""
        return operations(self.event.request.get("body")) if self.event.request["method"] == "PATCH" else []

    @property
    def complaint(self) -> str | None:
        """What the provider said where it refused, in its own words."""
        body = (self.event.response or {}).get("body")
        if self.event.response is None or sentences.status(self.event) < 400 or not isinstance(body, dict):
            return None
        said = [one for one in (body.get("detail"), body.get("scimType")) if isinstance(one, str) and one]
        return " · ".join(said) or None

    @property
    def administrator_reads(self) -> str | None:
        """What Okta shows where the step failed."""
        finished = None if self.step is None else self.step.finished
        return None if finished is None else finished.error

    @property
    def answers(self) -> list[evidence.Reason]:
        """The rules by which the bundled Hub answered so, where any is known."""
        return evidence.answers(self.event)

    @property
    def reasons(self) -> list[evidence.Reason]:
        """The rules that sent it, with their sources; none of what we read back ourselves."""
        return evidence.reasons(self.event)

    @property
    def as_curl(self) -> str:
        """The request as a command."""
        return curl.command(self.event)

    @property
    def as_json(self) -> str:
        """The event as the transcript holds it, indented."""
        return json.dumps(to_json(self.event), indent=2, ensure_ascii=False)
