"""Date patterns of Joda-Time, which `Time.*` speaks [EL-DOC]: `YYYY` is the year of era, not Java's week year."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from simulator.okta.expression.failures import TIME, FunctionError
from simulator.okta.expression.functions.moments import zone
from simulator.okta.expression.values import shown

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PIECE = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
_NUMERIC = frozenset("CYyxweDdMKhHkms")
_LONGEST = 200
_MOST_DAYS = 366
_WORDS = {
    "M": "|".join(f"{name}|{name[:3]}" for name in _MONTHS),
    "E": "|".join(f"{name}|{name[:3]}" for name in _DAYS),
    "a": "AM|PM",
    "G": "AD",
    "Z": "Z|[+-][0-9]{2}:?[0-9]{2}",
    "z": "[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*",
}
"""What the letters that are not numbers read."""


def format_moment(moment: datetime, pattern: str) -> str:
    """The moment written in a pattern, in English; raises TIME for a letter that Joda does not know."""
    return "".join(
        literal if letter == "" else _formatted(moment, letter, count) for letter, count, literal in _pieces(pattern)
    )


def parse_moment(text: str, pattern: str, *, pivot: int) -> datetime:
    """The moment a text written in a pattern stands for, in UTC unless the text has an offset; raises TIME.

    Two-digit years lie within fifty years of `pivot`.
    """
    pieces = list(_pieces(pattern))
    expression = ""
    for index, (letter, count, literal) in enumerate(pieces):
        following = pieces[index + 1][0] if index + 1 < len(pieces) else ""
        expression += f"(?P<_{index}>{_readable(letter, count, following)})" if letter else re.escape(literal)
    match = re.fullmatch(expression, text, re.IGNORECASE)
    if match is None:
        raise FunctionError(TIME, f"{shown(text)}, is not written as {pattern}")
    fields = {letter: match[f"_{index}"] for index, (letter, _, _) in enumerate(pieces) if letter}
    two_digits = any(letter in "yY" and count == 2 for letter, count, _ in pieces if letter)
    try:
        return _assembled(fields, pivot if two_digits else None)
    except (ValueError, OverflowError) as error:
        raise FunctionError(TIME, f"{shown(text)}, is not a time: {error}") from None


def _pieces(pattern: str) -> Iterator[tuple[str, int, str]]:
    """Each run of a letter with its length, and each literal with the letter ""."""
    if len(pattern) > _LONGEST:
        raise FunctionError(TIME, f"a date pattern may have at most {_LONGEST} characters")
    at = 0
    while at < len(pattern):
        match = _PIECE.match(pattern, at)
        if match is None:
            yield "", 0, pattern[at + 1 :].replace("''", "'")
            return
        at = match.end()
        if match[2]:
            yield match[2], len(match[0]), ""
        else:
            yield "", 0, "'" if match[0] == "''" else match[0] if match[1] is None else match[1].replace("''", "'")


def _formatted(moment: datetime, letter: str, count: int) -> str:
    if letter in "Yyx" and count == 2:
        return f"{_number(moment, letter) % 100:02}"
    if letter == "M" and count > 2:
        return _MONTHS[moment.month - 1][: None if count > 3 else 3]
    if letter in _NUMERIC:
        return f"{_number(moment, letter):0{count}}"
    if letter == "S":
        return f"{moment.microsecond:06}".ljust(count, "0")[:count]
    if letter == "E":
        return _DAYS[moment.weekday()][: None if count > 3 else 3]
    if letter == "a":
        return "AM" if moment.hour < 12 else "PM"
    if letter == "G":
        return "AD"
    if letter in "zZ":
        return _zone(moment, letter, count)
    raise FunctionError(TIME, f"the date pattern has the letter {letter}, which has no meaning")


def _number(moment: datetime, letter: str) -> int:
    year, week, day = moment.isocalendar()
    numbers = {
        "C": moment.year // 100,
        "Y": moment.year,
        "y": moment.year,
        "x": year,
        "w": week,
        "e": day,
        "D": moment.timetuple().tm_yday,
        "d": moment.day,
        "M": moment.month,
        "K": moment.hour % 12,
        "h": moment.hour % 12 or 12,
        "H": moment.hour,
        "k": moment.hour or 24,
        "m": moment.minute,
        "s": moment.second,
    }
    return numbers[letter]


def _zone(moment: datetime, letter: str, count: int) -> str:
    """`z` the abbreviation, `Z` +0100, `ZZ` +01:00, `ZZZ` the zone's id."""
    if letter == "z":
        return moment.tzname() or ""
    if count > 2:
        return getattr(moment.tzinfo, "key", "UTC")
    return moment.strftime("%z") if count == 1 else moment.isoformat()[-6:]


def _readable(letter: str, count: int, following: str) -> str:
    """The part of a regular expression that reads one letter, as `following` comes next in the pattern."""
    if letter in _WORDS and (letter != "M" or count > 2):
        return _WORDS[letter]
    if letter == "S":
        return f"[0-9]{{1,{count}}}"
    if letter not in _NUMERIC or letter in "Cx":
        raise FunctionError(TIME, f"the date pattern has the letter {letter}, which cannot be read from a text")
    return f"[0-9]{{{count}}}" if following in {*_NUMERIC, "S"} else "[0-9]{1,9}"


def _assembled(fields: Mapping[str, str], pivot: int | None) -> datetime:
    """The moment of the fields; a two-digit year lies around `pivot`, where there is one. Raises ValueError."""
    numbers = {letter: int(text) for letter, text in fields.items() if letter in _NUMERIC and text.isdigit()}
    year = numbers.get("y", numbers.get("Y", 1970))
    if pivot is not None and len(fields.get("y") or fields.get("Y") or "") == 2:
        year = pivot - 50 + (year - (pivot - 50)) % 100
    microsecond = int(fields.get("S", "0").ljust(6, "0")[:6])
    clock = time(_hour(numbers, fields), numbers.get("m", 0), numbers.get("s", 0), microsecond)
    return datetime.combine(_day(year, numbers, fields), clock, _zone_of(fields))


def _day(year: int, numbers: Mapping[str, int], fields: Mapping[str, str]) -> date:
    """The date: by day of year or week where the pattern has one, moved within its week to the day that is named."""
    day = date(year, numbers.get("M") or _named_number(_MONTHS, fields.get("M", "January")), numbers.get("d", 1))
    if "D" in numbers:
        day = date(year, 1, 1) + timedelta(days=min(numbers["D"], _MOST_DAYS) - 1)
    if "w" in numbers:
        day = date.fromisocalendar(year, numbers["w"], 1)
    weekday = numbers.get("e") or (_named_number(_DAYS, fields["E"]) if "E" in fields else day.isoweekday())
    return day + timedelta(days=weekday - day.isoweekday())


def _named_number(names: Sequence[str], written: str) -> int:
    return next(number for number, name in enumerate(names, 1) if name[:3].lower() == written[:3].lower())


def _hour(numbers: Mapping[str, int], fields: Mapping[str, str]) -> int:
    half = numbers.get("h", numbers.get("K"))
    if half is None:
        return numbers["k"] % 24 if "k" in numbers else numbers.get("H", 0)
    if half > 12:
        raise ValueError("an hour of a half day is at most 12")
    return half % 12 + (12 if fields.get("a", "AM").upper() == "PM" else 0)


def _zone_of(fields: Mapping[str, str]) -> tzinfo:
    offset = fields.get("Z", "Z")
    if offset not in ("Z", "z"):
        sign = -1 if offset.startswith("-") else 1
        return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))
    return zone(fields["z"]) if "z" in fields and "Z" not in fields else UTC
