"""Turns a syntax tree into functions: an expression is parsed once, at save, and evaluated many times."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from simulator.okta.expression import nodes, operators, values
from simulator.okta.expression.failures import CONVERSION, INDEX, NO_FUNCTION, NO_METHOD, FunctionError, check_text
from simulator.okta.expression.library import Dialect, Function, Run, applied, weight
from simulator.okta.expression.patterns import Matcher, matcher
from simulator.okta.expression.scope import Evaluation, Profile

_COMPARISONS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}

Link = Callable[[Evaluation, Any], Any]
"""A compiled step of a chain: what follows from the value before it."""


class Compiler:
    """Compiles the nodes of one expression, `text`, in one dialect; each kind of node and step has its method."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self._inside = 0
        """How many projections and selections deep; there bare names belong to the element [SPEL]."""

    def compile(self, node: nodes.Node) -> Run:
        """The function that gives the node's value."""
        run: Run = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return run

    def _compile_inside(self, node: nodes.Node) -> Run:
        self._inside += 1
        run = self.compile(node)
        self._inside -= 1
        return run

    def _condition(self, node: nodes.Node) -> Callable[[Evaluation], bool]:
        """The node's value as a condition; EL1001E points at the node."""
        run, position = self.compile(node), node.start

        def holds(evaluation: Evaluation) -> bool:
            value = run(evaluation)
            return value if value is True or value is False else applied(values.as_condition, position, value)

        return holds

    def _literal(self, node: nodes.Literal) -> Run:
        value = node.value
        return lambda _: value

    def _parenthesis(self, node: nodes.Parenthesis) -> Run:
        return self.compile(node.inner)

    def _listof(self, node: nodes.ListOf) -> Run:
        items = [self.compile(item) for item in node.items]
        return lambda evaluation: [item(evaluation) for item in items]

    def _mapof(self, node: nodes.MapOf) -> Run:
        entries = [(self.compile(key), self.compile(value)) for key, value in node.entries]
        return lambda evaluation: {values.concatenated(key(evaluation)): value(evaluation) for key, value in entries}

    def _name(self, node: nodes.Name) -> Run:
        """A root, else an attribute of the source profile (mappings 1, "Names"); inside brackets, of the element."""
        name, position, reader = node.name, node.start, self.dialect.read
        if self._inside:
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
            return self._called(function, node.arguments, node.start)
        code = NO_METHOD if node.named_at != node.start else NO_FUNCTION
        advice = self.dialect.advice(self.text, node, 0)
        return _raising(FunctionError(code, f"there is no function {node.function}{advice}"), node.named_at)

    def _called(self, function: Function, arguments: Sequence[nodes.Node], position: int) -> Run:
        """A call of a library function; what goes wrong in it points at the position."""
        runs = [self.compile(argument) for argument in arguments]

        def run(evaluation: Evaluation) -> Any:
            given = [argument(evaluation) for argument in runs]
            try:
                return function.call(evaluation, given)
            except FunctionError as failure:
                raise failure.at(position) from None

        return run

    def _unary(self, node: nodes.Unary) -> Run:
        if node.operator == "!":
            holds = self._condition(node.operand)
            return lambda evaluation: not holds(evaluation)
        run, position, operator = self.compile(node.operand), node.start, node.operator
        if operator == "empty":
            return lambda evaluation: run(evaluation) in (None, "", [], {})
        return lambda evaluation: applied(operators.signed, position, operator, run(evaluation))

    def _choice(self, node: nodes.Choice) -> Run:
        cases = [(self._condition(test), self.compile(value)) for test, value in node.cases]
        otherwise = self.compile(node.otherwise)

        def run(evaluation: Evaluation) -> Any:
            for holds, value in cases:
                if holds(evaluation):
                    return value(evaluation)
            return otherwise(evaluation)

        return run

    def _elvis(self, node: nodes.Elvis) -> Run:
        """The default is taken for null and for the empty text [EL-DOC][SPEL]."""
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
        return self._arithmetic(node)

    def _logical(self, node: nodes.Operation, *, stop: bool) -> Run:
        """`and`, `or`: what follows the operand that decides is not evaluated."""
        operands = [self._condition(value) for value in (node.first, *(operand.value for operand in node.rest))]
        if stop:
            return lambda evaluation: any(holds(evaluation) for holds in operands)
        return lambda evaluation: all(holds(evaluation) for holds in operands)

    def _relation(self, node: nodes.Operation) -> Run:
        left, (operand,) = self.compile(node.first), node.rest
        right, position = self.compile(operand.value), operand.position
        if operand.operator in ("==", "!="):
            wanted = operand.operator == "=="
            return lambda evaluation: _equal(evaluation, position, left(evaluation), right(evaluation)) is wanted
        holds = _COMPARISONS[operand.operator]
        return lambda evaluation: holds(applied(values.compared, position, left(evaluation), right(evaluation)))

    def _arithmetic(self, node: nodes.Operation) -> Run:
        first = self.compile(node.first)
        rest = [(operand.operator, operand.position, self.compile(operand.value)) for operand in node.rest]

        def run(evaluation: Evaluation) -> Any:
            total = first(evaluation)
            settings = evaluation.scope.settings
            for operator, position, value in rest:
                operand = value(evaluation)
                if type(operand) is not str:
                    applied(evaluation.meter.spend, position, weight(total) + weight(operand))
                total = applied(operators.calculated, position, operator, total, operand, settings)
            return total

        return run

    def _matches(self, node: nodes.Operation) -> Run:
        """`matches`, deprecated [EL-DOC]: the whole text; a null left is EL1037E, a right that is no text EL1038E."""
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

    def _chain(self, chain: nodes.Chain) -> Run:
        """The chain's value, link by link; `user.function()` is one of the dialect's own functions."""
        head, steps = chain.head, chain.steps
        root = isinstance(head, nodes.Name) and not self._inside
        done = 1
        if root and head.name == "user" and isinstance(steps[0], nodes.Method):  # type: ignore[attr-defined]
            run = self._user_function(chain, steps[0])
        elif root and isinstance(steps[0], nodes.Property) and not steps[0].safe:
            run = self._attribute(head, steps[0])
        else:
            run, done = self.compile(head), 0
        links: list[tuple[Link, bool]] = [
            (getattr(self, f"_{type(step).__name__.lower()}")(step, chain, index), step.safe)
            for index, step in enumerate(steps[done:], done)
        ]
        return _linked(run, links) if links else run

    def _attribute(self, root: nodes.Node, step: nodes.Property) -> Run:
        """`user.email`: what most expressions are made of, so it takes the short way when the value is there."""
        run, name, position, reader = self.compile(root), step.name, step.start, self.dialect.read

        def read(evaluation: Evaluation) -> Any:
            profile = run(evaluation)
            if type(profile) is Profile:
                value = profile.attributes.get(name)
                if value is not None:
                    return value
            return applied(reader, position, evaluation, profile, name)

        return read

    def _user_function(self, chain: nodes.Chain, step: nodes.Method) -> Run:
        function = self.dialect.user_functions.get(step.name)
        if function is not None:
            return self._called(function, step.arguments, step.start)
        advice = self.dialect.advice(self.text, chain, 0)
        return _raising(FunctionError(NO_METHOD, f"user has no function {step.name}{advice}"), step.start)

    def _property(self, step: nodes.Property, _chain: nodes.Chain, _index: int) -> Link:
        name, position, reader = step.name, step.start, self.dialect.read
        return lambda evaluation, value: applied(reader, position, evaluation, value, name)

    def _method(self, step: nodes.Method, chain: nodes.Chain, index: int) -> Link:
        arguments = [self.compile(argument) for argument in step.arguments]

        def call(evaluation: Evaluation, value: Any) -> Any:
            given = [argument(evaluation) for argument in arguments]
            if value is None:
                failure = FunctionError(
                    "EL1011E", f"{step.name}() is called on null; guard it, or write ?.{step.name}()"
                )
                raise failure.at(step.start)
            try:
                return self.dialect.method(evaluation, value, step.name, given)
            except FunctionError as failure:
                if failure.code == NO_METHOD:
                    advice = self.dialect.advice(self.text, chain, index)
                    failure = FunctionError(NO_METHOD, failure.message + advice)
                raise failure.at(step.start) from None

        return call

    def _index(self, step: nodes.Index, _chain: nodes.Chain, _index: int) -> Link:
        """`[...]`; a bare name in it picks an entry of a map or profile by that name [SPEL]."""
        run, position = self.compile(step.key), step.start
        name = step.key.name if isinstance(step.key, nodes.Name) else None

        def key(evaluation: Evaluation, value: Any) -> Any:
            return run(evaluation) if name is None or not isinstance(value, Mapping | Profile) else name

        return lambda evaluation, value: applied(_element, position, value, lambda: key(evaluation, value))

    def _projection(self, step: nodes.Projection, _chain: nodes.Chain, _index: int) -> Link:
        each, position = self._compile_inside(step.each), step.start

        def project(evaluation: Evaluation, value: Any) -> list[Any]:
            elements = _elements(value)
            if elements is None:
                raise FunctionError("EL1019E", f"{values.kind_of(value)} has no elements to project").at(position)
            return [each(applied(evaluation.at, position, element)) for element in elements]

        return project

    def _selection(self, step: nodes.Selection, _chain: nodes.Chain, _index: int) -> Link:
        test, position, which = self._compile_inside(step.test), step.start, step.which

        def holds(evaluation: Evaluation, element: Any) -> bool:
            result = test(applied(evaluation.at, position, element))
            if not isinstance(result, bool):
                said = f"the test of a selection must give a Boolean, not {values.kind_of(result)}"
                raise FunctionError("EL1016E", said).at(position)
            return result

        def select(evaluation: Evaluation, value: Any) -> Any:
            elements = _elements(value)
            if elements is None:
                raise FunctionError("EL1015E", f"{values.kind_of(value)} has no elements to select from").at(position)
            ordered = reversed(elements) if which == "last" else elements
            found = (element for element in ordered if holds(evaluation, element))
            return _selected(found, which, from_map=isinstance(value, dict))

        return select


def _raising(failure: FunctionError, position: int) -> Run:
    """A node that cannot have a value, which matters only when it is evaluated."""

    def run(_: Evaluation) -> Any:
        raise failure.at(position)

    return run


def _equal(evaluation: Evaluation, position: int, left: Any, right: Any) -> bool:
    if isinstance(left, list):
        applied(evaluation.meter.spend, position, weight(left))
    return values.equal(left, right)


def _prepared(pattern: nodes.Node) -> Matcher | None:
    """The matcher of a literal pattern; None when the pattern is computed, or is wrong and will say so when used."""
    if not isinstance(pattern, nodes.Literal) or not isinstance(pattern.value, str):
        return None
    try:
        return matcher(pattern.value)
    except FunctionError:
        return None


def _linked(run: Run, links: list[tuple[Link, bool]]) -> Run:
    """One link after the other, however many there are; a safe one leaves null as it is."""

    def linked(evaluation: Evaluation) -> Any:
        value = run(evaluation)
        for link, safe in links:
            if value is not None or not safe:
                value = link(evaluation, value)
        return value

    return linked


def _element(value: Any, key: Callable[[], Any]) -> Any:
    """`list[n]`, `text[n]`, `map['k']`; out of range is EL1025E, of a text EL1026E."""
    if value is None:
        raise FunctionError("EL1012E", "an element is taken from null; guard it")
    wanted = key()
    if isinstance(value, Profile):
        return value.read(values.concatenated(wanted))
    if isinstance(value, Mapping):
        return value.get(values.concatenated(wanted))
    if not isinstance(value, list | str):
        raise FunctionError("EL1027E", f"{values.kind_of(value)} has no elements")
    if wanted is None:
        raise FunctionError(CONVERSION, "the index is null")
    place = values.as_integer(wanted)
    length = values.units(check_text(value)) if isinstance(value, str) else len(value)
    if not 0 <= place < length:
        code = INDEX if isinstance(value, list) else "EL1026E"
        raise FunctionError(code, f"there is no element {place} in {values.kind_of(value)} of {length}")
    return value[place] if isinstance(value, list) else values.slice_units(value, place, place + 1)


def _selected(found: Iterator[Any], which: str, *, from_map: bool) -> Any:
    """All that were found, or the one; of a map a map [SPEL]."""
    if which == "all":
        return {entry["key"]: entry["value"] for entry in found} if from_map else list(found)
    one = next(found, None)
    return {one["key"]: one["value"]} if from_map and one is not None else one


def _elements(value: Any) -> list[Any] | None:
    """What brackets visit: the elements of a list, or of a map its entries as `key` and `value`."""
    if isinstance(value, dict):
        return [{"key": key, "value": held} for key, held in value.items()]
    return value if isinstance(value, list) else None
