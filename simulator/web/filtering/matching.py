"""Whether something matches an expression; what it holds at a path comes from whoever asks."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from simulator.web.filtering.parser import Comparison, Joined, Node, Not

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
