"""`Time.*` (mappings 2, "Time"): all text in, text out; the clock is the scope's."""

from collections.abc import Callable
from datetime import UTC

from simulator.okta.expression.failures import TIME, FunctionError
from simulator.okta.expression.functions import moments
from simulator.okta.expression.functions.joda import format_moment, parse_moment
from simulator.okta.expression.library import Function, named
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import as_text

Text = str | None

_PIVOT_BACK = 30
"""How many years before the current one Joda puts the middle of the century for two-digit years."""
_YEAR_WITHOUT_CLOCK = 2030


def now(evaluation: Evaluation, zone: Text = None, pattern: Text = None) -> str:
    """The current time, in UTC or the zone, in ISO 8601 or the pattern; raises CLOCK, ZONE or TIME."""
    moment = moments.in_zone(moments.current(evaluation.scope.now), moments.zone(zone) if zone else UTC)
    return format_moment(moment, pattern) if pattern else moments.iso_text(moment)


def from_windows(_: Evaluation, text: str) -> str:
    """A Windows file time in ISO 8601."""
    return moments.iso_text(moments.from_windows(text))


def from_unix(evaluation: Evaluation, text: str) -> str:
    """A Unix time, in the unit of the switch `unix_unit`, in ISO 8601."""
    return moments.iso_text(moments.from_unix(text, per_second=_per_second(evaluation)))


def from_string(evaluation: Evaluation, text: str, pattern: Text) -> str:
    """A time written in a Joda pattern, in ISO 8601."""
    return moments.iso_text(moments.in_zone(parse_moment(text, pattern or "", pivot=pivot(evaluation)), UTC))


def to_windows(_: Evaluation, text: str) -> str:
    """An ISO 8601 time as a Windows file time."""
    return moments.to_windows(moments.parse_iso(text))


def to_unix(evaluation: Evaluation, text: str) -> str:
    """An ISO 8601 time as a Unix time, in the unit of the switch `unix_unit`."""
    return moments.to_unix(moments.parse_iso(text), per_second=_per_second(evaluation))


def to_string(_: Evaluation, text: str, pattern: Text) -> str:
    """An ISO 8601 time, in UTC, written in a Joda pattern."""
    return format_moment(moments.in_zone(moments.parse_iso(text), UTC), pattern or "")


def pivot(evaluation: Evaluation) -> int:
    """The year around which two-digit years lie: Joda takes thirty years before the current one."""
    clock = evaluation.scope.now
    return (moments.current(clock).year if clock else _YEAR_WITHOUT_CLOCK) - _PIVOT_BACK


def _per_second(evaluation: Evaluation) -> int:
    return 1 if evaluation.scope.settings.unix_unit == "seconds" else 1000


def _conversion(name: str, answer: Callable[..., str], *, count: int) -> Function:
    """A function whose first argument is a time; null or "" is what the switch `empty_time` says."""

    def convert(evaluation: Evaluation, text: Text, *more: Text) -> Text:
        if text:
            return answer(evaluation, text, *more)
        if evaluation.scope.settings.empty_time == "null":
            return None
        raise FunctionError(TIME, "there is no time to convert: the text is null or empty; guard it")

    return Function(f"Time.{name}", (as_text,) * count, convert, surroundings=True)


TIME_FUNCTIONS = named(
    Function("Time.now", (as_text, as_text), now, optional=2, surroundings=True),
    _conversion("fromWindowsToIso8601", from_windows, count=1),
    _conversion("fromUnixToIso8601", from_unix, count=1),
    _conversion("fromStringToIso8601", from_string, count=2),
    _conversion("fromIso8601ToWindows", to_windows, count=1),
    _conversion("fromIso8601ToUnix", to_unix, count=1),
    _conversion("fromIso8601ToString", to_string, count=2),
)
