"""Paging and filters: huggingface-scim 4 and 13."""

import json

import pytest

from provider_stub import rules


@pytest.fixture
def five(hub):
    """Five users, and their names in order."""
    for number in range(5):
        hub.create(f"user-{number}")
    return hub


def names(reply):
    return [each["userName"] for each in reply.json["Resources"]]


def test_an_empty_list_is_a_list_response(hub):
    assert hub.scim("GET", '/Users?filter=userName eq "john-doe"&startIndex=1&count=100').json == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 0,
        "itemsPerPage": 0,
        "startIndex": 1,
        "Resources": [],
    }


@pytest.mark.parametrize(
    ("query", "expected", "start"),
    [
        ("", [0, 1, 2, 3, 4], 1),
        ("startIndex=2&count=2", [1, 2], 2),
        ("startIndex=5&count=1000", [4], 5),
        ("startIndex=6&count=100", [], 6),
        ("startIndex=9007199254740991", [], 9007199254740991),
        ("count=1&startIndex=1&unknown=x", [0], 1),
    ],
)
def test_pages_are_in_order_of_creation(five, query, expected, start):
    reply = five.scim("GET", f"/Users?{query}")
    assert names(reply) == [f"user-{number}" for number in expected]
    assert (reply.json["totalResults"], reply.json["itemsPerPage"], reply.json["startIndex"]) == (
        5,
        len(expected),
        start,
    )


@pytest.mark.parametrize("kind", ["Users", "Groups"])
@pytest.mark.parametrize(
    "query",
    ["startIndex=0", "startIndex=-1", "startIndex=x", "startIndex=", "startIndex=1.5", f"startIndex={'9' * 30}",
     "startIndex=9007199254740992", f"startIndex={'9' * 5000}", "count=0", "count=-1", "count=1001", "count=ten"],
)  # fmt: skip
def test_paging_outside_the_schema_is_refused(hub, kind, query):
    reply = hub.scim("GET", f"/{kind}?{query}")
    assert (reply.status, reply.json["scimType"]) == (400, "invalidValue")


@pytest.mark.parametrize(
    ("query", "start", "held"),
    [("startIndex=0", 1, 5), ("startIndex=-7", 1, 5), ("count=0", 1, 0), ("count=-1", 1, 0), ("count=5000", 1, 5)],
)
def test_by_the_rfc_rule_paging_is_moved_to_what_is_allowed(make, query, start, held):
    hub = make(rules=rules.Rules(paging="rfc"))
    for number in range(5):
        hub.create(f"user-{number}")
    reply = hub.scim("GET", f"/Users?{query}").json
    assert (reply["totalResults"], reply["startIndex"], reply["itemsPerPage"]) == (5, start, held)


@pytest.mark.parametrize(
    "query",
    [
        'userName eq "user-3"',
        "userName eq user-3",
        "userName%20eq%20user-3",
        "userName+eq+%22user-3%22",
        'USERNAME EQ "USER-3"',
        'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "user-3"',
        'emails eq "USER-3@example.com"',
        'emails.value eq "user-3@example.com"',
        'externalId eq "00u-user-3"',
        '  userName   eq   "user-3"  ',
        'userName eq "\\u0075ser-3"',
    ],
)
def test_a_user_is_found_by_an_equality(five, query):
    assert names(five.scim("GET", f"/Users?filter={query}")) == ["user-3"]


def test_a_user_is_found_by_id_exactly(five):
    user_id = five.scim("GET", "/Users?filter=userName eq user-3").json["Resources"][0]["id"]
    assert names(five.scim("GET", f'/Users?filter=id eq "{user_id}"')) == ["user-3"]
    assert names(five.scim("GET", f'/Users?filter=id eq "{user_id.upper()}"')) == []


def test_external_ids_are_compared_exactly(five):
    assert names(five.scim("GET", '/Users?filter=externalId eq "00U-USER-3"')) == []


def test_the_value_of_a_filter_is_not_validated(five):
    assert five.scim("GET", '/Users?filter=userName eq "abcdefgh@atko.com"').json["totalResults"] == 0


def test_an_empty_filter_is_none(five):
    assert five.scim("GET", "/Users?filter=").json["totalResults"] == 5


def test_a_found_user_may_lie_beyond_the_page(five):
    reply = five.scim("GET", '/Users?filter=userName eq "user-3"&startIndex=2').json
    assert (reply["totalResults"], reply["Resources"]) == (1, [])


def test_of_a_repeated_parameter_the_first_counts(five):
    assert names(five.scim("GET", "/Users?count=1&count=2")) == ["user-0"]


@pytest.mark.parametrize("kind", ["Users", "Groups"])
@pytest.mark.parametrize(
    "query",
    ['id co "x"', "id", "id eq", "id pr", 'title eq "x"', 'id eq "x" and id eq "y"', 'id eq "x', 'id eq "a"b"',
     'not (id eq "x")', "id eq a b", '(id eq "x")', 'id eq ["x"]', "id eq (x)", '"', '"\\' * 20_000],
)  # fmt: skip
def test_any_other_filter_is_refused(hub, kind, query):
    reply = hub.scim("GET", f"/{kind}?filter={query}")
    assert (reply.status, reply.json["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize("kind", ["Users", "Groups"])
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ('id eq "x" and externalId eq "y"', "`and` is not supported"),
        ('title eq "x" AND id eq "y"', "`AND` is not supported"),
        ('id eq "x" or id eq "y"', "`or` is not supported"),
        ("id eq x and id eq y", "`and` is not supported"),
        ('id eq "x" and', "`and` is not supported"),
        ('not (id eq "x")', "`not` is not supported"),
        ("id eq 'x'", "in straight double quotes"),
        ("externalId EQ 'R and D'", "in straight double quotes"),
        ("id eq 'x' and externalId eq 'y'", "in straight double quotes"),
        ("id eq ‘x’", "in straight double quotes"),
        ('id eq "x', "in double quotes"),
        ("id eq a b", "in double quotes"),
        ('id co "x"', "`co` is not supported; only `eq` is"),
        ("id pr", "`pr` is not supported"),
        ('title eq "x"', "can be compared"),
        ('(id eq "x")', "parentheses and brackets"),
        ('emails[type eq "work"].value eq "x"', "parentheses and brackets"),
        ("id", "ATTRIBUTE eq VALUE is expected"),
    ],
)
def test_a_filter_is_refused_for_its_true_reason(hub, kind, query, reason):
    reply = hub.scim("GET", f"/{kind}", query_string={"filter": query})
    assert (reply.status, reply.json["scimType"]) == (400, "invalidFilter")
    assert reason in reply.json["detail"]


@pytest.mark.parametrize("name", ["R and D", "not (yet)", "x' or 'y", 'a " and b', "[and]", "‘and’", "and"])
def test_a_quoted_value_may_hold_what_a_filter_may_not(hub, name):
    group_id = hub.group(name)
    found = hub.scim("GET", "/Groups", query_string={"filter": f"displayName eq {json.dumps(name)}"})
    assert [each["id"] for each in found.json["Resources"]] == [group_id]


def test_a_bare_value_may_hold_a_single_quote(hub):
    hub.create("pat", emails=[{"value": "o'brien@example.com"}])
    assert names(hub.scim("GET", "/Users", query_string={"filter": "emails eq o'brien@example.com"})) == ["pat"]
