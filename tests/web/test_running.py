"""The simulator's own state: jobs, clock, reset, the Hub's pages."""

import json

import pytest


def test_a_429_is_waited_out_by_moving_the_clock(okta) -> None:
    fault = {"on": "GET /Users", "respond": {"status": 429, "headers": {"Retry-After": "3600"}}, "times": 1}
    okta.ok("POST", "/simulator/v1/hub/faults", fault)
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada")})
    assert okta.ok("POST", "/simulator/v1/jobs/wait?timeout=0.3") == {"idle": False}
    assert okta.ok("GET", "/simulator/v1/jobs")["waiting"] == 1
    before = okta.engine.clock.now()
    assert okta.ok("POST", "/simulator/v1/clock/advance", {"seconds": 3600})["now"] >= before + 3600
    assert okta.ok("POST", "/simulator/v1/jobs/wait?timeout=5") == {"idle": True}
    assert okta.traffic() == ["GET /Users 429", "GET /Users 200", "POST /Users 201"]


def test_a_job_that_is_put_off_is_shown_and_runs_when_it_falls_due(okta) -> None:
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "POST /Groups", "respond": {"status": 502}, "times": 1})
    body = {"sourceGroupId": okta.group("ml-team"), "targetGroupName": "ml-team"}
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/group-push/mappings", body)
    assert okta.traffic() == ["GET /Groups 200", "POST /Groups 502"]
    (later,) = okta.ok("GET", "/simulator/v1/jobs")["scheduled"]
    assert (later["operation"], later["subject"], later["attempt"]) == ("push_group", okta.group("ml-team"), 2)
    okta.ok("POST", "/simulator/v1/clock/advance", {"seconds": 300})
    assert "POST /Groups 201" in okta.traffic()
    assert okta.ok("GET", "/simulator/v1/jobs") == {"waiting": 0, "scheduled": []}


@pytest.mark.parametrize("timeout, status", [("600", 200), ("600.5", 400), ("-1", 400), ("soon", 400)])
def test_nobody_waits_for_jobs_longer_than_ten_minutes(okta, timeout, status) -> None:
    assert okta.call("POST", f"/simulator/v1/jobs/wait?timeout={timeout}").status_code == status


@pytest.mark.parametrize("body", [{}, {"seconds": -1}, {"seconds": "1"}, {"seconds": True}, {"seconds": 1e99}])
def test_a_jump_that_cannot_be_is_refused(okta, body) -> None:
    assert okta.refused("POST", "/simulator/v1/clock/advance", body) == (400, "E0000001")


def test_a_reset_begins_again_with_org_hub_and_log_while_the_transcript_goes_on(okta) -> None:
    okta.assigned("ada")
    okta.person("mia.lund@acme.test")
    seen = len(okta.engine.record.after(0))
    assert okta.call("POST", "/simulator/v1/reset").status_code == 204
    assert len(okta.ok("GET", "/api/v1/users")) == 3
    assert okta.ok("GET", f"/api/v1/apps/{okta.app_id}/users") == []
    assert okta.ok("GET", "/simulator/v1/hub/state")["members"] == {}
    assert okta.ok("GET", "/api/v1/logs") == []
    assert [line.kind for line in okta.engine.record.after(seen)][-2:] == ["run_finished", "run_started"]


def test_the_hubs_pages_can_be_used_but_its_token_is_not_changed_here(okta) -> None:
    assert okta.ok("GET", "/simulator/v1/hub/state")["organization"] == "acme"
    assert okta.call("DELETE", "/simulator/v1/hub/faults").status_code == 204
    assert okta.call("POST", "/simulator/v1/hub/quirks", {"name": "none", "on": True}).status_code == 400
    assert okta.refused("POST", "/simulator/v1/hub/token") == (403, "E0000006")


def test_a_quirk_is_switched_as_on_the_hubs_own_page(okta) -> None:
    page = "/simulator/v1/hub/quirks"
    assert okta.ok("POST", page, {"name": "no-patch"}) == {"quirks": ["no-patch"]}
    assert okta.ok("POST", page, {"name": "empty-201", "on": True}) == {"quirks": ["empty-201", "no-patch"]}
    assert okta.ok("POST", page, {"name": "no-patch", "on": False}) == {"quirks": ["empty-201"]}
    assert okta.ok("GET", "/simulator/v1/hub/state")["quirks"] == ["empty-201"]


@pytest.mark.parametrize(
    "body, said",
    [
        ({"name": "no-pach"}, "unknown quirk 'no-pach'; did you mean 'no-patch'?"),
        ({"name": "no-patch", "on": "no"}, "on: true or false is expected"),
        ("no-patch", "a JSON object is expected"),
    ],
)
def test_what_is_no_quirk_is_refused_in_the_pages_own_words(okta, body, said) -> None:
    answer = okta.call("POST", "/simulator/v1/hub/quirks", json.dumps(body))
    assert (answer.status_code, answer.get_json()) == (400, {"error": said})
    assert okta.engine.steps_done == []


def test_at_an_endpoint_there_are_no_hub_pages(okta, monkeypatch) -> None:
    monkeypatch.setattr(okta.engine.instance.tenant, "hub", None)
    assert okta.refused("GET", "/simulator/v1/hub/state") == (404, "E0000007")
