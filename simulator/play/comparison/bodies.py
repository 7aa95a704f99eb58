"""Two JSON bodies compared attribute by attribute."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from simulator.play.comparison.alignment import Correspondence


class Absent(Enum):
    """What stands for a value on the side that has none (null is a value)."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Difference:
    """`where`, as a dotted name, the runs differ: the value in A and the value in B, or `ABSENT`."""

    where: str
    a: Any
    b: Any


def compare_values(where: str, a: Any, b: Any, ids: Correspondence, *, scope: str = "") -> Iterator[Difference]:
    """The differences of two JSON values; the order of keys says nothing, that of multi-valued attributes little."""
    if isinstance(a, dict) and isinstance(b, dict):
        scope = str(a.get("id", scope))
        for key in [*a, *(key for key in b if key not in a)]:
            yield from compare_values(f"{where}.{key}", a.get(key, ABSENT), b.get(key, ABSENT), ids, scope=scope)
    elif isinstance(a, list) and isinstance(b, list):
        for position, (ours, theirs) in enumerate(_opposite(a, b, ids)):
            yield from compare_values(f"{where}[{position}]", ours, theirs, ids, scope=scope)
    elif not _same(where, a, b, ids, scope=scope):
        yield Difference(where, a, b)


def _same(where: str, a: Any, b: Any, ids: Correspondence, *, scope: str) -> bool:
    if ABSENT not in (a, b) and where.endswith(".id"):
        return ids.pair(str(a), str(b))
    if isinstance(a, str) and isinstance(b, str):
        if where.endswith((".location", ".$ref")):
            return ids.same_location(a, b)
        return ids.same_text(a, b, scope)
    if where.endswith(".value") and ids.counterpart(str(a)) == str(b):
        return True
    return type(a) is type(b) and bool(a == b)


def _opposite(a: list[Any], b: list[Any], ids: Correspondence) -> Iterator[tuple[Any, Any]]:
    """Elements as pairs: those whose `value` is known to correspond (members), then the others in order."""
    theirs = {_value(element): position for position, element in enumerate(b) if _value(element)}
    taken: set[int] = set()
    places: list[int | None] = []
    for element in a:
        place = theirs.get(ids.counterpart(_value(element)) or "")
        places.append(None if place in taken else place)
        taken.update(() if place is None else (place,))
    others = iter([element for position, element in enumerate(b) if position not in taken])
    for element, place in zip(a, places, strict=True):
        yield element, next(others, ABSENT) if place is None else b[place]
    yield from ((ABSENT, element) for element in others)


def _value(element: Any) -> str:
    return str(element.get("value") or "") if isinstance(element, dict) else ""
