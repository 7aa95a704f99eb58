"""Comparing what a scenario expects with what was recorded: values, members by dotted key, requests."""

import json
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import unquote, unquote_plus

from simulator.play.transcript import Exchange
from simulator.scenario.fields.matching import regex_of
from simulator.scenario.fields.request_lines import RequestLine
from simulator.scenario.parts.expect import RequestExpectation

Json = Any
Resolve = Callable[[str, str], str | None]
"""The SCIM id of an alias: (collection `Users`, `Groups` or empty, alias) to id."""

_MISSING = object()
_KEY = re.compile(r"^(.*?)((?:\[\d+\])*)$")


def equal(expected: Json, actual: Json) -> bool:
    """JSON equality, keys in any order; an expected text between slashes is a regular expression."""
    if isinstance(expected, str) and (pattern := regex_of(expected)) is not None:
        return isinstance(actual, str) and pattern.search(actual) is not None
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(equal(value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list | tuple) and isinstance(actual, list):
        return len(expected) == len(actual) and all(equal(*pair) for pair in zip(expected, actual, strict=True))
    return bool(expected == actual) and isinstance(expected, bool) == isinstance(actual, bool)


def member(body: Json, key: str) -> Json:
    """The value at a dotted and indexed key (`emails[0].value`); a URN with dots in it is tried as a whole first.

    Raises:
        KeyError: there is nothing at that place.
    """
    found = _find(body, key)
    if found is _MISSING:
        raise KeyError(key)
    return found


def _find(body: Json, key: str) -> Json:
    for head, rest in _splits(key):
        held = _indexed(body, head)
        if held is not _MISSING:
            return _find(held, rest) if rest else held
    return _MISSING


def _splits(key: str) -> Iterator[tuple[str, str]]:
    """The ways to cut a key in two at a dot, the longest head first."""
    yield key, ""
    place = key.rfind(".")
    while place > 0:
        yield key[:place], key[place + 1 :]
        place = key.rfind(".", 0, place)


def _indexed(body: Json, segment: str) -> Json:
    match = _KEY.match(segment)
    name, indexes = (match[1], match[2]) if match else (segment, "")
    if name:
        if not isinstance(body, dict) or name not in body:
            return _MISSING
        body = body[name]
    for index in re.findall(r"\d+", indexes):
        if not isinstance(body, list) or int(index) >= len(body):
            return _MISSING
        body = body[int(index)]
    return body


def short(exchange: Exchange) -> str:
    """An exchange in the short form of a scenario: `METHOD path?query -> status`, the query decoded."""
    request = exchange.request
    query = f"?{unquote(request['query'])}" if request["query"] else ""
    status = exchange.response["status"] if exchange.response else exchange.error
    return f"{request['method']} {request['path']}{query} -> {status}"


def fits_line(line: RequestLine, exchange: Exchange, resolve: Resolve) -> bool:
    """Whether the exchange is the one that a short form names."""
    request = exchange.request
    if line.method != request["method"] or not _fits_path(line.path, request["path"], resolve):
        return False
    if line.query is not None and line.query not in (
        unquote(request["query"]),
        unquote_plus(request["query"]),
        request["query"],
    ):
        return False
    return line.status is None or (exchange.response is not None and exchange.response["status"] == line.status)


def _fits_path(pattern: str, path: str, resolve: Resolve) -> bool:
    wanted, given = pattern.split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        _fits_segment(one, other, wanted[index - 1] if index else "", resolve)
        for index, (one, other) in enumerate(zip(wanted, given, strict=True))
    )


def _fits_segment(wanted: str, given: str, collection: str, resolve: Resolve) -> bool:
    if wanted == "*":
        return bool(given)
    if wanted.startswith("{") and wanted.endswith("}"):
        return resolve(collection, wanted[1:-1]) == given
    return wanted == given


def complaints(expected: RequestExpectation, exchange: Exchange) -> Iterator[tuple[str, Json, Json]]:
    """What of the long form does not hold: (what, expected, actual)."""
    body = exchange.request["body"]
    yield from _unmet("body", expected.body, body)
    for key in expected.body_lacks:
        if _find(body, key) is not _MISSING:
            yield f"body_lacks {key}", "absent", _find(body, key)
    if "body_is" in expected.model_fields_set and not equal(expected.body_is, body):
        yield "body_is", expected.body_is, body
    sent = {name.lower(): value for name, value in exchange.request["headers"].items()}
    for name, value in expected.headers.items():
        if not equal(value, sent.get(name.lower())):
            yield f"header {name}", value, sent.get(name.lower())
    for name in expected.headers_lack:
        if name.lower() in sent:
            yield f"headers_lack {name}", "absent", sent[name.lower()]
    yield from _unmet("response", expected.response, exchange.response and exchange.response["body"])


def _unmet(what: str, expected: dict[str, Json] | None, body: Json) -> Iterator[tuple[str, Json, Json]]:
    for key, value in (expected or {}).items():
        held = _find(body, key)
        if held is _MISSING or not equal(value, held):
            yield f"{what} {key}", value, None if held is _MISSING else held


def nearest(line: RequestLine, exchanges: list[Exchange]) -> str | None:
    """The request that comes closest to an expected one."""
    candidates = [short(exchange) for exchange in exchanges]
    return max(candidates, key=lambda one: SequenceMatcher(None, line.text, one).ratio(), default=None)


def shown(value: Json) -> str:
    """A value in one line, for a message."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
