"""Which faults are still to come, which one a request meets, and the layer before the application where it strikes."""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote_plus

from provider_stub.faults.fault import Answered, Disconnected, Fault
from provider_stub.http.message import status_line
from provider_stub.memory.clock import Clock

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

LONGEST_BODY = 16 * 1024 * 1024

_SCIM_BASE = re.compile(r"/api/organizations/[^/]*/(?:scim|scim-provisioning)/v2(?=/)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass
class _Armed:
    """`left` is how many more requests it strikes, `until` the moment in epoch seconds when it is over."""

    fault: Fault
    skip: int
    left: float
    until: float

    def rest(self, now: float) -> Fault:
        """What is still to come of it, as a fault."""
        rest = replace(self.fault, after=self.skip)
        if self.fault.lasts is not None:
            return replace(rest, lasts=max(round(self.until - now, 3), 0.001))
        return rest if self.fault.times == "always" else replace(rest, times=int(self.left))


class Faults:
    """The faults still to come, oldest first; safe to use from several threads.

    One that is used up, or over by the clock, is none any more. A request takes the first fault that fits it and is
    due; a fault still counting its `after` lets the request pass on to the next.
    """

    def __init__(self, clock: Clock, faults: Iterable[Fault] = ()) -> None:
        self._clock = clock
        self._armed: list[_Armed] = []
        self._lock = threading.Lock()
        for fault in faults:
            self.add(fault)

    def __bool__(self) -> bool:
        return bool(self._armed)

    def add(self, fault: Fault) -> None:
        """Arm one more fault; where it lasts for a time, that begins now."""
        endless = float("inf")
        until = endless if fault.lasts is None else self._clock.now() + fault.lasts
        left = endless if fault.lasts is not None or fault.times == "always" else fault.times
        with self._lock:
            self._armed.append(_Armed(fault, fault.after, left, until))

    def clear(self) -> None:
        """Disarm all."""
        with self._lock:
            self._armed.clear()

    def rest(self) -> list[Fault]:
        """What is still to come, as faults that could be armed now."""
        with self._lock:
            now = self._clock.now()
            self._drop_over(now)
            return [armed.rest(now) for armed in self._armed]

    def _drop_over(self, now: float) -> None:
        self._armed = [armed for armed in self._armed if now < armed.until]

    def take(self, environ: "WSGIEnvironment", named: Callable[[str], str | None]) -> Fault | None:
        """The fault due for this request, counted down; None where all goes well.

        `named` gives the name of whom or what has an id: a request for `/Users/{id}` is about that user.
        """
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        query = environ.get("QUERY_STRING", "")
        names = cache(lambda: set(_names(environ, path, query, named)))  # only where a fault wants to know
        with self._lock:
            self._drop_over(self._clock.now())
            for armed in self._armed:
                fault = armed.fault
                if not _fits(fault.on, environ["REQUEST_METHOD"], path, query):
                    continue
                if fault.about and names().isdisjoint(fault.about):
                    continue
                if armed.skip:
                    armed.skip -= 1
                    continue
                armed.left -= 1
                if armed.left < 1:
                    self._armed.remove(armed)
                return fault
        return None


def _fits(pattern: str, method: str, path: str, query: str) -> bool:
    """Whether a fault's pattern fits; one without a query fits any query."""
    wanted_method, _, target = pattern.partition(" ")
    wanted, asked, wanted_query = target.partition("?")
    if wanted_method not in ("*", method) or (asked and wanted_query != unquote_plus(query)):
        return False
    if not wanted.startswith("/api/"):
        base = _SCIM_BASE.match(path)
        if base is None:
            return False
        path = path[base.end() :]
    wants, has = wanted.strip("/").split("/"), path.strip("/").split("/")
    return len(wants) == len(has) and all(want in ("*", one) for want, one in zip(wants, has, strict=True))


def _names(environ: "WSGIEnvironment", path: str, query: str, named: Callable[[str], str | None]) -> Iterator[str]:
    """What a request is about: the caller's word for it, its path, quoted query values, strings of its body.

    The end of a path that is an id is about whom or what has it.
    """
    if "hub.about" in environ:
        yield environ["hub.about"]
    yield from path.split("/")
    if (name := named(path.rpartition("/")[2])) is not None:
        yield name
    for _, value in parse_qsl(query, keep_blank_values=True):
        yield from _QUOTED.findall(value)
    try:
        yield from _strings(json.loads(peek(environ)))
    except (ValueError, RecursionError):
        return


def peek(environ: "WSGIEnvironment") -> bytes:
    """The body, left where the application will look for it; none where it is longer than can be of use."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


Headers = list[tuple[str, str]]

PROXY_PAGE = (
    "<html>\r\n<head><title>{line}</title></head>\r\n<body><center><h1>{line}</h1></center></body>\r\n</html>\r\n"
)
"""What a reverse proxy shows when the server behind it fails."""


def strike(
    fault: Fault, app: "WSGIApplication", environ: "WSGIEnvironment", clock: Clock, dress: Callable[[], dict[str, str]]
) -> tuple[str, Headers, bytes]:
    """The status line, headers and body that a fault leaves of the answer of `app`.

    `dress` gives the headers that every answer of the Hub carries, for one that the fault gives in its place.

    Raises:
        Disconnected: the fault drops the connection.
    """
    if fault.respond is not None:
        return _respond(fault.respond, dress())
    if fault.html is not None:
        line = status_line(fault.html)
        return line, [("Content-Type", "text/html")], PROXY_PAGE.format(line=line).encode()
    if fault.disconnect == "before":
        raise Disconnected("the connection was dropped before the request was read")
    status, headers, body = _capture(app, environ)
    if fault.disconnect == "after":
        raise Disconnected("the connection was dropped before the answer was sent")
    if fault.delay is not None:
        clock.sleep(fault.delay)
    if fault.amend is not None:
        return status, headers, _amended(body, fault.amend)
    return status, headers, b"" if fault.empty else body[: fault.truncate]


def _amended(body: bytes, members: Mapping[str, Any]) -> bytes:
    """The body with other members; as it is where it is no JSON object."""
    try:
        document = json.loads(body)
    except ValueError:
        return body
    return json.dumps({**document, **members}).encode() if isinstance(document, dict) else body


def _respond(answered: Answered, dress: dict[str, str]) -> tuple[str, Headers, bytes]:
    body, kind = b"", ""
    if isinstance(answered.body, str):
        body, kind = answered.body.encode("utf-8", "replace"), "text/plain"
    elif answered.body is not None:
        body, kind = json.dumps(answered.body).encode(), "application/json"
    own = dress | ({"Content-Type": f"{kind}; charset=utf-8"} if kind else {})
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
