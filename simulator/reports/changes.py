"""What a request changes, as a list to be read: a PUT against what was read before it, a PATCH's operations, a POST."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from simulator.play.comparison.bodies import ABSENT
from simulator.play.transcript import Exchange
from simulator.reports import sentences

MOST = 200
"""Changes that a page shows."""
NAMED = 5
"""Values of an operation that are said one by one."""


@dataclass(frozen=True)
class Change:
    """`path`, in SCIM's notation (`emails[type eq "work"].value`), held `before` and holds `after`; or `ABSENT`."""

    path: str
    before: Any
    after: Any

    @property
    def was(self) -> str | None:
        """The value before as text, None where there was none."""
        return None if self.before is ABSENT else sentences.value(self.before)

    @property
    def now(self) -> str | None:
        """The value after as text, None where there is none."""
        return None if self.after is ABSENT else sentences.value(self.after)


def changes(before: Any, after: Any, path: str = "", depth: int = 0) -> Iterator[Change]:
    """Where two JSON values differ, down to what is no object and no list; the order of keys and members says nothing.

    Elements of lists are matched by their `type`, else their `value` (RFC 7643 2.4), else by position.
    """
    if _both(dict, before, after):
        ours, theirs = _or_empty(before, {}), _or_empty(after, {})
        between = ":" if depth == 1 and path.lower().startswith("urn:") else "."  # RFC 7644 3.10
        for key in [*ours, *(key for key in theirs if key not in ours)]:
            inside = f"{path}{between}{key}" if path else key
            yield from changes(ours.get(key, ABSENT), theirs.get(key, ABSENT), inside, depth + 1)
    elif _both(list, before, after):
        for where, one, other in _elements(_or_empty(before, []), _or_empty(after, [])):
            yield from changes(one, other, f"{path}[{where}]", depth + 1)
    elif type(before) is not type(after) or before != after:
        yield Change(path, before, after)


def _both(kind: type, before: Any, after: Any) -> bool:
    """Whether they are to be compared from the inside: one that is not there is as an empty one, unless that is all."""
    sides = [one for one in (before, after) if one is not ABSENT]
    return all(isinstance(one, kind) for one in sides) and (len(sides) == 2 or bool(sides and sides[0]))


def _or_empty(value: Any, empty: Any) -> Any:
    return empty if value is ABSENT else value


def _elements(before: list[Any], after: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """The elements of two lists in pairs, each with where in the list it is."""
    for name in ("type", "value"):
        ours, theirs = _by(name, before), _by(name, after)
        if ours is not None and theirs is not None:
            for key in [*ours, *(key for key in theirs if key not in ours)]:
                yield f'{name} eq "{key}"', ours.get(key, ABSENT), theirs.get(key, ABSENT)
            return
    for place, (one, other) in enumerate(zip_longest(before, after, fillvalue=ABSENT)):
        yield str(place), one, other


def _by(name: str, elements: list[Any]) -> dict[str, Any] | None:
    """The elements by a member that is a text of its own in each of them; None where it is not."""
    found = {one[name]: one for one in elements if isinstance(one, dict) and isinstance(one.get(name), str)}
    return found if len(found) == len(elements) else None


def operations(body: Any) -> list[str]:
    """A PATCH in words, an operation a line: `replace active: false` (RFC 7644 3.5.2)."""
    listed = body.get("Operations") if isinstance(body, dict) else None
    return [line for one in listed for line in _operation(one)] if isinstance(listed, list) else []


def _operation(one: Any) -> Iterator[str]:
    if not isinstance(one, dict) or not isinstance(one.get("op"), str):
        yield sentences.value(one)
        return
    act, path, value = one["op"].lower(), one.get("path"), one.get("value", ABSENT)
    if path is None and isinstance(value, dict) and value:
        yield from (f"{act} {key}: {_named(held)}" for key, held in value.items())
    else:
        where = "" if path is None else f" {sentences.value(path)}"
        yield f"{act}{where}" if value is ABSENT else f"{act}{where}: {_named(value)}"


def _named(value: Any) -> str:
    """A value in words; of a long list the first few."""
    if not isinstance(value, list):
        return sentences.value(value)
    shown = [sentences.value(one.get("value", one) if isinstance(one, dict) else one) for one in value[:NAMED]]
    more = [f"and {len(value) - NAMED:,} more"] if len(value) > NAMED else []
    return f"{len(value):,} ({', '.join([*shown, *more])})" if value else "[]"


def read_before(number: int, recent: list[tuple[int, Any]]) -> tuple[int, Any] | None:
    """The answer of the GET that the job behind a PUT made first: its number and body; None where none is kept.

    A write that succeeded between the two means that the GET does not tell any more what was there.
    """
    place = next(place for place, (found, _) in enumerate(recent) if found == number)
    put: Exchange = recent[place][1]
    for found, event in reversed(recent[:place]):
        if not isinstance(event, Exchange) or event.request["path"] != put.request["path"] or event.step != put.step:
            continue
        succeeded = 200 <= sentences.status(event) < 300
        if not (event.read_back or put.read_back) and event.request["method"] == "GET" and succeeded:
            body = (event.response or {}).get("body")
            return (found, body) if isinstance(body, dict) else None
        if event.request["method"] in ("PUT", "PATCH", "POST", "DELETE") and succeeded:
            return None
    return None
