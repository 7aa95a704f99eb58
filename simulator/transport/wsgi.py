"""The bundled Hub, called in process: no socket, and no cost beyond the call."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from simulator.play.clock import Clock
from simulator.scim.message import Json, Request, Response, compact
from simulator.transport import CONNECTION_RESET, READ_TIMED_OUT, TIMEOUT
from simulator.transport.payload import text_of

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A WSGI application (PEP 3333)."""


class WsgiTransport:
    """Calls a WSGI application; `clock` is the one it lives by, so that a slow answer becomes a timeout.

    The application finds in `hub.about` the alias a request is about, in `hub.origin` whether the request is Okta's
    (`okta`) or our own reading back (`verify`). The bundled Hub finds in `hub.why` a list for the ids of the rules by
    which it answers; with `is_hub` False it is somebody's application, which is not asked for any.
    """

    def __init__(self, app: Application, clock: Clock, *, is_hub: bool = True) -> None:
        self._app = app
        self._is_hub = is_hub
        self._clock = clock
        self._keys = {"Content-Type": "CONTENT_TYPE", "Content-Length": "CONTENT_LENGTH"}

    def send(self, request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> Response:
        """The application's answer; an error when it breaks the connection, or takes 60 s of the clock.

        A request that timed out may have been carried out (okta-wire 8.2 [D: FAQ]).
        """
        environ = _environ(request.method, _path(base_url) + request.path, request.query, request.payload)
        for name, value in headers:
            environ[self._keys.get(name) or self._key(name)] = value
        environ["hub.about"] = request.subject or ""
        environ["hub.origin"] = request.origin
        told: list[str] = []
        if self._is_hub:
            environ["hub.why"] = told
        began = self._clock.now()
        try:
            status, answered, body = _call(self._app, environ)
        except ConnectionError:
            return Response(error=CONNECTION_RESET)
        if self._clock.now() - began >= TIMEOUT:
            return Response(error=READ_TIMED_OUT)
        return Response(status, answered, text_of(body), why=tuple(told))

    def _key(self, name: str) -> str:
        key = self._keys[name] = "HTTP_" + name.upper().replace("-", "_")
        return key

    def call(self, method: str, path: str, body: Json = None) -> tuple[int, Json, tuple[str, ...]]:
        """One of the Hub's pages, `path` from its root, encoded, with its query: status, parsed answer, None when it is
        empty, and the ids of the Hub's rules by which it is so.
        """
        payload = b"" if body is None else compact(body).encode("utf-8", "replace")
        path, _, query = path.partition("?")
        environ = _environ(method, path, query, payload)
        environ["HTTP_HOST"] = "127.0.0.1"
        if payload:
            environ["CONTENT_TYPE"] = "application/json"
            environ["CONTENT_LENGTH"] = str(len(payload))
        environ["hub.why"] = told = list[str]()
        status, _, answer = _call(self._app, environ)
        return status, json.loads(answer) if answer else None, tuple(told)


@lru_cache(maxsize=64)
def _path(base_url: str) -> str:
    return urlsplit(base_url).path


def _environ(method: str, path: str, query: str, payload: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path.encode("utf-8", "replace")).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(payload),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _call(app: Application, environ: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = answer_of(app, environ)
    return int(status[:3]), _merged(headers), body


def answer_of(app: Application, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """What an application answers: status line, empty where it said none, headers and the whole body."""
    status = ""
    headers: list[tuple[str, str]] = []
    written: list[bytes] = []

    def start_response(line: str, fields: list[tuple[str, str]], *_: Any) -> Any:  # what it says is evaluated each time
        nonlocal status, headers
        status, headers = line, fields
        return written.append

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return status, headers, b"".join(written) + body


def _merged(headers: list[tuple[str, str]]) -> dict[str, str]:
    """By name; the values of a repeated one joined by commas (RFC 9110 5.3), as `requests` has them too."""
    merged: dict[str, str] = {}
    for name, value in headers:
        merged[name] = f"{merged[name]}, {value}" if name in merged else value
    return merged
