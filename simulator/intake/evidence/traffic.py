"""HTTP messages as recordings hold them: a HAR, ngrok's inspector, the request log of our Hub, a transcript of ours."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit

from simulator.intake.evidence.json_values import a_text, an_object, encodable, lists_of, objects_of, parsed
from simulator.intake.evidence.times import instant, seconds
from simulator.play.reading import USER_AGENT
from simulator.play.redaction import Redactor, without_credentials
from simulator.transport.payload import CODINGS, undone

Json = Any
Object = dict[str, Json]

_FILTER = re.compile(r'(?:^|&)filter=(\w+) eq ("(?:[^"\\]|\\.)*")')
_PAGE = re.compile(r"(?:^|&)(startIndex|count)=(\d+)")
MANY_REQUESTS = 429


@dataclass(frozen=True)
class Traffic:
    """A request and its answer.

    `place` names the entry for complaints, `at` is ISO 8601. `path` is relative to the base URL, `query` decoded.
    `body` and `answer` are parsed JSON; `answer` is the text where it is no JSON, and None where there is none.
    `status` is None where nobody answered; `error` then says what the recording says of it. `lost` says that there was
    an answer whose text is not in the recording.

    What is no SCIM has no `base_url`, and its whole path. `ours` is what we sent, not Okta, and `played` what a run of
    ours sent in Okta's place. `number` orders requests of one time.

    `target` is path and query below the base URL as they went over the wire, `sent_headers` the request's headers in
    the recording's order, without credentials, and `milliseconds` how long the answer took, None where it is not told.
    `in_order` says that the headers stand in the order in which they were sent, not in the alphabet's. Members of
    `body` and `answer` stand in the order in which they were sent; `written` is the body's JSON as it stood on the
    wire, where the recording has it.
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
    base_url: str = ""
    ours: bool = False
    played: bool = False
    number: str = ""
    target: str = ""
    sent_headers: tuple[tuple[str, str], ...] = ()
    milliseconds: float | None = None
    written: str = ""
    in_order: bool = True

    @property
    def time(self) -> float | None:
        """When it was sent, in seconds since 1970 to the millisecond; None where the recording does not say."""
        return seconds(self.at)

    @property
    def collection(self) -> str:
        """`Users` or `Groups`."""
        return self.path.split("/")[1]

    @property
    def is_user(self) -> bool:
        """Whether it is about people, not about groups."""
        return self.collection == "Users"

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
        return looked_for(self.query)

    @property
    def name(self) -> str:
        """The userName or displayName that it looks for or writes; empty where it has none."""
        return self.looked_for or str(self.sent.get("userName" if self.is_user else "displayName") or "")

    @property
    def page(self) -> tuple[int, int]:
        """`startIndex` and `count`, 0 where they are not given."""
        values = {name: int(value[:9]) for name, value in _PAGE.findall(self.query)}
        return values.get("startIndex", 0), values.get("count", 0)

    @property
    def found(self) -> list[dict[str, Json]]:
        """What a list holds, whatever the case of its keys."""
        return objects_of(next((held for key, held in self.resource.items() if key.lower() == "resources"), None))

    @property
    def total(self) -> Json:
        """How many a list says there are; None where it says nothing."""
        return next((value for key, value in self.resource.items() if key.lower() == "totalresults"), None)

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

    @property
    def patched(self) -> dict[str, Json]:
        """What the operations of a PATCH set, where their values are objects."""
        return {key: value for one in self.operations for key, value in an_object(one.get("value")).items()}

    def same_request(self, other: "Traffic") -> bool:
        """Whether the two ask for the same."""
        return (self.method, self.path, self.query, self.body) == (other.method, other.path, other.query, other.body)


_SCIM = re.compile(r"(?P<base>.*)(?P<path>/(?:Users|Groups)(?:/[^/]+)?)/?")
WRITES = frozenset({"POST", "PUT", "PATCH"})
_METHODS = WRITES | {"GET", "DELETE"}
NANOSECONDS = 1e6
"""In a millisecond; ngrok's agent counts durations in them."""
READ_BACK = "read back by oktasim"
"""How our own archives begin the comment of what Okta did not send."""
_OURS = USER_AGENT.partition("/")[0] + "/"


def _recorded(
    at: str, method: str, url: str, asked: dict[str, str], body: Json, status: Any, answered: dict[str, str],
    answer: Json, hidden: Redactor, *, error: str = "", took: Any = None, lines: Iterable[tuple[str, str]] = (),
    **more: Any,
) -> Traffic:  # fmt: skip
    """A request to a URL and its answer, with the headers of both; the token in them is `hidden` from now on."""
    parts = split(url)
    found = _SCIM.fullmatch(f"{parts.scheme}://{parts.netloc}{parts.path}") if method in _METHODS else None
    if found is not None and (token := header(asked, "authorization").rpartition(" ")[2]):
        hidden.add_token(token)
    base_url, path = (found["base"], found["path"]) if found is not None else ("", parts.path)
    target = f"{path}?{parts.query}" if parts.query else path
    timed = float(took) if isinstance(took, int | float) and not isinstance(took, bool) and took >= 0 else None
    status = status if type(status) is int and 200 <= status <= 599 else None
    return Traffic(
        "", instant(at) or at, method, unquote(path), unquote_plus(parts.query), body, status, answer,
        answered, None if status else error or "no answer", base_url=base_url, target=target,
        sent_headers=tuple(_without_credentials(lines)), milliseconds=timed, **more,
    )  # fmt: skip


def _without_credentials(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in lines:
        yield from without_credentials({name: value}).items()


def split(url: str) -> SplitResult:
    """The parts of a URL; empty ones where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def traffic_of(value: dict[str, Any], hidden: Redactor) -> Traffic | None:
    """The request and answer that an object of a recording is; None where it is something else.

    Its token is `hidden` from now on; bodies still hold what they held.
    """
    request, response = an_object(value.get("request")), an_object(value.get("response"))
    if a_text(value.get("method")) and a_text(value.get("path")) and "response" in value:
        return _of_ours(value, value, response, hidden)
    if value.get("event") == "exchange":
        return _of_ours(value, request, response, hidden)
    if "method" in request and "uri" in request and "url" not in request:
        return _of_inspector(value, request, response, hidden)
    return _of_har(value, request, response, hidden) if "method" in request or "url" in request else None


def _of_har(entry: Object, request: Object, response: Object, hidden: Redactor) -> Traffic:
    """An entry of HAR 1.2."""
    content = an_object(response.get("content"))
    answer = _decoded(content)
    size = content.get("size") or response.get("bodySize")
    return _recorded(
        a_text(entry.get("startedDateTime")), a_text(request.get("method")), a_text(request.get("url")),
        _headers(request), _json(a_text(an_object(request.get("postData")).get("text"))),
        response.get("status"), _headers(response), answer, hidden,
        lost=answer is None and isinstance(size, int) and size > 0,
        error=str(response.get("_error") or response.get("statusText") or ""),
        ours=str(entry.get("comment") or "").startswith(READ_BACK), took=entry.get("time"),
        written=a_text(an_object(request.get("postData")).get("text")), lines=_lines(request),
    )  # fmt: skip


def _of_inspector(value: Object, request: Object, response: Object, hidden: Redactor) -> Traffic:
    """A captured request of ngrok's agent (ngrok.com/docs/agent/api): `raw` is the whole message in Base64.

    `response` is null where nobody has answered yet. The agent keeps only the beginning of a long body. Times are whole
    seconds; an `id` is such a time and a number that grows, both in hex, in the one that is published.
    """
    asked, answered = _headers(request), _headers(response)
    host = next((value for name, value in asked.items() if name.lower() in ("x-forwarded-host", "host")), "tunnel")
    body, whole = _raw(request, asked)
    answer, complete = _raw(response, answered)
    took = value.get("duration")
    return _recorded(
        a_text(value.get("start")), a_text(request.get("method")), f"https://{host}{a_text(request.get('uri'))}",
        asked, body if whole else None, response.get("status_code"), answered, answer if complete else None,
        hidden, lost=not complete, number=a_text(value.get("id")),
        took=took / NANOSECONDS if isinstance(took, int | float) else None, lines=_lines(request),
    )  # fmt: skip


def _of_ours(line: Object, request: Object, response: Object, hidden: Redactor) -> Traffic:
    """An exchange of a run of ours, or a line of `oktasim hub --log`, which is its own request and names no host."""
    asked = _headers(request)
    query = f"?{request['query']}" if a_text(request.get("query")) else ""
    return _recorded(
        a_text(line.get("at")), a_text(request.get("method")),
        a_text(request.get("url")) or f"http://hub{a_text(request.get('path'))}{query}", asked,
        _unwrapped(request.get("body")), response.get("status"), _headers(response),
        _unwrapped(response.get("body")), hidden, error=a_text(line.get("error")) or "Connection reset",
        lost=response.get("body") is None and a_text(response.get("note")) != "",
        ours=line.get("origin") == "verify" or header(asked, "user-agent").startswith(_OURS),
        took=line.get("milliseconds"), written=a_text(request.get("text")), lines=_lines(request),
        in_order=line is not request, played=line.get("origin") == "okta",
    )  # fmt: skip


def _headers(message: dict[str, Any]) -> dict[str, str]:
    """The headers by name; of one that repeats the last."""
    return dict(_lines(message))


def _lines(message: dict[str, Any]) -> list[tuple[str, str]]:
    """Headers as a list of pairs or of objects, or as an object whose values are texts or lists of them, in order."""
    held = message.get("headers")
    pairs = [*((one.get("name"), one.get("value")) for one in objects_of(held)), *an_object(held).items()]
    pairs += [(one[0], one[1]) for one in lists_of(held) if len(one) == 2]
    lines = ((name, one) for name, value in pairs for one in (value if isinstance(value, list) else [value]))
    return [(str(name), a_text(value)) for name, value in lines if a_text(name)]


def header(headers: dict[str, str], name: str) -> str:
    """The first header called so, in whatever case; empty where there is none."""
    return next((value for written, value in headers.items() if written.lower() == name), "")


def _decoded(content: dict[str, Any]) -> Json:
    """What an answer in a HAR says, as it is or in Base64."""
    text = a_text(content.get("text"))
    if content.get("encoding") != "base64":
        return _json(text)
    try:
        return _json(base64.b64decode(text).decode("utf-8", "replace"))
    except binascii.Error:
        return None


def _raw(message: dict[str, Any], headers: dict[str, str]) -> tuple[Json, bool]:
    """The body of a whole HTTP message in Base64, and whether all of it is there."""
    try:
        body = base64.b64decode(a_text(message.get("raw"))).partition(b"\r\n\r\n")[2]
    except binascii.Error:
        return None, False
    if header(headers, "transfer-encoding").lower() == "chunked":
        body = _unchunked(body)
    length = header(headers, "content-length")
    whole = not length.isdecimal() or len(body) >= int(length[:9])
    if (coding := header(headers, "content-encoding").strip().lower()) in CODINGS:
        body, complete = _undone(body, coding)
        whole = whole and complete
    return _json(body.decode("utf-8", "replace")), whole


_LARGEST_BODY = 1 << 24


def _undone(body: bytes, coding: str) -> tuple[bytes, bool]:
    """What a compressed body holds, and whether it is whole."""
    try:
        return undone(body, coding, _LARGEST_BODY)
    except zlib.error:
        return b"", False


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


def looked_for(query: str) -> str | None:
    """The value that a decoded query looks for; None where it looks for none."""
    found = _FILTER.search(query)
    return str(_json(found[2])) if found else None


def _json(text: str) -> Json:
    """The JSON value, the text itself where it is none, None where there is none."""
    try:
        return parsed(text) if text else None
    except ValueError:
        return encodable(text)


def _unwrapped(body: Json) -> Json:
    """A body of our own logs, where text that is no JSON stands as `{"raw": text}`."""
    return body["raw"] if isinstance(body, dict) and body.keys() == {"raw"} else body
