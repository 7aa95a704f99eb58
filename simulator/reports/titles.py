"""A step's verb and argument in words: what the administrator does, and where in Okta."""

import json
from collections.abc import Mapping
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
    words = phrase(step.argument)
    return f"{visible(step.verb)} {words}" if words else visible(step.verb)


def deed(step: StepStarted) -> str:
    """One sentence for a page: where in Okta an administrator does what."""
    return VERBS[step.verb].deed() if step.verb in VERBS else ""


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
