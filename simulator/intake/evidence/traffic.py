"""HTTP messages as recordings hold them: a HAR, ngrok's inspector, the request log of our Hub, a transcript of ours."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from simulator.intake.evidence.json_values import a_text, an_object, encodable, objects_of, parsed
from simulator.intake.evidence.times import instant
from simulator.play.reading import USER_AGENT
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
        return str(_json(found[2])) if found else None

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
_WRITES = frozenset({"POST", "PUT", "PATCH"})
_METHODS = _WRITES | {"GET", "DELETE"}
READ_BACK = "read back by oktasim"
"""How our own archives begin the comment of what Okta did not send."""
_OURS = USER_AGENT.partition("/")[0] + "/"

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Message:
    """A request and its answer, as one kind of recording or another holds them.

    `body` and `answer` are JSON, or the text where it is none; None where there is none. `lost` says that there was an
    answer whose text is not in the recording, `error` why there was none. `ours` is what we sent, not Okta. `number`
    orders messages of one time.
    """

    at: str
    method: str
    url: str
    asked: Pairs
    body: Json
    status: Any
    answered: Pairs
    answer: Json
    lost: bool = False
    error: str = ""
    ours: bool = False
    number: str = ""

    @property
    def scim(self) -> tuple[str, str] | None:
        """The SCIM base URL and the path below it; None where this is no SCIM request."""
        parts = split(self.url)
        found = _SCIM.fullmatch(f"{parts.scheme}://{parts.netloc}{parts.path}") if self.method in _METHODS else None
        return (found["base"], found["path"]) if found is not None else None

    def traffic(self, place: str, path: str, hidden: Redactor, complaints: list[str]) -> Traffic:
        """The same for a story, without the secrets that a recording holds: the token and passwords."""
        for name, value in self.asked:
            if name.lower() == "authorization":
                hidden.add_token(value.rpartition(" ")[2])
        status = self.status if type(self.status) is int and 200 <= self.status <= 599 else None
        if self.body is None and self.method in _WRITES:
            complaints.append(f"{place}: {self.method} {path} comes without its body; export the HAR with content")
        if self.lost:
            complaints.append(f"{place}: the answer to {self.method} {path} comes without its text")
        query = unquote(split(self.url).query.replace("+", " "))
        body, answer = hidden.redact_json(self.body), hidden.redact_json(self.answer)
        error = None if status else self.error or "no answer"
        return Traffic(
            place, instant(self.at) or self.at, self.method, unquote(path), query, body, status, answer,
            dict(self.answered), error, self.lost,
        )  # fmt: skip


def split(url: str) -> SplitResult:
    """The parts of a URL; empty ones where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def message_of(value: dict[str, Any]) -> Message | None:
    """The request and answer that an object of a recording is; None where it is something else."""
    request, response = an_object(value.get("request")), an_object(value.get("response"))
    if a_text(value.get("method")) and a_text(value.get("path")) and "response" in value:
        return _of_ours(value, value, response)
    if value.get("event") == "exchange":
        return _of_ours(value, request, response)
    if "method" in request and "uri" in request and "url" not in request:
        return _of_inspector(value, request, response)
    return _of_har(value, request, response) if "method" in request or "url" in request else None


def _of_har(entry: dict[str, Any], request: dict[str, Any], response: dict[str, Any]) -> Message:
    """An entry of HAR 1.2."""
    content = an_object(response.get("content"))
    answer = _decoded(content)
    size = content.get("size") or response.get("bodySize")
    return Message(
        a_text(entry.get("startedDateTime")), a_text(request.get("method")), a_text(request.get("url")),
        list(_headers(request)), _json(a_text(an_object(request.get("postData")).get("text"))),
        response.get("status"), list(_headers(response)), answer,
        answer is None and isinstance(size, int) and size > 0,
        str(response.get("_error") or response.get("statusText") or ""),
        str(entry.get("comment") or "").startswith(READ_BACK),
    )  # fmt: skip


def _of_inspector(value: dict[str, Any], request: dict[str, Any], response: dict[str, Any]) -> Message:
    """A captured request of ngrok's agent (ngrok.com/docs/agent/api): `raw` is the whole message in Base64.

    `response` is null where nobody has answered yet. The agent keeps only the beginning of a long body. Times are whole
    seconds; an `id` is such a time and a number that grows, both in hex, in the one that is published.
    """
    asked, answered = list(_headers(request)), list(_headers(response))
    host = next((value for name, value in asked if name.lower() in ("x-forwarded-host", "host")), "tunnel")
    body, whole = _raw(request, asked)
    answer, complete = _raw(response, answered)
    return Message(
        a_text(value.get("start")), a_text(request.get("method")), f"https://{host}{a_text(request.get('uri'))}",
        asked, body if whole else None, response.get("status_code"), answered, answer if complete else None,
        not complete, "" if response else "no answer", number=a_text(value.get("id")),
    )  # fmt: skip


def _of_ours(line: dict[str, Any], request: dict[str, Any], response: dict[str, Any]) -> Message:
    """An exchange of a run of ours, or a line of `oktasim hub --log`, which is its own request and names no host."""
    asked = list(_headers(request))
    agent = next((value for name, value in asked if name.lower() == "user-agent"), "")
    query = f"?{request['query']}" if a_text(request.get("query")) else ""
    return Message(
        a_text(line.get("at")), a_text(request.get("method")),
        a_text(request.get("url")) or f"http://hub{a_text(request.get('path'))}{query}", asked,
        _unwrapped(request.get("body")), response.get("status"), list(_headers(response)),
        _unwrapped(response.get("body")), error=a_text(line.get("error")) or "Connection reset",
        ours=line.get("origin", "okta") != "okta" or agent.startswith(_OURS),
    )  # fmt: skip


def _headers(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Headers as a list of pairs, or as an object whose values are texts or lists of them."""
    held = message.get("headers")
    for header in objects_of(held):
        if name := a_text(header.get("name")):
            yield name, a_text(header.get("value"))
    for name, value in an_object(held).items():
        yield name, a_text(value[0] if isinstance(value, list) and value else value)


def _decoded(content: dict[str, Any]) -> Json:
    """What an answer in a HAR says, as it is or in Base64."""
    text = a_text(content.get("text"))
    if text and content.get("encoding") == "base64":
        try:
            text = base64.b64decode(text).decode("utf-8", "replace")
        except binascii.Error:
            return None
    return _json(text)


def _raw(message: dict[str, Any], headers: Pairs) -> tuple[Json, bool]:
    """The body of a whole HTTP message in Base64, and whether all of it is there."""
    try:
        data = base64.b64decode(a_text(message.get("raw")))
    except binascii.Error:
        return None, False
    body = data.partition(b"\r\n\r\n")[2]
    named = {name.lower(): value for name, value in headers}
    if named.get("transfer-encoding", "").lower() == "chunked":
        body = _unchunked(body)
    length = named.get("content-length", "")
    whole = not length.isdecimal() or len(body) >= int(length[:9])
    return _json(body.decode("utf-8", "replace")), whole


def _unchunked(body: bytes) -> bytes:
    """A body without the sizes of its chunks (RFC 9112 7.1); what is no chunk ends it."""
    parts, rest = [], body
    while size := re.match(rb"([0-9A-Fa-f]{1,8})[^\r\n]*\r\n", rest):
        length = int(size[1], 16)
        parts.append(rest[size.end() : size.end() + length])
        rest = rest[size.end() + length + 2 :]
        if not length:
            break
    return b"".join(parts) if parts else body


def _json(text: str) -> Json:
    """The JSON value, the text itself where it is none, None where there is none."""
    try:
        return parsed(text) if text else None
    except ValueError:
        return encodable(text)


def _unwrapped(body: Json) -> Json:
    """A body of our own logs, where text that is no JSON stands as `{"raw": text}`."""
    return body["raw"] if isinstance(body, dict) and body.keys() == {"raw"} else body
