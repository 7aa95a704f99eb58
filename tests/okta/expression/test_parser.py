"""The grammar: precedence, literals, what is refused, and where the error points."""

import pytest

from simulator.okta.expression import parse
from simulator.okta.expression.failures import MAX_DEPTH, MAX_TEXT


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "EMPTY", 0),
        (" \n\t ", "EMPTY", 0),
        ("user.firstName user.lastName", "EL1041E", 15),
        ("user.login)", "EL1041E", 10),
        ("1 < 2 == true", "EL1041E", 6),
        ("2 ^ 3 ^ 2", "EL1041E", 6),
        (") + 1", "EL1041E", 0),
        ("user.login +", "EL1042E", 11),
        ("true and", "EL1042E", 5),
        ("1 + )", "EL1042E", 2),
        ('["x"]', "EL1043E", 0),
        ("String.len(,)", "EL1043E", 11),
        ("{1, 2 3}", "EL1043E", 6),
        ("user.arr[]", "EL1043E", 9),
        ("true ? 'a' 'b'", "EL1043E", 11),
        ("{'a': 1, 'b'}", "EL1043E", 12),
        ("(user.login", "EL1044E", 11),
        ("{1 2}", "EL1044E", 3),
        ("String.len(user.login", "EL1044E", 21),
        ("true ? 'a'", "EL1044E", 10),
        ("user.", "EL1044E", 5),
        ("!", "EL1044E", 1),
        ("user.arr.![name", "EL1044E", 15),
        ("'abc", "EL1046E", 0),
        ("user.login + 'abc", "EL1046E", 13),
        ('"abc', "EL1047E", 0),
        ("user..login", "EL1049E", 5),
        ("user.'login'", "EL1049E", 5),
        (".5", "EL1049E", 0),
        ("1 + .5", "EL1049E", 4),
        ("99999999999", "EL1035E", 0),
        ("1 + 2147483648", "EL1035E", 4),
        ("9" * 5000, "EL1035E", 0),
        ("0xFFFFFFFF", "EL1035E", 0),
        ("* 2", "EL1070E", 0),
        ("user.firstName = 'X'", "ASSIGN", 15),
        ("1 += 2", "ASSIGN", 3),
        ("user.age++", "UNSUPPORTED", 8),
        ("1--2", "UNSUPPORTED", 1),
        ("user.x instanceof y", "UNSUPPORTED", 7),
        ("user.x between {1, 2}", "UNSUPPORTED", 7),
        ("@bean", "UNSUPPORTED", 0),
        ("user.arr.?[#this > 1]", "UNSUPPORTED", 11),
        ("T(java.lang.Runtime)", "UNSUPPORTED", 0),
        ("1 + new String('a')", "UNSUPPORTED", 4),
        ("10L", "UNSUPPORTED", 2),
        ("1.5f", "UNSUPPORTED", 3),
        ("user.a & user.b", "LEX", 7),
        ("user.a | user.b", "LEX", 7),
        ("user.prénom", "LEX", 7),
        ("“abc”", "LEX", 0),
        ("${source.login}", "LEX", 0),
        ("user.login;", "LEX", 10),
        ("a~b", "LEX", 1),
    ],
)
def test_error_points_at_the_culprit(refusal, text: str, code: str, position: int) -> None:
    error = refusal(text)

    assert (error.code, error.position) == (code, position)
    assert error.message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("“abc”", "straight quotes"),
        ("user.a & user.b", "&&"),
        ("user.a = 1", "=="),
        ('["x"]', "{1, 2}"),
        ("user.prénom", "A to Z"),
        ("", "remove the row"),
    ],
)
def test_error_says_what_to_write_instead(refusal, text: str, hint: str) -> None:
    assert hint in refusal(text).message


@pytest.mark.parametrize(
    "text",
    [
        *(
            "(" * 5_000,
            "!" * 5_000,
            "{" * 5_000,
            "f(" * 5_000,
            "a[" * 5_000,
            "a.![" * 5_000,
            "- " * 5_000,
            "a ? " * 5_000,
        ),
        *("1 + (" * 5_000, "a ?: " * 5_000, "String.len(" * 4_000, "not " * 5_000),
    ],
)
def test_deep_nesting_is_refused_with_a_position(refusal, text: str) -> None:
    error = refusal(text)

    assert error.code == "DEPTH"
    assert str(MAX_DEPTH) in error.message
    assert 0 < error.position < len(text)


def test_nesting_up_to_the_limit_is_evaluated(value) -> None:
    nested = "String.replace(" * (MAX_DEPTH - 2) + "user.login" + ", 'a', 'b')" * (MAX_DEPTH - 2)

    assert value(nested, user={"login": "a"}) == "b"


def test_long_flat_expressions_are_no_nesting(value) -> None:
    assert value(" + ".join(["'a'"] * 5_000)) == "a" * 5_000
    assert value("user.title == 'x' ? 1 : " * 1_000 + "2") == 2
    assert value(" or ".join(["false"] * 5_000)) is False


def test_text_that_is_too_long_is_refused(refusal) -> None:
    error = refusal("a" * (MAX_TEXT + 1))

    assert (error.code, error.position) == ("SIZE", MAX_TEXT)


def test_long_tokens_are_cut_in_messages(refusal) -> None:
    assert len(refusal("1 " + "a" * 500).message) < 120
    assert len(refusal("1 '" + "a" * 500 + "'").message) < 120


@pytest.mark.parametrize("text", ["TRUE", "True", "true", "tRuE"])
def test_literal_words_have_any_case(value, text: str) -> None:
    assert value(text) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user.order", "x"),
        ("user.not", "y"),
        ("user.and + user.matches", "zw"),
        ("user.true", "t"),
        ("user.new", "n"),
    ],
)
def test_operator_words_are_names_after_a_dot(value, text: str, expected: str) -> None:
    words = {"order": "x", "not": "y", "and": "z", "matches": "w", "true": "t", "new": "n"}

    assert value(text, user=words) == expected


def test_words_that_are_no_operators_here_are_attributes(value) -> None:
    assert value("new + String + T", source={"new": "a", "String": "b", "T": "c"}) == "abc"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0x1F", 31), ("1.5e3", 1500.0), ("1e3", 1000.0), ("010", 10), ("2147483647", 2147483647), ("3.141", 3.141)],
)
def test_numbers_are_read(value, text: str, expected: float) -> None:
    read = value(text)

    assert read == expected
    assert type(read) is type(expected)


def test_white_space_of_every_kind_separates(value) -> None:
    assert value("\t'a'\r\n + \n 'b' ") == "ab"
    assert value("String . len ( 'abc' )") == 3


def test_both_dialects_refuse_the_same_parts_of_spring() -> None:
    from simulator.errors import ExpressionError

    with pytest.raises(ExpressionError, match="UNSUPPORTED"):
        parse("T(java.lang.Runtime)", dialect="oie")
