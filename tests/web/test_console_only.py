"""What real Okta has no API for, under /simulator/v1 (management API 3.4, 3.7)."""

import pytest

OFF = """
name: An app whose provisioning is off at first
app: {username: "String.substringBefore(user.login, '.')", provisioning: []}
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
"""


@pytest.fixture
def here(okta) -> str:
    return f"/simulator/v1/apps/{okta.app_id}"


def test_the_connection_test_says_what_the_dialog_says(okta, here) -> None:
    assert okta.ok("POST", f"{here}/test-connection")["text"].startswith("Connector configured successfully")
    assert okta.traffic() == ["GET /Users 200", "GET /Groups 200"]


def test_a_failed_connection_test_is_e0000059_with_the_reason(okta, here) -> None:
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/connections/default", {"profile": {"token": "stub_another-token"}})
    answer = okta.call("POST", f"{here}/test-connection")
    assert (answer.status_code, answer.get_json()["errorCode"]) == (400, "E0000059")
    assert "Error authenticating: Unauthorized" in answer.get_json()["errorSummary"]
    assert ("application.integration.authentication_failure", "FAILURE") in okta.events()


def test_an_app_that_may_not_send_has_no_connection_to_test(okta, here) -> None:
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/lifecycle/deactivate")
    assert okta.refused("POST", f"{here}/test-connection?wait=1") == (400, "E0000059")


def test_provision_user_is_for_who_was_assigned_before_provisioning_was_on(open_okta) -> None:
    okta = open_okta(OFF)
    here, ada = f"/simulator/v1/apps/{okta.app_id}", okta.user("ada")
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": ada})
    assert okta.refused("POST", f"{here}/users/{ada}/provision") == (400, "E0000001")
    shown = okta.ok("PUT", f"{here}/provisioning", {"features": ["create_users", "update_user_attributes"]})
    assert shown == {"features": ["create_users", "update_user_attributes"]}
    okta.ok("POST", f"{here}/force-sync?wait=5")
    assert okta.traffic() == []
    (job,) = okta.ok("POST", f"{here}/users/{ada}/provision?wait=5")["jobs"]
    assert job == {
        "operation": "provision", "subject": ada, "finished": True, "ok": True, "text": None, "error": None,
    }  # fmt: skip
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    assert okta.ok("PUT", f"{here}/provisioning", {"features": []}) == {"features": []}


@pytest.mark.parametrize("body", [{}, {"features": "all"}, {"features": ["fly"]}])
def test_boxes_that_are_none_are_refused(okta, here, body) -> None:
    assert okta.refused("PUT", f"{here}/provisioning", body) == (400, "E0000001")


def test_force_sync_pushes_who_differs_from_the_last_push(okta, here) -> None:
    okta.assigned("ada")
    okta.assigned("grace")
    okta.ok("PUT", f"{here}/provisioning", {"features": ["create_users", "import_users"]})
    okta.ok("POST", f"/api/v1/users/{okta.user('ada')}", {"profile": {"lastName": "King"}})
    okta.ok("PUT", f"{here}/provisioning", {"features": ["create_users", "update_user_attributes"]})
    jobs = okta.ok("POST", f"{here}/force-sync?wait=5")["jobs"]
    assert [job["subject"] for job in jobs] == [okta.user("ada")]
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_jobs_are_answered_202_while_they_are_under_way(okta, here) -> None:
    okta.assigned("ada")
    okta.engine.queue.pause(1)
    answer = okta.call("POST", f"{here}/apply-mappings")
    assert answer.status_code == 202
    assert answer.get_json()["jobs"][0]["finished"] is False
    okta.engine.queue.resume()
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_one_assignment_is_computed_anew(okta, here) -> None:
    ada = okta.assigned("ada")
    (mapping,) = okta.ok("GET", f"/api/v1/mappings?targetId={okta.app_id}")
    row = {"displayName": {"expression": '"Countess " + user.lastName'}}
    okta.ok("POST", f"/api/v1/mappings/{mapping['id']}", {"properties": row})
    okta.ok("POST", f"{here}/users/{ada}/reapply-mapping?wait=5")
    assert okta.exchanges()[-1].request["body"]["displayName"] == "Countess Lovelace"


def test_a_failed_task_is_listed_and_retried(okta, here) -> None:
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "POST /Users", "respond": {"status": 500}, "times": 1})
    ada = okta.user("ada")
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": ada})
    okta.settle()
    (task,) = okta.ok("GET", f"{here}/tasks")
    assert (task["operation"], task["subject"]) == ("provision", ada)
    assert okta.ok("POST", f"{here}/tasks/retry?wait=5", {"userId": okta.user("grace")}) == {"jobs": []}
    (job,) = okta.ok("POST", f"{here}/tasks/retry?wait=5", {"userId": ada})["jobs"]
    assert job["ok"] is True
    assert okta.ok("GET", f"{here}/tasks") == []
    assert okta.ok("POST", f"{here}/tasks/retry?wait=5") == {"jobs": []}


def test_push_now_overwrites_the_membership(okta, here) -> None:
    okta.assigned("ada")
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team"}
    mapping = okta.ok("POST", f"/api/v1/apps/{okta.app_id}/group-push/mappings", body)["id"]
    okta.traffic()
    okta.ok("POST", f"{here}/group-push/mappings/{mapping}/push-now?wait=5")
    assert okta.traffic() == ["GET /Groups/{id} 200", "PUT /Groups/{id} 200"]
    assert ("application.provision.group_push.push_memberships", "SUCCESS") in okta.events()


def test_an_import_reads_the_hub_and_confirms_whom_it_is_told_to(okta, here) -> None:
    okta.ok("POST", "/simulator/v1/hub/accounts", {"username": "katherine-j", "full_name": "Katherine Johnson",
                                                   "email": "katherine@acme.test", "member": True})  # fmt: skip
    (job,) = okta.ok("POST", f"{here}/import?wait=5", {"confirm": ["katherine-j"]})["jobs"]
    assert "1 new users imported" in job["text"]
    assert okta.ok("GET", "/api/v1/users/katherine@acme.test")["profile"]["firstName"] == "Katherine"
    (job,) = okta.ok("POST", f"{here}/import?wait=5", {"groupsOnly": True})["jobs"]
    assert job["text"] == "0 groups scanned!"


@pytest.mark.parametrize("body", [{"confirm": "some"}, {"matchOn": "shoe"}])
def test_an_import_that_cannot_be_is_refused(okta, here, body) -> None:
    assert okta.refused("POST", f"{here}/import", body) == (400, "E0000001")


@pytest.mark.parametrize("wait", ["long", "-1", "601", "nan"])
def test_a_wait_that_cannot_be_is_refused(okta, here, wait) -> None:
    assert okta.refused("POST", f"{here}/force-sync?wait={wait}") == (400, "E0000001")
