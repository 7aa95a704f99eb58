"""The vocabulary for people: where each verb is done, what it does, and how its argument is written."""

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from simulator.scenario.fields.kinds import Read
from simulator.scenario.fields.scalars import one_or_many
from simulator.scenario.schema import documented
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS, Hub
from simulator.verbs.verb import Verb

HUB, SIMULATION = "The bundled Hub's own pages", "The simulation"


@dataclass(frozen=True)
class Key:
    """A key of an argument: whether it may be left out, what it means, and the values it takes where those are few."""

    name: str
    optional: bool
    says: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A verb: `written` as a step begins with it, where it is done, what it does, its argument in short and by key."""

    written: str
    place: str
    does: str
    says: str
    argument: str
    keys: tuple[Key, ...]

    @property
    def by_administrator(self) -> bool:
        """Whether it is done in Okta's Admin Console; `does` goes on from "the administrator" then."""
        return self.place not in (HUB, SIMULATION)


def catalogue() -> list[Entry]:
    """Every verb, those of the Hub included, in the order of Okta's pages."""
    own = [_entry(verb) for verb in VERBS.values() if verb is not Hub]
    ours = [_entry(verb, f"hub: {verb.verb()}") for verb in HUB_VERBS.values()]
    return [*(one for one in own if one.place != SIMULATION), *ours, *(one for one in own if one.place == SIMULATION)]


def search(words: Sequence[str]) -> list[Entry]:
    """The verbs whose name, place, act or argument holds all of these words; one alone where a word is its name."""
    wanted = [word.lower() for word in words]
    named = [one for one in catalogue() if wanted == [one.written.removeprefix("hub: ")]]
    return named or [one for one in catalogue() if all(word in _text(one) for word in wanted)]


def _text(one: Entry) -> str:
    keys = " ".join(f"{key.name} {key.says}" for key in one.keys)
    return f"{one.written} {one.place} {one.does} {one.says} {keys}".lower()


def _entry(verb: type[Verb], written: str = "") -> Entry:
    says = " ".join(inspect.cleandoc(verb.__doc__ or "").split())
    place = HUB if written else verb.place or SIMULATION
    does = verb.says if verb.place else says.rstrip(".").partition(" (huggingface-scim")[0]
    return Entry(written or verb.verb(), place, does, says, _argument(verb), tuple(_keys(verb)))


def _keys(verb: type[Verb]) -> Iterator[Key]:
    words = documented(verb)
    for name, field in verb.model_fields.items():
        choices = tuple(_choices(field.annotation))
        yield Key(field.alias or name, not field.is_required(), words.get(name, ""), choices)


def _choices(hint: Any) -> Iterator[str]:
    """The values of a `Literal`, wherever in a hint it stands."""
    if get_origin(hint) is Literal:
        yield from map(str, get_args(hint))
        return
    for part in get_args(hint):
        yield from _choices(part)


def _argument(verb: type[Verb]) -> str:
    """How the argument may be written: `none`, a value alone, a mapping; a `?` is behind what may be left out."""
    fields = {field.alias or name: field for name, field in verb.model_fields.items()}
    forms = ["none"] * verb.bare()
    if verb.direct:
        forms.append(verb.direct + (" or a list" if _takes_a_list(fields[verb.direct]) else ""))
    if set(fields) - {verb.direct}:
        forms.append("{" + ", ".join(f"{name}{'' if one.is_required() else '?'}" for name, one in fields.items()) + "}")
    return ", or ".join(forms)


def _takes_a_list(field: Any) -> bool:
    return any(isinstance(one, Read) and one.read is one_or_many for one in field.metadata)
