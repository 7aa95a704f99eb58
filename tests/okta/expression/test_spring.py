"""The rules Okta took over from Spring: what Spring itself answers, recorded in spring.yaml."""

from pathlib import Path
from typing import Any

import yaml

from simulator.errors import ExpressionError
from simulator.okta.expression import Scope, parse
from simulator.okta.expression.values import double_text

RECORDED: dict[str, Any] = yaml.load(
    (Path(__file__).parent / "spring.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


def typed(value: Any) -> str:
    """A value as the recording writes it."""
    if isinstance(value, str):
        return f'"{value}"'
    kinds = {bool: "Boolean", int: "Integer", float: "Double", list: "List", dict: "Map"}
    kind = kinds.get(type(value))
    return f"{kind}:{bare(value)}" if kind else "null"


def bare(value: Any) -> str:
    """A value as Java's toString writes it."""
    if isinstance(value, list):
        return f"[{', '.join(map(bare, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{bare(key)}={bare(held)}" for key, held in value.items()) + "}"
    if isinstance(value, float):
        return double_text(value)
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def ours(text: str) -> str:
    try:
        return typed(parse(text).evaluate(Scope(RECORDED["profile"])))
    except ExpressionError as error:
        return f"{error.kind.upper()} {error.code}"


def test_expression_gives_what_spring_gives() -> None:
    answers = RECORDED["answers"]

    assert len(answers) > 600
    assert [(text, ours(text), recorded) for text, recorded in answers if ours(text) != recorded] == []
