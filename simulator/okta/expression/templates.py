"""BUILT_IN username templates: text with `${...}` in it, which is JSP EL with JSTL functions, not Okta's language.

`${source.login}`, `${fn:substringBefore(source.login, "@")}`, `${source.userName}${instance.userSuffix}` [API].
Beside paths, texts and `fn:` functions there are `empty`, comparisons, `and`, `or`, `not` and `? :`
[GUIDE:submit-oin-app/saml2].
"""

from collections.abc import Iterator
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta.expression import nodes
from simulator.okta.expression.compiler import Compiler
from simulator.okta.expression.expression import Expression, build
from simulator.okta.expression.failures import MAX_TEXT, FunctionError, check_length
from simulator.okta.expression.functions.jstl import JSTL_FUNCTIONS, as_blank
from simulator.okta.expression.identity_engine import call_method
from simulator.okta.expression.library import Dialect, Run
from simulator.okta.expression.parser import parse_nodes
from simulator.okta.expression.profile import read_property
from simulator.okta.expression.scope import Evaluation

_REFUSED_OPERATORS = frozenset("+-*/%^") | {"matches"}


def parse_template(text: str) -> Expression:
    """Parses a username template; its value is always a text. Raises `ExpressionError` (kind parse)."""
    if len(text) > MAX_TEXT:
        raise ExpressionError("parse", "SIZE", f"a template may have at most {MAX_TEXT:,} characters", MAX_TEXT)
    if not text.strip():
        raise ExpressionError("parse", "EMPTY", "the template is empty; write ${source.login} or the like", 0)
    trees: list[nodes.Node] = []
    runs: list[tuple[int, Run]] = []
    for start, end, inside in _segments(text):
        tree = _parsed(text, start, end) if inside else nodes.Literal(start, end, text[start:end])
        trees.append(tree)
        runs.append((start, Compiler(text, _JSP).compile(tree)))
    return build(text, "template", tuple(trees), lambda evaluation: _filled(runs, evaluation))


def _filled(runs: list[tuple[int, Run]], evaluation: Evaluation) -> str:
    written = []
    length = 0
    for start, run in runs:
        value = run(evaluation)
        try:
            written.append(as_blank(value))
            length += len(written[-1])
            check_length(length)
        except FunctionError as failure:
            raise failure.at(start) from None
    return "".join(written)


def _segments(text: str) -> Iterator[tuple[int, int, bool]]:
    """The stretches of a template: start, end, and whether it is what stands between `${` and `}`."""
    at = 0
    while (opening := text.find("${", at)) >= 0:
        if opening > at:
            yield at, opening, False
        closing = _closing(text, opening)
        yield opening + 2, closing, True
        at = closing + 1
    if at < len(text):
        yield at, len(text), False


def _closing(text: str, opening: int) -> int:
    """Where the `}` is that closes the `${` at `opening`; one inside quotes does not."""
    quote = ""
    for index in range(opening + 2, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "}":
            return index
    raise ExpressionError("parse", "EL1044E", "the ${ that starts here has no closing }", opening)


def _parsed(text: str, start: int, end: int) -> nodes.Node:
    tree = parse_nodes(text[:end], "jsp", start)
    for node in nodes.walk(tree):
        _check(node)
    return tree


def _check(node: nodes.Node) -> None:
    """Refuses what JSP EL does not have, or has with another meaning than Okta's language."""
    match node:
        case nodes.Operation(rest=(operand, *_)) if operand.operator in _REFUSED_OPERATORS:
            raise _refused(
                f"{operand.operator} has no place in ${{...}}; write the pieces one after the other", operand.position
            )
        case nodes.Unary(operator="-" | "+", operand=operand) if not isinstance(operand, nodes.Literal):
            raise _refused("arithmetic has no place in ${...}", node.start)
        case nodes.Call() if node.function not in JSTL_FUNCTIONS:
            raise _refused(_no_function(node.function), node.start)
        case nodes.Chain(steps=steps):
            _check_path(steps)


def _check_path(steps: tuple[nodes.Step, ...]) -> None:
    for step in steps:
        if not isinstance(step, nodes.Property | nodes.Index):
            raise _refused("a path in ${...} has names only; functions are written fn:name(...)", step.start)


def _no_function(name: str) -> str:
    bare = name.rpartition(".")[2].removeprefix("fn:")
    hint = f"; write fn:{bare}(...)" if f"fn:{bare}" in JSTL_FUNCTIONS else ""
    return f"${{...}} has no function {name}{hint}"


def _refused(message: str, position: int) -> ExpressionError:
    return ExpressionError("parse", "UNSUPPORTED", message, position)


def _read_leniently(evaluation: Evaluation, value: Any, name: str) -> Any:
    """JSP EL reads nothing where there is nothing (X: switch `template_missing`)."""
    try:
        return read_property(value, name)
    except FunctionError:
        if evaluation.scope.settings.template_missing == "error":
            raise
        return None


_JSP = Dialect(
    JSTL_FUNCTIONS,
    {},
    lambda evaluation: evaluation.scope.roots["user"],
    call_method,  # never comes to it: a path has no methods
    lambda _text, _node, _index: "",
    _read_leniently,
)
