"""One JSON line in, one JSON line out, whatever comes."""

import json
from typing import Any

import pytest

from simulator.okta.expression.batch import answer, answers


def reply(request: Any) -> dict[str, Any]:
    return json.loads(answer(request if isinstance(request, str) else json.dumps(request)))


def test_value_and_error_have_their_members() -> None:
    context = {"user": {"login": "jane@acme.com"}}

    assert reply({"expression": "String.substringBefore(user.login, '@')", "context": context}) == {"value": "jane"}
    error = reply({"expression": "'a' + user.nope", "context": context})["error"]
    assert list(error) == ["kind", "code", "message", "position"]
    assert (error["kind"], error["code"], error["position"]) == ("eval", "EL1008E", 11)


def test_template_and_dialect_are_asked_for() -> None:
    assert reply({"expression": "${source.a}!", "context": {"source": {"a": 1}}, "template": True}) == {"value": "1!"}
    assert reply({"expression": "'a'.toUpperCase()", "context": {"dialect": "oie"}}) == {"value": "A"}
    assert reply({"expression": "1", "template": None, "context": None}) == {"value": 1}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "must be an object"),
        ("3", "must be an object"),
        ("{}", "expression must be a text"),
        ('{"expression": 5}', "expression must be a text"),
        ('{"expression": "1", "context": []}', "context must be an object"),
        ('{"expression": "1", "template": "yes"}', "template must be true or false"),
        ('{"expression": "1", "contxt": {}}', "did you mean context?"),
        ('{"expression": "1", "context": {"dialect": "ping"}}', "dialect must be classic or oie"),
        ('{"expression": "1", "context": {"user": []}}', "user must be an object"),
        ('{"expression": "1", "context": {"groups": {}}}', "groups must be a list of objects"),
        ('{"expression": "1", "context": {"groups": [5]}}', "each of groups must be an object"),
        ('{"expression": "1", "context": {"linked": {"boss": 5}}}', "linked.boss must be an object"),
        ('{"expression": "1", "context": {"quirks": "on"}}', "quirks must be true or false"),
        ('{"expression": "1", "context": {"now": 5}}', "now must be a time"),
        ('{"expression": "1", "context": {"zendesk": 5}}', "zendesk must be an object"),
        ('{"expression": "1", "context": {"settings": {"null_conact": "text"}}}', "did you mean null_concat?"),
        ('{"expression": "1", "context": {"settings": {"null_concat": "nil"}}}', "must be one of text, empty"),
        ('{"expression": "1", "context": {"settings": {"within_future": 5}}}', "must be one of True, False"),
    ],
)
def test_malformed_line_is_answered_with_an_input_error(line: str, complaint: str) -> None:
    error = reply(line)["error"]

    assert (error["kind"], error["code"], error["position"]) == ("parse", "INPUT", 0)
    assert complaint in error["message"]


def test_data_too_deep_or_too_large_is_refused() -> None:
    deep: Any = "x"
    for _ in range(50):
        deep = {"a": deep}

    assert "levels deep" in reply({"expression": "1", "context": {"user": {"x": deep}}})["error"]["message"]
    assert "values" in reply({"expression": "1", "context": {"user": {"x": [0] * 200_001}}})["error"]["message"]


LONG = {
    "properties": "user" + ".a" * 5000,
    "safe properties": "user" + "?.a" * 5000,
    "methods": "'a'" + ".toUpperCase()" * 3000,
    "safe methods": "user.a" + "?.toUpperCase()" * 3000,
    "indexes": "{1}" + "[0]" * 5000,
    "projections": "{1}" + ".![#this]" * 3000,
    "sums": " + ".join(["1"] * 10_000),
    "conditions": " || ".join(["false"] * 5000),
    "conditionals": "false ? 1 : " * 3000 + "2",
    "Elvis": "null ?: " * 3000 + "2",
    "parentheses": "(" * 3000 + "1" + ")" * 3000,
    "signs": "-" * 3000 + "1",
}


@pytest.mark.parametrize("dialect", ["classic", "oie"])
@pytest.mark.parametrize("expression", LONG.values(), ids=LONG)
def test_one_expression_however_long_spoils_no_other_line(expression: str, dialect: str) -> None:
    context = {"user": {"a": None}, "dialect": dialect}
    lines = [json.dumps({"expression": text, "context": context}) for text in ("1", expression, "2")]

    first, long, last = (json.loads(line) for line in answers(lines))

    assert (first, last) == ({"value": 1}, {"value": 2})
    assert list(long) in (["value"], ["error"])


def test_null_stays_null_through_safe_links_and_no_further() -> None:
    assert reply({"expression": "user.a?.b?.c", "context": {"user": {"a": None}}, "dialect": "oie"}) == {"value": None}
    error = reply({"expression": "user.a?.length().b", "context": {"user": {"a": None}}})["error"]
    assert error["position"] == len("user.a?.length().")


def test_number_that_is_too_long_or_too_large_is_told() -> None:
    said = reply(f'{{"expression": "1", "context": {{"user": {{"x": {"1" * 5000}}}}}}}')["error"]["message"]
    assert said == "this line is not JSON that can be read: a number of 5000 digits is too long"
    assert "too large" in reply('{"expression": "1", "context": {"user": {"x": 1e999}}}')["error"]["message"]


def test_members_of_the_caller_are_let_through() -> None:
    assert reply({"id": "str-01", "expression": "1"}) == {"value": 1}


def test_answers_are_one_per_line_that_is_not_blank() -> None:
    lines = [
        '{"expression": "1"}\n',
        "\n",
        "oops\n",
        '{"expression": "1"}',
        '{"expression": "${user.x}", "template": true}',
    ]

    assert [json.loads(line).get("value") for line in answers(lines)] == [1, None, 1, ""]


def test_answer_is_always_one_line_of_utf_8_json() -> None:
    for text in ("'é日\n'", "String.substring('😀', 0, 1)", "1.0 / 0", "{0.0 / 0, {'a': 1.0 / 0}}", "'\u2028'"):
        line = answer(json.dumps({"expression": text}))
        assert "\n" not in line
        line.encode("utf-8")
        json.loads(line, parse_constant=pytest.fail)
    assert answer('{"expression": "\'é\'"}') == '{"value": "é"}'
    assert reply({"expression": "1.0 / 0"}) == {"value": "Infinity"}
