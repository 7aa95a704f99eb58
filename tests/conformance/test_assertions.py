"""What the comparisons of a suite hold of an answer, at their edges too."""

import pytest

from simulator.conformance import assertions
from simulator.scim.message import Response

REMEDY = "Do better (RFC 7644)."


def came(assertion, text="{}", status=200, took=1.0):
    """What came instead; None where it holds."""
    return assertion.sees(Response(status, text=text), took)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ('{"a": [{"b": "x"}]}', None),
        ('{"a": [{"b": false}]}', None),
        ('{"a": [{"b": 0}]}', None),
        ('{"a": [{"b": ""}]}', '""'),
        ('{"a": [{"b": null}]}', "null"),
        ('{"a": [{"b": []}]}', "[]"),
        ('{"a": [{"c": 1}]}', "not there"),
        ('{"a": []}', "not there"),
        ('{"a": {"0": {"b": 1}}}', "not there"),
        ("[1]", "not there"),
        ("<html>\n no</html>", "no JSON: <html> no</html>"),
        ("", "no body"),
    ],
)
def test_not_empty(text, instead):
    assert came(assertions.not_empty("a[0].b", REMEDY), text) == instead


@pytest.mark.parametrize(
    ("value", "text", "instead"),
    [
        ("0", '{"n": 0}', None),
        ("0", '{"n": "0"}', None),
        ("true", '{"n": true}', None),
        ("true", '{"n": "true"}', None),
        ("true", '{"n": "True"}', '"True"'),
        ("401", '{"n": 400}', "400"),
        ("x", "{}", "not there"),
    ],
)
def test_equal_compares_as_json_writes_a_value(value, text, instead):
    assert came(assertions.equal("n", value, REMEDY), text) == instead


@pytest.mark.parametrize(
    ("text", "instead"), [('{"n": 1}', None), ('{"n": "1"}', '"1"'), ('{"n": true}', "true"), ('{"n": null}', "null")]
)
def test_a_number_has_no_quotes(text, instead):
    assertion = assertions.number("n")

    assert came(assertion, text) == instead
    assert assertion.remedy == "Write `n` of every list as a JSON number, without quotes (RFC 7644 3.4.2)."


def test_a_schema_is_one_of_several():
    error = "urn:ietf:params:scim:api:messages:2.0:Error"
    assertion = assertions.schema(error)

    assert came(assertion, f'{{"schemas": ["urn:other", "{error}"]}}') is None
    assert came(assertion, f'{{"schemas": "{error}"}}') == f'"{error}"'
    assert assertion.expected == f"holds {error}"


def test_a_status_is_told_with_what_the_service_says_of_it():
    assertion = assertions.status(201, REMEDY)

    assert came(assertion, status=201) is None
    assert came(assertion, '{"detail": "no \\n more"}', 409) == "409 Conflict: no more"
    assert came(assertion, '{"detail": " "}', 409) == "409 Conflict"
    assert came(assertion, status=299) == "299"
    assert assertion.sees(Response(error="Read timed out"), 1) == "no answer: Read timed out"


def test_a_time_is_less_than_its_limit():
    assertion = assertions.faster_than(600, REMEDY)

    assert assertion.expected == "less than 600 ms"
    assert [came(assertion, took=took) for took in (599.9, 600.0, 1234.4)] == [None, "600 ms", "1234 ms"]
