"""The arithmetic operators and `+`, as Spring applies them to Integers, Doubles and texts (mappings 1 [SPEL])."""

import math
from collections.abc import Callable
from typing import Any

from simulator.okta.expression.failures import ARITHMETIC, OPERATOR, FunctionError, check_length
from simulator.okta.expression.settings import Settings
from simulator.okta.expression.values import as_double, concatenated, is_number, kind_of, units, wrapped

_LONG_MAX = 2**63 - 1


def add(left: Any, right: Any, settings: Settings) -> Any:
    """`+`: adds numbers; next to a text the other side becomes text, null by the switch `null_concat`."""
    if isinstance(left, str) or isinstance(right, str):
        before, after = _side(left, settings), _side(right, settings)
        check_length(len(before) + len(after))
        return before + after
    return _numeric("+", left, right, lambda a, b: a + b)


def _side(value: Any, settings: Settings) -> str:
    if value is None and settings.null_concat == "empty":
        return ""
    return concatenated(value)


def subtract(left: Any, right: Any) -> Any:
    """`-` of numbers; a one-character text minus an Integer is the character that many places before it."""
    if isinstance(left, str) and units(left) == 1 and isinstance(right, int) and not isinstance(right, bool):
        return chr((ord(left) - right) % 0x10000)
    return _numeric("-", left, right, lambda a, b: a - b)


def multiply(left: Any, right: Any) -> Any:
    """`*` of numbers; a text times an Integer repeats it."""
    if isinstance(left, str) and isinstance(right, int) and not isinstance(right, bool):
        check_length(len(left) * max(right, 0))
        return left * right
    return _numeric("*", left, right, lambda a, b: a * b)


def divide(left: Any, right: Any) -> Any:
    """`/`: of Integers without the fraction, towards zero (-7 / 2 is -3)."""
    return _numeric("/", left, right, _quotient)


def remainder(left: Any, right: Any) -> Any:
    """`%`: with the sign of the left side (-7 % 3 is -1)."""
    return _numeric("%", left, right, _remainder)


def power(left: Any, right: Any) -> Any:
    """`^`: of Integers an Integer, or a Long where 32 bits are too few, which stops at 2**63 - 1."""
    return _numeric("^", left, right, _power)


def negate(value: Any) -> Any:
    """Unary `-`."""
    if is_number(value):
        return 0.0 - value if isinstance(value, float) else wrapped(-value)
    raise FunctionError(OPERATOR, f"- wants a number, not {kind_of(value)}")


def plus(value: Any) -> Any:
    """Unary `+`: the number itself."""
    if is_number(value):
        return value
    raise FunctionError(OPERATOR, f"+ in front of a value wants a number, not {kind_of(value)}")


def _numeric(symbol: str, left: Any, right: Any, calculate: Callable[[Any, Any], Any]) -> Any:
    if not (is_number(left) and is_number(right)):
        hint = "; guard the attribute with `!= null`" if left is None or right is None else ""
        raise FunctionError(OPERATOR, f"{symbol} does not work on {kind_of(left)} and {kind_of(right)}{hint}")
    if isinstance(left, float) or isinstance(right, float):
        return calculate(as_double(left), as_double(right))
    result = calculate(left, right)
    return result if symbol == "^" else _integer(result, left, right)


def _integer(result: int, *operands: int) -> int:
    """Wraps at 32 bits, or at 64 when an operand did not fit 32 (a Long, which only `^` and data can bring in)."""
    if all(operand == wrapped(operand) for operand in operands):
        return wrapped(result)
    return (result + 2**63) % 2**64 - 2**63


def _quotient(left: Any, right: Any) -> Any:
    if isinstance(left, float):
        return _ieee_quotient(left, right)
    if right == 0:
        raise FunctionError(ARITHMETIC, "division by zero")
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def _ieee_quotient(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: Any, right: Any) -> Any:
    if isinstance(left, float):
        return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)
    if right == 0:
        raise FunctionError(ARITHMETIC, "division by zero")
    return abs(left) % abs(right) * (1 if left >= 0 else -1)


def _power(left: Any, right: Any) -> Any:
    result = _ieee_power(as_double(left), as_double(right))
    if isinstance(left, float):
        return result
    return max(-_LONG_MAX - 1, min(_LONG_MAX, int(result))) if math.isfinite(result) else _LONG_MAX


def _ieee_power(left: float, right: float) -> float:
    try:
        result = math.pow(left, right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 == 1 else math.inf
    except ValueError:
        return math.inf if left == 0 else math.nan
    return result
