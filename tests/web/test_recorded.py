"""What is done through the API is a run: steps by name, an end, and a scenario that plays to the same traffic."""

import json
import re
from types import SimpleNamespace

import pytest

from simulator.play.redaction import Redactor
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Finding, RunFinished, Standing, StepFinished, StepStarted, parse
from simulator.reports.chapters import in_steps
from simulator.reports.sentences import verdict
from simulator.scenario.loading import load_text
from simulator.verbs import VERBS
from simulator.verbs.integration import Configure
from simulator.web.engine.clock import MovableClock
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import WELCOME, Opening, make

USERS, GROUPS = "/api/v1/users", "/api/v1/groups"
APP = "/api/v1/apps/{app}"
ACTS = "/simulator/v1/acts"
OURS = "/simulator/v1/apps/{app}"
FEATURE = f"{APP}/features/USER_PROVISIONING"
PUSHES = f"{APP}/group-push/mappings"
ASSIGN_ADA = ("POST", f"{APP}/users", {"id": "{ada}"})
PUSH_TEAM = ("POST", PUSHES, {"sourceGroupId": "{ml-team}", "targetGroupName": "ml-team"})
MIA = {"login": "mia.lund@acme.test", "email": "mia.lund@acme.test", "firstName": "Mia", "lastName": "Lund"}
PASSWORD = {"credentials": {"password": {"value": "Not-a-secret-1"}}}
BROKEN = ("POST", "/simulator/v1/hub/faults", {"on": "POST /Users", "respond": {"status": 500}, "times": 1})

RULES = f"{GROUPS}/rules"
RULE = {
    "type": "group_rule", "name": "Hoppers",
    "conditions": {
        "expression": {"type": "urn:okta:expression:1.0", "value": 'user.lastName == "Hopper"'},
        "people": {"users": {"exclude": ["{ada}"]}},
    },
    "actions": {"assignUserToGroups": {"groupIds": ["{research}"]}},
}  # fmt: skip
RULE_ON, RULE_OFF = (("POST", f"{RULES}/{{rule}}/lifecycle/{verb}", None) for verb in ("activate", "deactivate"))

CALLS = {
    "assign_user": [ASSIGN_ADA],
    "edit_assignment": [ASSIGN_ADA, ("POST", f"{APP}/users/{{ada}}", {"credentials": {"userName": "ada-l"}})],
    "unassign_user": [ASSIGN_ADA, ("DELETE", f"{APP}/users/{{ada}}", None)],
    "assign_group": [("PUT", f"{APP}/groups/{{ml-team}}", {})],
    "edit_group_assignment": [
        ("PUT", f"{APP}/groups/{{ml-team}}", {}), ("PUT", f"{APP}/groups/{{ml-team}}", {"priority": 3}),
    ],
    "unassign_group": [("PUT", f"{APP}/groups/{{ml-team}}", {}), ("DELETE", f"{APP}/groups/{{ml-team}}", None)],
    "create_user": [
        ("POST", USERS, {"profile": MIA, "groupIds": ["{ml-team}"], **PASSWORD}),
        ("PUT", f"{APP}/groups/{{ml-team}}", {}),
    ],
    "update_user": [ASSIGN_ADA, ("POST", f"{USERS}/{{ada}}", {"profile": {"lastName": "King"}})],
    "change_password": [
        ("PUT", f"{OURS}/provisioning", {"features": ["create_users", "update_user_attributes", "sync_password"]}),
        ASSIGN_ADA,
        ("POST", f"{USERS}/{{ada}}", PASSWORD),
    ],
    "activate_user": [
        ("POST", f"{USERS}?activate=false", {"profile": MIA}),
        ("PUT", f"{APP}/groups/{{ml-team}}", {}),
        ("PUT", f"{GROUPS}/{{ml-team}}/users/mia.lund", None),
        ("POST", f"{USERS}/mia.lund/lifecycle/activate?sendEmail=false", None),
    ],
    "deactivate_user": [ASSIGN_ADA, ("POST", f"{USERS}/{{ada}}/lifecycle/deactivate", None)],
    "suspend_user": [ASSIGN_ADA, ("POST", f"{USERS}/{{ada}}/lifecycle/suspend", None)],
    "unsuspend_user": [
        ("POST", f"{USERS}/{{ada}}/lifecycle/suspend", None), ("POST", f"{USERS}/{{ada}}/lifecycle/unsuspend", None),
        ASSIGN_ADA,
    ],
    "delete_user": [ASSIGN_ADA, ("DELETE", f"{USERS}/{{ada}}", None), ("DELETE", f"{USERS}/{{ada}}", None)],
    "create_group": [("POST", GROUPS, {"profile": {"name": "Night shift", "description": "late"}})],
    "rename_group": [PUSH_TEAM, ("PUT", f"{GROUPS}/{{ml-team}}", {"profile": {"name": "ml"}})],
    "delete_group": [("DELETE", f"{GROUPS}/{{research}}", None)],
    "add_to_group": [ASSIGN_ADA, PUSH_TEAM, ("PUT", f"{GROUPS}/{{ml-team}}/users/{{linus}}", None)],
    "remove_from_group": [ASSIGN_ADA, PUSH_TEAM, ("DELETE", f"{GROUPS}/{{ml-team}}/users/{{ada}}", None)],
    "create_group_rule": [("POST", RULES, RULE)],
    "edit_group_rule": [("POST", RULES, RULE), ("PUT", f"{RULES}/{{rule}}", {**RULE, "name": "all Hoppers"})],
    "activate_group_rule": [("PUT", f"{APP}/groups/{{research}}", {}), ("POST", RULES, RULE), RULE_ON],
    "deactivate_group_rule": [("POST", RULES, RULE), RULE_ON, RULE_OFF],
    "delete_group_rule": [
        ("PUT", f"{APP}/groups/{{research}}", {}), ("POST", RULES, RULE), RULE_ON, RULE_OFF,
        ("DELETE", f"{RULES}/{{rule}}?removeUsers=true", None),
    ],
    "push_group": [ASSIGN_ADA, PUSH_TEAM],
    "push_now": [ASSIGN_ADA, PUSH_TEAM, ("POST", f"{OURS}/group-push/mappings/{{mapping}}/push-now", None)],
    "deactivate_group_push": [PUSH_TEAM, ("PATCH", f"{PUSHES}/{{mapping}}", {"status": "INACTIVE"})],
    "activate_group_push": [
        PUSH_TEAM, ("PATCH", f"{PUSHES}/{{mapping}}", {"status": "INACTIVE"}),
        ("PATCH", f"{PUSHES}/{{mapping}}", {"status": "ACTIVE"}),
    ],
    "unlink_group": [
        PUSH_TEAM, ("PATCH", f"{PUSHES}/{{mapping}}", {"status": "INACTIVE"}),
        ("DELETE", f"{PUSHES}/{{mapping}}?deleteTargetGroup=true", None),
    ],
    "refresh_app_groups": [("POST", f"{OURS}/refresh-app-groups", None)],
    "provision_user": [
        ("PUT", f"{OURS}/provisioning", {"features": []}), ASSIGN_ADA,
        ("PUT", f"{OURS}/provisioning", {"features": ["create_users"]}),
        ("POST", f"{OURS}/users/{{ada}}/provision", None),
    ],
    "enable": [("PUT", FEATURE, {"update": {"password": {"status": "ENABLED"}}}), ASSIGN_ADA],
    "disable": [("PUT", FEATURE, {"create": {"lifecycleCreate": {"status": "DISABLED"}}}), ASSIGN_ADA],
    "test_connection": [("POST", f"{OURS}/test-connection", None)],
    "configure": [("POST", f"{APP}/connections/default", {"profile": {"authScheme": "TOKEN", "token": "{hub token}"}})],
    "enable_api_integration": [
        ("POST", f"{APP}/connections/default/lifecycle/deactivate", None),
        ("POST", f"{APP}/connections/default/lifecycle/activate", None), ASSIGN_ADA,
    ],
    "disable_api_integration": [("POST", f"{APP}/connections/default/lifecycle/deactivate", None), ASSIGN_ADA],
    "activate_app": [
        ("POST", f"{APP}/lifecycle/deactivate", None), ("POST", f"{APP}/lifecycle/activate", None), ASSIGN_ADA,
    ],
    "deactivate_app": [("POST", f"{APP}/lifecycle/deactivate", None), ASSIGN_ADA],
    "edit_username": [ASSIGN_ADA, ("POST", f"{OURS}/apply-usernames", None)],
    "edit_mapping": [
        ("POST", "{mapping to app}", {"properties": {"displayName": {"expression": "user.lastName"}}}), ASSIGN_ADA,
    ],
    "remove_mapping": [("POST", "{mapping to app}", {"properties": {"displayName": None}}), ASSIGN_ADA],
    "apply_mappings": [ASSIGN_ADA, ("POST", f"{OURS}/apply-mappings", None)],
    "reapply_mapping": [ASSIGN_ADA, ("POST", f"{OURS}/users/{{ada}}/reapply-mapping", None)],
    "force_sync": [ASSIGN_ADA, ("POST", f"{OURS}/force-sync", None)],
    "import_users": [ASSIGN_ADA, ("POST", f"{OURS}/import", {"confirm": "all"})],
    "import_groups": [PUSH_TEAM, ("POST", f"{OURS}/import", {"groupsOnly": True})],
    "fault": [BROKEN, ASSIGN_ADA],
    "clear_faults": [BROKEN, ("DELETE", "/simulator/v1/hub/faults", None), ASSIGN_ADA],
    "retry_tasks": [BROKEN, ASSIGN_ADA, ("POST", f"{OURS}/tasks/retry", {"userId": "{ada}"})],
    "wait": [ASSIGN_ADA, ("POST", "/simulator/v1/clock/advance", {"seconds": 90.5})],
    "hub": [
        ASSIGN_ADA, ("POST", ACTS, {"hub": {"delete_member": "ada"}}),
        ("POST", f"{USERS}/{{ada}}", {"profile": {"lastName": "King"}}),
    ],
    "add_attribute": [
        ("POST", ACTS, {"add_attribute": {"name": "nick", "external_name": "nickName", "namespace": "urn:x"}}),
        ("POST", ACTS, {"edit_mapping": {"attribute": "nick", "expression": "user.lastName"}}), ASSIGN_ADA,
    ],
    "remove_attribute": [
        ("POST", ACTS, {"remove_mapping": "displayName"}),
        ("POST", ACTS, {"remove_attribute": "displayName"}), ASSIGN_ADA,
    ],
    "check": [("POST", ACTS, {"check": None})],
}  # fmt: skip
"""By the verb that the last of them causes, or that the whole is about: calls of the API."""


def call(okta, method, path, body):
    def filled(text):
        names = {"app": okta.app_id, "hub token": okta.engine.instance.tenant.stub_token}
        names |= okta.engine.instance.tenant.people | okta.engine.instance.tenant.groups
        if "{mapping}" in text:
            names["mapping"] = next(iter(okta.engine.instance.tenant.app.pushes.values())).id
        if "{rule}" in text:
            names["rule"] = next(iter(okta.engine.instance.org.rules))
        if "{mapping to app}" in text:
            mappings = okta.ok("GET", f"/api/v1/mappings?targetId={okta.app_id}")
            names["mapping to app"] = f"/api/v1/mappings/{mappings[0]['id']}"
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    okta.ok(method, filled(path), body and json.loads(filled(json.dumps(body))))
    okta.settle()


def events(okta):
    return list(in_steps(parse(line.line) for line in okta.engine.record.after(0)))


def traffic(happened):
    """Requests and answers of each step, one person's after the other's, with ids by the order in which they came."""
    seen: dict[str, str] = {}
    exchanges = [one for one in happened if isinstance(one, Exchange) and one.origin == "okta"]
    exchanges.sort(key=lambda one: (one.step, str(one.subject)))
    text = json.dumps(
        [
            [one.step, one.request["method"], one.request["path"], one.request["query"], one.request["body"],
             one.response and [one.response["status"], one.response["body"]]]
            for one in exchanges
        ],
        indent=1,
    )  # fmt: skip
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", "<time>", text)
    text = re.sub(r"https?://[^/]+", "<hub>", text)
    text = re.sub(r"<password-\d+>", "<password>", text)
    return re.sub(
        r"\b00[ug]\w{17}\b|\b[0-9a-f]{24}\b", lambda found: seen.setdefault(found[0], f"<{len(seen) + 1}>"), text
    ).splitlines()


def test_every_verb_is_caused_by_a_call():
    assert set(CALLS) == set(VERBS)


@pytest.mark.parametrize("verb", CALLS)
def test_what_was_done_plays_as_a_scenario_to_the_same_traffic(okta, verb):
    for one in CALLS[verb]:
        call(okta, *one)

    text = okta.call("GET", "/simulator/v1/scenario.yaml").text
    again = list(prepare(load_text(text, "recorded.yaml"), Choice(verify=False), {}).events())

    done = [event.verb for event in events(okta) if isinstance(event, StepStarted)]
    assert verb in done
    assert [event.verb for event in again if isinstance(event, StepStarted)] == done
    assert traffic(again) == traffic(events(okta))


def test_a_call_is_a_step_with_all_that_follows_in_it(okta):
    call(okta, *ASSIGN_ADA)

    started, *between, finished = [event for event in events(okta) if event.step == 1]

    assert isinstance(started, StepStarted)
    assert (started.by, started.verb, started.argument, started.line) == ("api", "assign_user", "ada", None)
    assert [event.request["method"] for event in between if isinstance(event, Exchange)] == ["GET", "POST"]
    assert isinstance(finished, StepFinished)
    assert finished.outcome == "success"


def test_what_okta_refuses_is_a_refused_step_and_a_comment_in_the_scenario(okta):
    call(okta, *ASSIGN_ADA)
    okta.refused("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada")})

    finished = [event for event in events(okta) if isinstance(event, StepFinished)][-1]
    text = okta.call("GET", "/simulator/v1/scenario.yaml").text

    assert (finished.outcome, finished.error) == ("refused", "Ada Lovelace is already assigned to Hugging Face.")
    assert "  # refused: assign_user: ada (Ada Lovelace is already assigned to Hugging Face.)" in text
    assert len(load_text(text, "recorded.yaml").steps) == 1


def test_an_act_about_nobody_is_answered_as_okta_answers_an_unknown_id(okta):
    answer = okta.call("POST", ACTS, {"push_now": "nobodys"})

    assert (answer.status_code, answer.get_json()["errorCauses"]) == (404, [])
    assert answer.get_json()["errorSummary"] == "Not found: Resource not found: nobodys (UserGroup)"


def test_a_failed_request_is_a_failed_step(okta):
    call(okta, *BROKEN)
    call(okta, *ASSIGN_ADA)

    finished = [event for event in events(okta) if isinstance(event, StepFinished)][-1]

    assert finished.outcome == "failure"
    assert "Internal Server Error" in finished.error


def test_the_run_ends_when_the_office_closes(okta):
    call(okta, *ASSIGN_ADA)
    okta.engine.close()
    okta.engine.close()

    ended = [event for event in events(okta) if isinstance(event, RunFinished)]

    assert len(ended) == 1
    assert ended[0].kept
    assert (ended[0].counts["steps"], ended[0].counts["requests"], ended[0].counts["failures"]) == (1, 2, 0)


def test_nothing_is_as_expected_where_nobody_said_what_to_expect(okta):
    call(okta, *BROKEN)
    call(okta, *ASSIGN_ADA)
    okta.engine.close()

    ended = events(okta)[-1]

    assert (ended.counts["failures"], ended.counts["expectations"], ended.judged) == (1, 0, False)
    assert verdict(ended) == ("dim", "Nothing was expected")


def test_in_the_end_it_is_said_who_is_where(okta):
    call(okta, *ASSIGN_ADA)
    call(okta, "POST", "/simulator/v1/acts", {"hub": {"delete_member": "ada"}})
    okta.engine.close()

    rows = [event for event in events(okta) if isinstance(event, Standing)]
    findings = [event for event in events(okta) if isinstance(event, Finding)]

    assert [(row.user, row.agrees) for row in rows] == [("ada", False)]
    assert [finding.subject for finding in findings] == ["ada"]


def test_a_quirk_switched_on_and_off_is_given_back_as_steps_that_play_to_the_same_traffic(okta):
    quirk = ("POST", "/simulator/v1/hub/quirks", {"name": "ignore-active", "on": True})
    leave = ("DELETE", f"{APP}/users/{{ada}}", None)
    for one in (
        ASSIGN_ADA,
        quirk,
        leave,
        ("POST", quirk[1], {"name": "ignore-active", "on": False}),
        ASSIGN_ADA,
        leave,
    ):
        call(okta, *one)

    text = okta.call("GET", "/simulator/v1/scenario.yaml").text
    again = list(prepare(load_text(text, "recorded.yaml"), Choice(verify=False), {}).events())

    assert [line.strip() for line in text.splitlines() if "quirk" in line] == [
        "- hub: {set_quirk: ignore-active}", "- hub: {set_quirk: {name: ignore-active, on: false}}",
    ]  # fmt: skip
    assert traffic(again) == traffic(events(okta))
    puts = [one.response["body"]["active"] for one in again if isinstance(one, Exchange)
            if one.request["method"] == "PUT" and not one.request["body"]["active"]]  # fmt: skip
    assert puts == [True, False]


@pytest.mark.parametrize("lasts", [600, "600", "10m"])
def test_a_fault_for_a_time_is_given_back_however_the_time_was_written(okta, lasts):
    fault = {"on": "POST /Users", "html": 400, "lasts": lasts}
    assert okta.ok("POST", "/simulator/v1/hub/faults", fault) == fault
    okta.call("POST", "/simulator/v1/hub/faults", {"on": "GET /Groups", "delay": 61})
    call(okta, *ASSIGN_ADA)
    call(okta, "POST", "/simulator/v1/clock/advance", {"seconds": 600})
    call(okta, "POST", f"{OURS}/tasks/retry", {"userId": "{ada}"})

    text = okta.call("GET", "/simulator/v1/scenario.yaml").text
    again = list(prepare(load_text(text, "recorded.yaml"), Choice(verify=False), {}).events())

    assert [line.strip() for line in text.splitlines() if "fault" in line] == [
        '- fault: {on: POST /Users, lasts: "600s", html: 400}', '- fault: {on: GET /Groups, delay: "61s"}',
    ]  # fmt: skip
    assert traffic(again) == traffic(events(okta))
    assert [one.response["status"] for one in again if isinstance(one, Exchange)][1::2] == [400, 201]


def test_a_password_is_in_no_step_and_in_no_scenario(okta):
    call(okta, "POST", USERS, {"profile": MIA, **PASSWORD})

    text = okta.call("GET", "/simulator/v1/scenario.yaml").text

    assert "Not-a-secret" not in text + "".join(line.line for line in okta.engine.record.after(0))
    assert "password: <password>" in text or 'password: "<password>"' in text


def test_a_token_pasted_at_an_endpoint_is_read_from_a_variable_in_the_scenario():
    scenario, clock = load_text(WELCOME.read_text("utf-8"), WELCOME.name), MovableClock()
    endpoint = ("http://127.0.0.1:9/scim/v2", "a-first-scim-token")
    with Engine(lambda _: make(scenario, Opening(), clock, endpoint=endpoint), clock, Redactor()) as engine:
        with engine.act(SimpleNamespace(request_id="1", kind="api", signed=dict)) as act:
            act.do(Configure.of(stub_token="another-scim-token"))
        recorded = load_text(engine.recorded(), "recorded.yaml")

    assert recorded.steps[0].argument == Configure.of(token_env="NEW_SCIM_TOKEN")


def test_a_loaded_state_is_no_scenario(okta):
    okta.call("PUT", "/simulator/v1/state", okta.ok("GET", "/simulator/v1/state"))

    assert okta.refused("GET", "/simulator/v1/scenario.yaml") == (400, "E0000001")


@pytest.mark.parametrize(
    "body, said",
    [
        ({"push_nou": "team"}, "did you mean `push_now`?"),
        ({"push_now": None}, "`push_now` needs a value after the colon"),
        ({"push_group": {"group": "x", "names": "y"}}, "`push_group.names` is not a key here"),
        ({"assign_user": {}}, "`assign_user.user` is needed"),
        ({"check": None, "note": "x"}, "only a verb can stand here"),
        (["check"], "takes a verb"),
    ],
)
def test_an_act_that_cannot_be_read_is_refused_in_a_sentence(okta, body, said):
    answer = okta.call("POST", ACTS, body)

    assert answer.status_code == 400
    assert said in answer.get_json()["errorCauses"][0]["errorSummary"]


def test_a_call_about_another_app_is_no_step(okta):
    app = okta.ok("POST", "/api/v1/apps", {"name": "scim2headerauth", "label": "Other", "signOnMode": "AUTO_LOGIN"})
    okta.ok("POST", f"/api/v1/apps/{app['id']}/users", {"id": okta.user("ada")})

    assert [event for event in events(okta) if isinstance(event, StepStarted)] == []
