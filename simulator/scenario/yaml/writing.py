"""Scenarios as text: JSON data in YAML's flow style, comments, and what was done so far as a scenario that plays."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./@-]*(?: [A-Za-z0-9_./@-]+)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True)
class Done:
    """Something that was done: a verb and its argument as a scenario writes it; `refusal` where Okta would not.

    `failed`: it was done, and its outcome was a failure.
    """

    verb: str
    argument: Any
    by: str
    refusal: str | None = None
    failed: bool = False


def recorded(start: Mapping[str, Any], done: Iterable[Done]) -> str:
    """A scenario that begins as `start`, a scenario's keys but its steps, and does what was done since.

    What was refused stands as a comment: it changed nothing. What failed is expected to fail.
    """
    return "\n".join([*_start(start), "", "steps:", *(line for one in done for line in _done(one))]) + "\n"


def _start(start: Mapping[str, Any]) -> Iterator[str]:
    for name, value in start.items():
        if isinstance(value, Mapping) and value:
            yield from block_lines(name, value)
        else:
            yield f"{key(name)}: {flow(value)}"


def _done(one: Done) -> Iterator[str]:
    written = f"{one.verb}: {flow(one.argument)}" if one.argument is not None else one.verb
    if one.refusal is not None:
        yield from comment_lines(f"refused: {written} ({one.refusal})", "  ")
    elif one.failed:
        yield f"  - {written}{':' if one.argument is None else ''}"
        yield "    expect: {outcome: failure}"
    else:
        yield f"  - {written}"


def block_lines(name: str, members: Mapping[str, Any]) -> Iterator[str]:
    """A key with its mapping, one member a line, an empty line above; nothing where there is none."""
    if not members:
        return
    yield from ("", f"{key(name)}:")
    for member, value in members.items():
        yield f"  {key(member)}: {flow(value)}"


def comment_lines(text: str, indent: str) -> Iterator[str]:
    """A text as comments, broken between words."""
    flat = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    yield from (f"{indent}# {line}" for line in textwrap.wrap(flat, WIDTH - len(indent) - 2, break_on_hyphens=False))


def flow(value: Any) -> str:
    """A JSON value in YAML's flow style, on one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key(str(name))}: {flow(held)}" for name, held in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(flow, value)) + "]"
        case str():
            return scalar(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:f}"
    return str(value)


def scalar(text: str) -> str:
    """A text as a YAML scalar: plain where nobody can mistake it, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{"".join(map(_escaped, text))}"'


def key(text: str) -> str:
    """A key; the format reads all of them as text, so that `on` is one too."""
    return text if _NAME.fullmatch(text) else scalar(text)


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    code = ord(letter)
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return letter if letter.isprintable() else f"\\U{code:08x}"
