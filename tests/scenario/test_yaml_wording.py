"""The YAML parser's complaints in our words."""

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.document import read_document


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
