"""A scenario in the served org: posted as YAML, played at once or step by step: `/simulator/v1/scenario`."""

from typing import Any

from flask import Blueprint, Response, request

from simulator.errors import SimulatorError
from simulator.play import transcript
from simulator.scenario.loading import load_text
from simulator.web.http.answers import reply, utf8
from simulator.web.http.context import engine
from simulator.web.http.errors import invalid
from simulator.web.simulator_api.openapi import members, takes

scenarios = Blueprint("scenarios", __name__, url_prefix="/simulator/v1")


def _where() -> dict[str, Any]:
    """The scenario's name, its steps, and how many have been played."""
    scenario = engine().instance.scenario
    steps = [{"number": number, "verb": step.verb, "note": step.note} for number, step in enumerate(scenario.steps, 1)]
    return {"scenario": scenario.name, "file": scenario.file, "steps": steps, "played": engine().played}


@scenarios.get("/scenario")
def show_scenario() -> Response:
    """Show the scenario in place: its steps, and how many have been played."""
    return reply(_where())


@scenarios.post("/scenario")
@takes(body={"type": "string"}, takes="application/yaml", optional=False)
def put_scenario() -> Response:
    """Begin again from a scenario's start, its YAML in the body; its steps wait to be played.

    Its provider's settings are the bundled Hub's; an endpoint it names is not used, and its steps read no
    environment variables.
    """
    try:
        text = request.get_data().decode("utf-8")
        engine().begin_again(load_text(text, "posted.yaml"))
    except (SimulatorError, ValueError) as wrong:
        raise invalid("scenario", str(wrong)) from wrong
    return reply(_where(), 201)


@scenarios.get("/scenario.yaml")
def record_scenario() -> Response:
    """Give what was done so far as a scenario that plays to the same traffic; what was refused stands as a comment."""
    return Response(utf8(engine().recorded()), content_type="application/yaml; charset=utf-8")


@scenarios.post("/scenario/step")
@takes(answer=members(events={"type": "array", "items": {"type": "object"}}))
def play_step() -> Response:
    """Play the next step; its events, none when all have been played. Changes by others wait meanwhile."""
    with engine().alone():
        events = [transcript.to_json(event) for event in engine().play_step()]
    return reply({"events": events, **_where()})


@scenarios.post("/scenario/play")
def play_all() -> Response:
    """Play the steps that are left: whether all expectations held, and what was counted."""
    with engine().alone():
        while engine().play_step():
            pass
        ended = engine().judged()
    return reply({"kept": ended.kept, "counts": ended.counts, "provider": ended.provider})
