"""What is recorded of bodies and headers, in words where they cannot be shown, and never with a secret."""

import gzip
import json
import zlib

import pytest

from simulator.play import transcript
from simulator.play.transcript import Exchange, parse
from simulator.recorder.exchanges import Seen, events_of
from simulator.recorder.forwarding import upstream_of
from simulator.recorder.framing import LARGEST_BODY, AnswerMessage, RequestMessage
from simulator.recorder.hiding import MOST, Known
from simulator.scim.message import compact

UPSTREAM = upstream_of("https://scim.example.com/v2")
TOKEN = "a-token-that-nobody-knows"


def seen(
    body: bytes = b"",
    answered: bytes = b"",
    *,
    coded: str = "",
    asked: tuple[str, ...] = (),
    told: tuple[str, ...] = (),
    target: str = "/v2/Users",
    **more,
) -> Seen:
    """A request and its answer, as two messages that came whole."""
    head = [f"POST {target} HTTP/1.1", "Host: a", f"Content-Length: {len(body)}", *asked]
    request = RequestMessage()
    request.feed("\r\n".join([*head, "", ""]).encode() + body)
    told = (*told, f"Content-Encoding: {coded}") if coded else told
    answer = AnswerMessage(request.head)
    answer.feed("\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(answered)}", *told, "", ""]).encode() + answered)
    return Seen(0, request.head, request.body, answer.head, answer.body, **more)


def recorded(one: Seen, known: Known | None = None) -> tuple[Exchange, list[str]]:
    """The exchange, read back from its line, and the warnings that came with it."""
    events = [parse(event.written) for event in events_of(one, UPSTREAM, known or Known())]
    return events[0], [event.text for event in events[1:] if isinstance(event, transcript.Warning)]


def test_compact_json_stands_as_its_value_and_keys_stay_in_order():
    event, warned = recorded(seen(b'{"b":1,"a":{"z":0,"y":1.5}}', b'{ "b": 2 }'))

    assert json.dumps(event.request["body"]) == '{"b": 1, "a": {"z": 0, "y": 1.5}}'
    assert "text" not in event.request
    assert event.response["body"] == {"b": 2}
    assert warned == []


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a":1.0e2}', '{"a":"\\u00e9"}', '{"a":1}\n', '{"a":"\\/"}'])
def test_json_that_is_written_otherwise_stands_as_it_came_too(text):
    event, _ = recorded(seen(text.encode()))

    assert event.request["text"] == text
    assert event.request["body"] == json.loads(text)


@pytest.mark.parametrize("text", [
    '{"a": 1, "password": "hunter-2-hunter-2"}', '{"p\\u0061ssword": "hunter-2-hunter-2"}',
    '{"Operations": [{"path": "password", "value": "hunter-2-hunter-2"}]}',
    '{"p\\u0061ssword": "hunter-2-hunter-2", "password": ""}', '{"password":"","password":"hunter-2-hunter-2"}',
    'password=hunter-2-hunter-2&x=1', '{"password":"hunter-2-hunter-2',
    '["hunter-2-hunter-2",{"password":"hunter-2-hunter-2"}]',
])  # fmt: skip
def test_no_password_is_recorded_however_it_is_written(text):
    event, _ = recorded(seen(text.encode(), text.encode()))

    assert "hunter-2" not in event.written


def test_of_a_password_json_that_is_written_otherwise_still_shows_how():
    event, _ = recorded(seen(b'{"userName": "ada",  "password": "hunter-2-hunter-2"}'))

    assert event.request["text"] == '{"userName": "ada",  "password": "<password-1>"}'
    assert event.request["body"]["password"] == "<password-1>"


@pytest.mark.parametrize("coded, packed", [
    ("gzip", gzip.compress(b'{"a":1}')), ("deflate", zlib.compress(b'{"a":1}')),
    ("deflate, gzip", gzip.compress(zlib.compress(b'{"a":1}'))), ("identity", b'{"a":1}'),
])  # fmt: skip
def test_what_is_compressed_is_undone_for_the_record(coded, packed):
    event, warned = recorded(seen(answered=packed, coded=coded))

    assert event.response["body"] == {"a": 1}
    assert warned == []


@pytest.mark.parametrize("coded, packed, said", [
    ("br", b"abc", "3 bytes, br by its header, which is not undone here"),
    ("gzip", b"abc", "3 bytes, gzip by its header, and is none that can be undone"),
    ("gzip", gzip.compress(b"{}" * 99, mtime=0)[:-9], "bytes, gzip by its header, which is cut off"),
    ("gzip", gzip.compress(b" " * (LARGEST_BODY + 1)), "which holds more than the 4,194,304 bytes that are recorded"),
    ("", b" " * (LARGEST_BODY + 1), "4,194,305 bytes long, more than the 4,194,304 that are recorded"),
    ("", b"\x00\xff\xfe", "3 bytes that are no UTF-8 text, which SCIM demands"),
])  # fmt: skip
def test_a_body_that_cannot_be_shown_is_told_in_words(coded, packed, said):
    event, warned = recorded(seen(answered=packed, coded=coded))

    assert event.response["body"] is None
    assert said in event.response["note"]
    assert len(warned) == 1
    assert warned[0].startswith("POST /Users: the answer's body is ")
    assert said in warned[0]


@pytest.mark.parametrize("text", ["<html>no</html>", "null", "NaN", "[" * 200])
def test_text_that_is_no_json_stands_as_text(text):
    event, _ = recorded(seen(answered=text.encode()))

    assert event.response["body"] == {"raw": text}


@pytest.mark.parametrize("one", [
    seen(asked=(f"Authorization: Bearer {TOKEN}",)), seen(asked=(f"authorization: {TOKEN}",)),
    seen(asked=(f"Authorization: Bearer {TOKEN}",), answered=f'{{"detail":"bad token {TOKEN}"}}'.encode()),
    seen(asked=(f"Authorization: Bearer {TOKEN}",), answered=f'"{TOKEN.encode().hex()}"'.encode()),
    seen(asked=(f"Authorization: Bearer {TOKEN}", "Authorization: Bearer other")),
    seen(asked=(f"X-Api-Key: {TOKEN}",)), seen(told=(f"X-New-Token: {TOKEN}",)), seen(told=(f"Set-Cookie: s={TOKEN}",)),
    seen(answered=f'{{"access_token":"{TOKEN}","again":"as {TOKEN}"}}'.encode()),
    seen(answered=f'[{{"clientSecret":"{TOKEN}"}}]'.encode()), seen(f'{{"token": "{TOKEN}"}}'.encode()),
    seen(asked=(f"X-Api-Key: {TOKEN}",), answered=f'["the key {TOKEN}"]'.encode()),
    seen(f'{{"newPassword":"{TOKEN}"}}'.encode(), f'["not {TOKEN}"]'.encode()),
    seen(answered=f"Bearer {TOKEN}".encode()), seen(target=f"/v2/Users?access_token={TOKEN}"),
    seen(asked=(f"Authorization: Bearer {TOKEN}",), target=f"/v2/Users/{TOKEN}"),
    seen(asked=(f"Authorization: Bearer {TOKEN}",), target=f"/elsewhere/{TOKEN}", refused="no"),
])  # fmt: skip
def test_no_token_is_recorded_wherever_it_shows(one):
    assert TOKEN not in recorded(one)[0].written
    assert TOKEN.encode().hex() not in recorded(one)[0].written


@pytest.mark.parametrize("token", ['looks-plain=="until!here', "hf_0123456789abcdefgh+until!here"])
@pytest.mark.parametrize("more", [
    {"answered": b"Bearer %s"}, {"answered": b'{"detail":"%s"}'}, {"told": ("Location: /?of=%s",)},
    {"target": "/v2/Users?access_token=%s"},
], ids=["text", "json", "header", "query"])  # fmt: skip
def test_a_known_token_is_hidden_to_its_end_where_only_its_beginning_looks_like_one(token, more):
    kept = {
        "answered": lambda text: text.replace(
            b"%s", token.encode() if text[:1] == b"B" else compact(token)[1:-1].encode()
        ),
        "told": lambda lines: tuple(line.replace("%s", token) for line in lines),
        "target": lambda text: text.replace("%s", token.replace('"', "%22")),
    }
    event, _ = recorded(seen(**{name: kept[name](held) for name, held in more.items()}), Known(token))

    assert "until!here" not in event.written


def test_what_begins_like_a_token_is_hidden_though_nobody_knows_it():
    webtoken = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmVkLWJ5LW5vYm9keQ"
    event, _ = recorded(seen(answered=f'{{"a":"x hf_abcdefghijklmnopqrst y","b":"{webtoken}"}}'.encode()))

    assert event.response["body"] == {"a": "x <token> y", "b": "<token>"}


def test_a_short_text_under_a_credentials_name_is_hidden_there_alone():
    event, _ = recorded(seen(b'{"token": "active"}', b'{"state":"active"}'))

    assert event.request["body"] == {"token": "<token>"}
    assert "text" not in event.request
    assert event.response["body"] == {"state": "active"}


def test_the_names_of_people_and_groups_stay():
    event, _ = recorded(seen(b'{"displayName":"Basic research-group","tokens":3}', b'{"title":"Bearer of-bad-news"}'))

    assert event.request["body"] == {"displayName": "Basic research-group", "tokens": 3}
    assert event.response["body"] == {"title": "Bearer of-bad-news"}


def test_a_token_is_hidden_in_what_comes_later_and_a_stranger_cannot_add_any_number():
    known = Known()
    for number in range(MOST + 20):
        recorded(seen(asked=(f"Authorization: Bearer token-number-{number}-of-many",)), known)

    later, _ = recorded(seen(answered=b'{"detail":"token-number-3-of-many"}'), known)
    assert later.response["body"] == {"detail": "<token>"}
    last, _ = recorded(
        seen(asked=("Authorization: Bearer token-number-999-of-many",), answered=b'"token-number-999-of-many"'), known
    )
    assert "token-number" not in last.written


def test_a_token_of_what_was_refused_is_not_learned():
    known = Known()
    recorded(seen(asked=("Authorization: Bearer active",), target="/x", refused="no"), known)

    event, _ = recorded(seen(answered=b'{"state":"active"}'), known)
    assert event.response["body"] == {"state": "active"}


def test_what_was_not_passed_on_has_no_address_at_the_provider():
    event, _ = recorded(seen(target="/favicon.ico?x=1", refused="no", error="Not passed on: no"))

    assert (event.request["path"], event.request["url"]) == ("/favicon.ico", "/favicon.ico?x=1")
