"""A run's messages as a drawing: where in an SVG each line, arrow head and text stands, in its own units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.reports.columns import ellipsize
from simulator.reports.sequence import ADMIN, OKTA, PROVIDER, Line, Message

WIDTH = 960
_X = {ADMIN: 120, OKTA: 480, PROVIDER: 840}
_TOP, _STEP, _BELOW = 64, 34, 12
_FITTING = 52
"""The columns of a text that has its place between two participants."""


@dataclass(frozen=True)
class Column:
    """A participant: its name and the middle of its column."""

    name: str
    x: int


@dataclass(frozen=True)
class Arrow:
    """A message at height `y`: its path, its head's, its text as it fits and `whole`; a remark has no path."""

    y: int
    middle: int
    text: str
    whole: str
    line: str = ""
    head: str = ""
    answer: bool = False
    lost: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Picture:
    """The drawing: its size, its columns, its arrows from the top down."""

    width: int
    height: int
    columns: list[Column]
    arrows: list[Arrow]


def of(lines: Sequence[Line], provider: str, anchor: Callable[[int | None], str]) -> Picture:
    """The drawing of these lines; `anchor` names where on the page a step is."""
    names = {ADMIN: "Administrator", OKTA: "Okta", PROVIDER: provider}
    arrows = [_arrow(line, _TOP + place * _STEP, anchor) for place, line in enumerate(lines)]
    height = _TOP + len(lines) * _STEP - _STEP + _BELOW
    return Picture(WIDTH, height, [Column(names[who], x) for who, x in _X.items()], arrows)


def _arrow(line: Line, y: int, anchor: Callable[[int | None], str]) -> Arrow:
    if not isinstance(line, Message):
        return Arrow(y, WIDTH // 2, ellipsize(line.text, 2 * _FITTING), line.text)
    start, end = _X[line.of], _X[line.to]
    back = -1 if end > start else 1
    tip = end + 40 * back if line.lost and not line.answer else end
    head = f"M{tip + 8 * back} {y - 4} L{tip} {y} L{tip + 8 * back} {y + 4}"
    cross = f"M{tip - 5} {y - 5} L{tip + 5} {y + 5} M{tip - 5} {y + 5} L{tip + 5} {y - 5}"
    return Arrow(
        y, (start + end) // 2, ellipsize(line.text, _FITTING), line.text, f"M{start} {y} L{tip} {y}",
        cross if line.lost else head, line.answer, line.lost, anchor(line.step) if line.step is not None else "",
    )  # fmt: skip
