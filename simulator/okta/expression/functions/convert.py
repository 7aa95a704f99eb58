"""`Convert.*` and `Iso3166Convert.*` (mappings 2): texts into numbers; country codes into others and names."""

import math
import re
from functools import lru_cache
from typing import Any, NamedTuple

from simulator.okta.expression.failures import CONVERT, COUNTRY, FunctionError
from simulator.okta.expression.library import Function, anything, named
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import as_double, as_text, is_number, parsed_integer, shown, wrapped

INT_MAX = 2**31 - 1
_LONG_MAX = 2**63 - 1
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")


def to_int(value: Any) -> int:
    """A text that is an integer (S), or the Integer nearest to a Double, ties up (S); else CONVERT."""
    if isinstance(value, str):
        number = parsed_integer(value.strip())
        if number is None:
            raise FunctionError(CONVERT, f"{shown(value)}, is not an integer that 32 bits can hold")
        return number
    if is_number(value):
        return max(-INT_MAX - 1, min(INT_MAX, _rounded(value)))
    raise FunctionError(CONVERT, f"an integer cannot be made of {shown(value)}")


def to_num(value: Any) -> float:
    """The Double a text stands for; else CONVERT."""
    if is_number(value):
        return as_double(value)
    if isinstance(value, str) and len(value) < 400 and _DOUBLE.fullmatch(value.strip()):
        return float(value)
    raise FunctionError(CONVERT, f"a number cannot be made of {shown(value)}")


def round_to_int(value: Any) -> int:
    """The Identity Engine's `toInteger`: rounds to 64 bits, then keeps 32 of them, so it can overflow [OIE]."""
    number = to_num(value)
    return wrapped(max(-_LONG_MAX - 1, min(_LONG_MAX, _rounded(number))))


def _rounded(value: float) -> int:
    """Java's `Math.round`: the nearest integer, ties towards positive infinity; 0 for NaN."""
    if isinstance(value, int):
        return value
    if math.isnan(value):
        return 0
    if math.isinf(value):
        return _LONG_MAX if value > 0 else -_LONG_MAX - 1
    whole = math.floor(value)
    return whole + 1 if value - whole >= 0.5 else whole


CONVERT_FUNCTIONS = named(
    Function("Convert.toInt", (anything,), to_int),
    Function("Convert.toNum", (anything,), to_num),
)


class Country(NamedTuple):
    """A country: its codes and its common short name, `United States` [OIE]."""

    alpha2: str
    alpha3: str
    numeric: str
    name: str


@lru_cache(maxsize=1)
def _countries() -> dict[str, Country]:
    """Every country by its three codes and its names, the names in lower case; read at the first need."""
    import pycountry  # 30 ms that only these functions need

    table = {}
    for entry in pycountry.countries:
        name = getattr(entry, "common_name", entry.name)
        country = Country(entry.alpha_2, entry.alpha_3, entry.numeric, name)
        names = (name, entry.name, getattr(entry, "official_name", name))
        table.update(dict.fromkeys((entry.alpha_2, entry.alpha_3, entry.numeric), country))
        table.update(dict.fromkeys((written.lower() for written in names), country))
    return table


def find_country(code: str, *, exact: bool = False, names: bool = False) -> Country | None:
    """The country with that alpha-2, alpha-3 or numeric code, or with `names` that name; None if there is none."""
    code = code.strip()
    if code.isascii() and code.isdigit() and len(code) <= 3:
        return _countries().get(code.zfill(3))
    if len(code) in (2, 3):
        return _countries().get(code if exact else code.upper())
    return _countries().get(code.lower()) if names else None


def country_of(text: str) -> Country:
    """The Identity Engine's `parseCountryCode`: codes and names [OIE]; raises COUNTRY."""
    country = find_country(text, names=True)
    if country is None:
        raise FunctionError(COUNTRY, f"no country has the code or name {shown(text)}")
    return country


def _function(name: str, field: str) -> Function:
    def converted(evaluation: Evaluation, code: str | None) -> Any:
        settings = evaluation.scope.settings
        country = find_country(code, exact=settings.country_case == "exact") if code else None
        if country is None and settings.unknown_country == "error":
            raise FunctionError(COUNTRY, f"no country has the code {shown(code)}")
        return getattr(country, field, None)

    return Function(f"Iso3166Convert.{name}", (as_text,), converted, surroundings=True)


FORMS = {"toAlpha2": "alpha2", "toAlpha3": "alpha3", "toNumeric": "numeric", "toName": "name"}
"""Which part of a country each conversion gives."""

COUNTRY_FUNCTIONS = named(*(_function(name, field) for name, field in FORMS.items()))
