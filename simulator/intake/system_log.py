"""Okta's System Log as it is exported: `/api/v1/logs` (a JSON array, or one event per line), or the console's CSV."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from simulator.errors import UnreadableError
from simulator.intake.shapes import a_text, an_object, line_of, objects, objects_of, parsed
from simulator.okta.targets import NO_ALTERNATE_ID

_TARGET_COLUMN = re.compile(r"target\.?(\d{1,4})\.(\w+)")
_APP_EVENTS = ("application.", "app.", "system.import.")


@dataclass(frozen=True)
class Entry:
    """One event (okta-wire 9.1). `targets` hold id, alternateId and displayName by type; the first of a type counts.

    An alternateId of `unknown` is none and stands in no target.
    """

    at: str
    type: str
    result: str
    reason: str | None
    transaction: str
    targets: dict[str, dict[str, Any]]

    @property
    def failed(self) -> bool:
        """Whether its outcome is FAILURE."""
        return self.result == "FAILURE"

    def name(self, kind: str) -> str:
        """The alternateId of the target of this kind, else its displayName; empty where there is none."""
        target = self.targets.get(kind) or {}
        return a_text(target.get("alternateId")) or a_text(target.get("displayName"))

    def shown(self, kind: str) -> str:
        """The displayName of the target of this kind."""
        return a_text((self.targets.get(kind) or {}).get("displayName"))


@dataclass
class SystemLog:
    """The events of a file, oldest first; `complaints` are what could not be used."""

    entries: list[Entry] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def read_system_log(text: str, name: str) -> SystemLog:
    """The events in an export.

    Raises:
        UnreadableError: it holds none.
    """
    log = SystemLog()
    for place, event in _events(text, name, log.complaints):
        if not isinstance(event.get("eventType"), str):
            log.complaints.append(f"{place}: this is no System Log event, it has no eventType")
        else:
            log.entries.append(_entry(event))
    if not log.entries:
        why = log.complaints[0] if log.complaints else f"{name}:1: there is nothing in it"
        raise UnreadableError(f"{why}; give a HAR, or a System Log export of /api/v1/logs or the console")
    if log.entries[0].at > log.entries[-1].at:
        log.entries.reverse()
    log.entries.sort(key=lambda entry: entry.at)
    return log


def _events(text: str, name: str, complaints: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    start = re.match(r"\s*\[", text)
    if start is not None:
        found, stopped = objects(text, start.end() - 1)
        yield from ((f"{name}:{line}: event {number}", event) for number, (line, event) in enumerate(found, 1))
        if stopped is not None:
            complaints.append(
                f"{name}:{line_of(text, stopped)}: the file is cut off or no JSON here, {len(found)} events are used"
            )
    elif (alone := _object(text)) is not None:
        yield f"{name}:1", alone
    elif text.lstrip().startswith("{"):
        yield from _lines(text, name, complaints)
    else:
        yield from _rows(text, name, complaints)


def _rows(text: str, name: str, complaints: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    number = 1
    try:
        for number, row in enumerate(csv.DictReader(StringIO(text)), 2):
            yield f"{name}:{number}", _nested(row)
    except csv.Error as why:
        complaints.append(f"{name}: the rows after row {number} are no CSV: {why}; those before are used")


def _object(text: str) -> dict[str, Any] | None:
    """The one object that the text is; None where it is something else."""
    try:
        value = parsed(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _lines(text: str, name: str, complaints: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            event = parsed(line)
        except ValueError as why:
            complaints.append(f"{name}:{number}: this line is not JSON: {why}")
            continue
        yield f"{name}:{number}", event if isinstance(event, dict) else {}


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the console's CSV as an event; its columns are dotted names (`outcome.result`, `target0.id`).

    No reference shows one: other columns are left alone.
    """
    event: dict[str, Any] = {"target": []}
    targets: dict[int, dict[str, str]] = {}
    for column, cell in row.items():
        if not column or not cell:
            continue
        if target := _TARGET_COLUMN.fullmatch(column):
            targets.setdefault(int(target[1]), {})[target[2]] = cell
        elif "." in column:
            outer, _, inner = column.partition(".")
            event.setdefault(outer, {})[inner] = cell
        else:
            event[column] = cell
    return {
        **event,
        "published": event.get("published") or event.get("timestamp"),
        "target": [targets[n] for n in sorted(targets)],
    }


def _entry(event: dict[str, Any]) -> Entry:
    targets: dict[str, dict[str, Any]] = {}
    for target in objects_of(event.get("target")):
        known = {key: held for key, held in target.items() if (key, held) != ("alternateId", NO_ALTERNATE_ID)}
        targets.setdefault(a_text(target.get("type")), known)
    outcome = an_object(event.get("outcome"))
    return Entry(
        a_text(event.get("published")),
        str(event["eventType"]),
        a_text(outcome.get("result")),
        a_text(outcome.get("reason")) or None,
        a_text(an_object(event.get("transaction")).get("id")),
        targets,
    )


def of_app(log: SystemLog, app: str | None, name: str) -> tuple[str, list[Entry]]:
    """The label of the app that the log is about, and the events of it and of the directory.

    Raises:
        UnreadableError: no event is about that app, or about any; or `app` must say which of several.
    """
    labels = Counter(
        entry.name("AppInstance")
        for entry in log.entries
        if entry.type.startswith(_APP_EVENTS) and entry.name("AppInstance")
    )
    listed = ", ".join(f"{label} ({count})" for label, count in labels.most_common())
    if not labels:
        raise UnreadableError(f"{name} holds no event about an app: nothing was provisioned in it")
    chosen = next((label for label in labels if app is not None and label.lower() == app.lower()), None)
    if app is not None and chosen is None:
        raise UnreadableError(f"{name} holds no event about the app {app}; it is about: {listed}")
    if chosen is None and len(labels) > 1:
        raise UnreadableError(f"{name} is about several apps; say which with --app: {listed}")
    label = chosen or next(iter(labels))
    return label, [entry for entry in log.entries if entry.name("AppInstance") in ("", label)]
