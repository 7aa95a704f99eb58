"""The YAML parser's complaints in our words."""

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.yaml.document import read_document


def said(text):
    with pytest.raises(ScenarioError) as raised:
        read_document(text, "a.yaml")
    return raised.value


def test_unworded_problem_is_told_with_what_to_check():
    complaint = said("a: !<unfinished\n")

    assert complaint.message.startswith("this is not YAML (")
    assert "check the quotes" in complaint.message


@pytest.mark.parametrize("text, line, column", [("\x07", 1, 1), ("a: b\nc: \x07", 2, 4), ("a: b\r\nc\ufffe: d", 2, 2)])
def test_forbidden_character_is_named_by_its_code(text, line, column):
    complaint = said(text)

    assert (complaint.mark.line, complaint.mark.column) == (line, column)
    assert "is not allowed in YAML" in complaint.message


def test_tab_is_named_where_it_stands():
    complaint = said("a:\n\tb: 1\n")

    assert str(complaint) == "a.yaml:2:1: a tab stands here; indent with spaces"


def test_reserved_character_is_shown():
    assert said("a: `b`").message == "``` cannot start a value here; put quotes round the text"


KEY = "k" * 1025


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "text, message",
    [
        (f"{KEY}: 1", "the key before this `:` has more than 1024 characters, YAML's limit"),
        (f"a: 1\n{KEY}: 1", "the key before this `:` has more than 1024 characters, YAML's limit"),
        (f"a: {{b: 1, '{KEY}': 1}}", "the key before this `:` has more than 1024 characters, YAML's limit"),
        (f"a: {KEY}: 1", "a second `: ` in one line; put quotes round the value, or start a new line"),
        ("a: {b: 1\nc: 2", "the `{` opened in line 1 is not closed, or a comma is missing"),
        ("a: [b\nc: 2", "the `[` opened in line 1 is not closed, or a comma is missing"),
        ("a: - b", "a list item (`- `) cannot start here; begin a new line for it"),
        ("a: 'b\n---\n", "a quoted text runs into `---` or `...`; close the quote"),
        ("a: 1\n  b: 2", "a second `: ` in one line; put quotes round the value, or start a new line"),
        ("a:\n  b: 1\n c: 2", "the indentation does not fit the lines above; align it with its neighbours"),
        ("a:\n  - b\n  c: 1", "this stands level with a list but does not start with `- `; indent it"),
        ("a: \ud800", "the character U+D800 is not allowed in YAML; remove it"),
    ],
)
def test_both_parsers_get_the_same_sentence(text, message):
    assert said(text).message == message


@pytest.mark.usefixtures("parser")
def test_escape_of_no_character_is_refused():
    assert "escape" in said('a: "\\U99999999"').message
