"""Group functions (mappings 2, "Groups"): membership by id and name, and the lists for claims.

Several values in one criterion are alternatives, several criteria must all hold. `group.profile.name` is compared by
`operator`, STARTS_WITH where none is given, or EXACT; `group.id`, `group.type` and `group.source.id` are exact.
"""

from collections.abc import Callable, Mapping
from operator import contains
from typing import Any

from simulator.okta.expression.failures import CRITERIA, LIMIT, FunctionError
from simulator.okta.expression.library import Function, named
from simulator.okta.expression.patterns import matcher
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import as_integer, as_text, concatenated, kind_of

MAX_GROUPS = 100
_OKTA_TYPES = ("OKTA_GROUP", "BUILT_IN")
_EXACT = {"group.id": "id", "group.type": "type", "group.source.id": "sourceId"}
_NAME = "group.profile.name"

Group = Mapping[str, Any]
Criterion = Callable[[Group], bool]


def get_groups(evaluation: Evaluation, *criteria: dict[str, Any]) -> list[dict[str, Any]]:
    """The user's groups for which every criterion holds."""
    tests = [test for criterion in criteria for test in _tests(evaluation, criterion)]
    return [group_value(group) for group in evaluation.scope.groups if all(test(group) for test in tests)]


def as_criteria(value: Any) -> dict[str, Any]:
    """A map literal such as `{'group.type': 'OKTA_GROUP'}`; raises CRITERIA for anything else."""
    if not isinstance(value, dict):
        raise FunctionError(CRITERIA, f"a criterion is a map, {{'group.id': '...'}}, not {kind_of(value)}")
    return value


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
    names = tuple(_compared(evaluation, name.removesuffix(".*")) for name in wanted)
    if operator == "EXACT":
        return lambda group: _name(evaluation, group) in names
    return lambda group: _name(evaluation, group).startswith(names)


GET_GROUPS = Function("user.getGroups", (), get_groups, rest=as_criteria, surroundings=True)
IS_MEMBER_OF = Function(
    "user.isMemberOf", (), lambda *given: bool(get_groups(*given)), rest=as_criteria, surroundings=True
)
"""Whether the user is in a group for which every criterion holds [OIE]."""


def group_value(group: Group) -> dict[str, Any]:
    """A group as an expression sees it: `id`, `name`, `type`, `profile.name`, `source.id`."""
    value: dict[str, Any] = {key: group.get(key) for key in ("id", "name", "type")}
    value["profile"] = {"name": group.get("name"), "description": group.get("description")}
    value["source"] = {"id": group.get("sourceId")}
    return value


def _compared(evaluation: Evaluation, name: Any) -> str:
    """A name as names are compared: exactly (X), or by the switch `group_name_case` without regard to case."""
    return str(name).lower() if evaluation.scope.settings.group_name_case == "ignore" else str(name)


def _name(evaluation: Evaluation, group: Group) -> str:
    return _compared(evaluation, group.get("name", ""))


def is_member(evaluation: Evaluation, *ids: str | None) -> bool:
    """Whether the user is in any of the groups with these ids."""
    return any(group.get("id") in ids for group in evaluation.scope.groups)


def _by_name(name: str, test: Callable[[str, str], bool]) -> Function:
    """Whether the user is in a group with such a name; null is no group's."""

    def holds(evaluation: Evaluation, wanted: str | None) -> bool:
        if wanted is None:
            return False
        compared = _compared(evaluation, wanted)
        return any(test(_name(evaluation, group), compared) for group in evaluation.scope.groups)

    return Function(name, (as_text,), holds, surroundings=True)


def in_group_matching(evaluation: Evaluation, pattern: str | None) -> bool:
    """Whether a whole group name matches; one leading slash, as in the documentation's sample, is dropped (X)."""
    if pattern is None:
        return False
    if evaluation.scope.settings.regex_slash == "strip":
        pattern = pattern.removeprefix("/")
    matches = matcher(pattern if evaluation.scope.settings.group_name_case == "exact" else f"(?i:{pattern})")
    return any(matches(str(group.get("name", "")), evaluation.meter) for group in evaluation.scope.groups)


def groups_among(evaluation: Evaluation, ids: list[Any], limit: int) -> list[dict[str, Any]]:
    """The user's groups whose ids are in the list; LIMIT for a bad limit, or more groups than it allows."""
    found = [group_value(group) for group in evaluation.scope.groups if group.get("id") in ids]
    _check_limit(len(found), limit)
    return found


def _check_limit(count: int, limit: int) -> None:
    if not 1 <= limit <= MAX_GROUPS:
        raise FunctionError(LIMIT, f"the limit must be from 1 to {MAX_GROUPS}, not {limit}")
    if count > limit:
        raise FunctionError(LIMIT, f"{count} groups fit, and the limit is {limit}")


def _claim(name: str, test: Callable[[str, str], bool]) -> Function:
    """`Groups.*`: names of the groups of an app, or null; for claims [EL-DOC]. `OKTA` stands for Okta's own groups."""

    def answer(evaluation: Evaluation, app: str | None, pattern: str | None, limit: int) -> list[str] | None:
        wanted = _compared(evaluation, pattern or "")
        groups = [group for group in evaluation.scope.groups if _belongs(group, app)]
        found = [str(group.get("name")) for group in groups if test(_name(evaluation, group), wanted)]
        _check_limit(len(found), limit)
        return found or None

    return Function(f"Groups.{name}", (as_text, as_text, as_integer), answer, surroundings=True)


def _belongs(group: Group, app: str | None) -> bool:
    if app == "OKTA":
        return group.get("type") in _OKTA_TYPES
    return app is not None and app in (group.get("sourceId"), group.get("app"))


CLAIM_FUNCTIONS = named(
    _claim("contains", contains),
    _claim("startsWith", str.startswith),
    _claim("endsWith", str.endswith),
)
"""Functions for claims only, which a mapping refuses [EL-DOC]."""

MEMBERSHIP_FUNCTIONS = named(
    Function("isMemberOfGroup", (as_text,), is_member, surroundings=True),
    Function("isMemberOfAnyGroup", (), is_member, rest=as_text, surroundings=True),
    _by_name("isMemberOfGroupName", str.__eq__),
    _by_name("isMemberOfGroupNameStartsWith", str.startswith),
    _by_name("isMemberOfGroupNameContains", contains),
    Function("isMemberOfGroupNameRegex", (as_text,), in_group_matching, surroundings=True),
)
"""Whose result a mapping does not follow when the membership changes [EL-DOC]."""
