"""Okta's filter and search expressions: the SCIM grammar, what a list can be asked, and what matches."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulator.web.http.errors import ApiError

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


Values = Callable[[str], list[Any]]
"""What something holds at a dotted path: each value, of several any may match; empty where there is none."""


def matches(node: Node, values: Values) -> bool:
    """Whether it does; texts are compared without case, dates by their time."""
    match node:
        case Comparison(path=path, operator="pr"):
            return any(value is not None and value != "" for value in values(path))
        case Comparison(path=path, operator="ne", value=wanted):
            return not any(_equal(value, wanted) for value in values(path))
        case Comparison(path=path, operator=operator, value=wanted):
            return any(_COMPARE[operator](value, wanted) for value in values(path))
        case Not(part=part):
            return not matches(part, values)
        case Joined(word="and", parts=parts):
            return all(matches(part, values) for part in parts)
        case Joined(parts=parts):
            return any(matches(part, values) for part in parts)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) is not isinstance(wanted, bool):
        return False
    return bool(_folded(value) == _folded(wanted)) or _same_instant(value, wanted)


def _same_instant(value: Any, wanted: Any) -> bool:
    left, right = instant(value), instant(wanted)
    return left is not None and left == right


def instant(value: Any) -> float | None:
    """Epoch seconds of an ISO 8601 date or time; one without a zone is UTC; None for anything else."""
    if not isinstance(value, str) or len(value) < 10 or value[4:5] != "-":
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _text(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def compare(value: Any, wanted: Any) -> bool:
        both = isinstance(value, str) and isinstance(wanted, str)
        return both and test(value.casefold(), wanted.casefold())

    return compare


def _order(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(value: Any, wanted: Any) -> bool:
        left, right = instant(value), instant(wanted)
        if left is not None and right is not None:
            return test(left, right)
        if isinstance(value, str) and isinstance(wanted, str):
            return test(value.casefold(), wanted.casefold())
        numbers = isinstance(value, int | float) and isinstance(wanted, int | float)
        return numbers and test(value, wanted)

    return compare


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": _equal,
    "sw": _text(str.startswith),
    "ew": _text(str.endswith),
    "co": _text(str.__contains__),
    "gt": _order(lambda left, right: left > right),
    "ge": _order(lambda left, right: left >= right),
    "lt": _order(lambda left, right: left < right),
    "le": _order(lambda left, right: left <= right),
}

DATE_OPERATORS = ("eq", "gt", "ge", "lt", "le")

Test = Callable[[Callable[[str], list[Any]]], bool]
"""Whether something, asked for what it holds at a path, matches."""


def compiled(text: str, operators: Callable[[str], Collection[str] | None], dates: Collection[str] = ()) -> Test:
    """The expression, checked: `operators` gives those of a field, None for a field that cannot be asked for.

    Raises:
        ApiError: E0000053 for what does not parse or an unknown field, E0000031 for an operator that a field does not
            have, E0000030 for a value of one of `dates` that is no date [D].
    """
    node = _parsed(text)
    for one in comparisons(node):
        offered = operators(one.path)
        if offered is None:
            raise ApiError("E0000053", text, f"field '{one.path}' is not supported")
        if one.operator not in offered:
            raise ApiError("E0000031", "", f"operator '{one.operator}' is not supported for field '{one.path}'")
        if one.path in dates and one.operator != "pr" and instant(one.value) is None:
            raise ApiError("E0000030", "", f"'{one.value}' is no date")
    return lambda values: matches(node, values)


def _parsed(text: str) -> Node:
    try:
        return parse(text)
    except FilterError as wrong:
        raise ApiError("E0000053", text, str(wrong)) from wrong


def among(fields: Mapping[str, Collection[str]]) -> Callable[[str], Collection[str] | None]:
    """The operators of exactly these fields."""
    return fields.get


def begins(q: str | None, *texts: Any) -> bool:
    """Whether one of these begins with what `q` asks for, case aside; without `q` everything does."""
    return not q or any(str(text).casefold().startswith(q.casefold()) for text in texts if text)


def at_path(value: Any, path: str) -> list[Any]:
    """What stands at a dotted path in JSON; of a list, what its members hold."""
    found = [value]
    for name in path.split("."):
        found = [held[name] for held in _flat(found) if isinstance(held, dict) and name in held]
    return list(_flat(found))


def _flat(values: list[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, list) else [value])]
