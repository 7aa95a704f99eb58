"""The pages: their titles, their sections, and which of those speak of something."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

ORDER = (
    "console", "playing", "format", "verbs", "expressions", "go-live", "load", "examples", "testing", "serve", "hub",
    "quirks", "recording", "calibrating", "commands", "exit-codes", "fidelity", "rules", "sources",
)  # fmt: skip
"""The names of the pages, in the order in which somebody may read them; `<name>.md` stands beside this module."""

_REMARK = re.compile(r"<!--.*-->")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FENCE = "```"


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it, up to the next one; `anchor` is what a link says behind `#`."""

    page: str
    heading: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Page:
    """One page; `text` is its Markdown without the remarks that tell which parts of it are made by a program."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """The page's first heading."""
        return self.sections()[0].heading

    @property
    def says(self) -> str:
        """The first sentence below the title: what the page is about."""
        paragraph = self.sections()[0].text.strip().partition("\n\n")[0]
        return re.split(r"(?<=[.?]) ", plain(paragraph), maxsplit=1)[0]

    def sections(self) -> list[Section]:
        """The page in its parts; a `#` in a block of code is no heading."""
        parts: list[tuple[str, list[str]]] = []
        fenced = False
        for line in self.text.splitlines():
            fenced ^= line.startswith(_FENCE)
            if line.startswith("#") and not fenced:
                parts.append((line.lstrip("#").strip(), []))
            elif parts:
                parts[-1][1].append(line)
        return [Section(self.name, heading, anchor(heading), "\n".join(lines)) for heading, lines in parts]


def anchor(heading: str) -> str:
    """What a link to a heading says behind `#`, as GitHub makes it: `Exit codes` is `exit-codes`."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def without_remarks(text: str) -> str:
    """Markdown without its lines that are remarks alone; in a block of code they stay."""
    kept, fenced = [], False
    for line in text.splitlines(keepends=True):
        fenced ^= line.startswith(_FENCE)
        if fenced or not _REMARK.fullmatch(line.strip()):
            kept.append(line)
    return "".join(kept)


def plain(text: str) -> str:
    """Markdown as one line of text: links by their words, the cells of a table with a dot between."""
    text = _LINK.sub(r"\1", text).replace("`", "")
    return " ".join(re.sub(r" *\|(?<!\\\|) *", " · ", text.strip().strip("|").strip()).split())


@cache
def pages() -> dict[str, Page]:
    """Every page by its name, in reading order."""
    return {name: Page(name, without_remarks((HERE / f"{name}.md").read_text(encoding="utf-8"))) for name in ORDER}


def find(words: Sequence[str]) -> list[tuple[Section, str]]:
    """The sections that hold all of these words, each with a line that holds most: headings that hold all come first.

    Upper and lower case are the same, and a word may be a part of a longer one.
    """
    wanted = [word.lower() for word in words if word.strip()]
    if not wanted:
        return []
    found = [
        (section, _line(section, wanted))
        for page in pages().values()
        for section in page.sections()
        if _holds(f"{section.heading}\n{section.text}", wanted)
    ]
    return sorted(found, key=lambda one: not _holds(one[0].heading, wanted))


def _holds(text: str, wanted: Sequence[str]) -> bool:
    lower = text.lower()
    return all(word in lower for word in wanted)


def _line(section: Section, wanted: Sequence[str]) -> str:
    """The first line of a section that holds most of the words; empty where its heading alone holds them."""
    lines = [line for line in section.text.splitlines() if not line.startswith(_FENCE)]
    best = max(lines, key=lambda line: sum(word in line.lower() for word in wanted), default="")
    return plain(best) if any(word in best.lower() for word in wanted) else ""
