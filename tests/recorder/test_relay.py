"""What passes a relay arrives byte for byte and at once, on connections that end with the client's; and is recorded."""

import socket
import threading
import time

import pytest

from simulator.recorder.forwarding import Exchanged
from simulator.transport.http import trusting
from tests.recorder.conftest import OK, Peer, answering

GET = b"GET /scim/v2/Users HTTP/1.1\r\nHost: tunnel.test\r\n\r\n"
LAST = b"GET /scim/v2/Users HTTP/1.1\r\nHost: tunnel.test\r\nConnection: close\r\n\r\n"
ODD = (
    b"PATCH /scim/v2/Users/1?a=%20+b&a=c HTTP/1.1\r\nx-FIRST:no space\r\nHOST: tunnel.test:8443\r\nX-Twice: 1\r\n"
    b"X-Twice: 2\r\ntransfer-ENCODING: chunked\r\nAccept-Encoding: gzip,deflate\r\nConnection: Keep-Alive\r\n"
    b"Keep-Alive: timeout=5\r\nX-Spaced: \t wide  \r\nX-Latin: Sch\xf6n\r\n\r\n"
    b'000B;ext="1"\r\n{"active": \r\n6\r\nfalse}\r\n0\r\nX-Trailer: yes\r\n\r\n'
)
ODD_ANSWER = (
    b"HTTP/1.1 207 Rather Good\r\nzulu: 1\r\nAlpha:2\r\nSET-cookie: a=1\r\nSet-Cookie: b=2\r\nX-Latin: Sch\xf6n\r\n"
    b"Transfer-Encoding: chunked\r\nContent-Type: application/scim+json\r\n\r\n"
    b'C;q\r\n{"id" : "1" \r\n1\r\n}\r\n00\r\nX-Sum: 1\r\n\r\n'
)


def test_every_byte_arrives_as_it_was_sent_but_for_the_value_of_host(provide, recorded):
    came = []

    def script(peer: Peer) -> None:
        came.append(peer.exactly(len(ODD) + provider_host - len(b"tunnel.test:8443")))
        peer.send(ODD_ANSWER)
        peer.rest()

    provider = provide(script)
    host = f"localhost:{provider.port}".encode()
    provider_host = len(host)
    client = recorded(provider.url).client()
    client.send(ODD)

    assert client.exactly(len(ODD_ANSWER)) == ODD_ANSWER
    assert came == [ODD.replace(b"tunnel.test:8443", host)]


def test_what_is_recorded_of_it(provide, recorded):
    def script(peer: Peer) -> None:
        peer.until(b"yes\r\n\r\n")
        peer.send(ODD_ANSWER)
        peer.rest()

    provider = provide(script)
    between = recorded(provider.url)
    before = time.time()
    between.client().send(ODD)

    event = between.exchange()
    request, response = event.request, event.response
    assert (event.origin, event.step, event.attempt, event.error) == ("recorded", 1, 1, None)
    assert (request["method"], request["path"], request["query"]) == ("PATCH", "/Users/1", "a=%20+b&a=c")
    assert request["url"] == f"{provider.url}/Users/1?a=%20+b&a=c"
    assert request["body"] == {"active": False}
    assert request["text"] == '{"active": false}'
    assert request["headers"][:4] == [
        ["x-FIRST", "no space"], ["HOST", "tunnel.test:8443"], ["X-Twice", "1"], ["X-Twice", "2"],
    ]  # fmt: skip
    assert ["X-Spaced", "wide"] in request["headers"]
    assert (response["status"], response["reason"], response["body"]) == (207, "Rather Good", {"id": "1"})
    assert response["headers"]["zulu"] == "1"
    assert response["headers"]["SET-cookie"] == response["headers"]["Set-Cookie"] == "<cookie>"
    assert abs(time.mktime(time.strptime(event.at[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone - before) < 2
    assert 0 < event.milliseconds < 5000


def test_a_connection_lives_on_on_both_sides_and_what_is_sent_ahead_waits(provide, recorded):
    provider = provide(answering(*[OK] * 3))
    between = recorded(provider.url)
    client = between.client()

    client.send(GET + GET)
    assert client.exactly(2 * len(OK)) == 2 * OK
    client.send(LAST)
    assert client.rest() == OK

    assert provider.connections == 1
    assert len(between.exchanges) == 3


def test_connections_side_by_side_do_not_wait_for_each_other(provide, recorded):
    together = threading.Barrier(8, timeout=10)

    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        together.wait()
        peer.send(OK)
        peer.rest()

    between = recorded(provide(script).url)
    clients = [between.client() for _ in range(8)]
    for client in clients:
        client.send(GET)

    assert [client.exactly(len(OK)) for client in clients] == [OK] * 8


def test_a_client_that_asks_leave_to_send_its_body_gets_it_from_the_provider(provide, recorded):
    def script(peer: Peer) -> None:
        head = peer.until(b"\r\n\r\n")
        assert b"\r\nExpect: 100-continue\r\n" in head
        peer.send(b"HTTP/1.1 100 Go On\r\n\r\n")
        assert peer.exactly(7) == b'{"a":1}'
        peer.send(OK)
        peer.rest()

    between = recorded(provide(script).url)
    client = between.client()
    client.send(b"POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n")

    assert client.until(b"\r\n\r\n") == b"HTTP/1.1 100 Go On\r\n\r\n"
    client.send(b'{"a":1}')
    assert client.exactly(len(OK)) == OK
    assert between.exchange().request["body"] == {"a": 1}
    assert between.exchange().response["status"] == 200


def test_parts_of_an_answer_and_of_a_request_pass_before_the_next_are_there(provide, recorded):
    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        assert peer.exactly(4) == b"3\r\n["
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n")
        peer.send(b"a" * 100_000)
        assert peer.until(b"0\r\n\r\n")
        peer.send(b"b" * 200_000)
        peer.rest()

    between = recorded(provide(script).url)
    client = between.client()
    client.send(b"POST /scim/v2/Bulk HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[")
    client.until(b"\r\n\r\n")

    assert client.exactly(100_000) == b"a" * 100_000
    client.send(b"1]\r\n0\r\n\r\n")
    assert client.exactly(200_000) == b"b" * 200_000
    assert between.exchange().request["body"] == [1]


def test_who_has_the_whole_answer_finds_it_recorded(provide, recorded):
    between = recorded(provide(answering(*[OK] * 50)).url)
    client = between.client()

    for number in range(50):
        client.send(GET)
        client.exactly(len(OK))
        assert len(between.exchanges) == number + 1


def test_an_answer_before_the_end_of_its_request_is_passed_on(provide, recorded):
    refused = b"HTTP/1.1 413 Too Much\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.send(refused)
        peer.rest()

    between = recorded(provide(script).url)
    client = between.client()
    client.send(b"POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")

    assert client.exactly(len(refused)) == refused
    assert between.exchange().response["status"] == 413
    client.close()
    assert "was answered when 1 bytes of its body had come" in between.lines()


def test_a_provider_that_hangs_is_left_when_the_client_leaves(provide, recorded):
    left = threading.Event()

    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.rest()
        left.set()

    between = recorded(provide(script).url)
    client = between.client()
    client.send(GET)
    time.sleep(0.3)
    client.close()

    event = between.exchange()
    assert left.wait(10)
    assert event.response is None
    assert event.error.startswith("The client closed the connection before an answer came, after 0.")
    assert event.error.endswith(": it timed out, or was stopped")
    assert event.milliseconds > 250  # of the 300; clocks differ by a little


def test_a_client_that_leaves_within_an_answer_is_said_to_have(provide, recorded):
    left = threading.Event()

    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")
        peer.rest()
        left.set()

    between = recorded(provide(script).url)
    client = between.client()
    client.send(GET)
    client.until(b"{}")
    client.close()

    event = between.exchange()
    assert left.wait(10)
    assert event.error.startswith("The client closed the connection before the answer was whole, after 0.")


def test_a_provider_that_is_not_there_gives_no_answer_and_nobody_does_in_its_place(recorded):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    between = recorded(f"http://127.0.0.1:{port}/scim/v2")

    assert between.ask(GET) == b""
    assert between.exchange().response is None
    assert between.exchange().error.endswith(" failed: Connection refused")
    between.record.end()
    assert between.events[-1].provider == "silent"
    assert between.events[-1].counts == {"requests": 1, "unanswered": 1, "refused": 0}


@pytest.mark.parametrize("answer, passed, said", [
    (b"", b"", "Connection reset: the provider closed the connection without an answer"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
     "Premature end of message body: 200, and 2 bytes of the body, had come"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
     "Premature end of message body: 200, and 2 bytes of the body, had come"),
    (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
     "The server failed to respond with a valid HTTP response; it was passed on as it came"),
])  # fmt: skip
def test_an_answer_that_is_none_or_not_whole_is_told(provide, recorded, answer, passed, said):
    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.send(answer)

    between = recorded(provide(script).url)

    assert between.ask(GET) == passed
    assert between.exchange().response is None
    assert between.exchange().error == said


def test_an_answer_that_ends_with_its_connection_is_whole(provide, recorded):
    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.send(b'HTTP/1.0 200 OK\r\n\r\n{"a":')
        peer.send(b"1}")

    between = recorded(provide(script).url)

    assert between.ask(GET) == b'HTTP/1.0 200 OK\r\n\r\n{"a":1}'
    assert between.exchange().response["body"] == {"a": 1}


def test_a_provider_that_closes_an_idle_connection_closes_the_clients(provide, recorded):
    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.send(OK)
        time.sleep(0.1)
        peer.send(b"HTTP/1.1 408 Too Slow\r\n\r\n")

    between = recorded(provide(script).url)

    assert between.ask(GET) == OK + b"HTTP/1.1 408 Too Slow\r\n\r\n"
    assert len(between.exchanges) == 1


def test_both_sides_may_go_on_in_another_protocol(provide, recorded):
    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.send(b"HTTP/1.1 101 Switching\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\nhello")
        peer.send(peer.exactly(4).upper())

    between = recorded(provide(script).url)
    client = between.client()
    client.send(b"GET /scim/v2 HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n")

    assert client.until(b"\r\n\r\n").startswith(b"HTTP/1.1 101 Switching\r\n")
    client.send(b"ping")
    assert client.rest() == b"helloPING"
    assert between.exchange().response["status"] == 101
    assert "went on in another protocol; what they said is not recorded" in between.lines()


@pytest.mark.parametrize("target, status", [
    ("/", 404), ("/scim/v2/%2e%2e/admin", 404), ("http://other.test/scim/v2/Users", 400)
])  # fmt: skip
def test_what_is_not_passed_on_is_answered_and_recorded_and_reaches_nobody(provide, recorded, target, status):
    provider = provide(answering(OK))
    between = recorded(provider.url)

    answer = between.ask(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nConnection: close\r\n" in answer
    event = between.exchange()
    assert event.response is None
    assert event.error.startswith("Not passed on: ")
    assert event.error.endswith(f"; the recorder answered {status}")
    assert provider.url not in event.request["url"]
    assert provider.connections == 0
    between.record.end()
    assert (between.events[-1].provider, between.events[-1].counts["refused"]) == ("not asked", 1)


def test_what_is_no_http_is_answered_400_and_not_quoted(provide, recorded):
    provider = provide(answering(OK))
    between = recorded(provider.url)

    answer = between.ask(b"secret-nonsense\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert "What came is no request of HTTP/1.1" in between.lines()
    assert "secret-nonsense" not in between.lines()
    assert provider.connections == 0


def test_the_shown_token_is_exchanged_on_the_way_and_neither_is_recorded(provide, recorded):
    came = []

    def script(peer: Peer) -> None:
        for _ in range(2):
            came.append(peer.until(b"\r\n\r\n"))
            peer.send(b"HTTP/1.1 401 No\r\nContent-Length: 20\r\n\r\nhf_the-real-token xx")
        peer.rest()

    between = recorded(provide(script).url, token=Exchanged("record_the-shown-one", "hf_the-real-token"))
    client = between.client()
    for token in (b"record_the-shown-one", b"a-wrong-token-of-somebody"):
        client.send(b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\nauthorization: Bearer %s\r\n\r\n" % token)
        client.until(b"xx")

    assert b"\r\nauthorization: Bearer hf_the-real-token\r\n" in came[0]
    assert b"\r\nauthorization: Bearer a-wrong-token-of-somebody\r\n" in came[1]
    assert [one.request["headers"]["authorization"] for one in between.exchanges] == ["Bearer <token>"] * 2
    assert "shown-one" not in between.lines()
    assert "real-token" not in between.lines()
    assert "wrong-token" not in between.lines()


def test_a_relay_that_is_closed_ends_what_is_under_way_and_says_so(provide, recorded):
    def script(peer: Peer) -> None:
        peer.until(b"\r\n\r\n")
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")
        peer.rest()

    between = recorded(provide(script).url)
    client = between.client()
    client.send(GET)
    client.until(b"{}")
    between.relay.close()

    assert between.exchange().error == "The recorder was stopped before the whole answer had come"
    assert client.rest() == b""


def test_a_certificate_nobody_vouches_for_is_refused(provide, recorded, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    provider = provide(answering(OK), certificate="localhost")
    between = recorded(provider.url, context=trusting(provider.url))

    assert between.ask(GET) == b""
    assert between.exchange().error.startswith("PKIX path building failed")


def test_a_certificate_that_the_environment_vouches_for_is_trusted(provide, recorded, monkeypatch, request):
    bundle = request.path.parents[1] / "transport" / "certificates" / "localhost.pem"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    provider = provide(answering(OK, OK), certificate="localhost")
    between = recorded(provider.url, context=trusting(provider.url))
    client = between.client()

    client.send(GET)
    assert client.exactly(len(OK)) == OK
    client.send(GET)
    assert client.exactly(len(OK)) == OK
    assert provider.connections == 1


def test_a_certificate_of_another_host_is_refused_though_it_is_vouched_for(provide, recorded, monkeypatch, request):
    bundle = request.path.parents[1] / "transport" / "certificates" / "other.pem"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    provider = provide(answering(OK), certificate="other")
    between = recorded(provider.url, context=trusting(provider.url))

    assert between.ask(GET) == b""
    assert "doesn't match any of the subject alternative names" in between.exchange().error


def test_a_connection_too_many_is_closed_and_told(provide, recorded):
    between = recorded(provide(answering(OK)).url, most=1)
    first = between.client()
    first.send(GET)
    assert first.exactly(len(OK)) == OK

    assert between.client().rest() == b""
    assert "There were 1 connections, and a further one was closed" in between.lines()


def test_an_answer_that_only_the_client_understands_is_passed_on_and_holds_nobody(provide, recorded):
    strange = b"HTTP/1.1 200 OK\r\nA Name: with a space\r\nContent-Length: 2\r\n\r\n{}"
    between = recorded(provide(answering(strange)).url)
    client = between.client()
    client.send(GET)
    assert client.exactly(len(strange)) == strange

    client.send(GET)

    assert client.rest() == b""
    assert (
        between.exchange().error
        == "The server failed to respond with a valid HTTP response; it was passed on as it came"
    )
