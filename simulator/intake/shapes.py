"""JSON of unknown origin, read as what it should be: something of another shape counts as missing."""

from typing import Any


def an_object(value: Any) -> dict[str, Any]:
    """The object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; none where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def a_text(value: Any) -> str:
    """The text; an empty one where it is none."""
    return value if isinstance(value, str) else ""


def encodable(value: Any) -> Any:
    """The value with a mark where a text holds half a surrogate pair, which UTF-8 cannot."""
    if isinstance(value, dict):
        return {encodable(key): encodable(held) for key, held in value.items()}
    if isinstance(value, list):
        return [encodable(held) for held in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
