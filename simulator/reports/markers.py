"""Markers in somebody's Markdown, and what stands between them: found, and filled anew; all else stays as it is.

    <!-- oktasim: quickstart step 3 request -->
    ...
    <!-- /oktasim -->

A marker stands on a line of its own, indented as what it is in; in a code block it is text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.errors import Mark, PageError

END = "<!-- /oktasim -->"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_OPENING = re.compile(r"(?P<before>[ \t>]*)<!--[ \t]*oktasim:[ \t]*(?P<words>.*?)[ \t]*-->[ \t]*")
_CLOSING = re.compile(r"[ \t>]*<!--[ \t]*/oktasim[ \t]*-->[ \t]*")
_LIKE_ONE = re.compile(r"<!--[ \t]*/?[ \t]*oktasim\b", re.IGNORECASE)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<ticks>`{3,}(?=[^`]*$)|~{3,})")
_BOM = "\ufeff"


@dataclass(frozen=True)
class Part:
    """A pair of markers: its words, where it is, and the lines between, from `first` up to `end` (not in it)."""

    words: str
    mark: Mark
    first: int
    end: int
    before: str
    line_end: str


class Page:
    """A Markdown file and its marked parts.

    Raises:
        PageError: a marker is not closed, closes nothing, or does not stand alone; with all there are.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._bom = _BOM if text.startswith(_BOM) else ""
        self._lines = _LINE.findall(text.removeprefix(_BOM))
        self.parts: list[Part] = []
        self._complaints: list[tuple[Mark, str]] = []
        self._find()
        if self._complaints:
            raise PageError(*self._complaints)

    def between(self, part: Part) -> str:
        """What stands between the markers now."""
        return "".join(self._lines[part.first : part.end])

    def filled(self, texts: Mapping[Part, str]) -> str:
        """The page with these texts in their parts."""
        lines, place = [self._bom], 0
        for part in self.parts:
            lines += [*self._lines[place : part.first], texts[part]]
            place = part.end
        return "".join([*lines, *self._lines[place:]])

    def _find(self) -> None:
        fence, is_mistyped = "", False
        opened: tuple[str, Mark, int, str, str] | None = None
        for number, line in enumerate(self._lines):
            text = line.rstrip("\r\n")
            if fence:
                fence = "" if _closes(fence, text) else fence
            elif found := _FENCE.match(text):
                fence = found["ticks"]
            elif found := _OPENING.fullmatch(text):
                if opened is not None:
                    self._complain(opened[1], _unclosed(f"line {number + 1}, where the next begins"))
                mark = Mark(self.name, number + 1, len(found["before"]) + 1)
                opened = (found["words"], mark, number + 1, found["before"], line[len(text) :] or "\n")
                is_mistyped = False
            elif _CLOSING.fullmatch(text):
                if opened is not None:
                    words, mark, first, before, line_end = opened
                    self.parts.append(Part(words, mark, first, number, before, line_end))
                elif not is_mistyped:
                    self._complain(Mark(self.name, number + 1, text.index("<") + 1), "this closes nothing; remove it")
                opened, is_mistyped = None, False
            elif found := _LIKE_ONE.search(_CODE.sub(lambda span: "`" * len(span[0]), text)):
                self._complain(Mark(self.name, number + 1, found.start() + 1), _MISTYPED)
                is_mistyped = True
        if opened is not None:
            self._complain(opened[1], _unclosed("the end of the file"))

    def _complain(self, mark: Mark, message: str) -> None:
        self._complaints.append((mark, message))


_MISTYPED = (
    "this is no marker as it stands; write `<!-- oktasim: quickstart step 3 request -->`, and `<!-- /oktasim -->` at "
    "the end of the part, each alone on its line"
)


def _unclosed(where: str) -> str:
    return f"this part is not closed before {where}; add a line `{END}` outside any code block"


def _closes(fence: str, text: str) -> bool:
    bare = text.strip(" \t>")
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def fitted(text: str, part: Part) -> str:
    """A text as it stands between the markers of a part: in the file's line ends, and as far in as the marker."""
    blank = part.before.rstrip(" \t")
    return "".join(f"{part.before if line else blank}{line}{part.line_end}" for line in _lines_of(text))


def _lines_of(text: str) -> Iterator[str]:
    yield from text.rstrip("\n").split("\n") if text.strip("\n") else ()
