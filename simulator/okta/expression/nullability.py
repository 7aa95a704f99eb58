"""Which operands of `+` may be null: the commonest trap, because a null becomes the text `null` (mappings 1)."""

from collections.abc import Iterator

from simulator.okta.expression import nodes
from simulator.okta.expression.functions.strings import DEPRECATED
from simulator.okta.expression.reading import children, reads_of

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
        return [(child, nullable) for child in children(node)]
    tested = frozenset(read.name for test, _ in node.cases for read in reads_of(test))
    return [(child, nullable - tested) for child in children(node)]


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
