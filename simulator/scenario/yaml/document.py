"""YAML text as plain data that remembers where everything stands; the only module that knows YAML.

Two parsers are known by their words: libyaml, some of whose releases count levels too, and PyYAML's own, for machines
that have no libyaml.
Scalars stay the text that was written: `Plain` where it stood without quotes, `str` where it was quoted or a block,
so that a field's type, not YAML's guess, decides what `0123`, `yes`, `1e3` or `null` means. Anchors, aliases, merge
keys, tags and second documents are refused: the format has no use for them and some of them can hide an attack.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

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
    ("cannot start any token", "{character} cannot start a value here; put quotes round the text"),
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
_LINE_ENDS = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
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
    line = next(iter(_LINE_ENDS.split(text)[mark.line :]), "")
    character = line[mark.column : mark.column + 1]
    if character == ":" and _too_long(_BETWEEN_KEYS.split(line[: mark.column])[-1]):
        return ScenarioError(place, f"the key before this `:` has more than {LONGEST_KEY} characters, YAML's limit")
    if "cannot start" in sentence and character == "\t":
        return ScenarioError(place, "a tab stands here; indent with spaces")
    opened = wrong.context_mark.line + 1 if wrong.context_mark else place.line
    return ScenarioError(place, sentence.format(character=f"`{character}`", opened=opened, problem=problem))


def _too_long(key: str) -> bool:
    return len(key.strip()) > LONGEST_KEY and ": " not in key


def mark_after(before: str, name: str) -> Mark:
    """Where the next character stands after all of `before`."""
    return Mark(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _unreadable_character(wrong: Any, text: str, name: str) -> ScenarioError:
    """A character YAML forbids, such as a control character or half of a surrogate pair."""
    if isinstance(wrong, UnicodeEncodeError):
        code = ord(text[wrong.start])
    elif hasattr(wrong, "character"):
        code = int(wrong.character)
    else:
        said = "an escape such as `\\U...` in this file names no character; write it out"
        return ScenarioError(Mark(name, 1, 1), said)
    mark = mark_after(text[: text.find(chr(code))], name)
    return ScenarioError(mark, f"the character U+{code:04X} is not allowed in YAML; remove it")


Place = tuple[int, int]
"""Line and column, both from 0."""
Path = tuple[str | int, ...]


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


class Document(NamedTuple):
    """One YAML document: its `data`, the `name` its marks carry, and its `text`."""

    data: Block
    name: str
    text: str

    def mark(self, path: Sequence[str | int], *, key: bool = False) -> Mark:
        """Where the value at `path` stands, or its key; the nearest thing there is, where the path leads nowhere."""
        return _mark(self.name, place_of(self.data, path, key=key))

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
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", _PythonLoader)):
            builder.take(event)
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


def _top(root: Any, name: str) -> Block:
    if isinstance(root, Block):
        return root
    if not root and not isinstance(root, Items):
        raise ScenarioError(Mark(name, 1, 1), "the file is empty; `oktasim new NAME` writes a scenario to start from")
    place, found = (root.place, "list") if isinstance(root, Items) else ((0, 0), "single text")
    raise ScenarioError(_mark(name, place), f"a scenario is a mapping with `name` and `steps`, this is a {found}")


def _mark(name: str, place: Place) -> Mark:
    return Mark(name, place[0] + 1, place[1] + 1)


class _Builder:
    """Puts events together without recursion, so that depth is a number to compare and not a stack to exhaust."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.duplicates: list[ScenarioError] = []
        self._open: list[Block | Items] = []
        self._keys: list[tuple[str, Place] | None] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """The next event; the borders of the stream carry no data."""
        kind = type(event)
        place = (event.start_mark.line, event.start_mark.column)
        if kind is yaml.ScalarEvent:
            self._scalar(event, place)
        elif kind is yaml.MappingStartEvent:
            self._begin(event, Block(place))
        elif kind is yaml.SequenceStartEvent:
            self._begin(event, Items(place))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._open.pop()
            self._keys.pop()
        elif kind is yaml.AliasEvent:
            raise self._wrong(place, f"aliases (`*{event.anchor}`) are not part of the format; write the values out")
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                raise self._wrong(place, "a second document starts here (`---`); a file holds one scenario")

    def _scalar(self, event: Any, place: Place) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._extras(event, place)
        if self._open and isinstance(self._open[-1], Block) and self._keys[-1] is None:
            self._keys[-1] = self._key(self._open[-1], event, place)
        else:
            self._put(event.value if event.style else Plain(event.value), place)

    def _key(self, block: Block, event: Any, place: Place) -> tuple[str, Place]:
        key = str(event.value)
        if key == "<<" and not event.style:
            raise self._wrong(place, "merge keys (`<<`) are not part of the format; write the values out")
        if key in block:
            first = block.places[key][0][0] + 1
            said = f"{shown(key)} stands here for the second time, first in line {first}"
            self.duplicates.append(self._wrong(place, said))
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

    def _begin(self, event: Any, container: Block | Items) -> None:
        place = container.place
        if event.anchor is not None or event.tag is not None:
            raise self._extras(event, place)
        if self._open and isinstance(self._open[-1], Block) and self._keys[-1] is None:
            raise self._wrong(place, "a key must be text, this one is a list or a mapping; braces may need quotes")
        if len(self._open) >= MAX_DEPTH:
            raise self._wrong(place, TOO_DEEP)
        self._put(container, place)
        self._open.append(container)
        self._keys.append(None)

    def _extras(self, event: Any, place: Place) -> ScenarioError:
        if event.anchor is not None:
            return self._wrong(place, f"anchors (`&{event.anchor}`) are not part of the format; write the values out")
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        return self._wrong(place, f"tags (`{tag}`) are not part of the format; remove it, or quote the whole text")

    def _wrong(self, place: Place, sentence: str) -> ScenarioError:
        return ScenarioError(_mark(self.name, place), sentence)
