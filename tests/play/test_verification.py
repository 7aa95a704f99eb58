"""What reading back finds: unit by unit, then against the stub's quirks."""

import json

import pytest

from simulator.play.transcript import Exchange, Finding
from simulator.play.verification import Expected, Import
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


def told(kept, method="PUT"):
    """The sentence about the user Ada after a write, where her account now reads as `kept`."""
    expected = Expected()
    expected.note(Request(method, "/Users/1", body={"title": "a"}, subject="ada"), answer({}))
    (question,) = expected.questions()
    return [one.text for one in expected.compare(question, kept)]


@pytest.mark.parametrize(
    "kept, text",
    [
        (Response(404), "is not there: GET /Users/1: 404 Not Found."),
        (Response(200, {"Content-Type": "text/html"}, "<p>hi"),
         "cannot be read back: the provider answers 200 OK, an HTML page."),
        (Response(200, {}, ""), "cannot be read back: the provider answers 200 OK without a body."),
        (answer({"schemas": [], "totalResults": 0}), "cannot be read back: the provider answers 200 OK, something else "
         "without an id."),
        (answer({"id": "2"}), "cannot be read back: the provider answers 200 OK, something else with the id 2."),
        (answer([]), "cannot be read back: the provider answers 200 OK, JSON that is no SCIM: []."),
        (answer({"detail": "No"}, 401), "cannot be read back: the provider answers 401 Unauthorized: No."),
        (Response(404, {}, "<html>nginx</html>"),
         "cannot be read back: the provider answers 404 Not Found, an HTML page."),
        (Response(error="Read timed out"), "cannot be read back: nobody answered: Read timed out."),
    ],
)  # fmt: skip
def test_what_came_instead_of_the_user_is_said(kept, text):
    assert told(kept) == [f"The user ada was accepted and {text}"]


def test_a_deleted_group_must_be_gone():
    writes = [("DELETE", "/Groups/1", None)]

    assert findings(writes, Response(404)) == []
    assert findings(writes, holds({})) == [("group", None, "there")]
    assert findings(writes, answer({})) == [("group", None, 200)]


def test_whether_something_deleted_is_gone_may_be_unreadable():
    assert told(Response(204), "DELETE") == [
        "The user ada was deleted, and whether it is gone cannot be read back: the provider answers 204 No Content "
        "without a body."
    ]


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
    assert origins == ["okta", "okta"] + ["verify", "verify"] * verify
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


def imported(*pages):
    """The findings of an import of these pages: (totalResults, ids)."""
    read = Import()
    for number, (total, ids) in enumerate(pages):
        body = {"totalResults": total, "Resources": [{"id": one} for one in ids]}
        read.note(Request("GET", "/Users", f"startIndex={1 + 100 * number}&count=100"), answer(body))
    return [(one.attribute, one.sent, one.kept, one.text) for one in read.differences()]


def ids(count, start=0):
    return [f"s{number}" for number in range(start, start + count)]


def test_an_import_of_all_that_was_promised_is_no_finding():
    assert imported((0, [])) == []
    assert imported((3, ids(3))) == []
    assert imported((130, ids(100)), (130, ids(30, 100))) == []
    assert imported((None, ids(3))) == []


def test_an_import_that_read_fewer_or_more_than_promised_is_found():
    (_, *counts, text), = imported((120, ids(50)), (120, ids(20, 100)))  # fmt: skip
    assert counts == [120, 70]
    assert text == (
        "The import read 70 users, and the provider says that it has 120 (totalResults). The page at startIndex 1 held "
        "50 although 100 were asked for, and Okta goes on at 101."
    )
    assert imported((2, ids(3)))[0][:3] == ("totalResults", 2, 3)
    assert imported(("4", ["a", "a", "b", "c"]))[0][3].endswith(
        "it has 4 (totalResults). 1 of those it listed were listed before."
    )


@pytest.mark.parametrize(
    "act, verify",
    [("import_users", True), ("import_users", False), ("import_groups", True), ("refresh_app_groups", False)],
)
def test_pages_shorter_than_asked_for_lose_people_and_groups_and_that_is_found(play, act, verify):
    played = play(
        f"""
        name: Short pages
        provider: {{stub: {{quirks: [short-pages]}}}}
        app:
          username: 'String.substringBefore(user.login, "@")'
          provisioning: [create_users, deactivate_users, push_groups, import_users, import_groups]
        generate_users: {{count: 60, prefix: load}}
        groups: {{{", ".join(f"g{number}: []" for number in range(60))}}}
        steps:
          - assign_group: everyone
{"".join(f"          - push_group: g{number}{chr(10)}" for number in range(60))}
          - {act}:
            expect: {{outcome: any}}
        """,
        verify=verify,
    )

    found = [one for one in played.of(Finding) if one.step == 62]
    read = ["users", "groups"] if act == "import_users" else ["groups"]
    assert [(one.subject, one.sent, one.kept) for one in found] == [(kind, 60, 50) for kind in read]


def test_an_import_that_fails_is_no_finding_besides(play):
    played = play(
        """
        name: The same page again and again
        provider: {stub: {quirks: [stuck-paging]}}
        app: {username: 'String.substringBefore(user.login, "@")', provisioning: [create_users, import_users]}
        generate_users: {count: 120, prefix: load}
        steps:
          - assign_group: everyone
          - import_users:
            expect: {outcome: failure}
        """
    )

    assert played.of(Finding) == []
