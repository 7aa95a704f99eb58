"""Expected texts: contained words, or a regular expression between slashes."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from simulator.scenario.fields.declared import Located, refusals
from simulator.scenario.fields.kinds import Json, JsonObject, Text
from simulator.scenario.fields.scalars import wrong

_BETWEEN_SLASHES = re.compile(r"/(.+)/([ims]*)", re.DOTALL)
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}


def regex_of(text: str) -> re.Pattern[str] | None:
    """The regular expression that `text` stands for, as in `/username/i` (flags i, m, s); None for ordinary text.

    Raises:
        re.error: it stands for one that does not compile.
    """
    match = _BETWEEN_SLASHES.fullmatch(text)
    if match is None:
        return None
    return re.compile(match[1], sum(_FLAGS[letter] for letter in set(match[2])))


def fits(expected: str, actual: str) -> bool:
    """Whether `actual` contains `expected`, or is matched somewhere by it where it is a regular expression."""
    pattern = regex_of(expected)
    return expected in actual if pattern is None else pattern.search(actual) is not None


def _compiling(text: str) -> str:
    try:
        regex_of(text)
    except (re.error, OverflowError, RecursionError) as why:
        raise wrong(f"holds a regular expression that does not compile: {why}") from None
    return text


def _all_compiling(value: Any) -> Any:
    problems: list[Located] = []
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while pending:
        path, held = pending.pop(0)
        try:
            if isinstance(held, str):
                _compiling(held)
        except PydanticCustomError as why:
            problems.append((path, why))
        members = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
        pending += [((*path, key), member) for key, member in members]
    if problems:
        raise refusals(problems)
    return value


ExpectedText = Annotated[Text, AfterValidator(_compiling)]
"""Contained text, or `/regular expression/flags`; read it with `fits`."""
ExpectedJson = Annotated[Json, AfterValidator(_all_compiling)]
"""Free data whose texts may be regular expressions."""
ExpectedMembers = Annotated[JsonObject, AfterValidator(_all_compiling)]
"""Dotted or indexed keys and what must stand there; texts may be regular expressions."""
