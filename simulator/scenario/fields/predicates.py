"""What pydantic finds wrong by itself, in our words: a predicate about the key."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.scenario.fields.scalars import kind, nearest

_KINDS = {"string_type": "text", "tuple_type": "a list", "list_type": "a list", "dict_type": "a mapping"}
_LIMITS = {
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "less_than": "must be less than {lt}",
}

FEW = 7
"""More options than these are listed only where none of them is close to what was written."""


def predicate(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors as a predicate; never its own text."""
    said = (error.get("ctx") or {}).get("said")
    if said:
        return str(said)
    return _of_type(error["type"], error.get("ctx") or {}, error.get("input"))


def _of_type(name: str, context: Mapping[str, Any], found: Any) -> str:
    if name in _KINDS:
        return f"takes {_KINDS[name]}, not {kind(found)}"
    if name in _LIMITS:
        return _LIMITS[name].format(**context)
    if name == "literal_error":
        return choice(re.findall(r"'([^']*)'", context["expected"]), found)
    return "is not what the format expects here; `oktasim schema` describes it"


def choice(options: Sequence[str], found: Any) -> str:
    """That one of `options` is needed, what was found, and which of them may be meant."""
    near = nearest(str(found), options)
    if near and len(options) > FEW:
        return f"cannot be {kind(found)}{near}"
    listed = options[0] if len(options) == 1 else f"{', '.join(options[:-1])} or {options[-1]}"
    return f"takes {listed}, not {kind(found)}{near}"
