"""The list of stories: each once, below a theme, in the words of the story itself."""

import re
from pathlib import Path

from simulator.scenario.finding import bundled
from simulator.scenario.loading import load
from simulator.scenario.themes import read_themes, themes

LIST = (Path(__file__).resolve().parents[2] / "scenarios" / "README.md").read_text(encoding="utf-8")


def test_every_story_stands_once_in_the_list_with_its_own_name():
    items = re.findall(r"^- \[`(.+)`\]\((.+)\.yaml\): (.+)$", LIST, re.MULTILINE)

    assert sorted(items) == [(path.stem, path.stem, load(path).name) for path in bundled()]


def test_every_theme_has_several_stories():
    found = list(themes().values())

    assert [theme for theme in dict.fromkeys(found) if found.count(theme) < 3] == []
    assert "" not in found


def test_a_list_is_read_by_its_headings_and_links():
    lines = ["# Stories", "- [`before`](before.yaml): x", "## One", "text [`no`](no.yaml)", "- [`a`](a.yaml): A",
             "- [b](b.yaml)", "- [`c`](other.yaml): C", "### Deeper", "## Two", "- [`d`](d.yaml): D"]  # fmt: skip

    assert read_themes(lines) == {"before": "", "a": "One", "b": "One", "d": "Two"}
