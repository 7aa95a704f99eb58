"""What a recording does not show is open, and nothing of what we sent ourselves says how Okta sends."""

import json

import pytest

from simulator.calibration.deciding import deciding
from simulator.errors import UnreadableError
from simulator.intake.evidence.files import Source
from tests.calibration.conftest import Run

SYNC = """
name: A password is sent on
app: {provisioning: [create_users, update_user_attributes, deactivate_users, sync_password]}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
steps:
  - assign_user: ada
  - change_password: {user: ada, password: Correct-Horse-7}
  - unassign_user: ada
"""
JOINING = """
name: Somebody joins a pushed group
app: {integration: oin}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
groups: {crew: {name: Crew}}
steps:
  - assign_user: ada
  - push_group: crew
  - add_to_group: {group: crew, users: ada}
provider: {stub: {quirks: [any-username]}}
"""


def changed(run, change):
    for one in run.requests:
        change(one["request"])
    return run


def without_bodies(request):
    request["body"] = None


def test_a_masked_password_is_taken_for_any_password_and_decides_nothing(told, calibrated):
    scenario = told(SYNC)
    run = Run(scenario, seed=5)
    texts = json.dumps(run.requests)

    verdicts = calibrated([run.transcript()], scenario)

    assert "<password-" in texts
    assert "Correct-Horse-7" not in texts
    assert not [one for one in verdicts.calibration.found.attempt.differences if "password" in str(one)]


def test_a_recording_without_bodies_decides_nothing_that_only_bodies_show(told, calibrated):
    scenario = told(JOINING)
    whole = calibrated([Run(scenario, pathless_members=True).transcript()], scenario)
    bare = calibrated([changed(Run(scenario, pathless_members=True), without_bodies).transcript()], scenario)

    assert whole["pathless_members"].state == "decided"
    assert bare["pathless_members"].state == "open"
    assert bare["pathless_members"].fits == (False, True)
    assert bare["membership_rename"].state == "open"


def test_a_query_that_was_written_down_decoded_does_not_say_how_it_was_encoded(told, calibrated):
    def decoded(request):
        request["query"] = request["query"].replace("%20", " ").replace("%22", '"')
        request["url"] = request["url"].replace("%20", " ").replace("%22", '"')

    scenario = told(JOINING)
    verdicts = calibrated([changed(Run(scenario), decoded).transcript()], scenario)

    assert verdicts["filter_space"].state == "open"
    assert verdicts.calibration.explained


def test_what_oktasim_sent_to_read_back_is_no_evidence(told, calibrated):
    scenario = told(JOINING)
    run = Run(scenario)
    lines = run.transcript().data.splitlines()
    ours = [json.dumps({**json.loads(line), "origin": "verify"}).encode() for line in lines]

    with pytest.raises(UnreadableError, match="no SCIM request"):
        calibrated([Source("ours.jsonl", b"\n".join(ours))], scenario)
    mixed = calibrated([Source("mixed.jsonl", b"\n".join([*lines, *ours]))], scenario)
    assert len(mixed.calibration.recording.requests) == len(lines)


def test_a_story_of_other_people_is_refused(told, calibrated):
    run = Run(told(JOINING))

    with pytest.raises(UnreadableError, match="another story"):
        calibrated([run.transcript()], told(JOINING.replace("ada", "bob").replace("Crew", "Fleet")))


def test_a_log_of_no_rows_leaves_open_what_only_rows_show(bundled, calibrated):
    scenario = bundled("several-membership-changes")
    run = Run(scenario, log_reason="remote")

    alone = calibrated([run.transcript()], scenario)
    joined = calibrated([run.transcript(), run.system_log()], scenario)

    assert alone["log_reason"].state == "open"
    assert (joined["log_reason"].state, joined["log_reason"].value) == ("decided", "remote")


def test_a_log_that_was_filtered_decides_nothing_by_what_it_lacks(told, calibrated):
    scenario = told(deciding()["string_null"].stories()[0])
    run = Run(scenario, string_null="error")
    run.rows = [one for one in run.rows if one["outcome"]["result"] == "SUCCESS"]

    verdicts = calibrated([run.transcript(), run.system_log()], scenario)

    assert (verdicts["string_null"].state, verdicts["string_null"].value) == ("decided", "error")
    assert verdicts["unknown_country"].state == "open"


def test_the_rows_of_other_apps_say_nothing(told, calibrated):
    scenario = told(JOINING)
    run = Run(scenario, log_reason="remote")
    other = Run(told(JOINING.replace("app: {", "app: {label: Another app, ")), seed=8)
    run.rows += other.rows

    verdicts = calibrated([run.transcript(), run.system_log()], scenario)
    assert verdicts.calibration.explained
    assert len(verdicts.calibration.recording.entries) < len(run.rows)
    with pytest.raises(UnreadableError, match="none of them is A third one"):
        calibrated([run.transcript(), run.system_log()], told(JOINING.replace("app: {", "app: {label: A third one, ")))


def test_a_log_about_nobody_in_the_recording_is_of_another_org(told, calibrated):
    scenario = told(JOINING)
    renamed = JOINING.replace("app: {", "app: {label: As Okta calls it, ")
    elsewhere = renamed.replace("ada", "zoe").replace("Crew", "Fleet")

    of_another_label = [Run(scenario).transcript(), Run(told(renamed), log_reason="remote").system_log()]
    assert calibrated(of_another_label, scenario).calibration.explained
    with pytest.raises(UnreadableError, match="about As Okta calls it and nobody who is in the recording"):
        calibrated([Run(scenario).transcript(), Run(told(elsewhere)).system_log()], scenario)


BROKEN = JOINING.replace(
    "steps:", "steps:\n  - edit_mapping: {attribute: userType, expression: 'String.substring(\"abc\", 1, 9)'}"
)


@pytest.mark.parametrize("told_rows", [BROKEN, JOINING])
def test_a_row_that_names_no_app_is_the_stories_or_of_another_app(told, calibrated, told_rows):
    scenario = told(told_rows)
    run = Run(scenario)
    run.rows += Run(told(BROKEN.replace("app: {", "app: {label: Another app, ")), seed=8).rows

    verdicts = calibrated([run.transcript(), run.system_log()], scenario)

    assert any("invalid.expression" in row["eventType"] for row in run.rows)
    assert verdicts.calibration.explained
    assert verdicts["substring_oob"].value == ("error" if told_rows == BROKEN else None)


@pytest.mark.parametrize("switches", [{}, {"empty_policy": "omit"}])
def test_an_attribute_that_goes_may_have_lost_its_mapping(bundled, calibrated, switches):
    run = Run(bundled("custom-extension"), **switches)

    verdict = calibrated([run.transcript()])["empty_policy"]

    assert (verdict.state, set(verdict.fits)) == ("open", {"omit", "null", "empty-string", "echo-server"})
    assert "--scenario" in verdict.because


@pytest.mark.parametrize("seconds, state, value", [
    (300, "decided", 300), (90, "decided", 90), (303, "decided", 300), (2000, "open", None)
])  # fmt: skip
def test_a_delay_is_read_from_the_recording_within_the_tolerance(bundled, told, calibrated, seconds, state, value):
    scenario = told(bundled("delayed-reactivation").text.replace("wait: 5m", "wait: 6m"))

    verdict = calibrated([Run(scenario, reactivation_delay=seconds).transcript()], scenario)["reactivation_delay"]

    assert (verdict.state, verdict.value) == (state, value)


def test_a_difference_that_no_setting_explains_is_named_with_the_nearest_setting(told, calibrated):
    def otherwise(request):
        for name in ("query", "url"):
            request[name] = request[name].replace("&startIndex=1&count=100", "&count=100&startIndex=1")

    scenario = told(JOINING)
    verdicts = calibrated([changed(Run(scenario), otherwise).transcript()], scenario)

    said = verdicts["filter_space"]
    assert said.state == "unexplained"
    assert "the query is" in said.because
    assert "count=100" in said.because
    assert not verdicts.calibration.explained


def test_who_is_not_explained_decides_nothing_about_whether_something_is_sent(told, calibrated):
    def elsewhere(request):
        """The group was made by somebody else: its create is not in the recording."""
        if request["method"] == "POST" and request["path"] == "/Groups":
            request["path"], request["url"] = "/Elsewhere", request["url"].replace("/Groups", "/Elsewhere")

    scenario = told(JOINING)
    verdicts = calibrated([changed(Run(scenario), elsewhere).transcript()], scenario)

    assert not verdicts.calibration.explained
    assert verdicts["membership_rename"].state == "open"
    assert verdicts["pathless_members"].state == "open"
    assert "left unexplained" in verdicts["membership_rename"].because


def test_a_slow_answer_is_no_wait_of_oktas(told, calibrated):
    scenario = told(JOINING)
    run = Run(scenario)
    lines = [json.loads(line) for line in run.transcript().data.splitlines()]
    for number, line in enumerate(lines):
        line["milliseconds"] = 40_000
        line["at"] = f"2026-05-01T10:{number:02}:00.000Z"

    verdicts = calibrated([Source("slow.jsonl", b"\n".join(json.dumps(one).encode() for one in lines))], scenario)

    assert verdicts.calibration.explained
