"""The criteria of `user.getGroups` and `user.isMemberOf` (mappings 2, "Groups").

Several values in one criterion are alternatives, several criteria must all hold. `group.profile.name` is compared by
`operator`, STARTS_WITH where none is given, or EXACT; `group.id`, `group.type` and `group.source.id` are exact.
"""

from collections.abc import Callable
from typing import Any

from simulator.okta.expression.failures import CRITERIA, FunctionError
from simulator.okta.expression.functions.groups import Group, group_value, name_of
from simulator.okta.expression.library import Function
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import concatenated, kind_of

_EXACT = {"group.id": "id", "group.type": "type", "group.source.id": "sourceId"}
_NAME = "group.profile.name"

Criterion = Callable[[Group], bool]


def get_groups(evaluation: Evaluation, *criteria: dict[str, Any]) -> list[dict[str, Any]]:
    """The user's groups for which every criterion holds."""
    return [group_value(group) for group in _fitting(evaluation, criteria)]


def is_member_of(evaluation: Evaluation, *criteria: dict[str, Any]) -> bool:
    """Whether the user is in a group for which every criterion holds [OIE]."""
    return bool(_fitting(evaluation, criteria))


def as_criteria(value: Any) -> dict[str, Any]:
    """A map literal such as `{'group.type': 'OKTA_GROUP'}`; raises CRITERIA for anything else."""
    if not isinstance(value, dict):
        raise FunctionError(CRITERIA, f"a criterion is a map, {{'group.id': '...'}}, not {kind_of(value)}")
    return value


def _fitting(evaluation: Evaluation, criteria: tuple[dict[str, Any], ...]) -> list[Group]:
    tests = [test for criterion in criteria for test in _tests(evaluation, criterion)]
    return [group for group in evaluation.scope.groups if all(test(group) for test in tests)]


def _tests(evaluation: Evaluation, criterion: dict[str, Any]) -> list[Criterion]:
    operator = criterion.get("operator", "STARTS_WITH")
    if operator not in ("STARTS_WITH", "EXACT"):
        raise FunctionError(CRITERIA, f"the operator must be STARTS_WITH or EXACT, not {concatenated(operator)}")
    return [_test(evaluation, key, value, operator) for key, value in criterion.items() if key != "operator"]


def _test(evaluation: Evaluation, key: str, value: Any, operator: str) -> Criterion:
    wanted = [concatenated(element) for element in (value if isinstance(value, list) else [value])]
    if key in _EXACT:
        attribute = _EXACT[key]
        return lambda group: group.get(attribute) in wanted
    if key != _NAME:
        raise FunctionError(CRITERIA, f"{key} is not a key of a criterion; there are {', '.join((*_EXACT, _NAME))}")
    names = [name_of(evaluation, name.removesuffix(".*")) for name in wanted]
    if operator == "EXACT":
        return lambda group: name_of(evaluation, group.get("name", "")) in names
    return lambda group: name_of(evaluation, group.get("name", "")).startswith(tuple(names))


GET_GROUPS = Function("user.getGroups", (), get_groups, rest=as_criteria, surroundings=True)
IS_MEMBER_OF = Function("user.isMemberOf", (), is_member_of, rest=as_criteria, surroundings=True)
