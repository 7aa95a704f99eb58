"""What the two dialects of the language differ in, and what compiled code is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.okta.expression import nodes
from simulator.okta.expression.failures import FunctionError
from simulator.okta.expression.library import Function
from simulator.okta.expression.profile import read_property
from simulator.okta.expression.scope import Evaluation

Run = Callable[[Evaluation], Any]
"""A compiled node: its value, or `ExpressionError` (kind eval) with the position of what failed."""

Receiver = Callable[[Evaluation, Any, str, list[Any]], Any]
"""Calls the method of that name on a value; raises `FunctionError`."""


Reader = Callable[[Evaluation, Any, str], Any]
"""Reads the property of that name of a value; raises `FunctionError`."""


def read_strictly(_: Evaluation, value: Any, name: str) -> Any:
    """A property as an expression reads it: a name that is not in the schema is an error."""
    return read_property(value, name)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect: its functions, those of `user`, what `user` is, what `value.method()` does, how properties are read.

    `advice` says for a call the dialect does not have how it is spelled in this one, given the expression's text, or
    "" when there is nothing to say.
    """

    functions: Mapping[str, Function]
    user_functions: Mapping[str, Function]
    user: Run
    method: Receiver
    advice: Callable[[str, nodes.Chain | nodes.Call, int], str]
    read: Reader = read_strictly


def applied(function: Callable[..., Any], position: int, *given: Any) -> Any:
    """What the function answers; what goes wrong in it points at the position."""
    try:
        return function(*given)
    except FunctionError as failure:
        raise failure.at(position) from None
