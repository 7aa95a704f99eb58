"""Expectations."""

import pytest

from simulator.scenario.parts.expect import Expect, LogExpectation


def expect(read, text: str) -> Expect:
    people = "users:\n  ada: {login: ada.lovelace@acme.test}\ngroups: {ml-team: [ada]}\n"
    body = "\n".join(f"      {line}" for line in text.splitlines())
    return read(f"{people}steps:\n  - check:\n    expect:\n{body}\n").steps[0].expect


def test_nothing_is_compared_that_is_not_written(read):
    written = expect(read, "outcome: nothing")

    assert written.model_fields_set == {"outcome"}
    assert (written.requests, written.log, written.tasks, written.findings, written.error) == ((), (), None, None, None)


def test_no_requests_is_an_expectation_of_its_own(read):
    assert expect(read, "requests: []").model_fields_set == {"requests"}
    assert expect(read, "requests:").model_fields_set == {"requests"}


@pytest.mark.parametrize("written, value", [("0", 0), ("3", 3), ("any", "any")])
def test_findings_are_a_number_or_any(read, written, value):
    assert expect(read, f"findings: {written}").findings == value


def test_requests_have_a_short_and_a_long_form(read):
    short, long = expect(
        read,
        """\
requests:
  - POST /Users -> 201
  - request: PUT /Users/{ada} -> 200
    body: {active: false, name.givenName: Ada, "emails[0].value": 007, nickName: null}
    body_lacks: [password]
    headers: {User-Agent: Okta SCIM Client 1.0.0}
    headers_lack: [Content-Type]
    response: {detail: /username/i, status: "400"}
""",
    ).requests

    assert (short.request.text, short.body, short.body_lacks) == ("POST /Users -> 201", None, ())
    assert long.request.path == "/Users/{ada}"
    assert long.body == {"active": False, "name.givenName": "Ada", "emails[0].value": "007", "nickName": None}
    assert (long.body_lacks, long.headers_lack) == (("password",), ("Content-Type",))
    assert long.headers == {"User-Agent": "Okta SCIM Client 1.0.0"}
    assert long.response == {"detail": "/username/i", "status": "400"}


def test_expected_empty_body_differs_from_an_uncompared_one(read):
    empty, uncompared = expect(read, "requests:\n  - {request: GET /Users, body_is: null}\n  - GET /Users").requests

    assert "body_is" in empty.model_fields_set
    assert "body_is" not in uncompared.model_fields_set


def test_log_entries_may_name_a_result(read):
    log = expect(read, "log:\n  - application.user_membership.add\n  - {application.provision.user.push: FAILURE}").log

    assert [(entry.event_type, entry.result) for entry in log] == [
        ("application.user_membership.add", None),
        ("application.provision.user.push", "FAILURE"),
    ]


def test_log_entry_made_in_python_passes():
    entry = LogExpectation(event_type="application.user_membership.add")

    assert Expect(log=[entry]).log == (entry,)


def test_null_means_that_it_is_not_there(read):
    okta = expect(read, "okta:\n  users: {ada: null}\n  groups: {ml-team: ~}").okta

    assert (okta.users, okta.groups) == ({"ada": None}, {"ml-team": None})


def test_null_error_and_id_are_expectations(read):
    user = expect(read, "okta: {users: {ada: {error: null, external_id: null}}}").okta.users["ada"]

    assert user.model_fields_set == {"error", "external_id"}
    assert (user.error, user.external_id) == (None, None)


def test_provider_and_hub_are_read(read):
    written = expect(
        read,
        """\
provider:
  users: {ada-lovelace: {active: true}, grace-h: }
  no_users: [ada]
  groups: {ml-team: [ada-lovelace], empty: []}
  no_groups: [old]
hub:
  members: {ada-lovelace: active, gone: null}
  resource_groups: {gpu: {ada-lovelace: write}}
""",
    )

    assert written.provider.users == {"ada-lovelace": {"active": True}, "grace-h": {}}
    assert written.provider.groups == {"ml-team": ("ada-lovelace",), "empty": ()}
    assert (written.provider.no_users, written.provider.no_groups) == (("ada",), ("old",))
    assert written.hub.members == {"ada-lovelace": "active", "gone": None}
    assert written.hub.resource_groups == {"gpu": {"ada-lovelace": "write"}}


@pytest.mark.parametrize("status", [
    "ACTIVE", "APPROVED", "DEPROVISIONED", "IMPLICIT", "IMPORTED", "INACTIVE", "MATCHED", "PENDING", "PROVISIONED",
    "REVOKED", "STAGED", "SUSPENDED", "UNASSIGNED",
])  # fmt: skip
def test_an_app_user_may_be_expected_in_each_status_okta_names(read, status):
    assert expect(read, f"okta: {{users: {{ada: {{status: {status}}}}}}}").okta.users["ada"].status == status


@pytest.mark.parametrize("result", ["SUCCESS", "FAILURE", "SKIPPED", "ALLOW", "DENY", "CHALLENGE", "UNKNOWN"])
def test_an_event_may_be_expected_with_each_result_okta_names(read, result):
    assert expect(read, f"log: [{{user.authentication.sso: {result}}}]").log[0].result == result


def test_every_expectation_knows_its_line(read):
    written = expect(
        read, "requests:\n  - POST /Users\n  - GET /Users\nokta:\n  users:\n    ada:\n      status: STAGED\ntasks: 0"
    )

    assert written.line() == 8
    assert written.line("requests") == 8
    assert written.line("requests", 1) == 10
    assert written.line("okta", "users", "ada", "status") == 14
    assert written.line("okta", "users", "ada", "error") == 13
    assert written.line("tasks") == 15
    assert written.line("hub", "members") == 8


def test_expectation_made_in_python_has_no_line():
    assert Expect(outcome="success").line("outcome") == 0


def test_expectation_keeps_its_lines_when_it_is_passed_on(read):
    written = expect(read, "tasks: 0")

    assert Expect.model_validate(written).line("tasks") == 8
