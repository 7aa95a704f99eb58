"""Shows a position in an expression: its line, and a caret under the character."""

import unicodedata

_WIDEST = 100
_AROUND = 45


def pointer(text: str, position: int) -> str:
    """Two lines for the terminal: the line of the expression that the position is in, and `^` under it.

    Wide characters take two columns and combining ones none; control characters are shown as a space, and of a long
    line only the part around the position. A position past the end points after the last character.
    """
    position = max(0, min(position, len(text)))
    line, column = _line_at(text, position)
    line, column = _cut(line, column)
    shown = "".join(" " if unicodedata.category(character) in ("Cc", "Cs") else character for character in line)
    return f"{shown}\n{' ' * _width(shown[:column])}^"


def _line_at(text: str, position: int) -> tuple[str, int]:
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return text[start : len(text) if end < 0 else end], position - start


def _cut(line: str, column: int) -> tuple[str, int]:
    if len(line) <= _WIDEST:
        return line, column
    first = max(0, column - _AROUND)
    last = min(len(line), column + _AROUND)
    before, after = "…" if first else "", "…" if last < len(line) else ""
    return f"{before}{line[first:last]}{after}", column - first + len(before)


def _width(text: str) -> int:
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
