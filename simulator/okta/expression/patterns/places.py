"""Assertions about a place in a text: anchors and word boundaries, as Java understands them."""

from collections.abc import Callable

from simulator.okta.expression.patterns import characters
from simulator.okta.expression.patterns.characters import Test

Place = Callable[[str, int], bool]
"""Whether an assertion holds in a text at an index."""


def line_ends(flags: frozenset[str]) -> Test:
    """The characters that end a line: with the flag `d` only the newline."""
    return characters.one_of("\n") if "d" in flags else characters.is_line_end


def anchor(symbol: str, flags: frozenset[str]) -> Place:
    """`^` or `$`: of the text, or with the flag `m` of a line."""
    ends = line_ends(flags)
    if symbol == "^":
        return _line_start(ends) if "m" in flags else _at_start
    return _line_end(ends) if "m" in flags else _before_last_end(ends)


def _line_start(ends: Test) -> Place:
    def holds(text: str, index: int) -> bool:
        return index == 0 or (index < len(text) and ends(text[index - 1]) and not _in_pair(text, index))

    return holds


def _line_end(ends: Test) -> Place:
    return lambda text, index: index == len(text) or (ends(text[index]) and not _in_pair(text, index))


def _before_last_end(ends: Test) -> Place:
    """At the end, or before a line end that is the last thing in the text."""

    def holds(text: str, index: int) -> bool:
        rest = text[index : index + 3]
        if rest == "\r\n" and ends("\r"):
            return True
        return rest == "" or (len(rest) == 1 and ends(rest) and not (_in_pair(text, index) and ends("\r")))

    return holds


def _in_pair(text: str, index: int) -> bool:
    return text[max(index - 1, 0) : index + 1] == "\r\n"


def _at_start(_: str, index: int) -> bool:
    return index == 0


def _at_end(text: str, index: int) -> bool:
    return index == len(text)


def _boundary(text: str, index: int) -> bool:
    return _is_word(text, index - 1) != _is_word(text, index)


def _inside(text: str, index: int) -> bool:
    return not _boundary(text, index)


def _is_word(text: str, index: int) -> bool:
    r"""Letters and digits of any script: Java's boundaries see further than its `\w`."""
    return 0 <= index < len(text) and (text[index].isalnum() or text[index] == "_")


PLACES: dict[str, Place] = {
    "A": _at_start,
    "z": _at_end,
    "Z": _before_last_end(characters.is_line_end),
    "b": _boundary,
    "B": _inside,
}
"""The assertions that a backslash and one letter stand for."""
