"""A log of what was asked and answered: one JSON object per line, without tokens and passwords."""

import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from provider_stub.faults.injection import peek
from provider_stub.http import message
from provider_stub.http.message import Problem
from provider_stub.memory.audit import timestamp

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN, PASSWORD = "<token>", "<password>"
SECRETS = {"password": PASSWORD, "token": TOKEN}

LONG = 16
"""From this many characters on a token is not taken for a word."""
_IN_TEXT = re.compile(r'("(password|token)"\s*:\s*)"(?:[^"\\]|\\.)*"?', re.IGNORECASE)


class RequestLog:
    """WSGI middleware that gives each exchange to `write`, as one line."""

    def __init__(self, app: "WSGIApplication", write: Callable[[bytes], None]) -> None:
        self._app = app
        self._write = write

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request and log it, also where the connection is dropped."""
        line = _request(environ)
        began = time.perf_counter()
        begun: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            begun.extend((status, headers))
            return start_response(status, headers, exc_info)

        body = b""
        try:
            body = b"".join(self._app(environ, start))
        finally:
            line["milliseconds"] = round((time.perf_counter() - began) * 1000, 3)
            line["response"] = None
            if begun:
                status, headers = int(begun[0].split(" ", 1)[0]), dict(begun[1])
                line["response"] = {"status": status, "headers": headers, "body": _shown(body)}
            token = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")[2].strip()
            self._write(message.render(redacted(line, token)) + b"\n")
        return [body]


def _request(environ: "WSGIEnvironment") -> dict[str, Any]:
    headers = {
        name[5:].replace("_", "-").title(): value for name, value in sorted(environ.items()) if name.startswith("HTTP_")
    }
    kind = {"Content-Type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {}
    return {
        "at": timestamp(time.time()),
        "from": environ.get("REMOTE_ADDR"),
        "method": environ["REQUEST_METHOD"],
        "path": environ.get("PATH_INFO", ""),
        "query": environ.get("QUERY_STRING", ""),
        "headers": headers | kind,
        "body": _shown(peek(environ)),
    }


def _shown(body: bytes) -> Any:
    """Parsed JSON, `{"raw": text}` where it is none, None where there is none."""
    if not body:
        return None
    try:
        return message.parse(body)
    except Problem:
        return {"raw": body.decode("utf-8", "replace")}


def redacted(value: Any, token: str) -> Any:
    """`value` without the token that was presented, and without what stands under `password` or `token`.

    A token that may be a word, of fewer than `LONG` characters that are letters, digits, `-`, `_` or `.`, is replaced
    where it stands alone: `test` in `token test.`, not in `acme.test`, `test@acme.test` or a key.
    """
    try:
        return _redacted(value, _Token(token))
    except RecursionError:
        return {"raw": "nested too deeply to be shown"}


class _Token:
    def __init__(self, text: str) -> None:
        self.word = len(text) < LONG and re.fullmatch(r"[\w.-]*", text) is not None
        alone = rf"(?<![\w-])(?<![\w-][.@]){re.escape(text)}(?![\w-]|[.@][\w-])"
        self._pattern = re.compile(alone if self.word else re.escape(text)) if text else None

    def hidden(self, text: str) -> str:
        return self._pattern.sub(TOKEN, text) if self._pattern else text


def _redacted(value: Any, token: _Token) -> Any:
    if isinstance(value, str):
        return _IN_TEXT.sub(lambda found: f'{found[1]}"{SECRETS[found[2].lower()]}"', token.hidden(value))
    if isinstance(value, list):
        return [_redacted(each, token) for each in value]
    if isinstance(value, dict):
        return _redacted_object(value, token)
    return value


def _redacted_object(value: dict[str, Any], token: _Token) -> dict[str, Any]:
    path = value.get("path")
    sets_password = isinstance(path, str) and path.lower() == "password"
    shown: dict[str, Any] = {}
    for name, each in value.items():
        secret = SECRETS.get(name.lower()) or (PASSWORD if sets_password and name.lower() == "value" else None)
        if name == "Authorization":
            shown[name] = f"{str(each).partition(' ')[0]} {TOKEN}"
        elif secret and isinstance(each, str):
            shown[name] = secret
        else:
            shown[name if token.word else token.hidden(name)] = _redacted(each, token)
    return shown
