"""The scenario to start from."""

import pytest

from simulator.errors import OptionError
from simulator.scenario.loading import load_text
from simulator.scenario.starter import starter


@pytest.mark.parametrize(
    "name",
    [
        "A story",
        'She said "no": why? #1',
        "{curly} [brackets] & *stars",
        "back\\slash",
        "two\nlines\ttab",
        "Æ 😀 ‮",
        "null",
        "\x85\u2028\ufeff\x7f",
        "0123",
    ],
)
def test_starter_can_be_played_whatever_its_name(name):
    assert load_text(starter(name), "new.yaml").name == name


def test_what_yaml_cannot_write_is_replaced():
    assert load_text(starter("a\udc80b"), "new.yaml").name == "a?b"


@pytest.mark.parametrize("name", ["", "  "])
def test_starter_needs_a_name(name):
    with pytest.raises(OptionError, match="needs a name"):
        starter(name)


def test_starter_explains_itself():
    assert starter("A").count("#") >= 5
