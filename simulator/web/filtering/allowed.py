"""What a list lets itself be asked: its fields, each with its operators."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from simulator.web.filtering.matching import instant, matches
from simulator.web.filtering.parser import FilterError, Node, comparisons, parse
from simulator.web.http.errors import ApiError

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


def at_path(value: Any, path: str) -> list[Any]:
    """What stands at a dotted path in JSON; of a list, what its members hold."""
    found = [value]
    for name in path.split("."):
        found = [held[name] for held in _flat(found) if isinstance(held, dict) and name in held]
    return list(_flat(found))


def _flat(values: list[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, list) else [value])]
