"""Groups assigned to an app over the API (management API 3.5)."""

import pytest


@pytest.fixture
def path(okta) -> str:
    return f"/api/v1/apps/{okta.app_id}/groups"


def test_assigning_a_group_provisions_its_members_by_group(okta, path) -> None:
    shown = okta.ok("PUT", f"{path}/{okta.group('ml-team')}")
    assert (shown["id"], shown["priority"], shown["profile"]) == (okta.group("ml-team"), 0, {})
    assert sorted(okta.traffic()) == ["GET /Users 200", "GET /Users 200", "POST /Users 201", "POST /Users 201"]
    scopes = {one["scope"] for one in okta.ok("GET", f"/api/v1/apps/{okta.app_id}/users")}
    assert scopes == {"GROUP"}
    assert okta.events()[-7:-6] == [("group.application_assignment.add", "SUCCESS")]


def test_priorities_are_places_and_the_next_free_is_the_default(okta, path) -> None:
    assert okta.ok("PUT", f"{path}/{okta.group('ml-team')}", {})["priority"] == 0
    assert okta.ok("PUT", f"{path}/{okta.group('research')}", {})["priority"] == 1
    assert okta.ok("PUT", f"{path}/{okta.group('research')}", {"priority": 0})["priority"] == 0
    assert [one["id"] for one in okta.ok("GET", path)] == [okta.group("research"), okta.group("ml-team")]


def test_values_a_group_gives_reach_its_members_and_are_patched(okta, path) -> None:
    group = okta.group("research")
    okta.ok("PUT", f"{path}/{group}", {"profile": {"displayName": "A researcher"}})
    assert okta.exchanges()[-1].request["body"]["displayName"] == "A researcher"
    patch = [{"op": "replace", "path": "/profile/displayName", "value": "Somebody"}]
    assert okta.ok("PATCH", f"{path}/{group}", patch)["profile"] == {"displayName": "Somebody"}
    assert okta.exchanges()[-1].request["body"]["displayName"] == "Somebody"
    assert okta.ok("PATCH", f"{path}/{group}", [{"op": "remove", "path": "/profile/displayName"}])["profile"] == {}


@pytest.mark.parametrize(
    ("patch", "code"),
    [({}, "E0000003"), ([5], "E0000001"), ([{"op": "move"}], "E0000001"), ([{"op": "replace", "path": "/priority"}],
     "E0000001"), ([{"op": "replace", "path": "/profile/"}], "E0000001")],
)  # fmt: skip
def test_a_patch_that_cannot_be_is_refused(okta, path, patch, code) -> None:
    okta.ok("PUT", f"{path}/{okta.group('research')}")
    assert okta.refused("PATCH", f"{path}/{okta.group('research')}", patch) == (400, code)


@pytest.mark.parametrize("body", [{"priority": -1}, {"priority": "first"}, {"priority": True}, {"profile": {"x": 1}}])
def test_an_assignment_that_cannot_be_is_refused(okta, path, body) -> None:
    assert okta.refused("PUT", f"{path}/{okta.group('research')}", body) == (400, "E0000001")
    assert okta.refused("GET", f"{path}/{okta.group('research')}") == (404, "E0000007")


def test_taking_the_app_from_a_group_deactivates_who_had_it_through_it_alone(okta, path) -> None:
    okta.assigned("ada")
    okta.ok("PUT", f"{path}/{okta.group('ml-team')}")
    okta.traffic()
    assert okta.call("DELETE", f"{path}/{okta.group('ml-team')}").status_code == 204
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    (left,) = okta.ok("GET", f"/api/v1/apps/{okta.app_id}/users")
    assert left["id"] == okta.user("ada")
    assert okta.refused("DELETE", f"{path}/{okta.group('ml-team')}") == (404, "E0000007")


def test_assignments_are_listed_by_name_and_with_their_groups(okta, path) -> None:
    for alias in ("ml-team", "research"):
        okta.ok("PUT", f"{path}/{okta.group(alias)}")
    (shown,) = okta.ok("GET", f"{path}?q=ml&expand=group")
    assert shown["_embedded"]["group"]["profile"]["name"] == "ml-team"
    assert okta.ok("GET", f"{path}/{okta.group('ml-team')}")["id"] == okta.group("ml-team")
