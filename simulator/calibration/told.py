"""The story of a recording: as somebody says it was, or as the importer reads it from the requests."""

from dataclasses import replace
from typing import Any

from simulator.calibration.playing import ToldStory
from simulator.calibration.recording import Recorded, Recording
from simulator.errors import ScenarioError
from simulator.intake.draft import Draft, Step, scenario_text
from simulator.intake.traffic_story import draft_of
from simulator.okta.times import iso
from simulator.play.clock import parse_iso
from simulator.scenario.loading import load_text

LATE = 2
"""Seconds that a story waits longer than was seen, so that what fell due then is surely done."""


def imported(recording: Recording) -> tuple[ToldStory, str]:
    """The story as the importer reads it, with the requests of each step, and its scenario's text."""
    evidence = recording.evidence
    draft = draft_of(evidence.traffic, evidence.base_url, evidence.left_out)
    draft.steps = [step for step in draft.steps if step.verb]
    _wait_as_seen(draft)
    by_traffic = {id(one.traffic): one for one in recording.requests}
    seen: dict[int, list[Recorded]] = {}
    given: dict[int, dict[str, Any]] = {}
    for number, step in enumerate(draft.steps, 1):
        seen[number] = [by_traffic[id(one)] for one in step.seen if id(one) in by_traffic]
        if step.given is not None:
            given[number] = step.given
    text = scenario_text(replace(draft, steps=[Step(step.verb, step.argument) for step in draft.steps]))
    try:
        scenario = load_text(text, "the imported scenario")
    except ScenarioError as wrong:
        raise RuntimeError(f"our mistake: the scenario made of the recording cannot be read: {wrong}") from wrong
    return ToldStory(scenario, seen, given, told=False), text


def _wait_as_seen(draft: Draft) -> None:
    """Where Okta tried again by itself, the story waits as long as the recording did."""
    last = ""
    for step in draft.steps:
        if step.verb == "wait" and step.seen and last:
            seconds = round(parse_iso(step.seen[0].at) - parse_iso(last)) if _dated(step.seen[0].at, last) else 0
            if seconds > 0:
                step.argument = f"{seconds + LATE}s"
        last = step.seen[-1].at if step.seen else last


def _dated(*times: str) -> bool:
    try:
        return all(iso(parse_iso(one)) for one in times)
    except ValueError:
        return False
