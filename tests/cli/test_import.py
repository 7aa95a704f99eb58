import json

import pytest
from click.testing import CliRunner

from simulator.cli.group import cli
from simulator.cli.import_verb import command
from simulator.errors import OptionError, UnreadableError

TARGETS = [
    {"type": "AppUser", "id": "0ua1", "alternateId": "ada-l", "displayName": "Ada Lovelace"},
    {"type": "AppInstance", "id": "0oa1", "alternateId": "Roster", "displayName": "Roster"},
    {"type": "User", "id": "00u1", "alternateId": "ada@acme.test", "displayName": "Ada Lovelace"},
]
EVENT = {
    "eventType": "application.user_membership.add", "published": "2026-03-02T10:00:00.000Z",
    "outcome": {"result": "SUCCESS", "reason": None}, "transaction": {"id": "t"}, "target": TARGETS,
}  # fmt: skip


@pytest.fixture(name="run")
def _run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.json").write_text(json.dumps([EVENT]), encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(command, arguments)


def test_scenario_is_printed_and_can_be_played(run, tmp_path):
    result = run("log.json")
    (tmp_path / "story.yaml").write_text(result.stdout, encoding="utf-8")
    played = CliRunner().invoke(cli, ["play", "story.yaml"])

    assert result.exit_code == 0
    assert "name: Imported from log.json" in result.stdout
    assert "POST   /Users" in played.stdout
    assert played.exit_code == 0


def test_scenario_is_written_to_a_file_and_never_over_one(run, tmp_path):
    first, second = run("log.json", "-o", "story.yaml", "--name", "Mine"), run("log.json", "-o", "story.yaml")

    assert "name: Mine" in (tmp_path / "story.yaml").read_text(encoding="utf-8")
    assert "story.yaml is written, 1 steps; play it with: oktasim play story.yaml" in first.stderr
    assert isinstance(second.exception, OptionError)
    assert run("log.json", "-o", "story.yaml", "--force").exit_code == 0


def test_part_that_cannot_be_used_is_said_and_ends_with_2(run, tmp_path):
    (tmp_path / "log.json").write_text(json.dumps([EVENT, {"no": "event"}]), encoding="utf-8")
    result = run("log.json")

    assert result.exit_code == 2
    assert result.stderr == "log.json:1: event 2: this is no System Log event, it has no eventType\n"
    assert "assign_user" in result.stdout


def test_names_are_replaced_when_asked(run):
    result = run("log.json", "--anonymise")

    assert "Lovelace" not in result.stdout
    assert "Roster" in result.stdout


def test_app_is_chosen_when_asked(run):
    assert "holds no event about the app Hub" in str(run("log.json", "--app", "Hub").exception)


@pytest.mark.parametrize(("content", "said"), [(None, "cannot be read"), (b"\xff\xfe", "is not UTF-8 text")])
def test_file_that_cannot_be_read_is_refused(run, tmp_path, content, said):
    (tmp_path / "log.json").unlink()
    if content:
        (tmp_path / "log.json").write_bytes(content)
    result = run("log.json")

    assert isinstance(result.exception, UnreadableError)
    assert said in str(result.exception)


def test_file_that_cannot_be_written_is_refused(run):
    assert "cannot be written" in str(run("log.json", "-o", "none/x.yaml").exception)
