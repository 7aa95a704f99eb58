"""External names: the path by which an app attribute is found in a SCIM resource (mappings 4.2).

`name.givenName` walks into objects, `emails.^[primary==true].value` into the first element that matches,
`emails.[1].type` into an element by its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

Json = Any


@dataclass(frozen=True)
class Selector:
    """`^[key==value]`: the first element whose `key` equals `value`."""

    key: str
    value: bool | str

    def chosen(self, elements: list[Json]) -> dict[str, Json] | None:
        """The element this selector means, if it is there."""
        return next((e for e in elements if isinstance(e, dict) and e.get(self.key) == self.value), None)


Segment = str | int | Selector
Path = tuple[Segment, ...]

_SEGMENT = re.compile(
    r"""\^\[\s*(?P<key>[A-Za-z_][\w$-]*)\s*==\s*(?P<value>'[^']*'|"[^"]*"|[^\]\s]+)\s*\]"""
    r"""|\[(?P<index>\d{1,4})\]|(?P<name>[^.\[\]^]+)"""
)


@lru_cache(maxsize=4096)
def parse_path(text: str) -> Path:
    """The segments of an external name.

    Raises:
        ValueError: the text is no path, with the character it stops at.
    """
    segments: list[Segment] = []
    place = 0
    while True:
        match = _SEGMENT.match(text, place)
        if match is None:
            raise ValueError(f"external name {text!r} cannot be read at character {place + 1}")
        segments.append(_segment(match))
        place = match.end()
        if place == len(text):
            break
        if text[place] != ".":
            raise ValueError(f"external name {text!r} cannot be read at character {place + 1}; a dot goes there")
        place += 1
    if not isinstance(segments[0], str):
        raise ValueError(f"external name {text!r} must begin with a name")
    return tuple(segments)


def _segment(match: re.Match[str]) -> Segment:
    if match["name"]:
        return match["name"]
    if match["index"] is not None:
        return int(match["index"])
    value = match["value"]
    if value in ("true", "false"):
        return Selector(match["key"], value == "true")
    return Selector(match["key"], value.strip("'\""))


def read(resource: Json, path: Path) -> Json:
    """The value at `path`, or None; names are compared without case, as RFC 7643 2.1 has it."""
    for segment in path:
        resource = _step(resource, segment)
        if resource is None:
            return None
    return resource


def _step(value: Json, segment: Segment) -> Json:
    if isinstance(segment, str):
        return member(value, segment) if isinstance(value, dict) else None
    if not isinstance(value, list):
        return None
    if isinstance(segment, int):
        return value[segment] if segment < len(value) else None
    return segment.chosen(value)


def member(value: dict[str, Json], name: str) -> Json:
    """The member of that name; the exact name first, then ignoring case."""
    if name in value:
        return value[name]
    folded = name.lower()
    return next((held for key, held in value.items() if key.lower() == folded), None)


def write(resource: dict[str, Json], path: Path, value: Json) -> None:
    """Put `value` at `path`, making objects, lists and elements on the way; a selector's key comes first."""
    holder: Json = resource
    for segment, following in pairwise(path):
        holder = _enter(holder, segment, following)
    last = path[-1]
    if isinstance(last, str):
        holder[last] = value
    elif isinstance(last, int):
        _grow(holder, last)
        holder[last] = value
    else:
        element = last.chosen(holder)
        if element is None:
            holder.append({last.key: last.value, "value": value})
        else:
            element["value"] = value


def _enter(holder: Json, segment: Segment, following: Segment) -> Json:
    fresh: Json = {} if isinstance(following, str) else []
    if isinstance(segment, str):
        held = holder.get(segment)
        if not isinstance(held, type(fresh)):
            held = holder[segment] = fresh
        return held
    if isinstance(segment, int):
        _grow(holder, segment)
        if not isinstance(holder[segment], type(fresh)):
            holder[segment] = fresh
        return holder[segment]
    element = segment.chosen(holder)
    if element is None:
        element = {segment.key: segment.value}
        holder.append(element)
    return element


def _grow(holder: list[Json], index: int) -> None:
    holder.extend({} for _ in range(index + 1 - len(holder)))


def remove(resource: dict[str, Json], path: Path) -> None:
    """Take the value at `path` out; objects that become empty go too."""
    holders = list(_holders(resource, path))
    if len(holders) < len(path):
        return
    for holder, segment in zip(reversed(holders), reversed(path), strict=True):
        if not isinstance(segment, str) or not isinstance(holder, dict):
            return
        holder.pop(segment, None)
        if holder:
            return


def _holders(resource: Json, path: Path) -> Iterator[Json]:
    for segment in path:
        if resource is None:
            return
        yield resource
        resource = _step(resource, segment)
