"""Times as files write them, in one form that can be compared: `2026-01-05T09:00:00.000Z`."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from simulator.errors import OptionError
from simulator.okta.times import iso

_OURS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_FRACTION = re.compile(r"(?<=[.,]\d{6})\d+")
_NUMBER = re.compile(r"\d{9,11}(?:\.\d+)?|\d{12,14}", re.ASCII)
_MILLISECONDS = 1e11
_YEARS = range(1972, 2499)
"""Those that a scenario takes."""


def instant(written: Any) -> str:
    """A time in that form; empty where it is none. One without a zone is UTC; a number counts from 1970."""
    if isinstance(written, str) and _OURS.fullmatch(written):
        return written
    text = str(written).strip() if isinstance(written, str | int | float) and not isinstance(written, bool) else ""
    try:
        if _NUMBER.fullmatch(text):
            number = float(text)
            return iso(number / 1000 if number > _MILLISECONDS else number)
        when = datetime.fromisoformat(_FRACTION.sub("", re.sub(r"\s*(?:UTC|GMT)$", "Z", text)))
        if when.year not in _YEARS:
            return ""
        return iso((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, OSError):
        return ""


def seconds(at: str) -> float | None:
    """Seconds since 1970 of a time in ISO 8601; None where it is none."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return None


def bound(written: str, option: str, *, end: bool = False) -> str:
    """The instant that an option gives; a date alone is its first moment, or the first one after it (`end`).

    Raises:
        OptionError: it is neither an instant nor a date.
    """
    try:
        day = date.fromisoformat(written)
    except ValueError:
        found = instant(written)
    else:
        found = instant((day + timedelta(days=end)).isoformat())
    if not found:
        raise OptionError(f"{option} is {written!r}; give a date or an instant, such as 2026-05-04T08:30:00Z")
    return found
