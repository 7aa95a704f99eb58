"""JSON of unknown origin, read as far as it goes: something of another shape than it should be counts as missing."""

import json
import re
from typing import Any

from provider_stub.http.message import nested_deeper
from simulator.scim.message import DEEPEST, LONGEST_NUMBER

AROUND = 16
"""Levels of a HAR or System Log around the body of a message."""

_HALF = re.compile(r"[\ud800-\udfff]")


def _whole(digits: str) -> int | str:
    """A number, or the digits as a text where no program counts with it."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


DECODER = json.JSONDecoder(parse_int=_whole)


def parsed(text: str) -> Any:
    """The value of a JSON text of a recording, as it can be written again: `encodable`.

    Raises:
        ValueError: it is no JSON, or nested deeper than anybody's message.
    """
    if nested_deeper(text, DEEPEST + AROUND):
        raise ValueError("it is nested too deeply")
    return encodable(DECODER.decode(text))


def an_object(value: Any) -> dict[str, Any]:
    """The object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; none where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def a_text(value: Any) -> str:
    """The text; an empty one where it is none."""
    return value if isinstance(value, str) else ""


def encodable(value: Any) -> Any:
    """The value with a mark where a text holds half a surrogate pair, which UTF-8 cannot."""
    if isinstance(value, dict):
        return {encodable(key): encodable(held) for key, held in value.items()}
    if isinstance(value, list):
        return [encodable(held) for held in value]
    return _HALF.sub("?", value) if isinstance(value, str) else value


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
