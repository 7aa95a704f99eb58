"""A scenario posted as YAML, played at once or step by step."""

import threading
import time
from typing import Any

import pytest

from simulator.scim.message import Request, Response

PATH = "/simulator/v1/scenario"
STORY = """
name: Ada comes and goes
app: {username: "String.substringBefore(user.login, '.')"}
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
groups: {team: [ada]}
steps:
  - assign_user: ada
    expect: {outcome: success, provider: {users: {ada: {active: true}}}}
  - wait: 2h
  - unassign_user: ada
    expect: {outcome: success, provider: {users: {ada: {active: %s}}}}
"""


class Hanging:
    """A way to a provider that says nothing until it is let go."""

    def __init__(self) -> None:
        self.asked, self.release = threading.Event(), threading.Event()

    def send(self, request: Request, base_url: str, headers: Any) -> Response:
        self.asked.set()
        self.release.wait(10)
        return Response(error="Read timed out")


def test_a_posted_scenario_replaces_org_and_hub_and_waits_to_be_played(okta) -> None:
    okta.assigned("ada")
    shown = okta.ok("POST", PATH, STORY % "false")
    assert (shown["scenario"], shown["played"]) == ("Ada comes and goes", 0)
    assert [step["verb"] for step in shown["steps"]] == ["assign_user", "wait", "unassign_user"]
    (ada,) = okta.ok("GET", "/api/v1/users")
    assert ada["profile"]["login"] == "ada.lovelace@acme.test"
    assert okta.ok("GET", "/simulator/v1/hub/state")["members"] == {}


def test_steps_are_played_one_by_one_and_time_jumps_at_the_hub(okta) -> None:
    okta.ok("POST", PATH, STORY % "false")
    first = okta.ok("POST", f"{PATH}/step")
    assert first["played"] == 1
    assert next(event["event"] for event in first["events"]) == "step_started"
    assert okta.ok("GET", f"/api/v1/apps/{okta.app_id}/users")[0]["status"] == "PROVISIONED"
    before = time.time()
    okta.ok("POST", f"{PATH}/step")
    assert okta.engine.clock.now() >= before + 7200
    last = okta.ok("POST", f"{PATH}/step")
    assert {event["held"] for event in last["events"] if event["event"] == "expectation"} == {True}
    assert okta.ok("POST", f"{PATH}/step")["events"] == []


@pytest.mark.parametrize(("active", "kept"), [("false", True), ("true", False)])
def test_all_steps_are_played_and_judged(okta, active, kept) -> None:
    okta.ok("POST", PATH, STORY % active)
    done = okta.ok("POST", f"{PATH}/play")
    assert done["kept"] is kept
    assert done["counts"]["steps"] == 3
    assert okta.ok("GET", PATH)["played"] == 3
    okta.engine.close()
    ended = okta.engine.record.after(0)[-1]
    assert ended.kind == "run_finished"
    assert f'"kept":{str(kept).lower()}' in ended.line


def test_clients_and_steps_act_on_the_same_org(okta) -> None:
    okta.ok("POST", PATH, STORY % "false")
    okta.ok("POST", f"{PATH}/step")
    okta.ok("POST", f"/api/v1/users/{okta.user('ada')}", {"profile": {"lastName": "King"}})
    assert "PUT /Users/{id} 200" in okta.traffic()
    assert okta.ok("POST", f"{PATH}/play")["kept"] is True


def test_a_reset_makes_the_steps_wait_again(okta) -> None:
    okta.ok("POST", PATH, STORY % "false")
    okta.ok("POST", f"{PATH}/play")
    okta.ok("POST", "/simulator/v1/reset")
    assert okta.ok("GET", PATH)["played"] == 0
    assert okta.ok("POST", f"{PATH}/play")["kept"] is True


@pytest.mark.parametrize(
    ("yaml", "cause"),
    [
        ("name: x\nsteps: [{fly: 1}]", "posted.yaml:2:"),
        ("", "the file is empty"),
        (b"\xff\xfe", "utf-8"),
        ("name: x\nprovider: {stub: {accounts: [{username: a..b}]}}", "a..b"),
    ],
)
def test_a_scenario_that_cannot_be_played_is_explained_and_nothing_changes(okta, yaml, cause) -> None:
    answer = okta.call("POST", PATH, yaml)
    assert answer.status_code == 400
    assert cause in answer.get_json()["errorCauses"][0]["errorSummary"]
    assert len(okta.ok("GET", "/api/v1/users")) == 3


def test_a_posted_scenario_reads_no_environment_variable(okta, monkeypatch) -> None:
    monkeypatch.setenv("A_SECRET", "not-for-everybody")
    okta.ok("POST", PATH, "name: x\nsteps: [{configure: {token_env: A_SECRET}}, test_connection]")
    okta.ok("POST", f"{PATH}/play")
    assert okta.engine.instance.tenant.app.token == ""


def test_changes_wait_for_a_step_or_are_told_to_come_back(okta, monkeypatch) -> None:
    monkeypatch.setattr("simulator.web.engine.engine.PATIENCE", 0.05)
    with okta.engine.alone():
        answer = okta.call("POST", "/api/v1/groups", {"profile": {"name": "x"}})
        assert (answer.status_code, answer.headers["X-Rate-Limit-Remaining"]) == (429, "0")
        assert okta.call("GET", "/api/v1/groups").status_code == 200
        assert okta.refused("POST", f"{PATH}/step") == (429, "E0000047")
        assert okta.refused("POST", "/simulator/v1/reset") == (429, "E0000047")
    assert okta.call("POST", "/api/v1/groups", {"profile": {"name": "x"}}).status_code == 200


def test_a_step_does_not_begin_while_a_job_hangs(open_okta, monkeypatch) -> None:
    monkeypatch.setattr("simulator.web.engine.engine.PATIENCE", 0.05)
    hanging = Hanging()
    okta = open_okta(STORY % "false", transport=hanging)
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada")})
    assert hanging.asked.wait(5)
    assert okta.refused("POST", f"{PATH}/step") == (429, "E0000047")
    hanging.release.set()
    okta.settle()
    assert okta.ok("GET", PATH)["played"] == 0


def test_a_step_about_what_the_api_has_deleted_is_refused_in_oktas_words(okta) -> None:
    okta.ok(
        "POST",
        PATH,
        "name: x\nusers: {ada: {login: ada@acme.test}, bob: {login: bob@acme.test}}\ngroups: {team: [ada, bob]}\n"
        "steps: [suspend_user: ada, add_to_group: {group: team, users: [bob]}, hub: {accept_invitation: ada},\n"
        "        create_user: {alias: eve, profile: {login: eve@acme.test}}, suspend_user: eve, assign_user: bob]\n",
    )
    ada, team = okta.user("ada"), okta.group("team")
    for path in (f"/api/v1/users/{ada}", f"/api/v1/users/{ada}", f"/api/v1/groups/{team}"):
        okta.ok("DELETE", path)
    okta.person("eve@acme.test")
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/lifecycle/deactivate")
    okta.ok("DELETE", f"/api/v1/apps/{okta.app_id}")

    said = []
    for _ in range(6):
        (finished,) = (
            event for event in okta.ok("POST", f"{PATH}/step")["events"] if event["event"] == "step_finished"
        )
        said.append((finished["outcome"], finished["error"]))

    assert said == [
        ("refused", f"Not found: Resource not found: {ada} (User)"),
        ("refused", f"Not found: Resource not found: {team} (UserGroup)"),
        ("refused", f"Not found: Resource not found: {ada} (User)"),
        ("refused", "login: An object with this field already exists in the current organization"),
        ("refused", "Not found: Resource not found: eve (User)"),
        ("refused", f"Not found: Resource not found: {okta.app_id} (AppInstance)"),
    ]
