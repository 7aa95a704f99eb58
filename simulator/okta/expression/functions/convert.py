"""`Convert.*` (mappings 2, "Convert"): texts and numbers into Integers and Doubles."""

import math
import re
from typing import Any

from simulator.okta.expression.failures import CONVERT, FunctionError
from simulator.okta.expression.library import Function, anything, named
from simulator.okta.expression.values import as_double, is_number, parsed_integer, shown, wrapped

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
