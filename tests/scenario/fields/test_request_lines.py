"""The short form of a request."""

import pytest
from pydantic_core import PydanticCustomError

from simulator.scenario.fields.request_lines import RequestLine, read_pattern, read_request


@pytest.mark.parametrize(
    "text, method, path, query, status",
    [
        ("GET /Users", "GET", "/Users", None, None),
        ("POST /Users -> 201", "POST", "/Users", None, 201),
        (
            'GET /Users?filter=userName eq "ada-lovelace"&startIndex=1&count=100 -> 200',
            "GET",
            "/Users",
            'filter=userName eq "ada-lovelace"&startIndex=1&count=100',
            200,
        ),
        ('GET /Users?filter=displayName eq "a -> b"', "GET", "/Users", 'filter=displayName eq "a -> b"', None),
        ("GET /Users?", "GET", "/Users", "", None),
        ("PUT /Users/{ada} -> 200", "PUT", "/Users/{ada}", None, 200),
        ("DELETE /Groups/{Data Science}", "DELETE", "/Groups/{Data Science}", None, None),
        ("PATCH /Groups/*", "PATCH", "/Groups/*", None, None),
        ("GET  /ServiceProviderConfig   ->   200", "GET", "/ServiceProviderConfig", None, 200),
    ],
)
def test_request_is_read_in_its_parts(text, method, path, query, status):
    request = read_request(text)

    assert (request.method, request.path, request.query, request.status) == (method, path, query, status)


@pytest.mark.parametrize(
    "text, said",
    [
        ("get /Users", "begins with a method"),
        ("* /Users", "begins with a method"),
        ("GET", "needs a path"),
        ("GET Users", "a path relative to the base URL"),
        ("GET //Users", "a path relative to the base URL"),
        ("GET /Users/{}", "a path relative to the base URL"),
        ("GET /Users ->", "a status of three digits"),
        ("GET /Users -> 2000", "a status of three digits"),
        ("GET /Users -> 600", "a status of three digits"),
        ("GET /Users?count=1 -> 20", "a status of three digits"),
        ("GET /Users 200", "a status of three digits"),
        ("", "takes a request"),
        (None, "takes a request"),
        ([], "takes a request"),
    ],
)
def test_other_text_is_refused_with_what_is_wrong(text, said):
    with pytest.raises(PydanticCustomError, match=said):
        read_request(text)


@pytest.mark.parametrize("text", ["* /Users", "POST /Users", "PATCH /Groups/*", "PUT /Users/{ada}"])
def test_pattern_is_a_method_and_a_path(text):
    pattern = read_pattern(text)

    assert f"{pattern.method} {pattern.path}" == text


@pytest.mark.parametrize("text", ["POST /Users -> 201", "GET /Users?count=1"])
def test_pattern_has_no_query_and_no_status(text):
    with pytest.raises(PydanticCustomError, match="takes no query and no status"):
        read_pattern(text)


def test_placeholders_are_named_with_what_they_stand_in():
    assert read_request("GET /Users/{ada}").aliases == (("ada", "Users"),)
    assert read_request("GET /Groups/{ml-team}/{ada}").aliases == (("ml-team", "Groups"), ("ada", ""))
    assert read_request("GET /{ada}").aliases == (("ada", ""),)
    assert read_request("GET /Users").aliases == ()


def test_request_made_in_python_passes():
    line = RequestLine("GET", "/Users")

    assert read_request(line) is line
    assert read_pattern(line) is line
