"""Text made fit for a terminal: harmless to print, and cut or wrapped by the columns it takes."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, takewhile

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control, line-ending and direction-changing characters, and halves of surrogate pairs."""
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
ELLIPSIS = "…"


def visible(text: str) -> str:
    """`text` on one line, with control, direction-changing and unpaired surrogate characters as escapes.

    A name that holds a newline, a colour sequence or U+202E can thus neither forge a line nor reorder one.
    """
    return UNSAFE.sub(_escape, text)


def width(text: str) -> int:
    """The columns that `text` takes: two for wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def ellipsize(text: str, columns: int) -> str:
    """`text` in at most `columns`, its end replaced by an ellipsis where it is longer."""
    if width(text) <= columns:
        return text
    room = columns - width(ELLIPSIS)
    ends = accumulate(map(_columns, text))
    return text[: sum(1 for _ in takewhile(lambda end: end <= room, ends))] + ELLIPSIS


def wrap(text: str, columns: int | None) -> Iterator[str]:
    """The lines of `text` broken at spaces to fit `columns`, a longer word broken anywhere; None breaks nothing."""
    line = ""
    for word in text.split(" ") if columns else [text]:
        joined = f"{line} {word}" if line else word
        if columns is None or width(joined) <= columns:
            line = joined
            continue
        if line and width(word) <= columns:
            yield line
            line = word
        else:
            *full, line = _broken(joined, columns)
            yield from full
    yield line


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _broken(word: str, columns: int) -> Iterator[str]:
    piece, used = "", 0
    for character in word:
        if piece and used + _columns(character) > columns:
            yield piece
            piece, used = "", 0
        piece, used = piece + character, used + _columns(character)
    yield piece


@dataclass(frozen=True)
class Style:
    """A table of roles (`step`, `good`, `bad`, `warn`, `dim`) to ANSI codes; a role it lacks stays plain."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def paint(self, role: str, text: str) -> str:
        """`text` in the role's colour, reset at its end."""
        code = self.codes.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


PLAIN = Style()
COLOURED = Style({"step": "1", "good": "32", "bad": "31", "warn": "33", "dim": "2"})
