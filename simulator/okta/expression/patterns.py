r"""Java's regular expressions, for `matches` and `isMemberOfGroupNameRegex`, matched by the `regex` package.

A pattern is translated where the two differ: `\d`, `\w`, `\s`, `\h`, `\v` and the POSIX properties are those of ASCII,
case is folded in ASCII only unless the flag `u` is on, lines end as Java ends them, classes may be nested and
intersected, and what Java would not compile is refused (java.util.regex.Pattern, Java 8 to 17). A match that takes too
long ends in EL1073E, Spring's code for a flawed pattern.
"""

import re
from collections.abc import Callable
from typing import NoReturn

from simulator.okta.expression.failures import PATTERN, FunctionError, Meter

FLAWED = "EL1073E"
MAX_NESTING = 40
MAX_REPEAT = 1_000
SECONDS = 0.5
"""How long one match may take."""

Matcher = Callable[[str, Meter], bool]
"""Whether the whole text matches; spends work on the meter and raises `FunctionError` EL1073E when it runs out."""
Flags = frozenset[str]
"""Which of i, m, s, u and d are on."""

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FAR_CASES = (("k", "\u212a"), ("s", "\u017f"))
"""Kelvin and the long s, which only the flag `u` takes for k and s."""
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
_CODES = ((r"x\{([^}]*)\}", 16), ("x(..)", 16), ("u(....)", 16), ("0([0-3][0-7]{0,2}|[0-7]{1,2})", 8))
_VERTICAL = r"\n\x0b\f\r\x85\u2028\u2029"
_LINE_ENDS = r"\n\r\x85\u2028\u2029"
_WORD = r"[\p{L}\p{Nd}_]"
r"""Java's `\b` sees letters and digits of any script, further than its `\w`."""
_NOT_IN_PAIR = r"(?!(?<=\r)\n)"
_CLASSES = {
    "d": "0-9",
    "w": "a-zA-Z0-9_",
    "s": r" \t\n\x0b\f\r",
    "h": r" \t\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": _VERTICAL,
}
_PLACES = {
    "A": r"\A",
    "G": r"\A",
    "z": r"\Z",
    "Z": rf"(?:(?=(?:\r\n|[{_LINE_ENDS}])?\Z){_NOT_IN_PAIR})",
    "b": rf"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    "B": rf"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
    "R": rf"(?:\r\n|[{_VERTICAL}])",
}
_PROPERTIES = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": r"\x00-\x7f", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~", "Graph": "!-~", "Print": r"\ -~", "Blank": r" \t", "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9A-Fa-f", "Space": r" \t\n\x0b\f\r", "IsDigit": r"\p{Nd}",
}  # fmt: skip
_CASED = ("Lu", "Ll", "Lt", "Lowercase", "Uppercase")


def matcher(pattern: str) -> Matcher:
    """Prepares a pattern; raises `FunctionError` EL1018E (Java refuses it) or PATTERN (not supported here)."""
    import regex

    try:
        compiled = regex.compile(_Translation(pattern).whole(), regex.V1)
    except regex.error as wrong:
        raise FunctionError(PATTERN, f"the pattern cannot be used here: {wrong}") from wrong

    def matches(text: str, meter: Meter) -> bool:
        meter.spend(1 + len(text) // 100, FLAWED)
        try:
            return compiled.fullmatch(text, timeout=SECONDS) is not None
        except (TimeoutError, MemoryError):
            said = "this takes too much work on this input; use a simpler expression or pattern"
            raise FunctionError(FLAWED, said) from None

    return matches


class _Translation:
    """A pattern in Java's language being read, and written in that of `regex`."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = self._behind = self._groups = 0
        self._names: set[str] = set()

    def whole(self) -> str:
        """All of the pattern."""
        written = self._alternatives(frozenset())
        if self._at < len(self._pattern):
            self._invalid("an unmatched )")
        return written

    def _read(self, wanted: str) -> re.Match[str] | None:
        """What comes next, read if it has that shape."""
        found = re.compile(wanted, re.DOTALL).match(self._pattern, self._at)
        self._at = found.end() if found else self._at
        return found

    def _take(self) -> str:
        return (self._read(".") or self._invalid("it ends too early"))[0]

    def _next(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            self._refused(f"nesting more than {MAX_NESTING} levels deep")

    def _invalid(self, what: str) -> NoReturn:
        """The failure for what Java refuses, too."""
        raise FunctionError("EL1018E", f"the pattern is not valid: {what}, at its character {self._at}")

    def _refused(self, what: str) -> NoReturn:
        """The failure for what Java has and this does not."""
        raise FunctionError(PATTERN, f"{what} (at the pattern's character {self._at}) is not supported here")

    def _alternatives(self, flags: Flags) -> str:
        """What stands in a group, or in the whole pattern; flags hold from where they stand to its end."""
        self._deeper()
        parts: list[str] = []
        while self._next() not in ("", ")"):
            if self._read(r"\|"):
                parts.append("|")
            elif changed := self._read(r"\(\?([A-Za-z-]+)\)"):
                flags = self._changed(flags, changed[1])
            elif quoted := self._read(r"\\Q(.*?)(?:\\E|$)"):
                *letters, last = [*(_literal(letter, flags) for letter in quoted[1]), ""]
                parts += letters[:-1] + ([self._quantified(letters[-1])] if letters else [last])
            else:
                parts.append(self._quantified(self._atom(flags)))
        self._depth -= 1
        return "".join(parts)

    def _changed(self, flags: Flags, letters: str) -> Flags:
        """The flags after letters such as `i-s`."""
        on, _, off = letters.partition("-")
        for letter in on + off:
            if letter not in "idmsu":
                self._refused(f"the flag {letter}")
        return (flags | frozenset(on)) - frozenset(off)

    def _group(self, flags: Flags) -> str:
        """A group whose `(` has been read."""
        opening, behind = "(?:", False
        if look := self._read(r"\?(<?[=!]|>)"):
            opening, behind = f"(?{look[1]}", look[1][0] == "<"
        elif named := self._read(r"\?<([A-Za-z][A-Za-z0-9]*)>"):
            opening = f"(?P<{self._new_name(named[1])}>"
        elif changed := self._read(r"\?([A-Za-z-]*):"):
            flags = self._changed(flags, changed[1])
        elif self._next() == "?":
            self._invalid("an unknown kind of group")
        else:
            self._groups += 1
            opening = "("
        self._behind += behind
        inner = self._alternatives(flags)
        self._behind -= behind
        if not self._read(r"\)"):
            self._invalid("a group without )")
        return f"{opening}{inner})"

    def _new_name(self, name: str) -> str:
        if name in self._names:
            self._invalid(f"a second group named {name}")
        self._names.add(name)
        self._groups += 1
        return name

    def _quantified(self, atom: str) -> str:
        bounds = self._read(r"([*+?]|\{([0-9]+)(,?)([0-9]*)\})([?+]?)")
        if bounds is None and self._next() != "{":
            return atom
        if bounds is None or self._next() in ("*", "+", "?", "{"):
            self._invalid("nothing to repeat, or a repetition that is not {n}, {n,} or {n,m}")
        low, high = bounds[2] or "0", bounds[4] or bounds[2] or "0"
        if max(len(low), len(high)) > 9 or int(low) > MAX_REPEAT or int(high) > MAX_REPEAT:
            self._refused(f"a repetition of more than {MAX_REPEAT}")
        if int(high) < int(low) or (bounds[4] and not bounds[3]):
            self._invalid("a repetition that runs backwards")
        if bounds[1] in "*+" or (bounds[3] and not bounds[4]):
            self._check_length()
        return f"(?:{atom}){bounds[0]}"

    def _check_length(self) -> None:
        if self._behind:
            self._invalid("a look-behind has no obvious maximum length")

    def _atom(self, flags: Flags) -> str:
        character = self._take()
        if character == "(":
            return self._group(flags)
        if character == "[":
            return self._class(flags)
        if character == "\\":
            return self._escape(flags)
        if character == ".":
            return r"[\s\S]" if "s" in flags else f"[^{_line_ends(flags)}]"
        if character in "^$":
            return _anchor(character, flags)
        if character in "*+?{":
            self._invalid(f"nothing for {character} to repeat")
        return _literal(character, flags)

    def _escape(self, flags: Flags) -> str:
        if self._next() in "123456789k" and self._next():
            self._check_length()
            return self._reference(flags)
        if self._read("X"):
            self._check_length()
            return r"\X"
        if place := self._read("[AGzZbBR]"):
            return _PLACES[place[0]]
        return self._named(flags) or _literal(self._character(), flags)

    def _reference(self, flags: Flags) -> str:
        """A reference takes as many digits as there are groups before it; to one that is not there it never matches."""
        if named := self._read("k<([^>]*)>"):
            if named[1] not in self._names:
                self._invalid(f"no group is named {named[1]}")
            return _folded(f"(?P={named[1]})", flags)
        if self._next() == "k":
            self._invalid("a reference without a name")
        digits = self._take()
        while self._next().isdecimal() and int(digits + self._next()) <= self._groups:
            digits += self._take()
        return _folded(rf"\g<{digits}>", flags) if int(digits) <= self._groups else "(?!)"

    def _named(self, flags: Flags) -> str:
        r"""The class of `\d`, `\p{...}` and their like, which may stand in another; empty for any other letter."""
        if letter := self._read("[dwshvDWSHV]"):
            return f"[{'^' if letter[0].isupper() else ''}{_CLASSES[letter[0].lower()]}]"
        found = self._read(r"([pP])(?:\{([^}]*)\}|([^{]))")
        if found is None:
            return ""
        name = found[2] or found[3] or ""
        known = _PROPERTIES.get(name) or self._unicode_property(name)
        if "i" in flags and name in ("Lower", "Upper"):
            known = "a-zA-Z"
        elif "i" in flags and name.removeprefix("Is") in _CASED:
            known = r"\p{Lu}\p{Ll}\p{Lt}"
        return f"[{'^' if found[1] == 'P' else ''}{known}]"

    def _unicode_property(self, name: str) -> str:
        import regex

        known = rf"\p{{{name.removeprefix('Is') if len(name) > 2 else name}}}"
        try:
            regex.compile(known, regex.V1)
        except regex.error:
            self._refused(f"the character property {name}")
        return known

    def _character(self) -> str:
        """The character that an escape stands for, its backslash read."""
        for shape, base in _CODES:
            if code := self._read(shape):
                try:
                    return chr(int(code[1], base))
                except (ValueError, OverflowError):
                    self._invalid("a character code that is not one")
        if control := self._read("c(.)"):
            return chr(ord(control[1]) ^ 64)
        letter = self._take()
        if letter not in _CONTROL and letter.isascii() and letter.isalnum():
            self._invalid(f"\\{letter} is not an escape")
        return _CONTROL.get(letter, letter)

    def _class(self, flags: Flags) -> str:
        """The class up to its `]`, with the `[` already read: ranges, unions, intersections (`&&`), negation."""
        self._deeper()
        negation = "^" if self._read(r"\^") else ""
        if self._pattern.startswith("&&", self._at):
            self._refused("an empty side of &&")
        sides = [self._union(flags)]
        while self._read("&&"):
            if self._next() == "]":
                self._refused("an empty side of &&")
            sides.append(self._union(flags))
        if not self._read("]"):
            self._invalid("a class without ]")
        self._depth -= 1
        return f"[{negation}{'&&'.join(sides)}]"

    def _union(self, flags: Flags) -> str:
        parts: list[str] = []
        while self._next() and not self._pattern.startswith("&&", self._at) and not (parts and self._next() == "]"):
            if self._read(r"\["):
                parts.append(self._class(flags))
            elif quoted := self._read(r"\\Q(.*?)\\E"):
                parts += [_range(character, character, flags) for character in quoted[1]]
            else:
                parts.append(self._item(flags))
        if not parts:
            self._invalid("an empty class")
        return f"[{''.join(parts)}]"

    def _item(self, flags: Flags) -> str:
        first = self._member(flags)
        if len(first) > 1:
            return first
        if not self._read(r"-(?=[^\]\[])"):
            return _range(first, first, flags)
        last = self._member(flags)
        if len(last) > 1 or last < first:
            self._invalid("a range that runs backwards")
        return _range(first, last, flags)

    def _member(self, flags: Flags) -> str:
        """One character, or a class that a letter names."""
        character = self._take()
        return character if character != "\\" else self._named(flags) or self._character()


def _written(character: str) -> str:
    return character if character.isalnum() or ord(character) > 0xFFFF else f"\\u{ord(character):04x}"


def _range(first: str, last: str, flags: Flags) -> str:
    """A range inside a class; with `i` its letters in either case too, those of ASCII unless `u` is on as well."""
    written = _written(first) if first == last else f"{_written(first)}-{_written(last)}"
    if "i" not in flags:
        return written
    if "u" in flags and not (first.isascii() and last.isascii()):
        swapped = (chr(code).swapcase() for code in range(ord(first), min(ord(last), ord(first) + 4096) + 1))
        return written + "".join(_written(other) for other in swapped if len(other) == 1)
    folded = "".join(letter.swapcase() for letter in _LETTERS if first <= letter <= last)
    if "u" in flags:
        folded += "".join(other for letter, other in _FAR_CASES if letter in folded.lower())
    return written + folded


def _literal(character: str, flags: Flags) -> str:
    if {"i", "u"} <= flags:
        return f"(?i:{_written(character)})"
    folds = "i" in flags and character in _LETTERS
    return f"[{character}{character.swapcase()}]" if folds else _written(character)


def _folded(written: str, flags: Flags) -> str:
    return f"(?i:{written})" if "i" in flags else written


def _line_ends(flags: Flags) -> str:
    """The characters that end a line: with the flag `d` only the newline."""
    return r"\n" if "d" in flags else _LINE_ENDS


def _anchor(symbol: str, flags: Flags) -> str:
    """`^` or `$`: of the text, or with the flag `m` of a line."""
    ends = _line_ends(flags)
    if symbol == "^":
        return rf"(?:(?:\A|(?<=[{ends}]))(?!\Z){_NOT_IN_PAIR})" if "m" in flags else r"\A"
    if "m" in flags:
        return rf"(?:(?=[{ends}]|\Z){_NOT_IN_PAIR})"
    return r"(?=\n?\Z)" if "d" in flags else _PLACES["Z"]
