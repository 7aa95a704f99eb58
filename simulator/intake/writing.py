"""A draft as the text of a scenario: YAML, with its comments."""

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from simulator.intake.draft import Draft, Step
from simulator.scenario.scalars import INSTANT

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./@-]*(?: [A-Za-z0-9_./@-]+)*")
_REQUEST = re.compile(r"[A-Z]+ /[\x21-\x7e]*(?: [\x21-\x7e]+)*", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scenario_text(draft: Draft) -> str:
    """The whole file."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    for comment in draft.comments:
        yield from _comment(comment, "")
    yield f"name: {scalar(draft.name)}"
    if draft.starts_at and re.fullmatch(INSTANT, draft.starts_at):
        yield f"starts_at: {draft.starts_at}"
    yield from _block("app", draft.app)
    if draft.stub:
        yield from ("", "provider:", "  stub:")
        yield from (f"    {key}: {flow(value)}" for key, value in draft.stub.items())
    if draft.user_attributes:
        yield from ("", f"user_attributes: {flow(draft.user_attributes)}")
    yield from _block("users", draft.users)
    yield from _block("groups", draft.groups)
    if draft.steps:
        yield from ("", "steps:")
    for step in draft.steps:
        yield from _step(step)


def _block(name: str, members: dict[str, Any]) -> Iterator[str]:
    if not members:
        return
    yield from ("", f"{name}:")
    for key, value in members.items():
        yield f"  {_key(key)}: {flow(value)}"


def _step(step: Step) -> Iterator[str]:
    for comment in step.comments:
        yield from _comment(comment, "  ")
    yield from (f"  - fault: {flow(fault)}" for fault in step.faults)
    yield f"  - {step.verb}: {flow(step.argument)}".rstrip() if step.argument is not None else f"  - {step.verb}:"
    if step.at:
        yield f"    note: {scalar(step.at)}"
    if step.expect:
        yield "    expect:"
        for key, value in step.expect.items():
            yield from _expected(key, value)


def _expected(key: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"      {key}: {flow(value)}"
        return
    yield f"      {key}:" if value else f"      {key}: []"
    yield from (f"        - {_item(item)}" for item in value)


def _item(value: Any) -> str:
    """An item on a line of its own, where a request can stand as it is."""
    if isinstance(value, dict) and "request" in value:
        rest = {key: held for key, held in value.items() if key != "request"}
        return f"request: {_line(value['request'])}\n" + "\n".join(f"          {k}: {flow(v)}" for k, v in rest.items())
    return _line(value) if isinstance(value, str) else flow(value)


def _line(text: str) -> str:
    return text if _REQUEST.fullmatch(text) and ": " not in text and " #" not in text else scalar(text)


def _comment(text: str, indent: str) -> Iterator[str]:
    flat = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    yield from (f"{indent}# {line}" for line in textwrap.wrap(flat, WIDTH - len(indent) - 2, break_on_hyphens=False))


def flow(value: Any) -> str:
    """A JSON value in YAML's flow style, on one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_key(str(key))}: {flow(held)}" for key, held in value.items()) + "}"
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
    return f'"{"".join(map(_escaped, text))}"'


def _key(text: str) -> str:
    """A key; the format reads all of them as text, so that `on` is one too."""
    return text if _NAME.fullmatch(text) else scalar(text)


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    code = ord(letter)
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return letter if letter.isprintable() else f"\\U{code:08x}"
