"""The Admin Console's CSV of the System Log: columns found by name, in any order and either spelling."""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO
from typing import Any

_TARGET = re.compile(r"target[.\[_]?(\d{1,4})\]?[._](\w+)", re.IGNORECASE)
_LISTED = re.compile(r"target(?:\{\})?\.(\w+)", re.IGNORECASE)
"""How Splunk (`target{}.type`) and Elastic's `fields` name the members of a list."""
_BEFORE = re.compile(r"(?:_source|okta|json|result)\.", re.IGNORECASE)
_TIMES = ("published", "timestamp", "@timestamp", "_time", "time", "eventTime")
_ABOVE = re.compile(r"(?:sep=|#TYPE )[^\n]*\n", re.IGNORECASE)
"""A line above the columns: Excel's, and PowerShell's."""
DELIMITERS = ",;\t|"


def rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row, as columns and cells, after the line on which it ends.

    Raises:
        csv.Error: from here on it is no CSV.
    """
    above = _ABOVE.match(text)
    text = text[above.end() :] if above else text
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    for row in reader:
        yield reader.line_num + bool(above), {column.strip(): cell for column, cell in row.items() if column and cell}


def nested(value: Any) -> Any:
    """An event with the names and the shape of the API's.

    It may have dotted names (`outcome.result`, `target0.alternate_id`, `target{}.type`), and names in lower case
    (`event_type`), as the Admin Console's CSV and Elastic's integration write them.
    """
    if isinstance(value, list):
        return (
            nested(value[0]) if len(value) == 1 and not isinstance(value[0], dict) else [nested(one) for one in value]
        )
    if not isinstance(value, dict):
        return value
    event: dict[str, Any] = {}
    targets: dict[int, dict[str, Any]] = {}
    for column, cell in value.items():
        name = _BEFORE.sub("", column, count=1)
        if found := _TARGET.fullmatch(name):
            targets.setdefault(int(found[1]), {})[_camel(found[2])] = cell
        elif found := _LISTED.fullmatch(name):
            for number, one in enumerate(cell if isinstance(cell, list) else [cell]):
                targets.setdefault(number, {})[_camel(found[1])] = one
        else:
            _set(event, [_camel(part) for part in name.split(".")], nested(cell))
    return {**event, "target": [targets[number] for number in sorted(targets)]} if targets else event


@lru_cache(1024)
def _camel(name: str) -> str:
    """`alternate_id` as `alternateId`; a name of the API stays, and so does one that begins otherwise (`_raw`)."""
    first, *rest = name.split("_")
    return name if not first else first + "".join(part[:1].upper() + part[1:] for part in rest)


def time_of(value: dict[str, Any]) -> Any:
    """When a row or a wrapper says that something happened."""
    return next((value[name] for name in _TIMES if isinstance(value.get(name), str | int | float)), None)


def _set(event: dict[str, Any], path: list[str], cell: Any) -> None:
    for part in path[:-1]:
        inner = event.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        event = inner
    event.setdefault(path[-1], cell)
