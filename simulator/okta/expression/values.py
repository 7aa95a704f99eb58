"""What Java and Spring do to a value: as text, as a condition, compared, converted for a parameter.

A value is a `str`, `int` (32 bits), `float`, `bool`, None, a `list` or `dict` of values, a `Profile`, or, in the
Identity Engine dialect, a `datetime` or a `Country`. Every rule here was run on Spring Expression 4.3.30
(mappings 1, "Value rules" [SPEL]).
"""

import math
from decimal import Decimal
from typing import Any

from simulator.okta.expression.failures import CONVERSION, NO_METHOD, FunctionError, check_length, check_text

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_SHOWN_AT_MOST = 40


def is_number(value: Any) -> bool:
    """Whether the value is an Integer or a Double; a Boolean is neither."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def kind_of(value: Any) -> str:
    """The type of a value as a message names it."""
    kinds = {type(None): "null", bool: "a Boolean", int: "an Integer", float: "a number", str: "a text", list: "a list"}
    return kinds.get(type(value), "an object")


def shown(value: Any) -> str:
    """A value as a message shows it: its kind, and what it is where that is short."""
    if value is None or isinstance(value, list | dict) or not isinstance(value, str | int | float):
        return kind_of(value)
    written = repr(value) if isinstance(value, str) else concatenated(value)
    return f"{kind_of(value)}, {written if len(written) <= _SHOWN_AT_MOST else written[: _SHOWN_AT_MOST - 3] + '...'}"


def concatenated(value: Any) -> str:
    """A value as `+` writes it next to a string: null -> `null`, a list joined with commas, a map in Java's braces."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, list):
        return joined([concatenated(element) for element in value])
    return _java_text(value)


def _java_text(value: Any) -> str:
    """Java's `toString` of what is inside a map, where lists have brackets."""
    if isinstance(value, dict):
        return joined([f"{_java_text(key)}={_java_text(held)}" for key, held in value.items()], ", ", "{}")
    if isinstance(value, list):
        return joined([_java_text(element) for element in value], ", ", "[]")
    return concatenated(value) if value is None or isinstance(value, bool | float | str) else str(value)


def joined(pieces: list[str], separator: str = ",", around: str = "") -> str:
    """The pieces with separators between them, inside the two characters of `around`; raises SIZE when too long."""
    check_length(sum(map(len, pieces)) + len(separator) * len(pieces))
    text = separator.join(pieces)
    return f"{around[0]}{text}{around[1]}" if around else text


def double_text(value: float) -> str:
    """A Double as Java writes it: `1.0`, `1.0E10`, `1.0E-5`, `NaN`, `Infinity`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    mantissa, exponent = f"{Decimal(repr(value)).normalize():E}".split("E")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent)}"


def as_text(value: Any, code: str = NO_METHOD) -> str | None:
    """A value given where text is wanted: null stays null, a list is joined with commas [KB flattening].

    Raises `FunctionError` with the code for an object: EL1004E where a function wants the text.
    """
    if value is None or isinstance(value, str):
        return value if value is None else check_text(value)
    if isinstance(value, bool | int | float | list):
        return concatenated(value)
    raise FunctionError(code, f"a text is wanted here, not {shown(value)}")


def as_integer(value: Any) -> int:
    """A value given where a function wants an Integer: a Double loses its fraction, of a list the first counts."""
    if is_number(value) and math.isfinite(value) and int(value) == wrapped(int(value)):
        return int(value)
    if isinstance(value, str) and (number := parsed_integer(value.strip())) is not None:
        return number
    if isinstance(value, list) and value:
        return as_integer(value[0])
    raise FunctionError(CONVERSION, f"an integer is wanted here, not {shown(value)}")


def as_double(number: float) -> float:
    """The number as a Double; an Integer too great for one is infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def parsed_integer(text: str) -> int | None:
    """The 32-bit Integer a decimal text stands for; None when it is something else, or too large."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 20:
        return None
    number = int(text)
    return number if number == wrapped(number) else None


def units(text: str) -> int:
    """The length of a text in UTF-16 units: an emoji counts two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def slice_units(text: str, start: int, end: int) -> str:
    """The UTF-16 units from start up to end."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def as_condition(value: Any) -> bool:
    """A condition: a Boolean, one of eight words in any case, or a list that begins with one; else EL1001E."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= _SHOWN_AT_MOST:
        word = value.strip().lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
    if isinstance(value, list) and value:
        return as_condition(value[0])
    raise FunctionError(CONVERSION, f"a condition must be true or false, and this is {shown(value)}")


def wrapped(number: int) -> int:
    """The number as 32 bits hold it: 2147483648 becomes -2147483648."""
    return (number + 2**31) % 2**32 - 2**31


def equal(left: Any, right: Any) -> bool:
    """`==`: numbers by value, everything else by type and value; null equals only null."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    return same(left, right)


def same(left: Any, right: Any) -> bool:
    """Java's `equals`, which list elements are compared by: the Integer 1 is not the Double 1.0."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return type(left) is type(right) and bool(left == right)


def compared(left: Any, right: Any) -> int:
    """Negative, zero or positive as left is less, equal or greater; null is less than all; else EL1013E."""
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if (is_number(left) and is_number(right)) or (isinstance(left, bool) and isinstance(right, bool)):
        return int(left > right) - int(left < right)
    if isinstance(left, str) and isinstance(right, str):
        return _compared_texts(left, right)
    raise FunctionError("EL1013E", f"{kind_of(left)} cannot be compared with {kind_of(right)}")


def _compared_texts(left: str, right: str) -> int:
    """By UTF-16 unit, as Java does; differs from code points only beyond the basic plane."""
    if left.isascii() and right.isascii():
        return int(left > right) - int(left < right)
    a, b = (check_text(text).encode("utf-16-be", "surrogatepass") for text in (left, right))
    return int(a > b) - int(a < b)
