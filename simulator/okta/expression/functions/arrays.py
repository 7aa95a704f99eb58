"""`Arrays.*` (mappings 2, "Arrays"): lists, or CSV text wherever a list is wanted."""

from typing import Any

from simulator.okta.expression.failures import INDEX, NULL_ELEMENT, FunctionError, check_list
from simulator.okta.expression.library import Function, anything, named
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import as_integer, concatenated, equal, joined


def as_list(value: Any) -> list[Any]:
    """A value given where a list is wanted: null has no elements, CSV text is split and trimmed (S), others are one."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return check_list([part.strip() for part in value.split(",")])
    return check_list(value) if isinstance(value, list) else [value]


def remove(evaluation: Evaluation, array: list[Any], value: Any) -> list[Any]:
    """A new list without the elements equal to the value: all of them (X), or by the switch the first."""
    kept: list[Any] = []
    drops = 1 if evaluation.scope.settings.remove_drops == "first" else len(array)
    for element in array:
        if drops and equal(element, value):
            drops -= 1
        else:
            kept.append(element)
    return kept


def get(array: list[Any], position: int) -> Any:
    """The element at a position counted from 0; EL1025E when there is none (S)."""
    if 0 <= position < len(array):
        return array[position]
    raise FunctionError(INDEX, f"there is no element {position} in a list of {len(array)}")


def flatten(*values: Any) -> list[Any]:
    """One list of scalars, lists and CSV text; null or "" in it fails [KB merged-attributes]."""
    found: list[Any] = []
    pending = list(reversed(values))
    while pending:
        value = pending.pop()
        if value is None or value == "":
            raise FunctionError(NULL_ELEMENT, "Arrays.flatten fails on a null or empty value; guard it with ?: {}")
        if isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, str) and "," in value:
            pending += [part.strip() for part in reversed(value.split(","))]
        else:
            found.append(value)
        check_list(found)
    return found


def contains(array: list[Any], value: Any) -> bool:
    """Whether an element equals the value, exactly and case-sensitively [KB arrays-contains]."""
    return any(equal(element, value) for element in array)


ARRAY_FUNCTIONS = named(
    Function("Arrays.add", (as_list, anything), lambda array, value: check_list([*array, value])),
    Function("Arrays.remove", (as_list, anything), remove, surroundings=True),
    Function("Arrays.clear", (as_list,), lambda _: []),
    Function("Arrays.get", (as_list, as_integer), get),
    Function("Arrays.flatten", (), flatten, rest=anything),
    Function("Arrays.contains", (as_list, anything), contains),
    Function("Arrays.size", (as_list,), len),
    Function("Arrays.isEmpty", (as_list,), lambda array: not array),
    # No space is added or taken away (D).
    Function("Arrays.toCsvString", (as_list,), lambda array: joined([concatenated(element) for element in array])),
)
