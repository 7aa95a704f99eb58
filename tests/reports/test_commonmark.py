import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.reports import commonmark

quickly = settings(derandomize=True, max_examples=80, deadline=None)


@pytest.mark.parametrize(
    "text, escaped",
    [
        ("plain, with_words and a-dash", "plain, with_words and a-dash"),
        ("*bold* _em_ `code` [link](x) <b>", r"\*bold\* \_em\_ \`code\` \[link](x) \<b>"),
        ("a | b # c $d$ ~~e~~ ~f", r"a \| b \# c \$d\$ \~~e\~~ ~f"),
        ("&amp; but R & D", r"\&amp; but R & D"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("+ no list", r"\+ no list"),
        ("=== no heading", r"\=== no heading"),
        ("> no quote", r"\> no quote"),
        ("  indented\\", "indented\\\\"),
        ("two\nlines", r"two\\nlines"),
    ],
)
def test_text_is_escaped_where_it_would_be_markup(text, escaped):
    assert escaped == commonmark.escape(text)


@quickly
@given(st.text("`ab ", max_size=12))
def test_code_span_ends_where_its_text_ends(text):
    span = commonmark.code(text)
    ticks = re.match("`+", span)[0]

    assert span.endswith(ticks)
    assert ticks not in re.findall("`+", span[len(ticks) : -len(ticks)])


@quickly
@given(st.text("`~\nab ", max_size=30))
def test_fence_is_longer_than_any_run_of_backticks_within(text):
    first, *lines, last, _ = commonmark.fence(text).split("\n")

    assert first == last
    assert all(first not in line for line in lines)
    assert "\n".join(lines) == text


def test_empty_text_is_still_a_code_span():
    assert commonmark.code("") == "``` ```"


@pytest.mark.parametrize("text, shown", [
    ("user.firstName", "`user.firstName`"),
    ("a || b", r"a \|\| b"),
    ("a\\|b", r"a\\\|b"),
    ("two\nlines", r"`two\nlines`"),
    ("", "``` ```"),
])  # fmt: skip
def test_no_text_ends_its_cell(text, shown):
    assert commonmark.cell(text) == shown


@quickly
@given(st.text("ab |\\`\n", max_size=20))
def test_a_row_has_as_many_cells_as_texts(text):
    row = re.sub(r"\\.", "", f"| {commonmark.cell(text)} | x |")

    assert row.count("|") == 3 or ("`" in row and "|" not in text)
