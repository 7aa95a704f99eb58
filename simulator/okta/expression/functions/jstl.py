"""`fn:*`: the JSTL functions that username templates may call; null counts as the empty text everywhere [API]."""

from typing import Any

from simulator.okta.expression.failures import check_length
from simulator.okta.expression.library import Function, named
from simulator.okta.expression.values import as_integer, as_text, joined, slice_units, units

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#034;", "'": "&#039;"})


def as_blank(value: Any) -> str:
    """A value as text, null as ""."""
    return as_text(value) or ""


def substring_before(text: str, separator: str) -> str:
    """Up to the first separator; "" when there is none, unlike `String.substringBefore`."""
    before, found, _ = text.partition(separator) if separator else ("", "", "")
    return before if found else ""


def substring_after(text: str, separator: str) -> str:
    """What follows the first separator; "" when there is none."""
    return text.partition(separator)[2] if separator else text


def substring(text: str, start: int, end: int) -> str:
    """From start up to end, cut to what there is; a negative end is the text's."""
    last = units(text)
    end = last if end < 0 else min(end, last)
    return slice_units(text, max(start, 0), max(end, start, 0)) if start < end else ""


def replace(text: str, match: str, replacement: str) -> str:
    """Every occurrence, literally."""
    if not match:
        return text
    check_length(len(text) + text.count(match) * (len(replacement) - len(match)))
    return text.replace(match, replacement)


def length(value: Any) -> int:
    """The characters of a text, or the elements of a list."""
    return len(value) if isinstance(value, list) else units(as_blank(value))


def index_of(text: str, part: str) -> int:
    """Where the part first starts, from 0; -1 when it is nowhere."""
    found = text.find(part)
    return found if found < 0 else units(text[:found])


def split(text: str, delimiters: str) -> list[str]:
    """The pieces between any of the delimiting characters, empty ones left out."""
    for delimiter in delimiters[1:]:
        text = text.replace(delimiter, delimiters[0])
    return [piece for piece in text.split(delimiters[0]) if piece] if delimiters else [text]


def join(texts: Any, separator: str) -> str:
    """The elements of a list with the separator between them."""
    return joined([as_blank(text) for text in texts], separator) if isinstance(texts, list) else as_blank(texts)


def contains_ignoring_case(text: str, part: str) -> bool:
    """Whether the part is in the text in any case."""
    return part.upper() in text.upper()


def escape_xml(text: str) -> str:
    """The text with the five characters of XML written as entities."""
    escaped = text.translate(_ENTITIES)
    check_length(len(escaped))
    return escaped


_ONE, _TWO = (as_blank,), (as_blank, as_blank)


def _anything(value: Any) -> Any:
    return value


JSTL_FUNCTIONS = named(
    Function("fn:contains", _TWO, lambda text, part: part in text),
    Function("fn:containsIgnoreCase", _TWO, contains_ignoring_case),
    Function("fn:endsWith", _TWO, str.endswith),
    Function("fn:escapeXml", _ONE, escape_xml),
    Function("fn:indexOf", _TWO, index_of),
    Function("fn:join", (_anything, as_blank), join),
    Function("fn:length", (_anything,), length),
    Function("fn:replace", (as_blank, as_blank, as_blank), replace),
    Function("fn:split", _TWO, split),
    Function("fn:startsWith", _TWO, str.startswith),
    Function("fn:substring", (as_blank, as_integer, as_integer), substring),
    Function("fn:substringAfter", _TWO, substring_after),
    Function("fn:substringBefore", _TWO, substring_before),
    Function("fn:toLowerCase", _ONE, str.lower),
    Function("fn:toUpperCase", _ONE, str.upper),
    Function("fn:trim", _ONE, str.strip),
)
