"""BUILT_IN username templates: text with `${...}` in it, which is JSP EL with JSTL functions, not Okta's language.

`${source.login}`, `${fn:substringBefore(source.login, "@")}`, `${source.userName}${instance.userSuffix}` [API].
Beside paths, texts and `fn:` functions there are `empty`, comparisons, `and`, `or`, `not` and `? :`
[GUIDE submit-oin-app].
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta.expression import nodes
from simulator.okta.expression.compiler import Compiler
from simulator.okta.expression.expression import Expression, build
from simulator.okta.expression.failures import MAX_TEXT, FunctionError, check_length
from simulator.okta.expression.functions.strings import replaced
from simulator.okta.expression.identity_engine import call_method
from simulator.okta.expression.library import Dialect, Function, Run, anything, named
from simulator.okta.expression.parser import parse_nodes
from simulator.okta.expression.scope import Evaluation, read_property
from simulator.okta.expression.values import as_integer, as_text, joined, slice_units, units

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#034;", "'": "&#039;"})
_INSIDE = re.compile(r"""(?:[^'"}]|'[^']*'|"[^"]*")*+}""")
"""What closes a `${`; a `}` inside quotes does not."""
_REFUSED_OPERATORS = frozenset("+-*/%^") | {"matches"}


def _blank(value: Any) -> str:
    """A value as text, null as ""."""
    return as_text(value) or ""


def _before(text: str, separator: str) -> str:
    """Up to the first separator; "" when there is none, unlike `String.substringBefore`."""
    return text.partition(separator)[0] if separator and separator in text else ""


def _substring(text: str, start: int, end: int) -> str:
    """From start up to end, cut to what there is; a negative end is the text's."""
    last = units(text)
    end = last if end < 0 else min(end, last)
    return slice_units(text, max(start, 0), max(end, start, 0)) if start < end else ""


def _split(text: str, delimiters: str) -> list[str]:
    """The pieces between any of the delimiting characters, empty ones left out."""
    for delimiter in delimiters[1:]:
        text = text.replace(delimiter, delimiters[0])
    return [piece for piece in text.split(delimiters[0]) if piece] if delimiters else [text]


def _join(texts: Any, separator: str) -> str:
    return joined([_blank(text) for text in texts], separator) if isinstance(texts, list) else _blank(texts)


def _escape_xml(text: str) -> str:
    escaped = text.translate(_ENTITIES)
    check_length(len(escaped))
    return escaped


_ONE, _TWO = (_blank,), (_blank, _blank)
JSTL_FUNCTIONS = named(
    Function("fn:contains", _TWO, lambda text, part: part in text),
    Function("fn:containsIgnoreCase", _TWO, lambda text, part: part.upper() in text.upper()),
    Function("fn:endsWith", _TWO, str.endswith),
    Function("fn:escapeXml", _ONE, _escape_xml),
    Function("fn:indexOf", _TWO, lambda text, part: units(text[: text.find(part)]) if part in text else -1),
    Function("fn:join", (anything, _blank), _join),
    Function("fn:length", (anything,), lambda value: len(value) if isinstance(value, list) else units(_blank(value))),
    Function("fn:replace", (_blank, _blank, _blank), partial(replaced, -1)),
    Function("fn:split", _TWO, _split),
    Function("fn:startsWith", _TWO, str.startswith),
    Function("fn:substring", (_blank, as_integer, as_integer), _substring),
    Function("fn:substringAfter", _TWO, lambda text, part: text.partition(part)[2] if part else text),
    Function("fn:substringBefore", _TWO, _before),
    Function("fn:toLowerCase", _ONE, str.lower),
    Function("fn:toUpperCase", _ONE, str.upper),
    Function("fn:trim", _ONE, str.strip),
)
"""What templates may call; null counts as the empty text everywhere [API]."""


def parse_template(text: str) -> Expression:
    """Parses a username template; its value is always a text. Raises `ExpressionError` (kind parse)."""
    if len(text) > MAX_TEXT:
        raise ExpressionError("parse", "SIZE", f"a template may have at most {MAX_TEXT:,} characters", MAX_TEXT)
    if not text.strip():
        raise ExpressionError("parse", "EMPTY", "the template is empty; write ${source.login} or the like", 0)
    trees: list[nodes.Node] = []
    runs: list[tuple[int, Run]] = []
    for start, end, inside in _segments(text):
        tree = parse_nodes(text[:end], "jsp", start) if inside else nodes.Literal(start, end, text[start:end])
        for node in nodes.walk(tree):
            _check(node)
        trees.append(tree)
        runs.append((start, Compiler(text, _JSP).compile(tree)))
    return build(text, "template", tuple(trees), lambda evaluation: _filled(runs, evaluation))


def _filled(runs: list[tuple[int, Run]], evaluation: Evaluation) -> str:
    written = []
    length = 0
    for start, run in runs:
        value = run(evaluation)
        try:
            written.append(_blank(value))
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
        inside = _INSIDE.match(text, opening + 2)
        if inside is None:
            raise ExpressionError("parse", "EL1044E", "the ${ that starts here has no closing }", opening)
        yield opening + 2, inside.end() - 1, True
        at = inside.end()
    if at < len(text):
        yield at, len(text), False


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
            for step in steps:
                if not isinstance(step, nodes.Property | nodes.Index):
                    message = "a path in ${...} has names only; functions are written fn:name(...)"
                    raise _refused(message, step.start)


def _no_function(name: str) -> str:
    bare = name.rpartition(".")[2].rpartition(":")[2]
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
    read=_read_leniently,
)
