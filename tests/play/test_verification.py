"""What reading back finds: unit by unit, then against the stub's quirks."""

import json

import pytest

from simulator.play.transcript import Exchange, Finding
from simulator.play.verification import Expected
from simulator.scim.message import Request, Response

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def answer(body, status=200):
    return Response(status, {}, json.dumps(body))


def holds(body):
    """What the provider reads back as."""
    return answer({"id": "1", **body})


def findings(writes, kept):
    """The findings after `writes` (method, path, body) on one resource that now reads as `kept`."""
    expected = Expected()
    for method, path, body in writes:
        expected.note(Request(method, path, body=body, subject="ada"), answer({"id": "1"}))
    (question,) = expected.questions()
    return [(one.attribute, one.sent, one.kept) for one in expected.compare(question, kept)]


def put(**body):
    return [("PUT", "/Users/1", body)]


def patch(*operations, path="/Groups/1"):
    return ("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})


def test_only_accepted_writes_are_asked_about_and_one_question_is_asked_of_each():
    expected = Expected()
    expected.note(Request("GET", "/Users/1"), answer({}))
    expected.note(Request("PUT", "/Users/2", body={}), answer({}, 400))
    expected.note(Request("POST", "/Users", body={}), answer([]))
    expected.note(Request("POST", "/Users", body={}, subject="ada"), answer({"id": "3"}, 201))
    expected.note(Request("PUT", "/Users/3", body={}), answer({}))

    (question,) = expected.questions()

    assert (question.method, question.path, question.subject, question.origin) == ("GET", "/Users/3", "ada", "verify")


def test_what_was_kept_is_no_finding_and_unread_members_are_not_asked_for():
    body = {
        "schemas": ["x"], "id": "other", "meta": {}, "password": "p", "groups": [], "userName": "Ada",
        "emails": [{"value": "a@b", "primary": True}], "active": True, "title": None, "nickName": "",
    }  # fmt: skip
    kept = {
        "userName": "ada",
        "emails": [{"value": "c@d"}, {"value": "a@b", "primary": True, "type": "x"}],
        "active": True,
    }

    assert findings(put(**body), holds(kept)) == []


@pytest.mark.parametrize(
    "sent, kept, found",
    [
        ({"title": "a"}, {"title": "b"}, ("title", "a", "b")),
        ({"title": "a"}, {}, ("title", "a", None)),
        ({"userName": "a"}, {"userName": "b"}, ("userName", "a", "b")),
        ({"userName": "a"}, {"userName": 7}, ("userName", "a", 7)),
        ({"active": False}, {"active": True}, ("active", False, True)),
        ({"active": True}, {"active": 1}, ("active", True, 1)),
        ({"name": {"givenName": "a"}}, {"name": {"givenName": "b"}}, ("name.givenName", "a", "b")),
        ({"name": {"givenName": "a"}}, {"name": "b"}, ("name.givenName", "a", None)),
        ({"emails": [{"value": "a"}]}, {"emails": [{"value": "b"}]}, ("emails[0].value", "a", "b")),
        ({"emails": [{"value": "a"}]}, {"emails": "a"}, ("emails[0].value", "a", None)),
        ({"tags": ["a"]}, {"tags": ["b"]}, ("tags[0]", "a", None)),
    ],
)
def test_what_was_not_kept_is_found_at_its_path(sent, kept, found):
    assert findings(put(**sent), holds(kept)) == [found]


@pytest.mark.parametrize(
    "sent, kept, text",
    [
        ({"active": False}, {"active": True}, "The user ada was set inactive and the provider still shows active."),
        ({"title": "a"}, {}, "The user ada was sent title 'a' and the provider did not keep it."),
        ({"title": "a"}, {"title": "b"}, "The user ada was sent title 'a' and the provider holds 'b'."),
    ],
)
def test_a_finding_is_worded_for_a_person(sent, kept, text):
    expected = Expected()
    expected.note(Request("PUT", "/Users/1", body=sent, subject="ada"), answer({}))
    (question,) = expected.questions()

    assert [one.text for one in expected.compare(question, holds(kept))] == [text]


def test_a_later_write_is_laid_over_what_is_expected():
    writes = [*put(title="a", active=True), *put(active=False)]

    assert findings(writes, holds({"title": "a", "active": False})) == []


@pytest.mark.parametrize("kept, said", [(Response(404), 404), (Response(error="Read timed out"), "Read timed out"),
                                        (Response(200, {}, "[]"), 200)])  # fmt: skip
def test_an_accepted_user_that_cannot_be_read_is_found(kept, said):
    assert findings(put(title="a"), kept) == [("user", "written", said)]


def test_what_was_only_echoed_is_the_providers_own_and_no_loss():
    expected = Expected()
    server = {"id": "1", "name": {"formatted": "Mona", "givenName": "Mona"}, "title": "Dr"}
    expected.note(Request("GET", "/Users/1"), answer(server))
    expected.note(
        Request("PUT", "/Users/1", body={**server, "name": {**server["name"], "givenName": "Ada"}}), answer({})
    )
    (question,) = expected.questions()

    kept = {"id": "1", "name": {"formatted": "Ada", "givenName": "Mona"}}

    assert [one.attribute for one in expected.compare(question, answer(kept))] == ["name.givenName"]


def test_an_echo_that_changes_nothing_asks_for_nothing():
    expected = Expected()
    server = {"id": "1", "name": {"givenName": "Mona"}}
    expected.note(Request("GET", "/Users/1"), answer(server))
    expected.note(Request("PUT", "/Users/1", body=server), answer({}))
    (question,) = expected.questions()

    assert list(expected.compare(question, answer({"id": "1"}))) == []


def test_reading_something_else_back_is_found():
    assert findings(put(title="a"), answer({"totalResults": 0})) == [("id", "1", None)]


def test_a_deleted_group_must_be_gone():
    writes = [("DELETE", "/Groups/1", None)]

    assert findings(writes, Response(404)) == []
    assert findings(writes, answer({})) == [("group", None, "there")]


def test_a_path_less_patch_changes_what_is_expected():
    write = patch({"op": "replace", "value": {"active": False, "password": "p", "id": "1"}}, path="/Users/1")

    assert findings([write], holds({"active": True})) == [("active", False, True)]
    assert findings([write], holds({"active": False})) == []


def members(*values):
    return [{"value": value, "display": value.upper()} for value in values]


ADD_B = {"op": "add", "path": "members", "value": members("b")}
REMOVE_A = {"op": "remove", "path": 'members[value eq "a"]'}
REPLACE_B = {"op": "replace", "path": "members", "value": members("b")}
PATHLESS = {"op": "add", "value": {"members": members("b")}}
POST = ("POST", "/Groups", {"displayName": "t", "members": members("a")})


@pytest.mark.parametrize(
    "writes, held, found",
    [
        ([POST], ["a"], []),
        ([POST], [], [("members", "A", None)]),
        ([POST], ["a", "x"], [("members", None, "x")]),
        ([POST, patch(ADD_B)], ["a", "b"], []),
        ([POST, patch(ADD_B)], ["a"], [("members", "B", None)]),
        ([POST, patch(REMOVE_A)], ["a"], [("members", None, "a")]),
        ([POST, patch(REPLACE_B)], ["a", "b"], [("members", None, "a")]),
        ([POST, patch(REPLACE_B)], ["b"], []),
        ([POST, patch(PATHLESS)], ["a"], [("members", "B", None)]),
        ([patch(ADD_B)], ["x"], [("members", "B", None)]),
        ([patch(ADD_B)], ["x", "b"], []),
        ([patch(REMOVE_A)], ["x", "a"], [("members", None, "a")]),
        ([patch(REMOVE_A)], ["x"], []),
        ([patch(REMOVE_A, {**ADD_B, "value": members("a")})], ["a"], []),
        ([patch(ADD_B, {"op": "remove", "path": 'members[value eq "b"]'})], ["b"], [("members", None, "b")]),
        ([patch({"op": "replace", "value": {"displayName": "t"}})], ["anybody"], []),
        ([POST], ["a", "a"], [("members", 1, 2)]),
    ],
)
def test_membership_is_compared_with_what_a_group_was_told(writes, held, found):
    kept = answer({"id": "1", "displayName": "t", "members": members(*held)})

    assert findings(writes, kept) == found


def test_a_group_that_shows_no_members_has_none():
    assert findings([POST], holds({"displayName": "t"})) == [("members", "A", None)]


def test_operations_of_other_shapes_say_nothing():
    write = patch({"op": "replace", "value": "x"}, {"op": "replace", "path": "title", "value": "x"})

    assert findings([write], holds({})) == []


QUIRKS = {
    "ignore-active": ("unassign_user: ada", "active"),
    "ignore-group-members": ("push_group: team", "members"),
    "hard-delete-on-inactive": ("unassign_user: ada", "user"),
}


@pytest.mark.parametrize("quirk", QUIRKS)
def test_a_server_that_loses_things_silently_is_found_out(play, quirk):
    step, attribute = QUIRKS[quirk]
    played = play(
        f"""
        name: Quirk
        provider: {{stub: {{quirks: [{quirk}]}}}}
        users: {{ada: {{login: ada@acme.test, firstName: Ada, lastName: Lovelace}}}}
        groups: {{team: [ada]}}
        steps:
          - assign_user: {{user: ada, username: ada-l}}
          - {step}
        """
    )

    assert {one.attribute for one in played.of(Finding)} == {attribute}
    assert played.events[-1].counts["findings"] == len(played.of(Finding))
    assert played.events[-1].kept


@pytest.mark.parametrize("verify", [True, False])
def test_reading_back_can_be_turned_off_and_never_counts_among_oktas_requests(play, verify):
    played = play(
        """
        name: Reading back
        users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
        steps:
          - assign_user: {user: ada, username: ada-l}
            expect: {requests: [GET /Users, POST /Users]}
        """,
        verify=verify,
    )

    origins = [one.origin for one in played.of(Exchange)]
    assert origins == ["okta", "okta"] + ["verify"] * verify
    assert played.events[-1].counts["requests"] == 2


def test_strict_breaks_a_run_with_findings(play):
    played = play(
        """
        name: Strict
        provider: {stub: {quirks: [ignore-active]}}
        users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
        steps:
          - assign_user: {user: ada, username: ada-l}
          - unassign_user: ada
        """,
        strict=True,
    )

    assert not played.events[-1].kept
