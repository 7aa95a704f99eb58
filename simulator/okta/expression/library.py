"""What the two dialects of the language are made of: functions, the values they take, and what compiled code is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from simulator.okta.expression import nodes
from simulator.okta.expression.failures import NO_METHOD, FunctionError
from simulator.okta.expression.scope import Evaluation, read_property

Run = Callable[[Evaluation], Any]
"""A compiled node: its value, or `ExpressionError` (kind eval) with the position of what failed."""

Convert = Callable[[Any], Any]
"""Turns a value into what a parameter wants; raises `FunctionError` when it cannot."""


def weight(value: Any) -> int:
    """The units of work it takes to go through a value once."""
    if isinstance(value, str):
        return len(value) // 100
    return len(value) // 4 if isinstance(value, list) else 0


def anything(value: Any) -> Any:
    """A parameter of type Object: the value as it is."""
    return value


@dataclass(eq=False, repr=False, slots=True)
class Function:
    """A function: its name, one conversion per parameter, and what it answers.

    The last `optional` parameters may be missing; `rest` converts whatever follows them (a varargs parameter), of
    which there may be none. `answer` is called with the converted values, after the evaluation when `surroundings`
    is set. It raises `FunctionError`, as does `call` (EL1004E) for a wrong number of arguments. Where `null_is_open`
    no source says what a null argument gives, and the switch `string_null` decides. With `receiver`, the first value
    is what a method is called on and does not count as an argument.
    """

    name: str
    parameters: tuple[Convert, ...]
    answer: Callable[..., Any]
    rest: Convert | None = None
    optional: int = 0
    surroundings: bool = False
    null_is_open: bool = False
    receiver: bool = False

    def call(self, evaluation: Evaluation, values: Sequence[Any]) -> Any:
        """The function's value for these arguments."""
        if len(values) != len(self.parameters):
            self.check_count(len(values))
        converted = [convert(value) for convert, value in zip(self.parameters, values)]  # noqa: B905  # optional ones
        if self.rest is not None:
            converted += map(self.rest, values[len(self.parameters) :])
        if self.null_is_open and None in converted and evaluation.scope.settings.string_null == "error":
            raise FunctionError(NO_METHOD, f"{self.name} is given a null; guard the attribute, or give it a default")
        evaluation.meter.spend(1 + sum(map(weight, converted)))
        return self.answer(evaluation, *converted) if self.surroundings else self.answer(*converted)

    def check_count(self, count: int) -> None:
        """Raises EL1004E unless the function can be called with that many arguments."""
        most = len(self.parameters)
        least = most - self.optional
        if count < least or (count > most and self.rest is None):
            least, most, count = (number - self.receiver for number in (least, most, count))
            wanted = f"{least} to {most}" if self.optional else f"{most}"
            raise FunctionError(NO_METHOD, f"{self.name} takes {wanted} argument(s), and {count} are given")


def named(*functions: Function) -> dict[str, Function]:
    """Functions by name."""
    return {function.name: function for function in functions}


Receiver = Callable[[Evaluation, Any, str, list[Any]], Any]
"""Calls the method of that name on a value; raises `FunctionError`."""

Reader = Callable[[Evaluation, Any, str], Any]
"""Reads the property of that name of a value; raises `FunctionError`."""


class Dialect(NamedTuple):
    """A dialect: its functions, those of `user`, what `user` is, what `value.method()` does, how properties are read;
    a name that is not in the schema is an error where nothing else is said.

    `advice` says for a call the dialect does not have how it is spelled in this one, given the expression's text, or
    "" when there is nothing to say.
    """

    functions: Mapping[str, Function]
    user_functions: Mapping[str, Function]
    user: Run
    method: Receiver
    advice: Callable[[str, nodes.Chain | nodes.Call, int], str] = lambda _text, _node, _index: ""
    read: Reader = lambda _, value, name: read_property(value, name)


def applied(function: Callable[..., Any], position: int, *given: Any) -> Any:
    """What the function answers; what goes wrong in it points at the position."""
    try:
        return function(*given)
    except FunctionError as failure:
        raise failure.at(position) from None
