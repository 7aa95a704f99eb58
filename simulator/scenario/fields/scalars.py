"""How written text becomes a value: the field's type decides, never YAML's guess.

Each reader takes what `document` gives (`Plain` for unquoted scalars, `str`, `Block`, `Items`) as well as Python's own
values, and raises `PydanticCustomError` with a refusal in its own words, a predicate about the key, for what it cannot
mean.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from pydantic_core import PydanticCustomError

from simulator.scenario.fields.complaints import shown
from simulator.scenario.yaml.document import Plain

NO_VALUE = frozenset({"", "~", "null"})
"""What stands for no value where it is not quoted; `Null` and `NULL` are text, since people bear the name."""

_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_AMOUNT = r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|[smhd])"
DURATION = f"(?:{_AMOUNT})+"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
INSTANT = rf"{_TIME}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})"
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 366 * 86400


def wrong(predicate: str, *, key: bool = False) -> PydanticCustomError:
    """A refusal that says something about the key it is raised for: "`wait` <predicate>"; `key` points at the key."""
    return PydanticCustomError("key" if key else "value", "{said}", {"said": predicate})


def sentence(whole: str, *, key: bool = False) -> PydanticCustomError:
    """A refusal in a whole sentence of its own; `key` points at the key."""
    return PydanticCustomError("key-sentence" if key else "sentence", "{said}", {"said": whole})


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` with the closest of the `known` names, or nothing when none is close."""
    names = {known_name.lower(): known_name for known_name in sorted(known, reverse=True)}
    close = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return f"; did you mean `{names[close[0]]}`?" if close else ""


def is_none(value: Any) -> bool:
    """Whether `value` was written as no value: `null`, `~`, or nothing after the colon."""
    return value is None or (isinstance(value, Plain) and value in NO_VALUE)


def kind(value: Any) -> str:
    """What a person would call `value`, whether read from YAML or given by Python."""
    if is_none(value):
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return shown(str(value)) if isinstance(value, Plain) or not isinstance(value, str) else "text"


def read_text(value: Any) -> str:
    """Text, quoted or not."""
    if isinstance(value, str) and not is_none(value):
        return str(value)
    raise wrong(f"takes text, not {kind(value)}")


def read_whole(value: Any) -> int:
    """A whole number."""
    return _whole(value, "")


def whole_or(word: str, value: Any) -> int | str:
    """A whole number, or the one `word` that will do as well."""
    return word if value == word else _whole(value, f" or `{word}`")


def _whole(value: Any, choice: str) -> int:
    if isinstance(value, Plain) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise wrong(f"takes a whole number{choice}, not {_quoted_kind(value)}")


def read_flag(value: Any) -> bool:
    """A yes or no, written true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Plain) and value in _FLAGS:
        return _FLAGS[value]
    raise wrong(f"takes true or false, not {_quoted_kind(value)}")


def _quoted_kind(value: Any) -> str:
    quoted = isinstance(value, str) and not isinstance(value, Plain)
    return f"text; remove the quotes round {shown(value)}" if quoted else kind(value)


def read_number(value: Any) -> int | float:
    """A number as it is written in a profile or a body: whole or with a decimal point, nothing else."""
    if isinstance(value, Plain) and _DECIMAL.fullmatch(value):
        return float(value)
    if isinstance(value, Plain) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise wrong(f"takes a number, not {_quoted_kind(value)}")


def json_value(value: Any) -> Any:
    """Free data, as bodies are written: unquoted `true`, `false`, `null` and plain decimal numbers are what they look
    like; everything else, `0123`, `yes`, `1e3` and dates included, is the text that was written.
    """
    if isinstance(value, dict):
        return {str(key): json_value(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, Plain):
        return _bare(value)
    return value


def _bare(value: Plain) -> Any:
    if value in NO_VALUE:
        return None
    if value in ("true", "false"):
        return value == "true"
    if _WHOLE.fullmatch(value) or _DECIMAL.fullmatch(value):
        return read_number(value)
    return str(value)


def seconds(text: str) -> float:
    """The length of a duration such as `90s`, `5m`, `1h30m` or `250ms`, in seconds.

    Raises:
        PydanticCustomError: there is no unit, or it is longer than a year.
    """
    if not re.fullmatch(DURATION, text):
        raise wrong(f"takes a duration with its unit, such as 90s, 5m or 2h, not {shown(text)}")
    total = sum(float(amount) * _UNITS[unit] for amount, unit in re.findall(_AMOUNT, text))
    if total > _LONGEST:
        raise wrong("is longer than a year; split it into several steps")
    return float(total)


def read_duration(value: Any) -> float:
    """A duration, in seconds."""
    if isinstance(value, float):
        return value
    return seconds(read_text(value))


def read_instant(value: Any) -> datetime:
    """A point in time, in UTC.

    Raises:
        PydanticCustomError: it is none, has no zone, or lies too far away.
    """
    if isinstance(value, datetime):
        return value
    written = read_text(value)
    if re.fullmatch(_TIME, written):
        raise wrong(f"needs a time zone; end it with Z, as in 2026-01-05T09:00:00Z, not {shown(written)}")
    try:
        read = datetime.fromisoformat(written if re.fullmatch(INSTANT, written) else "")
    except ValueError:
        raise wrong(f"takes a date and time such as 2026-01-05T09:00:00Z, not {shown(written)}") from None
    if not 1970 < read.year < 2500:
        raise wrong(f"lies too far away; take a year between 1971 and 2499, not {shown(written)}")
    return read.astimezone(UTC)


def as_tuple(value: Any) -> Any:
    """A list, written as such; nothing written is an empty list."""
    if is_none(value):
        return ()
    if isinstance(value, list | tuple):
        return tuple(value)
    raise wrong(f"takes a list, not {kind(value)}")


def one_or_many(value: Any) -> Any:
    """A list, or one thing that stands for a list of itself."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def as_mapping(value: Any) -> Any:
    """A mapping; nothing written is an empty one."""
    if is_none(value):
        return {}
    if isinstance(value, dict):
        return value
    raise wrong(f"takes a mapping (`key: value`), not {kind(value)}")


def nothing_is_empty(value: Any) -> Any:
    """`null`, `~` and nothing as an empty mapping: all defaults."""
    return {} if is_none(value) else value


def nothing_is_none(value: Any) -> Any:
    """`null`, `~` and nothing as None, for a field where that has a meaning."""
    return None if is_none(value) else value
