"""A run's own HAR, imported and played, sends the same requests."""

import json

import pytest

from simulator.cli.arguments import load_file
from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import sources_of
from simulator.intake.importing import import_sources
from simulator.play.comparison.alignment import Correspondence
from simulator.play.comparison.bodies import compare_values
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Log
from simulator.reports import FORMATS
from simulator.scenario.finding import bundled
from simulator.scenario.loading import load_text

EXACT = (
    "quickstart", "catalogue-app", "username-rules", "rate-limit-storm", "offboarding-and-return", "mapping-edits",
    "link-existing-user", "timeout-after-write", "group-priority", "same-group-for-both", "group-rename",
    "password-sync",
)  # fmt: skip
"""Scenarios of every kind of conversation; of the others some do what traffic does not show."""


def exchanges(events):
    return [event for event in events if isinstance(event, Exchange) and event.origin == "okta"]


def played(scenario):
    return list(prepare(scenario, Choice(verify=False), {}).events())


def differences(before, after):
    ids = Correspondence("", "")
    if len(before) != len(after):
        yield len(before), len(after)
    for ours, theirs in zip(before, after, strict=False):
        same = ours.request["method"] == theirs.request["method"]
        if not same or not ids.same_path(ours.request["path"], theirs.request["path"]):
            yield ours.request["path"], theirs.request["path"]
        yield from compare_values("query", ours.request["query"], theirs.request["query"], ids)
        yield from compare_values("body", ours.request["body"], theirs.request["body"], ids)
        if (ours.response or {}).get("status") != (theirs.response or {}).get("status") or ours.error != theirs.error:
            yield ours.response, theirs.response


FEATURES = ("create_users", "deactivate_users", "update_user_attributes")


@pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)
def test_own_har_plays_to_the_same_requests_or_says_where_it_cannot(path, tmp_path):
    """As it is, and so without each feature of its app."""
    scenario = load_file(path)
    on = scenario.app.provisioning
    for off in ("", *(one for one in FEATURES if one in on)):
        app = scenario.app.model_copy(update={"provisioning": tuple(one for one in on if one != off)})
        recorded = played(scenario.model_copy(update={"app": app}))
        har = tmp_path / f"{path.stem}.har"
        har.write_text("".join(FORMATS["har"](recorded)), encoding="utf-8")
        if not exchanges(recorded):
            continue  # nothing was sent, so there is nothing to import

        imported = import_sources(sources_of([har]), Wish("imported"))
        again = played(load_text(imported.text, "imported.yaml"))

        assert [event for event in again if getattr(event, "held", None) is False] == [], off
        same = not list(differences(exchanges(recorded), exchanges(again)))
        assert [one.partition(" steps ")[2].partition(";")[0] for one in imported.complaints] in (
            [[]] if same else [[], ["send other requests than were recorded"]]
        ), off
        told = ("# played on the bundled Hub, ", "the requests of this step are not in it")
        assert same or any(one in imported.text for one in told), off
        assert same or off or path.stem not in EXACT


@pytest.mark.parametrize("path", bundled()[::3], ids=lambda path: path.stem)
def test_own_system_log_becomes_a_scenario_that_keeps_its_expectations(path, tmp_path):
    entries = [event.entry for event in played(load_file(path)) if isinstance(event, Log)]
    export = tmp_path / "log.json"
    export.write_text(json.dumps(entries[::-1]), encoding="utf-8")
    if not any("app" in entry["eventType"] for entry in entries):
        pytest.skip("nothing of this scenario is in the System Log")

    imported = import_sources(sources_of([export]), Wish("imported"))
    again = played(load_text(imported.text, "imported.yaml"))

    assert [event for event in again if getattr(event, "held", None) is False] == []
