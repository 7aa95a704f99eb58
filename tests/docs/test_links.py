"""Every link of the documentation leads somewhere: files, pages and headings; without a network."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from simulator.docs.pages import ORDER, anchor
from tests.docs.documents import DOCUMENTS, PAGES, text_of


def tokens(text: str) -> Iterator[Token]:
    """The document's tokens, those inside of lines too."""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


def headings(text: str) -> list[str]:
    return [anchor(inside.content) for token, inside in pairwise(tokens(text)) if token.type == "heading_open"]


def links(text: str) -> list[str]:
    return [str(token.attrs[name]) for token in tokens(text) for name in ("href", "src") if name in token.attrs]


def broken(name: str) -> Iterator[str]:
    """The links of a document that lead nowhere."""
    here = DOCUMENTS[name].parent
    for link in links(text_of(name)):
        parts = urlsplit(link)
        if parts.scheme:
            if parts.scheme != "https" or not parts.netloc:
                yield link
            continue
        target = (here / unquote(parts.path)).resolve() if parts.path else DOCUMENTS[name]
        found = target.exists() and (not parts.fragment or parts.fragment in headings(target.read_text("utf-8")))
        if not found:
            yield link


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name):
    assert list(broken(name)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_heading_stands_once_in_a_document_so_that_a_link_to_it_is_clear(name):
    assert [one for one, times in Counter(headings(text_of(name))).items() if times > 1] == []


@pytest.mark.parametrize("name", [f"simulator/docs/{name}.md" for name in ORDER])
def test_a_page_links_to_pages_alone_since_it_is_read_without_the_project_too(name):
    files = {urlsplit(link).path for link in links(text_of(name)) if not urlsplit(link).scheme}

    assert {file for file in files if file and file.removesuffix(".md") not in ORDER} == set()


def test_every_page_is_linked_from_the_readme():
    linked = set(links(text_of("README.md")))

    assert [name for name in ORDER if f"simulator/docs/{name}.md" not in linked] == []


def test_every_page_that_is_there_is_listed():
    assert {path.stem for path in PAGES.glob("*.md")} == set(ORDER)


def test_a_link_that_leads_nowhere_is_found(monkeypatch, tmp_path):
    (tmp_path / "page.md").write_text(
        "# A page\n\n[there](#a-page) [gone](gone.md) [no heading](#nowhere) [![picture](none.png)](page.md)\n"
        "[insecure](http://example.com)\n\n```md\n[code](code.md)\n```\n"
    )
    monkeypatch.setitem(DOCUMENTS, "page.md", tmp_path / "page.md")

    assert list(broken("page.md")) == ["gone.md", "#nowhere", "none.png", "http://example.com"]
