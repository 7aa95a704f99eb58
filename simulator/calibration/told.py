"""The story of a recording: as somebody says it was, as the plan has it, or as the importer reads it from the files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from simulator.calibration.planning import plan, recognised
from simulator.calibration.playing import ToldStory
from simulator.calibration.recording import Recorded, Recording
from simulator.errors import ScenarioError
from simulator.intake.choosing import Wish
from simulator.intake.draft import Draft, Step, scenario_text
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.importing import tell
from simulator.progress import Watch, unwatched
from simulator.scenario.loading import load_text

LATE = 2
"""Seconds that a story waits longer than was seen, so that what fell due then is surely done."""


def planned(recording: Recording) -> ToldStory | None:
    """The story of the calibration plan, where the recording is of its people."""
    names = {one.traffic.name.lower() for one in recording.requests if one.traffic.is_user and one.traffic.name}
    app = recognised(names)
    return None if app is None else ToldStory(load_text(plan().story(app), "the calibration plan", stub=True))


def imported(
    recording: Recording, files: Sequence[Source], logs: Sequence[Source] = (), watch: Watch = unwatched
) -> ToldStory:
    """The story as the importer reads it from the same files, with the requests of each step.

    Raises:
        UnreadableError: there is nothing in them to play.
    """
    draft = tell(files, Wish(), watch, logs=logs).draft
    draft.steps = [step for step in draft.steps if step.verb]
    _wait_as_seen(draft)
    known = {_key(one.traffic): one for one in recording.requests}
    seen: dict[int, list[Recorded]] = {}
    given: dict[int, dict[str, Any]] = {}
    for number, step in enumerate(draft.steps, 1):
        seen[number] = [known[_key(one)] for one in step.seen if _key(one) in known]
        if step.given is not None:
            given[number] = step.given
    text = scenario_text(replace(draft, steps=[Step(step.verb, step.argument) for step in draft.steps]))
    try:
        scenario = load_text(text, "the imported scenario", stub=True)
    except ScenarioError as wrong:
        raise RuntimeError(f"our mistake: the scenario made of the recording cannot be read: {wrong}") from wrong
    return ToldStory(scenario, seen, given, told=False)


def _key(traffic: Traffic) -> tuple[str, ...]:
    """What tells a request of one reading of the files in another one."""
    return traffic.place, traffic.method, traffic.target


def _wait_as_seen(draft: Draft) -> None:
    """Where Okta tried again by itself, the story waits as long as the recording did."""
    last: float | None = None
    for step in draft.steps:
        first = step.seen[0].time if step.seen else None
        if step.verb == "wait" and first is not None and last is not None and first > last:
            step.argument = f"{round(first - last) + LATE}s"
        last = step.seen[-1].time if step.seen else last
