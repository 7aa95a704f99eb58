"""The format as JSON Schema (draft 2020-12), for editors: generated from the models that also read the format.

It accepts every scenario that can be played. It cannot see what needs the whole file at once, such as an alias that
leads nowhere; `oktasim check` does.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any

from pydantic.json_schema import models_json_schema

from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.scenario.fields.declared import Declared
from simulator.scenario.fields.kinds import NULL
from simulator.scenario.fields.profile_values import ANY_VALUE
from simulator.scenario.model import Scenario
from simulator.scenario.parts.people import ALIAS_SHAPE, LONGEST, STATUSES
from simulator.scenario.parts.steps import Beside
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS
from simulator.verbs.verb import Verb

Schema = dict[str, Any]

TITLE = "oktasim scenario"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> Schema:
    """The schema of a whole scenario file."""
    models: list[type[Declared]] = [Scenario, Beside, *VERBS.values(), *HUB_VERBS.values()]
    _, generated = models_json_schema([(model, "validation") for model in models], ref_template="#/$defs/{model}")
    definitions: Schema = generated["$defs"]
    for model in _subclasses(Declared):
        if model.__name__ in definitions:
            _describe(definitions[model.__name__], model)
    beside = definitions.pop("Beside")["properties"]
    definitions |= {
        "Profile": _profile(),
        "Users": _users(),
        "Hub": _one_verb(HUB_VERBS, {}),
        "Step": _one_verb(VERBS, beside),
    }
    scenario = definitions.pop("Scenario")
    whole = {"$schema": DIALECT, **scenario, "title": TITLE, **_closed_profiles(), "$defs": definitions}
    tidied: Schema = _tidied(whole)
    tidied["$defs"] = _needed(tidied)
    return tidied


def _needed(schema: Schema) -> Schema:
    """The definitions that something refers to; others were only stations on the way."""
    definitions, wanted, kept = schema["$defs"], _references({**schema, "$defs": {}}), {}
    while wanted:
        name = wanted.pop()
        kept[name] = definitions[name]
        wanted |= _references(kept[name]) - kept.keys()
    return {name: definitions[name] for name in sorted(kept)}


def _references(part: Any) -> set[str]:
    members = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    reference = part.get("$ref") if isinstance(part, dict) else None
    own = {reference.removeprefix("#/$defs/")} if isinstance(reference, str) else set()
    return own.union(*map(_references, members))


def _subclasses(model: type[Declared]) -> Iterator[type[Declared]]:
    for subclass in model.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


def _describe(definition: Schema, model: type[Declared]) -> None:
    """Puts the words that stand under each field in the source beside it in the schema."""
    whole = next((part for part in definition.get("anyOf", ()) if "properties" in part), definition)
    words = documented(model)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if name in words:
            whole["properties"][key]["description"] = words[name]


def documented(model: type[Declared]) -> dict[str, str]:
    """The text under each field, of the class and of those it inherits from."""
    words: dict[str, str] = {}
    for ancestor in reversed(model.__mro__):
        if issubclass(ancestor, Declared):
            for pair in pairwise(_classes(ancestor.__module__)[ancestor.__name__].body):
                match pair:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                        words[name] = inspect.cleandoc(str(text))
    return words


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    """The classes in the source of a module, by name."""
    source = ast.parse(inspect.getsource(import_module(module)))
    return {one.name: one for one in source.body if isinstance(one, ast.ClassDef)}


def _one_verb(verbs: Mapping[str, type[Verb]], beside: Schema) -> Schema:
    """One verb with its argument, and what may stand beside it; a verb without argument may stand alone."""
    arguments = {name: _argument(verb) for name, verb in verbs.items()}
    alone = [name for name, verb in verbs.items() if verb.bare()]
    step = {
        "type": "object",
        "properties": arguments | beside,
        "additionalProperties": False,
        "oneOf": [{"required": [name]} for name in verbs],
    }
    return {"anyOf": [{"enum": alone}, step]}


def _argument(verb: type[Verb]) -> Schema:
    reference = {"$ref": f"#/$defs/{verb.__name__}"}
    described = {"description": inspect.cleandoc(verb.__doc__ or "")}
    return described | ({"anyOf": [reference, NULL]} if verb.bare() else reference)


def _profile() -> Schema:
    """A profile of the Okta user; custom attributes may stand in it, since another part of the file declares them."""
    return {
        "type": "object",
        "description": "Attributes of the Okta user.",
        "properties": {name: {"not": {"type": ["object", "array"]}} for name in BASE_ATTRIBUTES},
        "additionalProperties": ANY_VALUE,
    }


def _users() -> Schema:
    limits: Schema = {name: {"maxLength": length} for name, length in LONGEST.items()}
    limits["login"] |= {"minLength": 5, "pattern": "^[^@\\s]+@[^@\\s]+$", "type": "string"}
    limits["status"] = {"enum": list(STATUSES), "description": "The lifecycle status; ACTIVE where nothing is said."}
    person = {"allOf": [{"$ref": "#/$defs/Profile"}], "properties": limits, "required": ["login"]}
    people = {
        "type": "object",
        "propertyNames": {"pattern": f"^{ALIAS_SHAPE.pattern}$"},
        "additionalProperties": person,
    }
    return {"anyOf": [people, NULL]}


def _closed_profiles() -> Schema:
    """Where no custom attribute is declared, only the base attributes can stand in a profile."""
    known = {"propertyNames": {"enum": [*BASE_ATTRIBUTES]}}
    person = {"propertyNames": {"enum": [*BASE_ATTRIBUTES, "status"]}}
    changed = {"properties": {verb: {"properties": {"profile": known}} for verb in ("create_user", "update_user")}}
    closed = {"users": {"additionalProperties": person}, "steps": {"items": changed}}
    return {"if": {"not": {"required": ["user_attributes"]}}, "then": {"properties": closed}}


def _tidied(schema: Any) -> Any:
    """The schema without generated noise, and with the parts that have no model put in their places."""
    if isinstance(schema, list):
        return [_tidied(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = dict(schema)
    if name := tidy.pop("$comment", None):
        tidy["$ref"] = f"#/$defs/{name}"
    if isinstance(tidy.get("title"), str) and tidy["title"] != TITLE:
        del tidy["title"]
    # A key that may be left out need not take null; where null has a meaning it stands as a constant.
    choices = tidy.get("anyOf", [])
    if {"type": "null"} in choices:
        tidy = {key: part for key, part in tidy.items() if key not in ("anyOf", "default")}
        rest = [part for part in choices if part != {"type": "null"}]
        tidy |= rest[0] if len(rest) == 1 else {"anyOf": rest}
    # Free keys of one shape: a rule for the names, and one for the values.
    if "patternProperties" in tidy:
        ((pattern, values),) = tidy.pop("patternProperties").items()
        tidy |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
    return {key: _tidied(part) for key, part in tidy.items()}
