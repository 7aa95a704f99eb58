"""Two runs laid side by side: equal keys opposite each other, and which id, password or time stands for which.

Two runs never share the ids that a provider or a seed has made. They correspond when one can be put for the other
everywhere: each of one run has exactly one counterpart in the other.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from typing import TypeVar

T = TypeVar("T")
Key = Callable[[T], Hashable | None]
"""What makes two items counterparts; None makes an item nobody's counterpart."""


def align(a: Sequence[T], b: Sequence[T], levels: Sequence[Key[T]]) -> Iterator[tuple[T | None, T | None]]:
    """The items of both in order, as pairs; the gaps that the first key leaves are aligned by the next one."""
    if not levels or not a or not b:
        yield from ((item, None) for item in a)
        yield from ((None, item) for item in b)
        return
    key, *finer = levels
    i = j = 0
    for match in _matches([_comparable(key(item)) for item in a], [_comparable(key(item)) for item in b]):
        yield from align(a[i : match.a], b[j : match.b], finer)
        i, j = match.a + match.size, match.b + match.size
        yield from zip(a[match.a : i], b[match.b : j], strict=True)


def _matches(a: Sequence[Hashable], b: Sequence[Hashable]) -> Iterator[Match]:
    """The matching blocks that difflib finds; equal ends are set aside first, which keeps long runs linear."""
    shortest = min(len(a), len(b))
    start = next((n for n in range(shortest) if a[n] != b[n]), shortest)
    most = shortest - start
    end = next((n for n in range(most) if a[-1 - n] != b[-1 - n]), most)
    yield Match(0, 0, start)
    middle = SequenceMatcher(None, a[start : len(a) - end], b[start : len(b) - end], autojunk=False)
    for match in middle.get_matching_blocks():
        yield Match(match.a + start, match.b + start, match.size)
    yield Match(len(a) - end, len(b) - end, end)


def _comparable(key: Hashable | None) -> Hashable:
    return object() if key is None else key


_TOKEN = re.compile(
    r"""(
      <password-\d+>
    | \b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b
    | \b(?:[0-9a-f]{24}|[0-9a-f]{32})\b
    | \b(?=[A-Za-z]*\d)[0-9A-Za-z]{20}\b
    | \b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)
    | \b\d\d-\d\d-\d{4}\ \d\d:\d\d:\d\d[AP]M
    )""",
    re.VERBOSE,
)
"""Passwords (redacted), UUIDs, object ids, Okta's ids of 20 characters, times, times as Push Groups shows them."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT|\d\d-\d\d-\d{4} ")


class Correspondence:
    """Pairs of counterparts, one to one; the first pair seen is the one that counts."""

    def __init__(self, base_a: str, base_b: str) -> None:
        self._bases = base_a, base_b
        self._to_b: dict[tuple[str, str], str] = {}
        self._to_a: dict[tuple[str, str], str] = {}

    def pair(self, a: str, b: str, scope: str = "") -> bool:
        """Whether `a` and `b` are counterparts; two that have none become each other's."""
        if self._to_b.get((scope, a), b) != b or self._to_a.get((scope, b), a) != a:
            return False
        self._to_b[scope, a], self._to_a[scope, b] = b, a
        return True

    def counterpart(self, a: str) -> str | None:
        """What stands in B for the id `a` of A."""
        return self._to_b.get(("", a))

    def same_text(self, a: str, b: str, scope: str = "") -> bool:
        """Whether the texts say the same once base URLs, ids, passwords and times are matched up.

        Times correspond within `scope`, the id of the resource they tell of: two resources made in one second of one
        run need not be made in one second of the other.
        """
        ours, theirs = _TOKEN.split(a.replace(self._bases[0], "")), _TOKEN.split(b.replace(self._bases[1], ""))
        if ours[::2] != theirs[::2]:
            return self._same_quoted(a, b)
        pairs = zip(ours[1::2], theirs[1::2], strict=True)
        return all(self.pair(x, y, scope if _TIME.match(x) else "") for x, y in pairs)

    def same_location(self, a: str, b: str) -> bool:
        """Whether two URLs of resources name the same one, each below its run's base URL."""
        return self.same_path(a.replace(self._bases[0], ""), b.replace(self._bases[1], ""))

    def same_path(self, a: str, b: str) -> bool:
        """Whether two paths name the same; all segments after the collection are ids, however short."""
        ours, theirs = a.strip("/").split("/"), b.strip("/").split("/")
        if len(ours) != len(theirs) or ours[:1] != theirs[:1]:
            return False
        return all(self.pair(x, y) for x, y in zip(ours[1:], theirs[1:], strict=True))

    def _same_quoted(self, a: str, b: str) -> bool:
        """As a whole, or between quotes (`members[value eq "17"]`), ids that look like any other text."""
        ours, theirs = a.split('"'), b.split('"')
        known = (x == y or self.counterpart(x) == y for x, y in zip(ours, theirs, strict=False))
        return len(ours) == len(theirs) and all(known)
