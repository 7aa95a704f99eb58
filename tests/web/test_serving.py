"""On a port: request lines as proxies send them, the Hub's stand, an orderly end."""

import json
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from provider_stub.http import serving
from provider_stub.http.serving import Server, listen, url_of


def _raw(url: str, request: str) -> tuple[str, bytes]:
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode(), body


def test_absolute_request_lines_and_double_slashes_reach_their_routes(served, tokens) -> None:
    host = urlsplit(served.url).netloc
    for target in (f"{served.url}/api/v1/users/me", "//api/v1/users/me"):
        request = f"GET {target} HTTP/1.1\nHost: {host}\nAuthorization: SSWS{tokens.api}\nConnection: close\n\n"
        head, body = _raw(served.url, request)
        assert head.startswith("HTTP/1.1 200"), head
        assert json.loads(body)["status"] == "ACTIVE"


def test_the_link_headers_arrive_as_two_lines(served, tokens) -> None:
    host = urlsplit(served.url).netloc
    request = (
        f"GET /api/v1/users?limit=1 HTTP/1.1\nHost: {host}\nAuthorization: SSWS {tokens.api}\nConnection: close\n\n"
    )
    head, _ = _raw(served.url, request)
    links = [line for line in head.splitlines() if line.startswith("Link:")]
    assert [link.rpartition("; ")[2] for link in links] == ['rel="self"', 'rel="next"']


def test_the_hub_is_served_beside_the_org_also_after_a_reset(okta, tokens) -> None:
    okta.assigned("ada")
    with Server(okta.engine.hub, listen("127.0.0.1", 0), name="hub") as server:
        users = f"{server.url}/api/organizations/acme/scim/v2/Users"

        def total() -> int:
            request = Request(users, headers={"Authorization": f"Bearer {tokens.hub}"})
            with urlopen(request, timeout=5) as answer:
                return json.loads(answer.read())["totalResults"]

        assert total() == 1
        okta.ok("POST", "/simulator/v1/reset")
        assert total() == 0


def test_a_closed_server_is_gone_and_closing_again_does_nothing(okta) -> None:
    server = Server(okta.client.application, listen("127.0.0.1", 0), name="okta")
    server.close()
    server.close()
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", urlsplit(server.url).port), timeout=1):
        pass


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")])
def test_an_address_is_shown_as_this_machine_finds_it(host, shown) -> None:
    with listen(host, 0) as listening:
        assert url_of(listening).startswith(shown)


def test_an_ipv6_address_stands_in_brackets() -> None:
    try:
        listening = listen("::1", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listening:
        assert url_of(listening).startswith("http://[::1]:")


def test_connections_that_ask_nothing_keep_nobody_out(served, tokens) -> None:
    address = urlsplit(served.url)
    with ExitStack() as idle:
        for number in range(serving.limit() + 5):
            connection = socket.create_connection((address.hostname, address.port), timeout=20)
            idle.enter_context(connection).sendall(b"GET / HTTP/1.1\r\n" if number % 2 else b"")
        request = Request(f"{served.url}/api/v1/users/me", headers={"Authorization": f"SSWS {tokens.api}"})
        with urlopen(request, timeout=60) as answer:
            assert answer.status == 200
