"""What the request log hides and what it shows."""

import json

import pytest

from provider_stub.http.request_log import RequestLog, redacted

TOKEN = "t0k3n-of-this-client"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"Bearer {TOKEN}", "Bearer <token>"),
        ({"a": [f"x{TOKEN}y"]}, {"a": ["x<token>y"]}),
        ({TOKEN: 1}, {"<token>": 1}),
        ({"password": "p"}, {"password": "<password>"}),
        (
            {"Operations": [{"op": "replace", "value": {"PASSWORD": "p"}}]},
            {"Operations": [{"op": "replace", "value": {"PASSWORD": "<password>"}}]},
        ),
        (
            {"op": "replace", "path": "password", "value": "p"},
            {"op": "replace", "path": "password", "value": "<password>"},
        ),
        ({"raw": '{"password": "p\\"q", "userName": "x"'}, {"raw": '{"password": "<password>", "userName": "x"'}),
        ({"raw": '{"password":"cut of'}, {"raw": '{"password":"<password>"'}),
        ({"token": "abc"}, {"token": "<token>"}),
        ({"password": None, "path": 7}, {"password": None, "path": 7}),
        ({"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Basic <token>"}),
        ([1, True, None, 1.5], [1, True, None, 1.5]),
    ],
)
def test_tokens_and_passwords_are_replaced(value, expected):
    assert redacted(value, TOKEN) == expected


def test_a_token_that_is_a_word_is_replaced_where_it_stands_alone():
    body = {"test": "test", "userName": "ada@acme.test", "title": "bad test. Or latest, test@acme.example"}

    assert redacted(body, "test") == {
        "test": "<token>",
        "userName": "ada@acme.test",
        "title": "bad <token>. Or latest, test@acme.example",
    }


def test_without_a_token_nothing_else_is_touched():
    assert redacted({"a": "b"}, "") == {"a": "b"}


def test_a_value_nested_beyond_reason_is_not_shown():
    value = []
    for _ in range(100_000):
        value = [value]
    assert redacted(value, TOKEN) == {"raw": "nested too deeply to be shown"}


def logged(hub, method, body, headers=None):
    lines = []
    hub.app.wsgi_app = RequestLog(hub.app.wsgi_app, lines.append)
    hub.scim(method, "/Users?x=" + hub.token, body, headers=headers)
    (line,) = lines
    assert line.endswith(b"\n")
    return json.loads(line)


def test_a_body_that_is_no_json_is_shown_as_text(hub):
    line = logged(hub, "POST", b'{"password": "secret"')
    assert line["body"] == {"raw": '{"password": "<password>"'}
    assert line["response"]["status"] == 400
    assert line["query"] == "x=<token>"


def test_no_body_is_none(hub):
    line = logged(hub, "GET", None)
    assert line["body"] is None
    assert line["milliseconds"] >= 0
