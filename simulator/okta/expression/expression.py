"""An expression: parsed once, at save, and evaluated many times; it knows which attributes it reads."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from simulator.okta.expression import nodes
from simulator.okta.expression.classic import CLASSIC
from simulator.okta.expression.compiler import Compiler
from simulator.okta.expression.failures import Meter
from simulator.okta.expression.functions.convert import Country
from simulator.okta.expression.functions.moments import java_text
from simulator.okta.expression.identity_engine import IDENTITY_ENGINE
from simulator.okta.expression.library import Run
from simulator.okta.expression.parser import parse_nodes
from simulator.okta.expression.scope import Evaluation, Profile, Scope

DialectName = Literal["classic", "oie"]
Spelling = Literal["classic", "oie", "template"]
_DIALECTS = {"classic": CLASSIC, "oie": IDENTITY_ENGINE}
_PLAIN = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True)
class Expression:
    """A parsed expression, or a parsed username template.

    `reads` has the names it may read: `user.login`, `appuser.email`, bare `firstName`. `trees` are its syntax trees:
    one, or of a template one per `${...}`. Two expressions are equal when their texts and dialects are.
    """

    text: str
    dialect: Spelling
    trees: tuple[nodes.Node, ...] = field(compare=False, repr=False)
    run: Run = field(compare=False, repr=False)
    places: tuple[nodes.Read, ...] = field(compare=False, repr=False)
    reads: frozenset[str] = field(compare=False, repr=False)

    def evaluate(self, scope: Scope) -> Any:
        """The value for one person: a text, number, Boolean, None, list or dict; raises `ExpressionError` (eval)."""
        value = self.run(Evaluation(scope, Meter()))
        return value if type(value) in _PLAIN else plain(value)


def parse(text: str, *, dialect: DialectName = "classic") -> Expression:
    """Parses an expression; raises `ExpressionError` (kind parse) that points at what is wrong."""
    tree = parse_nodes(text)
    run = Compiler(text, _DIALECTS[dialect]).compile(tree)
    return build(text, dialect, (tree,), run)


def build(text: str, dialect: Spelling, trees: tuple[nodes.Node, ...], run: Run) -> Expression:
    """An expression from its trees and what they were compiled to."""
    places = tuple(place for tree in trees for place in nodes.reads_of(tree))
    return Expression(text, dialect, trees, run, places, frozenset(place.name for place in places))


def plain(value: Any) -> Any:
    """A value without the objects that only expressions know: profiles become dicts, times and countries texts."""
    if isinstance(value, Profile):
        return {name: plain(held) for name, held in value.attributes.items()}
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return {key: plain(held) for key, held in value.items()}
    if isinstance(value, datetime):
        return java_text(value)
    return value.alpha2 if isinstance(value, Country) else value
