import gzip
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
PUSH = {**EVENT, "eventType": "application.provision.user.push", "published": "2026-03-02T10:00:01.000Z"}
SYNC = {**PUSH, "eventType": "application.provision.user.sync", "published": "2026-03-02T10:00:01.500Z"}
REMOVED = {**EVENT, "eventType": "application.user_membership.remove", "published": "2026-03-03T10:00:00.000Z"}
DEACTIVATED = {**REMOVED, "eventType": "application.provision.user.deactivate", "published": "2026-03-03T10:00:01.000Z"}


@pytest.fixture(name="run")
def _run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.json").write_text(json.dumps([EVENT, PUSH, SYNC]), encoding="utf-8")
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
    (tmp_path / "log.json").write_text(json.dumps([EVENT, PUSH, SYNC, {"no": "event"}]), encoding="utf-8")
    result = run("log.json")

    assert result.exit_code == 2
    assert result.stderr == "log.json:1: event 4: this is no System Log event, it has no eventType\n"
    assert "assign_user" in result.stdout


def test_names_are_replaced_when_asked(run):
    result = run("log.json", "--anonymise", "--name", "Ada Lovelace at Roster")

    assert not any(name in result.stdout for name in ("Lovelace", "ada", "Roster", "log.json"))
    assert "replaced app labels: 1 (now " in result.stderr
    assert "replaced logins: 1 (now " in result.stderr


def test_app_is_chosen_when_asked(run):
    assert "holds no event about the app Hub" in str(run("log.json", "--app", "Hub").exception)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"\xff\xfa", "is neither UTF-8 nor UTF-16 text")]
)
def test_file_that_cannot_be_read_is_refused(run, tmp_path, content, said):
    (tmp_path / "log.json").unlink()
    if content:
        (tmp_path / "log.json").write_bytes(content)
    result = run("log.json")

    assert isinstance(result.exception, UnreadableError)
    assert said in str(result.exception)


def test_file_that_cannot_be_written_is_refused(run):
    assert "cannot be written" in str(run("log.json", "-o", "none/x.yaml").exception)


def test_several_files_a_folder_and_standard_input_are_one_log(run, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / ".hidden").write_bytes(b"\xff")
    (tmp_path / "folder" / "b.json.gz").write_bytes(gzip.compress(json.dumps(PUSH).encode()))
    (tmp_path / "folder" / "a.json").write_text(json.dumps(SYNC), encoding="utf-8")
    (tmp_path / "log.json").write_text(json.dumps(EVENT), encoding="utf-8")
    (tmp_path / "other.json").write_text(json.dumps(REMOVED), encoding="utf-8")
    result = CliRunner().invoke(command, ["folder", "-", "other.json", "log.json"], input=json.dumps(DEACTIVATED))

    assert result.exit_code == 0, result.stderr
    assert [line for line in result.stdout.splitlines() if line.startswith("  - ")] == [
        "  - assign_user: ada", "  - unassign_user: ada",
    ]  # fmt: skip
    assert "name: Imported from a.json and 4 more" in result.stdout


def test_stretch_of_time_is_chosen_by_dates_and_the_scenario_says_so(run, tmp_path):
    before = {**EVENT, "eventType": "application.lifecycle.update", "published": "2026-03-01T10:00:00.000Z"}
    (tmp_path / "log.json").write_text(json.dumps([before, EVENT, PUSH, SYNC, REMOVED, DEACTIVATED]), encoding="utf-8")
    result = run("log.json", "--since", "2026-03-02", "--until", "2026-03-02")

    assert [line for line in result.stdout.splitlines() if line.startswith("  - ")] == ["  - assign_user: ada"]
    assert "1 entries before 2026-03-02T00:00:00.000Z are left out" in result.stdout
    assert "2 entries from 2026-03-03T00:00:00.000Z on are left out" in result.stdout
    assert "--since is 'May'" in str(run("log.json", "--since", "May").exception)
    assert "holds nothing of that time; it goes from 2026-03-01" in str(
        run("log.json", "--since", "2027-01-01").exception
    )


def test_folder_without_a_file_is_refused(run, tmp_path):
    (tmp_path / "empty").mkdir()

    assert "the folder empty holds no file" in str(run("empty").exception)


def test_log_without_a_story_is_refused_with_what_it_is_about(run, tmp_path):
    sign_in = {**EVENT, "eventType": "user.authentication.sso"}
    (tmp_path / "log.json").write_text(json.dumps([sign_in] * 3), encoding="utf-8")

    assert str(run("log.json").exception).endswith(
        "Its events are: user.authentication.sso (3); the apps in it: Roster (3)"
    )


EXCHANGES = [
    {
        "event": "exchange", "origin": "recorded", "at": f"2026-03-02T10:00:0{second}.000Z", "purpose": "",
        "milliseconds": 5.0,
        "request": {
            "method": method, "path": "/Users", "query": query, "headers": {}, "body": body,
            "url": f"https://scim.acme.test/v2/Users{query and '?'}{query}",
        },
        "response": {"status": status, "headers": {}, "body": answer},
    }
    for second, method, query, body, status, answer in (
        (0, "GET", "filter=userName%20eq%20%22ada-l%22&startIndex=1&count=100", None, 200, {"totalResults": 0}),
        (1, "POST", "", {"userName": "ada-l", "externalId": "00u1", "active": True}, 201, {"id": "7"}),
    )
]  # fmt: skip


@pytest.fixture(name="recording")
def _recording(tmp_path):
    (tmp_path / "recorded.jsonl").write_text("\n".join(map(json.dumps, EXCHANGES)), encoding="utf-8")
    return "recorded.jsonl"


def test_recording_and_system_log_are_joined(run, recording):
    result = run(recording, "--system-log", "log.json")

    assert result.exit_code == 0
    assert "assign_user: " in result.stdout
    assert "request: POST /Users -> 201" in result.stdout
    assert "joined: the acts are the log's, the answers the recording's" in result.stderr


def test_contradiction_is_said_and_ends_with_2(run, recording, tmp_path):
    refused = {**PUSH, "outcome": {"result": "FAILURE", "reason": "Error while creating user ada-l: Conflict"}}
    (tmp_path / "log.json").write_text(json.dumps([EVENT, refused]), encoding="utf-8")

    result = run(recording, "--system-log", "log.json")

    assert result.exit_code == 2
    said = "user.push FAILURE (Error while creating user ada-l: Conflict), but POST /Users was answered 201"
    assert said in result.stderr


def test_log_that_is_none_is_refused(run, recording):
    result = run(recording, "--system-log", recording)

    assert isinstance(result.exception, UnreadableError)
    assert str(result.exception).startswith("recorded.jsonl is no System Log: it holds 2 requests and no event; give")


def test_scenario_is_not_written_over_the_log(run, recording):
    result = run(recording, "--system-log", "log.json", "-o", "log.json", "--force")

    assert isinstance(result.exception, OptionError)
