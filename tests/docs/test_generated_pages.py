"""The reports of all bundled scenarios, as pages: they hold together, and lead to sources alone."""

from functools import cache
from pathlib import Path

import pytest

from simulator.play.transcript import read
from simulator.register.register import sources
from simulator.reports import FORMATS
from tests.docs.links import Html, is_well_formed
from tests.docs.test_links import links, tokens

ROOT = Path(__file__).resolve().parents[2]
RECORDED = sorted((ROOT / "tests" / "golden").glob("*.jsonl"))
"""Every bundled scenario as it plays; `tests/test_scenarios.py` compares them."""
PAGES = sorted((ROOT / "tests" / "reports" / "golden").glob("*.md"))
"""Pages that are kept: the guide of the Hub, and a run with texts that try to get out of every quoting."""
SOURCES = {one.link for one in sources().values() if one.link}


def report(path: Path, form: str) -> str:
    with path.open(encoding="utf-8") as lines:
        return "".join(FORMATS[form](read(lines, path.name)))


@cache
def page(path: Path) -> Html:
    return Html(report(path, "html"))


def markdown_faults(text: str) -> list[str]:
    """What is wrong with a report in Markdown: its links, and the elements of HTML in it."""
    own = Html("".join(token.content for token in tokens(text) if token.type in ("html_block", "html_inline")))
    wrong = [f"it leads to {link}" for link in [*links(text), *own.links] if link not in SOURCES]
    return [*wrong, *own.faults()]


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_report_in_html_holds_together_and_leads_to_sources_alone(path):
    shown = page(path)

    assert list(shown.faults()) == []
    assert shown.outside <= SOURCES
    assert any(link.startswith("#source-") for link in shown.links)
    assert any(link.startswith("#step-") for link in shown.links)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_report_in_markdown_holds_together_and_leads_to_sources_alone(path):
    text = report(path, "markdown")

    assert markdown_faults(text) == []
    assert links(text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_that_is_kept_holds_together_and_leads_to_sources_alone(path):
    assert markdown_faults(path.read_text(encoding="utf-8")) == []


def test_two_runs_on_a_page_have_anchors_of_their_own():
    path = next(path for path in RECORDED if path.stem == "quickstart")
    with path.open(encoding="utf-8") as lines:
        events = list(read(lines, path.name))

    shown = Html("".join(FORMATS["html"]([*events, *events])))

    assert list(shown.faults()) == []
    assert {"step-1", "run-2-step-1"} <= shown.ids.keys()


def test_every_link_to_a_source_is_well_formed():
    assert [link for link in SOURCES if not is_well_formed(link)] == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('<p id="a"><a href="#a">x</a></p>', []),
        ('<p id="a"></p><b id="a"></b>', ["id a stands 2 times"]),
        ('<a href="#b">x</a>', ["#b is not there"]),
        ('<label for="c">x</label>', ["#c is not there"]),
        ("<details><p>x</details>", ["</details> ends nothing on line 1", "<details> has no end", "<p> has no end"]),
        ("</p>", ["</p> ends nothing on line 1"]),
        ("<svg><line/></svg><br>", []),
    ],
)
def test_what_is_wrong_with_a_page_is_found(text, faults):
    assert list(Html(text).faults()) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("[x](https://example.com/elsewhere)", ["it leads to https://example.com/elsewhere"]),
        ("[x](gone.md)", ["it leads to gone.md"]),
        ("<details>\n\nx\n", ["<details> has no end"]),
        ("```html\n<details>[x](gone.md)\n```\n", []),
    ],
)
def test_what_is_wrong_with_a_page_in_markdown_is_found(text, faults):
    assert markdown_faults(text) == faults


@pytest.mark.parametrize(
    "link", ["http://example.com/", "https://", "https://x y.com/", "https:/a.b", "a.md", "https://a"]
)
def test_a_link_that_no_browser_follows_is_found(link):
    assert not is_well_formed(link)
