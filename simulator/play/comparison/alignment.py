"""Two sequences laid side by side: equal keys opposite each other, anything else alone."""

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
