"""Words of a POSIX shell script, quoted so that no text in them is ever run, and JSON with expansions in it."""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.reports.columns import UNSAFE, visible


@dataclass(frozen=True)
class Expansion:
    """A place where the shell puts in what `code` stands for: `$user_1`, `$(segment "$user_1")`."""

    code: str


Piece = str | Expansion
Find = Callable[[str, str], Iterable[Piece]]
"""From a JSON string and the key it stands under to its pieces: plain text, and expansions to JSON-escaped text."""


def comment(text: str) -> str:
    """One comment line; a line end within `text` cannot end it."""
    return f"# {visible(text)}\n"


def word(pieces: Iterable[Piece]) -> str:
    """One shell word: text quoted where it must be, expansions in double quotes."""
    text, words = "", []
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        words += [quote(text)] if text else []
        words.append(f'"{piece.code}"')
        text = ""
    return "".join([*words, quote(text)] if text or not words else words)


def quote(text: str) -> str:
    """`text` so that a POSIX shell takes it as it is; NUL, which no word can hold, is left out."""
    return shlex.quote(text.replace("\0", ""))


def json_pieces(value: Any, find: Find, key: str = "") -> Iterator[Piece]:
    """`value` as compact JSON in which `find` has put expansions into strings (never into keys)."""
    match value:
        case dict():
            yield "{"
            for number, (name, member) in enumerate(value.items()):
                yield f"{',' * (number > 0)}{_text(name)}:"
                yield from json_pieces(member, find, name)
            yield "}"
        case list():
            yield "["
            for number, member in enumerate(value):
                yield "," * (number > 0)
                yield from json_pieces(member, find, key)
            yield "]"
        case str():
            yield '"'
            for piece in find(value, key):
                yield _text(piece)[1:-1] if isinstance(piece, str) else piece
            yield '"'
        case _:
            yield json.dumps(value)


def _text(text: str) -> str:
    """A JSON string that looks like what it is: characters that change the reading direction are escaped."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
