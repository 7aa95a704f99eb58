"""`Convert.*` and `Iso3166Convert.*` at their edges."""

import math

import pytest

from simulator.okta.expression import Scope, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Convert.toInt(' 12 ')", 12),
        ("Convert.toInt('-7')", -7),
        ("Convert.toInt('+7')", 7),
        ("Convert.toInt(5)", 5),
        ("Convert.toInt(2.5)", 3),
        ("Convert.toInt(0 - 2.5)", -2),
        ("Convert.toInt(1e300)", 2147483647),
        ("Convert.toInt(1.0 / 0)", 2147483647),
        ("Convert.toInt(-1.0 / 0)", -2147483648),
        ("Convert.toInt(0.0 / 0)", 0),
        ("Convert.toNum('1e3')", 1000.0),
        ("Convert.toNum('.5')", 0.5),
        ("Convert.toNum(3)", 3.0),
    ],
)
def test_conversion_gives_the_number(value, text: str, expected: float) -> None:
    result = value(text)

    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("Convert.toInt('1.5')", "Convert.toInt('')", "Convert.toInt('abc')", "Convert.toInt('99999999999')"),
        *("Convert.toInt(null)", "Convert.toInt(true)", "Convert.toInt({1})", "Convert.toInt('٣')"),
        *("Convert.toNum('abc')", "Convert.toNum(null)", "Convert.toNum('NaN')", "Convert.toNum('1_0')"),
    ],
)
def test_text_that_is_no_number_fails(failure, text: str) -> None:
    error = failure(text)

    assert error.code == "CONVERT"
    assert error.message


def test_huge_integers_of_the_data_become_infinite(value) -> None:
    assert value("Convert.toNum(user.n)", user={"n": 10**400}) == math.inf


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iso3166Convert.toAlpha2('004')", "AF"),
        ("Iso3166Convert.toAlpha2(4)", "AF"),
        ("Iso3166Convert.toNumeric(' AF ')", "004"),
        ("Iso3166Convert.toAlpha3('gb')", "GBR"),
        ("Iso3166Convert.toName('BO')", "Bolivia"),
    ],
)
def test_country_code_is_recognised_by_its_form(value, text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("code", ["'ZZ'", "''", "null", "'United States'", "'1234'"])
def test_code_that_no_country_has_fails(failure, code: str) -> None:
    assert failure(f"Iso3166Convert.toAlpha2({code})").code == "COUNTRY"


def test_identity_engine_also_knows_country_names() -> None:
    expression = parse("'plurinational state of bolivia'.parseCountryCode().toAlpha2()", dialect="oie")

    assert expression.evaluate(Scope()) == "BO"
