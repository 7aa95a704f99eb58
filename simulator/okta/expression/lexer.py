"""Turns the text of an expression into tokens that know their place."""

import re
from dataclasses import dataclass
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta.expression.failures import MAX_TEXT

INT_MAX = 2**31 - 1

_NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SYMBOL = re.compile(
    r"&&|\|\||==|!=|<=|>=|\?\.|\?:|\+\+|--|!\[|\?\[|\^\[|\$\[|[-+*/%^<>!=?:.,()\[\]{}@#]",
)
_QUOTES = {"'": "EL1046E", '"': "EL1047E"}
"""The codes of an unterminated string as mappings 1 lists them (Spring 4.3 itself says EL1045E for `"`)."""
_HINTS = {
    "&": "write && or AND",
    "|": "write || or OR",
    ";": "an expression is one value; leave the semicolon out",
    "\\": "a backslash has a meaning inside quotes only",
    "$": "write the attribute without ${ }, or use a username template",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: `kind` is name, text, number, symbol or end; `start` and `end` count characters from 0."""

    kind: str
    value: Any
    start: int
    end: int


def tokens(text: str, start: int = 0) -> list[Token]:
    """The tokens of an expression that begins at `start`, an `end` token last.

    A backslash is an ordinary character inside quotes, and a doubled quote stands for one [DOC][SPEL]. Raises
    `ExpressionError` (kind parse): EMPTY, SIZE, LEX, EL1035E, EL1046E or EL1047E, UNSUPPORTED.
    """
    if len(text) > MAX_TEXT:
        raise _refused("SIZE", f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are allowed", MAX_TEXT)
    position = _skip_space(text, start)
    if position == len(text):
        raise _refused("EMPTY", "the expression is empty; to map nothing, remove the row", start)
    found = []
    while position < len(text):
        token = _token(text, position)
        found.append(token)
        position = _skip_space(text, token.end)
    found.append(Token("end", None, len(text), len(text)))
    return found


def _refused(code: str, message: str, position: int) -> ExpressionError:
    return ExpressionError("parse", code, message, position)


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _token(text: str, start: int) -> Token:
    character = text[start]
    if character in _QUOTES:
        return _string(text, start)
    if match := _NAME.match(text, start):
        return Token("name", match[0], start, match.end())
    if match := _NUMBER.match(text, start):
        return _number(text, match)
    if match := _SYMBOL.match(text, start):
        return Token("symbol", match[0], start, match.end())
    raise _refused("LEX", _unreadable(character), start)


def _unreadable(character: str) -> str:
    if character in "“”„‘’‚«»":
        return f"{character} is a typographic quotation mark; write straight quotes, ' or \""
    if character.isalpha():
        return f"{character!r} cannot be part of a name; attribute names have the letters A to Z, digits and _"
    hint = _HINTS.get(character)
    return f"{character!r} is not part of the language" + (f"; {hint}" if hint else "")


def _string(text: str, start: int) -> Token:
    quote = text[start]
    position = start + 1
    while (found := text.find(quote, position)) >= 0:
        if text[found + 1 : found + 2] != quote:
            value = text[start + 1 : found].replace(quote * 2, quote)
            return Token("text", value, start, found + 1)
        position = found + 2
    raise _refused(_QUOTES[quote], f"the text that starts here has no closing {quote}", start)


def _number(text: str, match: re.Match[str]) -> Token:
    written, start, end = match[0], match.start(), match.end()
    if text[end : end + 1] and text[end : end + 1] in "lLfFdD":
        raise _refused("UNSUPPORTED", f"numbers take no suffix; write {written}", end)
    if written[:2] in ("0x", "0X"):
        return Token("number", _integer(int(written, 16), written, start), start, end)
    if written.isdigit():
        return Token("number", _integer(_decimal(written), written, start), start, end)
    return Token("number", float(written), start, end)


def _decimal(written: str) -> int:
    digits = written.lstrip("0") or "0"
    return int(digits) if len(digits) < 20 else INT_MAX + 1


def _integer(value: int, written: str, start: int) -> int:
    if value > INT_MAX:
        shown = written if len(written) < 30 else written[:27] + "..."
        raise _refused("EL1035E", f"{shown} does not fit an Integer; the greatest is {INT_MAX}", start)
    return value
