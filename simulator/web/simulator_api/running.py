"""The simulator itself: its jobs and who waits for them, its clock, rate limits, start: `/simulator/v1/...`."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Response, request

from provider_stub.faults.fault import seconds as hub_seconds
from simulator.okta.actions.record import not_found
from simulator.okta.org import App, Org
from simulator.play.job_queue import Ticket
from simulator.scenario.fields.profile_values import AttributeTypes
from simulator.scenario.parts.steps import read_act
from simulator.verbs import VERBS
from simulator.verbs.hub import Hub
from simulator.verbs.simulation import ClearFaults
from simulator.verbs.verb import Verb
from simulator.web.api.lookups import find_app
from simulator.web.http.answers import Area, nothing, reply
from simulator.web.http.context import client, engine, optional_body, required_body, sent_json, settings
from simulator.web.http.errors import ApiError, invalid
from simulator.web.http.rate_limits import LIMITS
from simulator.web.simulator_api.openapi import JOBS, WAIT, members, takes

LONGEST_WAIT = 600.0


def seconds(name: str, default: float) -> float:
    """A query parameter in seconds.

    Raises:
        ApiError: E0000001; it is no number between 0 and 600.
    """
    raw = request.args.get(name)
    if raw is None:
        return default
    try:
        value = float(raw)
    except ValueError:
        value = -1.0
    if not 0 <= value <= LONGEST_WAIT:
        raise invalid(name, f"{name}: a number of seconds between 0 and 600 is expected")
    return value


Argument = Callable[[Org, App], dict[str, Any]]
"""What a verb's argument is made of, of whom a path or a body names."""


def start(app_id: str, verb: type[Verb], argument: Argument = lambda _, __: {}) -> Response:
    """Act on an app; 202 with the jobs that were queued, or 200 when `?wait=` saw them all end."""
    return begun(acted(app_id, verb, argument))


def begun(tickets: list[Ticket]) -> Response:
    """What was queued: 202, or 200 when `?wait=` saw all of it end."""
    await_all(tickets, seconds("wait", 0.0))
    finished = all(ticket.finished.is_set() for ticket in tickets)
    return reply({"jobs": [_shown(ticket) for ticket in tickets]}, 200 if finished else 202)


def acted(app_id: str, verb: type[Verb], argument: Argument = lambda _, __: {}) -> list[Ticket]:
    """Act on an app; what was queued."""
    with engine().act(client()) as act:
        app = find_app(act.org, app_id)
        act.do(verb, app, **argument(act.org, app))
    return act.tickets


def await_all(tickets: list[Ticket], timeout: float) -> None:
    """Wait for tickets to end, `timeout` seconds in all."""
    end = time.monotonic() + timeout
    for ticket in tickets:
        ticket.finished.wait(max(0.0, end - time.monotonic()))


def _shown(ticket: Ticket) -> dict[str, Any]:
    outcome = ticket.outcome
    return {
        "operation": ticket.job.operation,
        "subject": ticket.job.subject_id,
        "finished": ticket.finished.is_set(),
        "ok": outcome.ok if outcome else None,
        "text": outcome.text if outcome else None,
        "error": outcome.error if outcome else None,
    }


running = Area("running", __name__, url_prefix="/simulator/v1")

LONGEST_JUMP = 366 * 86400.0
_NUMBER = {"type": "number", "minimum": 0}
_LIMITS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}


@running.reads("/jobs")
def show_jobs(org: Org) -> Any:
    """Show how many jobs are queued or under way, and which are put off until later."""
    later = [
        {"operation": job.operation, "subject": job.subject_id, "due": job.due, "attempt": job.attempt}
        for job in org.schedule
    ]
    return {"waiting": engine().queue.waiting, "scheduled": later}


@running.post("/jobs/wait")
@takes(query={"timeout": {**_NUMBER, "maximum": 600}})
def wait_for_jobs() -> Response:
    """Wait until no job that is due is left: `{"idle": true}`, or false after `timeout` seconds (30)."""
    return reply({"idle": engine().idle(seconds("timeout", 30.0))})


@running.post("/acts")
@takes(
    body={"type": "object", "minProperties": 1, "maxProperties": 1, "propertyNames": {"enum": list(VERBS)}},
    query=WAIT,
    answer=JOBS,
    optional=False,
)
def act() -> Response:
    """Do what a verb says: one of a scenario's, with its argument as there, such as `{"push_now": "team"}`."""
    with engine().act(client()) as act:
        try:
            verb = read_act(sent_json(), act.tenant.attribute_types())
        except ValueError as wrong:
            raise invalid("act", str(wrong)) from None
        act.do(verb)
    return begun(act.tickets)


@running.post("/clock/advance")
@takes(body={**members(seconds=_NUMBER), "required": ["seconds"]}, optional=False)
def advance_clock() -> Response:
    """Move the org's clock ahead; what falls due runs, so that nobody waits for a retry."""
    ahead = required_body().get("seconds")
    if not isinstance(ahead, int | float) or isinstance(ahead, bool) or not 0 <= ahead <= LONGEST_JUMP:
        raise invalid("seconds", "seconds: a number between 0 and a year is expected")
    engine().advance(float(ahead), client())
    return reply({"now": engine().clock.now()})


@running.post("/rate-limits/exhaust")
@takes(body=members(requests={"type": "integer", "minimum": 0}, part={"enum": list(LIMITS)}))
def exhaust() -> Response:
    """Answer the next requests to the Management API with 429: `requests` (1) of them, of one `part` or of any."""
    body = optional_body()
    count, part = body.get("requests", 1), body.get("part")
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= 10000:
        raise invalid("requests", "requests: a whole number up to 10000 is expected")
    if part is not None and (not isinstance(part, str) or part not in LIMITS):
        raise invalid("part", f"part: one of {', '.join(LIMITS)} is expected")
    settings().rate_limits.exhaust(count, part)
    return nothing()


@running.put("/rate-limits")
@takes(body={**members(enforced={"type": "boolean"}, limits=_LIMITS), "required": ["enforced"]}, optional=False)
def enforce() -> Response:
    """Enforce the limits per minute, or stop; `limits` sets some of them anew."""
    body = required_body()
    limits: Any = body.get("limits") or {}
    if not isinstance(limits, dict) or not all(type(limit) is int and limit > 0 for limit in limits.values()):
        raise invalid("limits", "limits: whole numbers by part of the API are expected")
    settings().rate_limits.enforce(limits if body.get("enforced") is True else None)
    return nothing()


@running.post("/reset")
def reset() -> Response:
    """Begin again from the scenario's start; the transcript goes on."""
    engine().begin_again()
    return nothing()


@running.route("/hub/<path:page>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@takes(body={"type": "object"})
def hub_page(page: str) -> Response:
    """One of the bundled Hub's pages, such as `faults`, `quirks`, `state` or `links`."""
    hub = engine().instance.tenant.hub
    if hub is None:
        raise not_found(page, "Hub page")
    body = sent_json() if request.get_data() else None
    if page.partition("/")[0] == "token":
        raise ApiError("E0000006", "", "The Hub's token is not changed here; a scenario's `hub` step can.")
    if (verb := _misbehaving(request.method, page, body)) is None:
        asked = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        status, answer, _ = hub(request.method, f"/-/{quote(page)}{asked}", body)
        if request.method != "GET":
            engine().hub_changed()
        return nothing(status) if answer is None else reply(answer, status)
    with engine().act(client()) as act:
        act.do(verb)
    if isinstance(verb, Hub):
        return reply({"quirks": hub("GET", "/-/quirks", None)[1]["quirks"]})
    return nothing() if isinstance(verb, ClearFaults) else reply(body, 201)


def _misbehaving(method: str, page: str, body: Any) -> Verb | None:
    """The verb that lays a fault, takes all away or switches a quirk, so that it is on record.

    None for any other page, and for what only the Hub's page understands, or refuses.
    """
    if (method, page) == ("DELETE", "faults"):
        return ClearFaults()
    if method != "POST" or page not in ("faults", "quirks") or not isinstance(body, dict):
        return None
    try:
        written = {"fault": _in_seconds(body)} if page == "faults" else {"hub": {"set_quirk": body}}
        return read_act(written, AttributeTypes())
    except ValueError:
        return None


def _in_seconds(fault: dict[str, Any]) -> dict[str, Any]:
    """A fault whose durations, which the Hub's page takes as plain numbers too, a scenario understands."""
    lengths = {name: hub_seconds(fault[name]) for name in ("delay", "lasts") if fault.get(name) is not None}
    return {**fault, **lengths}
