"""Regular expressions: Java's answers, what is refused, and what a hostile pattern may cost."""

import string
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.okta.expression.failures import MAX_WORK, FunctionError, Meter
from simulator.okta.expression.patterns import FLAWED, matcher

RECORDED: list[list[Any]] = yaml.load(
    (Path(__file__).parent / "java_patterns.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


def answered(text: str, pattern: str) -> bool | str:
    try:
        return matcher(pattern)(text, Meter())
    except FunctionError as failure:
        return failure.code


def test_pattern_matches_what_java_matches() -> None:
    given = [(*case, answered(*case[:2])) for case in RECORDED]

    assert len(given) > 250
    assert [case for case in given if case[-1] != case[2]] == [], "text, pattern, Java's answer, ours"


@pytest.mark.parametrize(("name", "letters"), [
    ("Lower", string.ascii_lowercase), ("Upper", string.ascii_uppercase), ("Alpha", string.ascii_letters),
    ("Digit", string.digits), ("Alnum", string.ascii_letters + string.digits), ("Punct", string.punctuation),
    ("Graph", string.ascii_letters + string.digits + string.punctuation), ("XDigit", string.hexdigits),
    ("Print", string.ascii_letters + string.digits + string.punctuation + " "), ("Blank", " \t"),
    ("Cntrl", "".join(map(chr, [*range(32), 127]))), ("Space", string.whitespace), ("IsDigit", string.digits),
    ("ASCII", "".join(map(chr, range(128)))),
])  # fmt: skip
def test_a_class_of_posix_has_its_letters_of_ascii_and_no_others(name: str, letters: str) -> None:
    matched = {chr(code) for code in range(256) if answered(chr(code), rf"\p{{{name}}}")}

    assert matched == set(letters)
    assert {chr(code) for code in range(256) if answered(chr(code), rf"\P{{{name}}}")} & matched == set()


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("(?x)a b", "flag x"),
        (r"\p{javaLowerCase}", "property javaLowerCase"),
        ("[a&&]", "empty side of &&"),
        ("[&&a]", "empty side of &&"),
        ("a{1001}", "more than 1000"),
        ("a{9999999999}", "more than 1000"),
        ("(" * 50 + "a" + ")" * 50, "nesting"),
        ("[" * 50 + "a" + "]" * 50, "nesting"),
    ],
)
def test_pattern_that_needs_more_than_we_have_is_refused_by_name(pattern: str, what: str) -> None:
    with pytest.raises(FunctionError) as caught:
        matcher(pattern)

    assert caught.value.code == "PATTERN"
    assert what in caught.value.message


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "[",
            "[]",
            "(",
            ")",
            "*a",
            "a**",
            "a{2,1}",
            "a{x",
            "a{1,",
            "\\",
            "[b-a]",
            "[a-\\d]",
            r"\y",
            "(?<=a+?)b",
            r"(?<=\X)b",
            r"(a)(?<=\1)b",
            r"\kx",
            r"\xZZ",
            r"\x{110000}",
        ),
        *("(?<a b>x)", "(?", "(?i", "(?:", r"\u12", r"\p{", "a{2}{3}", r"[\y]", "(?~a)", "(?i~a)"),
    ],
)
def test_pattern_that_java_refuses_is_not_valid(pattern: str) -> None:
    with pytest.raises(FunctionError) as caught:
        matcher(pattern)

    assert caught.value.code == "EL1018E"


@pytest.mark.parametrize("pattern", ["(a|aa)+b", "(a+)+$b?x", "(?:(a|b|ab)*c)*d"])
def test_hostile_pattern_says_no_or_is_named_a_flawed_one(pattern: str) -> None:
    assert answered("ab" * 5_000 + "!", pattern) in (False, FLAWED)


def test_pattern_that_takes_exponential_time_is_given_up() -> None:
    assert answered("a" * 600, "(a|aa)+b") == FLAWED


def test_what_a_pattern_is_held_against_counts_as_work() -> None:
    meter = Meter()
    meter.spend(MAX_WORK - 1_000)

    assert matcher("a*")("a" * 90_000, meter)
    with pytest.raises(FunctionError, match=FLAWED):
        matcher("a*")("a" * 90_000, meter)


def test_property_classes_cover_posix_and_unicode() -> None:
    assert answered("aB3 _", r"\p{Lower}\p{Upper}\p{Digit}\p{Blank}\p{Graph}") is True
    assert answered("éÉ", r"\p{IsLowercase}\p{IsUppercase}") is True
    assert answered("٣ ", r"\p{IsDigit}\p{IsWhite_Space}") is True
    assert answered("éa", r"\pL\p{IsLl}") is True


def test_end_of_text_may_stand_before_a_last_line_end() -> None:
    assert answered("a\r\n", "a$\r\n") is True
    assert answered("a\r\n", "a\r$\n") is False
    assert answered("a\n", r"a\Z\n") is True
    assert answered("a\n", r"a\z\n") is False
    assert answered("a\rb", "(?md)a$\rb") is False
    assert answered("a\r\nb", "(?m)a\r^\nb") is False
