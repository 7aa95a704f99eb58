"""The arithmetic operators, as Spring applies them to Integers, Doubles and texts (mappings 1 [SPEL])."""

import math
from collections.abc import Callable
from typing import Any

from simulator.okta.expression.failures import ARITHMETIC, OPERATOR, FunctionError, check_length
from simulator.okta.expression.settings import Settings
from simulator.okta.expression.values import as_double, concatenated, is_number, kind_of, units, wrapped

_LONG_MAX = 2**63 - 1


def calculated(operator: str, left: Any, right: Any, settings: Settings) -> Any:
    """`left operator right`, the operator one of `+ - * / % ^`; raises EL1030E for values it does not work on."""
    if isinstance(left, str) or isinstance(right, str):
        text = _of_text(operator, left, right, settings)
        if text is not None:
            return text
    if not (is_number(left) and is_number(right)):
        hint = "; guard the attribute with `!= null`" if left is None or right is None else ""
        raise FunctionError(OPERATOR, f"{operator} does not work on {kind_of(left)} and {kind_of(right)}{hint}")
    if isinstance(left, float) or isinstance(right, float):
        return _CALCULATIONS[operator](as_double(left), as_double(right))
    result = _CALCULATIONS[operator](left, right)
    if operator == "^":
        return result
    # It wraps at 32 bits, or at 64 when an operand did not fit 32 (a Long, which only `^` and data can bring in).
    fits = left == wrapped(left) and right == wrapped(right)
    return wrapped(result) if fits else (result + 2**63) % 2**64 - 2**63


def _of_text(operator: str, left: Any, right: Any, settings: Settings) -> str | None:
    """What an operator makes of a text, or None: `+` turns the other side into text, null by the switch `null_concat`;
    a text times an Integer repeats it, and a character minus an Integer is the one that many places before it.
    """
    if operator == "+":
        before = left if isinstance(left, str) else _side(left, settings)
        after = right if isinstance(right, str) else _side(right, settings)
        check_length(len(before) + len(after))
        return before + after
    if isinstance(left, str) and isinstance(right, int) and not isinstance(right, bool):
        if operator == "*":
            check_length(len(left) * max(right, 0))
            return left * right
        if operator == "-" and units(left) == 1:
            return chr((ord(left) - right) % 0x10000)
    return None


def _side(value: Any, settings: Settings) -> str:
    return "" if value is None and settings.null_concat == "empty" else concatenated(value)


def signed(operator: str, value: Any) -> Any:
    """Unary `-` and `+`."""
    if not is_number(value):
        place = " in front of a value" if operator == "+" else ""
        raise FunctionError(OPERATOR, f"{operator}{place} wants a number, not {kind_of(value)}")
    if operator == "+":
        return value
    return 0.0 - value if isinstance(value, float) else wrapped(-value)


def _quotient(left: Any, right: Any) -> Any:
    """Of Integers without the fraction, towards zero (-7 / 2 is -3); of Doubles by IEEE 754."""
    if isinstance(left, int):
        return abs(left) // _divisor(right) * (1 if (left < 0) == (right < 0) else -1)
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: Any, right: Any) -> Any:
    """With the sign of the left side (-7 % 3 is -1)."""
    if isinstance(left, int):
        return abs(left) % _divisor(right) * (1 if left >= 0 else -1)
    return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)


def _divisor(right: int) -> int:
    if right == 0:
        raise FunctionError(ARITHMETIC, "division by zero")
    return abs(right)


def _power(left: Any, right: Any) -> Any:
    """Of Integers an Integer, or a Long where 32 bits are too few, which stops at 2**63 - 1."""
    try:
        result = math.pow(as_double(left), as_double(right))
    except OverflowError:
        result = -math.inf if left < 0 and right % 2 == 1 else math.inf
    except ValueError:
        result = math.inf if left == 0 else math.nan
    if isinstance(left, float):
        return result
    return max(-_LONG_MAX - 1, min(_LONG_MAX, int(result))) if math.isfinite(result) else _LONG_MAX


_CALCULATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
    "%": _remainder,
    "^": _power,
}
