"""`play --workers` and `--pace`: what is refused, what is shown, and how a run is stopped."""

import json
import signal
import socket
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from tests.cli.conftest import until
from tests.play.counted_hub import TOKEN, CountedHub, served

CROWD = """\
name: A crowd
generate_users: {count: 12}
app: {username: 'String.substringBefore(user.login, "@")'}
steps:
  - assign_group: everyone
"""


@pytest.fixture
def hub() -> Iterator[CountedHub]:
    with served(CountedHub(delay=lambda _: 0.05)) as hub:
        yield hub


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "crowd.yaml"
    path.write_text(CROWD)
    return path


@pytest.fixture
def play(story):
    """Plays the crowd; the result has `exit_code`, `stdout` and `stderr`."""

    def played(*options):
        return CliRunner().invoke(cli, ["play", str(story), *options], env={"SCIM_TOKEN": TOKEN})

    return played


def at(hub) -> list[str]:
    return ["--endpoint", hub.url, "--token-env", "SCIM_TOKEN"]


def test_the_summary_says_how_fast_how_long_and_how_many_errors(play, hub, tmp_path):
    log, page, cases = (tmp_path / name for name in ("run.jsonl", "run.html", "run.xml"))

    reports = ["--log", str(log), "--report", f"html:{page}", "--report", f"junit:{cases}"]
    result = play(*at(hub), "--workers", "6", "--pace", "6000/min", *reports)

    assert result.exit_code == 0, result.output
    assert hub.most <= 6
    assert "requests a second (6 workers, pace 6000/min): 24 requests in" in result.stdout
    assert "answered within p50 " in result.stdout
    assert "no errors" in result.stdout
    assert "POST" not in result.stdout.replace("(POST: 201 Created)", ""), "requests are counted, not shown"
    ended = json.loads(log.read_text().splitlines()[-1])
    assert (ended["load"]["requests"], ended["load"]["errors"]) == (24, {})
    for report in (page, cases):
        assert "(6 workers, pace 6000/min): 24 requests in" in report.read_text()


def test_every_request_is_shown_where_all_is(play, hub):
    result = play(*at(hub), "--workers", "6", "-v")

    assert result.stdout.count("POST   /Users  ") == 12


def test_reports_of_steps_that_overlap_hold_each_step_whole(hub, tmp_path):
    people = [f"p{number}" for number in range(12)]
    users = "".join(f"  {one}: {{login: {one}@acme.test, firstName: A, lastName: B}}\n" for one in people)
    steps = "".join(f"  - assign_user: {{user: {one}, username: {one}}}\n" for one in people)
    path = tmp_path / "each.yaml"
    path.write_text(f"name: One by one\nusers:\n{users}steps:\n{steps}")

    command = ["play", str(path), *at(hub), "--workers", "6", "--report", f"junit:{tmp_path / 'run.xml'}"]
    result = CliRunner().invoke(cli, command, env={"SCIM_TOKEN": TOKEN})

    assert result.exit_code == 0, result.output
    assert hub.most > 1
    shown = [line for line in result.stdout.splitlines() if " assign_user p" in line or line == "  ✓ success"]
    assert shown[1::2] == ["  ✓ success"] * 12
    assert [int(line.split()[0]) for line in shown[::2]] == list(range(1, 13))
    assert 'tests="12" failures="0" errors="0"' in (tmp_path / "run.xml").read_text()


@pytest.mark.parametrize("options, complaint", [
    (["--workers", "2"], "--workers is for an endpoint: on the bundled Hub in process time jumps"),
    (["--pace", "10/s"], "--pace is for an endpoint: on the bundled Hub in process time jumps"),
    (["--stub", "--workers", "2", "--pace", "10/s"], "--workers and --pace are for an endpoint: on the bundled Hub"),
    (["--dry-run", "--workers", "2"], "--workers is for an endpoint: a dry run sends nothing"),
    (["--app", "provider_stub:create_app", "--workers", "2"], "--workers is for an endpoint: in process time jumps"),
    (["--workers", "2", "--step"], "--step shows one request after the other, and --workers sends several at once"),
    (["--pace", "fast"], "--pace 'fast' is no pace; write whole requests a second or a minute: 10/s, 600/min"),
    (["--workers", "0"], "0 is not in the range 1<=x<=1000"),
])  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(play, options, complaint):
    result = play(*options)

    assert result.exit_code == 2
    assert complaint in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_one_worker_changes_nothing_on_the_bundled_hub(play, tmp_path):
    logs = [tmp_path / "plain.jsonl", tmp_path / "one.jsonl"]
    play("--log", str(logs[0]))
    play("--workers", "1", "--log", str(logs[1]))

    plain, one = ([_timeless(line) for line in log.read_text().splitlines()] for log in logs)
    assert plain == one


def _timeless(line: str) -> dict[str, object]:
    return {name: value for name, value in json.loads(line).items() if name not in ("milliseconds", "seconds")}


def test_two_runs_with_workers_differ_in_nothing_that_diff_looks_at(play, hub, tmp_path):
    other = CountedHub()
    with served(other):
        for log, one, workers in (("a.jsonl", hub, "6"), ("b.jsonl", other, "1")):
            play(*at(one), "--workers", workers, "--log", str(tmp_path / log))
    result = CliRunner().invoke(cli, ["diff", str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl")])

    assert result.exit_code == 0, result.output
    assert "The runs are the same" in result.stdout


def test_what_was_recorded_with_workers_is_imported_as_a_story(play, hub, tmp_path):
    play(*at(hub), "--workers", "6", "--log", str(tmp_path / "run.jsonl"))
    written = tmp_path / "again.yaml"
    result = CliRunner().invoke(cli, ["import", str(tmp_path / "run.jsonl"), "-o", str(written)])

    assert result.exit_code == 0, result.output
    again = CliRunner().invoke(cli, ["play", str(written), "--stub"])
    assert again.exit_code == 0, again.output
    assert "24 requests" in again.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_when_what_is_under_way_is_answered(start, story, hub, tmp_path, number):
    story.write_text(CROWD.replace("12", "500"))
    options = ["--workers", "6", "--log", "run.jsonl", "--report", "markdown:run.md"]
    process = start("play", "crowd.yaml", *at(hub), *options, environment={"SCIM_TOKEN": TOKEN})
    until(lambda: (tmp_path / "run.jsonl").read_text().count('"exchange"') > 20)
    process.send_signal(number)
    shown, complaint = process.communicate(timeout=30)

    assert process.returncode == 128 + number, complaint
    assert complaint.splitlines()[-1] == ("Interrupted" if number == 2 else "Stopped by SIGTERM")
    assert "Traceback" not in complaint
    assert "The run was cut off here" in shown
    assert " a second; answered within p50 " in shown
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    assert [one for one in lines if one["event"] in ("step_finished", "run_finished")] == []
    assert len([one for one in lines if one["event"] == "exchange"]) == len(hub.arrivals) < 1000
    assert "The run was cut off here" in (tmp_path / "run.md").read_text()


def test_a_signal_does_not_wait_long_for_who_never_answers(start, story, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v2"
        options = ["--token-env", "SCIM_TOKEN", "--workers", "6", "--log", "run.jsonl"]
        process = start("play", "crowd.yaml", "--endpoint", url, *options, environment={"SCIM_TOKEN": TOKEN})
        until(lambda: '"step_started"' in (tmp_path / "run.jsonl").read_text())
        process.send_signal(signal.SIGINT)
        shown, complaint = process.communicate(timeout=25)

    assert process.returncode == 130
    assert complaint == "Interrupted\n"
    assert "The run was cut off here" in shown


def test_how_it_goes_is_said_while_it_goes(monkeypatch, play, hub):
    monkeypatch.setattr("simulator.cli.load_progress.ELSEWHERE", 0.05)
    loud, quiet = play(*at(hub), "--workers", "3"), play(*at(hub), "--workers", "3", "-q")

    assert " a second; answered within p50 " in loud.stderr
    assert " requests: " in loud.stderr
    assert quiet.stderr == ""


def test_on_a_terminal_one_line_says_how_it_goes(terminal, hub, story):
    story.write_text(CROWD.replace("12", "80"))
    code, shown = terminal("play", str(story), *at(hub), "--workers", "3", SCIM_TOKEN=TOKEN)

    assert code == 0
    assert "\r" in shown
    assert " a second; answered within p50 " in shown
    assert shown.splitlines()[-3].strip().startswith(("5", "4", "3", "2"))
