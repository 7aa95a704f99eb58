"""The transport for real endpoints, against real sockets."""

import gzip
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from simulator.okta.wire import headers as okta_headers
from simulator.scim.message import Request, Response
from simulator.transport.http import HttpTransport

Serve = Callable[..., Any]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: 2\r\n\r\n{}"
TOKEN = "hf_SecretOfTheTest"
READ = Request("GET", "/Users", "startIndex=1&count=2")
WRITE = Request("POST", "/Users", body={"userName": "zoë", "active": True})


def answer(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    head = [f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@pytest.fixture
def send(transport: HttpTransport) -> Callable[..., Response]:
    def send(request: Request, base_url: str) -> Response:
        return transport.send(request, base_url, okta_headers(request, base_url, TOKEN))

    return send


def test_a_request_goes_out_with_exactly_the_given_headers_in_their_order(serve: Serve, send: Any) -> None:
    server = serve(OK)

    send(WRITE, server.url)

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.decode().split("\r\n") == [
        "POST /scim/v2/Users HTTP/1.1",
        "Accept: application/scim+json",
        "Accept-Charset: utf-8",
        "Content-Type: application/scim+json; charset=utf-8",
        "User-Agent: Okta SCIM Client 1.0.0",
        f"Authorization: Bearer {TOKEN}",
        f"Content-Length: {len(WRITE.payload)}",
        f"Host: localhost:{server.port}",
        "Connection: Keep-Alive",
        "Accept-Encoding: gzip,deflate",
    ]
    assert body == '{"userName":"zoë","active":true}'.encode()


def test_a_read_carries_no_content_headers(serve: Serve, send: Any) -> None:
    server = serve(OK)

    send(READ, server.url)

    assert b"Content-" not in server.requests[0]
    assert server.requests[0].endswith(b"\r\n\r\n")


def test_a_deletion_carries_no_content_headers(serve: Serve, send: Any) -> None:
    server = serve(b"HTTP/1.1 204 No Content\r\n\r\n")

    answered = send(Request("DELETE", "/Groups/7"), server.url)

    assert b"Content-" not in server.requests[0]
    assert (answered.status, answered.text) == (204, "")


@pytest.mark.parametrize(
    "query",
    [
        "filter=userName%20eq%20%22a.b%40c.test%22&startIndex=1&count=100",
        "filter=displayName%20eq%20%22R%26D%20%2B%20%C3%BC%20%5C%22x%22",
        "filter=userName+eq+%22x%22",
        "a=%7E%2Fb~c",
    ],
)
def test_what_is_percent_encoded_is_not_encoded_again(serve: Serve, send: Any, query: str) -> None:
    server = serve(OK)

    send(Request("GET", "/Users/a%20b%2Fc", query), server.url)

    line = server.requests[0].partition(b"\r\n")[0].decode()
    assert line == f"GET /scim/v2/Users/a%20b%2Fc?{query} HTTP/1.1"


def test_an_answer_comes_back_with_status_headers_and_text(serve: Serve, send: Any) -> None:
    server = serve(answer(b'{"id":"7"}', "Content-Type: application/scim+json", "X-Twice: a", "X-Twice: b"))

    answered = send(READ, server.url)

    assert (answered.status, answered.json, answered.error) == (200, {"id": "7"}, None)
    assert answered.header("content-type") == "application/scim+json"
    assert answered.header("x-twice") == "a, b"


def test_an_error_status_is_an_answer(serve: Serve, send: Any) -> None:
    server = serve(answer(b"error code: 502", status="502 Bad Gateway"))

    assert send(READ, server.url) == Response(502, {"Content-Length": "15"}, "error code: 502")


def test_a_compressed_body_is_read(serve: Serve, send: Any) -> None:
    server = serve(answer(gzip.compress(b'{"a":1}'), "Content-Encoding: gzip"))

    assert send(READ, server.url).json == {"a": 1}


def test_a_body_that_is_not_compressed_as_it_says_is_an_error(serve: Serve, send: Any) -> None:
    server = serve(answer(b'{"a":1}', "Content-Encoding: gzip"))

    assert send(READ, server.url).error == "Not in GZIP format"


def test_a_chunked_body_is_read(serve: Serve, send: Any) -> None:
    server = serve(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n')

    assert send(READ, server.url).json == {"a": 1}


def test_a_body_without_a_length_ends_with_the_connection(serve: Serve, send: Any) -> None:
    server = serve([b"HTTP/1.1 200 OK\r\n\r\n[1,2]"])

    assert send(READ, server.url).json == [1, 2]


def test_a_body_that_is_not_utf_8_is_still_text(serve: Serve, send: Any) -> None:
    server = serve(answer(b"caf\xe9"))

    assert send(READ, server.url).text == "café"


def test_an_html_page_is_text(serve: Serve, send: Any) -> None:
    server = serve(answer(b"<html>no</html>", "Content-Type: text/html", status="403 Forbidden"))

    answered = send(READ, server.url)

    assert (answered.status, answered.text, answered.is_json) == (403, "<html>no</html>", False)


@pytest.mark.parametrize("location", ["/elsewhere", "http://[broken", ""])
def test_a_redirect_is_not_followed(serve: Serve, send: Any, location: str) -> None:
    server = serve(answer(b"moved", f"Location: {location}", status="302 Found"))

    assert send(READ, server.url).status == 302
    assert len(server.requests) == 1


def test_connections_are_kept_alive(serve: Serve, send: Any) -> None:
    server = serve(OK)

    for _ in range(3):
        send(READ, server.url)

    assert (server.connections, len(server.requests)) == (1, 3)


def test_cookies_are_not_sent_back(serve: Serve, send: Any) -> None:
    server = serve(answer(b"{}", "Set-Cookie: session=1; Path=/"))

    send(READ, server.url)
    send(READ, server.url)

    assert b"Cookie" not in server.requests[1]


def test_credentials_of_the_machine_are_not_sent(
    serve: Serve, send: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine localhost login me password mine\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = serve(OK)

    send(READ, server.url)

    assert f"Authorization: Bearer {TOKEN}".encode() in server.requests[0]


def test_a_read_is_sent_again_when_the_server_gave_up_the_kept_connection(serve: Serve, send: Any) -> None:
    def one_answer_then_gone(peer: Any) -> None:
        peer.read()
        peer.write(OK)
        peer.read()

    server = serve(one_answer_then_gone, OK)

    assert send(READ, server.url).status == 200
    assert send(READ, server.url).status == 200
    assert (server.connections, len(server.requests)) == (2, 3)


def test_what_is_sent_again_is_told_before(serve: Serve) -> None:
    told: list[int] = []

    def one_answer_then_gone(peer: Any) -> None:
        peer.read()
        peer.write(OK)
        peer.read()

    server = serve(one_answer_then_gone, OK)
    with closing(HttpTransport(before_again=lambda: told.append(len(server.requests)))) as transport:
        for _ in range(3):
            transport.send(READ, server.url, okta_headers(READ, server.url, TOKEN))

    assert told == [2]


def test_a_read_is_sent_again_when_the_server_reset_the_kept_connection(serve: Serve, send: Any) -> None:
    def one_answer_then_reset(peer: Any) -> None:
        peer.read()
        peer.write(OK)
        peer.read()
        peer.reset()

    server = serve(one_answer_then_reset, OK)

    assert [send(READ, server.url).status for _ in range(2)] == [200, 200]


def test_a_write_is_never_sent_twice(serve: Serve, send: Any) -> None:
    def one_answer_then_gone(peer: Any) -> None:
        peer.read()
        peer.write(OK)
        peer.read()

    server = serve(one_answer_then_gone, OK)
    send(READ, server.url)

    assert send(WRITE, server.url).error == "Connection reset"
    assert len(server.requests) == 2


def test_a_read_is_not_sent_again_when_a_new_connection_breaks(serve: Serve, send: Any) -> None:
    server = serve(lambda peer: peer.read())

    assert send(READ, server.url).error == "Connection reset"
    assert len(server.requests) == 1


def test_a_reset_is_an_error(serve: Serve, send: Any) -> None:
    def reset(peer: Any) -> None:
        peer.read()
        peer.reset()

    assert send(WRITE, serve(reset).url).error == "Connection reset"


def test_a_server_that_does_not_answer_is_a_read_timeout(serve: Serve, send: Any) -> None:
    patience = threading.Event()
    server = serve(lambda peer: (peer.read(), patience.wait(5)))

    assert send(READ, server.url).error == "Read timed out"
    patience.set()


def test_a_server_that_stops_within_the_body_is_a_read_timeout(serve: Serve, send: Any) -> None:
    patience = threading.Event()
    server = serve(
        lambda peer: (peer.read(), peer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), patience.wait(5))
    )

    assert send(READ, server.url).error == "Read timed out"
    patience.set()


def test_a_body_cut_short_is_an_error(serve: Serve, send: Any) -> None:
    server = serve([b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"a":'])

    assert send(READ, server.url).error == "Premature end of message body"


def test_a_body_beyond_the_limit_is_not_read(serve: Serve) -> None:
    transport = HttpTransport(timeout=0.3, connect_timeout=0.3, largest=1000)
    server = serve(answer(b"x" * 1001))

    answered = transport.send(READ, server.url, [])
    transport.close()

    assert answered.error == "The answer is larger than 1000 bytes and was not read to its end"


def test_a_server_that_speaks_no_http_is_an_error(serve: Serve, send: Any) -> None:
    server = serve([b"SSH-2.0-OpenSSH_9.6\r\n"])

    assert send(READ, server.url).error == "The server failed to respond with a valid HTTP response"


def test_nobody_listening_is_a_refused_connection(send: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    answered = send(READ, f"http://127.0.0.1:{port}/scim/v2")

    assert answered.error == f"Connect to 127.0.0.1:{port} [127.0.0.1/127.0.0.1] failed: Connection refused"


def test_a_name_that_does_not_exist_is_a_failed_connection(send: Any) -> None:
    answered = send(READ, "https://hub.invalid/scim/v2")

    assert answered.error == "Connect to hub.invalid:443 failed: hub.invalid: Name or service not known"


def test_a_host_that_does_not_accept_is_a_connect_timeout(send: Any) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        waiting = [_knock(port) for _ in range(3)]
        answered = send(READ, f"http://127.0.0.1:{port}/scim/v2")
        for knocking in waiting:
            knocking.close()

    assert answered.error == f"Connect to 127.0.0.1:{port} [127.0.0.1/127.0.0.1] failed: Connect timed out"


def _knock(port: int) -> socket.socket:
    knocking = socket.socket()
    knocking.setblocking(False)
    knocking.connect_ex(("127.0.0.1", port))
    return knocking


@pytest.mark.parametrize("base_url", ["https:///scim/v2", "https://host:99999/scim/v2", "https://host:x/scim"])
def test_a_base_url_without_a_usable_place_is_an_error(send: Any, base_url: str) -> None:
    assert send(READ, base_url).error == "The base URL holds no host, or no port that there can be"


@pytest.mark.parametrize("token", ["one\ntwo", "to\u2026ken"])
def test_a_header_that_http_does_not_allow_is_an_error_without_the_secret(
    serve: Serve, transport: HttpTransport, token: str
) -> None:
    server = serve(OK)

    answered = transport.send(READ, server.url, [("Authorization", f"Bearer {token}")])

    assert answered.error == f"The request to localhost:{server.port} could not be sent"


def test_a_trusted_certificate_is_accepted(
    serve: Serve, send: Any, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates / "localhost.pem"))

    assert send(READ, serve(OK, certificate="localhost").url).status == 200


@pytest.mark.parametrize(
    ("presented", "trusted", "error"),
    [
        (
            "localhost",
            "",
            "PKIX path building failed: unable to find valid certification path to requested target",
        ),
        ("expired", "expired", "PKIX path validation failed: validity check failed"),
        ("other", "other", "Certificate for <localhost> doesn't match any of the subject alternative names"),
    ],
)
def test_a_certificate_that_cannot_be_trusted_is_an_error(
    serve: Serve,
    send: Any,
    certificates: Path,
    monkeypatch: pytest.MonkeyPatch,
    presented: str,
    trusted: str,
    error: str,
) -> None:
    if trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates / f"{trusted}.pem"))

    assert send(READ, serve(OK, certificate=presented).url).error == error


def test_tls_to_a_server_without_it_is_an_error(serve: Serve, send: Any) -> None:
    def speak_first(peer: Any) -> None:
        peer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    server = serve(speak_first)

    assert send(READ, f"https://localhost:{server.port}/scim/v2").error == "Unsupported or unrecognized SSL message"


def test_a_server_that_hangs_up_on_tls_is_an_error(serve: Serve, send: Any) -> None:
    server = serve(lambda peer: peer.swallow())

    assert send(READ, f"https://localhost:{server.port}/scim/v2").error == "Remote host terminated the handshake"


def test_certificates_that_are_not_there_are_an_error(
    serve: Serve, send: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    server = serve(OK, certificate="localhost")

    assert send(READ, server.url).error == f"The request to localhost:{server.port} could not be sent"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "hub.localhost"])
def test_no_proxy_stands_between_us_and_this_machine(
    serve: Serve, send: Any, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    server = serve(OK)

    answered = send(READ, f"http://{host}:{server.port}/scim/v2")

    assert "proxy" not in (answered.error or "")


def test_the_proxy_of_the_environment_is_used(serve: Serve, send: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(OK)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")

    assert send(READ, "http://hub.invalid/scim/v2").status == 200
    assert proxy.requests[0].startswith(b"GET http://hub.invalid/scim/v2/Users?startIndex=1&count=2 HTTP/1.1\r\n")


def test_a_proxy_that_refuses_is_named_without_its_credentials(
    serve: Serve, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve([b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"])
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:mine@127.0.0.1:{proxy.port}")

    answered = send(READ, "https://hub.invalid/scim/v2")

    assert answered.error == (
        "Connect to hub.invalid:443 failed: Tunnel connection failed: 407 Proxy Authentication Required"
    )


@pytest.mark.parametrize("proxy", ["http://me:mine@proxy.invalid:3128", "http://"])
def test_a_proxy_that_cannot_be_used_is_an_error(send: Any, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    answered = send(READ, "https://hub.invalid/scim/v2")

    assert answered.error == ("Connect to hub.invalid:443 failed: the proxy named in the environment cannot be used")


def test_threads_may_share_a_transport(serve: Serve, send: Any) -> None:
    server = serve(OK)
    statuses: list[int | None] = []

    threads = [
        threading.Thread(target=lambda: statuses.extend(send(READ, server.url).status for _ in range(5)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 20
    assert server.connections == 4
