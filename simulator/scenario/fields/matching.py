"""Expected texts: contained words, or a regular expression between slashes."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator

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
    flags = re.NOFLAG
    for letter in match[2]:
        flags |= _FLAGS[letter]
    return re.compile(match[1], flags)


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
    _collect(value, (), problems)
    if problems:
        raise refusals(problems)
    return value


def _collect(value: Any, path: tuple[str | int, ...], problems: list[Located]) -> None:
    if isinstance(value, str):
        try:
            _compiling(value)
        except type(wrong("")) as why:
            problems.append((path, why))
        return
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        _collect(member, (*path, key), problems)


ExpectedText = Annotated[Text, AfterValidator(_compiling)]
"""Contained text, or `/regular expression/flags`; read it with `fits`."""
ExpectedJson = Annotated[Json, AfterValidator(_all_compiling)]
"""Free data whose texts may be regular expressions."""
ExpectedMembers = Annotated[JsonObject, AfterValidator(_all_compiling)]
"""Dotted or indexed keys and what must stand there; texts may be regular expressions."""
