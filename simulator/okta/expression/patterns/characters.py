r"""Character classes of Java's regular expressions, as predicates over one character.

Without the flag `u`, case is folded and `\d`, `\w`, `\s` are understood in ASCII only, as Java does by default.
"""

import unicodedata
from collections.abc import Callable

Test = Callable[[str], bool]
"""Whether a character belongs to the class."""

_LINE_ENDS = frozenset("\n\r\x85\u2028\u2029")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CATEGORIES = frozenset(
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi"}
    | {"Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cs", "Cn"}
)


def one_of(characters: str) -> Test:
    """Any of these characters."""
    members = frozenset(characters)
    return lambda character: character in members


def between(first: str, last: str) -> Test:
    """The characters from first to last, both included."""
    return lambda character: first <= character <= last


def negated(test: Test) -> Test:
    """Every other character."""
    return lambda character: not test(character)


def union(tests: list[Test]) -> Test:
    """The characters of any of the classes."""
    if len(tests) == 1:
        return tests[0]
    return lambda character: any(test(character) for test in tests)


def intersection(left: Test, right: Test) -> Test:
    """The characters of both classes."""
    return lambda character: left(character) and right(character)


def ignoring_case(test: Test, *, unicode: bool) -> Test:
    """The class with its characters in either case: of ASCII letters, or with the flag `u` of all letters."""

    def matches(character: str) -> bool:
        if test(character):
            return True
        foldable = unicode or character.isascii()
        return foldable and any(len(other) == 1 and test(other) for other in (character.lower(), character.upper()))

    return matches


def is_line_end(character: str) -> bool:
    """A character at which Java ends a line."""
    return character in _LINE_ENDS


DIGIT = between("0", "9")
SPACE = one_of(" \t\n\x0b\f\r")
LOWER = between("a", "z")
UPPER = between("A", "Z")
ALPHA = union([LOWER, UPPER])
WORD = union([ALPHA, DIGIT, one_of("_")])
PUNCT = one_of("".join(_PUNCTUATION))
GRAPH = between("!", "~")
HORIZONTAL = one_of(
    " \t\xa0\u1680\u180e\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
)
VERTICAL = one_of("\n\x0b\f\r\x85\u2028\u2029")

ESCAPES: dict[str, Test] = {
    "d": DIGIT,
    "w": WORD,
    "s": SPACE,
    "h": HORIZONTAL,
    "v": VERTICAL,
    "D": negated(DIGIT),
    "W": negated(WORD),
    "S": negated(SPACE),
    "H": negated(HORIZONTAL),
    "V": negated(VERTICAL),
}
"""The classes that a backslash and one letter stand for."""

_PROPERTIES: dict[str, Test] = {
    "Lower": LOWER,
    "Upper": UPPER,
    "ASCII": between("\x00", "\x7f"),
    "Alpha": ALPHA,
    "Digit": DIGIT,
    "Alnum": union([ALPHA, DIGIT]),
    "Punct": PUNCT,
    "Graph": GRAPH,
    "Print": between(" ", "~"),
    "Blank": one_of(" \t"),
    "Cntrl": union([between("\x00", "\x1f"), one_of("\x7f")]),
    "XDigit": one_of("0123456789abcdefABCDEF"),
    "Space": SPACE,
    "IsAlphabetic": str.isalpha,
    "IsLowercase": str.islower,
    "IsUppercase": str.isupper,
    "IsDigit": lambda character: unicodedata.category(character) == "Nd",
    "IsWhite_Space": str.isspace,
}


def property_class(name: str) -> Test | None:
    r"""The class `\p{name}`: a POSIX name of Java's, a Unicode category or a binary property; None if unknown."""
    if name in _PROPERTIES:
        return _PROPERTIES[name]
    category = name[2:] if name.startswith("Is") else name
    if category in _CATEGORIES:
        return lambda character: unicodedata.category(character).startswith(category)
    return None
