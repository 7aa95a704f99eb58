"""A step's verb and argument in words: what the administrator does, and where in Okta."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.play.transcript import StepStarted
from simulator.reports.columns import visible
from simulator.verbs import VERBS

_SUBJECTS = ("alias", "user", "group", "attribute", "username", "on", "expression", "name")
"""The keys that can name what a step is about; the first of them present leads its title."""

_LINKING = {
    "username": "as ",
    "as": "as ",
    "name": "named ",
    "to": "to ",
    "profile": "with ",
    "members": "with ",
    "expression": "= ",
    "resource_group": "in ",
}
"""How a further key is said; any other is said by its own name."""


def title(step: StepStarted) -> str:
    """The step on one line, without its number: `assign_user ada as ada-lovelace`; a suite's by its published name."""
    if step.by == "suite" and isinstance(step.argument, str):
        return visible(step.argument)
    if step.by == "recorder" and step.title:
        return visible(step.title)
    words = phrase(step.argument)
    return f"{visible(step.verb)} {words}" if words else visible(step.verb)


def deed(step: StepStarted) -> str:
    """One sentence for a page: where in Okta an administrator does what."""
    return VERBS[step.verb].deed() if step.verb in VERBS else ""


@dataclass(frozen=True)
class Says:
    """What an administrator does, in words that need no more: `place` in Okta, and `words`; no place outside Okta."""

    place: str
    words: str


def says(step: StepStarted) -> Says:
    """The step for a reader of documentation: `assigns a person to the app: ada as ada-lovelace`."""
    if step.by == "suite" and isinstance(step.argument, str):
        return Says("", visible(step.argument))
    if step.verb not in VERBS:
        return Says("", visible(step.title) if step.title else f"Step {step.step}")
    verb, about = VERBS[step.verb], phrase(step.argument)
    said = verb.says if verb.place else verb.says.removesuffix(".")
    return Says(verb.place, f"{said}: {about}" if about else said)


_SENTENCE = re.compile(r"(.+?[.!?])(?=\s+[^a-z\s])")
"""A first sentence that another follows; what begins with a small letter is not another."""


def heading(step: StepStarted) -> str:
    """What a page calls the step: its title, else its note's first sentence, else what the administrator does."""
    if step.title and step.title.strip():
        return visible(" ".join(step.title.split()))
    if first := _of_note(step)[0]:
        return visible(first.removesuffix("."))
    said = says(step)
    return f"In {said.place}, the administrator {said.words}" if said.place else said.words


def prose(step: StepStarted) -> str:
    """What a page says under the heading: the note, without the sentence that became the heading."""
    return (step.note or "").strip() if step.title and step.title.strip() else _of_note(step)[1]


def _of_note(step: StepStarted) -> tuple[str, str]:
    """The note's first sentence on one line, and the rest."""
    first, blank, rest = (step.note or "").strip().partition("\n\n")
    flowing = " ".join(first.split())
    if found := _SENTENCE.match(flowing):
        return found[1], flowing[found.end() :].strip() + blank + rest
    return flowing, rest


def phrase(argument: Any) -> str:
    """A step's argument in words: a text as it is, a list joined by commas, a mapping led by its subject."""
    if argument is None or argument == {}:
        return ""
    if not isinstance(argument, Mapping):
        return value(argument)
    subject = next((key for key in _SUBJECTS if key in argument), None)
    lead = [] if subject is None else [value(argument[subject])]
    return " ".join([*lead, _further({key: argument[key] for key in argument if key != subject})]).strip()


def value(thing: Any) -> str:
    """A value within a title: text bare, a list by commas, a mapping as `key=value`, anything else as JSON."""
    match thing:
        case str():
            return visible(thing) if thing.strip() else json.dumps(thing)
        case list() | tuple():
            return ", ".join(map(value, thing)) or "[]"
        case Mapping():
            return ", ".join(f"{visible(str(key))}={_member(member)}" for key, member in thing.items()) or "{}"
        case _:
            return json.dumps(thing, ensure_ascii=False)


def _member(thing: Any) -> str:
    return f"{{{value(thing)}}}" if isinstance(thing, Mapping) and thing else value(thing)


def _further(members: Mapping[str, Any]) -> str:
    linked = [f"{_LINKING[key]}{value(members[key])}" for key in members if key in _LINKING]
    others = [f"{visible(key)}: {value(members[key])}" for key in members if key not in _LINKING]
    return ", ".join([" ".join(linked), *others] if linked else others)
