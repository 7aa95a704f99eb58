"""The System Log as *Download CSV* gives it: one row per event, the Admin Console's columns.

Their names are those that public programs read from such files: the API's in lower case with dots, the targets
numbered. Columns whose names no source has (more of `debugData`) follow the same rule. In which order the file has the
events, no source says: here the oldest come first, as in the API.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

FIRST = (
    "timestamp", "severity", "event_type", "display_message", "uuid", "version", "outcome.result", "outcome.reason",
    "actor.id", "actor.type", "actor.display_name", "actor.alternate_id", "client.ip_address",
    "client.user_agent.raw_user_agent", *(
        f"client.geographical_context.{name}" for name in ("city", "state", "country", "postal_code")
    ), "transaction.id", "transaction.type",
)  # fmt: skip
_DEBUG = "debug_context.debug_data."
_OF_TARGETS = ("id", "type", "alternate_id", "display_name")


def as_csv(entries: Iterable[dict[str, Any]]) -> str:
    """The entries as CSV with a line of columns: as many targets as any of them has, and all debug data."""
    held = list(entries)
    debug = list(dict.fromkeys(name for entry in held for name in _debug_of(entry)))
    targets = max((len(entry["target"] or ()) for entry in held), default=0)
    names = [f"target{number}.{name}" for number in range(targets) for name in _OF_TARGETS]
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*FIRST, *(_DEBUG + _snake(name) for name in debug), "legacy_event_type", *names])
    writer.writerows(_row(entry, debug, targets) for entry in held)
    return text.getvalue()


def _row(entry: dict[str, Any], debug: list[str], targets: int) -> Iterator[str]:
    yield _cell(entry["published"])
    for column in FIRST[1:]:
        yield _cell(_at(entry, column))
    facts = _debug_of(entry)
    yield from (_cell(facts.get(name)) for name in debug)
    yield _cell(entry["legacyEventType"])
    shown = (entry["target"] or [])[:targets]
    for target in shown:
        yield from (_cell(target.get(_camel(name))) for name in _OF_TARGETS)
    yield from [""] * ((targets - len(shown)) * len(_OF_TARGETS))


def _debug_of(entry: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = entry["debugContext"]["debugData"]
    return facts


def _at(entry: dict[str, Any], column: str) -> Any:
    held: Any = entry
    for name in column.split("."):
        held = held.get(_camel(name)) if isinstance(held, dict) else None
    return held


def _cell(value: Any) -> str:
    """A value in a cell: nothing for null, JSON for what is no single value."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _snake(name: str) -> str:
    """`requestUri` as `request_uri`; a name that could not be read back stays as it is."""
    lower = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
    return lower if _camel(lower) == name else name
