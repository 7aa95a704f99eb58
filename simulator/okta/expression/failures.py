"""How the parts of an evaluation say that they cannot go on, before anyone knows the position, and what is too much.

The numbers of the limits are ours: Okta publishes none. They are far above what a profile holds.
"""

from typing import Any

from simulator.errors import ExpressionError

ARITHMETIC = "ARITHMETIC"
CLAIMS = "CLAIMS"
CLOCK = "CLOCK"
CONVERSION = "EL1001E"
CONVERT = "CONVERT"
COUNTRY = "COUNTRY"
CRITERIA = "CRITERIA"
DEPTH = "DEPTH"
INDEX = "EL1025E"
LIMIT = "LIMIT"
NO_FUNCTION = "EL1006E"
NO_METHOD = "EL1004E"
NO_PROPERTY = "EL1008E"
NULL_ELEMENT = "NULLELEM"
OPERATOR = "EL1030E"
OTHER_APP = "OTHERAPP"
PATTERN = "PATTERN"
SIZE = "SIZE"
SUBSTRING = "SIOOBE"
TIME = "TIME"
ZONE = "ZONE"
"""Codes raised in more than one place: Spring's `ELnnnnE`, or ours (mappings 1, "Error codes")."""


class FunctionError(Exception):
    """A function or operator that cannot answer; whoever called it knows the position and raises `ExpressionError`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def at(self, position: int) -> ExpressionError:
        """The same failure with the place it points at, in characters from 0."""
        return ExpressionError("eval", self.code, self.message, position)


MAX_TEXT = 50_000
"""Characters of an expression or template."""
MAX_DEPTH = 64
"""Levels of nesting: parentheses, calls, list literals, unary operators."""
MAX_STRING = 100_000
"""Characters of a string that an expression takes or makes."""
MAX_LIST = 10_000
"""Elements of a list that an expression makes."""
MAX_WORK = 300_000
"""Units of work of one evaluation: a step of a regular expression, 100 characters handled, and so on."""


def check_text(text: str) -> str:
    """The text itself; raises `FunctionError` SIZE when it is too long."""
    if len(text) > MAX_STRING:
        raise FunctionError(SIZE, f"a text of {len(text):,} characters; at most {MAX_STRING:,} are allowed")
    return text


def check_length(length: int) -> None:
    """Refuses, with SIZE, a text of that many characters before it is made."""
    if length > MAX_STRING:
        raise FunctionError(SIZE, f"the result would have {length:,} characters; at most {MAX_STRING:,} are allowed")


def check_list(items: list[Any]) -> list[Any]:
    """The list itself; raises `FunctionError` SIZE when it is too long."""
    if len(items) > MAX_LIST:
        raise FunctionError(SIZE, f"a list of {len(items):,} elements; at most {MAX_LIST:,} are allowed")
    return items


class Meter:
    """The work one evaluation has done so far; it stops the evaluation when that is too much."""

    __slots__ = ("_spent",)

    def __init__(self) -> None:
        self._spent = 0

    def spend(self, units: int, code: str = SIZE) -> None:
        """Counts units of work; raises `FunctionError` with the code when the evaluation is past `MAX_WORK`."""
        self._spent += units
        if self._spent > MAX_WORK:
            raise FunctionError(code, "this takes too much work on this input; use a simpler expression or pattern")
