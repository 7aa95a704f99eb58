"""The stub on a port, over real sockets."""

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from provider_stub import Settings, create_app
from provider_stub.http import serving
from provider_stub.http.line_file import LineFile
from provider_stub.http.serving import serve, stop_signals

ROOT = Path(__file__).parents[3]
BASE = "/api/organizations/acme/scim/v2"


def app(**settings):
    return create_app(Settings(token="test-token", **settings))


def ask(url, method, path, body=None, *, patience=10):
    """Status and parsed body over a connection of its own."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=patience)
    headers = {"Authorization": "Bearer test-token", "Content-Type": "application/scim+json"}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    return response.status, json.loads(text) if text else None


def test_a_served_stub_answers_on_a_free_port_and_knows_its_address(bodies):
    with serve(app()) as server:
        status, user = ask(server.url, "POST", f"{BASE}/Users", bodies.user())
        assert status == 201
        assert user["meta"]["location"].startswith(f"{server.url}{BASE}/Users/")
        assert ask(server.url, "GET", "/-/state")[1]["members"] == {"john-doe": "active"}


def test_a_closed_stub_answers_no_more_and_may_be_closed_again():
    server = serve(app())
    server.close()
    server.close()
    with pytest.raises(ConnectionError):
        ask(server.url, "GET", BASE)


def test_a_port_in_use_is_an_os_error():
    with serve(app()) as server, pytest.raises(OSError, match="in use"):
        serve(app(), port=int(server.url.rpartition(":")[2]))


def test_a_dropped_connection_is_dropped_on_the_wire(bodies):
    faults = [{"on": "POST /Users", "disconnect": "after"}]
    with serve(app(faults=faults)) as server:
        with pytest.raises(http.client.RemoteDisconnected):
            ask(server.url, "POST", f"{BASE}/Users", bodies.user())
        assert ask(server.url, "GET", f"{BASE}/Users")[1]["totalResults"] == 1


def test_a_body_of_ten_megabytes_is_refused_over_http():
    with serve(app()) as server:
        assert ask(server.url, "POST", f"{BASE}/Users", {"userName": "a" * 10_000_000})[0] == 413


def test_a_chunked_body_is_read(bodies):
    with serve(app()) as server:
        host, port = server.url.removeprefix("http://").split(":")
        body = json.dumps(bodies.user()).encode()
        head = f"POST {BASE}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer test-token\r\n"
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(
                f"{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{len(body):x}\r\n".encode()
                + body
                + b"\r\n0\r\n\r\n"
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 201 Created\r\n")


def test_clients_at_once_lose_no_update():
    with serve(app()) as server:
        user = {"schemas": ["x"], "name": {"givenName": "A", "familyName": "B"}}
        made = [
            ask(
                server.url,
                "POST",
                f"{BASE}/Users",
                user | {"userName": f"u-{n}", "externalId": str(n), "emails": [{"value": f"u{n}@b.co"}]},
            )
            for n in range(40)
        ]
        ids = [body["id"] for _, body in made]
        group = ask(server.url, "POST", f"{BASE}/Groups", {"displayName": "all", "members": []})[1]["id"]
        urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

        def add(part):
            for each in part:
                operation = {"op": "add", "path": "members", "value": [{"value": each}]}
                ask(server.url, "PATCH", f"{BASE}/Groups/{group}", {"schemas": [urn], "Operations": [operation]})

        threads = [threading.Thread(target=add, args=(ids[start::4],)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        members = ask(server.url, "GET", f"{BASE}/Groups/{group}")[1]["members"]
        assert {each["value"] for each in members} == set(ids)


def test_a_log_that_cannot_be_opened_frees_the_port(tmp_path):
    with pytest.raises(OSError):
        serve(app(), log=tmp_path / "missing" / "log.jsonl")


def test_exchanges_are_logged_one_per_line_without_secrets(tmp_path, bodies):
    log = tmp_path / "log.jsonl"
    faults = [{"on": "GET /Groups", "disconnect": "before"}]
    with serve(app(faults=faults), log=log) as server:
        ask(server.url, "POST", f"{BASE}/Users", bodies.user(password="hunter2"))
        with pytest.raises(http.client.RemoteDisconnected):
            ask(server.url, "GET", f"{BASE}/Groups")
        token = ask(server.url, "POST", "/-/token")[1]["token"]
    text = log.read_text()
    assert all(secret not in text for secret in ("test-token", "hunter2", token))
    first, second, third = map(json.loads, text.splitlines())
    assert (first["method"], first["path"], first["response"]["status"]) == ("POST", f"{BASE}/Users", 201)
    assert first["headers"]["Authorization"] == "Bearer <token>"
    assert first["body"]["password"] == "<password>"
    assert first["response"]["body"]["userName"] == "john-doe"
    assert second["response"] is None
    assert third["response"]["body"] == {"token": "<token>"}
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("number", "more", "given"), [(signal.SIGTERM, [], None), (signal.SIGINT, ["--token", "mine-alone"], "mine-alone")]
)
def test_the_command_serves_until_it_is_stopped_and_saves(tmp_path, number, more, given):
    state = tmp_path / "state.json"
    command = [
        sys.executable,
        "-m",
        "provider_stub",
        "--port",
        "0",
        "--state",
        str(state),
        "--quirk",
        "no-patch",
        *more,
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": tmp_path}
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, **pipes) as process:
        url = process.stdout.readline().removeprefix("SCIM Tenant URL: ").strip()
        token = given or process.stderr.readline().removeprefix("SCIM token, shown once: ").strip()
        assert url.endswith(BASE)
        connection = http.client.HTTPConnection(url.removesuffix(BASE).removeprefix("http://"), timeout=10)
        connection.request("GET", f"{BASE}/Users", headers={"Authorization": f"Bearer {token}"})
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
    assert json.loads(state.read_text())["quirks"] == ["no-patch"]


def test_closing_waits_for_no_one_who_merely_stays_connected():
    with serve(app()) as server:
        host, port = server.url.removeprefix("http://").split(":")
        idle = socket.create_connection((host, int(port)))
        began = time.monotonic()
    assert time.monotonic() - began < 4
    idle.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_run_heeds_a_signal_that_comes_with_the_announcement(number):
    server = serve(app())
    before = signal.getsignal(number)
    assert server.run(lambda: os.kill(os.getpid(), number))
    assert signal.getsignal(number) is before


def test_a_hangup_that_is_ignored_as_under_nohup_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_signals() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.is_set()
            os.kill(os.getpid(), signal.SIGTERM)
            assert stop.wait(5)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_log_that_another_process_writes_is_refused_and_frees_the_port(tmp_path):
    taken = LineFile(tmp_path / "log.jsonl")
    with pytest.raises(OSError, match=r"log\.jsonl cannot be written: another process is writing it"):
        serve(app(), log=tmp_path / "log.jsonl")
    taken.close()


def test_one_file_cannot_be_log_and_state(tmp_path):
    with pytest.raises(ValueError, match="cannot be log and state at once"):
        serve(app(), log=tmp_path / "one", state=tmp_path / "." / "one")


def test_a_log_goes_on_behind_a_line_that_was_cut_off_and_says_so(tmp_path, capsys):
    log = tmp_path / "log.jsonl"
    log.write_text('{"method": "GET"}\n{"method": "PO')
    with serve(app(), log=log) as server:
        ask(server.url, "GET", f"{BASE}/Users")
    assert [json.loads(line)["method"] for line in log.read_text().splitlines()] == ["GET", "GET"]
    assert capsys.readouterr().err == f"{log} ended in the middle of a line; its last 14 bytes are taken away\n"


def test_a_full_disk_is_said_once_and_the_hub_goes_on(capsys, bodies):
    with serve(app(), log=Path("/dev/full")) as server:
        for _ in range(3):
            assert ask(server.url, "GET", f"{BASE}/Users")[0] == 200
        outcome = server.run(lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert outcome is False
    sentence = "/dev/full cannot be written: No space left on device; nothing more is logged\n"
    assert capsys.readouterr().err == sentence


HALF_REQUESTS = (b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")


@contextmanager
def few_descriptors():
    """What is served within takes a hundred connections, as in a process that may open few files."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (serving.SPARE + 200, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def connected(url, number, sent=b""):
    """So many connections, on each of which only `sent` is said."""
    host, port = url.removeprefix("http://").split(":")
    opened = ExitStack()
    for _ in range(number):
        opened.enter_context(socket.create_connection((host, int(port)), timeout=20)).sendall(sent)
    return opened


def test_a_thousand_idle_connections_keep_nobody_out():
    with serve(app()) as server, connected(server.url, serving.limit() + 5):
        assert ask(server.url, "GET", "/-/state", patience=60)[0] == 200


@pytest.mark.parametrize("sent", HALF_REQUESTS)
def test_half_requests_keep_nobody_out(sent):
    with few_descriptors():
        server = serve(app())
    with server, connected(server.url, 300, sent):
        assert ask(server.url, "GET", "/-/state", patience=60)[0] == 200


def test_a_request_under_way_keeps_its_connection_when_the_server_is_full():
    with few_descriptors():
        server = serve(app(faults=[{"on": "GET /Users", "delay": 1}]))
    with server:
        answers = []
        asking = threading.Thread(target=lambda: answers.append(ask(server.url, "GET", f"{BASE}/Users", patience=60)))
        asking.start()
        with connected(server.url, 300):
            assert ask(server.url, "GET", "/-/state", patience=60)[0] == 200
            asking.join()
        assert answers[0][0] == 200


@pytest.mark.skipif(os.name == "nt", reason="Windows counts no descriptors")
@pytest.mark.parametrize(("descriptors", "expected"), [(256, 64), (1024, 448), (64, serving.SMALLEST)])
def test_connections_take_at_most_half_of_the_descriptors(descriptors, expected):
    program = "from provider_stub.http import serving; print(serving.limit())"
    command = f'ulimit -n {descriptors}; exec "{sys.executable}" -c "{program}"'
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT, check=True)
    assert int(answer.stdout) == expected


@pytest.mark.parametrize(
    "line, header",
    [
        ("GET http://[/ HTTP/1.1", "Host: localhost"),
        ("GET http://[::1/-/state HTTP/1.1", "Host: localhost"),
        ("GET http://\u2100/ HTTP/1.1", "Host: localhost"),
        ("POST /-/reset HTTP/1.1", f"Content-Length: {'1' * 5000}"),
        ("POST /-/reset HTTP/1.1", "Content-Length: -1"),
    ],
)
def test_a_request_line_or_length_that_cannot_be_read_is_answered_and_leaves_no_traceback(caplog, line, header):
    with serve(app()) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(f"{line}\r\n{header}\r\n\r\n".encode())
            assert connection.recv(4096).split(b"\r\n")[0].split()[1] == b"400"
        assert ask(server.url, "GET", "/-/state")[0] == 200
    assert not any("exception" in record.message for record in caplog.records)
