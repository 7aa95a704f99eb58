"""Writes the modules of `simulator/python_api/verbs` from the verbs themselves."""

import inspect
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import PydanticUndefined

from simulator import verbs
from simulator.scenario.fields.kinds import Refers, Seconds
from simulator.scenario.fields.scalars import one_or_many
from simulator.scenario.schema import documented
from simulator.verbs.directory import CreateUser, UpdateUser
from simulator.verbs.hub import HUB_VERBS
from simulator.verbs.verb import Verb, verbs_in

FOLDER = Path(__file__).parents[2] / "simulator/python_api/verbs"
MODULES = (
    verbs.integration, verbs.directory, verbs.group_rules, verbs.assignments, verbs.push_groups, verbs.simulation,
    verbs.hub,
)  # fmt: skip
ATTRIBUTES = "Attributes of the profile, by name, beside those in `profile`."
RESULTS = {"user": "CreatedUser", "group": "CreatedGroup", None: "PlayedStep"}
ALIASES = {"user": "User", "group": "Group", "user or group": "User | Group"}
WIDTH = 112


def name_of(module: ModuleType) -> str:
    """`push_groups`."""
    return module.__name__.rpartition(".")[2]


def verbs_of(module: ModuleType) -> dict[str, type[Verb]]:
    """The verbs that become methods of one class: what is done on the Hub, each by itself."""
    return dict(HUB_VERBS) if module is verbs.hub else verbs_in(module)


def takes_attributes(verb: type[Verb]) -> bool:
    """Whether a person's attributes may be written as keywords."""
    return verb in (CreateUser, UpdateUser)


def written(module: ModuleType) -> str:
    """The module that speaks of one module of verbs."""
    title = "".join(part.title() for part in name_of(module).split("_")) + "Verbs"
    body = "\n".join(method(name, verb, on_hub=module is verbs.hub) for name, verb in verbs_of(module).items())
    doc = (inspect.getdoc(module) or "").partition("\n\n")[0]
    text = f'"""{doc}"""\n\n# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.\n\n'
    text += imports(body) + f'\n__tracebackhide__ = hidden\n\n\nclass {title}(Acting):\n    """{doc}"""\n\n{body}'
    return formatted(text)


def imports(body: str) -> str:
    """What the methods need, sorted."""
    abstract = [name for name in ("Mapping", "Sequence") if f"{name}[" in body]
    acting = [name for name in ("Acting", "Group", "User") if name == "Acting" or uses(body, name)]
    steps = [name for name in ("CreatedGroup", "CreatedUser", "PlayedStep") if f"-> {name}:" in body]
    lines = [f"from collections.abc import {', '.join(abstract)}"] if abstract else []
    lines += ["from typing import Literal"] if "Literal[" in body else []
    lines += [""] if lines else []
    lines += ["from simulator.errors import hidden"]
    lines += [f"from simulator.python_api.steps import {', '.join(steps)}"]
    lines += [f"from simulator.python_api.verbs.acting import {', '.join(acting)}"]
    return "\n".join(lines) + "\n"


def uses(body: str, name: str) -> bool:
    return any(f"{before}{name}{after}" in body for before in (": ", "[", "| ") for after in (",", " ", ")", "]"))


def method(name: str, verb: type[Verb], *, on_hub: bool) -> str:
    """One method, indented."""
    result = RESULTS[verb.creates]
    passed = ", ".join(f'"{field.alias or key}": {key}' for key, field in verb.model_fields.items())
    if takes_attributes(verb):
        passed = passed.replace('"profile": profile', '"profile": {**(profile or {}), **attributes}')
    argument = f'"hub", {{"{name}": {{{passed}}}}}' if on_hub else f'"{name}", {{{passed}}}'
    done = f"self._do({argument})"
    if result != "PlayedStep":
        done = f"self._create({result}, {argument})"
    lines = [f"def {name}({', '.join(['self', *parameters(verb)])}) -> {result}:"]
    lines += [f"    {line}".rstrip() for line in docstring(verb)]
    return textwrap.indent("\n".join([*lines, f"    return {done}", ""]), "    ")


def parameters(verb: type[Verb]) -> Iterator[str]:
    """Those that must be given first, or may stand alone; the others by name only."""
    hints = get_type_hints(verb, include_extras=True)
    named = False
    for key in ordered(verb):
        field = verb.model_fields[key]
        leading = field.is_required() or key == verb.direct
        if not leading and not named:
            named = True
            yield "*"
        hint = typed(hints[key])
        default = default_of(verb, key)
        if default == "None" and "None" not in hint:
            hint += " | None"
        yield f"{key}: {hint}" + ("" if default is None else f" = {default}")
    if takes_attributes(verb):
        yield "**attributes: object"


def ordered(verb: type[Verb]) -> list[str]:
    """The fields, those that must be given first."""
    fields = verb.model_fields
    return sorted(fields, key=lambda key: not (fields[key].is_required() or key == verb.direct))


def default_of(verb: type[Verb], key: str) -> str | None:
    """The default as it is written; None where there is none."""
    field = verb.model_fields[key]
    if key == "profile" and takes_attributes(verb):
        return "None"
    if field.default_factory is not None:
        return "None"
    return None if field.default is PydanticUndefined else repr(field.default).replace("'", '"')


def typed(hint: Any) -> str:
    """A field's type as a caller may fill it."""
    if hint == Seconds:
        return "str"
    if get_origin(hint) is Annotated:
        whole, *about = get_args(hint)
        if refers := next((one for one in about if isinstance(one, Refers)), None):
            return ALIASES[refers.kind]
        if any(getattr(one, "read", None) is one_or_many for one in about):
            item = typed(get_args(whole)[0])
            return f"{item} | Sequence[{item}]"
        return typed(whole)
    if get_origin(hint) in (Union, UnionType):
        return " | ".join(dict.fromkeys(part for one in get_args(hint) for part in [typed(one)]))
    if get_origin(hint) is tuple:
        return f"Sequence[{typed(get_args(hint)[0])}]"
    if get_origin(hint) is Literal:
        return "Literal[" + ", ".join(f'"{one}"' for one in get_args(hint)) + "]"
    if get_origin(hint) is dict:
        return "Mapping[str, object]"
    return {NoneType: "None", Any: "object", str: "str", bool: "bool", int: "int", float: "float"}.get(
        hint, "str" if hint.__name__ == "RequestLine" else "Mapping[str, object]"
    )


def docstring(verb: type[Verb]) -> Iterator[str]:
    """The verb's own documentation, and that of its fields."""
    words, keys = documented(verb), ordered(verb)
    said = {key: words[key] for key in keys} | ({"**attributes": ATTRIBUTES} if takes_attributes(verb) else {})
    summary = [line for one in inspect.cleandoc(verb.__doc__ or "").splitlines() for line in textwrap.wrap(one, 106)]
    if not said:
        yield from [f'"""{summary[0]}', *summary[1:]] if len(summary) > 1 else [f'"""{summary[0]}"""']
        if len(summary) > 1:
            yield '"""'
        return
    yield from [f'"""{summary[0]}', *summary[1:], "", "Args:"]
    for key, text in said.items():
        yield from textwrap.wrap(
            f"{key}: {' '.join(text.split())}", WIDTH, initial_indent="    ", subsequent_indent="        "
        )
    yield '"""'


def formatted(text: str) -> str:
    """As `ruff format` has it."""
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "120", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
