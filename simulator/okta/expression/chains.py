"""The links of a chain: properties, methods, indexes, projections and selections (mappings 1, "Value rules")."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simulator.okta.expression import nodes
from simulator.okta.expression.dialect import Run, applied
from simulator.okta.expression.failures import CONVERSION, INDEX, NO_METHOD, FunctionError, check_text
from simulator.okta.expression.profile import Profile
from simulator.okta.expression.scope import Evaluation
from simulator.okta.expression.values import as_integer, concatenated, kind_of, slice_units, units

if TYPE_CHECKING:
    from simulator.okta.expression.compiler import Compiler

Link = Callable[[Evaluation, Any], Any]
"""A compiled step: what follows from the value before it."""

At = tuple[nodes.Chain, int]
"""A chain and the index of a step in it."""


def compile_chain(compiler: "Compiler", chain: nodes.Chain) -> Run:
    """The chain's value, link by link; `user.function()` is one of the dialect's own functions."""
    head, steps = chain.head, chain.steps
    if _is_user(head, compiler) and isinstance(steps[0], nodes.Method):
        run, done = _user_function(compiler, chain, steps[0]), 1
    elif _is_root(head, compiler) and type(steps[0]) is nodes.Property and not steps[0].safe:
        run, done = _attribute(compiler, head, steps[0]), 1
    else:
        run, done = compiler.compile(head), 0
    links = [
        (_COMPILERS[type(step)](compiler, (chain, index), step), step.safe)
        for index, step in enumerate(steps[done:], done)
    ]
    return _linked(run, links) if links else run


def _is_root(node: nodes.Node, compiler: "Compiler") -> bool:
    return isinstance(node, nodes.Name) and not compiler.inside


def _is_user(node: nodes.Node, compiler: "Compiler") -> bool:
    return _is_root(node, compiler) and isinstance(node, nodes.Name) and node.name == "user"


def _linked(run: Run, links: list[tuple[Link, bool]]) -> Run:
    """One link after the other, however many there are; a safe one leaves null as it is."""

    def linked(evaluation: Evaluation) -> Any:
        value = run(evaluation)
        for link, safe in links:
            if value is not None or not safe:
                value = link(evaluation, value)
        return value

    return linked


def _attribute(compiler: "Compiler", root: nodes.Node, step: nodes.Property) -> Run:
    """`user.email`: what most expressions are made of, so it takes the short way when the value is there."""
    run, name, position, reader = compiler.compile(root), step.name, step.start, compiler.dialect.read

    def read(evaluation: Evaluation) -> Any:
        profile = run(evaluation)
        if type(profile) is Profile:
            value = profile.attributes.get(name)
            if value is not None:
                return value
        return applied(reader, position, evaluation, profile, name)

    return read


def _user_function(compiler: "Compiler", chain: nodes.Chain, step: nodes.Method) -> Run:
    function = compiler.dialect.user_functions.get(step.name)
    if function is None:
        advice = compiler.dialect.advice(compiler.text, chain, 0)
        failure = FunctionError(NO_METHOD, f"user has no function {step.name}{advice}")
        return compiler.raising(failure, step.start)
    return compiler.call(function, step.arguments, step.start)


def _property(compiler: "Compiler", _at: At, step: nodes.Property) -> Link:
    name, position, reader = step.name, step.start, compiler.dialect.read
    return lambda evaluation, value: applied(reader, position, evaluation, value, name)


def _method(compiler: "Compiler", at: At, step: nodes.Method) -> Link:
    arguments = [compiler.compile(argument) for argument in step.arguments]
    method = compiler.dialect.method

    def call(evaluation: Evaluation, value: Any) -> Any:
        given = [argument(evaluation) for argument in arguments]
        if value is None:
            failure = FunctionError("EL1011E", f"{step.name}() is called on null; guard it, or write ?.{step.name}()")
            raise failure.at(step.start)
        try:
            return method(evaluation, value, step.name, given)
        except FunctionError as failure:
            if failure.code == NO_METHOD:
                failure = FunctionError(NO_METHOD, failure.message + compiler.dialect.advice(compiler.text, *at))
            raise failure.at(step.start) from None

    return call


def _index(compiler: "Compiler", _at: At, step: nodes.Index) -> Link:
    key = compiler.compile_key(step.key)
    position = step.start
    return lambda evaluation, value: applied(_element, position, value, lambda: key(evaluation, value))


def _element(value: Any, key: Callable[[], Any]) -> Any:
    """`list[n]`, `text[n]`, `map['k']`; out of range is EL1025E, of a text EL1026E."""
    if value is None:
        raise FunctionError("EL1012E", "an element is taken from null; guard it")
    wanted = key()
    if isinstance(value, Profile):
        return value.read(concatenated(wanted))
    if isinstance(value, Mapping):
        return value.get(concatenated(wanted))
    if not isinstance(value, list | str):
        raise FunctionError("EL1027E", f"{kind_of(value)} has no elements")
    if wanted is None:
        raise FunctionError(CONVERSION, "the index is null")
    place, length = as_integer(wanted), units(check_text(value)) if isinstance(value, str) else len(value)
    if not 0 <= place < length:
        code = INDEX if isinstance(value, list) else "EL1026E"
        raise FunctionError(code, f"there is no element {place} in {kind_of(value)} of {length}")
    return value[place] if isinstance(value, list) else slice_units(value, place, place + 1)


def _projection(compiler: "Compiler", _at: At, step: nodes.Projection) -> Link:
    each, position = compiler.compile_inside(step.each), step.start

    def project(evaluation: Evaluation, value: Any) -> list[Any]:
        elements = _elements(value)
        if elements is None:
            raise FunctionError("EL1019E", f"{kind_of(value)} has no elements to project").at(position)
        return [each(applied(evaluation.at, position, element)) for element in elements]

    return project


def _selection(compiler: "Compiler", _at: At, step: nodes.Selection) -> Link:
    test, position, which = compiler.compile_inside(step.test), step.start, step.which

    def holds(evaluation: Evaluation, element: Any) -> bool:
        result = test(applied(evaluation.at, position, element))
        if not isinstance(result, bool):
            raise FunctionError("EL1016E", f"the test of a selection must give a Boolean, not {kind_of(result)}").at(
                position
            )
        return result

    def select(evaluation: Evaluation, value: Any) -> Any:
        elements = _elements(value)
        if elements is None:
            raise FunctionError("EL1015E", f"{kind_of(value)} has no elements to select from").at(position)
        ordered = reversed(elements) if which == "last" else elements
        found = (element for element in ordered if holds(evaluation, element))
        return _selected(found, which, from_map=isinstance(value, dict))

    return select


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


_COMPILERS: dict[type[nodes.Step], Callable[["Compiler", At, Any], Link]] = {
    nodes.Property: _property,
    nodes.Method: _method,
    nodes.Index: _index,
    nodes.Projection: _projection,
    nodes.Selection: _selection,
}
