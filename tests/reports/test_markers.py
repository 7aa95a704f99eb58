"""Markers in somebody's Markdown: found wherever Markdown has them, refused where they cannot be meant so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from simulator.errors import PageError
from simulator.reports.markers import Page, fitted


def filled(text, made="new\n\nlines\n"):
    page = Page(text, "page.md")
    return page.filled({part: fitted(made, part) for part in page.parts})


def complaints(text):
    with pytest.raises(PageError) as refused:
        Page(text, "page.md")
    return str(refused.value).splitlines()


@pytest.mark.parametrize("before, after", [
    ("a\n<!-- oktasim: x -->\nold\n<!-- /oktasim -->\nz", "a\n<!-- oktasim: x -->\nnew\n\nlines\n<!-- /oktasim -->\nz"),
    ("<!--oktasim:x-->\r\n<!-- /oktasim -->", "<!--oktasim:x-->\r\nnew\r\n\r\nlines\r\n<!-- /oktasim -->"),
    ("1. a\n   - b\n     <!-- oktasim: x -->\n  odd\n     <!-- /oktasim -->  \n",
     "1. a\n   - b\n     <!-- oktasim: x -->\n     new\n\n     lines\n     <!-- /oktasim -->  \n"),
    ("> <!-- oktasim: x -->\n> <!-- /oktasim -->\n", "> <!-- oktasim: x -->\n> new\n>\n> lines\n> <!-- /oktasim -->\n"),
    ("\t<!-- oktasim: x -->\n\t<!-- /oktasim -->\n", "\t<!-- oktasim: x -->\n\tnew\n\n\tlines\n\t<!-- /oktasim -->\n"),
    ("\ufeff<!-- oktasim: x -->\n<!-- /oktasim -->\n", "\ufeff<!-- oktasim: x -->\nnew\n\nlines\n<!-- /oktasim -->\n"),
    ("a\r<!-- oktasim: x -->\r<!-- /oktasim -->\rz", "a\r<!-- oktasim: x -->\rnew\r\rlines\r<!-- /oktasim -->\rz"),
])  # fmt: skip
def test_between_the_markers_is_new_and_the_rest_as_it_was(before, after):
    assert filled(before) == after
    assert filled(after) == after


@pytest.mark.parametrize("text", [
    "```\n<!-- oktasim: x -->\n```\n",
    "- ~~~~ md\n  <!-- /oktasim -->\n  ~~~\n  ~~~~\n",
    "> ````text\n> <!-- oktasim: x -->\n> ```\n> ````\n",
    "Write `<!-- oktasim: x -->` and ``<!-- /oktasim --> ` ``.\n",
    "<!-- oktasimulator: x -->\n<!-- of oktasim -->\n",
    "",
    "no end of line",
])  # fmt: skip
def test_what_is_code_or_something_else_is_left_alone(text):
    assert Page(text, "page.md").parts == []
    assert filled(text) == text


def test_a_part_may_hold_what_looks_like_its_end_in_a_code_block():
    text = "<!-- oktasim: x -->\n```http\n<!-- /oktasim -->\n<!-- oktasim: y -->\n```\n<!-- /oktasim -->\n"

    (part,) = Page(text, "page.md").parts

    assert Page(text, "page.md").between(part) == "```http\n<!-- /oktasim -->\n<!-- oktasim: y -->\n```\n"


@pytest.mark.parametrize("text, place, said", [
    ("a\n  <!-- oktasim: x -->\nb\n", "2:3", "this part is not closed before the end of the file; add a line"),
    ("<!-- oktasim: x -->\n<!-- oktasim: y -->\n<!-- /oktasim -->\n", "1:1", "before line 2, where the next begins"),
    ("\n> <!-- /oktasim -->\n", "2:3", "this closes nothing; remove it"),
    ("<!-- oktasim: x -->\n```\n<!-- /oktasim -->\n", "1:1", "outside any code block"),
    ("See <!-- oktasim: x --> here\n", "1:5", "this is no marker as it stands; write"),
    ("<!-- oktasim quickstart -->\n", "1:1", "this is no marker as it stands"),
    ("<!-- Oktasim: x -->\n", "1:1", "this is no marker as it stands"),
    ("`a` <!-- /oktasim: x -->\n", "1:5", "this is no marker as it stands"),
    ("- <!-- oktasim: x -->\n", "1:3", "each alone on its line"),
    ("<!-- oktasim: x\n-->\n", "1:1", "this is no marker as it stands"),
])  # fmt: skip
def test_a_marker_that_cannot_be_meant_so_is_refused_with_its_place(text, place, said):
    (complaint,) = complaints(text)

    assert complaint.startswith(f"page.md:{place}: ")
    assert said in complaint


@pytest.mark.parametrize(
    "beginning", ["<!-- oktasim quickstart -->", "See <!-- oktasim: x -->", "- <!-- oktasim: x -->"]
)
def test_the_end_of_a_part_whose_beginning_is_mistyped_is_not_complained_of_as_well(beginning):
    one, other = complaints(f"{beginning}\n<!-- /oktasim -->\n\n<!-- /oktasim -->\n")

    assert "this is no marker as it stands" in one
    assert other == "page.md:4:1: this closes nothing; remove it"


def test_all_that_is_wrong_is_said_at_once():
    assert len(complaints("<!-- /oktasim -->\n<!-- oktasim x -->\n<!-- oktasim: x -->\n")) == 3


PIECES = st.lists(
    st.sampled_from([
        "text", "", "```", "~~~~", "> ```", "  <!-- oktasim: a -->", "<!-- oktasim: b -->", "<!-- /oktasim -->",
        "\u2028", "\x0b", "- x", "`", "<!-- oktasim", "\x85",
    ]),
    max_size=12,
)  # fmt: skip


@settings(derandomize=True, max_examples=200, deadline=None)
@given(PIECES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_page_is_refused_or_comes_back_as_it_was(pieces, line_end, ended):
    text = line_end.join(pieces) + (line_end if ended else "")
    try:
        page = Page(text, "page.md")
    except PageError:
        return

    assert page.filled({part: page.between(part) for part in page.parts}) == text
    once = page.filled({part: fitted("`` ` ``\n", part) for part in page.parts})
    again = Page(once, "page.md")
    assert len(again.parts) == len(page.parts)
    assert again.filled({part: page.between(old) for part, old in zip(again.parts, page.parts, strict=True)}) == text


def test_a_part_in_a_nested_list_is_read_as_being_in_it():
    text = "1. a\n   - b\n\n     <!-- oktasim: x -->\n     <!-- /oktasim -->\n   - c\n"
    made = filled(text, "```http\nGET / HTTP/1.1\n\n{}\n```\n\n| a |\n| --- |\n| b |\n")
    tokens = MarkdownIt("commonmark").enable("table").parse(made)

    (block,) = [token for token in tokens if token.type == "fence"]
    assert (block.content, block.level) == ("GET / HTTP/1.1\n\n{}\n", 4)
    assert [token.level for token in tokens if token.type == "table_open"] == [4]
    assert sum(token.type == "list_item_open" for token in tokens) == 3
