"""People from a CSV file with a header row: Okta's export, or any other."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from simulator.errors import ExpressionError, OptionError, UnreadableError
from simulator.okta.mapping import converted
from simulator.okta.profiles import BASE_ATTRIBUTES, AppAttribute, AttributeType
from simulator.scenario.parts.people import folded

STATUS = "status"
"""The name a column of lifecycle statuses goes by; it is no attribute."""

_DISPLAY_NAMES = {
    "login": ("Username", "User name", "Okta username", "User login"),
    "email": ("Primary email", "E-mail", "Email address"),
    "secondEmail": ("Secondary email",),
    "firstName": ("Given name",),
    "lastName": ("Family name", "Surname"),
    "mobilePhone": ("Mobile",),
    "zipCode": ("Postal code",),
    "nickName": ("Nick name",),
    STATUS: ("User status", "Account status"),
}
"""Beside the variable names, however they are spaced ("First name"); what the Profile Editor shows, and common words.
No reference lists them: they only help to find a column, and `--column` has the last word."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _bare(name: str) -> str:
    """What makes two names the same: letters and digits, whatever their case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


_KNOWN = {_bare(name): name for name in (*BASE_ATTRIBUTES, STATUS)} | {
    _bare(shown): name for name, names in _DISPLAY_NAMES.items() for shown in names
}


def assigned(header: Sequence[str], chosen: Mapping[str, str], declared: Iterable[str], place: str) -> dict[str, int]:
    """The column of each attribute, by number.

    `chosen` names columns by attribute and wins; then custom attributes that are `declared`, variable names, display
    names. A column that fits none of these and looks like a variable name is a custom attribute of that name.

    Raises:
        UnreadableError: two columns have one name, or there is none for `login`.
        OptionError: a chosen column is not there.
    """
    _check_header(header, place)
    columns = {attribute: _chosen(header, attribute, name, place) for attribute, name in chosen.items()}
    taken = set(columns.values())
    custom = {_bare(name): name for name in declared}
    spelled = sorted(range(len(header)), key=lambda number: header[number] not in BASE_ATTRIBUTES)
    for number in spelled:
        name = custom.get(_bare(header[number])) or _KNOWN.get(_bare(header[number])) or header[number]
        if number not in taken and _VARIABLE.fullmatch(name):
            columns.setdefault(name, number)
    if "login" not in columns:
        raise UnreadableError(
            f"{place}: no column is the login (`login` or `Username`); name it with --column login=COLUMN, "
            f"the columns are: {', '.join(header)}"
        )
    return columns


def _check_header(header: Sequence[str], place: str) -> None:
    for name, count in Counter(header).items():
        if name and count > 1:
            raise UnreadableError(f"{place}: two columns are called {name}; rename one of them")


def _chosen(header: Sequence[str], attribute: str, name: str, place: str) -> int:
    for same in (str, _bare):
        found = [number for number, column in enumerate(header) if same(column) == same(name)]
        if found:
            return found[0]
    raise OptionError(f"--column {attribute}={name}: {place} has no such column; the columns are: {', '.join(header)}")


DELIMITERS = ",;\t|"
DEACTIVATED = frozenset({"DEPROVISIONED", "DEACTIVATED"})
"""Statuses, in the API's word and in the console's, of people whom Okta assigns no app (management API, E0000117)."""

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


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
    """Who is in a file. `columns` are the attributes it has a column for; `complaints` tell, each with its line, of
    rows that were left out; `deactivated` counts people left out because Okta assigns them nothing.
    """

    columns: tuple[str, ...]
    people: list[Person] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    deactivated: int = 0


def read_people(path: Path, chosen: Mapping[str, str], types: Mapping[str, AttributeType]) -> People:
    """The people in a CSV file: UTF-8 with or without BOM, or UTF-16; commas, semicolons, tabs or bars.

    `chosen` names columns by attribute; `types` are the types of declared custom attributes.

    Raises:
        UnreadableError: the file, or its header row, cannot be used at all.
        OptionError: a chosen column is not there.
    """
    rows = _Rows(_decoded(path), str(path))
    header = [cell.strip() for cell in rows.header]
    columns = assigned(header, chosen, types, f"{path}:{rows.header_line}")
    people = People(tuple(name for name in columns if name != STATUS))
    reader = _Reader(people, columns, types, str(path))
    for line, row in rows:
        if len(row) < len(header) or any(row[len(header) :]):
            what = f"{len(row)} cells, the header row has {len(header)}; quote a cell that holds a {rows.named}"
            people.complaints.append(f"{path}:{line}: {what}")
        else:
            reader.take(line, row)
    people.complaints += rows.complaints
    if not people.people and not people.complaints:
        raise UnreadableError(f"{path} holds nobody: there is no row below the header")
    return people


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as why:
        raise UnreadableError(f"{path} cannot be read: {why.strerror or why}") from why
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise UnreadableError(f"{path}:{line}: this is not UTF-8; save the file as `CSV UTF-8`") from wrong


class _Rows:
    """The rows of a CSV text with the lines they begin in; rows that are no CSV become complaints."""

    def __init__(self, text: str, name: str) -> None:
        lines = StringIO(text, newline="")
        first, self.delimiter, skipped = _delimiter(lines, name)
        self._reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        self._name, self._skipped = name, skipped
        self.header_line = skipped + 1
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
                return
            except csv.Error as why:
                self.complaints.append(f"{self._name}:{line}: this row is no CSV: {why}")
                continue
            if any(cell.strip() for cell in row):
                yield line, row


def _delimiter(lines: StringIO, name: str) -> tuple[str, str, int]:
    """The header's text, what separates its cells, and how many lines stand above it (Excel's `sep=;`)."""
    first, skipped = lines.readline(), 0
    start = 0
    if first.lower().startswith("sep="):
        start, skipped, given = lines.tell(), 1, first[4:5]
        first = lines.readline()
    else:
        given = max(DELIMITERS, key=first.count)
    if not first.strip():
        raise UnreadableError(f"{name} is empty; its first row must name the columns")
    lines.seek(start)
    return first.strip(), given if given in DELIMITERS else ",", skipped


class _Reader:
    """Makes people of rows; a row that cannot be one becomes a complaint. Without a column for it the e-mail address is
    the login, as in a scenario.
    """

    def __init__(
        self, people: People, columns: Mapping[str, int], types: Mapping[str, AttributeType], name: str
    ) -> None:
        self._people, self._name = people, name
        self._columns = [(attribute, number) for attribute, number in columns.items() if attribute != STATUS]
        self._status = columns.get(STATUS)
        self._with_email = "email" in columns
        self._typed = {attribute: AppAttribute(attribute, type=kind) for attribute, kind in types.items()}
        self._logins: dict[str, int] = {}

    def take(self, line: int, row: Sequence[str]) -> None:
        """Add the person in this row, or say why there is none."""
        profile = {name: cell for name, number in self._columns if (cell := row[number].strip())}
        if not self._with_email and "login" in profile:
            profile["email"] = profile["login"]
        if self._status is not None and row[self._status].strip().upper() in DEACTIVATED:
            self._people.deactivated += 1
        elif said := self._unusable(line, profile):
            self._people.complaints.append(f"{self._name}:{line}: {said}")
        else:
            self._people.people.append(Person(line, profile))

    def _unusable(self, line: int, profile: dict[str, Any]) -> str:
        """Why the row is left out; values of other types than text are converted on the way."""
        if "login" not in profile:
            return "this person has no login"
        first = self._logins.setdefault(folded(profile["login"]), line)
        if first != line:
            return f"{profile['login']} stands in line {first} already; Okta ignores case and accents in a login"
        return _convert(profile, self._typed.items())


def _convert(profile: dict[str, Any], typed: Iterable[tuple[str, AppAttribute]]) -> str:
    for name, attribute in typed:
        if name in profile:
            try:
                profile[name] = converted(attribute, profile[name])
            except ExpressionError as why:
                return f"{name}: {why.message}"
    return ""
