"""How written text becomes a value."""

from datetime import UTC, datetime

import pytest
from pydantic_core import PydanticCustomError

from simulator.scenario.fields import scalars
from simulator.scenario.yaml.document import Plain


@pytest.mark.parametrize(
    "written, value",
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.50", 1.5),
        ("0123", "0123"),
        ("1e3", "1e3"),
        ("yes", "yes"),
        ("True", "True"),
        ("Null", "Null"),
        ("2026-01-01", "2026-01-01"),
        ("0x1F", "0x1F"),
        (".5", ".5"),
        ("9" * 30, "9" * 30),
    ],
)
def test_bare_value_in_a_body_is_what_it_looks_like_or_text(written, value):
    read = scalars.json_value({"a": [Plain(written)]})["a"][0]

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("written", ["true", "12", "null"])
def test_quoted_value_in_a_body_is_text(written):
    assert scalars.json_value(written) == written


@pytest.mark.parametrize(
    "text, seconds",
    [("90s", 90), ("5m", 300), ("2h", 7200), ("1h30m", 5400), ("250ms", 0.25), ("1.5s", 1.5), ("0s", 0)],
)
def test_duration_counts_in_seconds(text, seconds):
    assert scalars.seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["90", "5 m", "-5m", "m", "5w", "5m!", "", "٣m", "99999999999s"])
def test_duration_without_unit_is_refused(text):
    with pytest.raises(PydanticCustomError, match="a duration with its unit"):
        scalars.seconds(text)


def test_year_and_a_day_is_too_long():
    with pytest.raises(PydanticCustomError, match="longer than a year"):
        scalars.seconds("367d")


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:00:00Z", "2026-03-02 09:00Z", "2026-03-02T10:00:00+01:00", "2026-03-02T09:00:00.000Z"]
)
def test_point_in_time_is_told_in_utc(text):
    assert scalars.read_instant(Plain(text)) == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "value, said",
    [
        (None, "nothing"),
        (Plain("~"), "nothing"),
        ({}, "a mapping"),
        ((), "a list"),
        ("x", "text"),
        (Plain("x"), "`x`"),
        (3, "`3`"),
        (Plain("a" * 80), "`" + "a" * 57 + "...`"),
        (Plain("a\n  b"), "`a b`"),
        (Plain("  "), "blank text"),
    ],
)
def test_found_value_is_named_as_a_person_would(value, said):
    assert scalars.kind(value) == said


@pytest.mark.parametrize(
    "name, hint",
    [("usres", "; did you mean `users`?"), ("USERS", "; did you mean `users`?"), ("colour", ""), ("", "")],
)
def test_nearest_name_is_offered_only_when_it_is_near(name, hint):
    assert scalars.nearest(name, ["users", "groups"]) == hint


def test_python_values_pass_as_they_are():
    assert scalars.read_whole(3) == 3
    assert scalars.read_flag(True) is True
    assert scalars.read_number(1.5) == 1.5
    assert scalars.read_number(Plain("-2")) == -2
    assert scalars.read_duration(61.0) == 61.0
    assert scalars.read_instant(datetime(2026, 1, 1, tzinfo=UTC)).year == 2026
    assert scalars.json_value(1.5) == 1.5


@pytest.mark.parametrize("value", [True, "3", Plain("three"), 1.0, None])
def test_whole_number_is_nothing_else(value):
    with pytest.raises(PydanticCustomError, match="takes a whole number"):
        scalars.read_whole(value)


@pytest.mark.parametrize("value", [True, "3", Plain("1e3"), None])
def test_number_is_nothing_else(value):
    with pytest.raises(PydanticCustomError, match="takes a number"):
        scalars.read_number(value)
