"""The layer before the application in which faults strike."""

import json
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from provider_stub.faults.fault import Answered, Disconnected, Fault
from provider_stub.faults.queue import Faults, Names
from provider_stub.http.message import status_line
from provider_stub.memory.clock import Clock

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_BODY = 16 * 1024 * 1024

Headers = list[tuple[str, str]]


class FaultInjection:
    """WSGI middleware: hands requests through, save those a fault is due for.

    `faults` gives the faults in force, `dress` the headers that every answer of the Hub carries.
    """

    def __init__(
        self, app: "WSGIApplication", faults: Callable[[], Faults], clock: Clock, dress: Callable[[], dict[str, str]]
    ) -> None:
        self._app = app
        self._faults = faults
        self._clock = clock
        self._dress = dress

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request.

        Raises:
            Disconnected: a fault drops the connection.
        """
        faults = self._faults()
        fault = _due(faults, environ) if faults else None
        if fault is None:
            return self._app(environ, start_response)
        status, headers, body = self._strike(fault, environ)
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _strike(self, fault: Fault, environ: "WSGIEnvironment") -> tuple[str, Headers, bytes]:
        if fault.respond is not None:
            return self._respond(fault.respond)
        if fault.html is not None:
            return status_line(fault.html), [("Content-Type", "text/html")], proxy_page(fault.html)
        if fault.disconnect == "before":
            raise Disconnected("the connection was dropped before the request was read")
        status, headers, body = _capture(self._app, environ)
        if fault.disconnect == "after":
            raise Disconnected("the connection was dropped before the answer was sent")
        if fault.delay is not None:
            self._clock.sleep(fault.delay)
        if fault.empty:
            return status, headers, b""
        return status, headers, body[: fault.truncate]

    def _respond(self, answered: Answered) -> tuple[str, Headers, bytes]:
        text = isinstance(answered.body, str)
        kind = (
            {}
            if answered.body is None
            else {"Content-Type": f"{'text/plain' if text else 'application/json'}; charset=utf-8"}
        )
        given = {name.lower() for name in answered.headers}
        own = {name: value for name, value in (self._dress() | kind).items() if name.lower() not in given}
        body = "" if answered.body is None else answered.body if text else json.dumps(answered.body)
        return status_line(answered.status), [*own.items(), *answered.headers.items()], body.encode("utf-8", "replace")


def proxy_page(status: int) -> bytes:
    """The page a reverse proxy shows when the server behind it fails."""
    line = status_line(status)
    lines = (
        "<html>",
        f"<head><title>{line}</title></head>",
        f"<body><center><h1>{line}</h1></center></body>",
        "</html>",
    )
    return "\r\n".join((*lines, "")).encode()


def _due(faults: Faults, environ: "WSGIEnvironment") -> Fault | None:
    """The fault that strikes this request; reading back for verification, in process, meets none."""
    if environ.get("hub.origin") == "verify":
        return None
    path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
    query = environ.get("QUERY_STRING", "")
    names = Names(environ.get("hub.about"), path, query, lambda: peek(environ))
    return faults.take(environ["REQUEST_METHOD"], path, query, names)


def peek(environ: "WSGIEnvironment") -> bytes:
    """The body, left where the application will look for it; none where it is longer than can be of use."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body


def _capture(app: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[str, Headers, bytes]:
    begun: list[Any] = []
    parts = app(environ, lambda status, headers, _=None: begun.extend((status, headers)))  # type: ignore[arg-type]  # nobody here uses write()
    body = b"".join(parts)
    getattr(parts, "close", lambda: None)()
    status, headers = begun
    return status, [(name, value) for name, value in headers if name.lower() != "content-length"], body
