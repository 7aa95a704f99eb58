import pytest
from click.testing import CliRunner

from simulator.calibration.planning import plan
from simulator.calibration.script import script
from simulator.cli.group import cli
from simulator.scenario.loading import load

DECIDED = """\
calibration: 1
wire:
  filter_space: plus
  granular_deprovisioning: true
"""


def calibrate(*arguments):
    return CliRunner().invoke(cli, ["calibrate", *map(str, arguments)])


def test_the_plan_is_a_page():
    said = calibrate("--plan")

    assert (said.exit_code, said.output) == (0, script(plan()))


def test_what_a_calibration_has_decided_is_left_out(tmp_path):
    path = tmp_path / "oktasim.calibration.yaml"
    path.write_text(DECIDED, encoding="utf-8")

    page = calibrate("--plan", path).output

    left = [name for name in plan().switches if name not in ("filter_space", "granular_deprovisioning")]
    assert page == script(plan([*left, *plan().aside]))
    assert "`granular_deprovisioning`" not in page
    assert "`link_members`" in page


def test_a_plan_for_some_switches():
    page = calibrate("--plan", "--only", "patch_reads_first", "--only", "filter_space").output

    assert page.startswith("# Calibration plan\n\n2 acts decide 2 switches:")
    assert "## To look at yourself" not in page


def test_the_scenario_of_one_app_plays(tmp_path):
    path = tmp_path / "aiw.yaml"

    said = calibrate("--plan", "--integration", "aiw", "--format", "yaml", "-o", path)

    assert (said.exit_code, said.output) == (0, "")
    assert path.read_text(encoding="utf-8") == plan().story("aiw")
    assert load(path).app.integration == "aiw"


def test_the_commands_on_the_page_make_the_scenario_of_its_acts():
    page = calibrate("--plan", "--only", "retry_policy").output
    line = next(line for line in page.splitlines() if line.startswith("oktasim calibrate --plan"))
    arguments = line.removeprefix("oktasim calibrate ").partition(" > ")[0].split()

    assert calibrate(*arguments).output == plan(["retry_policy"]).story("aiw")


@pytest.mark.parametrize(("arguments", "said"), [
    (["--plan", "--only", "filter_spaces"],
     "--only filter_spaces: filter_spaces is not a switch; did you mean `filter_space`?"),
    (["--plan", "--format", "yaml"], "the plan needs two apps, and a scenario has one; add --integration aiw, then "
     "--integration oin"),
    (["--plan", "--only", "template_missing", "--format", "yaml"],
     "there is nothing left to do, so that there is no scenario either"),
    (["--plan", "--system-log", "log.json"], "--system-log has no place here: --plan needs no recording"),
    (["--only", "filter_space", "recorded.jsonl"], "--only has no place here: add --plan"),
    (["--format", "markdown", "recorded.jsonl"], "--format has no place here: add --plan"),
    (["--hub-rules", "--scenario", "x", "recorded.jsonl"],
     "--scenario has no place here: --hub-rules judges the provider's answers alone"),
])  # fmt: skip
def test_options_that_do_not_go_together_are_refused_in_a_sentence(arguments, said):
    answer = calibrate(*arguments)

    assert (answer.exit_code, answer.output) == (2, f"Error: {said}\n")


def test_without_a_plan_a_recording_is_needed():
    answer = calibrate()

    assert answer.exit_code == 2
    assert "Missing argument 'RECORDING...'" in answer.output


def test_a_calibration_that_is_none_is_refused_with_its_line(tmp_path):
    path = tmp_path / "no.yaml"
    path.write_text("name: a scenario\n", encoding="utf-8")

    answer = calibrate("--plan", path)

    assert answer.exit_code == 2
    assert f"{path}:1:1" in answer.output


def test_the_plan_does_not_write_over_what_is_decided(tmp_path):
    path = tmp_path / "oktasim.calibration.yaml"
    path.write_text(DECIDED, encoding="utf-8")

    assert calibrate("--plan", path, "-o", path).exit_code == 2
    assert path.read_text(encoding="utf-8") == DECIDED
