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
        ("مرحبا é 漢字", "مرحبا é 漢字"),
    ],
)
def test_unsafe_characters_become_escapes(text, shown):
    assert shown == visible(text)


@quickly
@given(ANY)
def test_visible_text_holds_nothing_unsafe(text):
    assert not UNSAFE.search(visible(text))


@pytest.mark.parametrize("text, columns", [("ab", 2), ("é", 1), ("e\u0301", 1), ("漢字", 4), ("👍", 2), ("", 0)])
def test_width_counts_columns(text, columns):
    assert columns == width(text)


@quickly
@given(ANY, st.integers(1, 30))
def test_ellipsized_text_fits_and_begins_as_before(text, columns):
    cut = ellipsize(text, columns)

    assert width(cut) <= columns
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


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
