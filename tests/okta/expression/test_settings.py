"""Every switch changes what it says it changes, and nothing at its default."""

from dataclasses import fields, replace
from typing import Any

import pytest

from simulator.errors import ExpressionError
from simulator.okta.expression import Scope, Settings, parse, parse_template
from simulator.okta.expression.settings import DEFAULT

UNIX = (
    "1970-01-01T00:00:00.000Z1970-01-01T00:16:40.000Z",
    "1970-01-01T00:00:00.000Z1970-01-01T00:00:01.000Z",
)
CASES = [
    ("null_concat", "empty", "'a' + user.title", "anull", "a"),
    ("string_null", "error", "String.toLowerCase(user.title)", None, "EL1004E"),
    ("string_null", "error", "String.len(user.title)", 0, 0),
    ("substring_oob", "clamp", "String.substring('abc', -1, 9)", "SIOOBE", "abc"),
    ("substring_oob", "clamp", "String.substring('abc', 2, 1)", "SIOOBE", ""),
    ("odd_switch_key", "error", "String.stringSwitch('abc', 'd', 'a')", "d", "EL1004E"),
    ("remove_drops", "first", "Arrays.remove({1, 2, 1, 1}, 1)", [2], [2, 1, 1]),
    ("unknown_country", "null", "Iso3166Convert.toName('XX')", "COUNTRY", None),
    ("country_case", "exact", "Iso3166Convert.toName('us')", "United States", "COUNTRY"),
    ("group_name_case", "ignore", "isMemberOfGroupName('admins')", False, True),
    ("group_name_case", "ignore", "isMemberOfGroupNameRegex('a.*')", False, True),
    ("regex_slash", "keep", "isMemberOfGroupNameRegex('/A.*')", True, False),
    (
        "unix_unit",
        "milliseconds",
        "Time.fromUnixToIso8601('1000')",
        "1970-01-01T00:16:40.000Z",
        "1970-01-01T00:00:01.000Z",
    ),
    ("unix_unit", "milliseconds", "Time.fromIso8601ToUnix('1970-01-01T00:00:01Z')", "1", "1000"),
    ("empty_time", "null", "Time.fromIso8601ToUnix('')", "TIME", None),
    ("identity_engine", "evaluate", "user.login.toUpperCase()", "EL1004E", "JANE"),
]


def outcome(text: str, settings: Settings) -> Any:
    scope = Scope({"login": "jane"}, groups=[{"id": "1", "name": "Admins"}], settings=settings)
    try:
        return parse(text).evaluate(scope)
    except ExpressionError as error:
        return error.code


@pytest.mark.parametrize(("name", "setting", "text", "default", "switched"), CASES)
def test_switch_decides_what_no_source_decides(name: str, setting: Any, text: str, default: Any, switched: Any) -> None:
    assert outcome(text, DEFAULT) == default
    assert outcome(text, replace(DEFAULT, **{name: setting})) == switched


@pytest.mark.parametrize(("counts", "expected"), [(True, True), (False, False)])
def test_moment_ahead_is_within_reach_or_not(counts: bool, expected: bool) -> None:
    scope = Scope(now="2026-01-01T00:00:00Z", settings=replace(DEFAULT, within_future=counts))
    expression = parse("'2026-01-02T00:00:00Z'.parseStringTime().withinDays(1)", dialect="oie")

    assert expression.evaluate(scope) is expected


def test_template_reads_a_missing_attribute_as_blank_or_not_at_all() -> None:
    template = parse_template("${source.nope}")

    assert template.evaluate(Scope(source={})) == ""
    with pytest.raises(ExpressionError, match="EL1008E"):
        template.evaluate(Scope(source={}, settings=replace(DEFAULT, template_missing="error")))


def test_no_switch_is_left_untested() -> None:
    tested = {name for name, *_ in CASES} | {"template_missing", "within_future"}

    assert {field.name for field in fields(Settings)} == tested
