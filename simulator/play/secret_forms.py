"""Where a secret stands in a text, however it is written there."""

import html
import json
import re
from base64 import b32encode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from simulator.scim.message import compact
from simulator.values import once

LONG = 16
"""From this many characters on a secret is not taken for a word: words of everyday texts and names of people and hosts
are shorter, and a token that nobody can guess is longer (RFC 6749 10.10: one in 2^128, 22 characters of Base64)."""
SHORT = 6
"""A secret of fewer characters may be part of a word whatever it is made of."""
SHORTEST = 4
"""A secret of fewer characters is hidden as a whole value only."""
ENOUGH = 32
"""So many characters of a secret tell it, however long it is."""
FEW = 8
"""Fewer characters tell nothing, at the end of a text that was cut off either."""
CUT_AT = 200
"""A text of so many characters may have been cut off: a reason in the System Log is, and what is quoted of a body."""
LAYERS = 4
"""How many encodings around each other are seen through, such as a form in HTML in JSON in the line that holds it."""

Span = tuple[int, int, str]
"""Where a secret begins and ends in a text, and what is to stand in its place."""

_WORD = re.compile(r"[\w.-]+")
_ESCAPED = re.compile(
    r"%[0-7][0-9A-Fa-f]|(?:%[89A-Fa-f][0-9A-Fa-f])+"
    r"|&(?:#[0-9]{1,8}|#[Xx][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,30});?"
    r"|\\(?:u[0-9A-Fa-f]{4}|[\"\\/bfnrt])"
)
_ENTITY = re.compile(rb"&(?:#|[a-z][a-z0-9]{1,30};)")
_PERCENT = re.compile(rb"%[0-9a-f]{2}")
_OF_ESCAPES = frozenset({b"%25", b"%26", b"%5c"})
"""What another escape begins with, itself escaped."""
_NOTHING = r"(?!)"
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_MORE_DIGITS = re.compile(r"[\w+/-]*={0,6}", re.ASCII)


def is_word(secret: str) -> bool:
    """Whether texts may hold a secret by chance, as a part of a word, of a host or of somebody's name.

    So may one of fewer than `LONG` characters that are all letters, digits, `-`, `_` or `.`, and any of fewer than
    `SHORT`. It is looked for where it stands alone: with no letter, digit, `-` or `_` next to it, nor one of those
    behind a `.` or `@`. `test` stands alone in `bad token test.`, and not in `acme.test`, `test@acme.test`, `latest`.
    """
    return len(secret) < SHORT or (len(secret) < LONG and _WORD.fullmatch(secret) is not None)


@dataclass(frozen=True)
class Secret:
    """A secret and what is shown in its place.

    A `token` is looked for in upper and lower case, hex, Base32 and Base64 too, a password as it is. Of a long one half
    is enough, since servers and reports cut texts off; where one is cut off, a few characters are.
    """

    text: str
    placeholder: str
    token: bool = False

    @once
    def word(self) -> bool:
        """Whether it is looked for only where it stands alone."""
        return is_word(self.text)

    @once
    def forms(self) -> tuple[str, ...]:
        """The text, of a token in upper and lower case too."""
        return tuple(dict.fromkeys((self.text, self.text.lower(), self.text.upper()))) if self.token else (self.text,)

    @once
    def begin(self) -> str:
        """What is enough of the text to tell it: all of it, or of a long one half, and no more than `ENOUGH`."""
        return _begin(self.text) if len(self.text) >= LONG else self.text

    @once
    def probes(self) -> tuple[bytes, ...]:
        """One of these occurs, in small letters, in each text without escapes that holds the secret, JSON or not."""
        if len(self.text) < SHORTEST:
            return (small(compact(self.text)),)
        begin = self.text[:FEW] if len(self.text) >= LONG else self.text
        spaceless = max(begin.split(" "), key=len) or begin  # a form writes a space as a plus sign
        in_json = compact(spaceless)
        encoded = [_hex(self.begin), *_cores(self.text), *_whole(self.text)] if self.token else []
        return tuple(dict.fromkeys(map(small, (spaceless, in_json[1:-1], *encoded))))

    @once
    def escapes(self) -> frozenset[bytes]:
        """How percent-encoding writes what the secret consists of, in small letters."""
        return frozenset(b"%%%02x" % byte for form in self.forms for byte in form.encode("utf-8", "backslashreplace"))

    @once
    def pattern(self) -> re.Pattern[str]:
        """Finds the secret in a text without escapes; the group `part` is a part of a run of Base32 or Base64."""
        if len(self.text) < SHORTEST:
            return re.compile("(?P<begin>)(?P<part>)" + _NOTHING)
        if self.word:
            literal = f"{_alone(self.text, _either(self.forms))}|(?P<begin>{_NOTHING})"
        else:
            literal = f"(?P<begin>(?{'i' if self.token else ''}:{_either([self.begin])}))"
        if not self.token:
            return re.compile(f"{literal}|(?P<part>{_NOTHING})")
        part = f"(?P<part>{_either(_cores(self.text))})"
        if not self.word:
            return re.compile(f"{literal}|(?i:{_hex(self.begin)}[0-9a-f]*)|{part}")
        return re.compile(
            rf"{literal}|(?<![\w+/-])(?:(?i:{_hex(self.text)})|{_either(_whole(self.text))})(?![\w+/-])=*|{part}"
        )

    def spans(self, view: str) -> Iterator[tuple[int, int]]:
        """Where the secret stands in a text without escapes; of a run of Base32 or Base64 all of it."""
        last = 0
        for found in self.pattern.finditer(view):
            start, end = found.span()
            if start < last:
                continue
            if found["part"]:
                start = last + len(view[last:start].rstrip(_DIGITS))
                more = _MORE_DIGITS.match(view, end)
                end = more.end() if more else end
            elif found["begin"]:
                end = self._end(view, end)
            yield start, end
            last = end
        yield from self._cut_off(view)

    def _end(self, view: str, end: int) -> int:
        for letter in self.text[len(self.begin) :]:
            if view[end : end + 1].lower() != letter.lower() and (letter, view[end : end + 1]) != (" ", "+"):
                break
            end += 1
        return end

    def _cut_off(self, view: str) -> Iterator[tuple[int, int]]:
        """Where a text that was cut off ends within the secret."""
        body = view.removesuffix("…").removesuffix("...")
        if len(self.text) >= LONG and (body != view or len(body) >= CUT_AT):
            end = body[-len(self.begin) :].lower()
            sizes = range(len(self.begin) - 1, FEW - 1, -1)
            if size := next((size for size in sizes if end.endswith(self.text[:size].lower())), None):
                yield len(body) - size, len(body)


def small(text: str) -> bytes:
    """A text for comparing without case; a token goes into a header, so that no alphabet but ASCII's matters."""
    return text.encode("utf-8", "backslashreplace").lower()


def _alone(secret: str, literal: str) -> str:
    before = r"(?<![\w-])(?<![\w-][.@])" if re.match(r"[\w-]", secret) else ""
    after = r"(?![\w-]|[.@][\w-])" if re.search(r"[\w-]$", secret) else ""
    return f"{before}(?:{literal}){after}"


def _either(literals: Iterable[str]) -> str:
    return "|".join(map(re.escape, literals)).replace(r"\ ", "[ +]") or _NOTHING


def _begin(text: str) -> str:
    return text[: max(FEW, min(ENOUGH, len(text) // 2))]


def _hex(secret: str) -> str:
    return secret.encode("utf-8", "backslashreplace").hex()


def _whole(secret: str) -> list[str]:
    """Base32 and Base64 of a secret by itself, without the padding, where it is too short for `_cores`."""
    if not is_word(secret):
        return []
    encoded = secret.encode("utf-8", "backslashreplace")
    base32, base64 = (encode(encoded).decode().rstrip("=") for encode in (b32encode, b64encode))
    return [base32, base32.lower(), base64]


def _cores(secret: str) -> list[str]:
    """What Base64 and Base32 make of a secret at each alignment, without the digits that its neighbours decide.

    Of fewer than `FEW` digits none is looked for: they may stand in other texts by chance.
    """
    base64 = list(_aligned(secret, b64encode, 3, 6))
    url_safe = [core.translate(str.maketrans("+/", "-_")) for core in base64]
    base32 = list(_aligned(secret, b32encode, 5, 5))
    every = [*base64, *url_safe, *base32, *(core.lower() for core in base32)]
    if not is_word(secret):
        every = [_begin(core) for core in every]
    return [core for core in dict.fromkeys(every) if len(core) >= FEW]


def _aligned(secret: str, encode: Callable[[bytes], bytes], group: int, bits: int) -> Iterator[str]:
    encoded = secret.encode("utf-8", "backslashreplace")
    for before in range(group):
        digits = encode(b"\0" * before + encoded).decode()
        yield digits[-(-before * 8 // bits) : (before + len(encoded)) * 8 // bits]


@dataclass(frozen=True)
class View:
    """A text with one layer of escapes taken away; `escapes` are (start, end here, start, end in the text before)."""

    text: str
    escapes: tuple[tuple[int, int, int, int], ...]

    def before(self, start: int, end: int) -> tuple[int, int]:
        """A place of this text in the text before, escapes whole."""
        first = bisect_right(self.escapes, start, key=lambda one: one[0]) - 1
        last = bisect_left(self.escapes, end, key=lambda one: one[0]) - 1
        return self._start(first, start), self._end(last, end)

    def _start(self, index: int, place: int) -> int:
        if index < 0:
            return place
        _, here, start, end = self.escapes[index]
        return start if place < here else end + place - here

    def _end(self, index: int, place: int) -> int:
        if index < 0:
            return place
        _, here, _, end = self.escapes[index]
        return end + max(0, place - here)


def views(text: str) -> Iterator[View]:
    """The text without its escapes: percent-encoding, entities of HTML, those of JSON; then without those in that."""
    for _ in range(LAYERS):
        view = _unescaped(text)
        if not view.escapes:
            return
        yield view
        text = view.text


def _unescaped(text: str) -> View:
    pieces, escapes, done, length = [], [], 0, 0
    for found in _ESCAPED.finditer(text):
        plain = _plain(found[0])
        if plain == found[0]:
            continue
        length += found.start() - done
        pieces += [text[done : found.start()], plain]
        escapes.append((length, length + len(plain), *found.span()))
        length += len(plain)
        done = found.end()
    return View("".join([*pieces, text[done:]]), tuple(escapes))


@lru_cache(maxsize=4096)
def _plain(escape: str) -> str:
    if escape[0] == "%":
        return unquote(escape)
    if escape[0] == "&":
        return html.unescape(escape)
    return str(json.loads(f'"{escape}"'))


@dataclass(frozen=True)
class Secrets:
    """Secrets that are looked for together; of two that overlap the first gives the placeholder."""

    every: tuple[Secret, ...] = ()

    @once
    def probes(self) -> tuple[bytes, ...]:
        """The probes of all."""
        return tuple([probe for secret in self.every for probe in secret.probes])

    @once
    def no_words(self) -> "Secrets":
        """Those that cannot be a word."""
        return Secrets(tuple(secret for secret in self.every if not secret.word))

    @once
    def no_names(self) -> "Secrets":
        """The tokens among them that no attribute is called: they have more than letters."""
        return Secrets(tuple(one for one in self.no_words.every if one.token and not one.text.isalpha()))

    def may_be_in(self, lowered: bytes, text: Callable[[], str], *, in_json: bool = False) -> bool:
        """A quick look whether one of them is in a text, or in a line of JSON, whose own escapes hide nothing.

        `lowered` is the text as `small` writes it.
        """
        if any(map(lowered.__contains__, self.probes)):
            return True
        if not self._may_be_escaped(lowered, b"\\\\" if in_json else b"\\"):
            return False
        return any(probe in small(view.text) for view in views(text()) for probe in self.probes)

    def _may_be_escaped(self, lowered: bytes, backslash: bytes) -> bool:
        return (
            (b"%" in lowered and self._may_be_percent_encoded(frozenset(_PERCENT.findall(lowered))))
            or backslash in lowered
            or (b"&" in lowered and _ENTITY.search(lowered) is not None)
        )

    def _may_be_percent_encoded(self, codes: frozenset[bytes]) -> bool:
        return not all(secret.escapes.isdisjoint(codes) for secret in self.every) or not _OF_ESCAPES.isdisjoint(codes)

    def hidden(self, text: str, keep: re.Pattern[str]) -> str:
        """The text with each one's placeholder in its place; what `keep` matches stays as it is."""
        if not self.may_be_in(small(text), lambda: text):
            return text
        kept = [one.span() for one in keep.finditer(text)]
        pieces, done = [], 0
        for start, end, placeholder in self._joined(text):
            index = bisect_right(kept, (start, len(text))) - 1
            if index < 0 or kept[index][1] < end:
                pieces += [text[done:start], placeholder]
                done = end
        return "".join([*pieces, text[done:]])

    def _joined(self, text: str) -> Iterator[Span]:
        """Where they stand, in order, those that overlap as one."""
        joined: Span | None = None
        rank = {secret.placeholder: place for place, secret in reversed(list(enumerate(self.every)))}
        for start, end, placeholder in sorted(self._spans(text)):
            if joined is not None and start < joined[1]:
                joined = (joined[0], max(end, joined[1]), min(joined[2], placeholder, key=rank.__getitem__))
                continue
            if joined is not None:
                yield joined
            joined = (start, end, placeholder)
        if joined is not None:
            yield joined

    def _spans(self, text: str) -> Iterator[Span]:
        seen: list[View] = []
        for view in (View(text, ()), *views(text)):
            seen.append(view)
            lowered = small(view.text)
            for secret in self.every:
                if any(probe in lowered for probe in secret.probes):
                    for start, end in secret.spans(view.text):
                        for one in reversed(seen):
                            start, end = one.before(start, end)
                        yield start, end, secret.placeholder
