"""Moments in time as texts: ISO 8601, Windows and Unix numbers, and the zones Okta knows."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from simulator.okta.expression.failures import CLOCK, TIME, ZONE, FunctionError
from simulator.okta.expression.values import shown

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}")
_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LEGACY_ZONES = {"EST": "America/New_York", "MST": "America/Denver", "HST": "Pacific/Honolulu"}
"""Java's old three-letter zones: they follow daylight time [EL-DOC: -04:00 in July], unlike those of `zoneinfo`."""


def parse_iso(text: str) -> datetime:
    """The moment an ISO 8601 text stands for, in its own offset, or in UTC where it has none; raises TIME."""
    if _MONTH.fullmatch(text):
        text += "-01"
    if not _ISO.fullmatch(text):
        raise FunctionError(TIME, f"{shown(text)}, is not ISO 8601, such as 2015-07-30T23:58:32.000Z")
    try:
        moment = datetime.fromisoformat(text.replace(",", "."))
    except ValueError as error:
        raise FunctionError(TIME, f"{shown(text)}, is not a time: {error}") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def current(now: str | None) -> datetime:
    """The scope's clock; raises CLOCK where there is none."""
    if now is None:
        raise FunctionError(CLOCK, "the expression asks for the time and there is no clock here; give `now`")
    return parse_iso(now)


def iso_text(moment: datetime) -> str:
    """ISO 8601 with milliseconds, and `Z` for UTC (mappings 2, "Time")."""
    text = moment.isoformat(timespec="milliseconds")
    return text[:-6] + "Z" if text.endswith("+00:00") else text


def java_text(moment: datetime) -> str:
    """Java's `ZonedDateTime.toString`: no needless seconds or fractions, the zone's name in brackets [OIE]."""
    precise = moment.isoformat(timespec="microseconds")
    date, clock = precise[:16], precise[17:26]
    seconds, _, fraction = clock.partition(".")
    fraction = fraction[:3] if fraction.endswith("000") else fraction
    clock = "" if clock == "00.000000" else f":{seconds}" + (f".{fraction}" if fraction.strip("0") else "")
    offset = precise[26:]
    zone = getattr(moment.tzinfo, "key", None)
    return f"{date}{clock}{'Z' if offset == '+00:00' else offset}{f'[{zone}]' if zone else ''}"


def zone(name: str) -> tzinfo:
    """A time zone by its id; raises ZONE for one that does not exist."""
    if name in ("UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(_LEGACY_ZONES.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FunctionError(ZONE, f"there is no time zone {shown(name)}; ids look like Europe/Paris") from None


def in_zone(moment: datetime, wanted: tzinfo) -> datetime:
    """The same moment in a zone; raises TIME at the edges of the calendar."""
    try:
        return moment.astimezone(wanted)
    except OverflowError:
        raise FunctionError(TIME, "the time is outside the years 1 to 9999") from None


def from_windows(text: str) -> datetime:
    """The moment of a Windows file time: tenths of microseconds since 1601; raises TIME."""
    return shifted(_WINDOWS_EPOCH, microseconds=_number(text, "a Windows time") // 10)


def to_windows(moment: datetime) -> str:
    """A moment as a Windows file time."""
    return str((moment - _WINDOWS_EPOCH) // _MICROSECOND * 10)


def from_unix(text: str, *, per_second: int) -> datetime:
    """The moment of a Unix time that counts `per_second` units to the second; raises TIME."""
    return shifted(_UNIX_EPOCH, microseconds=_number(text, "a Unix time") * (1_000_000 // per_second))


def to_unix(moment: datetime, *, per_second: int) -> str:
    """A moment as a Unix time, without what is less than a unit."""
    return str((moment - _UNIX_EPOCH) // timedelta(microseconds=1_000_000 // per_second))


def shifted(moment: datetime, **amount: int) -> datetime:
    """The moment that much later; raises TIME at the edges of the calendar."""
    try:
        return moment + timedelta(**amount)
    except OverflowError:
        raise FunctionError(TIME, "the time is outside the years 1 to 9999") from None


def _number(text: str, what: str) -> int:
    if not _NUMBER.fullmatch(text.strip()):
        raise FunctionError(TIME, f"{shown(text)}, is not {what}")
    return int(text)
