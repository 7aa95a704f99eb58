"""The syntax tree: what an expression says, and where in the text it says so.

`start` and `end` are positions in characters from 0; a node's own text is `text[start:end]`.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Node:
    """Anything that has a value."""

    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Literal(Node):
    """A text, number, boolean or null."""

    value: Any


@dataclass(frozen=True, eq=False)
class Name(Node):
    """A bare name: a root such as `user`, or an attribute of the source profile."""

    name: str


@dataclass(frozen=True, eq=False)
class ListOf(Node):
    """`{1, 2}`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class MapOf(Node):
    """`{'group.id': '00g1'}`."""

    entries: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True, eq=False)
class Call(Node):
    """A function: `String.len(x)` or `isMemberOfGroup(x)`; `function` is its name with its namespace, if any.

    `named_at` is where the name without the namespace starts.
    """

    function: str
    named_at: int
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Step:
    """One link of a chain; `safe` when it is written with `?.`."""

    start: int
    end: int
    safe: bool


@dataclass(frozen=True, eq=False)
class Property(Step):
    """`.name`."""

    name: str


@dataclass(frozen=True, eq=False)
class Method(Step):
    """`.name(...)`."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Index(Step):
    """`[expression]`."""

    key: Node


@dataclass(frozen=True, eq=False)
class Projection(Step):
    """`.![expression]`: the expression's value for each element."""

    each: Node


@dataclass(frozen=True, eq=False)
class Selection(Step):
    """`.?[...]` all, `.^[...]` the first, `.$[...]` the last of the elements for which `test` holds."""

    which: str
    test: Node


@dataclass(frozen=True, eq=False)
class Chain(Node):
    """A value and the links that follow it: `user.email`, `user.getGroups(...).![name]`."""

    head: Node
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Unary(Node):
    """`!x`, `-x`, `+x`."""

    operator: str
    operand: Node


@dataclass(frozen=True, eq=False)
class Operand:
    """What an operator at `position` adds to the operands before it."""

    operator: str
    position: int
    value: Node


@dataclass(frozen=True, eq=False)
class Operation(Node):
    """Operands of one precedence, left to right: `a + b - c`, `a and b and c`, `a < b`."""

    first: Node
    rest: tuple[Operand, ...]


@dataclass(frozen=True, eq=False)
class Choice(Node):
    """`c1 ? v1 : c2 ? v2 : otherwise`."""

    cases: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, eq=False)
class Elvis(Node):
    """`value ?: default`."""

    value: Node
    default: Node


@dataclass(frozen=True, eq=False)
class Parenthesis(Node):
    """`(inner)`; kept because a warning depends on it."""

    inner: Node
