"""The commands as somebody types them: output, files, exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from provider_stub.http.line_file import LineFile
from simulator.cli import cli
from simulator.cli.group import COMMANDS
from simulator.scenario.loading import load

STORY = """\
name: A small story
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
steps:
  - test_connection
  - assign_user: {user: ada, username: ada-lovelace}
"""
BROKEN = STORY + "    expect: {outcome: failure}\n"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs the command in an empty folder; the result has `exit_code`, `stdout`, `stderr`, `output`."""
    monkeypatch.chdir(tmp_path)

    def runner(*arguments, **options):
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], **options)

    return runner


@pytest.fixture
def story(tmp_path) -> Path:
    path = tmp_path / "story.yaml"
    path.write_text(STORY)
    return path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(run, name):
    result = run(name, "--help")

    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"oktasim {name}" in result.stdout


def test_a_story_that_is_as_expected_ends_with_0(run, story):
    result = run("play", story)

    assert result.exit_code == 0
    assert "POST   /Users" in result.stdout
    assert "As expected" in result.stdout


def test_a_broken_expectation_ends_with_1_and_says_where(run, story):
    story.write_text(BROKEN)

    result = run("play", "story.yaml", "-q")

    assert result.exit_code == 1
    assert "expected failure" in result.stdout
    assert "story.yaml:7" in result.stdout


def test_a_failure_that_nobody_expected_ends_with_1(run, story):
    story.write_text(STORY.replace("ada-lovelace", "ada.lovelace"))

    result = run("play", story)

    assert result.exit_code == 1
    assert "Automatic provisioning of user Ada Lovelace to app Hugging Face failed" in result.stdout


def test_a_scenario_that_cannot_be_played_ends_with_2_and_its_place(run, story):
    story.write_text(STORY.replace("assign_user", "asign_user"))

    result = run("play", story)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{story}:6:5: ")
    assert "assign_user" in result.stderr


def test_nothing_is_played_when_one_of_several_cannot_be(run, story, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text("name: No steps: at all")

    result = run("play", story, other)

    assert result.exit_code == 2
    assert "POST" not in result.stdout


def test_the_same_scenario_twice_gives_the_same_transcript_but_for_the_timing_members(run, story, tmp_path):
    for name in ("a.jsonl", "b.jsonl"):
        assert run("play", story, "--log", name).exit_code == 0

    first, second = (
        [json.loads(line) for line in (tmp_path / name).read_text().splitlines()] for name in ("a.jsonl", "b.jsonl")
    )
    for event in (*first, *second):
        event.pop("milliseconds", None)
        if event["event"] == "run_finished":
            event.pop("seconds")
    assert first == second


def test_another_seed_gives_other_ids(run, story, tmp_path):
    run("play", story, "--log", "a.jsonl")
    run("play", story, "--log", "b.jsonl", "--seed", 8)

    ids = [_post_body(tmp_path / name)["externalId"] for name in ("a.jsonl", "b.jsonl")]
    assert ids[0] != ids[1]


def _post_body(path: Path) -> dict:
    events = [json.loads(line) for line in path.read_text().splitlines()]
    return next(e for e in events if e["event"] == "exchange" and e["request"]["method"] == "POST")["request"]["body"]


def test_a_report_of_a_live_run_is_the_report_of_its_log(run, story, tmp_path):
    run("play", story, "--log", "run.jsonl", "--report", "markdown:live.md")

    saved = run("report", "run.jsonl", "--format", "markdown")

    assert saved.exit_code == 0
    assert saved.stdout == (tmp_path / "live.md").read_text()


def test_a_report_on_standard_output_is_alone_there(run, story):
    result = run("play", story, "--report", "jsonl:-")

    assert all(json.loads(line) for line in result.stdout.splitlines())
    assert "As expected" in result.stderr


def test_several_scenarios_write_into_a_folder(run, story, tmp_path):
    (tmp_path / "second.yaml").write_text(STORY)

    result = run("play", story, "second.yaml", "--log", "logs/", "--report", "curl:logs/")

    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == [
        "second.jsonl", "second.sh", "story.jsonl", "story.sh",
    ]  # fmt: skip
    assert "2 scenarios played, all as expected" in result.stdout


def test_several_scenarios_and_one_log_file_are_refused(run, story, tmp_path):
    (tmp_path / "second.yaml").write_text(STORY)

    result = run("play", story, "second.yaml", "--log", "run.jsonl")

    assert result.exit_code == 2
    assert "give a folder" in result.stderr


def test_a_log_that_cannot_be_written_sends_nothing(run, story):
    result = run("play", story, "--log", "no/such/folder/run.jsonl")

    assert result.exit_code == 2
    assert result.stderr == "Error: no/such/folder/run.jsonl cannot be written: No such file or directory\n"
    assert "POST" not in result.output


def test_an_unknown_report_format_names_those_there_are(run, story):
    result = run("play", story, "--report", "pdf:x.pdf")

    assert result.exit_code == 2
    assert "markdown" in result.stderr


def test_check_says_what_can_be_played_and_what_not(run, story, tmp_path):
    (tmp_path / "bad.yaml").write_text("name: 1\nstepz: []\n")

    result = run("check", story, "bad.yaml")

    assert result.exit_code == 2
    assert f"{story}: can be played, 2 steps" in result.stdout
    assert "bad.yaml:2:1: " in result.stderr
    assert "did you mean `steps`" in result.stderr


def test_new_writes_a_scenario_that_plays(run, tmp_path):
    assert run("new", "A dotted login").exit_code == 0

    assert run("play", "a-dotted-login.yaml").exit_code == 0
    assert load(tmp_path / "a-dotted-login.yaml").name == "A dotted login"


def test_new_does_not_write_over_a_file(run):
    run("new", "story")

    result = run("new", "story")

    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert run("new", "story", "--force").exit_code == 0


def test_the_bundled_scenarios_are_listed_with_what_they_show(run):
    result = run("list")

    assert result.exit_code == 0
    assert "quickstart " in result.stdout


def test_a_bundled_scenario_is_played_by_its_name(run):
    assert run("play", "quickstart", "-q").exit_code == 0


def test_a_misspelt_bundled_scenario_is_named(run):
    result = run("play", "quikstart")

    assert result.exit_code == 2
    assert "did you mean `quickstart`" in result.stderr


def test_the_schema_is_json_and_names_the_draft(run):
    assert "2020-12" in json.loads(run("schema").stdout)["$schema"]


def test_an_option_is_also_read_from_the_environment(run, story):
    result = run("play", story, env={"OKTASIM_PLAY_QUIET": "1"})

    assert "POST" not in result.stdout


def test_a_dry_run_sends_nothing_and_shows_what_would_be_sent(run, story):
    story.write_text(STORY + "provider: {endpoint: https://scim.example.com/v2, token_env: NOT_SET}\n")

    result = run("play", story, "--dry-run")

    assert result.exit_code == 0
    assert "POST   /Users" in result.stdout
    assert "dry-run" in result.stdout


def test_strict_makes_a_finding_break_the_run(run, story):
    story.write_text(STORY + "app: {template: okta_default}\n")

    assert run("play", story).exit_code == 0
    assert run("play", story, "--strict").exit_code == 1
    assert run("play", story, "--strict", "--no-verify").exit_code == 0


def test_the_other_integration_can_be_asked_for(run, story):
    story.write_text(STORY + "  - unassign_user: ada\n")

    assert "PATCH" in run("play", story, "--integration", "oin").stdout


def test_a_run_that_is_no_run_is_refused_with_its_line(run, tmp_path):
    (tmp_path / "run.jsonl").write_text('{"event":"step_finished","at":"x","outcome":"success"}\n{"no": 1}\n')

    result = run("report", "run.jsonl")

    assert result.exit_code == 2
    assert "run.jsonl:2: " in result.stderr


def test_eval_prints_the_value(run):
    result = run("eval", 'String.substringBefore(user.login, "@")', "--user", "login=ada@acme.test")

    assert result.stdout == "ada\n"


def test_eval_gives_the_id_and_the_status_that_play_gives(run, tmp_path):
    expressions = {"id": "user.getInternalProperty('id')", "status": "user.getInternalProperty('status')"}
    for name, expression in expressions.items():
        (tmp_path / f"{name}.yaml").write_text(
            f'name: {name}\napp: {{username: "{expression}"}}\nusers: {{ada: {{login: Ada@acme.test}}}}\n'
            "steps: [{assign_user: ada, expect: {outcome: any}}]\n"
        )
        run("play", f"{name}.yaml", "--log", f"{name}.jsonl")
        given = _post_body(tmp_path / f"{name}.jsonl")["userName"]
        assert run("eval", expression, "--user", "login=ada@acme.test").stdout == f"{given}\n"


def test_eval_points_under_the_character(run):
    result = run("eval", "user.login + user.nope", "--user", "login=ada@acme.test")

    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0] == "user.login + user.nope"
    assert lines[1].index("^") in range(13, 19)
    assert lines[2].startswith("EL1008E")


def test_eval_answers_each_line_of_standard_input(run):
    asked = '{"expression": "1 + 1"}\n{"expression": "1 +"}\nnonsense\n'

    answers = [json.loads(line) for line in run("eval", input=asked).stdout.splitlines()]

    assert answers[0] == {"value": 2}
    assert [one["error"]["kind"] for one in answers[1:]] == ["parse", "parse"]


def test_eval_reads_a_context_from_a_file(run, tmp_path):
    (tmp_path / "ada.yaml").write_text("user: {department: null}\n")

    assert run("eval", 'user.department ?: "none"', "--context", "ada.yaml").stdout == "none\n"


def test_eval_refuses_a_context_that_is_none(run, tmp_path):
    (tmp_path / "ada.yaml").write_text("[1, 2")

    result = run("eval", "1", "--context", "ada.yaml")

    assert result.exit_code == 2
    assert result.stderr.startswith("ada.yaml:2:1: the `[` opened in line 1 is not closed")


LONG_STORY = """\
name: Long enough to be killed in the middle
generate_users: {count: 5000}
app: {username: 'String.substringBefore(user.login, "@")'}
steps:
  - assign_group: everyone
"""


def test_a_killed_run_leaves_a_log_whose_every_line_parses(tmp_path):
    (tmp_path / "long.yaml").write_text(LONG_STORY)
    log = tmp_path / "run.jsonl"
    with subprocess.Popen(
        [sys.executable, "-m", "simulator", "play", "long.yaml", "-q", "--log", str(log)],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    ) as process:  # fmt: skip
        end = time.monotonic() + 120
        while (not log.exists() or log.stat().st_size < 300_000) and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)

    LineFile(log).close()  # free once its end is seen to
    text = log.read_text()
    assert text.endswith("\n")
    events = [json.loads(line) for line in text.splitlines()]
    assert len(events) > 10
    assert events[-1]["event"] != "run_finished"
