"""Okta's SPEC test against the bundled Hub, with and without its quirks.

Sources: okta-wire 12, which expectations the suite has; huggingface-scim 14, which of them the Hub can meet.
"""

import json
import re

import pytest
from flask import Flask, Response, request
from werkzeug.test import Client

from provider_stub import Settings, create_app
from simulator.conformance import checks
from simulator.conformance.step import Facts
from simulator.play.transcript import Wait
from tests.conformance.conftest import ACCOUNTS, TOKEN

LENIENT = frozenset({"any-username", "optional-external-id"})
NOT_CREATED = {"create": "failed", "created": "not run", "create-again": "not run"}


def test_with_any_username_and_no_external_id_needed_the_whole_suite_passes(conform):
    seen = conform("spec", quirks=LENIENT)

    assert (len(seen.results), seen.unlike("passed"), seen.run.left) == (12, [], [])


def test_by_the_hubs_rules_all_but_creating_passes(conform):
    seen = conform("spec")

    assert {key: seen.verdicts[key] for key in seen.unlike("passed")} == NOT_CREATED
    assert seen.results[6].reason == 'it needs "Required Test: Create Okta user with realistic values", which failed'
    assert (seen.events[0].scenario, seen.events[0].file) == ("Okta SCIM 2.0 SPEC Test", "Okta-SCIM-20-SPEC-Test.json")
    assert f"Source: {seen.run.suite.source}" in seen.events[0].description
    assert "okta.com/docs/guides/scim-provisioning-integration-prepare/" in seen.run.suite.source
    assert (seen.events[-1].kept, seen.events[-1].seconds < 60) == (False, True)
    assert not any(isinstance(event, Wait) for event in seen.events)


@pytest.mark.parametrize(("quirk", "refused"), [("any-username", "externalId"), ("optional-external-id", "userName")])
def test_creating_breaks_two_of_the_hubs_rules_so_that_one_quirk_is_not_enough(conform, quirk, refused):
    seen = conform("spec", quirks=frozenset({quirk}))

    assert list(seen.unlike("passed")) == list(NOT_CREATED)
    ((what, came),) = seen.broken("create")
    assert what == "HTTP status"
    assert came.startswith(f"400 Bad Request: {refused}: ")


def test_in_the_hubs_own_error_shape_the_steps_about_errors_do_not_pass(conform):
    assert conform("spec", quirks=LENIENT, errors="hub").unlike("passed") == ["invalid-id", "status-401", "status-404"]


def test_usernames_told_apart_by_case_pass_the_step_about_capitals_too(conform):
    assert conform("spec", quirks=LENIENT | {"case-sensitive-username"}).unlike("passed") == []


def test_on_basic_sso_nobody_without_an_account_can_be_created(conform):
    hub = create_app(Settings(token=TOKEN, accounts=ACCOUNTS, sso="basic", quirks=LENIENT))
    ada = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada", "active": True}
    ada |= {"name": {"givenName": "Ada", "familyName": "Lovelace"}}
    ada |= {"emails": [{"value": "ada@acme.test", "type": "work", "primary": True}]}
    base = "/api/organizations/acme/scim-provisioning/v2"
    made = Client(hub).post(f"{base}/Users", json=ada, headers={"Authorization": f"Bearer {TOKEN}"})
    assert made.status_code == 201

    assert conform("spec", hub, sso="basic").unlike("passed") == list(NOT_CREATED)


@pytest.mark.parametrize(
    ("quirk", "failing"),
    [
        ("numbers-as-strings", {"users": ["itemsPerPage", "startIndex", "totalResults"]}),
        ("lower-case-list-keys", {"users": ["Resources"]}),
        ("no-filter", {"invalid-username": ["HTTP status"], "random-user": ["HTTP status"]}),
        ("empty-201", {"create": ["active"]}),
        ("list-instead-of-user", {"user-by-id": ["id"], "created": ["userName"]}),
    ],
)
def test_each_way_of_misbehaving_fails_where_it_shows(conform, quirk, failing):
    seen = conform("spec", quirks=LENIENT | {quirk})

    for key, members in failing.items():
        assert seen.verdicts[key] == "failed"
        assert [what for what, _ in seen.broken(key)][: len(members)] == members


def test_every_assertion_that_fails_comes_with_one_sentence_that_names_its_source(conform):
    seen = conform("spec", quirks=frozenset({"numbers-as-strings", "html-errors"}))

    broken = [one for result in seen.results for one in result.broken]
    assert len(broken) > 5
    for one in broken:
        assert one.remedy.endswith(".")
        assert "RFC " in one.remedy or "Okta" in one.remedy


def test_a_service_without_users_fails_the_first_step_and_the_second_is_not_run(conform):
    app = Flask("empty")

    @app.route("/<path:path>", methods=["GET", "POST", "DELETE"])
    def answer(path: str) -> Response:
        page = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "Resources": []}
        page |= {"totalResults": 0, "startIndex": 1, "itemsPerPage": 0}
        return Response(json.dumps(page), 200, content_type="application/scim+json")

    seen = conform("spec", app)

    assert seen.broken("users")[0] == ("Resources", "[]")
    assert seen.verdicts["user-by-id"] == "not run"
    assert [result.step.optional for result in seen.results if result.step.key == "groups"] == [True]


def test_the_requests_are_those_of_the_published_file(conform):
    heard, bodies = [], []
    users = "/api/organizations/acme/scim/v2/Users"
    app = Flask("heard")

    @app.route("/<path:path>", methods=["GET", "POST", "DELETE"])
    def answer(path: str) -> Response:
        if request.user_agent.string.startswith("OKTA SCIM") or request.method == "POST":
            heard.append((request.method, request.path, request.headers.get("Authorization"), request.content_type))
        bodies.extend([request.json] if request.method == "POST" else [])
        return Response("{}", 201 if request.method == "POST" else 404, content_type="application/scim+json")

    facts = conform("spec", app).run.facts

    assert bodies == [
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": facts.email,
            "name": {"givenName": facts.given, "familyName": facts.family},
            "emails": [{"primary": True, "value": facts.email, "type": "work"}],
            "displayName": f"{facts.given} {facts.family}",
            "active": True,
        }
    ]
    reading = "application/scim+json; charset=utf-8"
    assert heard[0] == ("GET", users, f"Bearer {TOKEN}", reading)
    assert ("POST", users, f"Bearer {TOKEN}", "application/json") in heard
    assert [authorization for *_, authorization, _ in heard].count("non-token") == 1


def test_the_names_are_new_for_each_seed_and_the_same_for_one():
    made = [Facts.of("spec", seed).email for seed in (1, 1, 2)]

    assert made[0] == made[1] != made[2]
    assert re.fullmatch("Runscope[0-9]{3}[A-Z][a-z]{8}[0-9]{3}@atko.com", made[0])
    assert Facts.of("crud", 1).email != made[0]


def test_the_steps_bear_their_published_names_in_their_order():
    assert [step.name for step in checks("spec")][:3] == [
        "Required Test: Test Users endpoint",
        "Required Test: Get Users/{{id}}",
        "Required Test: Test invalid User by username",
    ]
    assert [step.name.split()[0] for step in checks("spec")].count("Optional") == 1
    assert len({step.key for step in checks("spec")}) == len(checks("spec")) == 12
