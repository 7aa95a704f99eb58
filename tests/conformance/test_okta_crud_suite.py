"""Okta's CRUD test against the bundled Hub: an Okta in process acts in the suite's order, and the suite reads between.

Sources: okta-wire 12, V23; huggingface-scim 14: its usernames are e-mail addresses, which takes the quirk any-username.
"""

import pytest

from provider_stub import Settings, create_app
from simulator.conformance import checks
from simulator.play import transcript
from simulator.play.transcript import Exchange
from tests.conformance.conftest import ACCOUNTS, TOKEN

LENIENT = frozenset({"any-username"})
METHODS = {
    "aiw": ["GET POST", "GET PUT", "GET PUT", "GET GET PUT GET PUT", "GET PUT"],
    "oin": ["GET POST", "GET PUT", "PATCH", "GET PATCH GET PUT", "PATCH"],
}
"""What Okta sends before each read: create, read and write back, and two rounds for a match that is inactive (okta-wire
2 to 4)."""


def sent(seen):
    """The methods of each step, without the suite's own read at its end."""
    return [" ".join(one.request["method"] for one in result.exchanges[:-1]) for result in seen.results]


@pytest.mark.parametrize("integration", METHODS)
def test_the_suite_passes_and_its_user_is_deleted_again(conform, integration):
    seen = conform("crud", quirks=LENIENT, integration=integration)

    assert (seen.unlike("passed"), sent(seen)) == ([], METHODS[integration])
    assert (len(seen.run.made), seen.run.left) == (1, [])
    assert [result.okta_says for result in seen.results] == [()] * 5
    own = [one.request["method"] for one in seen.events if isinstance(one, Exchange) and one.origin == "verify"]
    assert own == ["GET", "DELETE", "GET"]


def test_by_the_hubs_rules_the_suite_fails_at_its_first_create(conform):
    seen = conform("crud")

    assert list(seen.verdicts.values()) == ["failed", "not run", "not run", "not run", "not run"]
    assert seen.broken("created")[0] == ("Resources[0].userName", "not there")
    (said,) = seen.results[0].okta_says
    assert "Error while creating user" in said
    assert seen.run.made == []
    assert [result.reason.rpartition('"')[2] for result in seen.results[1:]] == [
        ", which failed", ", which failed", ", which was not run", ", which was not run",
    ]  # fmt: skip


def test_a_service_that_does_not_deactivate_fails_there_and_what_needs_it_is_not_run(conform):
    seen = conform("crud", quirks=LENIENT | {"ignore-active"})

    assert seen.verdicts == {
        "created": "passed", "updated": "passed", "deactivated": "failed", "reactivated": "not run",
        "unassigned": "not run",
    }  # fmt: skip
    assert seen.broken("deactivated") == [("active", "true")]


def test_a_service_that_deletes_instead_has_nobody_to_read(conform):
    seen = conform("crud", quirks=LENIENT | {"hard-delete-on-inactive"})

    ((what, came),) = seen.broken("deactivated")
    assert (what, came[:3]) == ("HTTP status", "404")
    assert seen.run.left == []


def test_without_patch_a_catalogue_app_cannot_deactivate_and_okta_says_so(conform):
    seen = conform("crud", quirks=LENIENT | {"no-patch"}, integration="oin")

    assert seen.verdicts["deactivated"] == "failed"
    assert any("deactivat" in said for said in seen.results[2].okta_says)


def test_a_service_that_finds_somebody_under_a_new_name_is_not_written_to(conform):
    """Okta would take over whom the look-up gives: with a filter that is ignored, a stranger's account."""
    hub = create_app(Settings(token=TOKEN, accounts=ACCOUNTS, quirks=LENIENT))

    def unfiltered(environ, start):
        return hub(environ | {"QUERY_STRING": "startIndex=1&count=100"}, start)

    seen = conform("crud", unfiltered)

    assert {one.request["method"] for one in seen.events if isinstance(one, Exchange)} == {"GET"}
    ((what, came),) = seen.broken("created")
    assert "look-up of Runscope" in what
    assert came == "somebody, whose account Okta would take over"


def test_who_cannot_be_deleted_is_left_inactive_and_named(conform):
    hub = create_app(Settings(token=TOKEN, accounts=ACCOUNTS, quirks=LENIENT | {"optional-external-id"}))

    def keeping(environ, start):
        if environ["REQUEST_METHOD"] != "DELETE":
            return hub(environ, start)
        start("405 Method Not Allowed", [])
        return [b""]

    for suite in ("spec", "crud"):
        seen = conform(suite, keeping)

        assert seen.unlike("passed") == []
        (left,) = seen.run.left
        assert left.endswith("is there, inactive; DELETE was answered 405")
        assert [one.text for one in seen.events if isinstance(one, transcript.Warning)] == [f"left behind: {left}"]


def test_whom_an_answer_does_not_name_is_looked_for_and_deleted(conform):
    seen = conform("spec", quirks=LENIENT | {"optional-external-id", "empty-201"})

    assert seen.verdicts["create"] == "failed"
    assert (len(seen.run.made), seen.run.left) == (1, [])


def test_a_create_that_okta_cannot_read_is_seen_by_the_suite_and_fails_where_okta_has_no_account(conform):
    seen = conform("crud", quirks=LENIENT | {"empty-201"})

    assert seen.verdicts["created"] == "passed"
    assert "Error while creating user" in seen.results[0].okta_says[0]
    assert seen.broken("updated")[0][0] == "name.givenName"
    assert (len(seen.run.made), seen.run.left) == (1, [])


def test_the_steps_are_the_published_reads_with_what_is_done_in_okta_before():
    assert [step.name for step in checks("crud")] == [
        "Verify if user is created in SCIM App",
        "Verify firstname update in SCIM App",
        "Verify if user is deactivated in SCIM App",
        "Verify if user is reactivated in SCIM App",
        "Verify if user is deactivated in SCIM App",
    ]
