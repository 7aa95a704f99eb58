"""Requests and answers told apart in a stream of bytes, each byte kept as it came; h11 says where one ends.

h11 reads and never writes here: what it would word anew, such as chunks, goes on as it came. That is why no server or
client of a library can do this, since they give a message without its bytes.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

import h11

LARGEST_HEAD = 256 * 1024
"""Bytes of a request line or status line with its headers; servers stop at 8 to 64 KiB."""
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of a body that are kept for the record; a page of 100 users has some 100,000, a group of 10,000 a million."""

Headers = tuple[tuple[str, str], ...]
"""Header lines in their order, names in the case they came in, values without the space around them."""


class NotHttp(Exception):  # noqa: N818  (what somebody else sent, not an error of ours)
    """What came is no message of HTTP/1.1; the words are h11's, which may quote it."""


@dataclass(frozen=True)
class RequestHead:
    """A request line and headers; `raw` is all of it with the empty line behind."""

    raw: bytes
    headers: Headers
    method: str
    target: str


@dataclass(frozen=True)
class AnswerHead:
    """A status line and headers; `raw` as in a request."""

    raw: bytes
    headers: Headers
    status: int
    reason: str


def value_of(headers: Headers, name: str) -> str:
    """The values of a header, given in small letters, joined by commas (RFC 9110 5.3); empty where there is none."""
    return ", ".join(value for written, value in headers if written.lower() == name)


@dataclass
class Body:
    """A body without the sizes of its chunks: all of its `size` bytes, or none of them where they are too many."""

    size: int = 0
    kept: bytearray = field(default_factory=bytearray)

    def add(self, data: bytes) -> None:
        """Take in what comes next."""
        self.size += len(data)
        if self.size <= LARGEST_BODY:
            self.kept += data
        else:
            self.kept.clear()

    @property
    def whole(self) -> bool:
        """Whether it was kept."""
        return len(self.kept) == self.size


@dataclass(frozen=True)
class Fed:
    """How bytes fall: `head` ends one or more heads, `body` belongs to the body as it travels, `rest` to what follows.

    A head of which only a part has come is held back until it is whole.
    """

    head: bytes = b""
    body: bytes = b""
    rest: bytes = b""


class _Message:
    """A message as its bytes come in."""

    def __init__(self, connection: h11.Connection) -> None:
        self.body = Body()
        self.complete = False
        self.held = b""
        self._headed = self._ended = False
        self._connection = connection

    def feed(self, data: bytes) -> Fed:
        """Take in what was received; no bytes say that no more will come.

        Raises:
            NotHttp: it is no HTTP, or ends in its midst; what was not given back by then is `held`.
        """
        pending, heads = self.held + data, b""
        self._ended = not data
        self.held = pending
        try:
            self._connection.receive_data(data)
            while not self.complete:
                event = self._connection.next_event()
                if isinstance(event, h11.Data):
                    self.body.add(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage):
                    self.complete = True
                elif isinstance(event, h11.Request | h11.Response | h11.InformationalResponse):
                    size = len(pending) - len(self._unread())
                    self._headed = self._take(event, pending[:size]) or self._headed
                    heads, pending = heads + pending[:size], pending[size:]
                    self.held = pending
                else:  # more is needed, or the connection has ended
                    break
        except h11.RemoteProtocolError as wrong:
            self.held = heads + self.held
            raise NotHttp(str(wrong)) from wrong
        if not self._headed:
            return Fed(heads)
        self.held = b""
        rest = self._unread() if self.complete else b""
        return Fed(heads, pending[: len(pending) - len(rest)], rest)

    def _unread(self) -> bytes:
        return self._connection.trailing_data[0]

    def _take(self, event: h11.Request | h11.Response | h11.InformationalResponse, raw: bytes) -> bool:
        """Keep a head; whether it is the one that counts."""
        raise NotImplementedError

    @property
    def keeps_alive(self) -> bool:
        """Whether another message may follow on the connection."""
        return not self._ended and self._connection.their_state not in (h11.MUST_CLOSE, h11.CLOSED, h11.ERROR)


class RequestMessage(_Message):
    """A request; `head` is None until it is whole."""

    head: RequestHead | None = None

    def __init__(self) -> None:
        super().__init__(h11.Connection(h11.SERVER, LARGEST_HEAD))

    def _take(self, event: h11.Request | h11.Response | h11.InformationalResponse, raw: bytes) -> bool:
        assert isinstance(event, h11.Request)  # noqa: S101  (a client sends no other)
        self.head = RequestHead(raw, _headers(event.headers), event.method.decode("latin-1"), _text(event.target))
        return True


class AnswerMessage(_Message):
    """The answer to a request; `head` is None until it is whole. Interim answers (1xx) come before it.

    `switched` says that both sides go on in another protocol (101), of which nothing is understood.
    """

    head: AnswerHead | None = None
    switched = False

    def __init__(self, request: RequestHead) -> None:
        super().__init__(h11.Connection(h11.CLIENT, LARGEST_HEAD))
        headers = [("Host", "upstream")]
        if upgrade := value_of(request.headers, "upgrade"):
            headers += [("Upgrade", upgrade), ("Connection", "upgrade")]
        self._connection.send(h11.Request(method=request.method, target="/", headers=headers))
        self._connection.send(h11.EndOfMessage())

    def _take(self, event: h11.Request | h11.Response | h11.InformationalResponse, raw: bytes) -> bool:
        assert not isinstance(event, h11.Request)  # noqa: S101  (a server sends none)
        self.switched = event.status_code == HTTPStatus.SWITCHING_PROTOCOLS
        if event.status_code < 200 and not self.switched:
            return False
        self.head = AnswerHead(raw, _headers(event.headers), event.status_code, _text(event.reason))
        return True


def _headers(headers: "h11._headers.Headers") -> Headers:
    return tuple((_text(name), _text(value)) for name, value in headers.raw_items())


def _text(data: bytes) -> str:
    """Header text, in which each byte is a character (RFC 9110 5.5)."""
    return bytes(data).decode("latin-1")
