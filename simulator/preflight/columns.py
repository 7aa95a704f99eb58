"""Which column of a people export holds which attribute of the Okta user."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from simulator.errors import OptionError, UnreadableError
from simulator.okta.profiles import BASE_ATTRIBUTES

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
