"""The state on disk: checked at the start, saved as it changes, never half."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from provider_stub import Settings, create_app
from provider_stub.http.serving import serve
from provider_stub.memory.state_file import StateFile
from tests.provider_stub.http.test_serving import BASE, ask

ROOT = Path(__file__).parents[3]


def app():
    return create_app(Settings(token="test-token"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.json"


def people(path):
    """Who is in the saved state."""
    return [each["username"] for each in json.loads(path.read_text())["people"]]


def until(happened, seconds=20):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_changes_is_saved_within_a_second_and_loaded_at_the_next_start(path, bodies):
    with serve(app(), state=path) as server:
        assert people(path) == []
        created = ask(server.url, "POST", f"{BASE}/Users", bodies.user())[1]
        until(lambda: people(path) == ["john-doe"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "test-token" not in path.read_text()
    with serve(app(), state=path) as server:
        assert ask(server.url, "GET", f"{BASE}/Users/{created['id']}")[1]["userName"] == "john-doe"
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


def test_a_question_that_uses_up_a_fault_is_a_change_too(path):
    with serve(app(), state=path) as server:
        ask(server.url, "POST", "/-/faults", {"on": "GET /Users", "respond": {"status": 503}})
        until(lambda: json.loads(path.read_text())["faults"])
        assert ask(server.url, "GET", f"{BASE}/Users?count=0")[0] == 503
        until(lambda: not json.loads(path.read_text())["faults"])


def test_the_last_change_is_saved_when_the_hub_stops(path, bodies):
    with serve(app(), state=path) as server:
        for number in range(3):
            ask(server.url, "POST", f"{BASE}/Users", bodies.user(f"user-{number}"))
    assert people(path) == ["user-0", "user-1", "user-2"]


NO_STATE = ["", "{", "[]", '{"format": 1}', "\xff", '{"format": 1, "organization": "acme", "sso": "managed"}']


@pytest.mark.parametrize("text", NO_STATE)
def test_a_file_that_holds_no_state_is_refused_by_name_and_kept(path, text):
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"state\.json"):
        serve(app(), state=path)
    assert path.read_bytes() == text.encode("latin-1")
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


def folder(path):
    path.mkdir()


def pipe(path):
    os.mkfifo(path)


def loop(path):
    path.symlink_to(path)


def nowhere(path):
    path.symlink_to(path.parent / "missing" / "state.json")


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (folder, "state.json cannot be used: Is a directory"),
        (pipe, "state.json is no file"),
        (loop, "state.json cannot be used: Too many levels of symbolic links"),
        (nowhere, "state.json cannot be saved: No such file or directory"),
    ],
)
def test_what_cannot_be_a_state_is_refused_before_anything_is_served(path, made, sentence):
    made(path)
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(OSError, match=sentence):
        serve(app(), state=path)
    assert sorted(path.parent.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_takes_no_new_file_is_refused(path):
    path.parent.chmod(0o500)
    try:
        with pytest.raises(OSError, match=r"state\.json cannot be saved: Permission denied"):
            serve(app(), state=path)
    finally:
        path.parent.chmod(0o700)


def test_two_hubs_cannot_share_a_state(path, bodies):
    with serve(app(), state=path) as server:
        for _ in range(2):
            with pytest.raises(OSError, match=r"state\.json cannot be used: another process is writing it"):
                serve(app(), state=path)
            ask(server.url, "POST", f"{BASE}/Users", bodies.user())
            until(lambda: people(path) == ["john-doe"])
    serve(app(), state=path).close()


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(path):
    real = path.with_name("real.json")
    path.symlink_to("real.json")
    serve(app(), state=path).close()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    real.chmod(0o640)
    serve(app(), state=path).close()
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_what_a_killed_hub_left_beside_its_state_is_taken_away(path):
    serve(app(), state=path).close()
    path.with_name(".state.json.saving-x").write_text("half of it")
    path.with_name(".state.json.mine").write_text("somebody's")
    serve(app(), state=path).close()
    assert {each.name for each in path.parent.iterdir()} == {"state.json", ".state.json.mine"}


def test_a_state_that_can_no_longer_be_saved_is_said_once_and_the_hub_goes_on(path, bodies, capsys):
    server = serve(app(), state=path)
    path.unlink()
    path.mkdir()
    for _ in range(2):
        ask(server.url, "POST", f"{BASE}/Users", bodies.user())
        time.sleep(0.3)
    assert not server.run(lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert capsys.readouterr().err == f"{path} cannot be saved: Is a directory; it is tried again\n"
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


def test_a_state_that_can_be_saved_again_is_whole(path, bodies):
    said = []
    file = StateFile(app().extensions["hub"], path, said.append)
    path.unlink()
    path.mkdir()
    file.after_each(lambda *_: [])({}, None)
    until(lambda: said)
    path.rmdir()
    until(path.exists)
    file.close()
    assert file.whole
    assert people(path) == []
    assert len(said) == 1


def test_a_killed_hub_leaves_a_whole_state_and_log_and_its_files_are_free(path, bodies):
    log = path.with_name("log.jsonl")
    command = [sys.executable, "-m", "provider_stub", "--port", "0", "--token", "test-token"]
    files = ["--state", path, "--log", log]
    with subprocess.Popen([*command, *files], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().removeprefix("SCIM Tenant URL: ").strip().removesuffix(BASE)
            for number in range(30):
                ask(url, "POST", f"{BASE}/Users", bodies.user(f"user-{number}"))
                if number == 9:
                    until(lambda: people(path)[-1:] == ["user-9"])
        finally:
            process.send_signal(signal.SIGKILL)
    kept = people(path)
    assert kept == [f"user-{number}" for number in range(len(kept))]
    assert len(kept) >= 10
    assert len([json.loads(line) for line in log.read_text().splitlines()]) == 30
    with serve(app(), state=path, log=log) as server:
        assert ask(server.url, "GET", f"{BASE}/Users")[1]["totalResults"] == len(kept)
