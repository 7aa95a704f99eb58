"""People over the API: create, read, list, change, delete (management API 3.1)."""

import re

import pytest


def _body(login: str = "mia.lund@acme.test", **more):
    return {"profile": {"login": login, "email": login, "firstName": "Mia", "lastName": "Lund"}, **more}


PASSWORD = {"credentials": {"password": {"value": "Not-a-secret-1"}}}


@pytest.mark.parametrize(
    ("query", "more", "status"),
    [
        ("", PASSWORD, "ACTIVE"),
        ("", {"credentials": {"password": {"hash": {"algorithm": "BCRYPT"}}}}, "ACTIVE"),
        ("", {}, "PROVISIONED"),
        ("", {"credentials": {"password": {}}}, "PROVISIONED"),
        ("?activate=false", PASSWORD, "STAGED"),
        ("?activate=false", {}, "STAGED"),
    ],
)
def test_the_status_after_creation_follows_from_activate_and_password(okta, query, more, status) -> None:
    created = okta.ok("POST", f"/api/v1/users{query}", _body(**more))
    assert created["status"] == status
    assert (created["activated"] is None) == (status == "STAGED")


def test_a_person_is_shown_in_oktas_shape(okta) -> None:
    shown = okta.ok("POST", "/api/v1/users", _body(**PASSWORD))
    assert shown["id"].startswith("00u")
    assert len(shown["id"]) == 20
    assert shown["profile"] == {
        "firstName": "Mia", "lastName": "Lund", "mobilePhone": None, "secondEmail": None,
        "login": "mia.lund@acme.test", "email": "mia.lund@acme.test",
    }  # fmt: skip
    assert shown["credentials"] == {
        "password": {},
        "emails": [{"value": "mia.lund@acme.test", "status": "VERIFIED", "type": "PRIMARY"}],
        "provider": {"type": "OKTA", "name": "OKTA"},
    }
    assert {"suspend", "deactivate", "self", "schema", "type", "resetPassword"} <= set(shown["_links"])
    assert shown["created"].endswith("Z")
    assert len(shown["created"]) == 24


def test_a_password_reaches_no_record(okta) -> None:
    okta.ok("POST", "/api/v1/users", _body(credentials={"password": {"value": "Hunter2-Hunter2"}}))
    okta.settle()
    assert "Hunter2" not in "".join(line.line for line in okta.engine.record.after(0))


def test_groups_named_at_creation_are_joined(okta) -> None:
    group = okta.group("ml-team")
    mia = okta.ok("POST", "/api/v1/users", _body(groupIds=[group]))
    names = [one["profile"]["name"] for one in okta.ok("GET", f"/api/v1/users/{mia['id']}/groups")]
    assert sorted(names) == ["Everyone", "ml-team"]


@pytest.mark.parametrize(
    ("body", "code", "cause"),
    [
        ({"profile": {"email": "a@b.test"}}, "E0000001", "login: The field cannot be left blank"),
        ({"profile": {"login": "abc"}}, "E0000001", "login: The field is too short"),
        ({"profile": {"login": "ada.lovelace@acme.test"}}, "E0000001",
         "login: An object with this field already exists in the current organization"),
        ({"profile": {"login": "x@acme.test", "shoe": 1}}, "E0000001",
         "Property name 'shoe' is not defined in profile"),
        ({"profile": {"login": "x@acme.test", "firstName": "x" * 51}}, "E0000001", "firstName: The field is too long"),
        ({"profile": {"login": "x@acme.test", "city": 5}}, "E0000001", "city: The value must be a string"),
        ({"profile": {"login": "x@acme.test"}, "credentials": {"password": {"value": 5}}}, "E0000001",
         "password: The value must be a string"),
    ],
)  # fmt: skip
def test_what_cannot_be_created_is_explained(okta, body, code, cause) -> None:
    answer = okta.call("POST", "/api/v1/users", body)
    assert (answer.status_code, answer.get_json()["errorCode"]) == (400, code)
    assert answer.get_json()["errorCauses"] == [{"errorSummary": cause}]


def test_an_unknown_attribute_is_about_the_new_user(okta) -> None:
    error = okta.call("POST", "/api/v1/users", {"profile": {"login": "x@acme.test", "shoe": 1}}).get_json()
    assert error["errorSummary"] == "Api validation failed: newUser"


@pytest.mark.parametrize("more", [{"groupIds": ["00gnone"]}, {"type": {"id": "otynone"}}])
def test_an_unknown_group_or_type_is_404_and_creates_nobody(okta, more) -> None:
    assert okta.refused("POST", "/api/v1/users", _body(**more)) == (404, "E0000007")
    assert okta.refused("GET", "/api/v1/users/mia.lund@acme.test") == (404, "E0000007")


def test_people_cannot_be_put_into_everyone(okta) -> None:
    everyone = okta.engine.instance.org.everyone.id
    assert okta.refused("POST", "/api/v1/users", _body(groupIds=[everyone])) == (403, "E0000006")
    assert okta.refused("GET", "/api/v1/users/mia.lund") == (404, "E0000007")


@pytest.mark.parametrize("key", ["{id}", "ada.lovelace@acme.test", "ADA.lovelace%40acme.test", "ada.lovelace"])
def test_a_person_is_found_by_id_login_and_unambiguous_short_login(okta, key) -> None:
    ada = okta.user("ada")
    assert okta.ok("GET", "/api/v1/users/" + key.replace("{id}", ada))["id"] == ada


def test_an_ambiguous_short_login_finds_nobody(okta) -> None:
    okta.person("ada.lovelace@other.test")
    assert okta.refused("GET", "/api/v1/users/ada.lovelace") == (404, "E0000007")


def test_me_is_the_tokens_owner_who_is_no_one_of_the_people(okta) -> None:
    me = okta.ok("GET", "/api/v1/users/me")
    assert (
        okta.ok("GET", f"/api/v1/users/{me['id']}") == okta.ok("GET", f"/api/v1/users/{me['profile']['login']}") == me
    )
    assert me["id"] not in {person["id"] for person in okta.ok("GET", "/api/v1/users")}
    assert okta.refused("DELETE", "/api/v1/users/me") == (403, "E0000006")


def test_post_changes_what_stands_in_it_and_put_replaces_the_profile(okta) -> None:
    ada = okta.user("ada")
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"city": "London", "title": "Countess"}})
    partial = okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"title": None}})
    assert (partial["profile"]["city"], partial["profile"].get("title")) == ("London", None)
    full = okta.ok("PUT", f"/api/v1/users/{ada}", {"profile": {"login": "ada@acme.test", "email": "ada@acme.test"}})
    assert full["profile"] == {
        "firstName": None, "lastName": None, "mobilePhone": None, "secondEmail": None,
        "login": "ada@acme.test", "email": "ada@acme.test",
    }  # fmt: skip


@pytest.mark.parametrize("profile", [{}, {"email": "ada@acme.test"}, {"login": None}])
def test_a_full_profile_needs_a_login(okta, profile) -> None:
    assert okta.refused("PUT", f"/api/v1/users/{okta.user('ada')}", {"profile": profile}) == (400, "E0000001")


def test_a_login_that_is_taken_is_refused_and_nothing_changes(okta) -> None:
    body = {"profile": {"login": "GRACE.hopper@acme.test", "city": "London"}}
    assert okta.refused("POST", f"/api/v1/users/{okta.user('ada')}", body) == (400, "E0000001")
    ada = okta.ok("GET", f"/api/v1/users/{okta.user('ada')}")
    assert ada["profile"]["login"] == "ada.lovelace@acme.test"
    assert "city" not in ada["profile"]


def test_a_password_can_be_set_later(okta) -> None:
    ada = okta.user("ada")
    assert "password" not in okta.ok("GET", f"/api/v1/users/{ada}")["credentials"]
    shown = okta.ok("POST", f"/api/v1/users/{ada}", PASSWORD)
    assert shown["credentials"]["password"] == {}
    assert shown["passwordChanged"] is not None


def test_if_match_guards_against_lost_updates(okta) -> None:
    path = f"/api/v1/users/{okta.user('ada')}"
    tag = okta.call("GET", path).headers["ETag"]
    change = {"profile": {"city": "London"}}
    assert okta.refused("POST", path, change, headers={"If-Match": "nonsense"}) == (400, "E0000242")
    assert okta.call("POST", path, change, headers={"If-Match": tag}).status_code == 200
    assert okta.refused("POST", path, change, headers={"If-Match": tag}) == (412, "E0000231")


@pytest.mark.parametrize("changed", ["profile", "status"])
def test_the_tag_is_weak_and_another_after_each_change_even_in_the_same_second(okta, changed) -> None:
    path = f"/api/v1/users/{okta.user('ada')}"
    before = okta.call("GET", path).headers["ETag"]
    assert re.fullmatch(r'W/"[0-9a-f]{32}"', before)
    assert okta.call("GET", path).headers["ETag"] == before
    assert okta.call("GET", f"/api/v1/users/{okta.user('grace')}").headers["ETag"] != before
    if changed == "profile":
        okta.ok("POST", path, {"profile": {"city": "London"}})
    else:
        okta.ok("POST", f"{path}/lifecycle/suspend")
    assert okta.call("GET", path).headers["ETag"] != before


def test_delete_deactivates_and_then_deletes(okta) -> None:
    path = f"/api/v1/users/{okta.assigned('ada')}"
    assert okta.call("DELETE", path).status_code == 204
    assert okta.ok("GET", path)["status"] == "DEPROVISIONED"
    assert okta.call("DELETE", path).status_code == 204
    assert okta.refused("GET", path) == (404, "E0000007")
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_a_deactivation_reaches_the_provider_although_the_person_is_deleted_at_once(okta) -> None:
    path = f"/api/v1/users/{okta.assigned('ada')}"
    okta.engine.queue.pause(1)
    okta.ok("DELETE", path)
    okta.ok("DELETE", path)
    okta.engine.queue.resume()
    assert okta.exchanges()[-1].request["body"]["active"] is False


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"ada", "grace", "linus"}),
        ("q=GR", {"grace"}),
        ("q=love", {"ada"}),
        ('filter=profile.login eq "ada.lovelace@acme.test"', {"ada"}),
        ('filter=status eq "ACTIVE" and profile.lastName eq "Hopper"', {"grace"}),
        ('filter=lastUpdated gt "2020-01-01T00:00:00.000Z"', {"ada", "grace", "linus"}),
        ('search=profile.lastName sw "P" or profile.firstName eq "ada"', {"ada", "linus"}),
        ('search=profile.email co "hopper"', {"grace"}),
        ('search=created lt "2020-01-01T00:00:00.000Z"', set()),
        ('search=profile.displayName pr and not (status eq "STAGED")', {"ada", "grace", "linus"}),
        ("search=activated pr and statusChanged pr and lastUpdated pr", {"ada", "grace", "linus"}),
    ],
)
def test_people_are_listed_as_asked(okta, query, expected) -> None:
    found = okta.ok("GET", f"/api/v1/users?{query}")
    ids = {okta.user(alias): alias for alias in ("ada", "grace", "linus")}
    assert {ids[person["id"]] for person in found} == expected
    assert all(set(person["_links"]) == {"self"} for person in found)


@pytest.mark.parametrize("asked", ["filter", "search"])
@pytest.mark.parametrize("operator, holds", [("eq", True), ("ge", True), ("le", True), ("gt", False), ("lt", False)])
def test_a_date_is_compared_by_each_operator_that_it_has(okta, asked, operator, holds) -> None:
    ada = okta.ok("GET", f"/api/v1/users/{okta.user('ada')}")
    found = okta.ok("GET", f'/api/v1/users?{asked}=lastUpdated {operator} "{ada["lastUpdated"]}"')
    assert (ada["id"] in {person["id"] for person in found}) is holds


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('search=id eq "a"&filter=id eq "a"', "E0000033"),
        ("search=shoe pr", "E0000053"),
        ("filter=profile.city pr", "E0000053"),
        ('filter=profile.login sw "a"', "E0000031"),
        ('search=profile.city co "a"', "E0000031"),
        ('search=created gt "soon"', "E0000030"),
        ("search=id pr&sortBy=shoe", "E0000031"),
    ],
)
def test_bad_queries_are_refused_by_their_codes(okta, query, code) -> None:
    assert okta.refused("GET", f"/api/v1/users?{query}") == (400, code)


def test_search_sorts_either_way(okta) -> None:
    query = "/api/v1/users?search=id pr&sortBy=profile.lastName"
    up = [person["profile"]["lastName"] for person in okta.ok("GET", query)]
    down = [person["profile"]["lastName"] for person in okta.ok("GET", f"{query}&sortOrder=desc")]
    assert up == ["Hopper", "Lovelace", "Pauling"] == down[::-1]
    assert len(okta.ok("GET", "/api/v1/users?search=id pr&sortBy=status")) == 3


def test_the_deactivated_are_listed_only_to_who_searches_or_filters(okta) -> None:
    okta.ok("POST", f"/api/v1/users/{okta.user('ada')}/lifecycle/deactivate")
    assert len(okta.ok("GET", "/api/v1/users")) == 2
    assert okta.ok("GET", "/api/v1/users?q=ada") == []
    assert len(okta.ok("GET", '/api/v1/users?search=status eq "DEPROVISIONED"')) == 1


def test_app_links_name_the_apps_a_person_has(okta) -> None:
    ada = okta.assigned("ada")
    (link,) = okta.ok("GET", f"/api/v1/users/{ada}/appLinks")
    assert (link["label"], link["appInstanceId"]) == ("Hugging Face", okta.app_id)


CUSTOM = """
name: Custom attributes
user_attributes: [{name: teams, type: array}, {name: level, type: integer}]
users: {ada: {login: ada.lovelace@acme.test, teams: [red, blue], level: 3}}
"""


def test_custom_attributes_are_searched_member_by_member(open_okta) -> None:
    okta = open_okta(CUSTOM)
    assert len(okta.ok("GET", '/api/v1/users?search=profile.teams eq "blue"')) == 1
    assert okta.ok("GET", "/api/v1/users?search=profile.level gt 3") == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"profile": {"login": "half@acme.test", "email": "half@acme.test", "firstName": "\\ud800", "lastName": "P"}}',
        b'{"profile": {"login": NaN}}',
        b"[" * 200_000,
        b"\xff\xff",
    ],
    ids=["half a surrogate pair", "NaN", "nested too deeply", "no UTF-8"],
)
def test_a_body_no_answer_could_be_written_with_is_not_well_formed_and_nobody_is_created(okta, body) -> None:
    before = okta.ok("GET", "/api/v1/users")
    assert okta.refused("POST", "/api/v1/users", body) == (400, "E0000003")
    assert okta.ok("GET", "/api/v1/users") == before


def test_group_ids_that_are_no_list_are_refused(okta) -> None:
    body = {"profile": {"login": "mia@acme.test"}, "groupIds": 5}
    assert okta.refused("POST", "/api/v1/users", body) == (400, "E0000001")
