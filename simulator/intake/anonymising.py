"""Personal data replaced by made-up data of the same shape, the same by the same wherever it stands.

Letters become other letters, digits other digits, and everything else stays, so that a username that is refused for
its dot is still refused. E-mail domains become `org1.test`, ids are counted.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from http.client import responses
from types import MappingProxyType
from typing import Any

from simulator.intake.evidence.traffic import Traffic, split
from simulator.intake.system_log import Entry, Target
from simulator.okta import wording
from simulator.okta.targets import CATALOGUE

_STRUCTURE = frozenset({
    "schemas", "resourceType", "op", "status", "scimType", "type", "locale", "timezone", "totalResults", "startIndex",
    "itemsPerPage",
})  # fmt: skip
"""Members whose texts mean something to a program; they stay."""
_STANDARD = tuple(f"urn:ietf:params:scim:{kind}:" for kind in ("api", "schemas:core", "schemas:extension:enterprise"))
_FREE = frozenset({"detail"})
"""Members that are sentences: of them the addresses and ids are learnt, and words that were learnt elsewhere go."""
_UNNAMED = _STRUCTURE | _FREE | {"meta", "path", "$ref", "password"}
"""Members that no word is learnt from but of e-mail addresses. All others may name somebody, whatever their name."""
_IDS = frozenset({"id", "externalId"})
ANONYMOUS_BASE = "https://scim.test/v2"
"""Stands for the SCIM base URL, whose host or path may name the customer."""

_ID = re.compile(r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b|\b[0-9a-f]{24}\b|\b00[ug][0-9A-Za-z]{17}\b")
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+\\?)("|$)', re.DOTALL)
_DOMAIN = re.compile(r"(?<=@)[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_TOKEN = re.compile(r"\w[\w-]*")
_KEPT = re.compile(rf"({_ID.pattern}|@org\d+\.test\b)")
"""What is made anew as a whole, or already is."""
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_OKTAS = (
    "Automatic deprovisioning provisioning profile push of user to from app failed: Error while trying creating "
    "getting updating deactivating reactivating. Errors reported by remote server: Invalid JSON. Read timed out. "
    "Connection reset. Connect to. No user returned for user. Create new user returned empty user. Linked group is "
    "missing in. Change the linked group. Matching user not found. group push memberships members password Okta"
)
_SENTENCES = (_OKTAS, *responses.values(), *(held for held in vars(wording).values() if isinstance(held, str)))
SPOKEN = frozenset(word.casefold() for sentence in _SENTENCES for word in _WORD.findall(sentence))
"""Words of Okta's sentences: what tells one failure from another. In a sentence they stay, but inside a longer name."""
_REMOTE = "Errors reported by remote server: "
"""Behind it stands what the provider said, which an imported fault says again."""
_SHORT_NUMBER = 3
_LONGEST_NAME = 6
_SURROUNDING = frozenset(
    {"www", "api", "scim", "admin", "okta", "oktapreview", "com", "net", "org", "test", "huggingface"}
)
_NAMED = {
    "userName": "usernames", "display": "usernames", "displayName": "names", "givenName": "names",
    "familyName": "names", "formatted": "names", "middleName": "names",
}  # fmt: skip
_CATALOGUE = frozenset(CATALOGUE.values())
"""What Okta's catalogue calls an app tells nobody whose it is, and the integration by it."""
_TARGETS = {
    "User": "logins", "AppUser": "usernames", "UserGroup": "group names", "AppGroup": "group names",
    "AppInstance": "app labels",
}  # fmt: skip
_FORMS, _LINES = 3, 20


class Anonymiser:
    """Remembers what it has put for what. Learn from everything first, then rewrite.

    `originals` holds what was replaced, as it was, by kind; `free` the sentences that somebody should still read.
    """

    def __init__(self, base_url: str = "", files: Iterable[str] = ()) -> None:
        self._base_url = base_url
        self._files = {name: f"file {number}" for number, name in enumerate(files, 1)}
        self._words: dict[str, str] = {}
        self._given: set[str] = set()
        self._tried: dict[tuple[int, bool], int] = {}
        self._ids: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        self._names: set[tuple[str, ...]] = set()
        self.originals: dict[str, dict[str, None]] = {}
        self.free: dict[str, None] = {}
        self._made: dict[tuple[str, bool], str] = {}
        self._learn_organization(base_url)

    def traffic(self, traffic: list[Traffic]) -> list[Traffic]:
        """Recorded requests without personal data."""
        self._learn_traffic(traffic)
        return [self._rewritten(one) for one in traffic]

    def both(self, entries: list[Entry], traffic: list[Traffic]) -> tuple[list[Entry], list[Traffic]]:
        """Events and requests without personal data: what either of them names is learnt before one is rewritten."""
        self._learn_traffic(traffic)
        return self.entries(entries), [self._rewritten(one) for one in traffic]

    def _learn_traffic(self, traffic: list[Traffic]) -> None:
        for one in traffic:
            self._learn_text(one.looked_for or "", "usernames" if one.is_user else "group names")
            for body in (one.body, one.answer):
                self._learn(body, "", {} if one.is_user else {"displayName": "group names"})
            self._learn_id(one.scim_id)

    def named(self, text: str, kind: str) -> str:
        """A text that is learnt now, rewritten."""
        self._learn_text(text, kind)
        return self.text(text)

    def _rewritten(self, one: Traffic) -> Traffic:
        return replace(
            one,
            place=self._placed(one.place),
            path="/".join([*one.path.split("/")[:2], *map(self.text, one.path.split("/")[2:])]),
            query=_QUOTED.sub(lambda found: f'"{self.text(found[1])}{found[2]}', one.query),
            body=self._value(one.body),
            answer=self._value(one.answer, "detail"),
            headers={name: self.text(value) for name, value in one.headers.items()},
            error=self._sentence(one.error),
            target="+eq+" if "+eq+" in one.target else "",
            sent_headers=(),
            written="",
        )

    def entries(self, entries: list[Entry]) -> list[Entry]:
        """System Log events without personal data, the app's label included."""
        for entry in entries:
            for target in (*entry.targets, *filter(None, [entry.actor])):
                kind = _TARGETS.get(target.type, "other names")
                self._learn_text(target.alternate_id, kind)
                if target.display_name not in _CATALOGUE:
                    self._learn_text(target.display_name, "names" if kind in ("logins", "usernames") else kind)
                self._learn_id(target.id)
            self._learn([entry.reason, entry.debug], "detail")
        return [
            replace(
                entry,
                reason=self._sentence(entry.reason),
                targets=tuple(map(self._target, entry.targets)),
                actor=entry.actor and self._target(entry.actor),
                debug={name: self._value(held, "detail") for name, held in entry.debug.items()},
                place=self._placed(entry.place),
            )
            for entry in entries
        ]

    def _target(self, target: Target) -> Target:
        shown = target.display_name if target.display_name in _CATALOGUE else self.text(target.display_name)
        return Target(target.type, self.text(target.id), self.text(target.alternate_id), shown)

    def _placed(self, place: str) -> str:
        name = next((name for name in self._files if place.startswith(f"{name}:")), "")
        return self._files.get(name, "") + place[len(name) :]

    def _learn(self, value: Any, key: str, kinds: Mapping[str, str] = MappingProxyType({})) -> None:
        """Take in the words of whatever may name somebody; of what is a sentence, only the addresses."""
        for name, text in _texts(value, key):
            if name in _UNNAMED:
                for address in _ADDRESS.findall(text):
                    self._learn_text(address, "addresses")
            elif name in _IDS:
                self._learn_id(text)
            elif name:
                kind = kinds.get(name) or _NAMED.get(name, "other values")
                self._learn_text(text, "addresses" if "@" in text and name != "userName" else kind)

    def _learn_id(self, written: str) -> None:
        """An id by its form, or by a digit in it; what may be a word, or an address, is learnt as a name is."""
        if not _ID.fullmatch(written) and not (_TOKEN.fullmatch(written) and re.search(r"\d", written)):
            self._learn_text(written, "ids")
        elif not written.isdecimal():
            self._id(written)

    def _learn_organization(self, url: str) -> None:
        """The words of a SCIM address: its host's, and the one after `organizations`."""
        parts = split(url)
        named = re.search(r"/organizations/([^/]+)", parts.path)
        words = [word for word in re.split(r"[.:]", parts.netloc) if word.lower() not in _SURROUNDING]
        for word in [*words, *([named[1]] if named else [])]:
            if not word.isdecimal():
                self._learn_text(word, "organization")

    def _learn_text(self, text: str, kind: str) -> None:
        if text in self.originals.get(kind, ()):
            return
        self._made.clear()
        for domain in _DOMAIN.findall(text):
            if domain.lower() not in self._domains:
                self._domains[domain.lower()] = f"org{len(self._domains) + 1}.test"
                self._learn_organization(f"https://{domain}")
        words = _WORD.findall(_ID.sub(" ", _DOMAIN.sub(" ", text)))
        for word in words:
            self._words.setdefault(word.casefold(), "")
        if words:
            self.originals.setdefault(kind, {})[text] = None
        if 1 < len(words) <= _LONGEST_NAME and not SPOKEN.isdisjoint(word.casefold() for word in words):
            self._names.add(tuple(word.casefold() for word in words))

    def _invented(self, word: str) -> str:
        """Something of the same length and kind that nothing else is called; longer where all such are given."""
        kind = (len(word), word.isdecimal())
        first = self._tried.get(kind, 0)
        for attempt in itertools.count(first):
            length = len(word) + (attempt - first) // 500
            made = _shaped(word, _digits(attempt, length) if word.isdecimal() else _letters(attempt, length))
            if made not in self._given and made not in self._words:
                break
        self._given.add(made)
        self._tried[kind] = attempt + 1
        return made

    def _value(self, value: Any, key: str = "") -> Any:
        """A JSON value without what was learnt."""
        if isinstance(value, dict):
            return {
                self._urn(name) if name.startswith("urn:") else name: self._value(held, name)
                for name, held in value.items()
            }
        if isinstance(value, list):
            return [self._value(held, key) for held in value]
        if not isinstance(value, str):
            return value
        if self._base_url and value.startswith(self._base_url):
            return ANONYMOUS_BASE + self.text(value.removeprefix(self._base_url))
        if key in _STRUCTURE:
            return self._urn(value) if value.startswith("urn:") else self._without_ids(value)
        return self._sentence(value) if key in _FREE else self.text(value)

    def _urn(self, name: str) -> str:
        """A schema of the customer's own may name them; the standard's stays."""
        return name if name.startswith(_STANDARD) else self.text(name, free=True)

    def text(self, text: str, *, free: bool = False) -> str:
        """A name without what was learnt: ids, domains, and known words; in a sentence (`free`) Okta's stay."""
        if (text, free) not in self._made:
            hidden = _DOMAIN.sub(lambda found: self._domains.get(found[0].lower(), found[0]), text)
            parts = enumerate(_KEPT.split(hidden))
            self._made[text, free] = "".join(
                self._without_ids(part) if n % 2 else self._without_words(part, free=free) for n, part in parts
            )
        return self._made[text, free]

    def _sentence(self, text: Any) -> Any:
        """A sentence without what was learnt; it is remembered as one to be read."""
        if not isinstance(text, str) or not text.strip():
            return text
        made = self.text(text.replace(self._base_url, ANONYMOUS_BASE) if self._base_url else text, free=True)
        self.free.update({made: None, made.rpartition(_REMOTE)[2]: None})
        return made

    def _without_words(self, text: str, *, free: bool) -> str:
        plain = _TOKEN.sub(lambda found: self._ids.get(found[0], found[0]), text) if self._ids else text
        return self._in_sentence(plain) if free else _WORD.sub(self._replaced, plain)

    def _in_sentence(self, text: str) -> str:
        """A piece of a sentence: whole names first, then the words that are none of Okta's."""
        found = list(_WORD.finditer(text))
        folded = [one[0].casefold() for one in found]
        parts, end, within = [], 0, 0
        for number, one in enumerate(found):
            if self._names and number >= within:
                lengths = range(min(_LONGEST_NAME, len(found) - number), 1, -1)
                within = next(
                    (number + n for n in lengths if tuple(folded[number : number + n]) in self._names), number
                )
            stays = folded[number] in SPOKEN or (one[0].isdecimal() and len(one[0]) <= _SHORT_NUMBER)
            alone = not re.search(r"\w", text[max(one.start() - 1, 0) : one.start()] + text[one.end() : one.end() + 1])
            parts += [text[end : one.start()], one[0] if stays and alone and number >= within else self._replaced(one)]
            end = one.end()
        return "".join([*parts, text[end:]])

    def _replaced(self, found: re.Match[str]) -> str:
        word, key = found[0], found[0].casefold()
        if key not in self._words:
            return word
        made = self._words[key] = self._words[key] or self._invented(key)
        return _shaped(word, made)

    def _without_ids(self, text: str) -> str:
        return _ID.sub(lambda found: self._id(found[0]), text)

    def _id(self, written: str) -> str:
        self.originals.setdefault("ids", {})[written] = None
        return self._ids.setdefault(written, _counted(written, len(self._ids) + 1))

    def report(self, text: str) -> Iterator[str]:
        """What was replaced by what, by kind, and where in the text of the scenario sentences stand."""
        for kind, originals in self.originals.items():
            made = list(dict.fromkeys(self._ids.get(one) or self.text(one) for one in originals))
            yield f"replaced {kind}: {len(originals)} (now {_first(made, _FORMS)})"
        if self._base_url:
            yield f"replaced the SCIM address (now {ANONYMOUS_BASE})"
        if lines := _lines_of(self.free, text):
            where = _first(lines, _LINES)
            yield f"left for you to read: what the provider or Okta said in words of its own, in lines {where}"


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Each text in a JSON value, after the name of its member, or of one around it that names nobody."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield from _texts(held, key if key in _UNNAMED else name)
    elif isinstance(value, list):
        for held in value:
            yield from _texts(held, key)
    elif isinstance(value, str):
        yield key, value


def _lines_of(sentences: Iterable[str], text: str) -> list[int]:
    """The lines of a scenario where any of these sentences begins, however its lines are broken and quoted."""
    wanted = {tuple(_bare(sentence).split()) for sentence in sentences} - {()}
    lengths = {len(sentence) for sentence in wanted}
    words = [
        (word, number)
        for number, line in enumerate(text.splitlines(), 1)
        for word in _bare(line.strip().removeprefix("# ")).split()
    ]
    plain = tuple(word for word, _ in words)
    return sorted({words[at][1] for at in range(len(plain)) for n in lengths if plain[at : at + n] in wanted})


def _first(items: Sequence[Any], most: int) -> str:
    shown = ", ".join(map(str, items[:most]))
    return f"{shown} and {len(items) - most} more" if len(items) > most else shown


def _bare(text: str) -> str:
    return re.sub(r'["\'\\{}\[\],]', "", text)


def _shaped(word: str, made: str) -> str:
    """The made-up word in the letter case of another, whose letters beyond ASCII stay."""
    return "".join(_like(old, new) for old, new in zip(word, made, strict=False)) + made[len(word) :]


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


def _counted(written: str, number: int) -> str:
    """An id of the same form."""
    begins = written[:3] if re.fullmatch(r"0\w{2}\w*", written) else "id"
    if begins == "id" and _ID.fullmatch(written):
        digits = iter(f"{number:0{len(written.replace('-', ''))}x}")
        return re.sub(r"[^-]", lambda _: next(digits), written)
    return f"{begins}{number:0>{max(1, len(written) - len(begins))}}"
