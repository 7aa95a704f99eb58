"""Warnings about expressions that Okta accepts and administrators regret (mappings 5, "Design")."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from simulator.okta.expression import nodes
from simulator.okta.expression.classic import CLASSIC
from simulator.okta.expression.expression import Expression
from simulator.okta.expression.failures import FunctionError
from simulator.okta.expression.functions.groups import CLAIM_FUNCTIONS, MEMBERSHIP_FUNCTIONS
from simulator.okta.expression.functions.people import RELATED_FUNCTIONS
from simulator.okta.expression.functions.strings import DEPRECATED

_KEEPS_NULL = frozenset(
    {
        *(f"String.{name}" for name in ("removeSpaces", "replace", "replaceFirst", "substring", "substringAfter")),
        *(f"String.{name}" for name in ("substringBefore", "toLowerCase", "toUpperCase")),
        *DEPRECATED,
    }
)
"""Functions that give null for a null first argument (mappings 2, X)."""


def nullable_operands(tree: nodes.Node, nullable: frozenset[str]) -> Iterator[tuple[str, int]]:
    """The attribute and position of each operand of a text `+` that may be null.

    An attribute that the condition around the `+` asks about counts as tested.
    """
    pending = [(tree, nullable)]
    while pending:
        node, open_names = pending.pop()
        if isinstance(node, nodes.Operation) and node.rest[0].operator in "+-":
            yield from _operands(node, open_names)
        pending += _inside(node, open_names)


def _inside(node: nodes.Node, nullable: frozenset[str]) -> list[tuple[nodes.Node, frozenset[str]]]:
    if not isinstance(node, nodes.Choice):
        return [(child, nullable) for child in nodes.children(node)]
    tested = frozenset(read.name for test, _ in node.cases for read in nodes.reads_of(test))
    return [(child, nullable - tested) for child in nodes.children(node)]


def _operands(node: nodes.Operation, nullable: frozenset[str]) -> Iterator[tuple[str, int]]:
    added = [node.first, *(operand.value for operand in node.rest if operand.operator == "+")]
    for operand in added:
        found = _nullable(operand, nullable)
        if found is not None:
            yield found


def _nullable(node: nodes.Node, nullable: frozenset[str]) -> tuple[str, int] | None:
    """The name and place of the attribute that makes this operand null, through functions that keep a null."""
    while True:
        match node:
            case nodes.Parenthesis(inner=inner):
                node = inner
            case nodes.Call(function=function, arguments=(first, *_)) if function in _KEEPS_NULL:
                node = first
            case nodes.Name(name=name) if name in nullable:
                return name, node.start
            case nodes.Chain(head=nodes.Name(name=root), steps=(nodes.Property(name=name),)):
                return (f"{root}.{name}", node.start) if f"{root}.{name}" in nullable else None
            case _:
                return None


Apply = Literal["create_only", "create_and_update"]


@dataclass(frozen=True, order=True)
class Trap:
    """A warning: `position` counts characters from 0, `code` names the trap, `message` says it in a sentence."""

    position: int
    code: str
    message: str


def lint(expression: Expression, *, nullable: Collection[str] = (), apply: Apply | None = None) -> list[Trap]:
    """The traps in an expression, in the order of the text.

    `nullable` has the names, as in `Expression.reads`, that may be null for somebody. `apply` is the row's setting,
    or None where the expression is not a mapping row.
    """
    found = [Trap(trap.position, trap.code, trap.message) for tree in expression.trees for trap in _structural(tree)]
    if expression.dialect != "classic":
        return sorted(found)
    for tree in expression.trees:
        found += _null_traps(tree, nullable)
        for node in nodes.walk(tree):
            found += _call_traps(node, apply)
    return sorted(set(found))


def _null_traps(tree: nodes.Node, nullable: Collection[str]) -> Iterator[Trap]:
    for name, position in nullable_operands(tree, frozenset(nullable)):
        message = f"{name} can be null, and + then writes the text null; use ({name} ?: '') or test it first"
        yield Trap(position, "null-in-concatenation", message)


def _structural(tree: nodes.Node) -> Iterator[Trap]:
    for node in nodes.walk(tree):
        match node:
            case nodes.Choice(cases=((test, _), *_)) if _is_sum(test):
                message = "+ binds tighter than ? :, so all that stands before the ? is the condition; add parentheses"
                yield Trap(node.start, "ternary-in-sum", message)
            case nodes.Elvis(value=value) if _is_sum(value):
                message = "+ binds tighter than ?:, so the default replaces the whole sum; add parentheses"
                yield Trap(node.start, "elvis-in-sum", message)
            case nodes.Operation(rest=(nodes.Operand(operator="matches"), *_)):
                message = "matches is deprecated; String.startsWith or String.stringContains may do"
                yield Trap(node.rest[0].position, "deprecated-operator", message)


def _is_sum(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Operation) and node.rest[0].operator == "+"


def _call_traps(node: nodes.Node, apply: Apply | None) -> Iterator[Trap]:
    if isinstance(node, nodes.Call):
        yield from _function_traps(node)
        if apply == "create_and_update":
            yield from _stale_traps(node)
    elif apply == "create_and_update" and isinstance(node, nodes.Chain):
        step = node.steps[0]
        if isinstance(step, nodes.Method) and step.name == "getGroups" and isinstance(node.head, nodes.Name):
            yield Trap(step.start, "stale-membership", _stale("user.getGroups", "the person's groups change"))


def _function_traps(node: nodes.Call) -> Iterator[Trap]:
    if node.function in DEPRECATED:
        message = f"{node.function} is deprecated; write {DEPRECATED[node.function]}, same arguments"
        yield Trap(node.start, "deprecated-function", message)
    if node.function in CLAIM_FUNCTIONS:
        yield Trap(node.start, "claims-only", f"{node.function} works in claims only, not in mappings")
    function = CLASSIC.functions.get(node.function)
    if function is None:
        yield Trap(node.named_at, "unknown-function", f"there is no function {node.function}; this fails for everybody")
        return
    try:
        function.check_count(len(node.arguments))
    except FunctionError as failure:
        yield Trap(node.start, "argument-count", f"{failure.message}; this fails for everybody")


def _stale_traps(node: nodes.Call) -> Iterator[Trap]:
    if node.function in MEMBERSHIP_FUNCTIONS or node.function == "getFilteredGroups":
        yield Trap(node.start, "stale-membership", _stale(node.function, "the person's groups change"))
    if node.function in RELATED_FUNCTIONS:
        yield Trap(node.start, "stale-relation", _stale(node.function, "the manager or assistant changes"))


def _stale(function: str, event: str) -> str:
    return f"{function} is not run again when {event}; the row keeps its old result until another attribute changes"
