"""A proxy on this machine that speaks TLS for the org: links say https, and clients that insist on it work."""

import http.client
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from simulator.web.http.access import origin
from tests.web.conftest import run_apart

CERTIFICATE = Path(__file__).parents[1] / "transport" / "certificates" / "localhost.pem"


class TlsProxy(ThreadingHTTPServer):
    """Ends TLS and passes requests on, saying what it was called as, as nginx and Caddy can."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = urlsplit(behind).netloc
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"https://localhost:{self.server_address[1]}"


class Passing(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {**self.headers, "Host": self.server.behind, "Connection": "close"}
        headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-Host": self.headers["Host"]}
        connection = http.client.HTTPConnection(self.server.behind, timeout=10)
        connection.request(self.command, self.path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass  # noqa: N815  (what the handler looks for)

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def proxied(served: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """The served org behind the proxy: `url`, and `trust`, a context that takes the proxy's certificate."""
    proxy = TlsProxy(served.url)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield SimpleNamespace(url=proxy.url, trust=ssl.create_default_context(cafile=CERTIFICATE), okta=served.okta)
    proxy.shutdown()
    thread.join()
    proxy.server_close()


def _all_urls(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for held in value.values() if isinstance(value, dict) else value:
            yield from _all_urls(held)
    elif isinstance(value, str) and "://" in value and "schema" not in value:
        yield value


LINKING = (
    "/api/v1/users?limit=1",
    "/api/v1/users/me",
    "/api/v1/groups?limit=1",
    "/api/v1/apps",
    "/api/v1/apps/{app}/users?limit=1",
    "/api/v1/apps/{app}/connections/default",
    "/api/v1/mappings",
    "/api/v1/logs",
    "/.well-known/okta-organization",
)


ELSEWHERE = ("/scim/", "cdn", "${org")
"""Addresses that are not this org's."""


def test_every_link_is_the_proxys(proxied, tokens) -> None:
    proxied.okta.assigned("ada")
    for path in LINKING:
        target = proxied.url + path.replace("{app}", proxied.okta.app_id)
        request = Request(target, headers={"Authorization": f"SSWS {tokens.api}"})

        with urlopen(request, timeout=10, context=proxied.trust) as answer:
            links = [line.partition("; ")[0].strip("<>") for line in answer.headers.get_all("Link", [])]
            told = [
                url
                for url in _all_urls(json.loads(answer.read()))
                if not any(other in url for other in ("/scim/", "cdn", "${org"))
            ]

        assert links or told, path
        assert {url[: len(proxied.url)] for url in links + told} == {proxied.url}, path


def test_the_official_sdk_walks_pages_over_https_without_its_check_switched_off(proxied, tokens, monkeypatch) -> None:
    pytest.importorskip("okta", reason="the official SDK is a test dependency")
    for name in ("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    from okta.client import Client

    # What the SDK stands on reads the variable when it is imported, which another test may have done before.
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", ssl.create_default_context(), raising=False)

    async def work() -> list[str]:
        client = Client({"orgUrl": proxied.url, "token": tokens.api})
        users, answer, error = await client.list_users(limit=2)
        assert error is None
        logins = [user.profile.login for user in users]
        assert answer.headers["Link"].startswith(f"<{proxied.url}/api/v1/users?")
        return logins

    assert len(run_apart(work())) == 2


HERE = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "HTTP_HOST": "127.0.0.1:8080"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"PROTO": "https"}, "https://127.0.0.1:8080"),
        ({"PROTO": "https", "HOST": "okta.test"}, "https://okta.test"),
        ({"PROTO": "HTTPS", "HOST": "okta.test:8443"}, "https://okta.test:8443"),
        ({"PROTO": "https", "HOST": "okta.test", "PORT": "8443"}, "https://okta.test:8443"),
        ({"PROTO": "https", "HOST": "okta.test:1", "PORT": "8443"}, "https://okta.test:1"),
        ({"PROTO": "https", "HOST": "okta.test", "PORT": "443"}, "https://okta.test"),
        ({"PROTO": "https, http", "HOST": "okta.test , inner:80"}, "https://okta.test"),
        ({"PROTO": "https", "HOST": "[::1]:8443"}, "https://[::1]:8443"),
        ({"PROTO": "gopher", "HOST": 'evil"><b>'}, "http://127.0.0.1:8080"),
        ({"HOST": "okta.test/path"}, "http://127.0.0.1:8080"),
        ({"HOST": "okta.test", "PORT": "x"}, "http://okta.test"),
    ],
)
def test_what_a_proxy_on_this_machine_says_is_believed_where_it_can_be(said, expected) -> None:
    forwarded = {f"HTTP_X_FORWARDED_{name}": value for name, value in said.items()}
    assert origin(HERE | forwarded) == expected
    assert origin(HERE | forwarded | {"REMOTE_ADDR": "::1"}) == expected
    assert origin(HERE | forwarded | {"REMOTE_ADDR": "192.0.2.7"}) == "http://127.0.0.1:8080"


def test_a_page_of_the_proxys_own_host_may_call_and_another_may_not(okta) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "okta.test"}
    for page, status in (("https://okta.test", 200), ("http://localhost", 403), ("https://evil.test", 403)):
        answer = okta.call("GET", "/api/v1/users/me", headers={**forwarded, "Origin": page})
        assert answer.status_code == status, page
    assert okta.call("GET", "/api/v1/users/me", headers={**forwarded, "Host": "okta.test"}).status_code == 403
