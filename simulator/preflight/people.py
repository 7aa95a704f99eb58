"""People from a CSV file with a header row: an export of Okta's, Google's, Microsoft's, Workday's, or any other."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from simulator.errors import ExpressionError, UnreadableError
from simulator.intake.evidence.files import encoding_of
from simulator.okta.mapping import converted
from simulator.okta.profiles import AppAttribute, AttributeType
from simulator.preflight.columns import Columns
from simulator.progress import Watch, unwatched
from simulator.scenario.parts.people import folded

DELIMITERS = ",;\t|"
NOTHING = frozenset(
    {"", "null", "NULL", "(null)", "<null>", "None", "none", "nan", "NaN", "NAN", "undefined", "N/A", "#N/A"}
)
"""Cells that programs write where there is no value; `Null` is somebody's name."""

_ABOVE = re.compile(r"((sep=|version:|#TYPE )[^\r\n]*(\r\n?|\n|$))?", re.IGNORECASE)
"""A line above the header row: Excel's, Entra ID's, PowerShell's."""
_QUOTED = r'"(?:[^"]|"")*"'
_FIRST_ROW = re.compile(rf"(?:{_QUOTED}|[^\r\n])*")


@dataclass(frozen=True, slots=True)
class Person:
    """One row: the `line` it begins in, counted from 1, and the profile, without attributes whose cell is empty."""

    line: int
    profile: dict[str, Any]

    @property
    def login(self) -> str:
        """The Okta username."""
        return str(self.profile["login"])


@dataclass
class People:
    """Who is in a file. `columns` are the attributes it has a column for, `absent` those it was said to have none for;
    `complaints` tell, each with its line, of rows that were left out; `deactivated` counts people left out because Okta
    assigns them nothing.
    """

    columns: tuple[str, ...]
    people: list[Person] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    deactivated: int = 0
    absent: frozenset[str] = frozenset()


class PeopleFile:
    """A CSV file, its columns found: UTF-8 or UTF-16, with or without a byte order mark; any of the usual delimiters.

    `chosen` names columns by attribute; `types` are the types of declared custom attributes.

    Raises:
        UnreadableError: the file, or its header row, cannot be used at all.
        OptionError: a chosen column is not there.
    """

    def __init__(self, path: Path, chosen: Mapping[str, str], types: Mapping[str, AttributeType]) -> None:
        self._rows = _Rows(_decoded(path), str(path))
        self._typed = [AppAttribute(attribute, type=kind) for attribute, kind in types.items()]
        self._name, self._logins = str(path), dict[str, int]()
        header = [cell.strip() for cell in self._rows.header]
        self.columns = Columns.of(header, chosen, types, f"{path}:{self._rows.header_line}")

    def read(self, watch: Watch = unwatched) -> People:
        """The people in it; the columns must have been checked.

        Raises:
            UnreadableError: there is nobody, or nobody with an e-mail address.
        """
        people = People(self.columns.attributes, absent=self.columns.absent)
        numbers, width, left = list(self.columns.numbers.items()), len(self.columns.header), self.columns.left
        for line, row in watch(self._rows, self._rows.lines, "reading"):
            if len(row) < width or any(row[width:]):
                said = f"{len(row)} cells, the header row has {width}; quote a cell that holds a {self._rows.named}"
            elif left and row[left[0]].strip().upper() in left[1]:
                people.deactivated += 1
                continue
            else:
                profile: dict[str, Any] = {
                    name: cell for name, number in numbers if (cell := row[number].strip()) not in NOTHING
                }
                said = self._unusable(line, profile)
                if not said:
                    people.people.append(Person(line, profile))
                    continue
            people.complaints.append(f"{self._name}:{line}: {said}")
        people.complaints += self._rows.complaints
        self._check(people)
        return people

    def _check(self, people: People) -> None:
        if not people.people and not people.complaints:
            why = f"all {people.deactivated} are deactivated" if people.deactivated else "no row is below the header"
            raise UnreadableError(f"{self._name} holds nobody to provision: {why}")
        addressed = "email" in {*people.columns, *people.absent} or any("@" in one.login for one in people.people)
        if people.people and not addressed:
            raise self.columns.question(["email"])

    def _unusable(self, line: int, profile: dict[str, Any]) -> str:
        """Why the row is left out; values of other types than text are converted on the way."""
        if "login" not in profile:
            return "this person has no login"
        first = self._logins.setdefault(folded(profile["login"]), line)
        if first != line:
            return f"{profile['login']} stands in line {first} already; Okta ignores case and accents in a login"
        for attribute in self._typed:
            try:
                if attribute.name in profile:
                    profile[attribute.name] = converted(attribute, profile[attribute.name])
            except ExpressionError as why:
                return f"{attribute.name}: {why.message}"
        return ""


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as why:
        raise UnreadableError(f"{path} cannot be read: {why.strerror or why}") from why
    encoding, mark = encoding_of(content)
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, len(mark) + wrong.start) + 1
        called = encoding[:6].upper().rstrip("-")
        raise UnreadableError(f"{path}:{line}: this is not {called}; save the file as `CSV UTF-8`") from wrong


class _Rows:
    """The rows of a CSV text with the lines they begin in; rows that are no CSV become complaints."""

    def __init__(self, text: str, name: str) -> None:
        self.lines = text.count("\n")
        start = _ABOVE.match(text).end()  # type: ignore[union-attr]  # it matches nothing, too
        first = _FIRST_ROW.match(text, start)[0]  # type: ignore[index]  # likewise
        if first.lstrip()[:1] in ("[", "{"):
            raise UnreadableError(f"{name} is JSON; save the people as CSV with a row of column names")
        if not first.strip():
            raise UnreadableError(f"{name} is empty; its first row must name the columns")
        given = text[4:5] if text[:4].lower() == "sep=" else max(DELIMITERS, key=re.sub(_QUOTED, "", first).count)
        self.delimiter = given if given in DELIMITERS else ","
        self._text = StringIO(text, newline="")
        self._text.seek(start)
        self._reader = csv.reader(self._text, delimiter=self.delimiter, strict=True)
        self._name, self._skipped = name, int(start > 0)
        self.header_line = self._skipped + 1
        self.complaints: list[str] = []
        try:
            self.header = next(self._reader)
        except csv.Error as why:
            raise UnreadableError(f"{name}:{self.header_line}: the header row is no CSV: {why}: {first[:60]}") from why

    @property
    def named(self) -> str:
        """The delimiter in a word."""
        return {",": "comma", ";": "semicolon", "\t": "tab"}.get(self.delimiter, "bar")

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._reader.line_num + self._skipped + 1
            try:
                row = next(self._reader)
            except StopIteration:
                self._text.close()  # it takes four times the file's size
                return
            except csv.Error as why:
                self.complaints.append(f"{self._name}:{line}: this row is no CSV: {why}")
                continue
            if any(cell.strip() for cell in row):
                yield line, row
