"""Answers expressions one JSON line at a time, for `oktasim eval` over standard input (design: command-line)."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from simulator.errors import ExpressionError
from simulator.okta.expression.context import bad_input, dialect_of, scope_from
from simulator.okta.expression.expression import Expression, parse
from simulator.okta.expression.scope import did_you_mean
from simulator.okta.expression.templates import parse_template
from simulator.okta.expression.values import double_text
from simulator.scim.message import read_json

_MEMBERS = ("expression", "context", "template")
_REMEMBERED = 256

Parse = Callable[[str, str], Expression]
"""Parses a text in a dialect: classic, oie or template."""


def answers(lines: Iterable[str]) -> Iterator[str]:
    """One answer for each line that is not blank; an expression that comes again is not parsed again."""
    remembered = lru_cache(maxsize=_REMEMBERED)(_parse)
    return (_answer(line, remembered) for line in lines if line.strip())


def answer(line: str) -> str:
    """The answer to `{"expression": ..., "context": {...}, "template": false}`, as one line of JSON.

    `{"value": ...}`, or `{"error": {"kind", "code", "message", "position"}}`; a line that is not such an object is an
    error of kind parse with the code INPUT.
    """
    return _answer(line, _parse)


def error_members(error: ExpressionError) -> dict[str, Any]:
    """What an answer says of an error."""
    return {"kind": error.kind, "code": error.code, "message": error.message, "position": error.position}


def _answer(line: str, parsed: Parse) -> str:
    try:
        return _written({"value": _jsonable(_value(line, parsed))})
    except ExpressionError as error:
        return _written({"error": error_members(error)})


def _value(line: str, parsed: Parse) -> Any:
    request = _request(line)
    text, context = request.get("expression"), request.get("context")
    context = {} if context is None else context
    if not isinstance(text, str):
        raise bad_input("expression must be a text")
    if not isinstance(context, Mapping):
        raise bad_input("context must be an object")
    template = request.get("template") or False
    if not isinstance(template, bool):
        raise bad_input("template must be true or false")
    dialect = dialect_of(context)
    return parsed(text, "template" if template else dialect).evaluate(scope_from(context))


def _request(line: str) -> dict[str, Any]:
    try:
        request = read_json(line)
    except ValueError as error:
        raise bad_input(f"this line is not JSON: {error}") from None
    if not isinstance(request, dict):
        raise bad_input('a line must be an object, {"expression": "user.login", "context": {"user": {}}}')
    for name in request:
        if name not in _MEMBERS and (hint := did_you_mean(name, _MEMBERS)):
            raise bad_input(f"there is no member {name}{hint}")
    return request


def _parse(text: str, dialect: str) -> Expression:
    if dialect == "template":
        return parse_template(text)
    return parse(text, dialect="oie" if dialect == "oie" else "classic")


def _jsonable(value: Any) -> Any:
    """JSON has no infinity and no NaN; they are answered as the texts Java writes."""
    if isinstance(value, float) and not math.isfinite(value):
        return double_text(value)
    if isinstance(value, list):
        return [_jsonable(element) for element in value]
    if isinstance(value, dict):
        return {name: _jsonable(held) for name, held in value.items()}
    return value


def _written(reply: dict[str, Any]) -> str:
    """One line; half a surrogate pair, which UTF-8 cannot hold, is escaped."""
    line = json.dumps(reply, ensure_ascii=False)
    return line if line.isprintable() else json.dumps(reply)
