"""Values, members by key and requests, compared as a scenario writes them (scenario format, 3)."""

import pytest

from simulator.play.comparison.bodies import ABSENT
from simulator.play.expectations import complaints, equal, fits_line, member, nearest, short, shown
from simulator.play.transcript import Exchange
from simulator.scenario.loading import load_text

URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def exchange(method="GET", path="/Users/s1", query="", body=None, status=200, answer=None, **headers):
    response = None if status is None else {"status": status, "headers": {}, "body": answer}
    return Exchange(
        at="t", origin="okta", purpose="p", attempt=1, milliseconds=0.0, response=response,
        error=None if status else "Read timed out",
        request={"method": method, "path": path, "query": query, "url": "", "headers": headers, "body": body},
    )  # fmt: skip


def expected(text):
    """A request expectation, read as a scenario's."""
    indented = text.replace("\n", "\n          ")
    people = "users: {ada: {login: ada@acme.test}}\ngroups: {team: [ada]}\n"
    story = f"name: x\n{people}steps:\n  - check:\n    expect:\n      requests:\n        - {indented}\n"
    return load_text(story, "x.yaml").steps[0].expect.requests[0]


@pytest.mark.parametrize(
    "wanted, actual, same",
    [
        ("a", "a", True),
        ("a", "b", False),
        ("/^a.c$/", "abc", True),
        ("/^a$/", "abc", False),
        ("/1/", 1, False),
        (True, True, True),
        (True, 1, False),
        (1, True, False),
        (1, 1.0, True),
        (None, None, True),
        (["/a/", 1], ["xax", 1], True),
        (["a"], ["a", "b"], False),
        (("a",), ["a"], True),
        ({"a": 1, "b": "/x/"}, {"b": "xx", "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": {"b": True}}, {"a": {"b": 1}}, False),
        ({}, [], False),
    ],
)
def test_values_are_equal_as_json_and_a_text_between_slashes_is_a_regular_expression(wanted, actual, same):
    assert equal(wanted, actual) is same


BODY = {
    "name": {"givenName": "Ada"},
    "emails": [{"value": "a@b"}],
    URN: {"manager": {"value": "m"}},
    "grid": [[1, 2]],
    "a.b": 7,
}


@pytest.mark.parametrize(
    "key, value",
    [
        ("name.givenName", "Ada"),
        ("emails[0].value", "a@b"),
        (f"{URN}.manager.value", "m"),
        ("grid[0][1]", 2),
        ("a.b", 7),
        ("emails", [{"value": "a@b"}]),
    ],
)
def test_a_member_is_found_by_dotted_and_indexed_key_also_behind_a_urn(key, value):
    assert member(BODY, key) == value


@pytest.mark.parametrize("key", ["nickName", "emails[1].value", "name[0]", "name.givenName.more", "grid.x", "emails.x"])
def test_a_member_that_is_not_there_is_absent(key):
    assert member(BODY, key) is ABSENT


def test_an_index_alone_is_a_key_of_a_list():
    assert member(["a", "b"], "[1]") == "b"


def test_an_exchange_in_short_form_has_its_query_decoded():
    one = exchange(path="/Users", query="filter=userName%20eq%20%22ada%22&startIndex=1&count=100")

    assert short(one) == 'GET /Users?filter=userName eq "ada"&startIndex=1&count=100 -> 200'
    assert short(exchange("PUT", status=None)) == "PUT /Users/s1 -> Read timed out"


IDS = {("Users", "ada"): "s1", ("", "ada"): "s1", ("Groups", "team"): "g1"}


@pytest.mark.parametrize(
    "line, fits",
    [
        ("GET /Users/s1", True),
        ("GET /Users/s1 -> 200", True),
        ("GET /Users/s1 -> 404", False),
        ("PUT /Users/s1", False),
        ("GET /Users/{ada}", True),
        ("GET /Users/*", True),
        ("GET /*/s1", True),
        ("GET /Groups/{team}", False),
        ("GET /Users", False),
        ("GET /Users/s1/more", False),
    ],
)
def test_a_short_form_fits_by_method_path_and_status(line, fits):
    assert fits_line(expected(line).request, exchange(), lambda *who: IDS.get(who)) is fits


@pytest.mark.parametrize("query", ["filter=userName%20eq%20%22a%40b%22", "filter=userName+eq+%22a%40b%22"])
@pytest.mark.parametrize(
    "line, fits",
    [
        ('GET /Users?filter=userName eq "a@b"', True),
        ("GET /Users", True),
        ('GET /Users?filter=userName eq "other"', False),
    ],
)
def test_a_query_is_compared_decoded_and_none_fits_any(query, line, fits):
    assert fits_line(expected(line).request, exchange(path="/Users", query=query), lambda *_: None) is fits


def test_a_status_never_fits_an_exchange_without_an_answer():
    assert not fits_line(expected("GET /Users/s1 -> 200").request, exchange(status=None), lambda *_: None)


def unmet(text, one):
    return list(complaints(expected("request: PUT /Users/s1\n" + text), one))


SENT = exchange(
    "PUT",
    body={"active": False, "name": {"givenName": "Ada"}},
    answer={"detail": "Bad username"},
    **{"User-Agent": "Okta"},
)


@pytest.mark.parametrize(
    "text",
    [
        "body: {active: false, name.givenName: Ada}",
        "body_lacks: [password, name.familyName]",
        "body_is: {name: {givenName: Ada}, active: false}",
        "headers: {user-agent: Okta}",
        "headers_lack: [Content-Type]",
        "response: {detail: /username/i}",
    ],
)
def test_a_long_form_that_fits_has_no_complaint(text):
    assert unmet(text, SENT) == []


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("body: {active: true}", ("body active", True, False)),
        ("body: {nickName: x}", ("body nickName", "x", None)),
        ("body_lacks: [active]", ("body_lacks active", "absent", False)),
        ("body_is: {active: false}", ("body_is", {"active": False}, SENT.request["body"])),
        ("headers: {User-Agent: curl}", ("header User-Agent", "curl", "Okta")),
        ("headers: {X-Other: y}", ("header X-Other", "y", None)),
        ("headers_lack: [user-agent]", ("headers_lack user-agent", "absent", "Okta")),
        ("response: {detail: other}", ("response detail", "other", "Bad username")),
    ],
)
def test_a_long_form_complains_with_what_was_expected_and_what_came(text, complaint):
    assert unmet(text, SENT) == [complaint]


def test_a_response_that_never_came_has_no_members():
    assert unmet("response: {detail: x}", exchange("PUT", status=None)) == [("response detail", "x", None)]


def test_the_nearest_request_is_the_most_alike():
    line = expected("PUT /Users/s2 -> 200").request

    assert nearest(line, [exchange("POST", "/Groups", status=201), exchange("PUT")]) == "PUT /Users/s1 -> 200"
    assert nearest(line, []) is None


def test_a_value_is_shown_in_one_line():
    assert (shown("é"), shown({"a": ["é"]}), shown(None)) == ("é", '{"a": ["é"]}', "null")
