"""The lifecycle of people over the API, and what each change sends (management API 3.1, 4)."""

import pytest


@pytest.fixture
def ada(okta) -> str:
    return f"/api/v1/users/{okta.user('ada')}"


def _status(okta, path: str) -> str:
    return okta.ok("GET", path)["status"]


def test_suspending_and_unsuspending_sends_nothing(okta, ada) -> None:
    okta.assigned("ada")
    assert okta.ok("POST", f"{ada}/lifecycle/suspend") == {}
    assert _status(okta, ada) == "SUSPENDED"
    assert okta.ok("POST", f"{ada}/lifecycle/unsuspend") == {}
    assert _status(okta, ada) == "ACTIVE"
    assert okta.traffic() == []
    assert okta.events("user.lifecycle.suspend", "user.lifecycle.unsuspend") == [
        ("user.lifecycle.suspend", "SUCCESS"), ("user.lifecycle.unsuspend", "SUCCESS"),
    ]  # fmt: skip


def test_deactivating_takes_the_apps_away(okta, ada) -> None:
    user_id = okta.assigned("ada")
    assert okta.ok("POST", f"{ada}/lifecycle/deactivate") == {}
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    assert okta.refused("GET", f"/api/v1/apps/{okta.app_id}/users/{user_id}") == (404, "E0000007")


def test_a_deactivated_person_is_activated_again_pending_a_password(okta, ada) -> None:
    okta.ok("POST", f"{ada}/lifecycle/deactivate")
    answer = okta.ok("POST", f"{ada}/lifecycle/activate?sendEmail=false")
    assert set(answer) == {"activationUrl", "activationToken"}
    assert _status(okta, ada) == "PROVISIONED"
    assert okta.ok("POST", f"{ada}/lifecycle/reactivate") == {}


def test_with_a_password_activation_makes_active(okta) -> None:
    mia = okta.person("mia.lund@acme.test")
    path = f"/api/v1/users/{mia['id']}"
    okta.ok("POST", f"{path}/lifecycle/deactivate")
    assert okta.ok("POST", f"{path}/lifecycle/activate") == {}
    assert _status(okta, path) == "ACTIVE"


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        ([], "activate", (403, "E0000016")),
        ([], "reactivate", (403, "E0000038")),
        ([], "unsuspend", (400, "E0000001")),
        ([], "unlock", (403, "E0000032")),
        (["suspend"], "suspend", (400, "E0000001")),
        (["suspend"], "activate", (403, "E0000016")),
        (["deactivate"], "deactivate", (403, "E0000038")),
        (["deactivate", "activate"], "activate", (403, "E0000016")),
    ],
)
def test_a_change_the_status_does_not_allow_is_refused(okta, ada, before, change, expected) -> None:
    for earlier in before:
        okta.ok("POST", f"{ada}/lifecycle/{earlier}")
    assert okta.refused("POST", f"{ada}/lifecycle/{change}") == expected


def test_a_staged_person_is_provisioned_once_activated(okta) -> None:
    body = {"profile": {"login": "mia.lund@acme.test", "firstName": "Mia", "lastName": "Lund"}}
    mia = okta.ok("POST", "/api/v1/users?activate=false", body)["id"]
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": mia})
    assert okta.traffic() == []
    okta.ok("POST", f"/api/v1/users/{mia}/lifecycle/activate")
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]
