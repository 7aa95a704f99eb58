"""Group push over the API (management API 3.7)."""

import re

import pytest

FIRST = ["GET /Groups 200", "POST /Groups 201", "GET /Groups/{id} 200", "PUT /Groups/{id} 200"]


@pytest.fixture
def path(okta) -> str:
    return f"/api/v1/apps/{okta.app_id}/group-push/mappings"


@pytest.fixture
def pushed(okta, path) -> str:
    """A pushed group with ada in it; the mapping's path."""
    okta.assigned("ada")
    mapping = okta.ok("POST", path, {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team"})
    assert okta.traffic() == FIRST
    return f"{path}/{mapping['id']}"


def test_a_push_answers_201_at_once_and_shows_what_became_of_it_later(okta, path) -> None:
    okta.engine.queue.pause(1)
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team", "status": "ACTIVE"}
    answer = okta.call("POST", path, body)
    fresh = answer.get_json()
    assert answer.status_code == 201
    assert fresh["id"].startswith("gPm")
    assert not {"lastPush", "errorSummary"} & set(fresh)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fresh["created"])
    okta.engine.queue.resume()
    okta.settle()
    later = okta.ok("GET", f"{path}/{fresh['id']}")
    assert (later["status"], later["errorSummary"]) == ("ACTIVE", "")
    assert later["lastPush"].endswith("Z")
    assert okta.events()[-1] == ("application.provision.group_push.updated", "SUCCESS")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"targetGroupName": "x"}, (400, "E0000027")),
        ({"sourceGroupId": "{ml}"}, (400, "E0000027")),
        ({"sourceGroupId": "{ml}", "targetGroupName": "x", "targetGroupId": "00gx"}, (400, "E0000027")),
        ({"sourceGroupId": "{ml}", "targetGroupId": "00gunknown"}, (400, "E0000027")),
        ({"sourceGroupId": "00gnone", "targetGroupName": "x"}, (404, "E0000007")),
        ({"sourceGroupId": "{ml}", "targetGroupName": "x", "status": "ERROR"}, (400, "E0000001")),
    ],
)
def test_a_push_that_cannot_be_is_refused(okta, path, body, expected) -> None:
    if body.get("sourceGroupId") == "{ml}":
        body = {**body, "sourceGroupId": okta.group("ml-team")}
    assert okta.refused("POST", path, body) == expected
    assert okta.ok("GET", path) == []


def test_a_group_is_pushed_once(okta, path, pushed) -> None:
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "other"}
    assert okta.refused("POST", path, body) == (409, "E0000055")


def test_without_push_groups_nothing_is_pushed(okta, path) -> None:
    okta.ok("PUT", f"/simulator/v1/apps/{okta.app_id}/provisioning", {"features": ["create_users"]})
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "x"}
    assert okta.refused("POST", path, body) == (400, "E0000027")


def test_an_inactive_mapping_sends_nothing_until_it_is_activated(okta, path) -> None:
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team", "status": "INACTIVE"}
    mapping = okta.ok("POST", path, body)
    assert (mapping["status"], okta.traffic()) == ("INACTIVE", [])
    assert okta.ok("PATCH", f"{path}/{mapping['id']}", {"status": "ACTIVE"})["status"] == "ACTIVE"
    assert okta.traffic() == FIRST


def test_members_renames_and_switching(okta, pushed) -> None:
    group = f"/api/v1/groups/{okta.group('ml-team')}"
    okta.assigned("linus")
    okta.ok("PUT", f"{group}/users/{okta.user('linus')}")
    written = okta.exchanges()
    assert len(written[-1].request["body"]["members"]) == 2
    okta.ok("PUT", group, {"profile": {"name": "qubits"}})
    assert okta.exchanges()[-1].request["body"]["displayName"] == "qubits"
    assert okta.ok("PATCH", pushed, {"status": "INACTIVE"})["status"] == "INACTIVE"
    okta.ok("DELETE", f"{group}/users/{okta.user('linus')}")
    assert okta.traffic() == []
    okta.ok("PATCH", pushed, {"status": "ACTIVE"})
    assert okta.traffic() == ["GET /Groups/{id} 200", "PUT /Groups/{id} 200"]
    okta.ok("PATCH", pushed, {"status": "ACTIVE"})
    assert okta.traffic() == []


def test_an_active_mapping_is_not_deleted_an_inactive_one_is_with_its_target_or_without(okta, pushed) -> None:
    assert okta.refused("DELETE", pushed) == (400, "E0000001")
    assert okta.refused("DELETE", f"{pushed}?deleteTargetGroup=true") == (400, "E0000001")
    okta.ok("PATCH", pushed, {"status": "INACTIVE"})
    assert okta.call("DELETE", f"{pushed}?deleteTargetGroup=true").status_code == 204
    assert okta.traffic() == ["DELETE /Groups/{id} 204"]
    assert okta.refused("GET", pushed) == (404, "E0000007")
    assert okta.events()[-2:] == [
        ("application.provision.group_push.removed", "SUCCESS"),
        ("application.provision.group_push.delete_appgroup", "SUCCESS"),
    ]


def test_leaving_the_target_sends_nothing_and_it_can_be_linked_again(okta, path, pushed) -> None:
    okta.ok("PATCH", pushed, {"status": "INACTIVE"})
    okta.ok("DELETE", f"{pushed}?deleteTargetGroup=false")
    assert okta.traffic() == []
    okta.ok("POST", f"/simulator/v1/apps/{okta.app_id}/refresh-app-groups?wait=10")
    assert okta.traffic() == ["GET /Groups 200"]
    (target,) = okta.ok("GET", '/api/v1/groups?filter=type eq "APP_GROUP"')
    linked = okta.ok("POST", path, {"sourceGroupId": okta.group("research"), "targetGroupId": target["id"]})
    assert linked["targetGroupId"] == target["id"]
    assert okta.traffic() == ["GET /Groups/{id} 200", "PUT /Groups/{id} 200"]
    assert len(okta.ok("GET", '/api/v1/groups?filter=type eq "APP_GROUP"')) == 1


def test_a_failed_push_shows_error_and_its_summary(okta, path) -> None:
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "POST /Groups", "respond": {"status": 400}, "times": 1})
    mapping = okta.ok("POST", path, {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team"})
    okta.settle()
    shown = okta.ok("GET", f"{path}/{mapping['id']}")
    assert shown["status"] == "ERROR"
    assert "Unable to update Group Push mapping target App group ml-team" in shown["errorSummary"]
    okta.ok("POST", f"/simulator/v1/apps/{okta.app_id}/tasks/retry?wait=10", {"groupId": okta.group("ml-team")})
    assert okta.ok("GET", f"{path}/{mapping['id']}")["status"] == "ACTIVE"


@pytest.mark.parametrize(("refused", "sent"), [("POST /Groups", []), ("PUT /Groups/*", ["DELETE /Groups/{id} 204"])])
def test_a_mapping_in_error_is_deleted_as_it_is(okta, path, refused, sent) -> None:
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": refused, "respond": {"status": 400}, "times": 1})
    mapping = okta.ok("POST", path, {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team"})
    okta.traffic()
    shown = f"{path}/{mapping['id']}"
    assert okta.ok("GET", shown)["status"] == "ERROR"

    assert okta.call("DELETE", f"{shown}?deleteTargetGroup=true").status_code == 204

    assert okta.traffic() == sent
    assert okta.refused("GET", shown) == (404, "E0000007")
    assert okta.ok("GET", f"/simulator/v1/apps/{okta.app_id}/tasks") == []


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("?sourceGroupId=00gx", 0), ("?status=ACTIVE", 1), ("?status=ERROR", 0),
     ("?lastUpdated=2020-01-01T00:00:00Z", 1), ("?lastUpdated=2100-01-01T00:00:00Z", 0)],
)  # fmt: skip
def test_mappings_are_listed_as_asked(okta, path, pushed, query, count) -> None:
    assert len(okta.ok("GET", path + query)) == count


def test_a_bad_date_is_e0000030(okta, path) -> None:
    assert okta.refused("GET", f"{path}?lastUpdated=soon") == (400, "E0000030")
