import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provider_stub.scim.syntax import is_username, reasons, refusals


@pytest.mark.parametrize(
    "name",
    ["ab", "a1", "1a", "john-doe", "John-Doe", "j-d-e", "1-2", "1-a", "a" * 42, "507f1f77bcf86cd79943901",
     "507f1f77bcf86cd79943901g", "00ujl29u0le5T6Aj10h7"],
)  # fmt: skip
def test_names_that_the_published_pattern_matches_are_accepted(name):
    assert is_username(name)
    assert reasons(name) == ()


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("", {"length"}),
        ("a", {"length"}),
        ("a" * 43, {"length"}),
        ("-john", {"dash at an end"}),
        ("john-", {"dash at an end"}),
        ("--", {"dash at an end", "double dash"}),
        ("john--doe", {"double dash"}),
        ("12", {"digits only"}),
        ("123456", {"digits only"}),
        ("507f1f77bcf86cd799439011", {"24 hex characters"}),
        ("DEADBEEFDEADBEEFDEADBEEF", {"24 hex characters"}),
        ("123456789012345678901234", {"digits only", "24 hex characters"}),
        ("john.doe", {"characters"}),
        ("john_doe", {"characters"}),
        ("john doe", {"characters"}),
        ("jöhn", {"characters"}),
        ("ab\n", {"characters"}),
        ("١٢٣", {"characters"}),
    ],
)
def test_every_rule_that_a_name_breaks_is_named(name, rules):
    assert {refusal.rule for refusal in refusals(name)} == rules
    assert not is_username(name)


def test_reason_names_the_characters_that_are_not_accepted():
    assert reasons("john doe@acme\n") == ("only letters, digits and - are accepted, not a space @ U+000A",)


def test_many_foreign_characters_are_not_all_listed():
    assert reasons("a!b#c$d%e&f*") == ("only letters, digits and - are accepted, not ! # $ % & ...",)


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet="aF0-.é", max_size=45))
def test_a_name_is_accepted_exactly_when_there_is_no_reason_against_it(name):
    assert is_username(name) == (not refusals(name))
