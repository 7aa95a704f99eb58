"""Sources and rules, read from the register's files when they are asked for."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import quote

Kind = Literal["captured", "documented", "reported", "measured"]
Sure = Literal["captured", "documented", "reported", "measured", "chosen"]

SURE: tuple[Sure, ...] = ("captured", "documented", "reported", "measured", "chosen")
"""How sure a rule may be, the surest first."""
MEANING: dict[str, str] = {
    "captured": "seen in real traffic or on a live org",
    "documented": "said by Okta, the Hub or a standard",
    "reported": "told by others who saw it",
    "measured": "seen in a library or client that was run; not confirmed by Okta or the Hub",
    "chosen": "no source decides it, or they differ; our choice",
}
"""What each word says."""

_IN_REPOSITORY = re.compile(r"([\w.-]+/[\w.-]+) (\S+) ([0-9a-f]{7,40})")
"""A repository of GitHub, a path in it, and a commit."""

_ASKING = frozenset({
    "a", "an", "and", "are", "as", "at", "by", "did", "do", "does", "for", "how", "in", "is", "it", "of", "okta", "on",
    "or", "that", "the", "there", "to", "was", "what", "when", "which", "who", "why", "with",
})  # fmt: skip
"""Words of a question that say nothing of what it is about."""


@dataclass(frozen=True)
class Source:
    """A source: `address` is a URL, or a repository with path and commit; `shows` is what it shows, in our own words.

    `date` is that of the capture or of the version that was read (`2026`, `2026-08` or `2026-08-21`). Where one of the
    two is not known it is None, and `unaddressed` or `undated` says in a sentence why, or what is known in its place.
    """

    key: str
    kind: Kind
    title: str
    shows: str
    address: str | None = None
    unaddressed: str | None = None
    date: str | None = None
    undated: str | None = None

    @property
    def where(self) -> str:
        """The address, or what is known in its place."""
        return self.address or self.unaddressed or ""

    @property
    def link(self) -> str | None:
        """The address as a URL: of a file in a repository that of GitHub's page; None where there is none."""
        if self.address is None or self.address.startswith("https://"):
            return self.address
        found = _IN_REPOSITORY.fullmatch(self.address)
        return f"https://github.com/{found[1]}/blob/{found[3]}/{quote(found[2], '/@')}" if found else None


@dataclass(frozen=True)
class Rule:
    """A rule: `sentence` says it, `sources` are keys, `sure` is the best of them, or `chosen` where none decides.

    `switch` is the field of `okta.wire.Wire`, `okta.wire.Choices` or `provider_stub.rules.Rules` that turns it, if any.
    `code` holds dotted names, `tests` the node ids of pytest.
    """

    id: str
    sentence: str
    sure: Sure
    sources: tuple[str, ...] = ()
    switch: str | None = None
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def switch_name(self) -> str | None:
        """The switch as people read it: one of the Hub's begins with `hub.`."""
        return f"hub.{self.switch}" if self.switch and self.area == "hub" else self.switch

    @property
    def area(self) -> str:
        """The first part of the id."""
        return self.id.partition(".")[0]


@cache
def sources() -> dict[str, Source]:
    """Every source, by its key."""
    text = files(__package__).joinpath("sources.toml").read_text(encoding="utf-8")
    return {one["key"]: Source(**one) for one in tomllib.loads(text)["source"]}


@cache
def areas() -> tuple[str, ...]:
    """The areas of rules, in order of the alphabet."""
    names = (file.name for file in files(__package__).joinpath("rules").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def _in_area(area: str) -> dict[str, Rule]:
    text = files(__package__).joinpath("rules", f"{area}.toml").read_text(encoding="utf-8")
    return {one["id"]: _rule(one) for one in tomllib.loads(text)["rule"]}


def _rule(members: dict[str, Any]) -> Rule:
    made: dict[str, Any] = {name: tuple(held) if isinstance(held, list) else held for name, held in members.items()}
    return Rule(**made)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, sorted by its id within its area."""
    return tuple(rule for area in areas() for rule in _in_area(area).values())


def rule(rule_id: str) -> Rule:
    """The rule of that id; only its area is read.

    Raises:
        KeyError: there is none.
    """
    area = rule_id.partition(".")[0]
    if area not in areas():
        raise KeyError(rule_id)
    return _in_area(area)[rule_id]


def find(rule_id: str) -> Rule | None:
    """The rule of that id, None where there is none: an id of another version, or of somebody else."""
    try:
        return rule(rule_id)
    except KeyError:
        return None


def of_switch(name: str) -> Rule | None:
    """The rule of a switch, named as a report's head does: one of the Hub's begins with `hub.`."""
    return next((one for one in rules() if one.switch and name == one.switch_name), None)


def nearest(name: str, most: int = 3) -> list[str]:
    """The ids, areas and keys of sources that come closest to a name that is none of them."""
    named = {one.lower(): one for one in (*areas(), *sources(), *(one.id for one in rules()))}
    return [named[one] for one in get_close_matches(name.lower(), list(named), n=most, cutoff=0.6)]


def search(words: str) -> list[Rule]:
    """The rules in which all the words stand, in whatever case: in id, sentence, switch, sources and their titles.

    A rule that has more of them in its sentence and id comes first. Marks around a word do not count.
    """
    wanted = _words(words)
    found = [(_hits(one, wanted), one) for one in rules() if wanted and all(word in _text(one) for word in wanted)]
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].id))]


def closest(words: str, most: int = 10) -> list[Rule]:
    """The rules with the most of these words in id and sentence, two at least; for a search that finds nothing."""
    wanted = [word for word in _words(words) if word not in _ASKING]
    found = [(_hits(one, wanted), one) for one in rules()]
    best = max((hits for hits, _ in found), default=0)
    return [one for hits, one in found if hits == best > 1][:most]


def _words(text: str) -> list[str]:
    return [word for each in text.lower().split() if (word := each.strip(",;:.!?'\"()"))]


def _hits(one: Rule, wanted: Collection[str]) -> int:
    said = f"{one.id} {one.sentence}".lower()
    return sum(word in said for word in wanted)


@cache
def _text(one: Rule) -> str:
    """All that a search looks at, in lower case."""
    titles = " ".join(f"{key} {sources()[key].title} {sources()[key].shows}" for key in one.sources)
    return f"{one.id} {one.id.replace('.', ' ').replace('-', ' ')} {one.sentence} {one.switch or ''} {titles}".lower()
