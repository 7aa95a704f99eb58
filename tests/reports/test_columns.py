import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.reports.columns import UNSAFE, ellipsize, visible, width, wrap

ANY = st.text(max_size=60)
quickly = settings(derandomize=True, max_examples=60, deadline=None)


@pytest.mark.parametrize(
    "text, shown",
    [
        ("plain", "plain"),
        ("two\nlines\r\tx", "two\\nlines\\r\\tx"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202egnp", "\\u202egnp"),
        ("\ud83d", "\\ud83d"),
        ("\x00\x7f\x9f\u2028\u2066", "\\x00\\x7f\\x9f\\u2028\\u2066"),
        ("مرحبا é 漢字", "مرحبا é 漢字"),
    ],
)
def test_unsafe_characters_become_escapes(text, shown):
    assert shown == visible(text)


@quickly
@given(ANY)
def test_visible_text_holds_nothing_unsafe(text):
    assert not UNSAFE.search(visible(text))


@pytest.mark.parametrize(
    "text, columns",
    [("é\u200d\u20dd", 1), ("ab", 2), ("é", 1), ("e\u0301", 1), ("漢字", 4), ("Ａ", 2), ("👍", 2), ("", 0)],
)
def test_width_counts_columns(text, columns):
    assert columns == width(text)


@quickly
@given(ANY, st.integers(1, 30))
def test_ellipsized_text_fits_and_begins_as_before(text, columns):
    cut = ellipsize(text, columns)

    assert width(cut) <= columns
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@pytest.mark.parametrize("text, columns, cut", [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("漢字", 4, "漢字"), ("漢字字", 4, "漢…"),
    ("漢字字", 5, "漢字…"), ("abc", 1, "…"),
])  # fmt: skip
def test_an_ellipsized_text_keeps_as_much_as_fits(text, columns, cut):
    assert ellipsize(text, columns) == cut


@pytest.mark.parametrize("text, columns, lines", [
    ("ab cd ef", 5, ["ab cd", "ef"]), ("ab cd ef", 4, ["ab", "cd", "ef"]), ("ab", 2, ["ab"]), ("", 5, [""]),
    ("ab  cd", 3, ["ab ", "cd"]), ("abcd", 2, ["ab", "cd"]), ("漢字", 2, ["漢", "字"]),
    ("漢字a b", 3, ["漢", "字a", "b"]),
    ("x abcd ef", 4, ["x", "abcd", "ef"]),
])  # fmt: skip
def test_lines_break_at_the_last_space_that_fits(text, columns, lines):
    assert list(wrap(text, columns)) == lines


@quickly
@given(ANY, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_only_spaces(text, columns):
    lines = list(wrap(text, columns))

    assert all(width(line) <= columns for line in lines)
    assert re.sub(" ", "", text) == re.sub(" ", "", "".join(lines))


def test_words_longer_than_the_line_are_broken():
    assert list(wrap("ab cdefgh i", 4)) == ["ab c", "defg", "h i"]


def test_nothing_is_wrapped_without_a_width():
    assert list(wrap("a " * 200, None)) == ["a " * 200]
