"""Turns the text of an expression into tokens that know their place."""

import re
from typing import Any, NamedTuple, NoReturn

from simulator.errors import ExpressionError
from simulator.okta.expression.failures import MAX_TEXT

INT_MAX = 2**31 - 1

_TOKEN = re.compile(
    r"""(?P<text>'(?:[^']|'')*+'|"(?:[^"]|"")*+")
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<number>0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    |(?P<symbol>&&|\|\||==|!=|<=|>=|\?\.|\?:|\+\+|--|!\[|\?\[|\^\[|\$\[|[-+*/%^<>!=?:.,()\[\]{}@\#])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_QUOTES = {"'": "EL1046E", '"': "EL1047E"}
"""The codes of an unterminated string as mappings 1 lists them (Spring 4.3 itself says EL1045E for `"`)."""
_HINTS = {
    "&": "write && or AND",
    "|": "write || or OR",
    ";": "an expression is one value; leave the semicolon out",
    "\\": "a backslash has a meaning inside quotes only",
    "$": "write the attribute without ${ }, or use a username template",
}


class Token(NamedTuple):
    """A piece of the text: `kind` is name, text, number, symbol or end; `start` and `end` count characters from 0."""

    kind: str
    value: Any
    start: int
    end: int


def tokens(text: str, start: int = 0) -> list[Token]:
    """The tokens of an expression that begins at `start`, an `end` token last.

    A backslash is an ordinary character inside quotes, and a doubled quote stands for one [EL-DOC][SPEL]. Raises
    `ExpressionError` (kind parse): EMPTY, SIZE, LEX, EL1035E, EL1046E or EL1047E, UNSUPPORTED.
    """
    if len(text) > MAX_TEXT:
        raise _refused("SIZE", f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are allowed", MAX_TEXT)
    found: list[Token] = []
    position = _after_space(text, start)
    while position < len(text):
        match = _TOKEN.match(text, position) or _unreadable(text, position)
        kind = match.lastgroup or ""
        found.append(Token(kind, _value(kind, match), position, match.end()))
        position = _after_space(text, match.end())
    if not found:
        raise _refused("EMPTY", "the expression is empty; to map nothing, remove the row", start)
    return [*found, Token("end", None, len(text), len(text))]


def _after_space(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position


def _refused(code: str, message: str, position: int) -> ExpressionError:
    return ExpressionError("parse", code, message, position)


def _unreadable(text: str, position: int) -> NoReturn:
    character = text[position]
    if character in _QUOTES:
        message = f"the text that starts here has no closing {character}"
        raise _refused(_QUOTES[character], message, position)
    if character in "“”„‘’‚«»":
        message = f"{character} is a typographic quotation mark; write straight quotes, ' or \""
    elif character.isalpha():
        message = f"{character!r} cannot be part of a name; attribute names have the letters A to Z, digits and _"
    else:
        hint = _HINTS.get(character)
        message = f"{character!r} is not part of the language" + (f"; {hint}" if hint else "")
    raise _refused("LEX", message, position)


def _value(kind: str, match: re.Match[str]) -> Any:
    written = match[0]
    if kind == "text":
        return written[1:-1].replace(written[0] * 2, written[0])
    return _number(written, match) if kind == "number" else written


def _number(written: str, match: re.Match[str]) -> int | float:
    if match.string[match.end() : match.end() + 1] in tuple("lLfFdD"):
        raise _refused("UNSUPPORTED", f"numbers take no suffix; write {written}", match.end())
    if written[:2] in ("0x", "0X"):
        value = int(written, 16)
    elif written.isdigit():
        digits = written.lstrip("0") or "0"
        value = int(digits) if len(digits) < 20 else INT_MAX + 1
    else:
        return float(written)
    if value > INT_MAX:
        shown = written if len(written) < 30 else written[:27] + "..."
        raise _refused("EL1035E", f"{shown} does not fit an Integer; the greatest is {INT_MAX}", match.start())
    return value
