"""Okta's filter and search expressions: the SCIM grammar, what a list can be asked, and what matches."""

import json
import operator
import re
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from simulator.web.http.errors import ApiError

DEEPEST = 50
"""Levels of parentheses and `not`; more than any query needs, fewer than would exhaust the stack."""

_TOKEN = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()])|(?P<word>[^\s()"]+))')

Values = Callable[[str], list[Any]]
"""What something holds at a dotted path: each value, of several any may match; empty where there is none."""
Test = Callable[[Values], bool]
"""Whether something, asked for what it holds at a path, matches."""
Comparison = tuple[str, str, Any]
"""`path operator value`; for `pr` (present) the value is None."""


class FilterError(ValueError):
    """An expression that is none; the message says where it stops making sense."""


def parse(text: str) -> tuple[Test, list[Comparison]]:
    """The expression as a test, and every comparison in it.

    Raises:
        FilterError: it does not parse.
    """
    reader = _Reader(_tokens(text))
    test = reader.joined("or", 0)
    if reader.next is not None:
        raise FilterError(f"unexpected {reader.next!r}")
    return test, reader.comparisons


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
        self.comparisons: list[Comparison] = []

    def take(self) -> str:
        if self.next is None:
            raise FilterError("it ends too early")
        taken, self.next = self.next, next(self._tokens, None)
        return taken

    def joined(self, word: str, depth: int) -> Test:
        """Parts joined by `word`; `and` binds more strongly than `or`."""
        parts = [self._part(word, depth)]
        while self.next is not None and self.next.lower() == word:
            self.take()
            parts.append(self._part(word, depth))
        join = all if word == "and" else any
        return parts[0] if len(parts) == 1 else lambda values: join(part(values) for part in parts)

    def _part(self, word: str, depth: int) -> Test:
        return self.joined("and", depth) if word == "or" else self._single(depth)

    def _single(self, depth: int) -> Test:
        if depth > DEEPEST:
            raise FilterError("it is nested too deeply")
        token = self.take()
        if token.lower() == "not":
            part = self._single(depth + 1)
            return lambda values: not part(values)
        if token == "(":  # noqa: S105  (a mark of the grammar)
            inner = self.joined("or", depth + 1)
            if self.take() != ")":
                raise FilterError("a parenthesis is not closed")
            return inner
        return self._comparison(token)

    def _comparison(self, path: str) -> Test:
        if path.startswith('"') or path == ")":
            raise FilterError(f"a field is expected, not {path}")
        name = self.take().lower()
        if name not in ("pr", "ne", *_COMPARE):
            raise FilterError(f"unknown operator {name!r}")
        wanted = None if name == "pr" else _value(self.take())
        self.comparisons.append((path, name, wanted))
        if name == "pr":
            return lambda values: any(value is not None and value != "" for value in values(path))
        if name == "ne":
            return lambda values: not any(_equal(value, wanted) for value in values(path))
        compare = _COMPARE[name]
        return lambda values: any(compare(value, wanted) for value in values(path))


def _value(token: str) -> Any:
    try:
        value = json.loads(token)
    except ValueError:
        raise FilterError(f"{token} is no value; texts stand in double quotes") from None
    if isinstance(value, dict | list):
        raise FilterError(f"{token} is no value")
    return value


def _equal(value: Any, wanted: Any) -> bool:
    """Texts are compared without case, dates by their time."""
    if isinstance(value, str) and isinstance(wanted, str):
        moment = instant(value)
        return value.casefold() == wanted.casefold() or (moment is not None and moment == instant(wanted))
    return isinstance(value, bool) is isinstance(wanted, bool) and bool(value == wanted)


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
    **{name: _order(getattr(operator, name)) for name in ("gt", "ge", "lt", "le")},
}
"""The operators beside `pr` and `ne`."""

DATE_OPERATORS = ("eq", "gt", "ge", "lt", "le")


def compiled(text: str, operators: Callable[[str], Collection[str] | None], dates: Collection[str] = ()) -> Test:
    """The expression, checked: `operators` gives those of a field, None for a field that cannot be asked for.

    Raises:
        ApiError: E0000053 for what does not parse or an unknown field, E0000031 for an operator that a field does not
            have, E0000030 for a value of one of `dates` that is no date [D].
    """
    try:
        test, comparisons = parse(text)
    except FilterError as wrong:
        raise ApiError("E0000053", text, str(wrong)) from wrong
    for path, name, wanted in comparisons:
        offered = operators(path)
        if offered is None:
            raise ApiError("E0000053", text, f"field '{path}' is not supported")
        if name not in offered:
            raise ApiError("E0000031", "", f"operator '{name}' is not supported for field '{path}'")
        if path in dates and name != "pr" and instant(wanted) is None:
            raise ApiError("E0000030", "", f"'{wanted}' is no date")
    return test


def begins(q: str | None, *texts: Any) -> bool:
    """Whether one of these begins with what `q` asks for, case aside; without `q` everything does."""
    return not q or any(str(text).casefold().startswith(q.casefold()) for text in texts if text)


def at_path(value: Any, path: str) -> list[Any]:
    """What stands at a dotted path in JSON; of a list, what its members hold."""
    found = value if isinstance(value, list) else [value]
    for name in path.split("."):
        inside: list[Any] = []
        for held in found:
            if isinstance(held, dict) and name in held:
                inner = held[name]
                inside += inner if isinstance(inner, list) else [inner]
        found = inside
    return found
