"""Personal data replaced by made-up data of the same shape, the same by the same wherever it stands.

Letters become other letters, digits other digits, and everything else stays, so that a username that is refused for
its dot is still refused. E-mail domains become `org1.test`, ids are counted.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from simulator.intake.har import Traffic
from simulator.intake.system_log import Entry, Target

_STRUCTURE = frozenset({"schemas", "resourceType", "op", "status", "scimType", "type", "locale", "timezone"})
"""Members whose texts mean something to a program; they stay."""
_NO_NAMES = _STRUCTURE | {"meta", "detail", "path", "id", "externalId", "$ref", "password"}
"""Members that no word is learnt from but of e-mail addresses. All others may name somebody, whatever their name."""
ANONYMOUS_BASE = "https://scim.test/v2"
"""Stands for the SCIM base URL, whose host or path may name the customer."""

_ID = re.compile(r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b|\b[0-9a-f]{24}\b|\b00[ug][0-9A-Za-z]{17}\b")
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+\\?)("|$)', re.DOTALL)
_DOMAIN = re.compile(r"(?<=@)[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_OUR_DOMAIN = re.compile(r"(@org\d+\.test\b)")
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


class Anonymiser:
    """Remembers what it has put for what. Learn from everything first, then rewrite."""

    def __init__(self, base_url: str = "") -> None:
        self._base_url = base_url
        self._words: dict[str, str] = {}
        self._given: set[str] = set()
        self._ids: dict[str, str] = {}
        self._domains: dict[str, str] = {}

    def traffic(self, traffic: list[Traffic]) -> list[Traffic]:
        """Recorded requests without personal data."""
        for one in traffic:
            self._learn_text(one.looked_for or "")
            self._learn(one.body)
            self._learn(one.answer)
        return [self._rewritten(one) for one in traffic]

    def _rewritten(self, one: Traffic) -> Traffic:
        return replace(
            one,
            path="/".join([*one.path.split("/")[:2], *map(self.text, one.path.split("/")[2:])]),
            query=_QUOTED.sub(lambda found: f'"{self.text(found[1])}{found[2]}', one.query),
            body=self.value(one.body),
            answer=self.value(one.answer),
            headers={name: self.text(value) for name, value in one.headers.items()},
        )

    def entries(self, entries: list[Entry]) -> list[Entry]:
        """System Log events without personal data; the app's label stays."""
        for entry in entries:
            for target in entry.targets:
                if target.type != "AppInstance":
                    self._learn_text(target.alternate_id)
                    self._learn_text(target.display_name)
            self._learn_addresses(entry.reason)
        return [
            replace(
                entry,
                reason=entry.reason and self.text(entry.reason),
                targets=tuple(map(self._target, entry.targets)),
            )
            for entry in entries
        ]

    def _target(self, target: Target) -> Target:
        if target.type == "AppInstance":
            return target
        return Target(target.type, *map(self.text, (target.id, target.alternate_id, target.display_name)))

    def _learn(self, value: Any) -> None:
        """Take in the words of whatever may name somebody."""
        if isinstance(value, dict):
            for name, held in value.items():
                if name in _NO_NAMES:
                    self._learn_addresses(held)
                else:
                    self._learn(held)
        elif isinstance(value, list):
            for held in value:
                self._learn(held)
        elif isinstance(value, str):
            self._learn_text(value)

    def _learn_addresses(self, value: Any) -> None:
        """Take in the e-mail addresses of a text that is not a name, such as an error's detail."""
        if isinstance(value, dict | list):
            for held in value.values() if isinstance(value, dict) else value:
                self._learn_addresses(held)
        elif isinstance(value, str):
            for address in _ADDRESS.findall(value):
                self._learn_text(address)

    def _learn_text(self, text: str) -> None:
        for domain in _DOMAIN.findall(text):
            self._domains.setdefault(domain.lower(), f"org{len(self._domains) + 1}.test")
        rest = _ID.sub(" ", _DOMAIN.sub(" ", text))
        for word in _WORD.findall(rest):
            if word.casefold() not in self._words:
                self._words[word.casefold()] = self._invented(word.casefold())

    def _invented(self, word: str) -> str:
        """Something of the same length and kind that stands for nothing else; longer where all such are given."""
        for attempt in itertools.count(len(self._given)):
            length = len(word) + (attempt - len(self._given)) // 500
            made = _digits(attempt, length) if word.isdecimal() else _letters(attempt, length)
            if made not in self._given and made != word:
                self._given.add(made)
                return made
        raise AssertionError("counting never ends")

    def value(self, value: Any, key: str = "") -> Any:
        """A JSON value without what was learnt."""
        if isinstance(value, dict):
            return {name: self.value(held, name) for name, held in value.items()}
        if isinstance(value, list):
            return [self.value(held, key) for held in value]
        if not isinstance(value, str):
            return value
        if self._base_url and value.startswith(self._base_url):
            return ANONYMOUS_BASE + self.text(value.removeprefix(self._base_url))
        return self._without_ids(value) if key in _STRUCTURE else self.text(value)

    def text(self, text: str) -> str:
        """A text without what was learnt: ids, domains, and each known word."""
        hidden = _DOMAIN.sub(lambda found: self._domains.get(found[0].lower(), found[0]), text)
        return "".join(self._pieces(hidden))

    def _pieces(self, text: str) -> Iterator[str]:
        for place, piece in enumerate(re.split(rf"({_ID.pattern}|{_OUR_DOMAIN.pattern[1:-1]})", text)):
            if place % 2 == 0:
                yield _WORD.sub(self._replaced, piece)
            else:
                yield self._without_ids(piece)

    def _replaced(self, found: re.Match[str]) -> str:
        word = found[0]
        made = self._words.get(word.casefold())
        if made is None:
            return word
        return "".join(_like(old, new) for old, new in zip(word, made, strict=False)) + made[len(word) :]

    def _without_ids(self, text: str) -> str:
        return _ID.sub(lambda found: self._ids.setdefault(found[0], _counted(found[0], len(self._ids) + 1)), text)


def _like(old: str, new: str) -> str:
    """`new` in the case of `old`, and outside ASCII where `old` is."""
    if not old.isascii():
        new = "é"
    return new.upper() if old.isupper() else new


def _letters(number: int, length: int) -> str:
    """A word that can be said: consonants and vowels in turn, another for each number."""
    letters = []
    for place in range(length):
        row = _VOWELS if place % 2 else _CONSONANTS
        number, at = divmod(number + place, len(row))
        letters.append(row[(at + place) % len(row)])
    return "".join(letters)


def _digits(number: int, length: int) -> str:
    return f"{(number * 7919 + 1) % 10**length:0{length}}"


def _counted(scim_id: str, number: int) -> str:
    """An id of the same form."""
    if scim_id.startswith("00"):
        return f"{scim_id[:3]}{number:0>{len(scim_id) - 3}}"
    plain = f"{number:0{len(scim_id.replace('-', ''))}x}"
    sizes = [len(part) for part in scim_id.split("-")]
    ends = list(itertools.accumulate(sizes))
    return "-".join(plain[end - size : end] for size, end in zip(sizes, ends, strict=True))
