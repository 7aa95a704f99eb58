"""The connection test of okta-wire section 1."""

import pytest

from simulator.okta.actions import configuring
from simulator.okta.actions.record import Refused
from simulator.okta.flows.connection import as_typed
from simulator.okta.flows.starting import start

ALL = ("create_users", "update_user_attributes", "push_groups", "import_users", "import_groups")


def probe(w, *answers):
    return w.play(configuring.test_connection(w.org, w.app), *answers)


def test_the_result_ticks_what_is_selected_and_exercises_none_of_it(world, reply):
    w = world(features=["create_users", "push_groups"])

    conversation = probe(w, reply.found())

    assert conversation.outcome.text == "\n".join(
        [
            "Connector configured successfully",
            "✗ User Import",
            "✗ Import Profile Updates",
            "✓ Create Users",
            "✗ Update User Attributes",
            "✓ Push Groups",
            "✗ Import Groups",
        ]
    )
    assert len(conversation.requests) == 1
    assert w.rows == []


def test_a_catalogue_app_was_verified_successfully(world, reply):
    assert probe(world("oin"), reply.found()).outcome.text == "Hugging Face was verified successfully!"


def test_the_probe_is_the_same_every_time(world, reply):
    w = world(features=ALL)

    first = probe(w, reply.found(), reply.found())
    second = probe(w, reply.found(), reply.found())

    assert first.requests == second.requests


def test_a_refused_first_probe_is_the_end(world, reply):
    conversation = probe(world(features=ALL), reply.raw(500))

    assert len(conversation.requests) == 1
    assert not conversation.outcome.ok


@pytest.mark.parametrize(
    "status, event",
    [
        (401, "application.integration.authentication_failure"),
        (403, "application.integration.authentication_failure"),
        (404, "application.configuration.update"),
        (500, "application.configuration.update"),
    ],
)
def test_a_failed_test_is_logged_by_its_kind(world, reply, status, event):
    w = world()

    conversation = probe(w, reply.raw(status))

    assert w.log == [f"{event} FAILURE"]
    assert w.rows[0].reason == conversation.outcome.error


def test_a_429_is_shown_at_once_and_not_waited_out(world, reply):
    conversation = probe(world(), reply.raw(429, **{"Retry-After": "5"}))

    assert conversation.pauses == []
    assert conversation.outcome.error is not None
    assert conversation.outcome.error.startswith("Error authenticating: Too Many Requests. ")


def test_what_is_typed_is_tested_and_nothing_of_it_is_saved(world, reply):
    w = world(features=["create_users"])
    w.app.base_url, w.app.token = "https://saved.test/v2", "saved"
    jobs = configuring.test_connection(w.org, w.app, base_url="https://typed.test/v2", token="typed")

    tried = as_typed(w.app, jobs[0])

    assert (tried.base_url, tried.token) == ("https://typed.test/v2", "typed")
    assert (w.app.base_url, w.app.token) == ("https://saved.test/v2", "saved")
    (only_token,) = configuring.test_connection(w.org, w.app, token="typed")
    assert (as_typed(w.app, only_token).base_url, as_typed(w.app, only_token).token) == (
        "https://saved.test/v2",
        "typed",
    )
    (saved,) = configuring.test_connection(w.org, w.app)
    assert as_typed(w.app, saved) is w.app
    assert "typed" not in repr(jobs)


def test_what_is_typed_can_be_tested_before_the_api_integration_is_enabled(world, reply):
    w = world("oin")
    w.app.connected = False

    tried = w.play(configuring.test_connection(w.org, w.app, token="typed"), reply.found())

    assert tried.outcome.text == "Hugging Face was verified successfully!"
    assert start(w.org, configuring.test_connection(w.org, w.app)[0]) is None
    w.app.status = "INACTIVE"
    assert start(w.org, configuring.test_connection(w.org, w.app, token="typed")[0]) is None


def test_a_base_url_with_an_underscore_is_not_even_tested(world):
    w = world()

    with pytest.raises(Refused, match="underscore"):
        configuring.test_connection(w.org, w.app, base_url="https://x.test/my_scim")
