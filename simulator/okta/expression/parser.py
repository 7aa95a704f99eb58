"""The grammar of the expression language: precedence climbing over the tokens, with a limit on nesting.

Rules and precedence are mappings 1 ("Grammar"); error codes and positions follow Spring Expression 4.3 where it has
one [SPEL].
"""

from collections.abc import Callable
from typing import Literal

from simulator.errors import ExpressionError
from simulator.okta.expression import nodes
from simulator.okta.expression.cursor import Cursor, refusal
from simulator.okta.expression.lexer import Token

Grammar = Literal["el", "jsp"]
"""`el` is Okta Expression Language in both its dialects, `jsp` what stands inside `${...}` of a username template."""

NAMESPACES = frozenset({"String", "Arrays", "Convert", "Iso3166Convert", "Time", "Groups", "DateTime"})

_OR, _AND, _RELATION, _SUM, _PRODUCT, _POWER = range(1, 7)
_SINGLE = (_RELATION, _POWER)
_LEVELS = {
    "||": _OR,
    "&&": _AND,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "matches"), _RELATION),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/", "%"), _PRODUCT),
    "^": _POWER,
}
_WORDS = {
    "or": "||",
    "and": "&&",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "matches": "matches",
    "div": "/",
    "mod": "%",
}
_LITERALS = {"true": True, "false": False, "null": None}
_SELECTIONS = {"?[": "all", "^[": "first", "$[": "last"}
_BEGINNINGS = frozenset({"(", "{", "!", "-", "+", "[", "@", "#", "++", "--", "="})


def parse_nodes(text: str, grammar: Grammar = "el", start: int = 0) -> nodes.Node:
    """The syntax tree of the expression from `start` on; raises `ExpressionError` (parse) pointing at what is wrong."""
    return _Parser(Cursor(text, start), grammar).whole()


class _Parser:
    """Reads one expression, left to right."""

    def __init__(self, cursor: Cursor, grammar: Grammar) -> None:
        self._cursor = cursor
        self._jsp = grammar == "jsp"

    def whole(self) -> nodes.Node:
        node = self._expression()
        if self._cursor.next.kind != "end":
            raise self._cursor.refused(
                "EL1041E", f"{self._cursor.shown()} is left over after a complete expression", self._cursor.next
            )
        return node

    def _expression(self) -> nodes.Node:
        """A conditional, an Elvis, or an operation; both conditionals are right-associative [SPEL]."""
        with self._cursor.deeper():
            cases = []
            value = self._operation(_OR)
            while self._cursor.follows("?"):
                self._cursor.take()
                chosen = self._expression()
                self._cursor.expect(":", "must separate the two values of a conditional")
                cases.append((value, chosen))
                value = self._operation(_OR)
            if self._cursor.follows("?:") and not self._jsp:
                self._cursor.take()
                default = self._expression()
                value = nodes.Elvis(value.start, default.end, value, default)
            return nodes.Choice(cases[0][0].start, value.end, tuple(cases), value) if cases else value

    def _operation(self, minimum: int) -> nodes.Node:
        left = self._unary()
        highest = _POWER
        while minimum <= (level := self._level()) <= highest:
            left = self._grown(left, level)
            highest = level - 1
        return left

    def _level(self) -> int:
        operator = self._infix()
        return _LEVELS[operator] if operator else 0

    def _infix(self) -> str | None:
        token = self._cursor.next
        if token.kind == "name":
            return _WORDS.get(token.value.lower())
        return token.value if token.kind == "symbol" and token.value in _LEVELS else None

    def _grown(self, first: nodes.Node, level: int) -> nodes.Node:
        rest: list[nodes.Operand] = []
        while self._level() == level and not (rest and level in _SINGLE):
            operator = self._infix() or ""
            token = self._cursor.take()
            rest.append(nodes.Operand(operator, token.start, self._right_operand(token, level)))
        return nodes.Operation(first.start, rest[-1].value.end, first, tuple(rest))

    def _right_operand(self, operator: Token, level: int) -> nodes.Node:
        token = self._cursor.next
        if self._cursor.follows("."):
            raise self._no_operand(token)
        if token.kind == "end" or (token.kind == "symbol" and token.value not in _BEGINNINGS):
            raise self._cursor.refused("EL1042E", f"nothing stands on the right of {operator.value}", operator)
        with self._cursor.deeper():
            return self._operation(level + 1)

    def _unary(self) -> nodes.Node:
        token = self._cursor.next
        operator = self._prefix(token)
        if operator is None:
            return self._chain()
        self._cursor.take()
        with self._cursor.deeper():
            operand = self._unary()
        return nodes.Unary(token.start, operand.end, operator, operand)

    def _prefix(self, token: Token) -> str | None:
        if token.kind == "symbol" and token.value in ("!", "-", "+"):
            return str(token.value)
        if token.kind == "name" and token.value.lower() == "not":
            return "!"
        return "empty" if self._jsp and token.kind == "name" and token.value == "empty" else None

    def _chain(self) -> nodes.Node:
        head = self._atom()
        steps = []
        while self._cursor.next.kind == "symbol" and self._cursor.next.value in (".", "?.", "["):
            steps.append(self._index() if self._cursor.follows("[") else self._link())
        return nodes.Chain(head.start, steps[-1].end, head, tuple(steps)) if steps else head

    def _index(self) -> nodes.Step:
        opening = self._cursor.take()
        key = self._expression()
        closing = self._cursor.expect("]", "must close the index")
        return nodes.Index(opening.start, closing.end, False, key)

    def _link(self) -> nodes.Step:
        dot = self._cursor.take()
        safe = dot.value == "?."
        token = self._cursor.next
        if token.kind == "name":
            return self._named_link(self._cursor.take(), safe)
        if token.kind == "symbol" and (token.value == "![" or token.value in _SELECTIONS):
            return self._bracketed_link(self._cursor.take(), safe)
        if token.kind == "end":
            raise self._cursor.refused("EL1044E", f"the expression ends after {dot.value}; a name must follow", token)
        raise self._cursor.refused("EL1049E", f"{self._cursor.shown()} cannot follow {dot.value}; a name must", token)

    def _named_link(self, name: Token, safe: bool) -> nodes.Step:
        if not self._cursor.follows("("):
            return nodes.Property(name.start, name.end, safe, name.value)
        arguments, end = self._arguments()
        return nodes.Method(name.start, end, safe, name.value, arguments)

    def _bracketed_link(self, opening: Token, safe: bool) -> nodes.Step:
        inner = self._expression()
        end = self._cursor.expect("]", f"must close {opening.value}").end
        if opening.value == "![":
            return nodes.Projection(opening.start, end, safe, inner)
        return nodes.Selection(opening.start, end, safe, _SELECTIONS[opening.value], inner)

    def _arguments(self) -> tuple[tuple[nodes.Node, ...], int]:
        self._cursor.take()
        if self._cursor.follows(")"):
            return (), self._cursor.take().end
        found = self._separated(self._expression)
        return tuple(found), self._cursor.expect(")", "must close the arguments").end

    def _separated(self, item: Callable[[], nodes.Node]) -> list[nodes.Node]:
        found = [item()]
        while self._cursor.follows(","):
            self._cursor.take()
            found.append(item())
        return found

    def _atom(self) -> nodes.Node:
        token = self._cursor.next
        if token.kind in ("text", "number"):
            self._cursor.take()
            return nodes.Literal(token.start, token.end, token.value)
        if token.kind == "name":
            return self._named()
        if self._cursor.follows("("):
            return self._parenthesis()
        if self._cursor.follows("{"):
            return self._braces()
        raise self._no_operand(token)

    def _no_operand(self, token: Token) -> ExpressionError:
        if token.kind == "end":
            return self._cursor.refused("EL1044E", "the expression ends where a value must follow", token)
        if token.value in (".", "?."):
            return self._cursor.refused("EL1049E", f"nothing stands in front of {token.value}; write 0.5", token)
        if token.value == "[":
            return self._cursor.refused("EL1043E", "a value cannot start with [; a list is written {1, 2}", token)
        if token.value in _LEVELS:
            return self._cursor.refused("EL1070E", f"nothing stands on the left of {token.value}", token)
        if self._cursor.untouched:
            return self._cursor.refused("EL1041E", f"an expression cannot start with {token.value}", token)
        return self._cursor.refused("EL1043E", f"{self._cursor.shown()} stands where a value must", token)

    def _named(self) -> nodes.Node:
        name = self._cursor.take()
        if self._jsp and self._cursor.follows(":") and (name.value == "fn" or self._is_prefix(name)):
            self._cursor.take()
            return self._library_call(name, f"{name.value}:")
        if self._cursor.follows("("):
            return self._call(name)
        if name.value == "new" and self._cursor.next.kind == "name" and self._infix() is None:
            raise refusal("UNSUPPORTED", "a constructor (new) is not part of Okta's language", name)
        if name.value.lower() in _LITERALS:
            return nodes.Literal(name.start, name.end, _LITERALS[name.value.lower()])
        if name.value in NAMESPACES and self._names_a_function():
            self._cursor.take()
            return self._library_call(name, f"{name.value}.")
        return nodes.Name(name.start, name.end, name.value)

    def _is_prefix(self, name: Token) -> bool:
        """Whether it is written like a function's prefix, `f:trim(`, which no prefix but `fn` is."""
        colon, following = self._cursor.next, self._cursor.ahead(1)
        return name.end == colon.start and colon.end == following.start and self._cursor.follows("(", ahead=2)

    def _names_a_function(self) -> bool:
        following = self._cursor.ahead(1)
        return self._cursor.follows(".") and following.kind == "name" and self._cursor.follows("(", ahead=2)

    def _call(self, name: Token) -> nodes.Node:
        if name.value == "T":
            raise refusal("UNSUPPORTED", "a type reference, T(...), is not part of Okta's language", name)
        arguments, end = self._arguments()
        return nodes.Call(name.start, end, name.value, name.start, arguments)

    def _library_call(self, first: Token, prefix: str) -> nodes.Node:
        if self._cursor.next.kind != "name":
            raise self._cursor.refused("EL1043E", f"a function's name must follow {prefix}", self._cursor.next)
        name = self._cursor.take()
        if not self._cursor.follows("("):
            self._cursor.expect("(", f"must follow {prefix}{name.value}")
        arguments, end = self._arguments()
        return nodes.Call(first.start, end, f"{prefix}{name.value}", name.start, arguments)

    def _parenthesis(self) -> nodes.Node:
        opening = self._cursor.take()
        inner = self._expression()
        closing = self._cursor.expect(")", f"must close the parenthesis opened at {opening.start}")
        return nodes.Parenthesis(opening.start, closing.end, inner)

    def _braces(self) -> nodes.Node:
        opening = self._cursor.take()
        if self._cursor.follows("}"):
            return nodes.ListOf(opening.start, self._cursor.take().end, ())
        first = self._expression()
        if self._cursor.follows(":"):
            return self._map(opening, first)
        rest = []
        while self._cursor.follows(","):
            self._cursor.take()
            rest.append(self._expression())
        end = self._cursor.expect("}", "must close the list", "EL1043E" if rest else "EL1044E").end
        return nodes.ListOf(opening.start, end, (first, *rest))

    def _map(self, opening: Token, key: nodes.Node) -> nodes.Node:
        entries = []
        while True:
            self._cursor.expect(":", "must separate a key from its value")
            entries.append((key, self._expression()))
            if not self._cursor.follows(","):
                break
            self._cursor.take()
            key = self._expression()
        end = self._cursor.expect("}", "must close the map").end
        return nodes.MapOf(opening.start, end, tuple(entries))
