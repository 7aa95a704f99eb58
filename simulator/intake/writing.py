"""A draft as the text of a scenario: YAML, with its comments."""

import re
from collections.abc import Iterator
from typing import Any

from simulator.intake.draft import Draft, Step
from simulator.scenario.fields.scalars import INSTANT
from simulator.scenario.yaml.writing import block_lines, comment_lines, flow, scalar

_REQUEST = re.compile(r"[A-Z]+ /[\x21-\x7e]*(?: [\x21-\x7e]+)*", re.ASCII)


def scenario_text(draft: Draft) -> str:
    """The whole file."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    for comment in draft.comments:
        yield from comment_lines(comment, "")
    yield f"name: {scalar(draft.name)}"
    if draft.starts_at and re.fullmatch(INSTANT, draft.starts_at):
        yield f"starts_at: {draft.starts_at}"
    yield from block_lines("app", draft.app)
    if draft.stub:
        yield from ("", "provider:", "  stub:")
        yield from (f"    {key}: {flow(value)}" for key, value in draft.stub.items())
    if draft.user_attributes:
        yield from ("", f"user_attributes: {flow(draft.user_attributes)}")
    yield from block_lines("users", draft.users)
    yield from block_lines("groups", draft.groups)
    if draft.steps:
        yield from ("", "steps:")
    for step in draft.steps:
        yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    for comment in step.comments:
        yield from comment_lines(comment, "  ")
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
