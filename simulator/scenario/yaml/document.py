"""YAML text as plain data that remembers where everything stands; the only module that knows YAML.

Scalars stay the text that was written: `Plain` where it stood without quotes, `str` where it was quoted or a block,
so that a field's type, not YAML's guess, decides what `0123`, `yes`, `1e3` or `null` means. Anchors, aliases, merge
keys, tags and second documents are refused: the format has no use for them and some of them can hide an attack.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

from simulator.errors import Mark, ScenarioError
from simulator.scenario.fields.complaints import ScenarioErrors, shown
from simulator.scenario.yaml.wording import MAX_DEPTH, TOO_DEEP, reworded

Place = tuple[int, int]
"""Line and column, both from 0."""
Path = tuple[str | int, ...]

_LINE_ENDS = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


class Plain(str):
    """A scalar written without quotes."""

    __slots__ = ()


class Block(dict[str, Any]):
    """A YAML mapping; `places` holds, for each key, where the key and where its value stand."""

    __slots__ = ("place", "places")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, tuple[Place, Place]] = {}


class Items(list[Any]):
    """A YAML sequence; `places` holds where each item stands."""

    __slots__ = ("place", "places")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []


@dataclass(frozen=True)
class Document:
    """One YAML document: its `data`, the `name` its marks carry, and its `text`."""

    data: Block
    name: str
    text: str

    def mark(self, path: Sequence[str | int], *, key: bool = False) -> Mark:
        """Where the value at `path` stands, or its key; the nearest thing there is, where the path leads nowhere."""
        line, column = place_of(self.data, path, key=key)
        return Mark(self.name, line + 1, column + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        return _LINE_ENDS.split(self.text, number)[number - 1]


def members(data: Block | Items) -> Iterable[tuple[str | int, Any]]:
    """What stands in a mapping or a list, each with its key or number."""
    return data.items() if isinstance(data, Block) else enumerate(data)


def member_places(data: Block | Items) -> list[Place]:
    """Where each of them begins: a mapping's keys, a list's items."""
    return [key for key, _ in data.places.values()] if isinstance(data, Block) else data.places


def written(data: Any, path: Sequence[str | int]) -> Path:
    """The steps of `path` that lead anywhere inside `data`; others exist only in the model."""
    taken: list[str | int] = []
    for part in path:
        if (isinstance(data, Block) and part in data) or (isinstance(data, Items) and part in range(len(data))):
            container: Any = data
            data = container[part]
            taken.append(part)
    return tuple(taken)


def place_of(data: Any, path: Sequence[str | int], *, key: bool = False) -> Place:
    """Where `path` leads inside `data`, skipping steps that exist only in the model (a shorthand's field name)."""
    place: Place = data.place if isinstance(data, Block | Items) else (0, 0)
    for part in path:
        if isinstance(data, Block) and part in data:
            place = data.places[str(part)][0 if key and part == path[-1] else 1]
        elif isinstance(data, Items) and isinstance(part, int) and part < len(data):
            place = data.places[part]
        else:
            continue
        data = data[part]
    return place


def read_document(text: str, name: str) -> Document:
    """The document in `text`; `name` is the file that complaints speak of.

    Raises:
        ScenarioError: the text is not YAML, or uses what the format leaves out.
        ScenarioErrors: several keys stand twice.
    """
    builder = _Builder(name)
    try:
        for event in _events(text):
            builder.takes[type(event)](event)
    except (yaml.YAMLError, ValueError, OverflowError) as wrong:
        raise reworded(wrong, text, name) from None
    if builder.duplicates:
        raise ScenarioErrors.of(builder.duplicates)
    return Document(_top(builder.root, name), name, text)


class _PythonLoader(yaml.SafeLoader):
    """PyYAML without libyaml, which would read all brackets in a row, in quadratic time, before it hands one over."""

    def fetch_flow_collection_start(self, token: Any) -> None:
        if self.flow_level >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="exceeded maximum nesting depth", problem_mark=self.get_mark())
        super().fetch_flow_collection_start(token)


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", _PythonLoader)))


def _top(root: Any, name: str) -> Block:
    if isinstance(root, Block):
        return root
    if isinstance(root, Items):
        raise ScenarioError(_mark(name, root.place), "a scenario is a mapping with `name` and `steps`, this is a list")
    if root:
        raise ScenarioError(Mark(name, 1, 1), "a scenario is a mapping with `name` and `steps`, this is a single text")
    raise ScenarioError(Mark(name, 1, 1), "the file is empty; `oktasim new NAME` writes a scenario to start from")


def _mark(name: str, place: Place) -> Mark:
    return Mark(name, place[0] + 1, place[1] + 1)


class _Point(Protocol):
    line: int
    column: int


class _Event(Protocol):
    start_mark: _Point
    anchor: str | None
    tag: str | None
    value: str
    style: str | None


class _Builder:
    """Puts events together without recursion, so that depth is a number to compare and not a stack to exhaust."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.duplicates: list[ScenarioError] = []
        self._open: list[Block | Items] = []
        self._keys: list[tuple[str, Place] | None] = []
        self._documents = 0
        self.takes = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._begin(event, Block),
            yaml.SequenceStartEvent: lambda event: self._begin(event, Items),
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
            yaml.DocumentEndEvent: _nothing,
            yaml.StreamStartEvent: _nothing,
            yaml.StreamEndEvent: _nothing,
        }

    def _scalar(self, event: _Event) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        place = (event.start_mark.line, event.start_mark.column)
        if self._open and isinstance(self._open[-1], Block) and self._keys[-1] is None:
            self._keys[-1] = self._key(self._open[-1], event, place)
        else:
            self._put(event.value if event.style else Plain(event.value), place)

    def _key(self, block: Block, event: _Event, place: Place) -> tuple[str, Place]:
        key = str(event.value)
        if key == "<<" and not event.style:
            raise self._wrong(place, "merge keys (`<<`) are not part of the format; write the values out")
        if key in block:
            first = block.places[key][0][0] + 1
            self.duplicates.append(
                self._wrong(place, f"{shown(key)} stands here for the second time, first in line {first}")
            )
        return key, place

    def _put(self, value: Any, place: Place) -> None:
        if not self._open:
            self.root = value
            return
        target = self._open[-1]
        if isinstance(target, Items):
            target.append(value)
            target.places.append(place)
            return
        key, key_place = self._keys[-1] or ("", place)
        self._keys[-1] = None
        target[key] = value
        target.places[key] = (key_place, place)

    def _begin(self, event: _Event, container: type[Block | Items]) -> None:
        place = (event.start_mark.line, event.start_mark.column)
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if self._open and isinstance(self._open[-1], Block) and self._keys[-1] is None:
            raise self._wrong(place, "a key must be text, this one is a list or a mapping; braces may need quotes")
        if len(self._open) >= MAX_DEPTH:
            raise self._wrong(place, TOO_DEEP)
        value = container(place)
        self._put(value, place)
        self._open.append(value)
        self._keys.append(None)

    def _end(self, _: _Event) -> None:
        self._open.pop()
        self._keys.pop()

    def _document(self, event: _Event) -> None:
        self._documents += 1
        if self._documents > 1:
            place = (event.start_mark.line, event.start_mark.column)
            raise self._wrong(place, "a second document starts here (`---`); a file holds one scenario")

    def _alias(self, event: _Event) -> None:
        place = (event.start_mark.line, event.start_mark.column)
        raise self._wrong(place, f"aliases (`*{event.anchor}`) are not part of the format; write the values out")

    def _refuse_extras(self, event: _Event) -> None:
        place = (event.start_mark.line, event.start_mark.column)
        if event.anchor is not None:
            raise self._wrong(place, f"anchors (`&{event.anchor}`) are not part of the format; write the values out")
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        raise self._wrong(place, f"tags (`{tag}`) are not part of the format; remove it, or quote the whole text")

    def _wrong(self, place: Place, sentence: str) -> ScenarioError:
        return ScenarioError(_mark(self.name, place), sentence)


def _nothing(_: _Event) -> None:
    """Stream and document borders carry no data."""
