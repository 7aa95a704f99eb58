"""`Time.*`: Joda's patterns as Joda reads and writes them, zones, numbers, and texts that are no times."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from simulator.okta.expression.failures import FunctionError
from simulator.okta.expression.functions.joda import format_moment
from simulator.okta.expression.functions.moments import in_zone, java_text, parse_iso

RECORDED: dict[str, Any] = yaml.load(
    (Path(__file__).parent / "joda.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
MOMENT = in_zone(parse_iso("2018-12-31T15:04:05.067Z"), ZoneInfo("Europe/Paris"))
NOW = "2026-11-02T09:15:04.500Z"


@pytest.mark.parametrize(("pattern", "recorded"), RECORDED["formatted"])
def test_pattern_writes_what_joda_writes(pattern: str, recorded: str) -> None:
    if recorded == "ERROR":
        with pytest.raises(FunctionError, match="TIME"):
            format_moment(MOMENT, pattern)
    else:
        assert format_moment(MOMENT, pattern) == recorded


@pytest.mark.parametrize(("text", "pattern", "recorded"), RECORDED["parsed"])
def test_pattern_reads_what_joda_reads(value, failure, text: str, pattern: str, recorded: str) -> None:
    quoted = [part.replace("'", "''") for part in (text, pattern)]
    expression = "Time.fromStringToIso8601('{}', '{}')".format(*quoted)
    if recorded == "ERROR":
        assert failure(expression, now=NOW).code == "TIME"
    else:
        assert value(expression, now=NOW) == recorded


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("EST", "2015-07-31T13:30:49.964-04:00"),
        ("MST", "2015-07-31T11:30:49.964-06:00"),
        ("HST", "2015-07-31T07:30:49.964-10:00"),
        ("UTC", "2015-07-31T17:30:49.964Z"),
        ("Asia/Tokyo", "2015-08-01T02:30:49.964+09:00"),
        ("Etc/GMT+5", "2015-07-31T12:30:49.964-05:00"),
    ],
)
def test_now_is_told_in_a_zone(value, zone: str, expected: str) -> None:
    assert value(f"Time.now('{zone}')", now="2015-07-31T17:30:49.964Z") == expected


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "a\x00b"])
def test_zone_that_does_not_exist_fails(failure, zone: str) -> None:
    assert failure(f"Time.now('{zone}')", now=NOW).code == "ZONE"


def test_time_without_a_clock_is_explained(failure) -> None:
    error = failure("Time.now()")

    assert error.code == "CLOCK"
    assert "now" in error.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Time.now(null, 'yyyy')", "2026"),
        ("Time.now('', '')", "2026-11-02T09:15:04.500Z"),
        ("Time.fromWindowsToIso8601('0')", "1601-01-01T00:00:00.000Z"),
        ("Time.fromUnixToIso8601('-1')", "1969-12-31T23:59:59.000Z"),
        ("Time.fromUnixToIso8601(0)", "1970-01-01T00:00:00.000Z"),
        ("Time.fromIso8601ToUnix('1969-12-31T23:59:59.999Z')", "-1"),
        ("Time.fromIso8601ToWindows('1601-01-01T00:00:00.0000001Z')", "0"),
        ("Time.fromIso8601ToString('2015-07-30T23:58:32.5+02:00', 'HH:mm ZZ')", "21:58 +00:00"),
        ("Time.fromIso8601ToString('2015-07', 'yyyy-MM-dd z ZZZ')", "2015-07-01 UTC UTC"),
        ("Time.fromIso8601ToUnix('1970-01-01')", "0"),
        ("Time.fromIso8601ToUnix('1970-01-01T01')", "3600"),
        ("Time.fromIso8601ToUnix('1970-01-01T00:00:01,5Z')", "1"),
        ("Time.fromStringToIso8601('1 January 1970 +01:00', 'd MMMM yyyy Z')", "1969-12-31T23:00:00.000Z"),
        ("Time.fromStringToIso8601('01/02/99', 'MM/dd/yy')", "1999-01-02T00:00:00.000Z"),
    ],
)
def test_time_function_gives(value, text: str, expected: str) -> None:
    assert value(text, now=NOW) == expected


def test_two_digit_years_have_a_century_without_a_clock(value) -> None:
    assert value("Time.fromStringToIso8601('01/02/15', 'MM/dd/yy')") == "2015-01-02T00:00:00.000Z"


@pytest.mark.parametrize(
    "text",
    [
        "Time.fromIso8601ToUnix('yesterday')",
        "Time.fromIso8601ToUnix('2015-13-01')",
        "Time.fromIso8601ToUnix('2015-07-30 23:58')",
        "Time.fromIso8601ToUnix('')",
        "Time.fromIso8601ToUnix(null)",
        "Time.fromWindowsToIso8601('x')",
        "Time.fromWindowsToIso8601('9223372036854775807')",
        "Time.fromUnixToIso8601('1.5')",
        "Time.fromUnixToIso8601('99999999999999999999')",
        "Time.fromStringToIso8601('x', '')",
        "Time.fromStringToIso8601('13 PM', 'h a')",
        "Time.fromStringToIso8601('20', 'C')",
        "Time.fromStringToIso8601('0001-01-01 +1400', 'yyyy-MM-dd Z')",
        "Time.fromStringToIso8601('999999999', 'yyyy')",
        "Time.fromIso8601ToString('2015-01-01', String.replace('" + "y" * 300 + "', 'x', ''))",
    ],
)
def test_text_that_is_no_time_fails(failure, text: str) -> None:
    error = failure(text, now=NOW)

    assert error.code == "TIME"
    assert error.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015-07-30T23:58:32Z", "2015-07-30T23:58:32Z"),
        ("2015-07-30T23:58:00Z", "2015-07-30T23:58Z"),
        ("2015-07-30T23:58:00.5Z", "2015-07-30T23:58:00.500Z"),
        ("2015-07-30T23:58:32.123456Z", "2015-07-30T23:58:32.123456Z"),
        ("2015-07-30T23:58:32+02:00", "2015-07-30T23:58:32+02:00"),
    ],
)
def test_moment_is_written_as_java_writes_it(text: str, expected: str) -> None:
    assert java_text(parse_iso(text)) == expected
