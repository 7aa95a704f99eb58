"""Pages in their parts, and which parts speak of something."""

import pytest

from simulator.docs.pages import ORDER, Page, anchor, find, pages, plain, without_remarks


def test_every_page_has_a_title_and_says_what_it_is_about():
    for name, page in pages().items():
        assert page.text.startswith(f"# {page.title}\n"), name
        assert page.says.endswith((".", "?")), name
        assert "](" not in page.says, name


def test_a_remark_is_left_out_save_in_a_block_of_code():
    text = "# One\n\n<!-- table: x -->\nText <!-- here -->\n<!-- end -->\n```md\n<!-- shown -->\n```\n<!-- gone -->\n"

    assert without_remarks(text) == "# One\n\nText <!-- here -->\n```md\n<!-- shown -->\n```\n"


def test_titles_differ():
    assert len({page.title for page in pages().values()}) == len(ORDER)


def test_a_comment_in_a_block_of_code_is_no_heading():
    page = Page("x", "# One\n\nSays.\n\n```sh\n# no heading\n```\n\n## Two\n\nMore.\n")

    assert [(one.heading, one.anchor) for one in page.sections()] == [("One", "one"), ("Two", "two")]
    assert "# no heading" in page.sections()[0].text
    assert page.says == "Says."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A [link](there.md#x) and `code`,\nbroken", "A link and code, broken"),
        ("| `play` | says a | b |", "play · says a · b"),
        ("| `a \\| b` | c |", "a \\| b · c"),
    ],
)
def test_markdown_is_read_as_a_line_of_text(text, read):
    assert plain(text) == read


@pytest.mark.parametrize(
    ("heading", "linked"),
    [
        ("Exit codes", "exit-codes"),
        ("I have a list of people", "i-have-a-list-of-people"),
        ("The Hub's own pages", "the-hubs-own-pages"),
        ("Provisioning > To App", "provisioning--to-app"),
        ("`app.mappings`, a row", "appmappings-a-row"),
    ],
)
def test_an_anchor_is_as_github_makes_it(heading, linked):
    assert anchor(heading) == linked


def test_all_words_must_be_held_in_any_case_and_headings_come_first():
    found = [(section.page, section.heading) for section, _ in find(["EXIT", "codes"])]

    assert found[0] == ("exit-codes", "Exit codes")
    assert all(
        "exit" in f"{one.heading}{one.text}".lower() and "codes" in f"{one.heading}{one.text}".lower()
        for one, _ in find(["exit", "codes"])
    )


def test_the_line_that_is_shown_is_one_that_holds_the_word():
    for section, line in find(["no-patch"]):
        assert "no-patch" in line or "no-patch" in section.heading, section
        assert "`" not in line


@pytest.mark.parametrize("words", [[], [""], [" "], ["zzzz"], ["quirk", "zzzz"]])
def test_words_that_nothing_holds_find_nothing(words):
    assert find(words) == []
