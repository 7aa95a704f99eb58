"""Acts of the simulator's own API: the jobs they start, and their outcomes for those who wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from simulator.okta.org import App
from simulator.verbs.verb import Verb
from simulator.web.api.lookups import find_app, find_group, find_user
from simulator.web.engine.acts import Act
from simulator.web.engine.job_queue import Ticket
from simulator.web.http.answers import reply
from simulator.web.http.context import client, engine
from simulator.web.http.errors import invalid

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


@dataclass
class Subjects:
    """What a verb's argument is made of: the app, and the aliases of whom a path or a body names."""

    act: Act
    app: App

    def user(self, key: str) -> str:
        """The alias of a person, by id or login."""
        return self.act.tenant.alias_of(find_user(self.act.org, key))

    def group(self, group_id: str) -> str:
        """The alias of a group."""
        return self.act.tenant.alias_of(find_group(self.act.org, group_id))


def start(app_id: str, verb: Callable[[Subjects], Verb]) -> Response:
    """Act on an app; 202 with the jobs that were queued, or 200 when `?wait=` saw them all end."""
    return begun(acted(app_id, verb))


def begun(tickets: list[Ticket]) -> Response:
    """What was queued: 202, or 200 when `?wait=` saw all of it end."""
    await_all(tickets, seconds("wait", 0.0))
    finished = all(ticket.finished.is_set() for ticket in tickets)
    return reply({"jobs": [_shown(ticket) for ticket in tickets]}, 200 if finished else 202)


def acted(app_id: str, verb: Callable[[Subjects], Verb]) -> list[Ticket]:
    """Act on an app; what was queued."""
    with engine().act(client()) as act:
        app = find_app(act.org, app_id)
        act.do(verb(Subjects(act, app)), app)
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
