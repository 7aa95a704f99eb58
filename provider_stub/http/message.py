"""A request as the stub's operations see it, and the answer they give."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from provider_stub.http.problems import invalid_syntax

Json = Any

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
DEEPEST = 100
"""Levels of a body that are followed; no SCIM message has more than a few."""
_STRICT = json.JSONDecoder(parse_constant=lambda name: _refuse(name))


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@dataclass
class Call:
    """One request. `path` is decoded, `query` raw; `base` is the scheme, host and mount point it came to.

    `resource_id` is the last path segment where the route has one; `document` the parsed body of a write.
    """

    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    base: str
    resource_id: str = ""
    document: Json = None

    @cached_property
    def params(self) -> dict[str, str]:
        """Query parameters, decoded; of a repeated one the first counts."""
        if not self.query:
            return {}
        pairs = parse_qsl(self.query, keep_blank_values=True)
        return dict(reversed(pairs))


@dataclass(slots=True)
class Answer:
    """What goes back: `body` is JSON, bytes as they are, or None for none."""

    status: int
    body: Json = None
    headers: dict[str, str] = field(default_factory=dict)


def parse(body: bytes) -> Json:
    """The JSON value of a request's body.

    Raises:
        Problem: 400 invalidSyntax; it is not UTF-8, not JSON, or nested beyond reason.
    """
    try:
        text = body.decode("utf-8")
        if nested_deeper(text):
            raise invalid_syntax("the body is nested too deeply")
        return _STRICT.decode(text)
    except UnicodeDecodeError:
        raise invalid_syntax("the body is not UTF-8") from None
    except ValueError:
        raise invalid_syntax("the body is not JSON") from None


def nested_deeper(text: str) -> bool:
    """Whether the brackets of a JSON text, those in strings left aside, are nested more than `DEEPEST` levels."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            return True
    return False


def render(body: Json) -> bytes:
    """`body` as compact JSON; a lone surrogate, which UTF-8 cannot hold, stays the escape it came as."""
    return _COMPACT.encode(body).encode("utf-8", "backslashreplace")


def status_line(status: int) -> str:
    """The status with its standard phrase, as it stands in an answer's first line."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"
