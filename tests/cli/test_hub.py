"""`oktasim hub` as a process: what it prints, that it answers, and that it stops cleanly."""

import json
import os
import re
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from provider_stub.http.line_file import LineFile
from provider_stub.quirks import QUIRKS
from simulator.cli import cli
from tests.forked import oktasim

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("number", "options", "policy"),
    [
        (signal.SIGTERM, [], '"fixed window";"api";q=10000;w=300'),
        (signal.SIGINT, ["--sso", "basic"], '"fixed window";"api";q=6000;w=300'),
        (signal.SIGINT, ["--rate-limit", "7/60"], '"fixed window";"api";q=7;w=60'),
        (signal.SIGHUP, ["--rate-limit", "off"], None),
    ],
)
def test_the_hub_prints_how_to_reach_it_answers_and_stops_on_a_signal(tmp_path, number, options, policy):
    command = [*oktasim(), "hub", "--port", "0", "--state", "hub.json", "--log", "hub.jsonl", *options]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().removeprefix("SCIM Tenant URL: ").strip()
        token = re.sub("^SCIM token, shown once: ", "", process.stderr.readline()).strip()
        asked = urllib.request.Request(f"{url}/Users", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status == 200
            assert answer.headers["RateLimit-Policy"] == policy
        process.send_signal(number)
        _, rest = process.communicate(timeout=15)

    assert process.returncode == 0
    assert "Traceback" not in rest
    assert (tmp_path / "hub.json").exists()
    assert token not in (tmp_path / "hub.jsonl").read_text()


def test_the_hub_listens_beyond_this_machine_only_when_told_to():
    result = CliRunner().invoke(cli, ["hub", "--host", "0.0.0.0"])

    assert result.exit_code == 2
    assert "--allow-remote" in result.stderr


def test_a_rate_limit_that_is_none_is_refused_in_a_sentence():
    result = CliRunner().invoke(cli, ["hub", "--rate-limit", "many"])

    assert result.exit_code == 2
    assert "the rate limit is 'many'; give requests per seconds, such as 6000/300, or off" in result.stderr


def test_an_unknown_quirk_is_named_with_its_neighbour():
    result = CliRunner().invoke(cli, ["hub", "--quirk", "no-pach"])

    assert result.exit_code == 2
    assert "no-patch" in result.stderr


def test_the_quirks_are_listed():
    result = CliRunner().invoke(cli, ["hub", "--list-quirks"])

    assert [line.split()[0] for line in result.stdout.splitlines()] == list(QUIRKS)


def broken(path):
    path.write_text('{"format": 1, "people": [')


def folder(path):
    path.mkdir()


@pytest.mark.parametrize("made, why", [(broken, "hub.json: the body is not JSON"),
                                       (folder, "hub.json cannot be used: Is a directory")])  # fmt: skip
def test_a_state_that_cannot_be_used_is_refused_before_it_serves(tmp_path, monkeypatch, made, why):
    monkeypatch.chdir(tmp_path)
    made(tmp_path / "hub.json")

    result = CliRunner().invoke(cli, ["hub", "--port", "0", "--state", "hub.json"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: the Hub cannot be served: {why}\n"


@pytest.mark.parametrize("option", ["--log", "--state"])
def test_a_file_of_another_process_is_refused_before_it_serves(tmp_path, monkeypatch, option):
    monkeypatch.chdir(tmp_path)
    taken = LineFile(tmp_path / "taken")

    result = CliRunner().invoke(cli, ["hub", "--port", "0", option, "taken"])

    taken.close()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "another process is writing it; give another file" in result.stderr


def test_a_hub_on_a_full_disk_says_so_once_goes_on_and_ends_with_2(start, tmp_path):
    limited = ["bash", "-c", 'ulimit -f 8; exec "$@"', "-"]
    hub = start(
        "hub", "--port", "0", "--log", "hub.jsonl", before=limited,
        environment={"OKTASIM_HUB_TOKEN": "a-token"},
    )  # fmt: skip
    url = hub.stdout.readline().removeprefix("SCIM Tenant URL: ").strip()
    for _ in range(15):
        asked = urllib.request.Request(f"{url}/Users", headers={"Authorization": "Bearer a-token"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status == 200
    hub.send_signal(signal.SIGTERM)
    _, complaint = hub.communicate(timeout=20)

    assert hub.returncode == 2
    sentence = "hub.jsonl cannot be written: File too large; nothing more is logged"
    assert complaint.splitlines() == ["Ctrl-C stops it.", sentence]
    log = (tmp_path / "hub.jsonl").read_text()
    assert log.endswith("\n")
    assert 1 < len([json.loads(line) for line in log.splitlines()]) < 15
