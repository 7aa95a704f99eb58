"""Warnings about expressions that Okta accepts and administrators regret (mappings 5, "Design")."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

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


class Trap(NamedTuple):
    """A warning: `position` counts characters from 0, `code` names the trap, `message` says it in a sentence."""

    position: int
    code: str
    message: str


def lint(expression: Expression, *, nullable: Collection[str] = (), apply: str | None = None) -> list[Trap]:
    """The traps in an expression, in the order of the text.

    `nullable` has the names, as in `Expression.reads`, that may be null for somebody. `apply` is the row's setting,
    `create_only` or `create_and_update`, or None where the expression is not a mapping row.
    """
    found: set[Trap] = set()
    for tree in expression.trees:
        for node in nodes.walk(tree):
            found.update(_structural(node))
            if expression.dialect == "classic":
                found.update(_call_traps(node, apply))
        if expression.dialect == "classic":
            found.update(_null_traps(tree, frozenset(nullable)))
    return sorted(found)


def _null_traps(tree: nodes.Node, nullable: frozenset[str]) -> Iterator[Trap]:
    """The operands of a text `+` that may be null; what the condition around it asks about counts as tested."""
    pending = [(tree, nullable)]
    while pending:
        node, names = pending.pop()
        if isinstance(node, nodes.Operation) and node.rest[0].operator in "+-":
            for operand in (node.first, *(operand.value for operand in node.rest if operand.operator == "+")):
                if found := _nullable(operand, names):
                    name, position = found
                    said = f"{name} can be null, and + then writes the text null; use ({name} ?: '') or test it first"
                    yield Trap(position, "null-in-concatenation", said)
        elif isinstance(node, nodes.Choice):
            names -= {read.name for test, _ in node.cases for read in nodes.reads_of(test)}
        pending += [(child, names) for child in nodes.children(node)]


def _structural(node: nodes.Node) -> Iterator[Trap]:
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


def _call_traps(node: nodes.Node, apply: str | None) -> Iterator[Trap]:
    followed = apply == "create_and_update"
    match node:
        case nodes.Call():
            yield from _function_traps(node)
            if followed and (node.function in MEMBERSHIP_FUNCTIONS or node.function == "getFilteredGroups"):
                yield Trap(node.start, "stale-membership", _stale(node.function, "the person's groups change"))
            if followed and node.function in RELATED_FUNCTIONS:
                yield Trap(node.start, "stale-relation", _stale(node.function, "the manager or assistant changes"))
        case nodes.Chain(head=nodes.Name(), steps=(nodes.Method(name="getGroups") as step, *_)) if followed:
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


def _stale(function: str, event: str) -> str:
    return f"{function} is not run again when {event}; the row keeps its old result until another attribute changes"
