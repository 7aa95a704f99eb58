"""Where SCIM is found in somebody's application, by what it answers to one small read."""

import pytest

from simulator.errors import OptionError
from simulator.play.clock import VirtualClock
from simulator.play.in_process import PATHS, InProcess

LIST = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0}'
ERROR = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "%d"}'


def found(status: str, body: bytes, place: str = "/scim") -> str:
    """The base URL that is found in an application which answers so at one place, and 404 elsewhere."""

    def application(environ, start_response):
        there = environ["PATH_INFO"] == f"{place}/Users"
        start_response(status if there else "404 Not Found", [("Content-Type", "application/scim+json")])
        return [body if there else b""]

    clock = VirtualClock(0.0)
    return InProcess("mine", application).reached(clock, "a-token")[1]


@pytest.mark.parametrize("place", PATHS)
def test_each_usual_place_is_looked_at(place):
    assert found("200 OK", LIST, place) == f"http://localhost{place}"


@pytest.mark.parametrize("status, body", [
    ("401 Unauthorized", b""), ("403 Forbidden", b"<p>who are you?"), ("400 Bad Request", ERROR % 400),
    ("500 Internal Server Error", ERROR % 500),
])  # fmt: skip
def test_a_token_that_is_not_taken_and_an_error_in_scim_s_own_shape_are_scim_too(status, body):
    assert found(status, body) == "http://localhost/scim"


@pytest.mark.parametrize("status, body", [
    ("404 Not Found", ERROR % 404), ("200 OK", b"<p>welcome"), ("402 Payment Required", b""), ("200 OK", b'{"a": 1}'),
])  # fmt: skip
def test_anything_else_is_not(status, body):
    seen = r"there is no SCIM in mine under /scim/v2 \(.*\), /scim \(.*\), .*, / \(.*\); say where its base path is$"
    with pytest.raises(OptionError, match=seen):
        found(status, body)


@pytest.mark.parametrize("given, url", [
    (None, "http://localhost/scim/v2"), ("", "http://localhost"), ("x", "http://localhost/x"),
    ("/x/", "http://localhost/x"), ("https://acme.test/x/", "https://acme.test/x"),
])  # fmt: skip
def test_a_base_path_is_a_path_or_a_url(given, url):
    assert InProcess("mine", None, given).assumed_url() == url


@pytest.mark.parametrize("given", ["ftp://acme.test", "/x?y=1", "/x#y", "http:/x", "//acme.test/x"])
def test_what_is_neither_is_refused(given):
    with pytest.raises(OptionError, match="give a path such as /scim/v2, or a URL"):
        InProcess("mine", None, given).assumed_url()
