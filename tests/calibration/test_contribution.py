"""What can be attached to an issue says nothing of whose it is."""

import json
import re
import tomllib

import pytest

from simulator.calibration.contribution import contribution_text
from simulator.calibration.report import render
from simulator.calibration.saved import load_calibration, saved_text
from simulator.errors import ScenarioError, UnreadableError
from simulator.okta.wire import Wire
from simulator.register.register import sources
from tests.calibration.conftest import Run

PERSONAL = """
name: People with names
app: {label: Zebrafink Portal, integration: oin, username: 'String.substringBefore(user.login, "@")',
      template: okta_default}
user_attributes: [quirkle]
users:
  xaver: {login: xaver-wombat@zebrafink.example, firstName: Xaver, lastName: Wombat, title: Jongleur, city: Quedlinburg}
  yrsa: {login: yrsa-tapir@zebrafink.example, firstName: Yrsa, lastName: Tapir, locale: nn-NO}
groups: {gnu: {name: Gnuherde, members: [xaver]}}
steps:
  - assign_user: xaver
  - assign_user: yrsa
  - push_group: gnu
  - add_to_group: {group: gnu, users: yrsa}
  - update_user: {user: xaver, profile: {lastName: Marder, title: null}}
  - unassign_user: yrsa
"""
SWITCHES = {
    "patch_reads_first": True, "membership_rename": "after", "default_locale": "zz-Zebra",
    "catalogue_name": "Zebrafink SCIM",
}  # fmt: skip


@pytest.fixture(name="verdicts", scope="module")
def _verdicts(told, calibrated):
    scenario = told(PERSONAL)
    run = Run(scenario, **SWITCHES)
    for one in run.requests:
        one["request"]["headers"] |= {"X-Zebrafink-Trace": "gnu-1", "Host": "scim.zebrafink.example"}
        if one["request"]["method"] == "PUT":
            one["request"]["body"]["urn:zebrafink:quirk"] = {"wombat": "yes"}
    return calibrated([run.transcript(), run.system_log()], scenario)


def words_of(scenario):
    """Everything in a story that is somebody's."""
    return set(re.findall(r"[A-Za-z]{4,}", scenario.lower())) & {
        "zebrafink", "portal", "xaver", "wombat", "jongleur", "quedlinburg", "yrsa", "tapir", "gnuherde", "marder",
        "quirkle",
    }  # fmt: skip


def test_it_holds_no_name_address_id_host_or_value_of_anybody(verdicts):
    text = contribution_text(verdicts.calibration).lower()

    assert words_of(PERSONAL) >= {"xaver", "zebrafink", "gnuherde"}
    assert [word for word in words_of(PERSONAL) | {"zebra", "gnu", "example"} if word in text] == []
    assert re.findall(r"\b(?:[0-9a-f]{24}|00u\w{17}|[\w.-]+@[\w.-]+)\b", text) == []
    assert "http" not in text


def test_it_says_what_is_decided_and_by_which_shape_of_request(verdicts):
    text = contribution_text(verdicts.calibration)

    assert "| `patch_reads_first` | `true` | `false` | false: `GET /Users/{id}` would not be sent |" in text
    assert "| `default_locale` | `{text}` | `en-US` |" in text
    assert "| `catalogue_name` | `{text}` |" in text
    assert "`Authorization`, `Content-Length`, `Host`" in text
    assert "`{another}`" in text


def test_its_block_is_a_source_of_the_register(verdicts):
    block = re.search(r"```toml\n(.*?)```", contribution_text(verdicts.calibration), re.DOTALL)[1]

    (source,) = tomllib.loads(block)["source"]

    assert source["kind"] == "captured"
    assert source["date"] == "2026-01"
    assert "patch_reads_first" in source["shows"]
    assert source.keys() <= {"key", "kind", "title", "date", "address", "shows"}
    assert any(one.kind == "captured" for one in sources().values())


def test_the_file_for_play_holds_what_is_decided_and_a_comment_on_what_is_open(verdicts, tmp_path):
    file = tmp_path / "oktasim.calibration.yaml"
    file.write_text(saved_text(verdicts.calibration, ["recorded.jsonl"]), "utf-8")

    saved = load_calibration(file)

    decided = {name: value for name, value in verdicts.decided.items() if name != "integration"}
    assert saved.decided == decided.keys()
    assert {name: getattr(saved.wire, name) for name in decided} == decided
    assert saved.integration == "oin"
    assert "# open: group_put_minimal (false or true); to decide it: Push a group with an app of the" in file.read_text(
        "utf-8"
    )


def test_a_scenarios_own_switches_go_before_those_of_a_calibration(told, tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("calibration: 1\nwire: {filter_space: plus, patch_reads_first: true}\n", "utf-8")
    written = told(PERSONAL.replace("integration: oin", 'integration: oin, wire: {filter_space: "%20"}'))

    assert load_calibration(file).under(written).app.wire == Wire(patch_reads_first=True)
    assert load_calibration(file).under(told(PERSONAL)).app.wire == Wire(filter_space="plus", patch_reads_first=True)


@pytest.mark.parametrize("text, place, said", [
    ("", "1:1", "this is no calibration"),
    ("[1]", "1:1", "this is no calibration"),
    ("name: A story\nsteps: []", "1:1", "this is no calibration"),
    ("calibration: 2", "1:14", "this is no calibration"),
    (json.dumps({"log": {"entries": []}}), "1:1", "this is no calibration"),
    ("calibration: 1\nwire:\n  filter_spac: plus", "3:3", "`filter_spac` is not a switch; did you mean"),
    ("calibration: 1\nwire:\n  filter_space: plu", "3:17", "`filter_space` takes %20 or plus, not `plu`"),
    ("calibration: 1\nwire: [", "3:1", "a value is missing"),
    ("calibration: 1\nverdicts: {}", "2:1", "`verdicts` is not a key here"),
])  # fmt: skip
def test_a_file_that_is_no_calibration_gets_one_sentence_with_its_place(tmp_path, text, place, said):
    file = tmp_path / "c.yaml"
    file.write_text(text, "utf-8")

    with pytest.raises((ScenarioError, UnreadableError)) as raised:
        load_calibration(file)

    assert str(raised.value).startswith(f"{file}:{place}: {said}")
    assert "\n" not in str(raised.value)


def test_the_report_says_of_every_switch_how_it_stands(verdicts):
    text = "".join(render(verdicts.calibration, columns=None))

    assert "The app was made from the catalogue (PATCH): with aiw, " in text
    assert "  membership_rename: after, where the default is before\n    with before, PATCH /Groups/{id} (" in text
    assert "recorded.jsonl:" in text
    assert "  group_put_minimal: false or true\n    to decide it: Push a group with an app of the App" in text
    assert "X-Zebrafink-Trace comes on " in text
    for name in vars(Wire()):
        assert re.search(rf"^ +{name}: ", text, re.MULTILINE), name
