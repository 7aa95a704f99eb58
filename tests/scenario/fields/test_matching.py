"""Expected texts."""

import pytest

from simulator.scenario.fields.matching import fits, regex_of


@pytest.mark.parametrize(
    "expected, actual, fit",
    [
        ("Username", "the Username is taken", True),
        ("username", "the Username is taken", False),
        ("/username/i", "the Username is taken", True),
        ("/^Username/", "the Username is taken", False),
        ("/^taken/m", "Username\ntaken", True),
        ("/name.taken/s", "Username\ntaken", True),
        ("/a/b/", "x a/b x", True),
        ("//", "one // two", True),
        ("/path", "a/path", True),
        ("a.c", "abc", False),
    ],
)
def test_text_is_contained_or_matched(expected, actual, fit):
    assert fits(expected, actual) is fit


def test_ordinary_text_is_no_regular_expression():
    assert regex_of("/Users/x/y") is None


def test_every_bad_expression_in_a_body_is_told(complaint):
    said = complaint(
        """\
steps:
  - check:
    expect:
      requests:
        - request: POST /Users
          body: {a: /(/, b: [x, {c: "/[/"}]}
"""
    ).splitlines()

    assert [line.split(":")[2] for line in said] == ["21", "37"]


def test_huge_repeat_is_refused(complaint):
    assert "does not compile" in complaint("steps:\n  - check:\n    expect: {error: '/a{99999999999999999999}/'}\n")
