"""The classic dialect, which mappings, usernames and group rules are written in (mappings 2 [EL-DOC])."""

from typing import Any

from simulator.errors import ExpressionError
from simulator.okta.expression.compiler import Compiler
from simulator.okta.expression.failures import NO_METHOD, FunctionError
from simulator.okta.expression.functions.arrays import ARRAY_FUNCTIONS, as_list
from simulator.okta.expression.functions.convert import CONVERT_FUNCTIONS, COUNTRY_FUNCTIONS
from simulator.okta.expression.functions.groups import CLAIM_FUNCTIONS, GET_GROUPS, MEMBERSHIP_FUNCTIONS, groups_among
from simulator.okta.expression.functions.people import INTERNAL_PROPERTY, LINKED_OBJECT, PEOPLE_FUNCTIONS
from simulator.okta.expression.functions.strings import ALIAS_FUNCTIONS, STRING_FUNCTIONS
from simulator.okta.expression.functions.times import TIME_FUNCTIONS
from simulator.okta.expression.identity_engine import call_method
from simulator.okta.expression.library import Dialect, Function, named
from simulator.okta.expression.parser import parse_nodes
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.spelling import classic_advice
from simulator.okta.expression.values import as_integer, as_text, kind_of


def filtered_groups(evaluation: Evaluation, ids: list[Any], attribute: str | None, limit: int) -> list[Any]:
    """`getFilteredGroups`: an expression such as `group.name` for each listed group the user is in.

    [GUIDE customize-tokens-static]: more groups than the limit, or a limit outside 1 to 100, is LIMIT.
    """
    groups = groups_among(evaluation, ids, limit)
    try:
        run = Compiler(attribute or "", _PER_GROUP).compile(parse_nodes(attribute or ""))
        return [run(_beside(evaluation, group)) for group in groups]
    except ExpressionError as error:
        raise FunctionError(error.code, f"in its second argument, at {error.position}: {error.message}") from None


def _beside(evaluation: Evaluation, group: dict[str, Any]) -> Evaluation:
    evaluation.meter.spend(1)
    return Evaluation(evaluation.scope.with_root("group", group), evaluation.meter)


def _user(evaluation: Evaluation) -> Any:
    return evaluation.scope.roots["user"]


def _method(evaluation: Evaluation, value: Any, name: str, arguments: list[Any]) -> Any:
    """Methods of values belong to the Identity Engine dialect; a mapping refuses them (X: switch `identity_engine`)."""
    if evaluation.scope.settings.identity_engine == "evaluate":
        return call_method(evaluation, value, name, arguments)
    raise FunctionError(NO_METHOD, f"{kind_of(value)} has no method {name} here")


_USER_FUNCTIONS = {
    "getInternalProperty": INTERNAL_PROPERTY,
    "getLinkedObject": LINKED_OBJECT,
    "getGroups": GET_GROUPS,
}
_FUNCTIONS = {
    **STRING_FUNCTIONS,
    **ALIAS_FUNCTIONS,
    **ARRAY_FUNCTIONS,
    **CONVERT_FUNCTIONS,
    **COUNTRY_FUNCTIONS,
    **TIME_FUNCTIONS,
    **MEMBERSHIP_FUNCTIONS,
    **CLAIM_FUNCTIONS,
    **PEOPLE_FUNCTIONS,
}
_PER_GROUP = Dialect(_FUNCTIONS, _USER_FUNCTIONS, _user, _method, classic_advice)
"""What may stand in the second argument of `getFilteredGroups`: everything but itself."""

CLASSIC = Dialect(
    {
        **_FUNCTIONS,
        **named(Function("getFilteredGroups", (as_list, as_text, as_integer), filtered_groups, surroundings=True)),
    },
    _USER_FUNCTIONS,
    _user,
    _method,
    classic_advice,
)
