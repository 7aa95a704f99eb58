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
_GROUPS = ("UserGroup", "AppGroup")
_APP_EVENTS = ("application.", "app.", "system.import.")


@dataclass(frozen=True)
class Target:
    """Whom or what an event names (okta-wire 9.1).

    `alternate_id` is empty where the file says `unknown` or nothing. A person's is the login, an assignment's the
    application username, an app's the instance's label; a group has none, and its name is `display_name`.
    """

    type: str
    id: str
    alternate_id: str
    display_name: str


@dataclass(frozen=True)
class Entry:
    """One event (okta-wire 9.1), as far as it says so: texts are empty where it does not.

    `at` is ISO 8601, `result` such as SUCCESS or FAILURE, `targets` stand in the file's order, `debug` is
    `debugContext.debugData`, and `place` says for sentences where it stands: `file:line` or `file: event N`.
    """

    at: str
    type: str
    result: str = ""
    reason: str | None = None
    transaction: str = ""
    uuid: str = ""
    targets: tuple[Target, ...] = ()
    actor: Target | None = None
    debug: dict[str, Any] = field(default_factory=dict)
    place: str = ""

    @property
    def failed(self) -> bool:
        """Whether its outcome is FAILURE."""
        return self.result == "FAILURE"

    def target(self, kind: str) -> Target | None:
        """The first target of this type."""
        return next((target for target in self.targets if target.type == kind), None)

    def name(self, kind: str) -> str:
        """What the first target of this type is called: a group by its name, others by their alternate id if any."""
        target = self.target(kind)
        if target is None:
            return ""
        if kind in _GROUPS:
            return target.display_name or target.alternate_id
        return target.alternate_id or target.display_name

    def shown(self, kind: str) -> str:
        """The display name of the first target of this type."""
        target = self.target(kind)
        return target.display_name if target is not None else ""


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
            log.entries.append(_entry(place, event))
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


def _entry(place: str, event: dict[str, Any]) -> Entry:
    outcome = an_object(event.get("outcome"))
    actor = an_object(event.get("actor"))
    return Entry(
        a_text(event.get("published")),
        str(event["eventType"]),
        a_text(outcome.get("result")),
        a_text(outcome.get("reason")) or None,
        a_text(an_object(event.get("transaction")).get("id")),
        a_text(event.get("uuid")),
        tuple(map(_target, objects_of(event.get("target")))),
        _target(actor) if actor else None,
        an_object(an_object(event.get("debugContext")).get("debugData")),
        place,
    )


def _target(target: dict[str, Any]) -> Target:
    alternate_id = a_text(target.get("alternateId"))
    return Target(
        a_text(target.get("type")),
        a_text(target.get("id")),
        "" if alternate_id == NO_ALTERNATE_ID else alternate_id,
        a_text(target.get("displayName")),
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
