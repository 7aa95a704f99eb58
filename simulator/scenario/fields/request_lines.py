"""The short form of a request, `METHOD path[?query] [-> status]`, and the patterns that faults apply to."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.kinds import Whole
from simulator.scenario.fields.scalars import kind, nearest, wrong

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")

_METHOD = f"(?:{'|'.join(METHODS)})"
_PATH = r"(?:/(?:\{[^{}/]+\}|\*|[^\s{}?#/*]+))+"
_REQUEST = re.compile(rf"({_METHOD})\s+({_PATH})(?:\?(.*?))?(?:\s+->\s+([1-5][0-9]{{2}}))?")
_PATTERN = re.compile(rf"({_METHOD}|\*)\s+({_PATH})")
_ALIAS = re.compile(r"/(Users|Groups)?(?:/)?\{([^{}/]+)\}")
_EXAMPLE = "such as `GET /Users/{ada} -> 200`"


@dataclass(frozen=True)
class RequestLine:
    """A request as a scenario names it.

    `path` is relative to the base URL; in it `{ada}` stands for that user's or group's SCIM id and `*` for any one
    segment. `query` is decoded; None fits any. `status` None fits any. `text` is the line as it was written.
    `method` is `*` only in a fault's pattern, where it fits any.
    """

    method: str
    path: str
    query: str | None = None
    status: int | None = None
    text: str = ""

    @property
    def aliases(self) -> tuple[tuple[str, str], ...]:
        """The `{alias}` placeholders in the path, each with the collection before it: `Users`, `Groups` or nothing."""
        return tuple((name, collection) for collection, name in _ALIAS.findall(self.path))


def read_request(value: Any) -> RequestLine:
    """The request that a short form names.

    Raises:
        PydanticCustomError: it does not read as one; the refusal says which part is wrong.
    """
    if isinstance(value, RequestLine):
        return value
    text = _line(value)
    match = _REQUEST.fullmatch(text)
    if match is None or (match[3] and re.search(r"\s->(\s+\w{1,4})?$", match[3])):
        raise wrong(_explained(text, METHODS))
    return RequestLine(match[1], match[2], match[3], int(match[4]) if match[4] else None, text)


def read_pattern(value: Any) -> RequestLine:
    """The method and path that a fault applies to.

    Raises:
        PydanticCustomError: it does not read as such.
    """
    if isinstance(value, RequestLine):
        return value
    text = _line(value)
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise wrong(_explained(text, (*METHODS, "*"), query="takes no query and no status"))
    return RequestLine(match[1], match[2], text=text)


def _line(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    raise wrong(f"takes a request {_EXAMPLE}, not {kind(value)}")


def _explained(text: str, methods: tuple[str, ...], query: str = "") -> str:
    method, _, rest = text.partition(" ")
    path = re.split(r"[?\s]", rest, maxsplit=1)[0]
    if method not in methods:
        return f"begins with a method ({', '.join(methods)}), not {shown(method)}{nearest(method, METHODS)}"
    if not rest:
        return f"needs a path after the method, {_EXAMPLE}"
    if not re.fullmatch(_PATH, path) and not re.fullmatch(_PATH, rest):
        return f"takes a path relative to the base URL such as /Users or /Groups/{{alias}}, not {shown(path)}"
    return query or f"ends with a status of three digits (`-> 200`) or without one, not as in {shown(text)}"


REQUEST_SCHEMA = rf"^{_METHOD}\s+{_PATH}(?:\?.*)?(?:\s+->\s+[1-5][0-9]{{2}})?$"
PATTERN_SCHEMA = rf"^(?:{_METHOD}|\*)\s+{_PATH}$"

RequestText = Annotated[
    RequestLine,
    Whole(read_request, lambda: {"type": "string", "pattern": REQUEST_SCHEMA, "examples": ["GET /Users/{ada} -> 200"]}),
]
RequestPattern = Annotated[
    RequestLine,
    Whole(
        read_pattern, lambda: {"type": "string", "pattern": PATTERN_SCHEMA, "examples": ["POST /Users", "* /Groups/*"]}
    ),
]
