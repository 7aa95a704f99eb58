"""The caret stands under the character, whatever is in the line."""

import pytest

from simulator.okta.expression import pointer


@pytest.mark.parametrize(
    ("text", "position", "shown"),
    [
        ("user.login", 5, "user.login\n     ^"),
        ("user.login", 0, "user.login\n^"),
        ("abc", 3, "abc\n   ^"),
        ("abc", 99, "abc\n   ^"),
        ("abc", -1, "abc\n^"),
        ("", 0, "\n^"),
        ("true ?\n  usr.x :\n  1", 9, "  usr.x :\n  ^"),
        ("ab\ncd", 2, "ab\n  ^"),
        ("'日本' + x", 7, "'日本' + x\n         ^"),
        ("'e\u0301' + x", 7, "'e\u0301' + x\n      ^"),
        ("a\t+ b", 4, "a + b\n    ^"),
        ("a\x1b[1mb", 6, "a [1mb\n     ^"),
    ],
)
def test_caret_stands_under_the_character(text: str, position: int, shown: str) -> None:
    if text.startswith("a\x1b"):
        position -= 1

    assert pointer(text, position) == shown


def test_long_line_is_cut_around_the_character() -> None:
    line, caret = pointer("a" * 500 + "X" + "b" * 500, 500).split("\n")

    assert line[len(caret) - 1] == "X"
    assert line.startswith("…")
    assert line.endswith("…")
    assert len(line) < 100


def test_long_line_is_cut_on_one_side_at_its_ends() -> None:
    start, _ = pointer("X" + "b" * 500, 0).split("\n")
    end, caret = pointer("a" * 500 + "X", 501).split("\n")

    assert start.startswith("X")
    assert start.endswith("…")
    assert end.endswith("X")
    assert len(caret) == len(end) + 1
