"""A System Log entry, field by field."""

import os
from pathlib import Path

import pytest

from simulator.okta.journal import LogRow
from simulator.okta.system_log import ADMINISTRATOR, SEVERITIES, SYSTEM, entry
from simulator.okta.system_log_catalogue import CATALOGUE

TARGETS = (
    ("AppUser", "0ua1", "mia.lund@example.com", "Mia Lund"),
    ("AppInstance", "0oa1", "scim2headerauth", "Roster"),
    ("User", "00u1", "mia.lund@example.com", "Mia Lund"),
)


def written(event_type: str = "application.provision.user.sync", **members: object) -> dict[str, object]:
    given: dict[str, object] = {"targets": TARGETS, "transaction": "puj4Bq8nC1fJ6d1m3w00"}
    row = LogRow(event_type, **{**given, **members})  # type: ignore[arg-type]
    return entry(row, "2026-01-05T09:00:00.000Z", "5b0d6a1e-b7c2-11f0-9f2a-6d1c84e2a907")


def test_an_entry_of_a_job_has_every_field_that_was_captured() -> None:
    assert written(outcome="FAILURE", app_name="scim2headerauth") == {
        "actor": {
            "id": SYSTEM.id,
            "type": "SystemPrincipal",
            "alternateId": "system@okta.com",
            "displayName": "Okta System",
            "detailEntry": None,
        },
        "client": {
            "userAgent": None,
            "zone": None,
            "device": None,
            "id": None,
            "ipAddress": None,
            "geographicalContext": None,
        },
        "device": None,
        "authenticationContext": {
            "authenticationProvider": None,
            "credentialProvider": None,
            "credentialType": None,
            "issuer": None,
            "interface": None,
            "authenticationStep": 0,
            "rootSessionId": None,
            "externalSessionId": "trs4Bq8nC1fJ6d1m3w00",
        },
        "displayMessage": "Sync user in external application",
        "eventType": "application.provision.user.sync",
        "outcome": {"result": "FAILURE", "reason": None},
        "published": "2026-01-05T09:00:00.000Z",
        "securityContext": {"asNumber": None, "asOrg": None, "isp": None, "domain": None, "isProxy": None},
        "severity": "ERROR",
        "debugContext": {"debugData": {"appname": "scim2headerauth"}},
        "legacyEventType": "app.user_management.provision_user_failed",
        "transaction": {"type": "JOB", "id": "puj4Bq8nC1fJ6d1m3w00", "detail": {}},
        "uuid": "5b0d6a1e-b7c2-11f0-9f2a-6d1c84e2a907",
        "version": "0",
        "request": {"ipChain": []},
        "target": [
            {
                "id": "0ua1",
                "type": "AppUser",
                "alternateId": "mia.lund@example.com",
                "displayName": "Mia Lund",
                "detailEntry": None,
            },
            {
                "id": "0oa1",
                "type": "AppInstance",
                "alternateId": "scim2headerauth",
                "displayName": "Roster",
                "detailEntry": None,
            },
            {
                "id": "00u1",
                "type": "User",
                "alternateId": "mia.lund@example.com",
                "displayName": "Mia Lund",
                "detailEntry": None,
            },
        ],
    }


def test_an_administrator_s_act_is_theirs_and_a_web_transaction() -> None:
    row = written("application.user_membership.add")

    assert row["actor"] == ADMINISTRATOR.as_json()
    assert row["transaction"]["type"] == "WEB"  # type: ignore[index]
    assert (row["severity"], row["legacyEventType"]) == ("INFO", "app.generic.provision.assign_user_to_app")


def test_what_an_administrator_does_may_be_the_work_of_a_job() -> None:
    row = written("application.user_membership.add", job=True, debug={"requestId": "r1"})

    assert row["actor"] == SYSTEM.as_json()
    assert row["transaction"]["type"] == "JOB"  # type: ignore[index]
    assert row["debugContext"] == {"debugData": {"requestId": "r1"}}


@pytest.mark.parametrize(
    ("reason", "shown"),
    [(None, None), ("", None), ("Conflict", "Conflict"), ("x" * 255, "x" * 255), ("x" * 256, "x" * 255)],
)
def test_a_reason_is_null_or_1_to_255_characters(reason: str | None, shown: str | None) -> None:
    assert written(outcome="FAILURE", reason=reason)["outcome"] == {"result": "FAILURE", "reason": shown}


def test_the_severity_follows_from_the_outcome() -> None:
    outcomes = {
        "INFO": {"SUCCESS", "ALLOW", "CHALLENGE", "UNKNOWN", "DEFERRED", "SCHEDULED"},
        "WARN": {"SKIPPED", "DENY", "RATE_LIMIT", "ABANDONED", "UNANSWERED"},
        "ERROR": {"FAILURE"},
    }
    shown = {
        severity: {one for one in SEVERITIES if written(outcome=one)["severity"] == severity} for severity in outcomes
    }

    assert shown == outcomes


@pytest.mark.parametrize("wrong", [{"event_type": "application.provision.user.teleport"}, {"outcome": "MAYBE"}])
def test_what_okta_does_not_have_is_a_fault_of_the_program(wrong: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        written(**wrong)  # type: ignore[arg-type]


def test_without_a_transaction_there_is_no_session() -> None:
    row = written(transaction="")

    assert row["authenticationContext"]["externalSessionId"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    ("event_type", "message", "succeeded", "failed"),
    [
        (
            "application.provision.user.verify_exists",
            "Verify user exists in external application",
            "app.user_management.verified_user_with_thirdparty",
            "app.api.error.check_user_exists",
        ),
        (
            "application.provision.user.push",
            "Push new user to external application",
            "app.user_management.push_new_user",
            "app.api.error.create_user",
        ),
        (
            "application.provision.user.push_profile",
            "Push user's profile to external application",
            "app.user_management.push_profile_success",
            "app.api.error.push_profile_update",
        ),
        (
            "application.provision.user.reactivate",
            "Push user reactivation in external application",
            "app.user_management.reactivate_user",
            "app.api.error.reactivate_user",
        ),
        (
            "application.provision.user.deactivate",
            "Push user deactivation to external application",
            "app.user_management.deactivate_user",
            "app.api.error.deactivate_user",
        ),
        (
            "application.provision.user.deprovision",
            "Deprovision user from external application",
            "app.user_management.deprovision_task_complete",
            "app.user_management.deprovision_task_complete",
        ),
        ("application.provision.group.add", "Add group in external application", None, "app.api.error.create.group"),
        ("application.integration.authentication_failure", "Error authenticating", None, "app.api.error.auth"),
        (
            "user.lifecycle.create",
            "Create okta user",
            "core.user.config.user_creation.success",
            "core.user.config.user_creation.failure",
        ),
    ],
)
def test_messages_and_former_names_are_okta_s(
    event_type: str, message: str, succeeded: str | None, failed: str | None
) -> None:
    assert written(event_type)["displayMessage"] == message
    assert written(event_type)["legacyEventType"] == succeeded
    assert written(event_type, outcome="FAILURE")["legacyEventType"] == failed


@pytest.mark.parametrize("event_type", sorted(CATALOGUE))
def test_every_message_is_one_sentence_without_its_full_stop(event_type: str) -> None:
    message = CATALOGUE[event_type].message

    assert message == message.strip()
    assert 5 < len(message) < 80
    assert not message.endswith(".")


def test_the_catalogue_reads_as_recorded() -> None:
    """Event type, who writes it, message and former names, a row each; OKTASIM_UPDATE_GOLDEN=1 writes them anew."""
    golden = Path(__file__).with_name("event_types.tsv")
    rows = (
        (name, row.transaction, row.message, row.legacy or "-", row.legacy_failure or "-")
        for name, row in sorted(CATALOGUE.items())
    )
    shown = "".join("\t".join(row) + "\n" for row in rows)
    if os.environ.get("OKTASIM_UPDATE_GOLDEN") == "1":
        golden.write_text(shown, encoding="utf-8")

    assert shown == golden.read_text(encoding="utf-8")
