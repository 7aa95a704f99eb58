"""Attribute value: the three kinds of a mapping row's value, and the expression that each stands for (mappings 3.1)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["profile", "same", "expression"]

_PROFILE = re.compile(r"user\.([A-Za-z_][A-Za-z0-9_]*)")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True)
class Value:
    """What the row's page shows: the kind, and its text: an Okta attribute, a text for all users, an expression."""

    kind: Kind
    text: str

    @property
    def expression(self) -> str:
        """What is mapped; a quote in a text for all users is doubled, as the language has it."""
        if self.kind == "profile":
            return f"user.{self.text}"
        return '"' + self.text.replace('"', '""') + '"' if self.kind == "same" else self.text


def of(expression: str, attributes: Collection[str]) -> Value:
    """How a row is shown; `attributes` are the Okta user's."""
    if (found := _PROFILE.fullmatch(expression)) and found[1] in attributes:
        return Value("profile", found[1])
    if found := _LITERAL.fullmatch(expression):
        return Value("same", found[1].replace('""', '"'))
    return Value("expression", expression) if expression else Value("profile", "")


def typed(form: Mapping[str, Any]) -> Value:
    """What was chosen: `kind`, and beside it the field of that kind."""
    kind = form.get("kind")
    if kind == "profile":
        return Value("profile", str(form.get("profile", "")))
    if kind == "same":
        return Value("same", str(form.get("same", "")))
    return Value("expression", str(form.get("expression", "")).strip())
