"""Turns a syntax tree into functions: an expression is parsed once, at save, and evaluated many times."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulator.okta.expression import nodes, operators, values
from simulator.okta.expression.chains import compile_chain
from simulator.okta.expression.dialect import Dialect, Run, applied
from simulator.okta.expression.failures import CONVERSION, NO_FUNCTION, NO_METHOD, FunctionError
from simulator.okta.expression.library import Function, weight
from simulator.okta.expression.patterns import Matcher, matcher
from simulator.okta.expression.profile import Profile
from simulator.okta.expression.scope import Evaluation

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "-": operators.subtract,
    "*": operators.multiply,
    "/": operators.divide,
    "%": operators.remainder,
    "^": operators.power,
}
_COMPARISONS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


class Compiler:
    """Compiles the nodes of one expression, `text`, in one dialect."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self._inside = 0

    @property
    def inside(self) -> bool:
        """Whether bare names belong to the element of a projection or selection [SPEL]."""
        return self._inside > 0

    def compile(self, node: nodes.Node) -> Run:
        """The function that gives the node's value."""
        return _BUILDERS[type(node)](self, node)

    def compile_inside(self, node: nodes.Node) -> Run:
        """The same for what stands in the brackets of a projection or selection."""
        self._inside += 1
        run = self.compile(node)
        self._inside -= 1
        return run

    def condition(self, node: nodes.Node) -> Callable[[Evaluation], bool]:
        """The node's value as a condition; EL1001E points at the node."""
        run = self.compile(node)

        def holds(evaluation: Evaluation) -> bool:
            value = run(evaluation)
            if value is True or value is False:
                return bool(value)
            try:
                return values.as_condition(value)
            except FunctionError as failure:
                raise failure.at(node.start) from None

        return holds

    def _literal(self, node: nodes.Literal) -> Run:
        value = node.value
        return lambda _: value

    def _parenthesis(self, node: nodes.Parenthesis) -> Run:
        return self.compile(node.inner)

    def _list(self, node: nodes.ListOf) -> Run:
        items = [self.compile(item) for item in node.items]
        return lambda evaluation: [item(evaluation) for item in items]

    def _map(self, node: nodes.MapOf) -> Run:
        entries = [(self.compile(key), self.compile(value)) for key, value in node.entries]
        return lambda evaluation: {values.concatenated(key(evaluation)): value(evaluation) for key, value in entries}

    def _name(self, node: nodes.Name) -> Run:
        """A root, else an attribute of the source profile (mappings 1, "Names"); inside brackets, of the element."""
        name, position, reader = node.name, node.start, self.dialect.read
        if self.inside:
            return lambda evaluation: applied(reader, position, evaluation, evaluation.element, name)
        if name == "user":
            return self.dialect.user

        def run(evaluation: Evaluation) -> Any:
            scope = evaluation.scope
            return (
                scope.roots[name] if name in scope.roots else applied(reader, position, evaluation, scope.source, name)
            )

        return run

    def _call(self, node: nodes.Call) -> Run:
        function = self.dialect.functions.get(node.function)
        if function is not None:
            return self.call(function, node.arguments, node.start)
        code = NO_METHOD if node.named_at != node.start else NO_FUNCTION
        advice = self.dialect.advice(self.text, node, 0)
        return self.raising(FunctionError(code, f"there is no function {node.function}{advice}"), node.named_at)

    def call(self, function: Function, arguments: Sequence[nodes.Node], position: int) -> Run:
        """A call of a library function; what goes wrong in it points at the position."""
        runs = [self.compile(argument) for argument in arguments]

        def run(evaluation: Evaluation) -> Any:
            given = [argument(evaluation) for argument in runs]
            try:
                return function.call(evaluation, given)
            except FunctionError as failure:
                raise failure.at(position) from None

        return run

    def raising(self, failure: FunctionError, position: int) -> Run:
        """A node that cannot have a value, which matters only when it is evaluated."""

        def run(_: Evaluation) -> Any:
            raise failure.at(position)

        return run

    def compile_key(self, node: nodes.Node) -> Callable[[Evaluation, Any], Any]:
        """What stands in `[...]`; a bare name picks an entry of a map or profile by that name [SPEL]."""
        run = self.compile(node)
        if not isinstance(node, nodes.Name):
            return lambda evaluation, _: run(evaluation)
        name = node.name
        return lambda evaluation, value: name if isinstance(value, Mapping | Profile) else run(evaluation)

    def _unary(self, node: nodes.Unary) -> Run:
        if node.operator == "!":
            holds = self.condition(node.operand)
            return lambda evaluation: not holds(evaluation)
        run, position = self.compile(node.operand), node.start
        if node.operator == "empty":
            return lambda evaluation: run(evaluation) in (None, "", [], {})
        calculate = operators.negate if node.operator == "-" else operators.plus
        return lambda evaluation: applied(calculate, position, run(evaluation))

    def _choice(self, node: nodes.Choice) -> Run:
        cases = [(self.condition(test), self.compile(value)) for test, value in node.cases]
        otherwise = self.compile(node.otherwise)

        def run(evaluation: Evaluation) -> Any:
            for holds, value in cases:
                if holds(evaluation):
                    return value(evaluation)
            return otherwise(evaluation)

        return run

    def _elvis(self, node: nodes.Elvis) -> Run:
        """The default is taken for null and for the empty text [DOC][SPEL]."""
        run, default = self.compile(node.value), self.compile(node.default)

        def chosen(evaluation: Evaluation) -> Any:
            value = run(evaluation)
            return default(evaluation) if value is None or value == "" else value

        return chosen

    def _operation(self, node: nodes.Operation) -> Run:
        operator = node.rest[0].operator
        if operator in ("&&", "||"):
            return self._logical(node, stop=operator == "||")
        if operator == "matches":
            return self._matches(node)
        if operator in ("==", "!=") or operator in _COMPARISONS:
            return self._relation(node)
        return self._sum(node) if operator in "+-" else self._product(node)

    def _logical(self, node: nodes.Operation, *, stop: bool) -> Run:
        """`and`, `or`: what follows the operand that decides is not evaluated."""
        operands = [self.condition(value) for value in (node.first, *(operand.value for operand in node.rest))]

        def run(evaluation: Evaluation) -> bool:
            return (
                any(holds(evaluation) for holds in operands) if stop else all(holds(evaluation) for holds in operands)
            )

        return run

    def _relation(self, node: nodes.Operation) -> Run:
        left, (operand,) = self.compile(node.first), node.rest
        right, position = self.compile(operand.value), operand.position
        if operand.operator in ("==", "!="):
            wanted = operand.operator == "=="
            return lambda evaluation: self._equal(evaluation, position, left(evaluation), right(evaluation)) is wanted
        holds = _COMPARISONS[operand.operator]
        return lambda evaluation: holds(applied(values.compared, position, left(evaluation), right(evaluation)))

    @staticmethod
    def _equal(evaluation: Evaluation, position: int, left: Any, right: Any) -> bool:
        if isinstance(left, list):
            applied(evaluation.meter.spend, position, weight(left))
        return values.equal(left, right)

    def _sum(self, node: nodes.Operation) -> Run:
        first = self.compile(node.first)
        rest = [(operand.operator, operand.position, self.compile(operand.value)) for operand in node.rest]

        def run(evaluation: Evaluation) -> Any:
            total = first(evaluation)
            settings = evaluation.scope.settings
            for operator, position, value in rest:
                operand = value(evaluation)
                if type(operand) is not str:
                    applied(evaluation.meter.spend, position, weight(total) + weight(operand))
                if operator == "+":
                    total = applied(operators.add, position, total, operand, settings)
                else:
                    total = applied(operators.subtract, position, total, operand)
            return total

        return run

    def _product(self, node: nodes.Operation) -> Run:
        first = self.compile(node.first)
        rest = [(_ARITHMETIC[operand.operator], operand.position, self.compile(operand.value)) for operand in node.rest]

        def run(evaluation: Evaluation) -> Any:
            total = first(evaluation)
            for calculate, position, value in rest:
                total = applied(calculate, position, total, value(evaluation))
            return total

        return run

    def _matches(self, node: nodes.Operation) -> Run:
        """`matches`, deprecated [DOC]: the whole text; a null left is EL1037E, a right that is no text EL1038E."""
        left, (operand,) = self.compile(node.first), node.rest
        position = operand.position
        pattern, prepared = self.compile(operand.value), _prepared(operand.value)

        def found(evaluation: Evaluation) -> bool:
            text, wanted = values.as_text(left(evaluation), CONVERSION), pattern(evaluation)
            if text is None:
                raise FunctionError("EL1037E", "the left side of matches is null; guard it with `!= null and`")
            if not isinstance(wanted, str):
                raise FunctionError("EL1038E", f"the pattern of matches must be a text, not {values.kind_of(wanted)}")
            return (prepared or matcher(wanted))(text, evaluation.meter)

        return lambda evaluation: bool(applied(found, position, evaluation))


def _prepared(pattern: nodes.Node) -> Matcher | None:
    """The matcher of a literal pattern; None when the pattern is computed, or is wrong and will say so when used."""
    if not isinstance(pattern, nodes.Literal) or not isinstance(pattern.value, str):
        return None
    try:
        return matcher(pattern.value)
    except FunctionError:
        return None


_BUILDERS: dict[type[nodes.Node], Callable[[Compiler, Any], Run]] = {
    nodes.Literal: Compiler._literal,
    nodes.Parenthesis: Compiler._parenthesis,
    nodes.ListOf: Compiler._list,
    nodes.MapOf: Compiler._map,
    nodes.Name: Compiler._name,
    nodes.Call: Compiler._call,
    nodes.Chain: compile_chain,
    nodes.Unary: Compiler._unary,
    nodes.Operation: Compiler._operation,
    nodes.Choice: Compiler._choice,
    nodes.Elvis: Compiler._elvis,
}
