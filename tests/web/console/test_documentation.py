"""Documentation in the console: every page, what speaks of something, and no HTML but the parser's own."""

import re

import pytest

from simulator.docs.pages import ORDER, pages
from simulator.web.console.documentation.rendering import html
from tests.docs.links import Html, is_well_formed


def test_the_menu_leads_to_the_documentation(visitor) -> None:
    assert '<a href="/docs">Documentation</a>' in visitor.get("/")
    assert 'href="/docs" aria-current="page"' in visitor.get("/docs/quirks")


def test_the_list_has_every_page_with_its_title_and_what_it_is_about(visitor) -> None:
    shown = visitor.get("/docs")

    listed = re.findall(r'<dt><a href="/docs/([\w-]+)">', shown)
    assert listed == list(ORDER)
    assert "tells a story in the browser" in shown


@pytest.mark.parametrize("name", ORDER)
def test_a_page_is_shown_with_headings_that_can_be_linked_to(visitor, name) -> None:
    shown = visitor.get(f"/docs/{name}")

    for section in pages()[name].sections():
        assert f'id="{section.anchor}"' in shown
    assert "&lt;!-- table" not in shown
    assert "<!--" not in shown


def test_every_page_holds_together_and_every_link_on_it_leads_somewhere(visitor) -> None:
    shown = {path: Html(visitor.get(path)) for path in ("/docs", *(f"/docs/{name}" for name in ORDER))}
    links = {link for one in shown.values() for link in one.outside}
    there = {link for link in links if link.startswith("/")}
    to_pages = [link.partition("#") for link in there if link.startswith("/docs")]

    assert {path: faults for path, one in shown.items() if (faults := list(one.faults()))} == {}
    assert len(to_pages) > 30
    assert [link for link, _, heading in to_pages if heading and heading not in shown[link].ids] == []
    paths = {link.partition("#")[0] for link in there}
    codes = {path: visitor.client.get(path, follow_redirects=True).status_code for path in paths}
    assert {path for path, code in codes.items() if code not in (200, 405)} == set()  # 405: where forms are sent
    assert [link for link in links - there if not is_well_formed(link)] == []


def test_tables_are_tables(visitor) -> None:
    assert '<div class="wide"><table>' in visitor.get("/docs/exit-codes")


def test_words_find_the_parts_of_pages_that_hold_them(visitor) -> None:
    shown = visitor.get("/docs?q=no-patch")

    assert '<a href="/docs/quirks#quirks">Quirks</a>' in shown


def test_words_that_no_page_holds_are_said_so_and_shown_as_text(visitor) -> None:
    shown = visitor.get("/docs?q=%3Cscript%3Ezzz")

    assert 'No page speaks of "&lt;script&gt;zzz".' in shown


@pytest.mark.parametrize("name", ["nothing", "..", "README", "quirks.md"])
def test_a_page_that_is_not_there_is_not_found(visitor, name) -> None:
    assert visitor.client.get(f"/docs/{name}").status_code == 404


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)", "| <b onclick=alert(1)> |\n| --- |\n| x |", "# <i onload=x>",
])  # fmt: skip
def test_markdown_brings_no_element_of_its_own(text) -> None:
    made = html(text)

    assert re.findall(r"<(script|img|b|i)\b", made) == []
    assert not re.search(r'href="(?:javascript|data):', made)


def test_a_link_to_another_page_keeps_its_heading() -> None:
    assert 'href="/docs/verbs#push-groups"' in html("see [verbs](verbs.md#push-groups)")
    assert 'href="https://example.com/a.md"' in html("see [there](https://example.com/a.md)")
