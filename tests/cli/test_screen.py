"""The run as it is watched: on terminals of all kinds, and where nobody watches."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.cli import screen
from simulator.reports.columns import COLOURED, PLAIN

ROOT = Path(__file__).resolve().parents[2]
CROWD = """\
name: A crowd
generate_users: {{count: {count}}}
app: {{username: '{username}'}}
steps:
  - assign_group: everyone
    expect: {{outcome: any}}
"""
GOOD = 'String.substringBefore(user.login, "@")'


def test_a_line_in_a_pipe_stays_whole(process, story):
    sentence = "A sentence that is a good deal longer than the eighty columns of a terminal, to be found with grep."
    story.write_text(story.read_text() + f"description: {sentence}\n")

    assert sentence in process("oktasim play story.yaml", COLUMNS="80").stdout.decode()


@pytest.mark.parametrize("columns", [40, 100])
def test_lines_on_a_terminal_fit_it(terminal, columns):
    _, shown = terminal("play", "quickstart", COLUMNS=str(columns), NO_COLOR="1")

    assert max(map(len, shown.splitlines())) <= columns


def test_a_run_without_colour_has_no_escapes(terminal):
    _, shown = terminal("play", "quickstart", NO_COLOR="")

    assert "\x1b" not in shown


@pytest.mark.parametrize(
    "environment, style",
    [({}, COLOURED), ({"NO_COLOR": ""}, PLAIN), ({"NO_COLOR": "1"}, PLAIN), ({"TERM": "dumb"}, PLAIN)],
)
def test_colour_can_be_declined(monkeypatch, environment, style):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in ({"TERM": "xterm"} | environment).items():
        monkeypatch.setenv(name, value)
    ours, theirs = pty.openpty()

    with os.fdopen(theirs, "w") as stream:
        assert screen.style_of(stream) is style
    os.close(ours)


def test_a_report_on_a_terminal_is_coloured_as_the_run_was(terminal, story):
    played = terminal("play", "story.yaml", "--log", "run.jsonl")[1]
    reported = terminal("report", "run.jsonl")[1]

    assert "\x1b[32m" in reported
    assert _timeless(reported) == _timeless(played)


def _timeless(shown: str) -> str:
    return re.sub(r" *[\d.]+ m?s\b", "", shown)


def test_a_bar_speaks_for_the_requests_of_a_long_step_and_they_are_counted(terminal, tmp_path):
    (tmp_path / "crowd.yaml").write_text(CROWD.format(count=60, username=GOOD))

    code, shown = terminal("play", "crowd.yaml")

    assert code == 0
    assert shown.count("POST   /Users") == 25
    assert "more requests" in shown
    assert "120 requests" in shown


def test_a_bar_hides_no_task(terminal, tmp_path):
    (tmp_path / "crowd.yaml").write_text(CROWD.format(count=60, username="user.login"))

    code, shown = terminal("play", "crowd.yaml")

    assert code == 0
    assert shown.count("task opened") == 60


def test_an_interrupted_run_ends_with_130_a_whole_log_and_its_report(tmp_path):
    (tmp_path / "crowd.yaml").write_text(CROWD.format(count=5000, username=GOOD))
    log, report = tmp_path / "run.jsonl", tmp_path / "run.md"
    with subprocess.Popen(
        [sys.executable, "-m", "simulator", "play", "crowd.yaml", "-q", "--log", log, "--report", f"markdown:{report}"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        end = time.monotonic() + 20
        while (not log.exists() or log.stat().st_size < 300_000) and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        shown, complaint = process.communicate(timeout=30)

    assert process.returncode == 130
    assert complaint == "Interrupted\n"
    assert "The run was cut off here" in shown
    assert "The run was cut off here" in report.read_text()
    assert all(json.loads(line) for line in log.read_text().splitlines())


def progress_on_terminal(monkeypatch):
    """What a terminal shows on standard error while 2,000 items are taken."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb") as terminal, os.fdopen(theirs, "w") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        assert list(screen.Progress()(range(2_000), 2_000, "judging")) == list(range(2_000))
        stream.write("end")
        stream.flush()
        return os.read(terminal.fileno(), 100_000).decode()


def test_progress_is_shown_to_whoever_waits_longer_than_two_seconds(monkeypatch):
    monkeypatch.setattr(screen, "PATIENCE", 0.0)

    assert "judging" in progress_on_terminal(monkeypatch)


def test_progress_of_what_is_quick_is_not_shown(monkeypatch):
    assert progress_on_terminal(monkeypatch) == "end"


def test_progress_is_not_shown_where_nobody_watches(capsys, monkeypatch):
    monkeypatch.setattr(screen, "PATIENCE", 0.0)
    list(screen.Progress()(range(2_000), 2_000, "judging"))

    assert capsys.readouterr().err == ""
