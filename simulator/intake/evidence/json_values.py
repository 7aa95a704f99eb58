"""JSON of unknown origin, read as far as it goes: something of another shape than it should be counts as missing."""

import json
import re
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from provider_stub.http.message import nested_deeper
from simulator.scim.message import DEEPEST, LONGEST_NUMBER

AROUND = 24
"""Levels of a HAR, a System Log or a wrapper around the body of a message."""

_HALF = re.compile(r"[\ud800-\udfff]")
_BETWEEN = re.compile(r"[\s,\x00\x1e\ufeff]*")
"""What may stand between values: RFC 7464 has record separators, a copied file marks, a killed writer zeros."""
_OUTSIDE = re.compile(r"[\s,\x00\x1e\ufeff\]}]*")
_LIST = re.compile(r'"(entries|events|logs|hits|requests|results)"\s*:\s*\[')
"""The lists that a file which is cut off is read from."""
_ARCHIVE = re.compile(r'\{\s*"log"\s*:\s*\{')
"""How a HAR begins; its entries are read one by one, so that each has its line."""
_NEXT_LINE = re.compile(r"\n(?=[{\[])")
_MOST_STOPS = 500
"""Places that are no JSON, after which the rest of a file is left alone."""
_LONGEST_WORD = len("false")


_HALVES = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
"""What half a surrogate pair looks like in JSON; whole pairs look so too."""
_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) <= LONGEST_NUMBER else digits)
"""A number with which no program counts stays the text it is."""


def parsed(text: str) -> Any:
    """The value of a JSON text of a recording, as it can be written again: `encodable`.

    Raises:
        ValueError: it is no JSON, or nested deeper than anybody's message.
    """
    if nested_deeper(text, DEEPEST + AROUND):
        raise ValueError("it is nested too deeply")
    return encodable(_DECODER.decode(text)) if _HALVES.search(text) else _DECODER.decode(text)


def an_object(value: Any) -> dict[str, Any]:
    """The object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; none where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def lists_of(value: Any) -> list[list[Any]]:
    """The lists in a list; none where it is no list."""
    return [one for one in value if isinstance(one, list)] if isinstance(value, list) else []


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


@dataclass
class JsonValues:
    """The values of a text, one after the other; those of a list, at the top or of a file cut off, one by one.

    `stops` are the places where reading stopped, as a line, counted from 1, and what is wrong there.
    """

    text: str
    stops: list[tuple[int, str]] = field(default_factory=list)
    _line: int = 1
    _counted: int = 0

    def read(self) -> Generator[tuple[int, int | None, Any], None, None]:
        """The line, counted from 1, where each value begins, its number where it stands in a list, and the value."""
        at = _after(_BETWEEN, self.text, 0)
        while at < len(self.text):
            end = yield from self._members(at) if self.text[at] == "[" else self._alone(at)
            at = _after(_OUTSIDE, self.text, end)

    def _members(self, at: int) -> Generator[tuple[int, int | None, Any], None, int]:
        """The members of the list that begins at `at`; the place after it, or where reading goes on."""
        number, at = 0, _after(_BETWEEN, self.text, at + 1)
        while at < len(self.text) and self.text[at] != "]":
            value, end = self._value(at)
            if end is None:
                return self._stop(at)
            number += 1
            yield self._line_of(at), number, value
            at = _after(_BETWEEN, self.text, end)
        return at + 1 if at < len(self.text) else self._stop(at)

    def _alone(self, at: int) -> Generator[tuple[int, int | None, Any], None, int]:
        """The value at `at`; of an object that is cut off, or nested deeply, the members of a list inside it."""
        value, end = ({}, None) if _ARCHIVE.match(self.text, at) else self._value(at)
        if value == {} or end is None:
            if inside := _LIST.search(self.text, at, self._next_line(at)):
                return self._next_line((yield from self._members(inside.end() - 1)))
            value, end = self._value(at)
        if end is None:
            return self._stop(at)
        yield self._line_of(at), None, value
        return end

    def _value(self, at: int) -> tuple[Any, int | None]:
        """The value at a place, and its end: None where it is none. What is nested too deeply is an empty object."""
        try:
            value, end = _DECODER.raw_decode(self.text, at)
        except (ValueError, RecursionError):
            return None, None
        if not isinstance(value, dict | list):
            return value, end
        text = self.text[at:end]
        if nested_deeper(text, DEEPEST + AROUND):
            return {}, end
        return (encodable(value) if _HALVES.search(text) else value), end

    def _stop(self, at: int) -> int:
        """Say that reading stopped here; where it goes on: at the next line that begins with a value."""
        end = self._next_line(at) if len(self.stops) < _MOST_STOPS else len(self.text)
        if end < len(self.text):
            said = "this is not JSON; what follows on lines of its own is used"
        else:
            said = f"{_wrong(self.text[at:].rstrip())}; what comes before it is used"
        self.stops.append((self._line_of(at), said))
        return end

    def _next_line(self, at: int) -> int:
        found = _NEXT_LINE.search(self.text, at)
        return found.end() if found is not None else len(self.text)

    def _line_of(self, at: int) -> int:
        """The line of a place; places only grow, so each newline is counted once."""
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line


def _wrong(rest: str) -> str:
    """What is wrong with the end of a text."""
    try:
        _DECODER.raw_decode(rest)
    except json.JSONDecodeError as why:
        if len(rest) - why.pos < _LONGEST_WORD or why.msg.startswith("Unterminated string"):
            return "the file is cut off here"
    except (ValueError, RecursionError):
        return "this is nested too deeply"
    return "this is not JSON"


def _after(between: re.Pattern[str], text: str, at: int) -> int:
    """The next place that holds something."""
    found = between.match(text, at)
    return found.end() if found is not None else at
