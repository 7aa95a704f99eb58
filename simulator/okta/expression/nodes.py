"""The syntax tree: what an expression says, where in the text it says so, and which attributes it reads.

`start` and `end` are positions in characters from 0; a node's own text is `text[start:end]`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(eq=False, repr=False)
class Node:
    """Anything that has a value."""

    start: int
    end: int


@dataclass(eq=False, repr=False)
class Literal(Node):
    """A text, number, boolean or null."""

    value: Any


@dataclass(eq=False, repr=False)
class Name(Node):
    """A bare name: a root such as `user`, or an attribute of the source profile."""

    name: str


@dataclass(eq=False, repr=False)
class ListOf(Node):
    """`{1, 2}`."""

    items: tuple[Node, ...]


@dataclass(eq=False, repr=False)
class MapOf(Node):
    """`{'group.id': '00g1'}`; a bare name as a key is a literal, the name itself [SPEL]."""

    entries: tuple[tuple[Node, Node], ...]


@dataclass(eq=False, repr=False)
class Call(Node):
    """A function: `String.len(x)` or `isMemberOfGroup(x)`; `function` is its name with its namespace, if any.

    `named_at` is where the name without the namespace starts.
    """

    function: str
    named_at: int
    arguments: tuple[Node, ...]


@dataclass(eq=False, repr=False)
class Step:
    """One link of a chain; `safe` when it is written with `?.`."""

    start: int
    end: int
    safe: bool


@dataclass(eq=False, repr=False)
class Property(Step):
    """`.name`."""

    name: str


@dataclass(eq=False, repr=False)
class Method(Step):
    """`.name(...)`."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(eq=False, repr=False)
class Index(Step):
    """`[expression]`."""

    key: Node


@dataclass(eq=False, repr=False)
class Projection(Step):
    """`.![expression]`: the expression's value for each element."""

    each: Node


@dataclass(eq=False, repr=False)
class Selection(Step):
    """`.?[...]` all, `.^[...]` the first, `.$[...]` the last of the elements for which `test` holds."""

    which: str
    test: Node


@dataclass(eq=False, repr=False)
class Chain(Node):
    """A value and the links that follow it: `user.email`, `user.getGroups(...).![name]`."""

    head: Node
    steps: tuple[Step, ...]


@dataclass(eq=False, repr=False)
class Unary(Node):
    """`!x`, `-x`, `+x`."""

    operator: str
    operand: Node


@dataclass(eq=False, repr=False)
class Operand:
    """What an operator at `position` adds to the operands before it."""

    operator: str
    position: int
    value: Node


@dataclass(eq=False, repr=False)
class Operation(Node):
    """Operands of one precedence, left to right: `a + b - c`, `a and b and c`, `a < b`."""

    first: Node
    rest: tuple[Operand, ...]


@dataclass(eq=False, repr=False)
class Choice(Node):
    """`c1 ? v1 : c2 ? v2 : otherwise`."""

    cases: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(eq=False, repr=False)
class Elvis(Node):
    """`value ?: default`."""

    value: Node
    default: Node


@dataclass(eq=False, repr=False)
class Parenthesis(Node):
    """`(inner)`; kept because a warning depends on it."""

    inner: Node


class Read(NamedTuple):
    """A name that is read: `root` and `attribute`, or a bare attribute with the root ""; positions from 0."""

    root: str
    attribute: str
    root_at: int
    attribute_at: int

    @property
    def name(self) -> str:
        """`user.login`, or `firstName` when it is bare."""
        return f"{self.root}.{self.attribute}" if self.root else self.attribute


def children(part: object) -> Iterator[Node]:
    """The nodes directly inside a node, save those in the brackets of projections and selections."""
    pending = list(vars(part).values())
    while pending:
        match pending.pop():
            case Node() as node:
                yield node
            case tuple() as several:
                pending += several
            case Method() | Index() | Operand() as inside:
                pending += vars(inside).values()


def walk(node: Node) -> Iterator[Node]:
    """The node and every node inside it, in the order of the text."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending += children(current)


def reads_of(tree: Node) -> tuple[Read, ...]:
    """What an expression reads, in the order of the text: `root.attribute` for the start of each chain."""
    found = []
    heads = set()
    for node in walk(tree):
        match node:
            case Chain(head=Name() as head, steps=(step, *_)):
                heads.add(head)
                found += _chain_reads(head, step)
            case Name(name=name, start=start) if node not in heads:
                found.append(Read("", name, start, start))
    return tuple(sorted(found, key=lambda read: read.root_at))


def _chain_reads(head: Name, step: Step) -> list[Read]:
    match step:
        case Property(name=name, start=start):
            return [Read(head.name, name, head.start, start)]
        case Index(key=Literal(value=str() as name, start=start)):
            return [Read(head.name, name, head.start, start)]
    return [] if head.name == "user" else [Read("", head.name, head.start, head.start)]
