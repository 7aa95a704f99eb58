"""What the bundled stories are about: the headings of the README.md beside them, which lists each story once."""

import re
from collections.abc import Iterable

from simulator.scenario.finding import bundled_folder

_THEME = re.compile(r"## +(.+)")
_STORY = re.compile(r"- \[`?([^]`]+)`?\]\(\1\.yaml\)")


def themes() -> dict[str, str]:
    """The theme of every bundled story, by the story's name, in the order of the list."""
    return read_themes((bundled_folder() / "README.md").read_text(encoding="utf-8").splitlines())


def read_themes(lines: Iterable[str]) -> dict[str, str]:
    """The same, of a list in Markdown: a heading of the second level, and an item with a link for each story below."""
    found: dict[str, str] = {}
    theme = ""
    for line in lines:
        if heading := _THEME.fullmatch(line.strip()):
            theme = heading[1]
        elif story := _STORY.match(line):
            found[story[1]] = theme
    return found
