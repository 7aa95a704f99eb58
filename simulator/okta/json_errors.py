"""What Okta's JSON parser says of a body that is no JSON: the texts of Java's Jackson (okta-wire 8.1).

Evidence: the unexpected `<` with its columns, and both halves of `Unrecognized token`, are on record [V, C]. Every
other text is the one Jackson is publicly known to give for that mistake, never seen from Okta [I]; where Jackson's
versions differ, the one that goes with the captured `java.io.StringReader@...` is taken. Limits of depth and of
numbers are of later versions, and the depth is ours (`simulator.scim.message`).
"""

import math
import re
import unicodedata
from dataclasses import dataclass

from simulator.scim.message import DEEPEST, LONGEST_NUMBER

READER = "java.io.StringReader@4c76ba04"
"""What was parsed, in the captured text; the number differs from run to run of a real Okta, here it stands still."""
EXPECTED_VALUE = "expected a valid value (number, String, array, object, 'true', 'false' or 'null')"
EXPECTED_TOKEN = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"  # noqa: S105  (JSON's)
NO_CONTENT = "No content to map due to end-of-input"
LONGEST_TOKEN = 256
"""Characters of an unrecognised token that are shown; the rest is three dots."""

_NO_DIGIT = "expected digit (0-9) to follow minus sign, for valid numeric value"
_COMMENT = (
    "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
)
_BETWEEN_TOKENS = r"only regular white space (\r, \n, \t) is allowed between tokens"
_LITERALS = ("true", "false", "null")
_SPACE = " \t\r\n"
_DIGIT = "0123456789"
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMERAL = re.compile(r"-?(?P<integer>0|[0-9]*)(?:\.(?P<fraction>[0-9]*))?(?:[eE][+-]?(?P<exponent>[0-9]*))?")
_DIGITS_MISSING = {
    "integer": _NO_DIGIT,
    "fraction": "Decimal point not followed by a digit",
    "exponent": "Exponent indicator not followed by a digit",
}
_LINE_END = re.compile(r"\r\n?|\n")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def invalid_json(text: str) -> str | None:
    """`Invalid JSON: ...` with line and column, as an administrator reads it; None when `text` is JSON.

    Columns count UTF-16 units from 1 and point behind the culprit: at the character after an unexpected one, at the
    one that ends an unrecognised token (8.1), behind the last where the text ends too early.
    """
    try:
        _Parser(_ASTRAL.sub(_units, text)).parse()
    except _Complaint as complaint:
        return f"Invalid JSON: {complaint}"
    return None


def _units(astral: re.Match[str]) -> str:
    """The two UTF-16 units by which Java counts a character outside the Basic Multilingual Plane."""
    high, low = divmod(ord(astral[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


class _Complaint(Exception):  # noqa: N818  (what Jackson says, not an error of ours)
    pass


@dataclass
class _Scope:
    """An array or object under way: Jackson's name for it, the place of its bracket, how many entries it has."""

    kind: str
    start: int
    entries: int = 0


class _Parser:
    """Goes through the text as Jackson's token stream does, and stops where that would complain."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[_Scope] = []

    def parse(self) -> None:
        """Read one value, and find nothing behind it.

        Raises:
            _Complaint: the text is no JSON.
        """
        values = 0
        while char := self._next():
            if char in "]}":
                self._close(char)
                continue
            values += not self._open
            self._entry(char)
            if values > 1:
                raise self._complaint("Trailing token found after value")
        if self._open:
            scope = self._open[-1]
            raise self._ended(f": expected close marker for {scope.kind} (from {self._source(scope.start)})")
        if not values:
            raise self._complaint(NO_CONTENT)

    def _entry(self, char: str) -> None:
        """A root value, an array's element, or an object's member, with the comma before it."""
        if self._open:
            scope = self._open[-1]
            if scope.entries:
                char = self._separator(char, ",", f"was expecting comma to separate {scope.kind} entries")
            scope.entries += 1
            if scope.kind == "OBJECT":
                char = self._name(char)
        self._value(char)

    def _separator(self, char: str, wanted: str, comment: str) -> str:
        """Step over a comma or colon, to the token that must follow."""
        if char != wanted:
            raise self._unexpected(comment)
        self._at += 1
        return self._needed()

    def _name(self, char: str) -> str:
        """Step over a member's name and colon, to its value."""
        if char != '"':
            raise self._unexpected("was expecting double-quote to start field name")
        self._string("name", " in field name")
        return self._separator(self._needed(), ":", "was expecting a colon to separate field name and value")

    def _value(self, char: str) -> None:
        if char in "[{":
            if len(self._open) == DEEPEST:
                raise self._complaint(f"Document nesting depth ({DEEPEST + 1}) exceeds the maximum allowed ({DEEPEST})")
            self._open.append(_Scope("ARRAY" if char == "[" else "OBJECT", self._at))
            self._at += 1
        elif char == '"':
            self._string("string value", ": was expecting closing quote for a string value")
        elif char in "-" + _DIGIT:
            self._number()
        elif char == "+":
            self._at += 1
            raise self._no_digit(_NO_DIGIT)
        elif _starts_identifier(char):
            self._word()
        else:
            raise self._unexpected("expected a value" if char == "}" else EXPECTED_VALUE)

    def _close(self, char: str) -> None:
        scope = self._open[-1] if self._open else _Scope("ROOT", -1)
        self._at += 1
        if (scope.kind, char) not in (("ARRAY", "]"), ("OBJECT", "}")):
            other = "}" if char == "]" else "]"
            began = f"(for {scope.kind} starting at {self._source(scope.start)})"
            raise self._complaint(f"Unexpected close marker '{char}': expected '{other}' {began}")
        self._open.pop()

    def _word(self) -> None:
        """`true`, `false`, `null`, or what should not be there."""
        start = self._at
        while _continues_identifier(self._peek()):
            self._at += 1
        token = self._text[start : self._at]
        if token in ("NaN", "Infinity"):
            raise self._not_a_number(token)
        if len(token) >= LONGEST_TOKEN:
            self._at, token = start + LONGEST_TOKEN, f"{token[:LONGEST_TOKEN]}..."
        if token not in _LITERALS:
            raise self._complaint(f"Unrecognized token '{token}': {EXPECTED_TOKEN}")

    def _number(self) -> None:
        start = self._at
        self._numeral()
        if (length := self._at - start) > LONGEST_NUMBER:
            raise self._complaint(f"Number value length ({length}) exceeds the maximum allowed ({LONGEST_NUMBER})")
        number = self._text[start : self._at]
        if not number.lstrip("-").isdecimal() and not math.isfinite(float(number)):
            raise self._complaint(f"Numeric value ({number}) out of range of double")

    def _numeral(self) -> None:
        """Step over a number, to the first of its parts that has no digit."""
        found = _NUMERAL.match(self._text, self._at)
        assert found is not None  # noqa: S101  (every part of it may be missing)
        if self._text.startswith("-Infinity", self._at):
            self._at += len("-Infinity")
            raise self._not_a_number("-Infinity")
        for part, comment in _DIGITS_MISSING.items():
            if found[part] == "":
                self._at = found.end(part)
                raise self._no_digit(comment)
        self._at = found.end("integer")
        if found["integer"] == "0" and self._peek() in tuple(_DIGIT):
            raise self._complaint("Invalid numeric value: Leading zeroes not allowed")
        self._at = found.end()
        if not self._open and self._peek() not in _SPACE:
            raise self._unexpected("Expected space separating root-level values")

    def _string(self, context: str, ends_early: str) -> None:
        """From the opening quote to behind the closing one."""
        self._at += 1
        while True:
            plain = _PLAIN.match(self._text, self._at)
            self._at = plain.end() if plain else self._at
            char = self._take(ends_early)
            if char == '"':
                return
            if char != "\\":
                hint = f"has to be escaped using backslash to be included in {context}"
                raise self._complaint(f"Illegal unquoted character ({_described(char)}): {hint}")
            self._escape()

    def _escape(self) -> None:
        char = self._take(" in character escape sequence")
        if char not in '"\\/bfnrtu':
            raise self._complaint(f"Unrecognized character escape {_described(char)}")
        for _ in range(4 if char == "u" else 0):
            digit = self._take(" in character escape sequence")
            if digit not in "0123456789abcdefABCDEF":
                comment = "expected a hex-digit for character escape sequence"
                raise self._complaint(f"Unexpected character ({_described(digit)}): {comment}")

    def _next(self) -> str:
        """The first character of the next token, not yet stepped over; empty at the end."""
        while (char := self._peek()) and char in _SPACE:
            self._at += 1
        if char == "/":
            raise self._unexpected(_COMMENT)
        if char and char < " ":
            self._at += 1
            raise self._complaint(f"Illegal character ({_described(char)}): {_BETWEEN_TOKENS}")
        return char

    def _needed(self) -> str:
        """The next token's first character, inside an array or object that is not closed."""
        if char := self._next():
            return char
        raise self._ended(f" within/between {self._open[-1].kind} entries")

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, ends_early: str) -> str:
        char = self._peek()
        if not char:
            raise self._ended(ends_early)
        self._at += 1
        return char

    def _unexpected(self, comment: str) -> _Complaint:
        """The character that comes next does not belong there."""
        self._at += 1
        return self._complaint(f"Unexpected character ({_described(self._text[self._at - 1])}): {comment}")

    def _no_digit(self, comment: str) -> _Complaint:
        char = _described(self._take(" in a value"))
        return self._complaint(f"Unexpected character ({char}) in numeric value: {comment}")

    def _not_a_number(self, token: str) -> _Complaint:
        hint = "enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
        return self._complaint(f"Non-standard token '{token}': {hint}")

    def _ended(self, where: str) -> _Complaint:
        return self._complaint(f"Unexpected end-of-input{where}")

    def _complaint(self, message: str) -> _Complaint:
        return _Complaint(f"{message} at {self._source(self._at)}")

    def _source(self, at: int) -> str:
        line_starts = [0, *(end.end() for end in _LINE_END.finditer(self._text, 0, max(at, 0)))]
        return f"[Source: {READER}; line: {len(line_starts)}, column: {at - line_starts[-1] + 1}]"


def _described(char: str) -> str:
    """A character with its code; half of one outside the Basic Multilingual Plane shows as Java writes it, `?`."""
    code = ord(char)
    if unicodedata.category(char) == "Cc":
        return f"(CTRL-CHAR, code {code})"
    shown = "?" if unicodedata.category(char) == "Cs" else char
    return f"'{shown}' (code {code} / 0x{code:x})" if code > 255 else f"'{shown}' (code {code})"


def _starts_identifier(char: str) -> bool:
    """Java's `Character.isJavaIdentifierStart`: letters, currency signs, connecting punctuation."""
    return unicodedata.category(char) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Sc", "Pc")


def _continues_identifier(char: str) -> bool:
    """Java's `Character.isJavaIdentifierPart`: also digits, marks, and control characters that are ignored."""
    if not char:
        return False
    ignored = char < "\x09" or "\x0d" < char < "\x1c" or "\x7e" < char < "\xa0"
    return ignored or _starts_identifier(char) or unicodedata.category(char) in ("Nd", "Mn", "Mc", "Cf")
