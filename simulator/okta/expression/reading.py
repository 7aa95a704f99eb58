"""Which attributes an expression may read, and where it says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.okta.expression import nodes


@dataclass(frozen=True, slots=True)
class Read:
    """A name that is read: `root` and `attribute`, or a bare attribute with the root ""; positions from 0."""

    root: str
    attribute: str
    root_at: int
    attribute_at: int

    @property
    def name(self) -> str:
        """`user.login`, or `firstName` when it is bare."""
        return f"{self.root}.{self.attribute}" if self.root else self.attribute


def children(node: nodes.Node) -> tuple[nodes.Node, ...]:
    """The nodes directly inside a node, save those in the brackets of projections and selections."""
    match node:
        case nodes.Parenthesis(inner=inner):
            return (inner,)
        case nodes.ListOf(items=items):
            return items
        case nodes.MapOf(entries=entries):
            return tuple(part for key, value in entries for part in _entry(key, value))
        case nodes.Call(arguments=arguments):
            return arguments
        case nodes.Unary(operand=operand):
            return (operand,)
        case nodes.Operation(first=first, rest=rest):
            return (first, *(operand.value for operand in rest))
        case nodes.Choice(cases=cases, otherwise=otherwise):
            return (*(part for case in cases for part in case), otherwise)
        case nodes.Elvis(value=value, default=default):
            return (value, default)
        case nodes.Chain(head=head, steps=steps):
            return (head, *(part for step in steps for part in _step(step)))
    return ()


def _entry(key: nodes.Node, value: nodes.Node) -> tuple[nodes.Node, ...]:
    return (value,) if isinstance(key, nodes.Name) else (key, value)


def _step(step: nodes.Step) -> tuple[nodes.Node, ...]:
    match step:
        case nodes.Method(arguments=arguments):
            return arguments
        case nodes.Index(key=key):
            return (key,)
    return ()


def walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """The node and every node inside it, in no particular order."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending += children(current)


def reads_of(tree: nodes.Node) -> tuple[Read, ...]:
    """What an expression reads, in the order of the text: `root.attribute` for the start of each chain."""
    found = []
    heads = set()
    for node in walk(tree):
        if isinstance(node, nodes.Chain) and isinstance(node.head, nodes.Name):
            heads.add(node.head.start)
            found += _chain_reads(node.head, node.steps[0])
    found += [Read("", name.name, name.start, name.start) for name in _names(tree) if name.start not in heads]
    return tuple(sorted(found, key=lambda read: read.root_at))


def _names(tree: nodes.Node) -> Iterator[nodes.Name]:
    return (node for node in walk(tree) if isinstance(node, nodes.Name))


def _chain_reads(head: nodes.Name, step: nodes.Step) -> list[Read]:
    match step:
        case nodes.Property(name=name, start=start):
            return [Read(head.name, name, head.start, start)]
        case nodes.Index(key=nodes.Literal(value=str() as name, start=start)):
            return [Read(head.name, name, head.start, start)]
    return [] if head.name == "user" else [Read("", head.name, head.start, head.start)]
