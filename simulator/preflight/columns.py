"""Which column of a file holds which attribute of the Okta user, and the question where that is not known."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simulator.errors import OptionError, UnreadableError
from simulator.okta.expression.scope import did_you_mean
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.reports.columns import visible

STATUS = "status"
"""The name a column of lifecycle statuses goes by; it is no attribute."""

_NAMES = {
    "login": (
        "Username", "Okta username", "User login", "User principal name", "UPN", "Benutzername",
        "Benutzerprinzipalname",
    ),
    "email": (
        "Primary email", "Email address", "Primary email address", "Mail", "Work email", "Primary work email",
        "Email - work", "Email - primary work", "Work email address", "Business email", "Company email",
        "E-Mail-Adresse",
    ),
    "secondEmail": ("Secondary email", "Alternate email address"),
    "firstName": (
        "Given name", "name.givenName", "Legal first name", "Legal name - first name", "First name - legal",
        "Preferred first name", "Preferred name - first name", "Forename", "Vorname", "Prénom", "Voornaam",
    ),
    "lastName": (
        "Surname", "Family name", "name.familyName", "sn", "Legal last name", "Legal name - last name",
        "Last name - legal", "Preferred last name", "Preferred name - last name", "Nachname", "Familienname",
        "Nom de famille", "Achternaam", "Apellidos", "Cognome",
    ),
    "title": ("Job title", "Business title", "Employee title"),
    "mobilePhone": ("Mobile", "Mobile number"),
    "primaryPhone": ("Phone number", "Telephone number", "Work phone"),
    "zipCode": ("Postal code",),
    "employeeNumber": ("Employee ID",),
    "organization": ("Company", "Company name"),
    STATUS: ("User status", "Account status", "Account enabled", "Enabled", "Block credential"),
}  # fmt: skip
"""Beside the variable names, however they are spelled ("First name", "first_name"): what Okta's Profile Editor, Google
Workspace, Entra ID, Microsoft 365 and Workday call them, and common words; an earlier one wins. No reference lists
them: they only help to find a column, and `--column` has the last word."""

DEACTIVATED = frozenset({"DEPROVISIONED", "DEACTIVATED"})
"""Statuses, in the API's word and in the console's, of people whom Okta assigns no app (management API, E0000117)."""
_NO, _YES = frozenset({"FALSE", "NO"}), frozenset({"TRUE", "YES"})
_LEFT = {"accountenabled": _NO, "enabled": _NO}
"""Columns of Microsoft's that say it in another way: Entra ID provisions a disabled account as `active: false`."""

_VARIABLE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?", re.ASCII)
"""A custom attribute, or one of another app's profile, `workday.userName`."""
_MARKS = re.compile(r"\[(required|optional|upload only|read only)\]|\brequired$|^(profile|user)\.", re.IGNORECASE)
_VARIABLE_IN_BRACKETS = re.compile(r".*\[(\w+)\]")


def _bare(name: str) -> str:
    """What makes two names the same: letters and digits, whatever their case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


_KNOWN = {_bare(name): name for name in (*BASE_ATTRIBUTES, STATUS)} | {
    _bare(shown): name for name, names in _NAMES.items() for shown in names
}
_RANK = {_bare(shown): rank for names in _NAMES.values() for rank, shown in enumerate(names, 1)}


def _key(column: str) -> str:
    """The column's name as `_KNOWN` has it: without what Google and Entra ID add in their templates."""
    inside = _VARIABLE_IN_BRACKETS.match(column)
    if inside and _bare(inside[1]) in _KNOWN:
        return _bare(inside[1])
    return _bare(_MARKS.sub("", column.strip()))


def attribute_of(name: str) -> str:
    """The attribute that somebody means by a name; the name itself where it is none of those known."""
    return _KNOWN.get(_key(name), name)


@dataclass(frozen=True)
class Columns:
    """The columns of one file: their names, and the number of each attribute's.

    `found` has the columns by attribute, and that of the status; `absent` are the attributes that were said to have
    none. Where there is no login the e-mail address is it, and the other way round, as in a scenario. `spare` are the
    columns that nothing is known of.
    """

    place: str
    header: Sequence[str]
    found: Mapping[str, int]
    absent: frozenset[str]
    spare: Sequence[str]

    @classmethod
    def of(cls, header: Sequence[str], chosen: Mapping[str, str], declared: Iterable[str], place: str) -> "Columns":
        """Find the columns.

        `chosen` names columns by attribute, with "" for none, and wins; then custom attributes that are `declared`,
        variable names, and other names. A column that fits none of these and looks like a variable name is a custom
        attribute of that name.

        Raises:
            UnreadableError: two columns have one name, and one of them is needed.
            OptionError: a chosen column is not there.
        """
        found = {name: _chosen(header, name, column, place) for name, column in chosen.items() if column}
        absent = frozenset(name for name, column in chosen.items() if not column)
        taken = set(found.values())
        keys = [_key(column) for column in header]
        custom = {_bare(name): name for name in declared}
        for number in sorted(range(len(header)), key=lambda number: _RANK.get(keys[number], 0)):
            known = custom.get(_bare(header[number])) or _KNOWN.get(keys[number])
            if known and known not in absent:
                found.setdefault(known, number)
        spare = {
            column: number
            for number, column in enumerate(header)
            if column and number not in taken and keys[number] not in _KNOWN and _bare(column) not in custom
        }
        for column, number in spare.items():
            if _VARIABLE.fullmatch(column) and column not in absent:
                found.setdefault(column, number)
        for column in (header[number] for number in found.values()):
            if header.count(column) > 1:
                raise UnreadableError(f"{place}: two columns are called {column}; rename one of them")
        return cls(place, header, found, absent, tuple(spare))

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that have a column of their own."""
        return tuple(name for name in self.found if name != STATUS)

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each attribute's column; login and e-mail address stand in for each other."""
        numbers = {name: self.found[name] for name in self.attributes}
        for name, other in (("login", "email"), ("email", "login")):
            if name not in self.absent and other in self.found:
                numbers.setdefault(name, self.found[other])
        return numbers

    @property
    def left(self) -> tuple[int, frozenset[str]] | None:
        """The number of the status's column, and its values for people who are deactivated."""
        number = self.found.get(STATUS)
        if number is None:
            return None
        blocked = _bare(self.header[number]).startswith("block")  # as in `Block sign in (Yes/No) [accountEnabled]`
        return number, _YES if blocked else _LEFT.get(_key(self.header[number]), DEACTIVATED)

    def check(self, needed: Iterable[str], wished: Iterable[str] = ()) -> None:
        """Refuse to go on without the login or what else is `needed`.

        What is `wished` can be left unjudged; it is asked for too where there are columns enough that nothing is known
        of, which may hold it.

        Raises:
            UnreadableError: one question about all of them.
        """
        held = {*self.numbers, *self.absent}
        missing = list(dict.fromkeys(name for name in ("login", *needed) if name not in held))
        more = [name for name in wished if name not in {*held, *missing}]
        if len(missing) + len(more) <= len(set(self.spare) - set(needed)):
            missing += more
        if missing:
            raise self.question(missing)

    def question(self, names: Sequence[str]) -> UnreadableError:
        """Which column holds each of these attributes?"""
        *rest, last = [f"{name}{_meant(name)}" for name in names]
        listed = f"{', '.join(rest)} or {last}" if rest else last
        options = " ".join(f'--column {name}="COLUMN"' for name in names)
        none = f" (--column {names[-1]}= where there is none)" if names[-1] != "login" else ""
        shown = visible(", ".join(" ".join(column.split()) for column in self.header if column))
        asked = f"no column is recognised as {listed}; name it with {options}{none}"
        return UnreadableError(f"{self.place}: {asked}; the columns are: {shown}")


def _meant(name: str) -> str:
    hint = "" if name in BASE_ATTRIBUTES else did_you_mean(name, BASE_ATTRIBUTES)
    return f" ({hint.removeprefix('; ')})" if hint else ""


def _chosen(header: Sequence[str], attribute: str, name: str, place: str) -> int:
    for same in (str, _bare):
        found = [number for number, column in enumerate(header) if same(column) == same(name)]
        if found:
            return found[0]
    raise OptionError(f"--column {attribute}={name}: {place} has no such column; the columns are: {', '.join(header)}")
