"""YAML text as plain data that remembers where everything stands; the only module that knows YAML.

Two parsers are known by their words: libyaml, some of whose releases count levels too, and PyYAML's own, for machines
that have no libyaml.
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

_LEVEL = "this stands level with a list but does not start with `- `; indent it"
_INDENTATION = "the indentation does not fit the lines above; align it with its neighbours"
MAX_DEPTH = 64
"""More levels than any scenario needs, far fewer than would exhaust the stack."""
TOO_DEEP = f"this is nested more than {MAX_DEPTH} levels deep, which no scenario needs"
LONGEST_KEY = 1024
"""Characters of a key that is followed by `: ` (YAML 1.2.2, 7.4.2)."""

_SENTENCES = (
    ("exceeded maximum nesting depth", TOO_DEEP),
    ("mapping values are not allowed", "a second `: ` in one line; put quotes round the value, or start a new line"),
    ("cannot start any token", "{character} cannot start a value here; {remedy}"),
    ("unexpected end of stream", "the file ends inside a quoted text; close the quote"),
    ("unexpected document", "a quoted text runs into `---` or `...`; close the quote"),
    (
        "unknown escape character",
        "inside double quotes a backslash starts an escape; write `\\\\`, or use single quotes",
    ),
    ("expected ',' or '}'", "the `{{` opened in line {opened} is not closed, or a comma is missing"),
    ("expected ',' or ']'", "the `[` opened in line {opened} is not closed, or a comma is missing"),
    ("did not find expected '-' indicator", _LEVEL),
    ("block collection: expected <block end>", _LEVEL),
    ("could not find expected ':'", "a key without `: ` after it; add the colon, or indent the text under its key"),
    ("did not find expected key", _INDENTATION),
    ("block mapping: expected <block end>", _INDENTATION),
    ("incompatible YAML document", "the `%YAML` line asks for a version that does not exist; remove the line"),
    ("sequence entries are not allowed", "a list item (`- `) cannot start here; begin a new line for it"),
    ("did not find expected node content", "a value is missing here; a text that begins like this needs quotes"),
    ("undefined alias", "aliases are not part of the format; a text that begins with `*` needs quotes"),
    ("expected alphabetic or numeric character", "a text that begins with `*` or `&` needs quotes"),
)
_BETWEEN_KEYS = re.compile(r"[,{}\[\]]")
_TAB = "a tab stands here; indent with spaces"
_RESERVED = "put quotes round the text"
_FALLBACK = "this is not YAML ({problem}); check the quotes, the colons and the indentation here"


def reworded(wrong: Any, text: str, name: str) -> ScenarioError:
    """The parser's error `wrong` about `text`, with the place it points at, in our words."""
    mark = getattr(wrong, "problem_mark", None)
    if mark is None:
        return _unreadable_character(wrong, text, name)
    problem = str(wrong.problem or "")
    said = f"{wrong.context}: {problem}"
    place = Mark(name, mark.line + 1, mark.column + 1)
    sentence = next((words for phrase, words in _SENTENCES if phrase in said), _FALLBACK)
    line = _line(text, mark.line)
    character = line[mark.column : mark.column + 1]
    if character == ":" and _too_long(_BETWEEN_KEYS.split(line[: mark.column])[-1]):
        return ScenarioError(place, f"the key before this `:` has more than {LONGEST_KEY} characters, YAML's limit")
    opened = wrong.context_mark.line + 1 if wrong.context_mark else place.line
    remedy = _TAB if character == "\t" else _RESERVED
    if "cannot start" in sentence and character == "\t":
        return ScenarioError(place, _TAB)
    return ScenarioError(
        place, sentence.format(character=f"`{character}`", remedy=remedy, opened=opened, problem=problem)
    )


def _too_long(key: str) -> bool:
    return len(key.strip()) > LONGEST_KEY and ": " not in key


def _line(text: str, number: int) -> str:
    lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)
    return lines[number] if number < len(lines) else ""


def _unreadable_character(wrong: Any, text: str, name: str) -> ScenarioError:
    """A character YAML forbids, such as a control character or half of a surrogate pair."""
    if isinstance(wrong, UnicodeEncodeError):
        code = ord(text[wrong.start])
    elif hasattr(wrong, "character"):
        code = int(wrong.character)
    else:
        return ScenarioError(
            Mark(name, 1, 1), "an escape such as `\\U...` in this file names no character; write it out"
        )
    before = text[: text.find(chr(code))]
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return ScenarioError(Mark(name, line, column), f"the character U+{code:04X} is not allowed in YAML; remove it")


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
