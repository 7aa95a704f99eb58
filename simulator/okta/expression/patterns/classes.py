"""Reads escapes and bracketed classes: what stands for one character of several."""

from collections.abc import Callable

from simulator.okta.expression.patterns import characters
from simulator.okta.expression.patterns.characters import Test
from simulator.okta.expression.patterns.text import PatternText

_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}


Fold = Callable[[Test], Test]
"""What a character or range becomes under the flags: itself, or itself in either case."""


def read_escape(text: PatternText, letter: str, fold: Fold) -> Test:
    r"""The class of `\letter`, with the backslash and the letter already read."""
    if letter in characters.ESCAPES:
        return characters.ESCAPES[letter]
    if letter in "pP":
        return _property(text, fold, inverse=letter == "P")
    return fold(characters.one_of(_character(text, letter)))


def read_class(text: PatternText, fold: Fold) -> Test:
    """The class up to its `]`, with the `[` already read: ranges, unions, intersections (`&&`), negation."""
    text.deeper()
    inverse = text.skip("^")
    test = _union(text, fold)
    while text.skip("&&"):
        if text.starts("]"):
            raise text.refused("an empty side of &&")
        test = characters.intersection(test, _union(text, fold))
    if not text.skip("]"):
        raise text.invalid("a class without ]")
    text.shallower()
    return characters.negated(test) if inverse else test


def _union(text: PatternText, fold: Fold) -> Test:
    tests: list[Test] = []
    while text.more and not text.starts("&&") and not (tests and text.starts("]")):
        tests.append(read_class(text, fold) if text.skip("[") else _item(text, fold))
    if not tests:
        raise text.invalid("an empty class")
    return characters.union(tests)


def _item(text: PatternText, fold: Fold) -> Test:
    first = _member(text, fold)
    if not isinstance(first, str):
        return first
    if text.starts("-") and text.peek(1) not in ("", "]", "["):
        text.take()
        last = _member(text, fold)
        if not isinstance(last, str) or last < first:
            raise text.invalid("a range that runs backwards")
        return fold(characters.between(first, last))
    return fold(characters.one_of(first))


def _member(text: PatternText, fold: Fold) -> str | Test:
    character = text.take()
    if character != "\\":
        return character
    letter = text.take()
    if letter in characters.ESCAPES or letter in "pP":
        return read_escape(text, letter, fold)
    if letter in "QE":
        raise text.refused("\\Q inside a class")
    return _character(text, letter)


def _character(text: PatternText, letter: str) -> str:
    if letter in _CONTROL:
        return _CONTROL[letter]
    if letter == "x" and text.skip("{"):
        return _coded(text, text.take_until("}"), 16)
    if letter in "xu":
        return _coded(text, text.take_count(2 if letter == "x" else 4), 16)
    if letter == "0":
        return _coded(text, _octal(text), 8)
    if letter == "c":
        return chr(ord(text.take()) ^ 64)
    if letter.isascii() and letter.isalnum():
        raise text.invalid(f"\\{letter} is not an escape")
    return letter


def _octal(text: PatternText) -> str:
    """Up to three octal digits, the first of three at most 3."""
    digits = ""
    longest = 3 if text.peek() in ("0", "1", "2", "3") else 2
    while len(digits) < longest and text.peek() and text.peek() in "01234567":
        digits += text.take()
    return digits


def _coded(text: PatternText, digits: str, base: int) -> str:
    try:
        return chr(int(digits, base))
    except (ValueError, OverflowError):
        raise text.invalid("a character code that is not one") from None


def _property(text: PatternText, fold: Fold, *, inverse: bool) -> Test:
    """A property; when case is ignored, it is so for all letters, not only those of ASCII."""
    name = text.take_until("}") if text.skip("{") else text.take()
    test = characters.property_class(name)
    if test is None:
        raise text.refused(f"the character property {name}")
    if fold(test) is not test:
        test = characters.ignoring_case(test, unicode=True)
    return characters.negated(test) if inverse else test
