"""Users: sections 2 to 5, the user column of table 8.2, and the sequences of 9.5."""

import pytest

from simulator.okta.actions import assignments, configuring, directory
from simulator.okta.profiles import AppAttribute

ADD = "application.user_membership.add"
P = "application.provision.user."


def assign(w, *answers, **options):
    return w.play(assignments.assign_user(w.org, w.app, w.person(), **options), *answers)


def failure(conversation):
    assert conversation.outcome.error is not None
    return conversation.outcome.error.partition(" failed: ")[2]


# 2.2: does the user exist?


def test_the_look_up_asks_for_the_application_username(world, reply):
    w = world()
    conversation = assign(w, reply.found(), reply.created("s"), username="ada-l")
    assert conversation.lines[0] == "GET /Users?filter=userName%20eq%20%22ada-l%22&startIndex=1&count=100"
    assert conversation.bodies[0]["userName"] == "ada-l"


def test_a_404_with_a_scim_error_is_no_match(world, reply):
    assert assign(world(), reply.error(404, "none"), reply.created("s")).outcome.ok


@pytest.mark.parametrize("text", ["", "{}", "gone", "[]"])
def test_a_404_without_a_scim_error_fails_the_job(world, reply, text):
    assert failure(assign(world(), reply.raw(404, text))).startswith(
        "Error while verifying if user ada@acme.test exists: Not Found"
    )


def test_without_create_users_no_match_is_matching_user_not_found(world, reply):
    w = world(features=["update_user_attributes"])
    conversation = assign(w, reply.found())
    assert failure(conversation) == "Matching user not found."
    assert w.log == [ADD, P + "verify_exists FAILURE", P + "sync FAILURE"]


def test_more_than_one_match_is_an_error(world, reply):
    w = world()
    conversation = assign(w, reply.found({"id": "1"}, {"id": "2"}))
    assert failure(conversation) == (
        "Error while verifying if user ada@acme.test exists: More than one user was found for ID"
    )
    assert P + "verify_exists FAILURE" in w.log


@pytest.mark.parametrize("body", [{}, [], {"Resources": "x"}, {"Resources": ["x"]}, {"totalResults": 1}, "text"])
def test_an_answer_that_is_no_list_fails_the_job(world, reply, body):
    assert failure(assign(world(), reply.body(200, body))).startswith(
        "Error while verifying if user ada@acme.test exists: No results"
    )


def test_list_keys_are_read_in_any_case_and_resources_may_be_missing_when_there_are_none(world, reply):
    lower = {"totalresults": 1, "startindex": 1, "itemsperpage": 1, "resources": [{"id": "s1", "active": True}]}
    conversation = assign(world(), reply.body(200, lower), reply.body(200, {"id": "s1"}), reply.body(200, {}))
    assert conversation.lines[-1] == "PUT /Users/s1"
    assert assign(world(), reply.body(200, {"totalResults": 0}), reply.created("s")).outcome.ok


@pytest.mark.parametrize("match", [{}, {"id": ""}, {"id": None}, {"id": 7}])
def test_a_match_without_an_id_fails_the_job(world, reply, match):
    w = world()
    conversation = assign(w, reply.found(match))
    assert len(conversation.requests) == 1
    assert failure(conversation).startswith("Error while verifying if user ada@acme.test exists: ")


# 2.3, 2.4: create


def test_create_stores_the_id_and_asks_nothing_more(world, reply):
    w = world()
    conversation = assign(w, reply.found(), reply.created("s1"))
    (app_user,) = w.app.users.values()
    assert (app_user.external_id, app_user.status, app_user.sync_state) == ("s1", "PROVISIONED", "SYNCHRONIZED")
    assert app_user.last_sync == w.org.now
    assert app_user.pushed == {**app_user.profile, "userName": "ada@acme.test"}
    assert len(conversation.requests) == 2


def test_a_200_to_a_create_is_accepted_and_what_it_changes_is_not_written_back(world, reply):
    w = world()
    assign(w, reply.found(), reply.body(200, {"id": "s1", "userName": "other", "name": {"givenName": "X"}}))
    (app_user,) = w.app.users.values()
    assert (app_user.username, app_user.profile["givenName"]) == ("ada@acme.test", "Ada")


@pytest.mark.parametrize("body", [{}, [], {"id": ""}, {"id": None}])
def test_a_create_answered_without_an_id_returned_an_empty_user(world, reply, body):
    w = world()
    conversation = assign(w, reply.found(), reply.body(201, body))
    (app_user,) = w.app.users.values()
    assert failure(conversation) == "Error while creating user ada@acme.test: Create new user returned empty user"
    assert (app_user.external_id, w.log[-1]) == (None, P + "sync FAILURE")


# 2.5: link


@pytest.mark.parametrize("integration, methods", [("aiw", ["GET", "GET", "PUT"]), ("oin", ["GET", "GET", "PUT"])])
def test_an_active_match_is_linked_in_one_round_without_a_password(world, reply, integration, methods):
    w = world(integration)
    there = {"id": "s1", "active": True}
    conversation = assign(w, reply.found(there), reply.body(200, there), reply.body(200, {}))
    assert [request.method for request in conversation.requests] == methods
    assert "password" not in conversation.bodies[0]
    assert conversation.bodies[0]["active"] is True


def test_an_inactive_match_in_a_catalogue_app_is_reactivated_by_patch(world, reply):
    w = world("oin")
    conversation = assign(
        w, reply.found({"id": "s1", "active": False}), reply.raw(204), reply.body(200, {"active": True}),
        reply.body(200, {}),
    )  # fmt: skip
    assert [request.method for request in conversation.requests] == ["GET", "PATCH", "GET", "PUT"]
    assert conversation.bodies[0]["Operations"] == [{"op": "replace", "value": {"active": True}}]


def test_a_reactivation_the_provider_has_not_made_yet_reschedules_the_job(world, reply):
    w = world()
    asleep, awake = {"id": "s1", "active": False}, {"id": "s1", "active": True}
    conversation = assign(w, reply.found(asleep), *[reply.body(200, asleep)] * 3)
    assert conversation.outcome.error == (
        "Automatic provisioning of user to app failed: User ada@acme.test provision to app failed due to delay in "
        "reactivating remote User. Rescheduling provision job."
    )
    assert (w.changes, w.tasks) == ([("rescheduled", "provision")], [])

    conversation = w.play(w.due(), reply.found(awake), reply.body(200, awake), reply.body(200, {}))
    assert conversation.outcome.ok
    assert next(iter(w.app.users.values())).error is None


@pytest.mark.parametrize("failing", range(4))
def test_a_link_that_fails_at_any_step_leaves_no_id_and_unassigning_is_silent(world, reply, failing):
    w = world()
    user, asleep, awake = w.person(), {"id": "s1", "active": False}, {"id": "s1", "active": True}
    good = [reply.body(200, one) for one in (asleep, awake, awake, awake)]
    conversation = w.play(
        assignments.assign_user(w.org, w.app, user),
        reply.found(asleep), *good[:failing], reply.error(500, "no"),
    )  # fmt: skip
    assert not conversation.outcome.ok
    assert w.app.users[user.id].external_id is None
    assert assignments.unassign_user(w.org, w.app, user) == []


# 3: profile pushes


def test_a_profile_push_needs_an_object_to_merge_with(world, reply):
    w = world()
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.raw(200, ""))
    assert failure(conversation).endswith("No user returned for user s1")


def test_create_only_and_unmapped_values_are_pushed_too(world, reply):
    w = world()
    w.app.schema["team"] = AppAttribute("team")
    user = w.person()
    w.assigned(user, "s1", typed={"team": "red"})
    conversation = w.play(
        directory.update_user(w.org, user, {"lastName": "King"}), reply.body(200, {"id": "s1"}), reply.body(200, {})
    )
    assert conversation.bodies[0]["team"] == "red"


def test_a_push_that_works_again_closes_the_task(world, reply):
    w = world()
    user = w.person()
    w.assigned(user, "s1")
    w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.raw(500))
    assert w.app.users[user.id].sync_state == "ERROR"

    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.body(200, {"id": "s1"}), reply.body(200, {}))

    assert conversation.outcome.ok
    assert w.changes[-1] == ("closed", "push_profile")
    assert (w.tasks, w.app.users[user.id].error) == ([], None)


# 4: deactivation


@pytest.mark.parametrize("integration, answers", [("aiw", 1), ("oin", 1)])
def test_a_deactivation_of_somebody_who_is_gone_says_no_user_returned(world, reply, integration, answers):
    w = world(integration)
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(assignments.unassign_user(w.org, w.app, user), *[reply.error(404, "gone")] * answers)
    assert conversation.outcome.error == (
        "Automatic deprovisioning of user Ada Lovelace from app Hugging Face failed: Error while deactivating user "
        "ada@acme.test: No user returned for user s1"
    )


def test_a_failed_deactivation_can_be_retried(world, reply):
    w = world("oin")
    user = w.person()
    w.assigned(user, "s1")
    w.play(assignments.unassign_user(w.org, w.app, user), reply.raw(500))
    conversation = w.play(assignments.retry_tasks(w.org, w.app, user), reply.raw(204))
    assert conversation.lines == ["PATCH /Users/s1"]
    assert w.tasks == []


@pytest.mark.parametrize("policy", ["groups", "all"])
def test_a_failed_deactivation_does_not_hit_a_person_who_is_assigned_again(world, reply, policy):
    w = world("oin", retry_policy=policy)
    user = w.person()
    w.assigned(user, "s1")
    w.play(assignments.unassign_user(w.org, w.app, user), reply.raw(500))

    assignments.assign_user(w.org, w.app, user)

    assert assignments.retry_tasks(w.org, w.app) == []
    assert w.org.schedule == []


def test_a_501_to_a_patch_has_no_put_to_fall_back_to(world, reply):
    w = world("oin")
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(assignments.unassign_user(w.org, w.app, user), reply.raw(501))
    assert [request.method for request in conversation.requests] == ["PATCH"]
    assert failure(conversation) == "Error while deactivating user ada@acme.test: Not Implemented"
    assert len(w.tasks) == 1


def test_a_deletion_that_is_refused_opens_a_task(world, reply):
    w = world(granular_deprovisioning=True)
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(assignments.unassign_user(w.org, w.app, user), reply.error(403, "no"))
    assert failure(conversation).endswith("Forbidden. Errors reported by remote server: no")
    assert P + "delete FAILURE" in w.log


# 5: password sync


def test_a_catalogue_app_is_told_a_password_by_patch(world, reply):
    w = world("oin", features=["create_users", "sync_password"])
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(directory.change_password(w.org, user, "N3w-pass!"), reply.raw(204))
    assert conversation.bodies[0]["Operations"] == [{"op": "replace", "value": {"password": "N3w-pass!"}}]
    assert w.log[-1] == P + "push_okta_password"


def test_a_wizard_app_is_told_a_password_with_the_profile(world, reply):
    w = world(features=["create_users", "sync_password"])
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(
        directory.change_password(w.org, user, "N3w-pass!"), reply.body(200, {"id": "s1"}), reply.body(200, {})
    )
    assert conversation.lines == ["GET /Users/s1", "PUT /Users/s1"]
    assert conversation.bodies[0]["password"] == "N3w-pass!"
    assert conversation.bodies[0]["name"] == {"givenName": "Ada", "familyName": "Lovelace"}


@pytest.mark.parametrize("integration", ["aiw", "oin"])
def test_a_refused_password_can_be_retried_with_the_same_password(world, reply, integration):
    w = world(integration, features=["create_users", "sync_password"])
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(directory.change_password(w.org, user, "N3w-pass!"), reply.error(400, "weak"))
    assert failure(conversation) == "Error pushing password: Bad Request. Errors reported by remote server: weak"
    assert w.log[-1] == P + "password FAILURE"

    answers = [reply.raw(204)] if integration == "oin" else [reply.body(200, {"id": "s1"}), reply.body(200, {})]
    conversation = w.play(assignments.retry_tasks(w.org, w.app), *answers)

    assert "N3w-pass!" in str(conversation.bodies[0])
    assert w.tasks == []
    assert "N3w-pass!" not in repr(w.app)


# 8.2: the user column, row by row, on the create (after the look-up)


def after(status, report=None):
    phrase = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
              413: "Request Entity Too Large", 422: "Unprocessable Entity", 500: "Internal Server Error",
              502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout", 301: "Moved Permanently",
              501: "Not Implemented"}[status]  # fmt: skip
    return phrase + (f". Errors reported by remote server: {report}" if report else "")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500, 502, 503, 504])
def test_an_error_with_a_detail_opens_a_task_with_it_and_is_not_tried_again(world, reply, status):
    w = world()
    conversation = assign(w, reply.found(), reply.error(status, "because"))
    assert failure(conversation) == f"Error while creating user ada@acme.test: {after(status, 'because')}"
    assert len(w.tasks) == 1
    assert w.org.schedule == []
    assert w.changes == [("opened", "provision")]


@pytest.mark.parametrize("status", [301, 500, 501])
def test_an_error_or_redirect_without_a_body_is_its_phrase_and_is_not_followed(world, reply, status):
    conversation = assign(world(), reply.found(), reply.raw(status, Location="https://elsewhere.test"))
    assert failure(conversation) == f"Error while creating user ada@acme.test: {after(status)}"


def test_a_401_leaves_an_authentication_row_too(world, reply):
    w = world()
    assign(w, reply.found(), reply.error(401, "bad token"))
    assert w.log[1:] == [
        "application.integration.authentication_failure FAILURE", P + "push FAILURE", P + "sync FAILURE",
    ]  # fmt: skip


@pytest.mark.parametrize("status", [500, 200, 201])
def test_a_body_that_is_no_json_is_the_parsers_complaint(world, reply, status):
    conversation = assign(world(), reply.found(), reply.raw(status, "Internal trouble"))
    assert "Invalid JSON: Unrecognized token 'Internal'" in failure(conversation)


@pytest.mark.parametrize("error", ["Read timed out", "Connect to h:443 [h/1.2.3.4] failed: Connect timed out"])
def test_no_answer_is_the_clients_words_and_is_not_tried_again(world, reply, error):
    w = world()
    assert failure(assign(w, reply.found(), reply.silence(error))) == (
        f"Error while creating user ada@acme.test: {error}"
    )
    assert w.org.schedule == []


def test_a_409_on_a_profile_put_is_a_profile_push_task(world, reply):
    w = world()
    user = w.person()
    w.assigned(user, "s1")
    conversation = w.play(
        directory.update_user(w.org, user, {"login": "taken@acme.test"}),
        reply.body(200, {"id": "s1"}), reply.error(409, "taken"),
    )  # fmt: skip
    assert conversation.outcome.error == (
        "Automatic profile push of user Ada Lovelace to app Hugging Face failed: Error while trying to push profile "
        "update for taken@acme.test: Conflict. Errors reported by remote server: taken"
    )


# 9.5: sequences


def test_sequence_create(world, reply):
    w = world()
    assign(w, reply.found(), reply.created("s"))
    assert w.log == [ADD, P + "push", P + "sync"]


def test_sequence_link_active(world, reply):
    w = world()
    assign(w, reply.found({"id": "s"}), reply.body(200, {"id": "s"}), reply.body(200, {}))
    assert w.log == [ADD, P + "verify_exists", P + "push_profile", P + "sync"]


def test_sequence_reassign_inactive(world, reply):
    w = world()
    there = {"id": "s", "active": False}
    assign(w, reply.found(there), reply.body(200, there), *[reply.body(200, {"active": True})] * 3)
    assert w.log == [ADD, P + "verify_exists", P + "reactivate", P + "push_profile", P + "sync"]


def test_sequence_profile_push_and_unassign(world, reply):
    w = world("oin")
    user = w.person()
    w.assigned(user, "s1")
    w.play(directory.update_user(w.org, user, {"lastName": "K"}), reply.body(200, {"id": "s1"}), reply.body(200, {}))
    assert w.log == ["user.account.update_profile", P + "push_profile"]
    w.org.journal.clear()
    w.play(assignments.unassign_user(w.org, w.app, user), reply.raw(204))
    assert w.log == ["application.user_membership.remove", P + "deactivate", P + "deprovision"]


def test_a_row_about_an_assignment_has_appuser_appinstance_and_user_as_targets(world, reply):
    w = world()
    assign(w, reply.found(), reply.created("s"))
    (app_user,) = w.app.users.values()
    assert w.rows[1].targets == (
        ("AppUser", app_user.id, "ada@acme.test", "Ada Lovelace"),
        ("AppInstance", w.app.id, "Hugging Face", "Hugging Face"),
        ("User", app_user.user_id, "ada@acme.test", "Ada Lovelace"),
    )
    assert w.rows[1].transaction.startswith("puj")
    assert w.rows[0].transaction == "web-transaction"


def test_provisioning_again_after_a_failure_clears_mark_and_task(world, reply):
    w = world()
    assign(w, reply.found(), reply.raw(500))
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.found(), reply.created("s"))
    assert conversation.outcome.ok
    assert w.changes == [("opened", "provision"), ("closed", "provision")]


def test_people_assigned_before_provisioning_are_marked_and_enabling_it_sends_nothing(world):
    w = world(features=[])
    user = w.person()
    assert assignments.assign_user(w.org, w.app, user) == []
    assert configuring.enable(w.org, w.app, ["create_users"]) == []
    assert w.app.users[user.id].error == (
        "User was assigned this application before Provisioning was enabled and not provisioned in the downstream "
        "application. Click Provision User."
    )
