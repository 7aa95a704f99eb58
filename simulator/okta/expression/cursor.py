"""Where a parser stands in its tokens, how deep it is nested, and how it refuses what it meets."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.errors import ExpressionError
from simulator.okta.expression.failures import MAX_DEPTH
from simulator.okta.expression.lexer import Token, tokens

_UNSUPPORTED = {
    "++": "the ++ operator",
    "--": "the -- operator",
    "@": "a bean reference (@)",
    "#": "a variable or function reference (#)",
    "instanceof": "instanceof",
    "between": "between",
}
"""What Spring's language has and Okta's has not [OIE]."""


class Cursor:
    """A position in the tokens of one expression; `next` is the token not yet used."""

    def __init__(self, text: str, start: int = 0) -> None:
        self._tokens = tokens(text, start)
        self._at = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        """The token not yet used; the last one is of kind `end`."""
        return self._tokens[self._at]

    @property
    def untouched(self) -> bool:
        """Whether no token has been used yet."""
        return self._at == 0

    def ahead(self, count: int) -> Token:
        """The token `count` places after the next one, or the `end` token."""
        return self._tokens[min(self._at + count, len(self._tokens) - 1)]

    def take(self) -> Token:
        """Uses the next token."""
        token = self._tokens[self._at]
        self._at += 1
        return token

    def follows(self, symbol: str, ahead: int = 0) -> bool:
        """Whether the token `ahead` places from here is that symbol."""
        token = self.ahead(ahead)
        return token.kind == "symbol" and token.value == symbol

    def expect(self, symbol: str, because: str, code: str = "EL1043E") -> Token:
        """Uses the symbol; raises EL1044E at the end of the text, and the code at anything else."""
        if self.follows(symbol):
            return self.take()
        if self.next.kind == "end":
            raise self.refused("EL1044E", f"the expression ends where {symbol} {because}", self.next)
        raise self.refused(code, f"{self.shown()} stands where {symbol} {because}", self.next)

    def shown(self) -> str:
        """The next token as a message shows it."""
        token = self.next
        shown = f"the text {token.value!r}" if token.kind == "text" else f"{token.value}"
        return shown if len(shown) < 50 else shown[:47] + "..."

    def refused(self, code: str, message: str, token: Token) -> ExpressionError:
        """The error for `token`, or a better one when the next token is a part of Spring's language that Okta cut."""
        culprit = self.next
        if culprit.kind == "symbol" and culprit.value == "=":
            return refusal("ASSIGN", "an expression cannot assign; write == to compare", culprit)
        if culprit.kind in ("symbol", "name") and culprit.value in _UNSUPPORTED:
            return refusal("UNSUPPORTED", f"{_UNSUPPORTED[culprit.value]} is not part of Okta's language", culprit)
        return refusal(code, message, token)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level of nesting; raises DEPTH when there are too many."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusal("DEPTH", f"nested more than {MAX_DEPTH} levels deep; split the expression", self.next)
        yield
        self._depth -= 1


def refusal(code: str, message: str, token: Token) -> ExpressionError:
    """The parse error that points at a token."""
    return ExpressionError("parse", code, message, token.start)
