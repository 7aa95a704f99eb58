"""YAML as plain data that remembers places."""

import pytest

from simulator.errors import Mark, ScenarioError
from simulator.scenario.yaml.document import MAX_DEPTH, Block, Plain, place_of, read_document, written

TEXT = """\
name: "quoted"
list:
  - plain
  - {key: value, other: [1, 2]}
"""


def test_quoted_and_plain_scalars_are_told_apart():
    data = read_document(TEXT, "a.yaml").data

    assert not isinstance(data["name"], Plain)
    assert isinstance(data["list"][0], Plain)


@pytest.mark.parametrize(
    "text", ["0123", "yes", "on", "2026-01-01", "1e3", "null", "~", "1_000", "0x1F", ".inf", "1:30"]
)
def test_scalars_stay_the_text_that_was_written(text):
    assert read_document(f"a: {text}", "a.yaml").data["a"] == text


def test_block_scalars_are_text_and_not_plain():
    value = read_document("a: |\n  one\n  two\n", "a.yaml").data["a"]

    assert value == "one\ntwo\n"
    assert not isinstance(value, Plain)


@pytest.mark.parametrize(
    "path, key, place",
    [
        ((), False, (1, 1)),
        (("name",), False, (1, 7)),
        (("name",), True, (1, 1)),
        (("list", 1, "other", 1), False, (4, 29)),
        (("list", 1, "other"), True, (4, 18)),
        (("list", 1, "unwritten", "key"), False, (4, 11)),
        (("list", 7), False, (3, 3)),
        (("nowhere",), False, (1, 1)),
    ],
)
def test_mark_leads_to_the_nearest_place(path, key, place):
    assert read_document(TEXT, "a.yaml").mark(path, key=key) == Mark("a.yaml", *place)


def test_place_of_anything_else_is_the_beginning():
    assert place_of("text", ("a",)) == (0, 0)


def test_written_leaves_out_what_is_not_in_the_file():
    data = read_document(TEXT, "a.yaml").data

    assert written(data, ("list", "items", 1, "key", "text")) == ("list", 1, "key")


def test_line_is_the_text_of_a_line_without_its_end():
    document = read_document("a: 1\r\nb: 2\r\n", "a.yaml")

    assert [document.line(1), document.line(2)] == ["a: 1", "b: 2"]


def test_byte_order_is_kept_as_keys_are_written():
    assert list(read_document("b: 1\na: 2\n", "a.yaml").data) == ["b", "a"]


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000 + "1" + "]" * 100_000,
        "a: " + "{a: " * 100_000 + "1" + "}" * 100_000,
        "a: " + "[{a: " * 100_000,
        "- " * 100_000,
        "\n".join(f"{' ' * level}a:" for level in range(2000)),
    ],
    ids=["lists in a line", "mappings in a line", "both, never closed", "lists", "mappings"],
)
@pytest.mark.usefixtures("parser")
def test_deep_nesting_is_refused_and_not_followed(text):
    with pytest.raises(ScenarioError, match=f"this is nested more than {MAX_DEPTH} levels deep"):
        read_document(text, "a.yaml")


@pytest.mark.usefixtures("parser")
def test_deepest_nesting_allowed_is_read():
    depth = MAX_DEPTH - 1

    data = read_document("a: " + "[" * depth + "1" + "]" * depth, "a.yaml").data

    assert isinstance(data, Block)


def test_many_aliases_cannot_blow_up():
    bomb = 'a: &a ["x"]\nb: &b [*a, *a]\nc: [*b, *b]\n'

    with pytest.raises(ScenarioError, match="anchors"):
        read_document(bomb, "a.yaml")


def test_empty_key_is_a_key():
    assert read_document('"": x', "a.yaml").data == {"": "x"}


def test_root_may_not_be_an_alias_of_nothing():
    with pytest.raises(ScenarioError, match="aliases"):
        read_document("*a", "a.yaml")
