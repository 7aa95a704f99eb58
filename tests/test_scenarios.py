"""Every bundled scenario keeps its expectations and plays exactly as recorded."""

import ast
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from simulator.play.transcript import Exchange, RunFinished, Wait, dump, to_json
from simulator.register.register import areas, find
from simulator.scenario.loading import load

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
_TIMING = re.compile(r'"(milliseconds|seconds)":[0-9.]+(?=[,}])')


def timeless(line: str) -> str:
    """The line with its two timing members set to 0; a `wait` event's seconds are no timing."""
    return line if line.startswith('{"event":"wait"') else _TIMING.sub(r'"\1":0', line)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_bundled_scenario_plays_as_recorded_and_keeps_its_expectations(path, play, monkeypatch):
    monkeypatch.chdir(ROOT)

    played = play(path.relative_to(ROOT))

    recorded = "".join(timeless(dump(event)) for event in played.events)
    golden = GOLDEN / f"{path.stem}.jsonl"
    if os.environ.get("OKTASIM_UPDATE_GOLDEN"):
        golden.write_text(recorded, encoding="utf-8")
    assert recorded.splitlines() == golden.read_text(encoding="utf-8").splitlines()
    finished = played.events[-1]
    assert isinstance(finished, RunFinished)
    assert finished.kept


ONE_DIALECT = {
    "catalogue-app", "link-existing-user", "member-removal-lost", "member-replace-unsupported",
    "offboarding-and-return", "patch-unsupported", "patch-without-path-refused", "push-in-error",
    "published-guide", "push-now-empty-group", "quickstart", "several-membership-changes",
}  # fmt: skip
"""Stories about how one kind of integration writes; all others keep their expectations in both."""


@pytest.mark.parametrize("integration", ["aiw", "oin"])
@pytest.mark.parametrize(
    "path", [path for path in SCENARIOS if path.stem not in ONE_DIALECT], ids=lambda path: path.stem
)
def test_a_story_that_is_not_about_one_dialect_keeps_its_expectations_in_both(path, integration, play):
    events = play(path, integration=integration).events

    assert events[-1].kept
    sent = [one for one in events if isinstance(one, Exchange) and one.origin == "okta"]
    assert [one.purpose for one in sent if not one.why or any(find(rule) is None for rule in one.why)] == []
    assert unexplained([to_json(one) for one in events]) == []
    refused = [one for one in events if isinstance(one, Exchange) and one.response and one.response["status"] >= 400]
    assert path.stem in NOT_THE_HUBS or all(one.answered_by for one in refused)


@pytest.mark.parametrize("name", ["quickstart", "published-guide"])
def test_each_step_of_a_guide_has_its_narrators_sentence(name):
    steps = load(ROOT / "scenarios" / f"{name}.yaml").steps

    assert [step.verb for step in steps if not step.note] == []
    assert [step.note for step in steps if "\n" in step.note or not step.note.endswith(".")] == []


def test_the_published_guide_has_the_pages_nine_steps_in_their_order():
    notes = [step.note for step in load(ROOT / "scenarios" / "published-guide.yaml").steps]

    assert list(dict.fromkeys(note.partition(":")[0] for note in notes)) == [f"Step {number}" for number in range(9)]


def test_no_golden_transcript_is_left_without_its_scenario():
    assert {path.stem for path in SCENARIOS} == {path.stem for path in GOLDEN.glob("*.jsonl")}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_recorded_run_holds_no_secret(path):
    text = (GOLDEN / f"{path.stem}.jsonl").read_text(encoding="utf-8")

    assert not re.search(r"stub_\w{20}|scim_stub\w{20}", text)
    for line in text.splitlines():
        event = json.loads(line)
        body = event.get("request", {}).get("body") or {}
        assert str(body.get("password", "<password-0>")).startswith("<password-")


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLDEN / f"{path.stem}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_each_request_of_oktas_says_by_which_rules_of_the_register(path):
    events = lines_of(path)

    sent = [one for one in events if one["event"] == "exchange" and one["origin"] == "okta"]
    assert [(one["step"], one["purpose"]) for one in sent if not one.get("why")] == []
    assert sorted({rule for one in events for rule in one.get("why", []) if find(rule) is None}) == []
    assert [one for one in events if one["event"] == "exchange" and one["origin"] != "okta" and "why" in one] == []


MADE = ("log", "task", "wait", "warning")


def unexplained(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Okta did, or refused, that names no rule; a wait that the scenario asks for is no doing of Okta's."""
    made = [one for one in events if one["event"] in MADE or one.get("outcome") in ("failure", "refused")]
    return [one for one in made if not one.get("why") and one.get("reason") != Wait.asked]


def test_each_row_task_wait_warning_and_refusal_says_by_which_rules():
    events = [one for path in SCENARIOS for one in lines_of(path)]

    assert unexplained(events) == []
    assert {*MADE} <= {one["event"] for one in events}
    assert sum(one.get("outcome") in ("failure", "refused") for one in events) > 30


A_FAULT = "a fault of the scenario answers"
A_QUIRK = "a quirk of the scenario refuses"
NOT_THE_HUBS = {
    "create-races-sso": A_FAULT, "group-external-id-required": A_FAULT, "html-error-page": A_FAULT,
    "linked-group-missing": A_FAULT, "patch-without-path-refused": A_FAULT, "push-in-error": A_FAULT,
    "rate-limit-storm": A_FAULT, "reassign-refused": A_FAULT, "several-membership-changes": A_FAULT,
    "inactive-hidden": A_QUIRK, "member-replace-unsupported": A_QUIRK, "member-unknown-to-the-server": A_QUIRK,
    "patch-unsupported": A_QUIRK, "push-now-empty-group": A_QUIRK,
}  # fmt: skip
"""The stories in which a request is refused by no rule of the Hub's, each with who refuses."""


def test_each_refusal_of_the_bundled_hub_says_by_which_of_its_rules():
    refused = [
        (path.stem, one["response"])
        for path in SCENARIOS
        for one in lines_of(path)
        if one["event"] == "exchange" and one["response"] and one["response"]["status"] >= 400
    ]
    named = [rule for _, response in refused for rule in response.get("why", [])]

    assert {name for name, response in refused if not response.get("why")} == NOT_THE_HUBS.keys()
    assert {rule.partition(".")[0] for rule in named} == {"hub"}
    assert [rule for rule in named if find(rule) is None] == []
    for name in NOT_THE_HUBS:
        written = load(ROOT / "scenarios" / f"{name}.yaml")
        text = Path(written.file).read_text(encoding="utf-8")
        assert ("quirk" if NOT_THE_HUBS[name] == A_QUIRK else "fault") in text


ID = re.compile(r"[a-z]+(\.[a-z0-9-]+)+")


def test_every_id_that_the_code_hands_on_is_in_the_register():
    named = {
        (path.name, one.value)
        for path in (ROOT / "simulator" / "okta").rglob("*.py")
        if path.name != "system_log_catalogue.py"  # Okta's earlier names of events look alike
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and ID.fullmatch(one.value)
        and one.value.partition(".")[0] in areas()
    }  # fmt: skip

    assert len(named) > 100
    assert sorted(one for one in named if find(one[1]) is None) == []
