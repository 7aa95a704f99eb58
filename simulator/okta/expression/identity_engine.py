"""The Identity Engine dialect: methods of texts, lists, numbers, countries and times [OIE].

Mappings do not speak it; it is here so that it is recognised, and for `eval`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from simulator.okta.expression.dialect import Dialect
from simulator.okta.expression.failures import NO_METHOD, FunctionError
from simulator.okta.expression.functions import arrays, moments, strings
from simulator.okta.expression.functions.convert import FORMS, Country, country_of, round_to_int, to_num
from simulator.okta.expression.functions.groups import GET_GROUPS, IS_MEMBER_OF
from simulator.okta.expression.functions.joda import format_moment, parse_moment
from simulator.okta.expression.functions.people import LINKED_OBJECT
from simulator.okta.expression.functions.times import pivot
from simulator.okta.expression.library import Convert, Function, anything, named
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.spelling import identity_advice
from simulator.okta.expression.values import as_integer, as_text, kind_of

_MILLISECONDS = 1000
_UNITS = ("Days", "Hours", "Minutes", "Seconds")


def call_method(evaluation: Evaluation, value: Any, name: str, arguments: list[Any]) -> Any:
    """`value.name(arguments)`; raises `FunctionError`, EL1004E when the value has no such method."""
    function = _methods_of(value).get(name)
    if function is None:
        raise FunctionError(NO_METHOD, f"{kind_of(value)} has no method {name}")
    return function.call(evaluation, [value, *arguments])


def _methods_of(value: Any) -> Mapping[str, Function]:
    if isinstance(value, bool):
        return {}
    return next((methods for kind, methods in _METHODS if isinstance(value, kind)), {})


def _parse_time(evaluation: Evaluation, text: str, pattern: str | None = None) -> datetime:
    return parse_moment(text, pattern, pivot=pivot(evaluation)) if pattern else moments.parse_iso(text)


def _time_text(moment: datetime, pattern: str | None = None) -> str:
    return format_moment(moment, pattern) if pattern else moments.java_text(moment)


def _moved(moment: datetime, unit: str, amount: int) -> datetime:
    return moments.shifted(moment, **{unit.lower(): amount})


def _within(evaluation: Evaluation, moment: datetime, unit: str, amount: int) -> bool:
    """Whether the moment is at most that far from now; what lies ahead counts by the switch `within_future`."""
    passed = moments.current(evaluation.scope.now) - moment
    if passed < timedelta(0) and not evaluation.scope.settings.within_future:
        return False
    return abs(passed) <= timedelta(**{unit.lower(): min(abs(amount), 999_999)})


def _now(evaluation: Evaluation) -> datetime:
    return moments.current(evaluation.scope.now)


def _method(name: str, answer: Any, *parameters: Convert, **more: Any) -> Function:
    """A method; the first parameter of its function is the value it is called on."""
    return Function(name, (anything, *parameters), answer, receiver=True, **more)


def _shifts() -> dict[str, Function]:
    found = {}
    for unit in _UNITS:
        found[f"plus{unit}"] = _shift(f"plus{unit}", unit, 1)
        found[f"minus{unit}"] = _shift(f"minus{unit}", unit, -1)
        found[f"within{unit}"] = _window(f"within{unit}", unit)
    return found


def _shift(name: str, unit: str, sign: int) -> Function:
    return _method(name, lambda moment, amount: _moved(moment, unit, sign * amount), as_integer)


def _window(name: str, unit: str) -> Function:
    def within(evaluation: Evaluation, moment: datetime, amount: int) -> bool:
        return _within(evaluation, moment, unit, amount)

    return _method(name, within, as_integer, surroundings=True)


TEXT_METHODS = named(
    _method("toUpperCase", strings.upper),
    _method("toLowerCase", strings.lower),
    _method("substring", strings.substring, as_integer, as_integer, optional=1, surroundings=True),
    _method("replace", strings.replace, as_text, as_text),
    _method("replaceFirst", strings.replace_first, as_text, as_text),
    _method("length", strings.length),
    _method("removeSpaces", strings.remove_spaces),
    _method("contains", strings.contains, as_text),
    _method("startsWith", strings.starts_with, as_text),
    _method("substringBefore", strings.substring_before, as_text),
    _method("substringAfter", strings.substring_after, as_text),
    _method("toInteger", round_to_int),
    _method("toNumber", to_num),
    _method("parseCountryCode", country_of),
    _method("parseWindowsTime", moments.from_windows),
    _method("parseUnixTime", lambda text: moments.from_unix(text, per_second=_MILLISECONDS)),
    _method("parseStringTime", _parse_time, as_text, optional=1, surroundings=True),
)
LIST_METHODS = named(
    _method("contains", arrays.contains, anything),
    _method("size", len),
    _method("isEmpty", arrays.is_empty),
    _method("add", arrays.add, anything),
    _method("remove", arrays.remove, anything, surroundings=True),
    _method("flatten", lambda array: arrays.flatten(array)),
)
NUMBER_METHODS = named(_method("toInteger", round_to_int), _method("toNumber", to_num))
COUNTRY_METHODS = named(*(_method(name, form) for name, form in FORMS.items()))
MOMENT_METHODS = {
    **named(
        _method("toWindows", moments.to_windows),
        _method("toUnix", lambda moment: moments.to_unix(moment, per_second=_MILLISECONDS)),
        _method("toString", _time_text, as_text, optional=1),
        _method("toZone", lambda moment, name: moments.in_zone(moment, moments.zone(name or "")), as_text),
    ),
    **_shifts(),
}
_METHODS: tuple[tuple[type | tuple[type, ...], Mapping[str, Function]], ...] = (
    (str, TEXT_METHODS),
    (list, LIST_METHODS),
    ((int, float), NUMBER_METHODS),
    (Country, COUNTRY_METHODS),
    (datetime, MOMENT_METHODS),
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
