"""The layer before the application in which faults strike."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from provider_stub.faults.fault import Answered, Disconnected, Fault
from provider_stub.faults.queue import Faults
from provider_stub.http.message import status_line
from provider_stub.memory.clock import Clock

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

PROXY_PAGE = (
    "<html>\r\n<head><title>{line}</title></head>\r\n<body><center><h1>{line}</h1></center></body>\r\n</html>\r\n"
)
"""What a reverse proxy shows when the server behind it fails."""


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
        """Answer one request, or raise `Disconnected` where a fault drops the connection."""
        faults = self._faults()
        spared = environ.get("hub.origin") == "verify"  # reading back for verification, in process, meets no fault
        fault = faults.take(environ) if faults and not spared else None
        if fault is None:
            return self._app(environ, start_response)
        status, headers, body = self._strike(fault, environ)
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _strike(self, fault: Fault, environ: "WSGIEnvironment") -> tuple[str, Headers, bytes]:
        if fault.respond is not None:
            return self._respond(fault.respond)
        if fault.html is not None:
            line = status_line(fault.html)
            return line, [("Content-Type", "text/html")], PROXY_PAGE.format(line=line).encode()
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
        body, kind = b"", ""
        if isinstance(answered.body, str):
            body, kind = answered.body.encode("utf-8", "replace"), "text/plain"
        elif answered.body is not None:
            body, kind = json.dumps(answered.body).encode(), "application/json"
        own = self._dress() | ({"Content-Type": f"{kind}; charset=utf-8"} if kind else {})
        given = {name.lower() for name in answered.headers}
        headers = [(name, value) for name, value in own.items() if name.lower() not in given]
        return status_line(answered.status), [*headers, *answered.headers.items()], body


def _capture(app: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[str, Headers, bytes]:
    begun: list[Any] = []
    parts = app(environ, lambda status, headers, _=None: begun.extend((status, headers)))  # type: ignore[arg-type]  # nobody here uses write()
    body = b"".join(parts)
    getattr(parts, "close", lambda: None)()
    status, headers = begun
    return status, [(name, value) for name, value in headers if name.lower() != "content-length"], body
