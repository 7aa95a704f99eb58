"""Expressions about plain data, for `oktasim eval`: the scope that a context describes, and one answer for each line
of JSON over standard input (design: command-line).
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, get_args, get_type_hints

from simulator.errors import ExpressionError
from simulator.okta.expression.expression import Expression, parse
from simulator.okta.expression.scope import Scope, did_you_mean
from simulator.okta.expression.settings import DEFAULT, Settings
from simulator.okta.expression.templates import parse_template
from simulator.okta.expression.values import double_text
from simulator.okta.ids import SEED, Ids
from simulator.scim.message import read_json

DIALECTS = ("classic", "oie")

_DEEPEST = 20
_MOST_VALUES = 200_000

_MAPPINGS = ("user", "source", "appuser", "app", "org", "internal")
_PROFILES_BY_NAME = ("linked", "rel")
_LISTS = ("groups", "ad", "workday")
_RENAMED = {"appUser": "appuser", "rawuser": "identity"}
_ASIDE = ("dialect", "settings", "groupsFrom")
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


def _answer(line: str, parsed: Parse) -> str:
    try:
        return _written({"value": _jsonable(_value(line, parsed))})
    except ExpressionError as error:
        members = {"kind": error.kind, "code": error.code, "message": error.message, "position": error.position}
        return _written({"error": members})


def _value(line: str, parsed: Parse) -> Any:
    request = _request(line)
    text, context, template = request.get("expression"), request.get("context"), request.get("template") or False
    context = {} if context is None else context
    if not isinstance(text, str):
        raise _bad_input("expression must be a text")
    if not isinstance(context, Mapping):
        raise _bad_input("context must be an object")
    if not isinstance(template, bool):
        raise _bad_input("template must be true or false")
    dialect = dialect_of(context)
    return parsed(text, "template" if template else dialect).evaluate(scope_from(context))


def _request(line: str) -> dict[str, Any]:
    try:
        request = read_json(line)
    except ValueError as error:
        raise _bad_input(f"this line is not JSON that can be read: {error}") from None
    if not isinstance(request, dict):
        raise _bad_input('a line must be an object, {"expression": "user.login", "context": {"user": {}}}')
    for name in request:
        if name not in _MEMBERS and (hint := did_you_mean(name, _MEMBERS)):
            raise _bad_input(f"there is no member {name}{hint}")
    return request


def _parse(text: str, dialect: Any) -> Expression:
    return parse_template(text) if dialect == "template" else parse(text, dialect=dialect)


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


def scope_from(context: Mapping[str, Any]) -> Scope:
    """The scope a context describes; raises `ExpressionError` (parse, INPUT) for one that is not as it should be.

    The keys are those of `Scope`, with `rawuser` for the Identity Engine's user, `settings` for switches by name, and
    `dialect`, which `dialect_of` reads. Any other key that holds a mapping is a root of that name, such as `idpuser`
    or an app's variable name. `groupsFrom` is a note to whoever made the context, and ignored.

    What `internal` leaves open of somebody with a login is as `play` has it: ACTIVE, and the id that follows from the
    default seed.
    """
    given: dict[str, Any] = {}
    roots: dict[str, Any] = {}
    for key, value in context.items():
        name = _RENAMED.get(key, key)
        if key in _ASIDE or value is None:
            continue
        if name in _CHECKS:
            given[name] = _CHECKS[name](key, value)
        else:
            roots[key] = _mapping(key, value)
    if login := given.get("user", {}).get("login"):
        given["internal"] = {"id": Ids(SEED).user(str(login)), "status": "ACTIVE", **given.get("internal", {})}
    return Scope(**given, roots=roots, settings=_settings(context.get("settings")))


def dialect_of(context: Mapping[str, Any]) -> Any:
    """The dialect a context asks for, `classic` or `oie`; raises as `scope_from` does."""
    dialect = context.get("dialect", "classic")
    if dialect not in DIALECTS:
        raise _bad_input(f"dialect must be classic or oie, not {dialect!r}")
    return dialect


def _bad_input(message: str) -> ExpressionError:
    """What is wrong with the data that came with an expression."""
    return ExpressionError("parse", "INPUT", message, 0)


def _mapping(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _bad_input(f"{key} must be an object of names and values")
    _check_shape(key, value)
    return {str(name): _dated(held) for name, held in value.items()}


def _check_shape(key: str, value: Any) -> None:
    """Refuses data too deep or too large to be a profile, such as a YAML alias that contains itself."""
    pending = [(value, 0)]
    for _ in range(_MOST_VALUES):
        if not pending:
            return
        held, depth = pending.pop()
        if depth > _DEEPEST:
            raise _bad_input(f"{key} is nested more than {_DEEPEST} levels deep")
        if isinstance(held, Mapping | list):
            pending += [(inner, depth + 1) for inner in (held.values() if isinstance(held, Mapping) else held)]
    raise _bad_input(f"{key} has more than {_MOST_VALUES:,} values")


def _dated(value: Any) -> Any:
    """YAML reads an unquoted date as one; expressions know texts."""
    return value.isoformat() if isinstance(value, date) else value


def _mappings(key: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise _bad_input(f"{key} must be a list of objects")
    return [_mapping(f"each of {key}", element) for element in value]


def _named_mappings(key: str, value: Any) -> dict[str, Any]:
    return {
        name: None if held is None else _mapping(f"{key}.{name}", held) for name, held in _mapping(key, value).items()
    }


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _bad_input(f"{key} must be true or false")
    return value


def _time(key: str, value: Any) -> str:
    value = _dated(value)
    if not isinstance(value, str):
        raise _bad_input(f"{key} must be a time in ISO 8601, such as 2015-07-31T17:18:37.979Z")
    return value


def _settings(given: Any) -> Settings:
    if given is None:
        return DEFAULT
    switches = _mapping("settings", given)
    hints = get_type_hints(Settings)
    for name, value in switches.items():
        if name not in hints:
            raise _bad_input(f"settings has no switch {name}{did_you_mean(name, hints)}")
        allowed = get_args(hints[name]) or (True, False)
        if value not in allowed:
            raise _bad_input(f"settings.{name} must be one of {', '.join(map(str, allowed))}")
    return replace(DEFAULT, **switches)


_CHECKS = {
    **dict.fromkeys((*_MAPPINGS, "identity"), _mapping),
    **dict.fromkeys(_PROFILES_BY_NAME, _named_mappings),
    **dict.fromkeys(_LISTS, _mappings),
    "quirks": _flag,
    "now": _time,
}
