"""Group push: section 6, and the group column of table 8.2."""

import pytest

from simulator.okta.actions import assignments, directory, pushing

M = "application.provision.group_push."


def push(w, group, *answers, **options):
    return w.play(pushing.push_group(w.org, w.app, group, **options), *answers)


@pytest.fixture
def team(world):
    """A pushed group with one member at the provider, and somebody more who has an account."""

    def made(integration="aiw", **switches):
        w = world(integration, **switches)
        ada, bob = w.person("ada"), w.person("bob")
        for user in (ada, bob):
            w.assigned(user)
        group = w.group("team", ada)
        w.pushed(group)
        return w, group, ada, bob

    return made


def ok(reply, **body):
    return [reply.body(200, {"id": "g1", **body}), reply.body(200, {})]


# 6.1: who is pushed


def test_only_members_with_an_account_are_pushed_and_the_others_recorded(world, reply):
    w = world()
    ada, bob, eve = w.person("ada"), w.person("bob"), w.person("eve")
    w.assigned(ada)
    assignments.assign_user(w.org, w.app, bob)
    w.org.journal.clear()

    conversation = push(w, w.group("team", ada, bob, eve), reply.found(), reply.created("g1"), *ok(reply))

    assert [body["members"] for body in conversation.bodies] == [[{"value": "id-ada", "display": "ada@acme.test"}]] * 2
    ignored = [row for row in w.rows if "ignored" in row.event_type]
    assert {row.debug["ignoredUsers"] for row in ignored} == {"bob@acme.test, eve@acme.test"}
    assert {row.outcome for row in ignored} == {"SKIPPED"}


def test_a_new_group_carries_name_and_members_and_no_external_id(world, reply):
    w = world()
    conversation = push(w, w.group("team"), reply.found(), reply.created("g1"), *ok(reply))
    assert list(conversation.bodies[0]) == ["schemas", "displayName", "members"]


def test_memberships_may_wait_for_the_first_push(world, reply):
    w = world()
    ada = w.person()
    w.assigned(ada)
    conversation = push(w, w.group("team", ada), reply.found(), reply.created("g1"), memberships_now=False)
    assert [request.method for request in conversation.requests] == ["GET", "POST"]
    assert conversation.bodies[0]["members"] == []


# 6.4: membership changes


def test_join_and_leave_put_the_complete_list(team, reply):
    w, group, ada, bob = team()
    conversation = w.play(directory.add_to_group(w.org, group, [bob]), *ok(reply, extra=1))
    assert conversation.lines == ["GET /Groups/g1", "PUT /Groups/g1"]
    assert conversation.bodies[0]["extra"] == 1
    assert [member["value"] for member in conversation.bodies[0]["members"]] == ["id-ada", "id-bob"]
    conversation = w.play(directory.remove_from_group(w.org, group, [ada]), *ok(reply))
    assert conversation.bodies[0]["members"] == [{"value": "id-bob", "display": "bob@acme.test"}]


def test_join_and_leave_patch_the_difference_with_the_name_beside(team, reply):
    w, group, ada, bob = team("oin")
    conversation = w.play(directory.add_to_group(w.org, group, [bob]), *[reply.raw(204)] * 2)
    operations = [body["Operations"] for body in conversation.bodies]
    assert operations[0] == [{"op": "replace", "value": {"id": "g1", "displayName": "team"}}]
    assert operations[1] == [
        {"op": "add", "path": "members", "value": [{"value": "id-bob", "display": "bob@acme.test"}]}
    ]
    conversation = w.play(directory.remove_from_group(w.org, group, [ada]), *[reply.raw(204)] * 2)
    assert conversation.bodies[1]["Operations"] == [{"op": "remove", "path": 'members[value eq "id-ada"]'}]
    assert w.app.pushes[group.id].members == {bob.id: "id-bob"}


def test_a_member_who_lost_the_app_is_not_taken_out_by_a_patch(team, reply):
    w, group, ada, bob = team("oin")
    w.play(assignments.unassign_user(w.org, w.app, ada), reply.raw(204))
    conversation = w.play(directory.add_to_group(w.org, group, [bob]), *[reply.raw(204)] * 2)
    assert [one["op"] for one in conversation.bodies[1]["Operations"]] == ["add"]


def test_somebody_without_an_account_who_joins_is_recorded_and_nothing_is_sent(team):
    w, group, _, _ = team()
    eve = w.person("eve")
    conversation = w.play(directory.add_to_group(w.org, group, [eve]))
    assert conversation.requests == []
    assert w.log == [
        "group.user_membership.add", "app.user_management.grouppush.mapping.okta.users.ignored SKIPPED",
    ]  # fmt: skip


def test_push_now_overwrites_also_in_chunks(world, reply):
    w = world("oin", membership_rename="never")
    people = [w.person(f"p{number:03}") for number in range(150)]
    for user in people:
        w.assigned(user)
    group = w.group("team", *people)
    w.pushed(group)
    conversation = w.play(pushing.push_now(w.org, w.app, group), *[reply.raw(204)] * 2)
    shapes = [[(one["op"], len(one["value"])) for one in body["Operations"]] for body in conversation.bodies]
    assert shapes == [[("replace", 100)], [("add", 50)]]


def test_push_now_of_a_group_that_never_arrived_starts_from_the_look_up(world, reply):
    w = world()
    group = w.group("team")
    push(w, group, reply.error(400, "no"))
    conversation = w.play(pushing.push_now(w.org, w.app, group), reply.found(), reply.created("g1"), *ok(reply))
    assert conversation.lines[1] == "POST /Groups"
    assert w.app.pushes[group.id].status == "ACTIVE"
    assert w.tasks == []


# 6.5: rename


@pytest.mark.parametrize("integration", ["aiw", "oin"])
def test_a_rename_puts_or_patches_the_new_name(team, reply, integration):
    w, group, _, _ = team(integration)
    answers = ok(reply) if integration == "aiw" else [reply.raw(204)]
    conversation = w.play(directory.rename_group(w.org, group, "crew"), *answers)
    assert "crew" in str(conversation.bodies[0])
    assert len(conversation.requests) == len(answers)
    assert w.log[-1] == M + "mapping.app.group.renamed"


def test_a_rename_of_a_group_that_never_arrived_sends_nothing_and_renames_the_target(world):
    w = world()
    group = w.group("team")
    pushing.push_group(w.org, w.app, group)
    assert directory.rename_group(w.org, group, "crew") == []
    assert w.app.pushes[group.id].target_name == "crew"


def test_a_refused_rename_is_an_error_of_the_push(team, reply):
    w, group, _, _ = team("oin")
    conversation = w.play(directory.rename_group(w.org, group, "crew"), reply.error(400, "no path"))
    assert conversation.outcome.error is not None
    assert conversation.outcome.error.endswith(
        "Error while trying to update user group: Bad Request. Errors reported by remote server: no path"
    )
    assert w.app.pushes[group.id].status == "ERROR"
    assert w.log[-3:] == [
        "application.provision.group.update FAILURE",
        f"{M}mapping.app.group.renamed.failed FAILURE",
        f"{M}mapping.update.or.delete.failed.with.error FAILURE",
    ]


# 6.6: link


def test_a_group_of_that_name_is_linked_and_not_created(world, reply):
    w = world()
    there = {"id": "g9", "displayName": "team", "members": [{"value": "theirs"}]}
    conversation = push(w, w.group("team"), reply.found(there), reply.body(200, there), reply.body(200, {}))
    assert conversation.lines[1:] == ["GET /Groups/g9", "PUT /Groups/g9"]
    assert conversation.bodies[0]["members"] == [{"value": "theirs"}]


def test_a_404_look_up_is_no_match(world, reply):
    w = world()
    assert push(w, w.group("team"), reply.error(404, "none"), reply.created("g1"), *ok(reply)).outcome.ok


def test_a_linked_groups_own_members_stay_until_push_now(world, reply):
    w = world()
    ada = w.person()
    w.assigned(ada)
    group = w.group("team")
    there = {"id": "g9", "members": [{"value": "theirs"}]}
    push(w, group, reply.found(there), reply.body(200, there), reply.body(200, {}))

    conversation = w.play(directory.add_to_group(w.org, group, [ada]), reply.body(200, there), reply.body(200, {}))
    assert [member["value"] for member in conversation.bodies[0]["members"]] == ["theirs", "id-ada"]
    conversation = w.play(pushing.push_now(w.org, w.app, group), reply.body(200, there), reply.body(200, {}))
    assert [member["value"] for member in conversation.bodies[0]["members"]] == ["id-ada"]
    conversation = w.play(directory.remove_from_group(w.org, group, [ada]), reply.body(200, there), reply.body(200, {}))
    assert conversation.bodies[0]["members"] == []


@pytest.mark.parametrize("held", [None, "x", [], ["odd"]])
def test_a_linked_group_may_say_nothing_of_members(world, reply, held):
    w = world()
    there = {"id": "g9", "members": held}
    conversation = push(w, w.group("team"), reply.found(there), reply.body(200, there), reply.body(200, {}))
    assert conversation.bodies[0]["members"] == []


def test_a_catalogue_app_adds_to_a_linked_group_and_push_now_ends_the_link(world, reply):
    w = world("oin")
    ada = w.person()
    w.assigned(ada)
    group = w.group("team", ada)
    conversation = push(w, group, reply.found({"id": "g9"}), *[reply.raw(204)] * 2)
    assert [one["Operations"][0]["op"] for one in conversation.bodies] == ["replace", "add"]
    w.play(pushing.push_now(w.org, w.app, group), *[reply.raw(204)] * 2)
    assert w.app.pushes[group.id].linked is False


def test_the_provider_is_not_asked_for_a_group_that_an_import_has_shown(world, reply):
    w = world()
    w.app.known_groups = {"team": "g9"}
    group = w.group("team")
    conversation = push(w, group, *ok(reply))
    assert conversation.lines == ["GET /Groups/g9", "PUT /Groups/g9"]

    w.play(pushing.unlink_group(w.org, w.app, group, "delete"), reply.raw(204))
    assert w.app.known_groups == {}


def test_a_found_group_without_an_id_and_two_of_a_name_are_errors(world, reply):
    w = world()
    first, second = w.group("one"), w.group("two")
    assert not push(w, first, reply.found({"displayName": "one"})).outcome.ok
    conversation = push(w, second, reply.found({"id": "1"}, {"id": "2"}))
    assert conversation.outcome.error is not None
    assert conversation.outcome.error.endswith("Error while creating user group two: User group already exists")


# 6.7: unlink, deactivate


@pytest.mark.parametrize("status", [204, 200])
def test_a_deleted_group_is_forgotten(team, reply, status):
    w, group, _, _ = team()
    conversation = w.play(pushing.unlink_group(w.org, w.app, group, "delete"), reply.raw(status))
    assert conversation.outcome.ok
    assert w.app.pushes == {}
    assert w.log == [M + "removed", M + "delete_appgroup"]


def test_a_refused_deletion_keeps_the_push_and_can_be_retried(team, reply):
    w, group, _, _ = team()
    conversation = w.play(pushing.unlink_group(w.org, w.app, group, "delete"), reply.error(403, "no"))
    assert conversation.outcome.error is not None
    assert "Error while deleting user group team: Forbidden" in conversation.outcome.error
    assert w.log[-2:] == [
        "application.provision.group.remove FAILURE",
        M + "mapping.update.or.delete.failed.with.error FAILURE",
    ]
    assert w.play(assignments.retry_tasks(w.org, w.app, group), reply.raw(204)).outcome.ok
    assert (w.app.pushes, w.tasks) == ({}, [])


def test_nothing_flows_while_a_push_is_inactive_and_activation_pushes_all(team, reply):
    w, group, _, bob = team()
    assert pushing.deactivate_group_push(w.org, w.app, group) == []
    assert directory.add_to_group(w.org, group, [bob]) == []
    assert directory.rename_group(w.org, group, "crew") == []
    conversation = w.play(pushing.activate_group_push(w.org, w.app, group), *ok(reply))
    assert [member["value"] for member in conversation.bodies[0]["members"]] == ["id-ada", "id-bob"]
    assert [event for event in w.log if event.startswith(M)] == [
        M + "deactivate_mapping", M + "activate_mapping", M + "push_memberships",
    ]  # fmt: skip


# 8.2, 8.4, 9.3: failures


@pytest.mark.parametrize("status, name", [(400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"),
                                          (422, "Unprocessable")])  # fmt: skip
def test_a_4xx_is_final(world, reply, status, name):
    w = world()
    group = w.group("team")
    conversation = push(w, group, reply.found(), reply.error(status, "because"))
    assert conversation.outcome.error is not None
    assert f"Error while creating user group team: {name}" in conversation.outcome.error
    assert w.app.pushes[group.id].status == "ERROR"
    assert w.log[-2:] == [
        "application.provision.group.add FAILURE",
        M + "mapping.update.or.delete.failed.with.error FAILURE",
    ]
    assert ("application.integration.authentication_failure FAILURE" in w.log) is (status == 401)
    assert w.org.schedule == []
    assert w.changes == [("opened", "push_group")]


def test_the_status_column_says_when(world, reply):
    w = world()
    conversation = push(w, w.group("team"), reply.found(), reply.error(400, "because"))
    assert conversation.outcome.error == (
        "Failed on 01-05-2026 09:00:00AM UTC: Unable to update Group Push mapping target App group team: Error while "
        "creating user group team: Bad Request. Errors reported by remote server: because"
    )


def test_a_conflict_says_the_group_exists(world, reply):
    w = world()
    conversation = push(w, w.group("team"), reply.found(), reply.error(409, "taken"))
    assert conversation.outcome.error is not None
    assert conversation.outcome.error.endswith("Error while creating user group team: User group already exists")


@pytest.mark.parametrize("text", ["", "{}", '{"id": null}'])
def test_a_created_group_without_an_id_is_an_error(world, reply, text):
    w = world()
    conversation = push(w, w.group("team"), reply.found(), reply.raw(201, text))
    assert conversation.outcome.error is not None
    assert conversation.outcome.error.endswith("Create new group returned empty group")


def refused_membership(w, group, user, reply):
    """Each way a membership goes out: a join, Push Now, and the PATCH with the name that stands before it."""
    yield w.play(directory.add_to_group(w.org, group, [user]), reply.raw(204), reply.error(501, "no"))
    yield w.play(pushing.push_now(w.org, w.app, group), reply.raw(204), reply.error(501, "no"))
    yield w.play(pushing.push_now(w.org, w.app, group), reply.error(501, "no"))


def test_every_refused_membership_write_has_the_sentence_of_a_membership(team, reply):
    """Captain-P-Goldfish/scim-for-keycloak#144; no colon stands behind the group's name there."""
    w, group, _, bob = team("oin")
    for conversation in refused_membership(w, group, bob, reply):
        assert str(conversation.outcome.error).endswith(
            "Error while updating user group membership for group team Not Implemented. Errors reported by remote "
            "server: no"
        )
    assert w.log.count("application.provision.group_membership.update FAILURE") == 3


def test_a_rename_by_put_that_is_refused_has_the_sentence_of_a_rename(team, reply):
    w, group, _, _ = team()
    conversation = w.play(
        directory.rename_group(w.org, group, "crew"), reply.body(200, {"id": "g1"}), reply.error(409, "taken")
    )
    assert str(conversation.outcome.error).endswith(
        "Error while trying to update user group: Conflict. Errors reported by remote server: taken"
    )
    assert "application.provision.group.update FAILURE" in w.log


def test_a_deletion_is_not_done_by_a_404_about_something_else(team, reply):
    w, group, _, _ = team()
    conversation = w.play(
        pushing.unlink_group(w.org, w.app, group, "delete"), reply.error(404, "Organization not found")
    )
    assert str(conversation.outcome.error).endswith(
        "Error while deleting user group team: Not Found. Errors reported by remote server: Organization not found"
    )
    assert group.id in w.app.pushes


@pytest.mark.parametrize("integration", ["aiw", "oin"])
def test_a_404_by_id_says_the_linked_group_is_missing_and_creates_nothing(team, reply, integration):
    w, group, _, bob = team(integration, membership_rename="never")
    conversation = w.play(directory.add_to_group(w.org, group, [bob]), reply.error(404, "gone"))
    assert conversation.outcome.error is not None
    assert conversation.outcome.error.endswith(
        "Linked group is missing in Hugging Face. Change the linked group to resume pushing group memberships."
    )
    assert len(conversation.requests) == 1


def test_a_group_that_cannot_be_read_has_a_sentence_and_a_row_of_its_own(team, reply):
    w, group, _, bob = team()
    conversation = w.play(directory.add_to_group(w.org, group, [bob]), reply.error(403, "no"))
    assert conversation.outcome.error is not None
    assert conversation.outcome.error.endswith(
        "Error while trying to find an individual group by id: Forbidden. Errors reported by remote server: no"
    )
    assert "application.provision.group.import FAILURE" in w.log


def test_a_look_up_that_is_no_list_is_an_error(world, reply):
    w = world()
    push(w, w.group("team"), reply.body(200, {"x": 1}))
    assert "application.provision.group.verify_exists FAILURE" in w.log


@pytest.mark.parametrize("status", [500, 502, 503, 504, None])
def test_a_transient_failure_is_queued_again_after_300_s_then_doubling_to_ten_attempts(world, reply, status):
    w = world()
    group = w.group("team")
    answer = reply.silence() if status is None else reply.raw(status)
    jobs, waits = pushing.push_group(w.org, w.app, group), []
    while jobs:
        w.play(jobs, answer)
        before, jobs = w.org.now, w.due()
        waits += [w.org.now - before] if jobs else []

    assert waits == [300 * 2**number for number in range(9)]
    assert w.app.pushes[group.id].status == "ERROR"
    assert w.log.count(M + "mapping.update.or.delete.failed FAILURE") == 9
    assert w.log.count(M + "mapping.update.or.delete.failed.with.error FAILURE") == 1
    assert w.changes == [("rescheduled", "push_group")] * 9 + [("opened", "push_group")]


def test_a_queued_push_that_works_is_active_again(world, reply):
    w = world()
    group = w.group("team")
    push(w, group, reply.found(), reply.raw(502, "error code: 502"))
    assert w.app.pushes[group.id].status == "ACTIVE"
    conversation = w.play(w.due(), reply.found(), reply.created("g1"), *ok(reply))
    assert conversation.outcome.ok
    assert (w.app.pushes[group.id].status, w.app.pushes[group.id].error) == ("ACTIVE", None)


@pytest.mark.parametrize("end", [pushing.deactivate_group_push, lambda *a: pushing.unlink_group(*a, "leave")])
def test_a_queued_push_is_dropped_with_its_mapping(world, reply, end):
    w = world()
    group = w.group("team")
    push(w, group, reply.raw(503))
    end(w.org, w.app, group)
    assert w.org.schedule == []


def test_a_failed_membership_change_is_told_again_on_retry(team, reply):
    w, group, _, bob = team("oin", membership_rename="never")
    w.play(directory.add_to_group(w.org, group, [bob]), reply.error(400, "no"))
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.raw(204))
    assert conversation.bodies[0]["Operations"][0]["value"] == [{"value": "id-bob", "display": "bob@acme.test"}]
    assert w.app.pushes[group.id].status == "ACTIVE"


def test_a_failed_push_now_can_be_retried(team, reply):
    w, group, _, _ = team()
    w.play(pushing.push_now(w.org, w.app, group), reply.error(400, "no"))
    assert w.play(assignments.retry_tasks(w.org, w.app), *ok(reply)).outcome.ok


# 9.1, 9.5


def test_sequence_first_push_and_its_targets(world, reply):
    w = world()
    group = w.group("team")
    push(w, group, reply.found(), reply.created("g1"), *ok(reply))
    assert w.log == [M + "mapping.created", M + "updated"]
    mapping = w.app.pushes[group.id]
    kinds = [(target[0], target[1][:3], target[2]) for target in w.rows[1].targets]
    assert kinds == [("AppGroup", "AGr", "team"), ("AppInstance", "0oa", "Hugging Face")]
    assert w.rows[1].transaction.startswith("gmr")
    assert mapping.last_push == w.org.now


def test_the_retry_of_a_push_that_created_its_group_goes_on_with_the_members(world, reply):
    w = world()
    group = w.group("team")
    push(w, group, reply.found(), reply.created("g1"), reply.error(400, "no"))
    conversation = w.play(assignments.retry_tasks(w.org, w.app), *ok(reply))
    assert conversation.lines == ["GET /Groups/g1", "PUT /Groups/g1"]
