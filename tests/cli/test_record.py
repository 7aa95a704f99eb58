"""`oktasim record` as a process: what it prints, what it leaves, and how it ends."""

import json
import os
import re
import signal
import socket
import stat
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner

from provider_stub import Hub, Settings
from provider_stub.http.line_file import LineFile
from provider_stub.http.serving import serve
from simulator.cli import cli
from tests.cli.conftest import until

TOKEN = "the-token-of-the-provider"
SHOWN = "a-token-to-be-typed"


@pytest.fixture
def provider():
    with serve(Hub(Settings(token=TOKEN))) as server:
        yield f"{server.url}/api/organizations/acme/scim/v2"


def begun(start, *arguments, **options):
    """A recorder that listens; its process and the URL for Okta."""
    process = start("record", "--port", "0", "--log", "run.jsonl", *arguments, **options)
    url = process.stdout.readline().removeprefix("SCIM connector base URL: ").strip()
    assert url, process.communicate(timeout=20)
    return process, url


def announced(process) -> str:
    """What it says before anybody comes, to the last line."""
    return "".join(iter(process.stderr.readline, "Ctrl-C stops it.\n"))


def ask(url: str, token: str, path: str = "/Users", body: bytes | None = None) -> int:
    asked = urllib.request.Request(url + path, body, {"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def events(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_says_what_to_paste_passes_on_shows_and_ends_with_a_summary(start, tmp_path, number):
    process, url = begun(start, "--hub")
    said = announced(process)
    token = re.search("Token for Okta, shown once: (.+)", said)[1]
    assert ask(url, token) == 200
    assert ask(url, "another-token-than-that") == 401

    process.send_signal(number)
    shown, _ = process.communicate(timeout=20)

    assert process.returncode == 0
    port = re.search(r":(\d+)/", url)[1]
    assert re.search(
        r"Passed on to: a bundled Hub\nThe Hub's pages: http://127.0.0.1:\d+/- \(.+\)\nRecorded in:  run.jsonl\n", said
    )
    assert f"`ngrok http {port}`" in said
    assert said.endswith("https://YOUR-TUNNEL/api/organizations/acme/scim/v2\n")
    assert re.search(r"GET    /Users +200 +\d+ ms\n", shown)
    assert shown.endswith("s)\n  2 requests, 0 unanswered, 0 refused\n")
    written = events(tmp_path / "run.jsonl")
    assert [one["event"] for one in written] == [
        "run_started", "step_started", "exchange", "exchange", "step_finished", "run_finished",
    ]  # fmt: skip
    assert stat.S_IMODE((tmp_path / "run.jsonl").stat().st_mode) == 0o600
    assert token not in (tmp_path / "run.jsonl").read_text() + shown


def test_the_bundled_hubs_pages_are_beside_the_recorder_and_not_behind_it(start, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process, url = begun(start, "--hub", "--hub-port", str(port))
    said = announced(process)
    token = re.search("Token for Okta, shown once: (.+)", said)[1]
    pages = re.search("The Hub's pages: (\\S+)", said)[1]
    fault = {"on": "GET /Users", "times": 1, "respond": {"status": 503, "headers": {}, "body": {"detail": "Down"}}}

    assert pages == f"http://127.0.0.1:{port}/-"
    assert ask(pages, token, "/faults", json.dumps(fault).encode()) == 201
    assert [ask(url, token), ask(url, token)] == [503, 200]
    with urllib.request.urlopen(urllib.request.Request(f"{pages}/token", b"{}"), timeout=10) as answer:
        renewed = json.loads(answer.read())["token"]
    assert [ask(url, token), ask(url, renewed)] == [401, 200]
    assert ask(url.partition("/api/")[0], renewed, "/-/state") == 404
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    written = (tmp_path / "run.jsonl").read_text()
    assert [one["request"]["path"] for one in events(tmp_path / "run.jsonl") if one["event"] == "exchange"] == [
        *["/Users"] * 4, "/-/state",
    ]  # fmt: skip
    assert token not in written
    assert renewed not in written


def test_a_hub_port_that_is_taken_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(cli, ["record", "--hub", "--port", "0", "--hub-port", port])

    assert result.exit_code == 2
    assert "the Hub cannot be served: " in result.stderr
    assert os.listdir(tmp_path) == []


def test_the_providers_token_stays_on_this_machine(start, tmp_path, provider):
    environment = {"SCIM_TOKEN": TOKEN, "OKTASIM_RECORD_TOKEN": SHOWN}
    process, url = begun(start, "--upstream", provider, "--token-env", "SCIM_TOKEN", environment=environment)

    assert ask(url, SHOWN) == 200
    assert ask(url, "guessed-by-somebody") == 401
    process.send_signal(signal.SIGINT)
    shown, said = process.communicate(timeout=20)

    assert f"{provider}; where Okta sends the token above, that of SCIM_TOKEN goes on in its place\n" in said
    assert TOKEN not in shown + said + (tmp_path / "run.jsonl").read_text()
    assert SHOWN not in shown + (tmp_path / "run.jsonl").read_text()
    assert events(tmp_path / "run.jsonl")[0]["provider"] == {"kind": "recorded", "base_url": provider}


def test_without_a_token_of_its_own_the_clients_goes_through(start, tmp_path, provider):
    process, url = begun(start, "--upstream", provider)

    assert ask(url, TOKEN) == 200
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)

    assert "Token for Okta" not in said
    assert TOKEN not in (tmp_path / "run.jsonl").read_text()


def test_what_was_answered_outlives_a_kill_and_the_next_recording_goes_on_behind_it(start, tmp_path, provider, process):
    killed, url = begun(start, "--upstream", provider)
    for number in range(30):
        assert ask(url, TOKEN, f"/Users?startIndex={number + 1}") == 200
    killed.kill()
    killed.wait()

    first = events(tmp_path / "run.jsonl")
    asked = [one["request"]["query"] for one in first if one["event"] == "exchange"]
    assert asked == [f"startIndex={number + 1}" for number in range(30)]

    again, url = begun(start, "--upstream", provider)
    assert ask(url, TOKEN) == 200
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=20)

    assert events(tmp_path / "run.jsonl")[: len(first)] == first
    report = process("oktasim report run.jsonl").stdout.decode()
    assert report.count("A recording\n") == 2
    assert "was cut off here" in report
    assert report.endswith("1 request, 0 unanswered, 0 refused\n")


def test_what_is_under_way_at_the_end_is_recorded_so(start, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process, url = begun(start, "--upstream", f"http://127.0.0.1:{silent.getsockname()[1]}/v2")
        host, port = url.split("/")[2].split(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(b"GET /v2/Users HTTP/1.1\r\nHost: a\r\n\r\n")
            connection, _ = silent.accept()
            with connection:
                assert connection.recv(9) == b"GET /v2/U"
                process.send_signal(signal.SIGTERM)
                shown, _ = process.communicate(timeout=20)

    assert process.returncode == 0
    assert "no answer: The recorder was stopped before the whole answer had come" in shown
    last = events(tmp_path / "run.jsonl")[-1]
    assert (last["provider"], last["counts"]["unanswered"]) == ("silent", 1)


def test_a_full_disk_is_said_once_and_stops_nothing_but_the_record(start, tmp_path, provider):
    limited = ["bash", "-c", 'ulimit -f 8; exec "$@"', "-"]
    process, url = begun(start, "--upstream", provider, before=limited)
    for _ in range(15):
        assert ask(url, TOKEN) == 200
    process.send_signal(signal.SIGTERM)
    shown, said = process.communicate(timeout=20)

    assert process.returncode == 2
    assert said.count("run.jsonl cannot be written: File too large; nothing more is logged\n") == 1
    assert shown.count("GET ") == 15
    assert 2 < len(events(tmp_path / "run.jsonl")) < 17


def test_a_terminal_that_nobody_reads_holds_no_request_up(start, provider):
    process, url = begun(start, "--upstream", provider, "--verbose")

    for _ in range(150):  # several times what a pipe holds
        assert ask(url, TOKEN) == 200
    assert process.poll() is None


def test_without_a_name_the_file_is_called_by_the_time(start, tmp_path):
    process = start("record", "--hub", "--port", "0")
    process.stdout.readline()
    until(lambda: list(tmp_path.glob("recorded-*.jsonl")))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    (written,) = tmp_path.glob("recorded-*.jsonl")
    assert re.fullmatch(r"recorded-\d{8}T\d{6}Z\.jsonl", written.name)
    assert events(written)[-1]["event"] == "run_finished"


@pytest.mark.parametrize("options, sentence", [
    ([], "give --upstream URL, or --hub for the bundled Hub"),
    (["--hub", "--upstream", "http://a.test/"], "--upstream and --hub exclude each other"),
    (["--upstream", "http://a.test/", "--hub-port", "8081"], "--hub-port is the bundled Hub's; add --hub"),
    (["--hub", "--token-env", "X"], "--token-env holds the token of --upstream"),
    (["--upstream", "http://a.test/", "--token", "abcdefgh"], "--token, or OKTASIM_RECORD_TOKEN, stands for the"),
    (["--upstream", "http://a.test/", "--token-env", "NOT_THERE"], "the environment variable NOT_THERE holds no token"),
    (["--upstream", "a.test"], "--upstream begins with https://"),
    (["--hub", "--host", "0.0.0.0"], "add --allow-remote if that is meant"),
])  # fmt: skip
def test_options_that_cannot_be_followed_are_told_and_leave_no_file(tmp_path, monkeypatch, options, sentence):
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(cli, ["record", "--port", "0", *options])

    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_file_that_holds_something_else_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.yaml").write_text("name: A story\n")

    result = CliRunner().invoke(cli, ["record", "--hub", "--port", "0", "--log", "story.yaml"])

    assert result.exit_code == 2
    assert result.stderr == "Error: story.yaml holds something else than a recording; give another file to --log\n"
    assert (tmp_path / "story.yaml").read_text() == "name: A story\n"


def test_a_file_that_another_process_writes_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    taken = LineFile(tmp_path / "run.jsonl")

    result = CliRunner().invoke(cli, ["record", "--hub", "--port", "0", "--log", "run.jsonl"])

    taken.close()
    assert result.exit_code == 2
    assert "another process is writing it; give another file" in result.stderr
