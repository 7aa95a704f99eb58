import pytest

from simulator.reports import bodies


@pytest.mark.parametrize(
    "body, pretty, on_wire",
    [
        (None, "", ""),
        ({}, "{}", "{}"),
        ([], "[]", "[]"),
        (False, "false", "false"),
        ({"é": 1}, '{\n  "é": 1\n}', '{"é":1}'),
        ({"raw": "<html>"}, "<html>", "<html>"),
        ({"raw": 1}, '{\n  "raw": 1\n}', '{"raw":1}'),
    ],
)
def test_body_is_indented_for_people_and_compact_on_the_wire(body, pretty, on_wire):
    assert (bodies.pretty(body), bodies.on_wire(body)) == (pretty, on_wire)


@pytest.mark.parametrize("recorded", [{"Retry-After": "1"}, [["Retry-After", "1"]], [("Retry-After", "1")]])
def test_headers_are_read_as_an_object_or_as_pairs(recorded):
    assert bodies.headers({"headers": recorded}) == [("Retry-After", "1")]
    assert bodies.header({"headers": recorded}, "retry-after") == "1"


@pytest.mark.parametrize("message", [None, {}, {"headers": None}])
def test_message_without_headers_has_none(message):
    assert bodies.headers(message) == []
    assert bodies.header(message, "location") is None
