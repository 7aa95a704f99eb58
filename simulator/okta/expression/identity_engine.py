"""The Identity Engine dialect: methods of texts, lists, numbers, countries and times [OIE].

Mappings do not speak it; it is here so that it is recognised, and for `eval`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from simulator.okta.expression.failures import NO_METHOD, FunctionError
from simulator.okta.expression.functions import arrays, moments
from simulator.okta.expression.functions.convert import FORMS, Country, country_of, round_to_int, to_num
from simulator.okta.expression.functions.groups import GET_GROUPS, IS_MEMBER_OF
from simulator.okta.expression.functions.joda import format_moment
from simulator.okta.expression.functions.people import LINKED_OBJECT
from simulator.okta.expression.functions.strings import STRING_FUNCTIONS
from simulator.okta.expression.functions.times import read_time
from simulator.okta.expression.library import Convert, Dialect, Function, anything, named
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.spelling import LIST_METHODS, TEXT_METHODS, identity_advice
from simulator.okta.expression.values import as_integer, as_text, kind_of

_MILLISECONDS = 1000
_UNITS = ("Days", "Hours", "Minutes", "Seconds")


def call_method(evaluation: Evaluation, value: Any, name: str, arguments: list[Any]) -> Any:
    """`value.name(arguments)`; raises `FunctionError`, EL1004E when the value has no such method."""
    methods = next((methods for kind, methods in _METHODS if isinstance(value, kind)), {})
    function = methods.get(name)
    if function is None or isinstance(value, bool):
        raise FunctionError(NO_METHOD, f"{kind_of(value)} has no method {name}")
    return function.call(evaluation, [value, *arguments])


def _parse_time(evaluation: Evaluation, text: str, pattern: str | None = None) -> datetime:
    return read_time(evaluation, text, pattern) if pattern else moments.parse_iso(text)


def _time_text(moment: datetime, pattern: str | None = None) -> str:
    return format_moment(moment, pattern) if pattern else moments.java_text(moment)


def _now(evaluation: Evaluation) -> datetime:
    return moments.current(evaluation.scope.now)


def _method(name: str, answer: Any, *parameters: Convert, **more: Any) -> Function:
    """A method; the first parameter of its function is the value it is called on."""
    return Function(name, (anything, *parameters), answer, receiver=True, **more)


def _like(name: str, function: Function) -> Function:
    """The method that does what a classic function does to its first argument; null is what it says itself."""
    parameters = (anything, *function.parameters[1:])
    return replace(function, name=name, parameters=parameters, receiver=True, null_is_open=False)


def _shift(name: str, unit: str, sign: int) -> Function:
    return _method(name, lambda moment, amount: moments.shifted(moment, **{unit: sign * amount}), as_integer)


def _window(name: str, unit: str) -> Function:
    """Whether a moment is at most that far from now; what lies ahead counts by the switch `within_future`."""

    def within(evaluation: Evaluation, moment: datetime, amount: int) -> bool:
        passed = _now(evaluation) - moment
        if passed < timedelta(0) and not evaluation.scope.settings.within_future:
            return False
        return abs(passed) <= timedelta(**{unit: min(abs(amount), 999_999)})

    return _method(name, within, as_integer, surroundings=True)


_NUMBERS = named(_method("toInteger", round_to_int), _method("toNumber", to_num))
_TEXTS = {
    **{name: _like(name, STRING_FUNCTIONS[classic]) for name, classic in TEXT_METHODS.items()},
    "substring": replace(_like("substring", STRING_FUNCTIONS["String.substring"]), optional=1),
    **_NUMBERS,
    **named(
        _method("parseCountryCode", country_of),
        _method("parseWindowsTime", moments.from_windows),
        _method("parseUnixTime", lambda text: moments.from_unix(text, per_second=_MILLISECONDS)),
        _method("parseStringTime", _parse_time, as_text, optional=1, surroundings=True),
    ),
}
_LISTS = {
    **{name: _like(name, arrays.ARRAY_FUNCTIONS[classic]) for name, classic in LIST_METHODS.items()},
    "flatten": _method("flatten", lambda array: arrays.flatten(array)),
}
_COUNTRIES = named(*(_method(name, attrgetter(field)) for name, field in FORMS.items()))
_MOMENTS = named(
    _method("toWindows", moments.to_windows),
    _method("toUnix", lambda moment: moments.to_unix(moment, per_second=_MILLISECONDS)),
    _method("toString", _time_text, as_text, optional=1),
    _method("toZone", lambda moment, name: moments.in_zone(moment, moments.zone(name or "")), as_text),
    *(_shift(f"plus{unit}", unit.lower(), 1) for unit in _UNITS),
    *(_shift(f"minus{unit}", unit.lower(), -1) for unit in _UNITS),
    *(_window(f"within{unit}", unit.lower()) for unit in _UNITS),
)
_METHODS: tuple[tuple[type | tuple[type, ...], Mapping[str, Function]], ...] = (
    (str, _TEXTS),
    (list, _LISTS),
    ((int, float), _NUMBERS),
    (Country, _COUNTRIES),
    (datetime, _MOMENTS),
)

IDENTITY_ENGINE = Dialect(
    named(
        Function("DateTime.now", (), _now, surroundings=True),
        Function("Time.now", (), _now, surroundings=True),
    ),
    {"getGroups": GET_GROUPS, "isMemberOf": IS_MEMBER_OF, "getLinkedObject": LINKED_OBJECT},
    lambda evaluation: evaluation.scope.identity_user(),
    call_method,
    identity_advice,
)
"""[OIE]; its own samples write `Time.now()` as well as `DateTime.now()`."""
