from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.intake.draft import Aliases, Draft, Step, flow, scenario_text
from simulator.scenario.fields.scalars import json_value
from simulator.scenario.yaml.document import read_document

SCALARS = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4)
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(VALUES)
def test_any_json_value_is_read_back_as_it_was(value):
    read = read_document(f"value: {flow(value)}\n", "x").data["value"]

    assert json_value(read) == value


def test_words_and_numbers_that_yaml_would_take_for_others_are_quoted():
    assert flow(["yes", "no", "null", "0123", "1e3", "-", "a: b", "#x", "ok-word"]) == (
        '["yes", "no", "null", "0123", "1e3", "-", "a: b", "#x", ok-word]'
    )
    assert flow(0.25) == "0.250000"


def test_half_a_surrogate_pair_is_replaced():
    assert flow("\ud800") == '"\ufffd"'


def test_comments_stay_comments_whatever_stands_in_them():
    draft = Draft("x", comments=["a\nname: y\u2028z"], steps=[Step("check", comments=["b\r\n- hub: c"])])
    text = scenario_text(draft)

    assert "# a name: y z\n" in text
    assert "  # b - hub: c\n" in text


def test_time_that_is_none_is_left_out():
    assert "starts_at" not in scenario_text(Draft("x", "yesterday"))


def test_aliases_are_short_and_each_given_once():
    aliases = Aliases()

    assert [aliases.give(name) for name in ("Ada.L@x.test", "ada l", "12", "Ünal", "漢字", "everyone")] == [
        "ada-l", "ada-l-2", "n12", "unal", "someone", "everyone-2",
    ]  # fmt: skip
