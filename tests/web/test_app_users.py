"""People assigned to an app over the API, and what is sent (management API 3.4, 4)."""

import pytest

CREATED = ["GET /Users 200", "POST /Users 201"]
WRITTEN = ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


@pytest.fixture
def path(okta) -> str:
    return f"/api/v1/apps/{okta.app_id}/users"


def test_assigning_creates_the_account_and_the_assignment_shows_it(okta, path) -> None:
    ada = okta.user("ada")
    shown = okta.ok("POST", path, {"id": ada, "scope": "USER"})
    assert (shown["id"], shown["scope"], shown["credentials"]) == (ada, "USER", {"userName": "ada-lovelace"})
    assert okta.traffic() == CREATED
    held = okta.ok("GET", f"{path}/{ada}")
    assert (held["status"], held["syncState"]) == ("PROVISIONED", "SYNCHRONIZED")
    assert held["externalId"]
    assert held["lastSync"].endswith("Z")
    assert held["profile"]["displayName"] == "Ada Lovelace"
    assert okta.events()[-3:] == [
        ("application.user_membership.add", "SUCCESS"),
        ("application.provision.user.push", "SUCCESS"),
        ("application.provision.user.sync", "SUCCESS"),
    ]


def test_a_typed_username_is_used(okta, path) -> None:
    okta.ok("POST", path, {"id": okta.user("ada"), "credentials": {"userName": "countess"}})
    assert okta.exchanges()[-1].request["body"]["userName"] == "countess"


def test_a_failed_create_leaves_staged_with_error_and_a_task(okta, path) -> None:
    okta.ok("POST", path, {"id": okta.user("ada"), "credentials": {"userName": "not.allowed"}})
    okta.settle()
    held = okta.ok("GET", f"{path}/{okta.user('ada')}")
    assert (held["status"], held["syncState"], held["externalId"]) == ("STAGED", "ERROR", None)
    (task,) = okta.ok("GET", f"/simulator/v1/apps/{okta.app_id}/tasks")
    assert task["text"].startswith("Automatic provisioning of user Ada Lovelace to app Hugging Face failed:")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, "E0000001")),
        ({"id": 5}, (400, "E0000001")),
        ({"id": "00unobody"}, (404, "E0000007")),
        ({"id": "{ada}", "profile": {"shoe": "x"}}, (400, "E0000001")),
        ({"id": "{ada}", "credentials": []}, (400, "E0000001")),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(okta, path, body, expected) -> None:
    if body.get("id") == "{ada}":
        body = {**body, "id": okta.user("ada")}
    assert okta.refused("POST", path, body) == expected
    assert okta.ok("GET", path) == []


def test_a_group_member_who_is_assigned_with_what_they_have_keeps_following_the_mapping(okta, path) -> None:
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{okta.group('research')}")
    linus = okta.user("linus")
    okta.traffic()

    body = {"id": linus, "profile": {"givenName": "Linus"}, "credentials": {"userName": "linus-pauling"}}
    assert okta.ok("POST", path, body)["scope"] == "USER"
    assert okta.traffic() == []
    okta.ok("POST", f"/api/v1/users/{linus}", {"profile": {"firstName": "Linus Carl"}})
    assert okta.exchanges()[-1].request["body"]["name"]["givenName"] == "Linus Carl"


def test_somebody_deactivated_cannot_be_assigned(okta, path) -> None:
    okta.ok("POST", f"/api/v1/users/{okta.user('ada')}/lifecycle/deactivate")
    assert okta.refused("POST", path, {"id": okta.user("ada")}) == (403, "E0000117")


def test_assigning_again_is_409_unless_the_switch_says_update(okta, path, open_okta) -> None:
    from simulator.okta.wire import Choices

    ada = okta.assigned("ada")
    assert okta.refused("POST", path, {"id": ada}) == (409, "E0000062")
    other = open_okta(choices=Choices(assign_again="update"))
    other_ada = other.assigned("ada")
    body = {"id": other_ada, "credentials": {"userName": "countess"}}
    shown = other.ok("POST", f"/api/v1/apps/{other.app_id}/users", body)
    assert shown["credentials"]["userName"] == "countess"
    path = f"/api/v1/apps/{other.app_id}/users"
    assert other.ok("POST", path, {**body, "profile": {"givenName": "Ada"}})["id"] == other_ada
    assert other.refused("POST", path, {**body, "profile": {"givenName": "Augusta"}}) == (403, "E0000075")


def test_a_changed_mapped_attribute_of_the_person_is_pushed(okta) -> None:
    ada = okta.assigned("ada")
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"lastName": "King"}})
    assert okta.traffic() == WRITTEN
    assert okta.events("application.provision.user.push_profile") == [
        ("application.provision.user.push_profile", "SUCCESS")
    ]


def test_an_assignments_username_and_profile_are_changed_and_pushed(okta, path) -> None:
    ada = okta.assigned("ada")
    shown = okta.ok("POST", f"{path}/{ada}", {"credentials": {"userName": "countess"}})
    assert shown["credentials"]["userName"] == "countess"
    assert okta.traffic() == WRITTEN
    assert ("application.user_membership.change_username", "SUCCESS") in okta.events()


def test_what_is_sent_back_unchanged_asks_for_nothing(okta, path) -> None:
    ada = okta.assigned("ada")
    held = okta.ok("GET", f"{path}/{ada}")
    okta.ok("POST", f"{path}/{ada}", {"profile": held["profile"], "credentials": held["credentials"]})
    assert okta.traffic() == []


def test_a_mapped_attribute_is_refused_while_profile_push_is_on(okta, path) -> None:
    ada = okta.assigned("ada")
    answer = okta.call("POST", f"{path}/{ada}", {"profile": {"givenName": "Augusta"}})
    assert answer.status_code == 403
    assert answer.get_json()["errorSummary"] == (
        "Cannot modify the givenName attribute because it has a field mapping and profile push is enabled."
    )


def test_unassigning_deactivates_the_account_and_404_follows(okta, path) -> None:
    ada = okta.assigned("ada")
    assert okta.call("DELETE", f"{path}/{ada}?sendEmail=false").status_code == 204
    assert okta.exchanges()[-1].request["body"]["active"] is False
    assert okta.refused("GET", f"{path}/{ada}") == (404, "E0000007")
    assert okta.refused("DELETE", f"{path}/{ada}") == (404, "E0000007")
    okta.ok("POST", path, {"id": ada})
    assert okta.exchanges()[-1].request["body"]["active"] is True
    assert ("application.provision.user.reactivate", "SUCCESS") in okta.events()


def test_an_app_a_group_gives_cannot_be_taken_from_one_person(okta, path) -> None:
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{okta.group('research')}")
    assert okta.refused("DELETE", f"{path}/{okta.user('linus')}") == (403, "E0000046")
    assert okta.ok("GET", f"{path}/{okta.user('linus')}")["scope"] == "GROUP"


@pytest.mark.parametrize(("query", "count"), [("", 3), ("?q=ada", 1), ("?q=HOP", 1), ("?q=x", 0), ("?limit=2", 2)])
def test_assignments_are_listed_as_asked(okta, path, query, count) -> None:
    for alias in ("ada", "grace", "linus"):
        okta.assigned(alias)
    assert len(okta.ok("GET", path + query)) == count


def test_the_person_is_embedded_when_asked_for(okta, path) -> None:
    okta.assigned("ada")
    (shown,) = okta.ok("GET", f"{path}?expand=user")
    assert shown["_embedded"]["user"]["profile"]["firstName"] == "Ada"


def test_without_provisioning_an_assignment_is_active_and_disabled(okta) -> None:
    app = okta.ok("POST", "/api/v1/apps", {"label": "Roster"})["id"]
    shown = okta.ok("POST", f"/api/v1/apps/{app}/users", {"id": okta.user("ada")})
    assert (shown["status"], shown["syncState"], shown["externalId"]) == ("ACTIVE", "DISABLED", None)
    assert okta.traffic() == []


def test_a_password_is_refused_where_the_app_signs_in_without_one(okta) -> None:
    path = f"/api/v1/apps/{okta.app_id}/users"
    body = {"id": okta.user("ada"), "credentials": {"password": {"value": "Not-a-secret-1"}}}
    assert okta.refused("POST", path, body) == (400, "E0000041")
    assert okta.ok("POST", path, {**body, "credentials": {"password": {}}})["id"] == body["id"]
    assert okta.refused("POST", f"{path}/{body['id']}", body) == (400, "E0000041")
    app = okta.ok("POST", "/api/v1/apps", {"label": "Roster", "signOnMode": "AUTO_LOGIN"})["id"]
    assert okta.ok("POST", f"/api/v1/apps/{app}/users", body)["id"] == body["id"]


def test_the_application_username_is_no_attribute_to_be_written(okta) -> None:
    ada = okta.assigned("ada")
    path = f"/api/v1/apps/{okta.app_id}/users"
    assert okta.refused("POST", f"{path}/{ada}", {"profile": {"userName": "x"}}) == (403, "E0000081")
    linus = {"id": okta.user("linus"), "profile": {"userName": "x"}}
    assert okta.refused("POST", path, linus) == (403, "E0000081")
