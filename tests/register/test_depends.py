"""The choices that a report's head names are those that the run depended on: each switch is turned, to see."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from simulator.okta.wire import Wire, options_of
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Event, to_json
from simulator.register.confidence import confidence
from simulator.scenario.loading import load

STORIES = Path(__file__).resolve().parents[2] / "scenarios"
DECIDED = {
    "filter_space": "captures since 2021 show %20; the plus is of 2018",
    "granular_deprovisioning": "captures deactivate; to delete is announced and has to be switched on",
    "link_always_two_rounds": "captures adopt an active account in one round",
    "patch_reads_first": "captures show no GET before it",
    "pathless_members": "documented and captured with a path",
    "retry_policy": "a user's job is documented as not tried again",
}
"""Switches whose default a source shows, so that a run which they would change depends on no choice; and why."""


def played(scenario: Any) -> tuple[list[Event], list[Any]]:
    """The events of a run, and what there is to see of it: all but the rules, and how long it took."""
    events = list(prepare(scenario, Choice(expect=False), {}).events())
    return events, [bare({**to_json(event), "seconds": None}) for event in events]


def bare(held: Any) -> Any:
    if isinstance(held, dict):
        return {name: bare(inner) for name, inner in held.items() if name not in ("why", "milliseconds")}
    return [bare(inner) for inner in held] if isinstance(held, list) else held


def others(switch: str, now: Any) -> list[Any]:
    """What else a switch could be."""
    if options := options_of(switch):
        return [one for one in options if one != now]
    return [now * 2] if isinstance(now, int) else [f"another {now}"]


@pytest.mark.parametrize(
    "story",
    [
        "push-in-error",
        "linked-group-missing",
        "mapping-edits",
        "catalogue-app",
        "group-rename",
        "null-in-concatenation",
    ],
)
def test_the_switches_of_okta_that_are_named_are_those_that_change_the_run(story):
    scenario = load(STORIES / f"{story}.yaml")
    events, seen = played(scenario)
    changing = set()
    for switch in (field.name for field in fields(Wire)):
        for value in others(switch, getattr(scenario.app.wire, switch)):
            turned = scenario.app.model_copy(update={"wire": replace(scenario.app.wire, **{switch: value})})
            if played(scenario.model_copy(update={"app": turned}))[1] != seen:
                changing.add(switch)

    named = {one for one in confidence(events).switches if not one.startswith("hub.")}
    assert named == changing - DECIDED.keys()
    assert named
