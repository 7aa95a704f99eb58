"""SCIM traffic in an HTTP Archive (HAR 1.2): of a browser tool or a proxy, or of `oktasim play --report har:`."""

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from simulator.errors import UnreadableError
from simulator.intake.shapes import Objects, a_text, an_object, line_of, objects, objects_of, parsed
from simulator.play.redaction import Redactor

Json = Any

_FILTER = re.compile(r'(?:^|&)filter=(\w+) eq ("(?:[^"\\]|\\.)*")')
_PAGE = re.compile(r"(?:^|&)(startIndex|count)=(\d+)")
MANY_REQUESTS = 429


@dataclass(frozen=True)
class Traffic:
    """A request and its answer.

    `place` names the entry for complaints, `at` is ISO 8601. `path` is relative to the base URL, `query` decoded.
    `body` and `answer` are parsed JSON; `answer` is the text where it is no JSON, and None where there is none.
    `status` is None where nobody answered; `error` then says what the recording says of it.
    """

    place: str
    at: str
    method: str
    path: str
    query: str = ""
    body: Json = None
    status: int | None = None
    answer: Json = None
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    lost: bool = False
    """Whether there was an answer whose text the recording left out."""

    @property
    def collection(self) -> str:
        """`Users` or `Groups`."""
        return self.path.split("/")[1]

    @property
    def scim_id(self) -> str:
        """The id the path names; empty for a whole collection."""
        return self.path.partition("/")[2].partition("/")[2]

    @property
    def ok(self) -> bool:
        """True for any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def limited(self) -> bool:
        """True for 429: the same request is sent again."""
        return self.status == MANY_REQUESTS

    @property
    def looked_for(self) -> str | None:
        """The value a look-up asks for: a userName or a displayName."""
        found = _FILTER.search(self.query)
        return str(json.loads(found[2])) if found else None

    @property
    def page(self) -> tuple[int, int]:
        """`startIndex` and `count`, 0 where they are not given."""
        values = {name: int(value[:9]) for name, value in _PAGE.findall(self.query)}
        return values.get("startIndex", 0), values.get("count", 0)

    @property
    def found(self) -> list[dict[str, Json]]:
        """What a list holds, whatever the case of its keys."""
        if not isinstance(self.answer, dict):
            return []
        listed = next((value for key, value in self.answer.items() if key.lower() == "resources"), None)
        return objects_of(listed)

    @property
    def resource(self) -> dict[str, Json]:
        """The answer as a resource; empty where it is none."""
        return an_object(self.answer)

    @property
    def sent(self) -> dict[str, Json]:
        """The body as an object; empty where there is none."""
        return an_object(self.body)

    @property
    def operations(self) -> list[dict[str, Json]]:
        """The operations of a PATCH."""
        return objects_of(self.sent.get("Operations"))

    def same_request(self, other: "Traffic") -> bool:
        """Whether the two ask for the same."""
        return (self.method, self.path, self.query, self.body) == (other.method, other.path, other.query, other.body)


_SCIM = re.compile(r"(?P<base>.*)(?P<path>/(?:Users|Groups)(?:/[^/]+)?)/?")
_LOG_FIRST = re.compile(r'\s*\{\s*"log"\s*:\s*\{')
_LOG = re.compile(r'"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries)"\s*:')
_WRITES = frozenset({"POST", "PUT", "PATCH"})
_METHODS = _WRITES | {"GET", "DELETE"}
READ_BACK = "read back by oktasim"
"""How our own archives begin the comment of what Okta did not send."""


@dataclass
class Archive:
    """Traffic to one SCIM service, in order; `complaints` are what could not be used, `left_out` counts the rest."""

    base_url: str = ""
    traffic: list[Traffic] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    left_out: int = 0


def is_har(text: str) -> bool:
    """Whether a JSON text looks like an archive."""
    return _LOG_FIRST.match(text) is not None or (text.lstrip().startswith("{") and _LOG.search(text) is not None)


def read_har(text: str, name: str) -> Archive:
    """The SCIM traffic in an archive.

    Raises:
        UnreadableError: there is none.
    """
    archive = Archive()
    entries = _entries(text, name, archive)
    numbered = [(f"{name}:{line}: entry {number}", entry) for number, (line, entry) in enumerate(entries, 1)]
    scim = [(place, entry, match) for place, entry in numbered if (match := _scim(entry))]
    archive.left_out = sum(_comes_from_okta(entry) for _, entry in numbered) - len(scim)
    if not scim:
        raise UnreadableError(
            f"{name} holds no SCIM request: none of its {len(numbered)} entries ends in /Users or /Groups"
        )
    archive.base_url = Counter(match["base"] for _, _, match in scim).most_common(1)[0][0]
    for place, entry, match in scim:
        if match["base"] == archive.base_url:
            archive.traffic.append(_traffic(place, entry, match["path"], archive.complaints))
        else:
            archive.complaints.append(f"{place}: goes to {match['base']}, not to {archive.base_url}; it is left out")
    archive.traffic.sort(key=lambda one: one.at)
    return archive


def _entries(text: str, name: str, archive: Archive) -> Objects:
    start = re.search(r'"entries"\s*:\s*\[', text)
    if start is None:
        raise UnreadableError(f"{name} has no log.entries; this is no complete HAR, export it again with its content")
    entries, stopped = objects(text, start.end() - 1)
    if stopped is not None:
        what = "the file is cut off here" if stopped >= len(text) else "this is not JSON"
        archive.complaints.append(
            f"{name}:{line_of(text, stopped)}: {what}; the {len(entries)} entries before it are used"
        )
    return entries


def _comes_from_okta(entry: dict[str, Any]) -> bool:
    return not str(entry.get("comment") or "").startswith(READ_BACK)


def _scim(entry: dict[str, Any]) -> re.Match[str] | None:
    request = an_object(entry.get("request"))
    if a_text(request.get("method")) not in _METHODS or not _comes_from_okta(entry):
        return None
    parts = urlsplit(a_text(request.get("url")))
    return _SCIM.fullmatch(f"{parts.scheme}://{parts.netloc}{parts.path}")


def _traffic(place: str, entry: dict[str, Any], path: str, complaints: list[str]) -> Traffic:
    """One entry, without the secrets that a browser's archive holds: the token and passwords."""
    request, response = entry["request"], an_object(entry.get("response"))
    redactor = Redactor(*_tokens(request))
    status = response.get("status")
    status = status if isinstance(status, int) and not isinstance(status, bool) and 200 <= status <= 599 else None
    body = _body(request)
    if body is None and request["method"] in _WRITES:
        complaints.append(f"{place}: {request['method']} {path} comes without its body; export the HAR with content")
    answer = _answer(response)
    lost = answer is None and _has_lost_its_text(response)
    if lost:
        complaints.append(f"{place}: the answer to {request['method']} {path} comes without its text")
    return Traffic(
        place,
        str(entry.get("startedDateTime") or ""),
        request["method"],
        unquote(path),
        unquote(urlsplit(request["url"]).query.replace("+", " ")),
        redactor.redact_json(body),
        status,
        redactor.redact_json(answer),
        dict(_headers(response)),
        None if status else str(response.get("_error") or response.get("statusText") or "no answer"),
        lost,
    )


def _tokens(request: dict[str, Any]) -> Iterator[str]:
    for name, value in _headers(request):
        if name.lower() == "authorization":
            yield value.rpartition(" ")[2]


def _body(request: dict[str, Any]) -> Any:
    text = a_text(an_object(request.get("postData")).get("text"))
    return _parsed(text) if text else None


def _answer(response: dict[str, Any]) -> Any:
    content = an_object(response.get("content"))
    text = a_text(content.get("text"))
    if text and content.get("encoding") == "base64":
        try:
            text = base64.b64decode(text).decode("utf-8", "replace")
        except binascii.Error:
            return None
    return _parsed(text) if text else None


def _has_lost_its_text(response: dict[str, Any]) -> bool:
    size = an_object(response.get("content")).get("size") or response.get("bodySize")
    return isinstance(size, int) and size > 0


def _parsed(text: str) -> Any:
    """The JSON value, or the text itself where it is none."""
    try:
        return parsed(text)
    except ValueError:
        return text


def _headers(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for header in objects_of(message.get("headers")):
        if name := a_text(header.get("name")):
            yield name, a_text(header.get("value"))
