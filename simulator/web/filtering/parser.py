"""The SCIM filter grammar as Okta's API takes it: comparisons joined by `and`, `or`, `not` and parentheses."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

OPERATORS = ("eq", "ne", "sw", "co", "ew", "gt", "ge", "lt", "le")
"""Comparisons with a value; `pr` (present) has none."""
DEEPEST = 50
"""Levels of parentheses and `not`; more than any query needs, fewer than would exhaust the stack."""

_TOKEN = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()])|(?P<word>[^\s()"]+))')


class FilterError(ValueError):
    """An expression that is none; the message says where it stops making sense."""


@dataclass(frozen=True)
class Comparison:
    """`path operator value`; for `pr` the value is None."""

    path: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Not:
    """What does not match the part inside."""

    part: "Node"


@dataclass(frozen=True)
class Joined:
    """Parts of which all (`and`) or any (`or`) must match."""

    word: str
    parts: "tuple[Node, ...]"


Node = Comparison | Not | Joined


def parse(text: str) -> Node:
    """The expression.

    Raises:
        FilterError: it does not parse.
    """
    reader = _Reader(_tokens(text))
    node = reader.joined("or", 0)
    if reader.next is not None:
        raise FilterError(f"unexpected {reader.next!r}")
    return node


def _tokens(text: str) -> Iterator[str]:
    place, text = 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise FilterError(f"cannot be read from character {place + 1}")
        yield match["text"] or match["mark"] or match["word"]
        place = match.end()


class _Reader:
    """Reads tokens one ahead."""

    def __init__(self, tokens: Iterator[str]) -> None:
        self._tokens = tokens
        self.next: str | None = next(tokens, None)

    def take(self) -> str:
        """The token at hand.

        Raises:
            FilterError: there is none left.
        """
        if self.next is None:
            raise FilterError("it ends too early")
        taken, self.next = self.next, next(self._tokens, None)
        return taken

    def joined(self, word: str, depth: int) -> Node:
        """Parts joined by `word`; `and` binds more strongly than `or`."""
        parts = [self._part(word, depth)]
        while self.next is not None and self.next.lower() == word:
            self.take()
            parts.append(self._part(word, depth))
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _part(self, word: str, depth: int) -> Node:
        return self.joined("and", depth) if word == "or" else self._single(depth)

    def _single(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FilterError("it is nested too deeply")
        token = self.take()
        if token.lower() == "not":
            return Not(self._single(depth + 1))
        if token == "(":  # noqa: S105  (a mark of the grammar)
            inner = self.joined("or", depth + 1)
            if self.take() != ")":
                raise FilterError("a parenthesis is not closed")
            return inner
        return self._comparison(token)

    def _comparison(self, path: str) -> Comparison:
        if path.startswith('"') or path == ")":
            raise FilterError(f"a field is expected, not {path}")
        operator = self.take().lower()
        if operator == "pr":
            return Comparison(path, "pr")
        if operator not in OPERATORS:
            raise FilterError(f"unknown operator {operator!r}")
        return Comparison(path, operator, _value(self.take()))


def _value(token: str) -> Any:
    try:
        value = json.loads(token)
    except ValueError:
        raise FilterError(f"{token} is no value; texts stand in double quotes") from None
    if isinstance(value, dict | list):
        raise FilterError(f"{token} is no value")
    return value


def comparisons(node: Node) -> Iterator[Comparison]:
    """Every comparison in the expression."""
    match node:
        case Comparison():
            yield node
        case Not(part=part):
            yield from comparisons(part)
        case Joined(parts=parts):
            for part in parts:
                yield from comparisons(part)
