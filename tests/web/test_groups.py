"""Groups and members over the API (management API 3.2)."""

import pytest


def _group(okta, name: str = "quantum", **profile):
    return okta.ok("POST", "/api/v1/groups", {"profile": {"name": name, **profile}})


def test_a_group_is_created_read_replaced_and_deleted(okta) -> None:
    created = _group(okta, description="of Mia")
    path = f"/api/v1/groups/{created['id']}"
    assert created["type"] == "OKTA_GROUP"
    assert created["objectClass"] == ["okta:user_group"]
    assert created["profile"] == {"name": "quantum", "description": "of Mia"}
    assert "self" not in created["_links"]
    assert okta.ok("GET", path) == created
    assert okta.ok("PUT", path, {"profile": {"name": "qubits"}})["profile"] == {"name": "qubits", "description": None}
    assert okta.ok("PUT", path, {"profile": {"name": "qubits", "description": "x"}})["profile"]["description"] == "x"
    assert okta.call("DELETE", path).status_code == 204
    assert okta.refused("GET", path) == (404, "E0000007")


@pytest.mark.parametrize("profile", [{}, {"name": ""}, {"name": 5}, {"name": "x" * 256}])
def test_a_group_needs_a_name_of_at_most_255_characters(okta, profile) -> None:
    assert okta.refused("POST", "/api/v1/groups", {"profile": profile}) == (400, "E0000001")


def test_a_name_that_is_taken_is_refused(okta) -> None:
    assert okta.refused("POST", "/api/v1/groups", {"profile": {"name": "ml-team"}}) == (400, "E0000001")
    path = f"/api/v1/groups/{okta.group('research')}"
    assert okta.refused("PUT", path, {"profile": {"name": "ml-team"}}) == (400, "E0000001")


def test_members_are_added_once_listed_and_removed(okta) -> None:
    path = f"/api/v1/groups/{okta.group('research')}/users"
    ada = okta.user("ada")
    for _ in range(2):
        assert okta.call("PUT", f"{path}/{ada}").status_code == 204
    assert {one["id"] for one in okta.ok("GET", path)} == {ada, okta.user("linus")}
    assert okta.call("DELETE", f"{path}/{ada}").status_code == 204
    assert [one["id"] for one in okta.ok("GET", path)] == [okta.user("linus")]
    assert okta.events("group.user_membership.add", "group.user_membership.remove") == [
        ("group.user_membership.add", "SUCCESS"), ("group.user_membership.remove", "SUCCESS"),
    ]  # fmt: skip


def test_everyone_holds_everybody_and_cannot_be_changed(okta) -> None:
    (everyone,) = okta.ok("GET", '/api/v1/groups?filter=type eq "BUILT_IN"')
    path = f"/api/v1/groups/{everyone['id']}"
    assert len(okta.ok("GET", f"{path}/users")) == 3
    assert okta.refused("DELETE", path) == (403, "E0000006")
    assert okta.refused("PUT", path, {"profile": {"name": "x"}}) == (403, "E0000006")
    assert okta.refused("DELETE", f"{path}/users/{okta.user('ada')}") == (403, "E0000006")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Everyone", "ml-team", "research"}),
        ("q=ML", {"ml-team"}),
        ('filter=type eq "OKTA_GROUP"', {"ml-team", "research"}),
        ('search=profile.name sw "RES"', {"research"}),
        ('search=profile.name eq "research" or type eq "BUILT_IN"', {"research", "Everyone"}),
        ('filter=lastMembershipUpdated gt "2100-01-01T00:00:00.000Z"', set()),
    ],
)
def test_groups_are_listed_as_asked(okta, query, expected) -> None:
    assert {one["profile"]["name"] for one in okta.ok("GET", f"/api/v1/groups?{query}")} == expected


def test_bad_queries_are_refused(okta) -> None:
    assert okta.refused("GET", '/api/v1/groups?filter=name eq "x"') == (400, "E0000053")
    assert okta.refused("GET", "/api/v1/groups?filter=id pr&search=id pr") == (400, "E0000033")


def test_stats_are_embedded_when_asked_for(okta) -> None:
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{okta.group('ml-team')}")
    (shown,) = okta.ok("GET", "/api/v1/groups?q=ml&expand=stats")
    assert shown["_embedded"]["stats"] == {"usersCount": 2, "appsCount": 1, "groupPushMappingsCount": 0}


def test_the_apps_of_a_group_are_listed(okta) -> None:
    path = f"/api/v1/groups/{okta.group('ml-team')}/apps"
    assert okta.ok("GET", path) == []
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{okta.group('ml-team')}")
    assert [one["id"] for one in okta.ok("GET", path)] == [okta.app_id]


def test_joining_and_leaving_an_assigned_group_gives_and_takes_the_app(okta) -> None:
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{okta.group('research')}")
    okta.traffic()
    path = f"/api/v1/groups/{okta.group('research')}/users/{okta.user('ada')}"
    okta.ok("PUT", path)
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    okta.ok("DELETE", path)
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_an_app_group_is_a_group_that_cannot_be_deleted(okta) -> None:
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team"}
    target = okta.ok("POST", f"/api/v1/apps/{okta.app_id}/group-push/mappings", body)["targetGroupId"]
    okta.settle()
    shown = okta.ok("GET", f"/api/v1/groups/{target}")
    assert (shown["type"], shown["source"]) == ("APP_GROUP", {"id": okta.app_id})
    assert okta.refused("DELETE", f"/api/v1/groups/{target}") == (403, "E0000006")
    assert okta.refused("DELETE", f"/api/v1/groups/{okta.group('ml-team')}") == (400, "E0000001")


def test_a_search_is_sorted_by_what_sort_by_names(okta) -> None:
    for name in ("zebra", "apple"):
        okta.ok("POST", "/api/v1/groups", {"profile": {"name": name}})
    query = '/api/v1/groups?search=profile.name sw "zeb" or profile.name sw "app"&sortBy=profile.name'
    assert [one["profile"]["name"] for one in okta.ok("GET", query)] == ["apple", "zebra"]
    assert [one["profile"]["name"] for one in okta.ok("GET", f"{query}&sortOrder=desc")] == ["zebra", "apple"]
    assert okta.refused("GET", '/api/v1/groups?search=type eq "OKTA_GROUP"&sortBy=size') == (400, "E0000031")
