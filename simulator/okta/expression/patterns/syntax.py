"""Reads Java's regular expressions into a tree: what administrators write, without what needs backtracking.

Groups, classes, quantifiers, anchors and inline flags are read as Java reads them. Backreferences, lookaround,
atomic groups and possessive quantifiers are refused with the code PATTERN; what Java itself refuses is EL1018E.
Groups capture nothing, and a lazy quantifier is a greedy one: neither changes whether a whole text matches.
"""

from dataclasses import dataclass

from simulator.okta.expression.patterns import characters
from simulator.okta.expression.patterns.characters import Test
from simulator.okta.expression.patterns.classes import Fold, read_class, read_escape
from simulator.okta.expression.patterns.places import PLACES, Place, anchor, line_ends
from simulator.okta.expression.patterns.text import PatternText

MAX_REPEAT = 1_000

_REFUSED_GROUPS = {"=": "lookahead", "!": "lookahead", "<=": "lookbehind", "<!": "lookbehind", ">": "an atomic group"}
_DIGITS = "0123456789"
_QUANTIFIERS: tuple[tuple[str, tuple[int, int | None]], ...] = (("*", (0, None)), ("+", (1, None)), ("?", (0, 1)))

Flags = frozenset[str]
"""Which of i, m, s, u and d are on."""


@dataclass(frozen=True, eq=False)
class One:
    """One character of a class."""

    test: Test


@dataclass(frozen=True, eq=False)
class Here:
    """An assertion about a place, such as `^`."""

    holds: Place


@dataclass(frozen=True, eq=False)
class Sequence:
    """One after the other."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, eq=False)
class Either:
    """One of the items."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, eq=False)
class Repeat:
    """The item at least `low` and at most `high` times; None is without limit."""

    item: "Tree"
    low: int
    high: int | None


Tree = One | Here | Sequence | Either | Repeat


def parse_pattern(pattern: str) -> Tree:
    """The tree of a pattern; raises `FunctionError` EL1018E (not a pattern) or PATTERN (not supported)."""
    text = PatternText(pattern)
    tree = _alternatives(text, frozenset())
    if text.more:
        raise text.invalid("an unmatched )")
    return tree


def _alternatives(text: PatternText, flags: Flags) -> Tree:
    text.deeper()
    branch, flags = _sequence(text, flags)
    branches = [branch]
    while text.skip("|"):
        branch, flags = _sequence(text, flags)
        branches.append(branch)
    text.shallower()
    return branches[0] if len(branches) == 1 else Either(tuple(branches))


def _sequence(text: PatternText, flags: Flags) -> tuple[Tree, Flags]:
    items: list[Tree] = []
    while text.more and not text.starts("|") and not text.starts(")"):
        if (changed := _flag_change(text, flags)) is not None:
            flags = changed
        elif text.skip("\\Q"):
            items += _quoted(text, flags)
        else:
            items.append(_quantified(text, _atom(text, flags)))
    return Sequence(tuple(items)), flags


def _quoted(text: PatternText, flags: Flags) -> list[Tree]:
    r"""What follows `\Q`, character by character; a quantifier after it is for the last one."""
    items = [_literal(character, flags) for character in text.take_quoted()]
    return [*items[:-1], _quantified(text, items[-1])] if items else []


def _flag_change(text: PatternText, flags: Flags) -> Flags | None:
    """The flags after `(?i)`, which hold up to the end of the group; None, and nothing read, if there is none."""
    start = text.mark()
    if text.skip("(?"):
        changed = _flags(text, flags)
        if changed is not None and text.skip(")"):
            return changed
    text.back_to(start)
    return None


def _flags(text: PatternText, flags: Flags) -> Flags | None:
    """The flags changed by letters such as `i-s`; None when no letter stands here."""
    letters = text.take_while("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    on, _, off = letters.partition("-")
    for letter in on + off:
        if letter not in "idmsu":
            raise text.refused(f"the flag {letter}")
    return (flags | frozenset(on)) - frozenset(off) if letters else None


def _group(text: PatternText, flags: Flags) -> Tree:
    if text.skip("?"):
        flags = _special_group(text, flags)
    inner = _alternatives(text, flags)
    if not text.skip(")"):
        raise text.invalid("a group without )")
    return inner


def _special_group(text: PatternText, flags: Flags) -> Flags:
    """The flags inside `(?:`, `(?i:` or `(?<name>`, which is read up to there."""
    for opening, what in _REFUSED_GROUPS.items():
        if text.starts(opening):
            raise text.refused(what)
    if text.skip("<"):
        name = text.take_until(">")
        if not (name.isascii() and name.isalnum()):
            raise text.invalid("a group's name may have letters and digits only")
        return flags
    changed = _flags(text, flags)
    if not text.skip(":"):
        raise text.invalid("an unknown kind of group")
    return flags if changed is None else changed


def _atom(text: PatternText, flags: Flags) -> Tree:
    character = text.take()
    if character == "(":
        return _group(text, flags)
    if character == "[":
        return One(read_class(text, _folding(flags)))
    if character == "\\":
        return _escape(text, flags)
    if character == ".":
        return One(_dot(flags))
    if character in "^$":
        return Here(anchor(character, flags))
    if character in "*+?{":
        raise text.invalid(f"nothing for {character} to repeat")
    return _literal(character, flags)


def _escape(text: PatternText, flags: Flags) -> Tree:
    letter = text.take()
    if letter in "123456789k":
        raise text.refused("a backreference")
    if letter in "GX":
        raise text.refused(f"\\{letter}")
    if letter == "R":
        pair = Sequence((One(characters.one_of("\r")), One(characters.one_of("\n"))))
        return Either((pair, One(characters.VERTICAL)))
    if letter in PLACES:
        return Here(PLACES[letter])
    return One(read_escape(text, letter, _folding(flags)))


def _literal(character: str, flags: Flags) -> Tree:
    return One(_folding(flags)(characters.one_of(character)))


def _folding(flags: Flags) -> Fold:
    """What the flags make of a character or a range: with `i` it is in either case."""
    if "i" not in flags:
        return lambda test: test
    return lambda test: characters.ignoring_case(test, unicode="u" in flags)


def _dot(flags: Flags) -> Test:
    if "s" in flags:
        return lambda _: True
    return characters.negated(line_ends(flags))


def _quantified(text: PatternText, atom: Tree) -> Tree:
    bounds = _bounds(text)
    if bounds is None:
        return atom
    if text.skip("+"):
        raise text.refused("a possessive quantifier")
    text.skip("?")
    return Repeat(atom, *bounds)


def _bounds(text: PatternText) -> tuple[int, int | None] | None:
    for symbol, bounds in _QUANTIFIERS:
        if text.skip(symbol):
            return bounds
    if not text.skip("{"):
        return None
    low = _count(text)
    high: int | None = low
    if text.skip(","):
        high = None if text.starts("}") else _count(text)
    if not text.skip("}") or (high is not None and high < low):
        raise text.invalid("a repetition that is not {n}, {n,} or {n,m}")
    return low, high


def _count(text: PatternText) -> int:
    digits = text.take_while(_DIGITS)
    if not digits:
        raise text.invalid("a repetition without a number")
    if len(digits) > 9 or int(digits) > MAX_REPEAT:
        raise text.refused(f"a repetition of more than {MAX_REPEAT}")
    return int(digits)
