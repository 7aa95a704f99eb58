"""What a request changes, in words: differences by path, operations, and the read that a PUT is held against."""

import pytest

from simulator.play.transcript import Exchange, Wait
from simulator.reports.changes import ABSENT, Change, changes, operations, read_before

WORK = {"type": "work", "value": "ada@acme.test"}
HOME = {"type": "home", "value": "ada@home.test"}
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def told(before, after):
    return [(one.path, one.was, one.now) for one in changes(before, after)]


@pytest.mark.parametrize("before, after, expected", [
    ({"active": True, "name": {"familyName": "Hopper"}}, {"name": {"familyName": "Murray"}, "active": True},
     [("name.familyName", "Hopper", "Murray")]),
    ({"title": "Dr."}, {}, [("title", "Dr.", None)]),
    ({"title": None}, {}, [("title", "null", None)]),
    ({}, {"title": None}, [("title", None, "null")]),
    ({"active": 1}, {"active": True}, [("active", "1", "true")]),
    ({"emails": [WORK, HOME]}, {"emails": [HOME, {**WORK, "value": "a@acme.test"}]},
     [('emails[type eq "work"].value', "ada@acme.test", "a@acme.test")]),
    ({"members": [{"value": "1"}, {"value": "2"}]}, {"members": [{"value": "2"}, {"value": "3"}]},
     [('members[value eq "1"].value', "1", None), ('members[value eq "3"].value', None, "3")]),
    ({"emails": [WORK, WORK]}, {"emails": [WORK, {**WORK, "value": "x"}]},
     [("emails[1].value", "ada@acme.test", "x")]),
    ({"schemas": ["a"]}, {"schemas": ["a", "b"]}, [("schemas[1]", None, "b")]),
    ({"groups": []}, {}, [("groups", "[]", None)]),
    ({}, {"groups": [], "meta": {}}, [("groups", None, "[]"), ("meta", None, "{}")]),
    ({"groups": []}, {"groups": [{"value": "7"}]}, [('groups[value eq "7"].value', None, "7")]),
    ({"name": "Ada"}, {"name": {"givenName": "Ada"}}, [("name", "Ada", '{"givenName":"Ada"}')]),
    ({ENTERPRISE: {"manager": {"value": "1"}}}, {ENTERPRISE: {"manager": {"value": "2"}, "division": "R"}},
     [(f"{ENTERPRISE}:manager.value", "1", "2"), (f"{ENTERPRISE}:division", None, "R")]),
    ({"a": [1, {"b": [2]}]}, {"a": [1, {"b": [2]}]}, []),
])  # fmt: skip
def test_two_bodies_differ_by_path(before, after, expected):
    assert told(before, after) == expected


def test_without_a_body_before_all_that_is_sent_is_listed():
    assert list(changes(ABSENT, {"active": True, "emails": [WORK]})) == [
        Change("active", ABSENT, True),
        Change('emails[type eq "work"].type', ABSENT, "work"),
        Change('emails[type eq "work"].value', ABSENT, "ada@acme.test"),
    ]


def test_a_patch_is_said_in_words():
    members = [{"value": str(number)} for number in range(1207)]
    body = {
        "Operations": [
            {"op": "replace", "value": {"active": False, "title": "Dr."}},
            {"op": "Add", "path": "members", "value": members},
            {"op": "add", "path": "members", "value": members[:2]},
            {"op": "remove", "path": 'members[value eq "7"]'},
            {"op": "replace", "path": "displayName", "value": "ml\u202e"},
            {"op": "replace", "path": "members", "value": []},
            "nonsense", {"op": 7},
        ]
    }  # fmt: skip

    assert operations(body) == [
        "replace active: false",
        "replace title: Dr.",
        "add members: 1,207 (0, 1, 2, 3, 4, and 1,202 more)",
        "add members: 2 (0, 1)",
        'remove members[value eq "7"]',
        "replace displayName: ml\\u202e",
        "replace members: []",
        "nonsense",
        '{"op":7}',
    ]


@pytest.mark.parametrize("body", [None, [], "x", {"raw": "<html>"}, {"Operations": None}, {"Operations": {}}])
def test_a_patch_without_operations_says_nothing(body):
    assert operations(body) == []


def exchange(method, status=200, body=None, *, step=1, path="/Users/1", origin="okta"):
    request = {"method": method, "path": path, "query": "", "url": path, "headers": {}, "body": None}
    response = {"status": status, "headers": {}, "body": body}
    return Exchange(at="", step=step, origin=origin, purpose="", attempt=1, request=request, response=response,
                    milliseconds=1)  # fmt: skip


READ = exchange("GET", body={"id": "1"})
PUT = exchange("PUT")


@pytest.mark.parametrize("before, expected", [
    ([READ], (0, {"id": "1"})),
    ([READ, exchange("GET", body={"id": "2"}, path="/Users/2")], (0, {"id": "1"})),
    ([READ, exchange("PUT", 429), Wait(at="", step=1, seconds=300, reason="")], (0, {"id": "1"})),
    ([READ, exchange("GET", body={"id": "own"}, origin="verify")], (0, {"id": "1"})),
    ([READ, exchange("GET", 404, body={"detail": "gone"})], (0, {"id": "1"})),
    ([READ, exchange("PUT", 200)], None),
    ([exchange("GET", body={"id": "1"}, step=2)], None),
    ([exchange("GET", body=[1])], None),
    ([exchange("GET", body=None)], None),
    ([], None),
])  # fmt: skip
def test_a_put_is_held_against_the_read_of_its_own_job(before, expected):
    recent = list(enumerate([*before, PUT, READ]))

    assert read_before(len(before), recent) == expected
