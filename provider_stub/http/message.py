"""Requests as operations see them, the answers they give, and refusals in their two shapes (huggingface-scim 10)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import parse_qsl

Json = Any
Value = TypeVar("Value")

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
    base: str = ""
    resource_id: str = ""
    document: Json = None

    @cached_property
    def params(self) -> dict[str, str]:
        """Query parameters, decoded; of a repeated one the first counts."""
        if not self.query:
            return {}
        pairs = parse_qsl(self.query, keep_blank_values=True)
        return dict(reversed(pairs))

    @property
    def members(self) -> dict[str, Any]:
        """The members of the body, none where there is no body; 400 for what is no object."""
        return {} if self.document is None else checked(self.document, dict, "a JSON object is expected")


@dataclass(slots=True)
class Answer:
    """What goes back: `body` is JSON, bytes as they are, or None for none."""

    status: int
    body: Json = None
    headers: dict[str, str] = field(default_factory=dict)


def parse(body: bytes) -> Json:
    """The JSON value of a request's body; 400 invalidSyntax for no UTF-8, no JSON, or what is nested beyond reason."""
    try:
        text = body.decode("utf-8")
        if nested_deeper(text):
            raise invalid_syntax("the body is nested too deeply")
        return _STRICT.decode(text)
    except UnicodeDecodeError:
        raise invalid_syntax("the body is not UTF-8") from None
    except ValueError:
        raise invalid_syntax("the body is not JSON") from None


def nested_deeper(text: str, deepest: int = DEEPEST) -> bool:
    """Whether the brackets of a JSON text, those in strings left aside, are nested more than `deepest` levels."""
    if text.count("[") + text.count("{") <= deepest:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > deepest:
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


ERROR_URN = "urn:ietf:params:scim:api:messages:2.0:Error"
MESSAGE_LENGTH = 500

_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


class Problem(Exception):  # noqa: N818  (the word of RFC 9457; a refusal is no error of ours)
    """A refusal: HTTP `status`, RFC 7644 `scim_type` where one fits, and `detail` for a person to read."""

    def __init__(
        self, status: int, detail: str, scim_type: str | None = None, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.scim_type, self.headers = status, detail, scim_type, headers

    def answer(self, *, scim: bool) -> Answer:
        """The refusal in the shape of RFC 7644 section 3.12, or of the Hub's other endpoints (X)."""
        body: Json = {"error": self.detail}
        if scim:
            kind = {"scimType": self.scim_type} if self.scim_type else {}
            body = {"schemas": [ERROR_URN], "status": str(self.status), **kind, "detail": self.detail}
        printable = _UNPRINTABLE.sub("?", self.detail[:MESSAGE_LENGTH])
        return Answer(self.status, body, {"X-Error-Message": printable, **self.headers})


def invalid_value(detail: str) -> Problem:
    """400 for a value the Hub's schemas do not take."""
    return Problem(400, detail, "invalidValue")


def invalid_syntax(detail: str) -> Problem:
    """400 for a body that is not the message it should be."""
    return Problem(400, detail, "invalidSyntax")


def taken(detail: str) -> Problem:
    """409 for what must be unique and is not."""
    return Problem(409, detail, "uniqueness")


def missing(detail: str) -> Problem:
    """404 for what is not there."""
    return Problem(404, detail)


def checked(value: Json, kind: type[Value], sentence: str) -> Value:
    """`value`, where it is of that kind of JSON; 400 invalidValue with `sentence` for any other."""
    if not isinstance(value, kind):
        raise invalid_value(sentence)
    return value


def text(name: str, value: Json) -> str:
    """The text of the member `name`, of at least one character; 400 invalidValue for anything else."""
    if not isinstance(value, str) or not value:
        raise invalid_value(f"{name}: a non-empty string is required")
    return value


def found(record: Value | None, otherwise: str) -> Value:
    """`record`, where there is one; else 404 with the sentence `otherwise`."""
    if record is None:
        raise missing(otherwise)
    return record
