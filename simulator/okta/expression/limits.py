"""How large an expression and what it makes may grow, so that no input costs more than a moment.

The numbers are ours: Okta publishes none. They are far above what a profile holds.
"""

from typing import Any

from simulator.okta.expression.failures import SIZE, FunctionError

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
