"""Lists in pages: `?q=` filters, `?p=` is the page, from 1."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

Item = TypeVar("Item")

SIZE = 50
"""Rows on a page."""


@dataclass(frozen=True)
class Listing(Generic[Item]):
    """A page of a list: its rows, which of how many they are, and where the neighbouring pages are."""

    rows: list[Item]
    total: int
    """How many rows there are on all pages, those that the filter leaves out aside."""
    number: int
    wanted: str

    @property
    def pages(self) -> int:
        """How many pages there are; one where there is no row."""
        return max(1, -(-self.total // SIZE))

    @property
    def first(self) -> int:
        """The place of the first row, from 1; 0 where there is none."""
        return (self.number - 1) * SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    def address(self, number: int) -> str:
        """Another page of it."""
        kept = [(key, value) for key, value in request.args.items(multi=True) if key not in ("p", "said")]
        return f"{request.path}?{urlencode([*kept, ('p', str(number))])}"


def listing(items: Iterable[Item], text: Callable[[Item], str] = str) -> Listing[Item]:
    """The page of the items that the request asks for; `text` is what of an item is searched, whatever its case."""
    folded = _wanted().casefold()
    found = [item for item in items if folded in text(item).casefold()] if folded else list(items)
    return part(lambda _, start: (len(found), found[start : start + SIZE]))


def part(read: Callable[[str, int], tuple[int, list[Item]]]) -> Listing[Item]:
    """The same of rows that are kept elsewhere: `read` is given what is searched and how many rows to leave out, and
    returns how many there are in all, and the next `SIZE`.
    """
    wanted, asked = _wanted(), request.args.get("p", "1")
    number = max(1, int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 1)
    total, rows = read(wanted, (number - 1) * SIZE)
    if number > (last := max(1, -(-total // SIZE))):
        number = last
        total, rows = read(wanted, (number - 1) * SIZE)
    return Listing(rows, total, number, wanted)


def _wanted() -> str:
    return request.args.get("q", "").strip()
