"""Servers that mean harm, or are broken beyond reason: each exchange ends, soon, in an answer or a true sentence."""

import gzip
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from simulator.okta.wire import headers as okta_headers
from simulator.scim.message import Request, Response
from simulator.transport.http import HttpTransport

READ = Request("GET", "/Users", "startIndex=1&count=2")
WRITE = Request("POST", "/Users", body={"userName": "ada"})
LARGEST = 100_000
TIMEOUT = 0.15
SOON = 3.0
"""What a busy machine may add to the time-out; without a bound these servers would hold a client for minutes."""

OK = b"HTTP/1.1 200 OK\r\n"
WHOLE = b"Content-Length: 2\r\n\r\n{}"
NOT_HTTP = "The server failed to respond with a valid HTTP response"
TOO_LARGE = f"The answer is larger than {LARGEST} bytes and was not read to its end"
CUT_SHORT = "Premature end of message body"
TIMED_OUT = "Read timed out"


@pytest.fixture
def transport(transport: HttpTransport) -> Any:
    """As everywhere here, and with little room for an answer."""
    small = HttpTransport(timeout=TIMEOUT, connect_timeout=TIMEOUT, largest=LARGEST)
    yield small
    small.close()


@pytest.fixture
def ask(transport: HttpTransport) -> Callable[..., Response]:
    """Sends a request; it must come to an end soon."""

    def asked(request: Request, base_url: str) -> Response:
        began = time.monotonic()
        answered = transport.send(request, base_url, okta_headers(request, base_url, "a-token"))
        assert time.monotonic() - began < SOON
        return answered

    return asked


def then(begin: bytes, again: bytes = b"", pause: float = 0.0) -> Callable[[Any], None]:
    """Answers with `begin`, then with `again` without end, or until the client has gone."""

    def script(peer: Any) -> None:
        peer.read()
        peer.write(begin)
        while again:
            peer.write(again)
            time.sleep(pause)

    return script


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize(
    "script",
    [
        then(b"", b"H", TIMEOUT / 10),
        then(OK + b"X-Slow: ", b"a", TIMEOUT / 10),
        then(OK, b"X: a\r\n", TIMEOUT / 10),
        then(OK + b"Content-Length: 1000\r\n\r\n", b"a", TIMEOUT / 10),
        then(OK + b"\r\n", b"a", TIMEOUT / 10),
        then(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", TIMEOUT / 10),
        then(b"", b"HTTP/1.1 100 Continue\r\n\r\n", TIMEOUT / 10),
    ],
    ids=["status", "header", "headers", "body", "body without length", "chunks", "interim answers"],
)
def test_an_answer_that_drips_is_a_read_timeout(serve: Any, ask: Any, script: Any, request_: Request) -> None:
    assert ask(request_, serve(script).url).error == TIMED_OUT


def test_an_answer_that_keeps_pouring_in_small_chunks_is_a_read_timeout(serve: Any) -> None:
    roomy = HttpTransport(timeout=TIMEOUT, connect_timeout=TIMEOUT)
    server = serve(then(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 1000))

    assert roomy.send(READ, server.url, []).error == TIMED_OUT
    roomy.close()


def test_a_dripping_answer_over_tls_is_a_read_timeout(
    serve: Any, ask: Any, certificates: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates / "localhost.pem"))
    server = serve(then(OK + b"Content-Length: 1000\r\n\r\n", b"a", TIMEOUT / 10), certificate="localhost")

    assert ask(READ, server.url).error == TIMED_OUT


def test_a_time_out_leaves_the_next_request_its_own_time(serve: Any, ask: Any) -> None:
    server = serve(then(OK + b"Content-Length: 1000\r\n\r\n", b"a", TIMEOUT / 10), OK + WHOLE)

    assert ask(READ, server.url).error == TIMED_OUT
    assert [ask(READ, server.url).status for _ in range(3)] == [200, 200, 200]


def test_an_answer_in_slow_parts_that_is_complete_in_time_is_read(serve: Any, ask: Any) -> None:
    def script(peer: Any) -> None:
        while peer.read():
            for part in (OK, b"Content-Length: 2\r\n", b"\r\n{", b"}"):
                peer.write(part)
                time.sleep(TIMEOUT / 10)

    server = serve(script)

    assert [ask(READ, server.url).text for _ in range(4)] == ["{}"] * 4
    assert server.connections == 1


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (then(OK + b"\r\n", b"a" * 4096), TOO_LARGE),
        (then(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"a" * 4096 + b"\r\n"), TOO_LARGE),
        (then(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"\0" * 10_000_000)), TOO_LARGE),
        (then(OK, b"X: a\r\n"), NOT_HTTP),
        (then(OK + b"X: ", b"a" * 4096), NOT_HTTP),
        (then(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), NOT_HTTP),
        (then(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), NOT_HTTP),
        (then(b"HTTP/1.1 100 Continue\r\n", b"X: a\r\n"), NOT_HTTP),
    ],
    ids=["body", "chunks", "compressed", "headers", "header", "100", "102", "headers of 100"],
)
def test_an_answer_without_end_is_given_up(serve: Any, ask: Any, script: Any, error: str) -> None:
    server = serve(script)

    assert [ask(request, server.url).error for request in (READ, WRITE)] == [error, error]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (OK + b"Content-Length: 99\r\n\r\n{}", CUT_SHORT),
        (OK + b"Content-Length: 99999999999999999999\r\n\r\n{}", CUT_SHORT),
        (OK + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}abc", NOT_HTTP),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", "Bad chunk header"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n", "Bad chunk header"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", CUT_SHORT),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{}", CUT_SHORT),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", CUT_SHORT),
        (OK + b"Content-Encoding: " + b", ".join([b"gzip"] * 9) + b"\r\n" + WHOLE, "Not in GZIP format"),
        (OK + b"X: a\r\n" * 200 + WHOLE, NOT_HTTP),
        (OK + b"X: " + b"a" * 70_000 + b"\r\n" + WHOLE, NOT_HTTP),
        (b"HTTP/1.1 200 " + b"a" * 70_000 + b"\r\n" + WHOLE, NOT_HTTP),
        (b"HTTP/1.1 abc OK\r\n" + WHOLE, NOT_HTTP),
        (b"HTTP/1.1 1000 OK\r\n" + WHOLE, NOT_HTTP),
        (b"HTTP/9.9 200 OK\r\n" + WHOLE, NOT_HTTP),
        (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", NOT_HTTP),
        (b"\r\n\r\n", NOT_HTTP),
    ],
)
def test_a_broken_answer_is_an_error_that_does_not_say_nothing_was_sent(
    serve: Any, ask: Any, answer: bytes, error: str
) -> None:
    server = serve([answer])

    assert [ask(request, server.url).error for request in (READ, WRITE)] == [error, error]
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"no colon here\r\n" + WHOLE,
        OK + b"X: a\x00b\r\n" + WHOLE,
        OK + b"X: \xff\xfe\r\n" + WHOLE,
        OK + b" : nameless\r\n" + WHOLE,
        OK + b"Set-Cookie: \x01=\xff; Max-Age=never; Expires=never\r\n" + WHOLE,
        OK + b"Content-Type: text/html; charset=none-such\r\n" + WHOLE,
        OK + b"Content-Encoding: none-such\r\n" + WHOLE,
        OK + b"Content-Length: -5\r\n\r\n{}",
        OK + b"Content-Length: two\r\n\r\n{}",
        OK + b"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ],
)
def test_headers_that_make_no_sense_are_no_reason_to_lose_the_answer(serve: Any, ask: Any, answer: bytes) -> None:
    answered = ask(READ, serve([answer]).url)

    assert (answered.status, answered.text, answered.error) == (200, "{}", None)


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 3,
        b"HTTP/1.1 102 Processing\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n",
    ],
)
def test_an_interim_answer_is_not_the_answer(serve: Any, ask: Any, interim: bytes) -> None:
    server = serve(interim + OK + WHOLE)

    assert [ask(request, server.url).status for request in (WRITE, READ)] == [200, 200]
    assert (len(server.requests), server.connections) == (2, 1)


def test_more_bytes_than_announced_are_not_the_next_answer(serve: Any, ask: Any) -> None:
    server = serve(OK + WHOLE + b"HTTP/1.1 500 Smuggled\r\nContent-Length: 0\r\n\r\n")

    assert [ask(READ, server.url).status for _ in range(3)] == [200, 200, 200]


def test_a_connection_closed_after_its_answer_is_not_used_again(serve: Any, ask: Any) -> None:
    server = serve([OK + WHOLE])

    statuses = []
    for _ in range(3):
        statuses.append(ask(WRITE, server.url).status)
        time.sleep(0.05)

    assert (statuses, server.connections) == ([200, 200, 200], 3)


def test_a_server_that_does_not_read_is_an_error(ask: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        large = Request("POST", "/Groups", body={"displayName": "x" * 20_000_000})

        answered = ask(large, f"http://127.0.0.1:{listener.getsockname()[1]}/scim/v2")

    assert answered.error == TIMED_OUT


def test_a_self_signed_certificate_is_an_error_and_nothing_is_sent(serve: Any, ask: Any) -> None:
    server = serve(OK + WHOLE, certificate="localhost")

    assert ask(WRITE, server.url).error == (
        "PKIX path building failed: unable to find valid certification path to requested target"
    )
    assert server.requests == []
