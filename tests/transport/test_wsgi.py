"""The transport that calls the bundled Hub in process, against applications made for the test."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.validate import validator

import pytest

from simulator.okta.wire import headers as okta_headers
from simulator.play.clock import VirtualClock
from simulator.scim.message import Request, Response
from simulator.transport.wsgi import WsgiTransport

BASE = "https://huggingface.co/api/organizations/acme/scim/v2"
READ = Request("GET", "/Users", "startIndex=1&count=2")


class Recorder:
    """An application that keeps what it was called with and answers the same each time."""

    def __init__(self, body: bytes = b"{}", status: str = "200 OK", *headers: tuple[str, str]) -> None:
        self.environ: dict[str, Any] = {}
        self.read = b""
        self._answer = (status, [("Content-Type", "application/scim+json"), *headers], body)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.environ = environ
        self.read = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response(self._answer[0], self._answer[1])
        return [self._answer[2]]


def sent(app: Any, request: Request, clock: VirtualClock | None = None) -> Response:
    return WsgiTransport(app, clock or VirtualClock(0)).send(request, BASE, okta_headers(request, BASE, "hf_t"))


def test_the_application_sees_what_a_server_would_show_it() -> None:
    app = Recorder()

    sent(app, Request("POST", "/Users", "a=%22", {"userName": "zoë"}, subject="zoe"))

    environ = {key: value for key, value in app.environ.items() if not key.startswith("wsgi.")}
    assert environ == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/api/organizations/acme/scim/v2/Users",
        "QUERY_STRING": "a=%22",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/scim+json; charset=utf-8",
        "CONTENT_LENGTH": "19",
        "HTTP_ACCEPT": "application/scim+json",
        "HTTP_ACCEPT_CHARSET": "utf-8",
        "HTTP_USER_AGENT": "Okta SCIM Client 1.0.0",
        "HTTP_AUTHORIZATION": "Bearer hf_t",
        "HTTP_HOST": "huggingface.co",
        "HTTP_CONNECTION": "Keep-Alive",
        "HTTP_ACCEPT_ENCODING": "gzip,deflate",
        "hub.about": "zoe",
        "hub.origin": "okta",
        "hub.why": [],
    }
    assert app.read == '{"userName":"zoë"}'.encode()


def test_a_request_about_nobody_says_so() -> None:
    app = Recorder()

    sent(app, Request("GET", "/Users", origin="verify"))

    assert (app.environ["hub.about"], app.environ["hub.origin"]) == ("", "verify")


def test_the_path_is_decoded_to_bytes_as_wsgi_wants_it() -> None:
    app = Recorder()

    sent(app, Request("GET", "/Users/a%20b%C3%AB"))

    assert app.environ["PATH_INFO"].encode("latin-1").decode().endswith("/Users/a bë")


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
@pytest.mark.parametrize(
    "request_", [READ, Request("POST", "/Users", body={"a": 1}), Request("DELETE", "/Groups/7")], ids=lambda r: r.method
)
def test_the_call_keeps_to_the_wsgi_specification(request_: Request) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"{}"]

    assert sent(validator(app), request_).status == 200


def test_an_answer_comes_back_with_status_headers_and_text() -> None:
    answered = sent(Recorder('{"id":"ë"}'.encode(), "201 Created", ("X-Twice", "a"), ("X-Twice", "b")), READ)

    assert answered == Response(201, {"Content-Type": "application/scim+json", "X-Twice": "a, b"}, '{"id":"ë"}')


def test_an_empty_answer_has_no_text() -> None:
    assert sent(Recorder(b"", "204 No Content"), READ).text == ""


def test_a_body_in_pieces_is_put_together_and_closed() -> None:
    closed = []

    class Pieces:
        def __iter__(self) -> Any:
            return iter([b"[1,", b"2]"])

        def close(self) -> None:
            closed.append(True)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        return Pieces()

    assert sent(app, READ).json == [1, 2]
    assert closed == [True]


def test_an_application_may_start_late_and_write() -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        write = start_response("200 OK", [])
        write(b"[1,")
        yield b"2]"

    assert sent(app, READ).json == [1, 2]


def test_a_broken_connection_is_a_reset() -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise ConnectionAbortedError("dropped")

    assert sent(app, READ).error == "Connection reset"


def test_a_fault_of_the_application_is_not_hidden() -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        sent(app, READ)


@pytest.mark.parametrize(("seconds", "error"), [(59.9, None), (60, "Read timed out"), (61, "Read timed out")])
def test_an_answer_after_60_seconds_is_too_late(seconds: float, error: str | None) -> None:
    clock = VirtualClock(1_000)
    wrote = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        wrote.append(environ["REQUEST_METHOD"])
        clock.sleep(seconds)
        start_response("200 OK", [])
        return [b"{}"]

    assert sent(app, READ, clock).error == error
    assert wrote == ["GET"]


def test_a_page_is_called_as_this_machine() -> None:
    app = Recorder(b'{"token":"hf_new"}')

    answered = WsgiTransport(app, VirtualClock(0)).call("POST", "/-/accounts/a%20b/rename", {"to": "c"})

    assert answered == (200, {"token": "hf_new"}, ())
    assert app.environ["PATH_INFO"] == "/-/accounts/a b/rename"
    assert (app.environ["REMOTE_ADDR"], app.environ["HTTP_HOST"]) == ("127.0.0.1", "127.0.0.1")
    assert (app.environ["CONTENT_TYPE"], app.read) == ("application/json", b'{"to":"c"}')


def test_a_page_without_body_or_answer() -> None:
    app = Recorder(b"", "204 No Content")

    assert WsgiTransport(app, VirtualClock(0)).call("DELETE", "/-/token") == (204, None, ())
    assert "CONTENT_TYPE" not in app.environ


def telling(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """An application that tells whoever asks by which rule it refuses."""
    environ.get("hub.why", []).append("hub.username.digits")
    start_response("400 Bad Request", [])
    return [b""]


def test_the_rules_that_the_bundled_hub_tells_of_come_with_its_answer() -> None:
    assert sent(telling, READ).why == ("hub.username.digits",)
    assert WsgiTransport(telling, VirtualClock(0)).call("DELETE", "/-/token")[2] == ("hub.username.digits",)


def test_somebodys_application_is_not_asked_for_rules() -> None:
    way = WsgiTransport(telling, VirtualClock(0), is_hub=False)

    assert way.send(READ, BASE, okta_headers(READ, BASE, "hf_t")).why == ()


def test_a_connection_that_breaks_off_has_no_rule() -> None:
    def breaking(environ: dict[str, Any], _: Callable[..., Any]) -> Iterable[bytes]:
        environ["hub.why"].append("hub.username.digits")
        raise ConnectionResetError

    assert sent(breaking, READ).why == ()
