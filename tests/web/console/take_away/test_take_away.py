"""What is taken away: the session as a scenario that plays to the same requests, the run in each format, no secret."""

import json
import re

import pytest

from simulator.play.setup import Choice, prepare
from simulator.play.transcript import RunFinished, parse
from simulator.reports.chapters import in_steps
from simulator.scenario.loading import load_text
from simulator.web.console.take_away import routes
from simulator.web.console.take_away.routes import REPORTS
from tests.web.test_recorded import traffic

PASSWORD = "Correct-Horse-9-Battery"


def press(visitor, what, alias="ada"):
    visitor.does("/what-if", what=what, person=visitor.okta.user(alias))


@pytest.mark.parametrize("story", [
    ["dot"],
    ["dot", "leave", "return"],
    ["marry", "leave", "return", "marry"],
    ["page", "marry", "disarm", "marry"],
    ["down", "leave", "disarm", "return"],
    ["token", "marry", "paste", "marry", "hour"],
    ["limited", "hour", "marry", "day"],
])  # fmt: skip
def test_the_session_plays_to_the_same_requests(visitor, story):
    visitor.okta.assigned("ada")
    for what in story:
        press(visitor, what)
    visitor.okta.settle()

    answer = visitor.client.get("/take-away/session.yaml")
    again = list(prepare(load_text(answer.text, "session.yaml"), Choice(verify=False), {}).events())
    done = list(in_steps(parse(line.line) for line in visitor.okta.engine.record.after(0)))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="welcome-session.yaml"'
    assert traffic(again) == traffic(done)
    assert len(traffic(done)) > 10
    assert [one for one in again if one.kind == "expectation" and not one.held] == []
    failed = [one for one in done if one.kind == "step_finished" and one.outcome == "failure"]
    assert answer.text.count("expect: {outcome: failure}") == len(failed)


def test_what_okta_waited_for_is_in_the_session_too(visitor):
    visitor.okta.assigned("ada")
    press(visitor, "limited")
    visitor.okta.ok("POST", "/simulator/v1/acts", {"update_user": {"user": "ada", "profile": {"lastName": "King"}}})
    visitor.awaits(lambda: visitor.okta.engine.record.recent()[-1][1].kind == "wait")
    press(visitor, "minutes")
    visitor.okta.settle()

    text = visitor.client.get("/take-away/session.yaml").text
    again = list(prepare(load_text(text, "session.yaml"), Choice(verify=False), {}).events())

    assert traffic(again) == traffic(list(in_steps(parse(line.line) for line in visitor.okta.engine.record.after(0))))


def test_a_loaded_state_is_refused_in_words(visitor):
    state = visitor.okta.ok("GET", "/simulator/v1/state")
    visitor.okta.ok("PUT", "/simulator/v1/state", state)

    assert "This session cannot be taken away as a scenario: a state was loaded here" in visitor.get("/")
    assert "/take-away/session.yaml" not in visitor.get("/")
    refused = visitor.client.get("/take-away/session.yaml")
    assert refused.status_code == 400
    assert "A state was loaded here, and no scenario declares one; reset begins with a scenario." in refused.text


@pytest.mark.parametrize("name, beginning", [
    ("html", "<!DOCTYPE html>"), ("markdown", "# "), ("har", '{"log":'), ("curl", "#!/bin/sh"),
    ("mermaid", "# "), ("jsonl", '{"event":"run_started"'),
])  # fmt: skip
def test_the_run_is_taken_away_in_each_format(visitor, name, beginning):
    visitor.okta.assigned("ada")
    answer = visitor.client.get(f"/take-away/run/{name}")

    assert answer.status_code == 200
    assert answer.text.lower().lstrip().startswith(beginning.lower()), answer.text[:80]
    assert "ada" in answer.text
    assert answer.headers["Content-Disposition"] == f'attachment; filename="welcome{REPORTS[name][1]}"'
    assert answer.mimetype == REPORTS[name][2]
    assert f'href="/take-away/run/{name}"' in visitor.get("/")


def test_a_format_that_is_none_is_not_there(visitor):
    assert visitor.client.get("/take-away/run/junit").status_code == 404
    assert visitor.client.get("/take-away/run/terminal").status_code == 404


def test_only_this_run_is_taken_and_it_says_how_it_stands(visitor):
    visitor.okta.assigned("grace")
    visitor.okta.engine.begin_again()
    visitor.okta.assigned("ada")

    lines = visitor.client.get("/take-away/run/jsonl").text.splitlines()
    ended = parse(lines[-1])

    assert json.loads(lines[0])["event"] == "run_started"
    assert "grace" not in "".join(lines)
    assert isinstance(ended, RunFinished)
    assert (ended.counts["steps"], ended.counts["requests"], ended.judged) == (1, 2, False)
    assert "cut off" not in visitor.client.get("/take-away/run/markdown").text
    assert [parse(line.line).kind for line in visitor.okta.engine.record.after(0)].count("run_finished") == 1


def test_steps_that_ran_side_by_side_are_told_one_after_the_other(visitor):
    for alias in ("ada", "grace", "linus"):
        visitor.okta.ok("POST", "/simulator/v1/acts", {"assign_user": alias})
    visitor.okta.settle()
    shown = visitor.client.get("/take-away/run/markdown").text

    headings = re.findall(r"^## .* assigns a person to the app: (\w+)$", shown, re.MULTILINE)
    assert headings == ["ada", "grace", "linus"], shown


def test_the_file_is_named_after_the_scenario_s(visitor):
    for file, stem in (
        ("quickstart.yaml", "quickstart"),
        ('a"b\r\n/..//;x y.yaml', "x-y"),
        ("ünï.yaml", "n"),
        ("", "scenario"),
    ):
        visitor.okta.engine.begin_again(load_text("name: one\n", file))
        answer = visitor.client.get("/take-away/session.yaml")
        assert f'filename="{stem}-session.yaml"' in answer.headers["Content-Disposition"], file


def test_no_secret_is_in_any_of_them(visitor, tokens):
    visitor.okta.ok("PUT", f"/simulator/v1/apps/{visitor.okta.app_id}/provisioning",
                    {"features": ["create_users", "update_user_attributes", "sync_password"]})  # fmt: skip
    visitor.okta.ok(
        "POST", f"/api/v1/users/{visitor.okta.user('ada')}", {"credentials": {"password": {"value": PASSWORD}}}
    )
    visitor.okta.assigned("ada")
    press(visitor, "token")
    press(visitor, "marry")
    press(visitor, "paste")
    press(visitor, "marry")
    new = visitor.okta.engine.instance.tenant.stub_token
    sent = [event for _, event in visitor.okta.engine.record.recent() if event.kind == "exchange"]
    assert any("password" in (one.request["body"] or {}) for one in sent)

    pages = ["/", "/wire", *(f"/wire/{number}" for number, _ in visitor.okta.engine.record.recent())]
    files = ["/take-away/session.yaml", *(f"/take-away/run/{name}" for name in REPORTS)]
    for path in (*pages, *files):
        text = visitor.client.get(path).text
        for secret in (PASSWORD, new, tokens.hub, tokens.api):
            assert secret not in text, (path, secret)


def test_what_has_become_known_as_a_secret_since_is_hidden_in_a_run_taken_later(visitor):
    visitor.okta.ok("POST", "/simulator/v1/acts",
                    {"update_user": {"user": "ada", "profile": {"nickName": "hf_SecretOfLater1"}}})  # fmt: skip
    visitor.okta.engine.redactor.add_token("hf_SecretOfLater1")

    assert "hf_SecretOfLater1" not in visitor.client.get("/take-away/run/jsonl").text


def test_a_long_run_says_that_it_is_long_and_comes_in_pieces(visitor, monkeypatch):
    assert "a long one" not in visitor.get("/")
    record = visitor.okta.engine.record
    line = record.after(0)[0]
    monkeypatch.setattr(routes, "LONG", 50)
    record._events.extend([line] * 50)

    assert "a long one of 51 events" in visitor.get("/")
    answer = visitor.client.get("/take-away/run/jsonl", buffered=False)
    assert answer.is_streamed
    assert sum(1 for _ in answer.response) == 52
