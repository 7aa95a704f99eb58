"""`Time.*` (mappings 2, "Time"): all text in, text out; the clock is the scope's."""

from collections.abc import Callable
from datetime import UTC, datetime

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


def read_time(evaluation: Evaluation, text: str, pattern: Text) -> datetime:
    """The moment of a text in a Joda pattern; two-digit years lie around the year thirty before the current one."""
    clock = evaluation.scope.now
    year = moments.current(clock).year if clock else _YEAR_WITHOUT_CLOCK
    return parse_moment(text, pattern or "", pivot=year - _PIVOT_BACK)


def _per_second(evaluation: Evaluation) -> int:
    return 1 if evaluation.scope.settings.unix_unit == "seconds" else 1000


def _conversion(name: str, answer: Callable[..., datetime | str], *, count: int = 1) -> Function:
    """A function whose first argument is a time, null or "" being what the switch `empty_time` says; of a moment that
    it answers, the ISO 8601 text.
    """

    def convert(evaluation: Evaluation, text: Text, *more: Text) -> Text:
        if text:
            answered = answer(evaluation, text, *more)
            return answered if isinstance(answered, str) else moments.iso_text(answered)
        if evaluation.scope.settings.empty_time == "null":
            return None
        raise FunctionError(TIME, "there is no time to convert: the text is null or empty; guard it")

    return Function(f"Time.{name}", (as_text,) * count, convert, surroundings=True)


TIME_FUNCTIONS = named(
    Function("Time.now", (as_text, as_text), now, optional=2, surroundings=True),
    _conversion("fromWindowsToIso8601", lambda _, text: moments.from_windows(text)),
    _conversion("fromUnixToIso8601", lambda scoped, text: moments.from_unix(text, per_second=_per_second(scoped))),
    _conversion("fromStringToIso8601", lambda *given: moments.in_zone(read_time(*given), UTC), count=2),
    _conversion("fromIso8601ToWindows", lambda _, text: moments.to_windows(moments.parse_iso(text))),
    _conversion(
        "fromIso8601ToUnix",
        lambda scoped, text: moments.to_unix(moments.parse_iso(text), per_second=_per_second(scoped)),
    ),
    _conversion(
        "fromIso8601ToString",
        lambda _, text, pattern: format_moment(moments.in_zone(moments.parse_iso(text), UTC), pattern or ""),
        count=2,
    ),
)
