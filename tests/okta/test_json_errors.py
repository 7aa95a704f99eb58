"""What Okta's JSON parser says of bodies that are no JSON."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.okta.json_errors import invalid_json
from simulator.scim.message import Response, read_json

READER = "java.io.StringReader@4c76ba04"
VALUE = "expected a valid value (number, String, array, object, 'true', 'false' or 'null')"
TOKEN = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
DIGIT = "in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value"
NON_NUMERIC = "enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"


def at(line: int, column: int) -> str:
    return f"[Source: {READER}; line: {line}, column: {column}]"


def test_an_html_page_names_its_first_character_and_the_column_after_it() -> None:
    assert invalid_json("<!DOCTYPE html><html></html>") == (
        "Invalid JSON: Unexpected character ('<' (code 60)): expected a valid value (number, String, array, object, "
        "'true', 'false' or 'null') at [Source: java.io.StringReader@4c76ba04; line: 1, column: 2]"
    )


def test_a_plain_text_names_its_first_word_and_the_column_that_ends_it() -> None:
    assert invalid_json("error code: 502") == (
        "Invalid JSON: Unrecognized token 'error': was expecting (JSON String, Number, Array, Object or token 'null', "
        "'true' or 'false') at [Source: java.io.StringReader@4c76ba04; line: 1, column: 6]"
    )


def test_a_single_word_ends_behind_the_text() -> None:
    assert invalid_json("Unsupported") == f"Invalid JSON: Unrecognized token 'Unsupported': {TOKEN} at {at(1, 12)}"


@pytest.mark.parametrize(
    ("text", "complaint", "line", "column"),
    [
        ("\r\n\n <p>", f"Unexpected character ('<' (code 60)): {VALUE}", 3, 3),
        ("'a'", f"Unexpected character (''' (code 39)): {VALUE}", 1, 2),
        ("\ufeff{}", f"Unexpected character ('\ufeff' (code 65279 / 0xfeff)): {VALUE}", 1, 2),
        ("\x7f", f"Unexpected character ((CTRL-CHAR, code 127)): {VALUE}", 1, 2),
        ("a\x7fb c", f"Unrecognized token 'a\x7fb': {TOKEN}", 1, 4),
        ("\U0001f600", f"Unexpected character ('?' (code 55357 / 0xd83d)): {VALUE}", 1, 2),
        ('"\U0001f600" x', f"Unrecognized token 'x': {TOKEN}", 1, 7),
        ("nul", f"Unrecognized token 'nul': {TOKEN}", 1, 4),
        ("true1", f"Unrecognized token 'true1': {TOKEN}", 1, 6),
        ("größe,", f"Unrecognized token 'größe': {TOKEN}", 1, 6),
        ("a" * 300, f"Unrecognized token '{'a' * 256}...': {TOKEN}", 1, 257),
        ("NaN", f"Non-standard token 'NaN': {NON_NUMERIC}", 1, 4),
        ("[Infinity]", f"Non-standard token 'Infinity': {NON_NUMERIC}", 1, 10),
        ("-Infinity", f"Non-standard token '-Infinity': {NON_NUMERIC}", 1, 10),
        ("502 Bad Gateway", f"Unrecognized token 'Bad': {TOKEN}", 1, 8),
        ("502<", "Unexpected character ('<' (code 60)): Expected space separating root-level values", 1, 5),
        ("{} {}", "Trailing token found after value", 1, 5),
        ("01", "Invalid numeric value: Leading zeroes not allowed", 1, 2),
        ("-x", f"Unexpected character ('x' (code 120)) {DIGIT}", 1, 3),
        ("+1", f"Unexpected character ('1' (code 49)) {DIGIT}", 1, 3),
        ("-", "Unexpected end-of-input in a value", 1, 2),
        ("1.x", "Unexpected character ('x' (code 120)) in numeric value: Decimal point not followed by a digit", 1, 4),
        ("1e+x", "Unexpected character ('x' (code 120)) in numeric value: Exponent indicator not followed by a", 1, 5),
        ("1.", "Unexpected end-of-input in a value", 1, 3),
        ("[1,]", f"Unexpected character (']' (code 93)): {VALUE}", 1, 5),
        ("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate ARRAY entries", 1, 5),
        ('{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 1, 9),
        ("{a:1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 1, 3),
        ('{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and", 1, 7),
        ('{"a":}', "Unexpected character ('}' (code 125)): expected a value", 1, 7),
        ('{"a":1 "b"', "Unexpected character ('\"' (code 34)): was expecting comma to separate OBJECT entries", 1, 9),
        ("]", f"Unexpected close marker ']': expected '}}' (for ROOT starting at {at(1, 0)})", 1, 2),
        ("\n[}", f"Unexpected close marker '}}': expected ']' (for ARRAY starting at {at(2, 1)})", 2, 3),
        ('{"a":1]', f"Unexpected close marker ']': expected '}}' (for OBJECT starting at {at(1, 1)})", 1, 8),
        ('"\\x"', "Unrecognized character escape 'x' (code 120)", 1, 4),
        ('"\\u12g4"', "Unexpected character ('g' (code 103)): expected a hex-digit for character escape", 1, 7),
        (
            '"a\nb"',
            "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in "
            "string value",
            2,
            1,
        ),
        (
            '{"\t":1}',
            "Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in "
            "name",
            1,
            4,
        ),
        (
            "\x01",
            r"Illegal character ((CTRL-CHAR, code 1)): only regular white space (\r, \n, \t) is allowed between tokens",
            1,
            2,
        ),
        ("// x", "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since "
         "Feature 'ALLOW_COMMENTS' not enabled for parser)", 1, 2),
    ],
)  # fmt: skip
def test_every_mistake_has_its_words_and_its_place(text: str, complaint: str, line: int, column: int) -> None:
    said = invalid_json(text)

    assert said is not None
    assert said.startswith(f"Invalid JSON: {complaint}")
    assert said.endswith(f" at {at(line, column)}")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[", f": expected close marker for ARRAY (from {at(1, 1)})"),
        ('{"a":[1,2]', f": expected close marker for OBJECT (from {at(1, 1)})"),
        ('{"a":{', f": expected close marker for OBJECT (from {at(1, 6)})"),
        ('{"a', " in field name"),
        ('{"a"', " within/between OBJECT entries"),
        ('{"a":', " within/between OBJECT entries"),
        ('["a",', " within/between ARRAY entries"),
        ('{"a":"b', ": was expecting closing quote for a string value"),
        ('"a\\', " in character escape sequence"),
        ('"\\u00', " in character escape sequence"),
    ],
)
def test_a_body_cut_off_says_what_was_missing_behind_its_end(text: str, where: str) -> None:
    assert invalid_json(text) == f"Invalid JSON: Unexpected end-of-input{where} at {at(1, len(text) + 1)}"


@pytest.mark.parametrize(("text", "column"), [("", 1), ("   ", 4)])
def test_an_empty_body_has_no_content(text: str, column: int) -> None:
    assert invalid_json(text) == f"Invalid JSON: No content to map due to end-of-input at {at(1, column)}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, f"Document nesting depth (101) exceeds the maximum allowed (100) at {at(1, 101)}"),
        ('{"a":' * 101, f"Document nesting depth (101) exceeds the maximum allowed (100) at {at(1, 501)}"),
        (f"[{'1' * 5000}]", f"Number value length (5000) exceeds the maximum allowed (1000) at {at(1, 5002)}"),
        ("-1e999 ", f"Numeric value (-1e999) out of range of double at {at(1, 7)}"),
    ],
)
def test_a_body_beyond_what_is_followed_is_refused_in_jacksons_words(text: str, said: str) -> None:
    assert invalid_json(text) == f"Invalid JSON: {said}"


@pytest.mark.parametrize("text", ["[" * 100 + "]" * 100, '["' + "[" * 5000 + r'\"["]', "1" * 1000, "1e308"])
def test_a_body_within_what_is_followed_is_read(text: str) -> None:
    assert invalid_json(text) is None
    assert Response(200, text=text).is_json


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.booleans(), st.sampled_from([None, 1, "\t"]))
@settings(derandomize=True, max_examples=50)
def test_json_is_not_complained_of(value: object, ascii_only: bool, indent: int | str | None) -> None:
    assert invalid_json(json.dumps(value, ensure_ascii=ascii_only, indent=indent)) is None


@given(st.text(alphabet='{}[]":,\\ntrue01.-e+ \n\tué\U0001f600', max_size=12))
@settings(derandomize=True, max_examples=400)
def test_whatever_is_not_read_is_complained_of_and_nothing_else(text: str) -> None:
    try:
        read_json(text)
    except ValueError:
        assert invalid_json(text) is not None
    else:
        assert invalid_json(text) is None
