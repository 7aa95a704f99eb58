"""`String.*`: the text functions of the classic language (mappings 2, "String").

What they do with null and at the edges follows commons-lang's `StringUtils` unless a source says otherwise; `K` and
`D` marks are in the reference. Positions and lengths count UTF-16 units, as Java does.
"""

from dataclasses import replace
from functools import partial

from simulator.okta.expression.failures import NO_METHOD, SUBSTRING, FunctionError, check_length
from simulator.okta.expression.library import Function, named
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import as_integer, as_text, joined, slice_units, units

Text = str | None


def append(text: Text, suffix: Text) -> Text:
    """Both texts; a null side is empty, and two nulls are null (X)."""
    if text is None and suffix is None:
        return None
    check_length(len(text or "") + len(suffix or ""))
    return (text or "") + (suffix or "")


def join(separator: Text, *texts: Text) -> str:
    """The texts with the separator between them; a null one is empty (X)."""
    return joined([text or "" for text in texts], separator or "")


def replaced(count: int, text: Text, match: Text, replacement: Text) -> Text:
    """Every occurrence (-1), or the first (1, which [RN 2016] calls `replaceOnce`), literally; an empty or null match
    changes nothing (X).
    """
    if not text or not match or replacement is None:
        return text
    found = min(text.count(match), 1) if count == 1 else text.count(match)
    check_length(len(text) + found * (len(replacement) - len(match)))
    return text.replace(match, replacement, count)


def starts_with(text: Text, prefix: Text) -> bool:
    """Case-sensitive; null starts with null alone (X)."""
    if text is None or prefix is None:
        return text is prefix
    return text.startswith(prefix)


def contains(text: Text, part: Text) -> bool:
    """Case-sensitive; null contains nothing and is in nothing (X)."""
    return text is not None and part is not None and part in text


def switch(evaluation: Evaluation, text: Text, default: Text, *pairs: Text) -> Text:
    """The value of the first key that the text contains, in the order of the arguments; else the default [EL-DOC]."""
    if len(pairs) % 2 and evaluation.scope.settings.odd_switch_key == "error":
        raise FunctionError(NO_METHOD, "String.stringSwitch ends with a key that has no value")
    for key, value in zip(pairs[::2], pairs[1::2]):  # noqa: B905  # an odd key is ignored (X)
        if contains(text, key):
            return value
    return default


def substring(evaluation: Evaluation, text: Text, start: int, end: int | None = None) -> Text:
    """Units from start up to end, counted from 0; outside the text SIOOBE, or by the switch `substring_oob` cut."""
    if text is None:
        return None
    last = units(text)
    end = last if end is None else end
    if evaluation.scope.settings.substring_oob == "clamp":
        start, end = max(0, min(start, last)), max(0, min(end, last))
        return slice_units(text, start, max(start, end))
    if not 0 <= start <= end <= last:
        raise FunctionError(SUBSTRING, f"characters {start} to {end} of a text that has {last}; test String.len first")
    return slice_units(text, start, end)


def substring_before(text: Text, separator: Text) -> Text:
    """Up to the first separator; the whole text when there is none (X)."""
    if not text or separator is None:
        return text
    return text.partition(separator)[0] if separator else ""


def substring_after(text: Text, separator: Text) -> Text:
    """What follows the first separator; "" when there is none [KB custom-alias]."""
    if not text or separator == "":
        return text
    return "" if separator is None else text.partition(separator)[2]


_NULL_IS_OPEN = named(
    Function("String.append", (as_text, as_text), append),
    Function("String.join", (as_text,), join, rest=as_text),
    Function("String.removeSpaces", (as_text,), lambda text: text and text.replace(" ", "")),  # tabs stay (X)
    Function("String.replace", (as_text, as_text, as_text), partial(replaced, -1)),
    Function("String.replaceFirst", (as_text, as_text, as_text), partial(replaced, 1)),
    Function("String.startsWith", (as_text, as_text), starts_with),
    Function("String.stringContains", (as_text, as_text), contains),
    Function("String.stringSwitch", (as_text, as_text), switch, rest=as_text, surroundings=True),
    Function("String.substring", (as_text, as_integer, as_integer), substring, surroundings=True),
    Function("String.substringAfter", (as_text, as_text), substring_after),
    Function("String.substringBefore", (as_text, as_text), substring_before),
    # Case by Unicode's rules for no language in particular; accents stay.
    Function("String.toLowerCase", (as_text,), lambda text: text and text.lower()),
    Function("String.toUpperCase", (as_text,), lambda text: text and text.upper()),
)
STRING_FUNCTIONS = {
    **{name: replace(function, null_is_open=True) for name, function in _NULL_IS_OPEN.items()},
    # Null has length 0 (D by use: [GUIDE submit-oin-app] tests unset settings with it).
    "String.len": Function("String.len", (as_text,), lambda text: units(text) if text else 0),
}

DEPRECATED = {
    name: f"String.{name}" for name in ("toUpperCase", "toLowerCase", "substringBefore", "substringAfter", "substring")
}
"""The bare names that still work, and what each stands for [EL-DOC]."""

ALIAS_FUNCTIONS = {name: STRING_FUNCTIONS[target] for name, target in DEPRECATED.items()}
