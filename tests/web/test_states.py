"""The state of org and Hub, exported and loaded again."""

import json

import pytest

from simulator.web.engine import org_state

PATH = "/simulator/v1/state"


@pytest.fixture
def busy(okta):
    """An org in which everything has happened that a state must hold."""
    okta.assigned("ada")
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{okta.group('research')}")
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team"}
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/group-push/mappings", body)
    typed = {"id": okta.user("grace"), "credentials": {"userName": "not.allowed"}}
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", typed)
    okta.settle()
    gone = okta.person("mia.lund@acme.test")["id"]
    for _ in range(2):
        okta.ok("DELETE", f"/api/v1/users/{gone}")
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "GET /Groups/*", "respond": {"status": 502}, "times": 1})
    okta.ok("PUT", f"/api/v1/groups/{okta.group('ml-team')}", {"profile": {"name": "qubits"}})
    okta.traffic()
    return okta


def _everything(okta) -> dict:
    paths = (
        "users", "groups", "apps", "mappings", f"apps/{okta.app_id}/users", f"apps/{okta.app_id}/groups",
        f"apps/{okta.app_id}/group-push/mappings", f"meta/schemas/apps/{okta.app_id}/default",
    )  # fmt: skip
    shown = {path: okta.ok("GET", f"/api/v1/{path}") for path in paths}
    shown["jobs"] = okta.ok("GET", "/simulator/v1/jobs")
    shown["tasks"] = okta.ok("GET", f"/simulator/v1/apps/{okta.app_id}/tasks")
    hub = okta.ok("GET", "/simulator/v1/hub/state")
    shown["hub"] = {name: hub[name] for name in ("members", "groups")}
    return shown


def test_a_loaded_state_shows_all_that_was_exported_and_goes_on(busy, open_okta) -> None:
    state, shown = busy.ok("GET", PATH), _everything(busy)
    other = open_okta()
    assert other.call("PUT", PATH, state).status_code == 204
    assert _everything(other) == shown
    other.ok("POST", f"/api/v1/users/{busy.user('ada')}", {"profile": {"lastName": "King"}})
    assert "PUT /Users/{id} 200" in other.traffic()
    other.ok("POST", "/simulator/v1/clock/advance", {"seconds": 300})
    other.settle()
    (mapping,) = other.ok("GET", f"/api/v1/apps/{other.app_id}/group-push/mappings")
    assert mapping["status"] == "ACTIVE"


def test_a_state_holds_no_token_and_no_password(okta, tokens) -> None:
    body = {"profile": {"login": "mia.lund@acme.test"}, "credentials": {"password": {"value": "Hunter2-Hunter2"}}}
    okta.ok("POST", "/api/v1/users", body)
    text = okta.call("GET", PATH).text
    assert tokens.hub not in text
    assert "Hunter2" not in text
    assert json.loads(text)["hub"]["token_sha256"] is None
    okta.ok("PUT", PATH, json.loads(text))
    assert okta.ok("GET", "/api/v1/users/mia.lund@acme.test")["credentials"]["password"] == {}


def test_a_loaded_org_is_the_exported_one(busy) -> None:
    state = org_state.dump(busy.engine.instance.org)
    again = org_state.dump(org_state.load(json.loads(json.dumps(state))))
    assert json.loads(json.dumps(again)) == json.loads(json.dumps(state))


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"org": {"format": 99}, "app": "x"},
        {"org": {"format": 1}, "app": "x"},
        {"org": None, "app": "x"},
        {"org": "{org}", "app": "0oanone"},
        {"org": "{org}", "app": "{app}", "hub": 5},
        {"org": "{org}", "app": "{app}", "hub": {"format": 99}},
    ],
)
def test_a_state_that_is_none_is_refused_and_nothing_changes(okta, state) -> None:
    good = okta.ok("GET", PATH)
    state = {name: good.get(name) if str(value).startswith("{") and isinstance(value, str) else value
             for name, value in state.items()}  # fmt: skip
    before = _everything(okta)
    assert okta.refused("PUT", PATH, state) == (400, "E0000001")
    assert _everything(okta) == before


def test_a_state_without_the_hubs_is_loaded_over_an_empty_hub(okta) -> None:
    okta.assigned("ada")
    state = okta.ok("GET", PATH)
    okta.ok("PUT", PATH, {**state, "hub": None})
    assert okta.ok("GET", "/simulator/v1/hub/state")["members"] == {}
    assert len(okta.ok("GET", f"/api/v1/apps/{okta.app_id}/users")) == 1


def test_a_state_is_not_exported_while_jobs_wait(okta, monkeypatch) -> None:
    monkeypatch.setattr("simulator.web.simulator_api.states.PATIENCE", 0.02)
    okta.engine.queue.pause(1)
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada")})
    assert okta.refused("GET", PATH) == (429, "E0000047")
    okta.settle()
    assert okta.call("GET", PATH).status_code == 200


def test_a_job_put_off_and_a_task_without_an_assignment_are_kept(okta) -> None:
    okta.assigned("ada")
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "PUT /Users/*", "respond": {"status": 500}, "times": 1})
    okta.ok("DELETE", f"/api/v1/apps/{okta.app_id}/users/{okta.user('ada')}")
    okta.settle()
    tasks = okta.ok("GET", f"/simulator/v1/apps/{okta.app_id}/tasks")
    assert [task["operation"] for task in tasks] == ["deactivate"]
    okta.ok("PUT", PATH, okta.ok("GET", PATH))
    assert okta.ok("GET", f"/simulator/v1/apps/{okta.app_id}/tasks") == tasks
    okta.ok("POST", f"/simulator/v1/apps/{okta.app_id}/tasks/retry?wait=5")
    assert okta.exchanges()[-1].request["body"]["active"] is False


def test_damaged_members_are_named(okta) -> None:
    state = okta.ok("GET", PATH)
    del state["org"]["users"][0]["alias"]
    answer = okta.call("PUT", PATH, state)
    assert "OktaUser.alias" in answer.get_json()["errorCauses"][0]["errorSummary"]
