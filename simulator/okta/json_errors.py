"""What Okta's JSON parser says of a body that is no JSON: the texts of Java's Jackson (okta-wire 8.1 [V, C])."""

import json
import re

READER = "java.io.StringReader@4c76ba04"
"""The object in the parser's `Source`; the number differs from run to run of a real Okta, here it stands still."""

_EXPECTED_VALUE = "expected a valid value (number, String, array, object, 'true', 'false' or 'null')"
_EXPECTED_TOKEN = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"  # noqa: S105
_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def invalid_json(text: str) -> str | None:
    """`Invalid JSON: ...` with line and column, as an administrator reads it; None when `text` is JSON.

    An unexpected character names its code point and the column after it; an unrecognised word is named whole, and
    the column is that of the first character that ends it (8.1, both wordings captured). Input that ends too early
    has Jackson's `Unexpected end-of-input`.
    """
    try:
        json.loads(text)
    except RecursionError:
        return f"Invalid JSON: the document is nested too deeply at {_source(text, 0)}"
    except ValueError as wrong:
        place = wrong.pos if isinstance(wrong, json.JSONDecodeError) else 0
        return f"Invalid JSON: {_complaint(text, place)}"
    return None


def _complaint(text: str, place: int) -> str:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    if place >= len(text) or _unclosed(text, place):
        return f"Unexpected end-of-input at {_source(text, len(text))}"
    word = _WORD.match(text, place)
    if word:
        return f"Unrecognized token '{word[0]}': {_EXPECTED_TOKEN} at {_source(text, word.end())}"
    letter = text[place]
    return f"Unexpected character ('{letter}' (code {ord(letter)})): {_EXPECTED_VALUE} at {_source(text, place + 1)}"


def _unclosed(text: str, place: int) -> bool:
    """A string that begins here and never ends."""
    return text[place] == '"' and '"' not in text[place + 1 :].replace('\\"', "")


def _source(text: str, place: int) -> str:
    before = text[:place]
    line = before.count("\n") + 1
    column = place - (before.rfind("\n") + 1) + 1
    return f"[Source: {READER}; line: {line}, column: {column}]"
