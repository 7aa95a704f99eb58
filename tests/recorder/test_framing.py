"""Where a message ends, whatever pieces it comes in, and that no byte of it is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.recorder.framing import LARGEST_BODY, AnswerMessage, Body, NotHttp, RequestMessage, value_of

REQUESTS = [
    (b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\n\r\n", b""),
    (b"POST /scim/v2/Users HTTP/1.1\r\nhost: a\r\ncontent-length: 7\r\n\r\n", b'{"a":1}'),
    (
        b"PATCH /Groups/1 HTTP/1.1\r\nHOST:a\r\nX-Folded: one\r\n  two\r\nTransfer-Encoding: chunked\r\n\r\n",
        b'4;why=so\r\n{"a"\r\n3\r\n:1}\r\n0\r\nX-Trailer: yes\r\n\r\n',
    ),
]
ANSWERS = [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", b'{"a":1}'),
    (b"HTTP/1.1 201 Made It\r\nTransfer-Encoding: chunked\r\n\r\n", b'07\r\n{"a":1}\r\n0\r\n\r\n'),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 \r\nX: y\r\n\r\n", b""),
    (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", b""),
]
BEHIND = b"GET /next HTTP/1.1\r\n"


def asked(raw: bytes = REQUESTS[0][0]):
    message = RequestMessage()
    message.feed(raw)
    return message.head


def pieces(data: bytes, cuts: list[int]):
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


def fed(message, data: bytes, cuts: list[int]) -> tuple[bytes, bytes, bytes]:
    """Head, body and rest of a message that comes in pieces."""
    head = body = rest = b""
    for piece in pieces(data, cuts):
        if message.complete:
            rest += piece
            continue
        part = message.feed(piece)
        head, body, rest = head + part.head, body + part.body, rest + part.rest
    return head, body, rest


@given(st.sampled_from(REQUESTS), st.lists(st.integers(0, 300), max_size=6))
def test_a_request_falls_into_its_parts_however_it_comes(request_of, cuts):
    head, body = request_of
    message = RequestMessage()

    assert fed(message, head + body + BEHIND, cuts) == (head, body, BEHIND)
    assert message.complete
    assert message.head.raw == head
    assert bytes(message.body.kept) in (b"", b'{"a":1}')
    assert message.keeps_alive


@given(st.sampled_from(ANSWERS), st.lists(st.integers(0, 300), max_size=6))
def test_an_answer_falls_into_its_parts_however_it_comes(answer_of, cuts):
    head, body = answer_of
    message = AnswerMessage(asked())

    assert fed(message, head + body + b"more", cuts) == (head, body, b"more")
    assert message.complete
    assert message.head.status in (200, 201, 204, 304)
    assert message.head.raw == head[head.rindex(b"HTTP/1.1 ") :]


def test_the_answer_to_head_has_no_body_whatever_its_length_says():
    message = AnswerMessage(asked(b"HEAD /Users HTTP/1.1\r\nHost: a\r\n\r\n"))

    part = message.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n")

    assert message.complete
    assert part.body == b""


def test_an_answer_without_a_length_ends_with_its_connection():
    message = AnswerMessage(asked())
    message.feed(b"HTTP/1.1 200 OK\r\n\r\nsome")

    assert not message.complete
    message.feed(b"")
    assert message.complete
    assert bytes(message.body.kept) == b"some"
    assert not message.keeps_alive


def test_names_and_reasons_stand_as_they_came():
    message = AnswerMessage(asked())
    message.feed("HTTP/1.1 299 Schön\r\nX-oDD:  spaced \r\nx-Odd: twice\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))

    assert message.head.reason == "Schön"
    assert message.head.headers[:2] == (("X-oDD", "spaced"), ("x-Odd", "twice"))
    assert value_of(message.head.headers, "x-odd") == "spaced, twice"


@pytest.mark.parametrize("raw, goes_on", [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", False),
    (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", False),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
])  # fmt: skip
def test_whether_another_may_follow(raw, goes_on):
    message = AnswerMessage(asked())
    message.feed(raw)

    assert message.keeps_alive is goes_on


@pytest.mark.parametrize("raw", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /Users\r\n\r\n",
    b"GET /Users HTTP/1.1\r\n\r\n",
    b"GET /Users HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
])  # fmt: skip
def test_what_is_no_request_is_told(raw):
    with pytest.raises(NotHttp):
        RequestMessage().feed(raw)


def test_of_an_answer_that_breaks_off_into_nonsense_nothing_is_lost():
    message = AnswerMessage(asked())
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    with pytest.raises(NotHttp):
        message.feed(head + b"no chunk\r\n")

    assert message.held == head + b"no chunk\r\n"


def test_a_long_body_is_counted_and_not_kept():
    body = Body()
    body.add(b"a" * LARGEST_BODY)
    assert body.whole

    body.add(b"b")

    assert (body.size, bytes(body.kept), body.whole) == (LARGEST_BODY + 1, b"", False)
