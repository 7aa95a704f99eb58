"""The grammar of the expression language: precedence climbing over the tokens, with a limit on nesting.

Rules and precedence are mappings 1 ("Grammar"); error codes and positions follow Spring Expression 4.3 where it has
one [SPEL].
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from simulator.errors import ExpressionError
from simulator.okta.expression import nodes
from simulator.okta.expression.failures import DEPTH, MAX_DEPTH
from simulator.okta.expression.lexer import Token, tokens

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
_UNSUPPORTED = {
    "++": "the ++ operator",
    "--": "the -- operator",
    "@": "a bean reference (@)",
    "#": "a variable or function reference (#)",
    "instanceof": "instanceof",
    "between": "between",
}
"""What Spring's language has and Okta's has not [OIE]."""


def parse_nodes(text: str, grammar: Grammar = "el", start: int = 0) -> nodes.Node:
    """The syntax tree of the expression from `start` on; raises `ExpressionError` (parse) pointing at what is wrong."""
    return _Parser(text, start, grammar).whole()


class _Parser:
    """Reads one expression, left to right; `_next` is the token not yet used."""

    def __init__(self, text: str, start: int, grammar: Grammar) -> None:
        self._tokens = tokens(text, start)
        self._at = 0
        self._depth = 0
        self._jsp = grammar == "jsp"

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _ahead(self, count: int) -> Token:
        return self._tokens[min(self._at + count, len(self._tokens) - 1)]

    def _follows(self, *symbols: str, ahead: int = 0) -> bool:
        token = self._ahead(ahead)
        return token.kind == "symbol" and token.value in symbols

    def _taken(self, symbol: str) -> bool:
        """Whether the symbol came next, and is used now."""
        follows = self._follows(symbol)
        self._at += follows
        return follows

    def _expect(self, symbol: str, because: str, code: str = "EL1043E") -> int:
        """Uses the symbol, and says where it ends; raises EL1044E at the end of the text, the code at anything else."""
        if self._follows(symbol):
            return self._take().end
        if self._next.kind == "end":
            raise self._refused("EL1044E", f"the expression ends where {symbol} {because}")
        raise self._refused(code, f"{self._shown()} stands where {symbol} {because}")

    def _shown(self) -> str:
        token = self._next
        shown = f"the text {token.value!r}" if token.kind == "text" else f"{token.value}"
        return shown if len(shown) < 50 else shown[:47] + "..."

    def _refused(self, code: str, message: str, token: Token | None = None) -> ExpressionError:
        """The error for `token`, or a better one when the next token is a part of Spring's language that Okta cut."""
        culprit = self._next
        if culprit.kind == "symbol" and culprit.value == "=":
            return _refusal("ASSIGN", "an expression cannot assign; write == to compare", culprit)
        if culprit.kind in ("symbol", "name") and culprit.value in _UNSUPPORTED:
            return _refusal("UNSUPPORTED", f"{_UNSUPPORTED[culprit.value]} is not part of Okta's language", culprit)
        return _refusal(code, message, token or culprit)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _refusal(DEPTH, f"nested more than {MAX_DEPTH} levels deep; split the expression", self._next)
        yield
        self._depth -= 1

    def whole(self) -> nodes.Node:
        node = self._expression()
        if self._next.kind != "end":
            raise self._refused("EL1041E", f"{self._shown()} is left over after a complete expression")
        return node

    def _expression(self) -> nodes.Node:
        """A conditional, an Elvis, or an operation; both conditionals are right-associative [SPEL]."""
        with self._deeper():
            cases = []
            value = self._operation(_OR)
            while self._taken("?"):
                chosen = self._expression()
                self._expect(":", "must separate the two values of a conditional")
                cases.append((value, chosen))
                value = self._operation(_OR)
            if not self._jsp and self._taken("?:"):
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
        return _LEVELS.get(self._infix(), 0)

    def _infix(self) -> str:
        """The operator that comes next, in its symbols; empty where none does."""
        token = self._next
        if token.kind == "name":
            return _WORDS.get(token.value.lower(), "")
        return str(token.value) if token.kind == "symbol" and token.value in _LEVELS else ""

    def _grown(self, first: nodes.Node, level: int) -> nodes.Node:
        rest: list[nodes.Operand] = []
        while self._level() == level and not (rest and level in _SINGLE):
            operator, token = self._infix(), self._take()
            rest.append(nodes.Operand(operator, token.start, self._right_operand(token, level)))
        return nodes.Operation(first.start, rest[-1].value.end, first, tuple(rest))

    def _right_operand(self, operator: Token, level: int) -> nodes.Node:
        token = self._next
        if self._follows("."):
            raise self._no_operand()
        if token.kind == "end" or (token.kind == "symbol" and token.value not in _BEGINNINGS):
            raise self._refused("EL1042E", f"nothing stands on the right of {operator.value}", operator)
        with self._deeper():
            return self._operation(level + 1)

    def _unary(self) -> nodes.Node:
        token = self._next
        operator = self._prefix(token)
        if not operator:
            return self._chain()
        self._take()
        with self._deeper():
            operand = self._unary()
        return nodes.Unary(token.start, operand.end, operator, operand)

    def _prefix(self, token: Token) -> str:
        if token.kind == "name" and token.value.lower() == "not":
            return "!"
        empty = self._jsp and token.kind == "name" and token.value == "empty"
        return str(token.value) if empty or self._follows("!", "-", "+") else ""

    def _chain(self) -> nodes.Node:
        head = self._atom()
        steps: list[nodes.Step] = []
        while self._follows(".", "?.", "["):
            steps.append(self._index() if self._follows("[") else self._link())
        return nodes.Chain(head.start, steps[-1].end, head, tuple(steps)) if steps else head

    def _index(self) -> nodes.Step:
        start, key = self._take().start, self._expression()
        return nodes.Index(start, self._expect("]", "must close the index"), False, key)

    def _link(self) -> nodes.Step:
        dot = self._take()
        safe, token = dot.value == "?.", self._next
        if token.kind == "name":
            return self._named_link(self._take(), safe)
        if self._follows("![", *_SELECTIONS):
            return self._bracketed_link(self._take(), safe)
        if token.kind == "end":
            raise self._refused("EL1044E", f"the expression ends after {dot.value}; a name must follow")
        raise self._refused("EL1049E", f"{self._shown()} cannot follow {dot.value}; a name must")

    def _named_link(self, name: Token, safe: bool) -> nodes.Step:
        if not self._follows("("):
            return nodes.Property(name.start, name.end, safe, name.value)
        arguments, end = self._arguments()
        return nodes.Method(name.start, end, safe, name.value, arguments)

    def _bracketed_link(self, opening: Token, safe: bool) -> nodes.Step:
        inner = self._expression()
        end = self._expect("]", f"must close {opening.value}")
        if opening.value == "![":
            return nodes.Projection(opening.start, end, safe, inner)
        return nodes.Selection(opening.start, end, safe, _SELECTIONS[opening.value], inner)

    def _arguments(self) -> tuple[tuple[nodes.Node, ...], int]:
        self._take()
        if self._follows(")"):
            return (), self._take().end
        found = [self._expression()]
        while self._taken(","):
            found.append(self._expression())
        return tuple(found), self._expect(")", "must close the arguments")

    def _atom(self) -> nodes.Node:
        token = self._next
        if token.kind in ("text", "number"):
            self._take()
            return nodes.Literal(token.start, token.end, token.value)
        if token.kind == "name":
            return self._named(self._take())
        if self._follows("("):
            return self._parenthesis(self._take())
        if self._follows("{"):
            return self._braces(self._take())
        raise self._no_operand()

    def _no_operand(self) -> ExpressionError:
        token = self._next
        if token.kind == "end":
            return self._refused("EL1044E", "the expression ends where a value must follow")
        if token.value in (".", "?."):
            return self._refused("EL1049E", f"nothing stands in front of {token.value}; write 0.5")
        if token.value == "[":
            return self._refused("EL1043E", "a value cannot start with [; a list is written {1, 2}")
        if token.value in _LEVELS:
            return self._refused("EL1070E", f"nothing stands on the left of {token.value}")
        if self._at == 0:
            return self._refused("EL1041E", f"an expression cannot start with {token.value}")
        return self._refused("EL1043E", f"{self._shown()} stands where a value must")

    def _named(self, name: Token) -> nodes.Node:
        if self._jsp and (name.value == "fn" or self._is_prefix(name)) and self._taken(":"):
            return self._library_call(name, f"{name.value}:")
        if self._follows("("):
            return self._call(name)
        if name.value == "new" and self._next.kind == "name" and not self._infix():
            raise _refusal("UNSUPPORTED", "a constructor (new) is not part of Okta's language", name)
        if name.value.lower() in _LITERALS:
            return nodes.Literal(name.start, name.end, _LITERALS[name.value.lower()])
        if name.value in NAMESPACES and self._names_a_function():
            self._take()
            return self._library_call(name, f"{name.value}.")
        return nodes.Name(name.start, name.end, name.value)

    def _is_prefix(self, name: Token) -> bool:
        """Whether it is written like a function's prefix, `f:trim(`, which no prefix but `fn` is."""
        return name.end == self._next.start and self._next.end == self._ahead(1).start and self._follows("(", ahead=2)

    def _names_a_function(self) -> bool:
        return self._follows(".") and self._ahead(1).kind == "name" and self._follows("(", ahead=2)

    def _call(self, name: Token) -> nodes.Node:
        if name.value == "T":
            raise _refusal("UNSUPPORTED", "a type reference, T(...), is not part of Okta's language", name)
        arguments, end = self._arguments()
        return nodes.Call(name.start, end, name.value, name.start, arguments)

    def _library_call(self, first: Token, prefix: str) -> nodes.Node:
        if self._next.kind != "name":
            raise self._refused("EL1043E", f"a function's name must follow {prefix}")
        name = self._take()
        if not self._follows("("):
            self._expect("(", f"must follow {prefix}{name.value}")
        arguments, end = self._arguments()
        return nodes.Call(first.start, end, f"{prefix}{name.value}", name.start, arguments)

    def _parenthesis(self, opening: Token) -> nodes.Node:
        inner = self._expression()
        end = self._expect(")", f"must close the parenthesis opened at {opening.start}")
        return nodes.Parenthesis(opening.start, end, inner)

    def _braces(self, opening: Token) -> nodes.Node:
        if self._follows("}"):
            return nodes.ListOf(opening.start, self._take().end, ())
        first = self._expression()
        if self._follows(":"):
            return self._map(opening, first)
        items = [first]
        while self._taken(","):
            items.append(self._expression())
        end = self._expect("}", "must close the list", "EL1043E" if len(items) > 1 else "EL1044E")
        return nodes.ListOf(opening.start, end, tuple(items))

    def _map(self, opening: Token, key: nodes.Node) -> nodes.Node:
        entries = []
        while True:
            self._expect(":", "must separate a key from its value")
            named = nodes.Literal(key.start, key.end, key.name) if isinstance(key, nodes.Name) else key
            entries.append((named, self._expression()))
            if not self._taken(","):
                return nodes.MapOf(opening.start, self._expect("}", "must close the map"), tuple(entries))
            key = self._expression()


def _refusal(code: str, message: str, token: Token) -> ExpressionError:
    return ExpressionError("parse", code, message, token.start)
