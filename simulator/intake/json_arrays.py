"""JSON files of many objects, read as far as they go when they are cut off."""

from typing import Any

from simulator.intake.shapes import AROUND, DECODER, encodable
from simulator.scim.message import DEEPEST, nested_deeper

Objects = list[tuple[int, dict[str, Any]]]
"""Each object after the line, counted from 1, where it begins."""


def objects(text: str, start: int) -> tuple[Objects, int | None]:
    """The objects of the array whose `[` stands at `start`, and where reading stopped early (None: it did not).

    One that is nested deeper than anybody's message is an empty one.
    """
    found: Objects = []
    at = _after(text, start + 1)
    line = line_of(text, at)
    while at < len(text) and text[at] != "]":
        try:
            value, end = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found, at
        if isinstance(value, dict):
            deep = nested_deeper(text[at:end], DEEPEST + AROUND)
            found.append((line, {} if deep else encodable(value)))
        following = _after(text, end)
        line += text.count("\n", at, following)
        at = following
    return found, None if at < len(text) else at


def line_of(text: str, at: int) -> int:
    """The line, counted from 1, of the character at `at`."""
    return text.count("\n", 0, at) + 1


def _after(text: str, at: int) -> int:
    """The next place that is neither white space nor a comma."""
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at
