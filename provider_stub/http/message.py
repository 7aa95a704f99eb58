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
BODIES = "hub.api.bodies"
"""The rule by which the Hub API beside SCIM refuses a body or a parameter."""
SYNTAX = "hub.body.syntax"
"""The rule by which what is no message is refused."""
_STRICT = json.JSONDecoder(parse_constant=lambda name: _refuse(name))


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@dataclass
class Call:
    """One request. `path` is decoded, `query` raw; `base` is the scheme, host and mount point it came to.

    `resource_id` is the last path segment where the route has one; `document` the parsed body of a write. `why` holds
    the ids of the rules that have decided so far what is answered where it is no refusal.
    """

    method: str
    path: str
    query: str
    base: str = ""
    resource_id: str = ""
    document: Json = None
    why: list[str] = field(default_factory=list)

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
        return {} if self.document is None else checked(self.document, dict, "a JSON object is expected", SYNTAX)


@dataclass(slots=True)
class Answer:
    """What goes back: `body` is JSON, bytes as they are, or None for none.

    `why` holds the ids of the rules by which it is so; it never goes out with it.
    """

    status: int
    body: Json = None
    headers: dict[str, str] = field(default_factory=dict)
    why: tuple[str, ...] = ()


def parse(body: bytes) -> Json:
    """The JSON value of a request's body; 400 invalidSyntax for no UTF-8, no JSON, or what is nested beyond reason."""
    try:
        text = body.decode("utf-8")
        if nested_deeper(text):
            raise invalid_syntax("the body is nested too deeply", SYNTAX)
        return _STRICT.decode(text)
    except UnicodeDecodeError:
        raise invalid_syntax("the body is not UTF-8", SYNTAX) from None
    except ValueError:
        raise invalid_syntax("the body is not JSON", SYNTAX) from None


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
    """A refusal: HTTP `status`, RFC 7644 `scim_type` where one fits, and `detail` for a person to read.

    `why` holds the ids of the Hub's rules that refuse, none where a quirk or a fault does it in the Hub's place.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        scim_type: str | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        *,
        why: tuple[str, ...],
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.scim_type, self.headers, self.why = status, detail, scim_type, headers, why

    def answer(self, *, scim: bool) -> Answer:
        """The refusal in the shape of RFC 7644 section 3.12, or of the Hub's other endpoints (X)."""
        body: Json = {"error": self.detail}
        if scim:
            kind = {"scimType": self.scim_type} if self.scim_type else {}
            body = {"schemas": [ERROR_URN], "status": str(self.status), **kind, "detail": self.detail}
        printable = _UNPRINTABLE.sub("?", self.detail[:MESSAGE_LENGTH])
        return Answer(self.status, body, {"X-Error-Message": printable, **self.headers}, self.why)


def invalid_value(detail: str, *why: str) -> Problem:
    """400 for a value the Hub's schemas do not take."""
    return Problem(400, detail, "invalidValue", why=why)


def invalid_syntax(detail: str, *why: str) -> Problem:
    """400 for a body that is not the message it should be."""
    return Problem(400, detail, "invalidSyntax", why=why)


def taken(detail: str, *why: str) -> Problem:
    """409 for what must be unique and is not."""
    return Problem(409, detail, "uniqueness", why=why)


def missing(detail: str, *why: str) -> Problem:
    """404 for what is not there."""
    return Problem(404, detail, why=why)


def checked(value: Json, kind: type[Value], sentence: str, *why: str) -> Value:
    """`value`, where it is of that kind of JSON; 400 invalidValue with `sentence` for any other."""
    if not isinstance(value, kind):
        raise invalid_value(sentence, *why)
    return value


def text(name: str, value: Json, *why: str) -> str:
    """The text of the member `name`, of at least one character; 400 invalidValue for anything else."""
    if not isinstance(value, str) or not value:
        raise invalid_value(f"{name}: a non-empty string is required", *why)
    return value


def found(record: Value | None, otherwise: str, *why: str) -> Value:
    """`record`, where there is one; else 404 with the sentence `otherwise`."""
    if record is None:
        raise missing(otherwise, *why)
    return record
