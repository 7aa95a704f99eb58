"""What closes a task and what does not (8.4), and what is held back while a push is in Error (META-113, help)."""

import pytest

from simulator.okta.actions import assignments, directory, pushing
from simulator.okta.flows.group_conversation import NOT_SENT
from simulator.okta.journal import TaskChange
from simulator.okta.profiles import AppAttribute


@pytest.fixture
def failed(world, reply):
    """A pushed group with one member, after the push of a second one was refused."""

    def made(integration="oin", **switches):
        w = world(integration, **{"membership_rename": "never", **switches})
        ada, bob = w.person("ada"), w.person("bob")
        for user in (ada, bob):
            w.assigned(user)
        group = w.group("team", ada)
        w.pushed(group)
        answers = [reply.raw(501)] if integration == "oin" else [reply.body(200, {"id": "g1"}), reply.raw(501)]
        w.play(directory.add_to_group(w.org, group, [bob]), *answers)
        w.org.journal.clear()
        return w, group, ada, bob

    return made


def open_tasks(w):
    return [task.operation for task in w.app.tasks.values()]


def closings(w):
    return [(one.operation, one.text) for one in w.org.journal if isinstance(one, TaskChange) and one.state == "closed"]


def test_a_task_says_since_when_it_is_open(failed):
    w, group, _, bob = failed()
    [first] = w.app.tasks.values()
    assert first.opened == w.org.now

    w.org.now += 60
    w.play(directory.remove_from_group(w.org, group, [bob]))

    assert [task.opened for task in w.app.tasks.values()] == [w.org.now - 60]


def test_a_change_of_a_task_says_whose_it_is_a_persons_or_a_groups(failed, reply):
    w, group, _, bob = failed()
    w.play(pushing.push_now(w.org, w.app, group), reply.raw(204))
    w.play(assignments.unassign_user(w.org, w.app, bob), reply.error(500, "no"))

    changes = [(one.state, one.kind, one.alias) for one in w.org.journal if isinstance(one, TaskChange)]
    assert changes == [("closed", "group", "team"), ("opened", "user", "bob")]


# a push in Error


def test_a_membership_change_is_not_sent_while_the_push_is_in_error_and_that_is_said(failed):
    w, group, ada, _ = failed()
    eve = w.person("eve", lastName="Moneypenny")
    w.assigned(eve)
    assert directory.remove_from_group(w.org, group, [ada]) == []
    assert directory.add_to_group(w.org, group, [eve]) == []
    assert w.cautions == [
        f"{NOT_SENT} (team: Ada Lovelace left)", f"{NOT_SENT} (team: Eve Moneypenny joined)",
    ]  # fmt: skip
    assert w.app.pushes[group.id].held_back is True


def test_many_who_are_not_told_of_are_counted(failed):
    w, group, _, _ = failed()
    people = [w.person(f"p{number:02}", lastName="Doe") for number in range(12)]
    for user in people:
        w.assigned(user)
    directory.add_to_group(w.org, group, people)
    assert w.cautions[0].startswith(f"{NOT_SENT} (team: P00 Doe joined, P01 Doe joined")
    assert w.cautions[0].endswith("P09 Doe joined, and 2 more)")


def test_nothing_is_said_of_somebody_who_could_not_be_pushed_anyway(failed):
    w, group, _, _ = failed()
    directory.add_to_group(w.org, group, [w.person("eve")])
    assert w.cautions == []
    assert w.app.pushes[group.id].held_back is False


def test_a_first_push_that_failed_holds_back_too_and_its_retry_tells_all(world, reply):
    w = world("oin")
    ada = w.person("ada")
    w.assigned(ada)
    group = w.group("team")
    w.play(pushing.push_group(w.org, w.app, group), reply.found(), reply.error(400, "no"))
    assert directory.add_to_group(w.org, group, [ada]) == []
    assert w.cautions == [f"{NOT_SENT} (team: Ada Lovelace joined)"]
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.found(), reply.created("g1"), reply.raw(204))
    assert conversation.bodies[0]["members"] == [{"value": "id-ada", "display": "ada@acme.test"}]
    assert (w.app.pushes[group.id].status, open_tasks(w)) == ("ACTIVE", [])


def test_a_rename_by_patch_leaves_the_error_and_the_task_of_the_membership(failed, reply):
    w, group, _, _ = failed()
    before = w.app.pushes[group.id].error
    assert w.play(directory.rename_group(w.org, group, "squad"), reply.raw(204)).outcome.ok
    push = w.app.pushes[group.id]
    assert (push.status, push.error, open_tasks(w)) == ("ERROR", before, ["push_members"])
    assert closings(w) == []


def test_the_retry_after_a_rename_tells_all_that_was_held_back(failed, reply):
    w, group, ada, bob = failed()
    directory.remove_from_group(w.org, group, [ada])
    w.play(directory.rename_group(w.org, group, "squad"), reply.raw(204))
    conversation = w.play(assignments.retry_tasks(w.org, w.app, group), reply.raw(204))
    assert conversation.bodies[0]["Operations"] == [
        {"op": "remove", "path": 'members[value eq "id-ada"]'},
        {"op": "add", "path": "members", "value": [{"value": "id-bob", "display": "bob@acme.test"}]},
    ]
    push = w.app.pushes[group.id]
    assert (push.status, push.error, push.held_back, push.members) == ("ACTIVE", None, False, {bob.id: "id-bob"})


@pytest.mark.parametrize("value, status, left", [("keeps_task", "ERROR", 1), ("closes_task", "ACTIVE", 0)])
def test_switch_carried_work_keeps_or_closes_the_task_whose_work_a_put_did(failed, reply, value, status, left):
    w, group, ada, bob = failed("aiw", carried_work=value)
    directory.remove_from_group(w.org, group, [ada])
    conversation = w.play(
        directory.rename_group(w.org, group, "squad"), reply.body(200, {"id": "g1"}), reply.body(200, {})
    )
    assert conversation.bodies[0]["members"] == [{"value": "id-bob", "display": "bob@acme.test"}]
    push = w.app.pushes[group.id]
    assert (push.status, len(open_tasks(w)), push.held_back) == (status, left, False)
    assert push.members == {bob.id: "id-bob"}
    if left:
        assert w.cautions[-1] == (
            "rename_group carried what the open task push_members is about; the task stays open until it is retried"
        )
    else:
        assert closings(w)[0][1].startswith("done by rename_group: Failed on")


def test_push_now_is_a_way_out_of_error_and_closes_what_it_carried(failed, reply):
    w, group, _, _ = failed()
    w.play(pushing.push_now(w.org, w.app, group), reply.raw(204))
    assert (w.app.pushes[group.id].status, open_tasks(w)) == ("ACTIVE", [])
    assert closings(w)[0][1].startswith("done by push_now: Failed on")
    [why] = [one.why for one in w.org.journal if isinstance(one, TaskChange) and one.state == "closed"]
    assert why == ("push.push-now-ends-error",)


def test_push_now_without_the_name_leaves_a_failed_rename_open(team_of_two, reply):
    w, group = team_of_two(membership_rename="never")
    w.play(directory.rename_group(w.org, group, "crew"), reply.error(409, "taken"))
    w.play(pushing.push_now(w.org, w.app, group), reply.raw(204))
    assert (w.app.pushes[group.id].status, open_tasks(w)) == ("ERROR", ["rename_group"])


def test_push_now_with_the_name_beside_it_has_renamed_too(team_of_two, reply):
    w, group = team_of_two()
    w.play(directory.rename_group(w.org, group, "crew"), reply.error(409, "taken"))
    w.play(pushing.push_now(w.org, w.app, group), *[reply.raw(204)] * 2)
    assert (w.app.pushes[group.id].status, open_tasks(w)) == ("ACTIVE", [])


@pytest.fixture
def team_of_two(world):
    def made(integration="oin", **switches):
        w = world(integration, **switches)
        people = [w.person("ada"), w.person("bob")]
        for user in people:
            w.assigned(user)
        group = w.group("team", *people)
        w.pushed(group)
        return w, group

    return made


def test_members_held_back_while_a_rename_had_failed_keep_the_push_in_error(team_of_two, reply):
    """Nothing would tell the provider of them once the rename is through."""
    w, group = team_of_two()
    eve = w.person("eve")
    w.assigned(eve)
    w.play(directory.rename_group(w.org, group, "crew"), reply.error(409, "taken"))
    directory.add_to_group(w.org, group, [eve])
    w.play(directory.rename_group(w.org, group, "squad"), reply.raw(204))
    push = w.app.pushes[group.id]
    assert (push.status, push.error, open_tasks(w)) == ("ERROR", NOT_SENT, [])
    assert w.cautions[-1] == "the push of squad stays in Error: a membership change was not sent"

    conversation = w.play(assignments.retry_tasks(w.org, w.app, group), *[reply.raw(204)] * 2)
    assert conversation.bodies[1]["Operations"][0]["value"] == [{"value": "id-eve", "display": "eve@acme.test"}]
    assert (push.status, push.error) == ("ACTIVE", None)


def test_a_change_that_was_taken_back_is_owed_no_more(team_of_two, reply):
    w, group = team_of_two()
    eve = w.person("eve")
    w.assigned(eve)
    w.play(directory.rename_group(w.org, group, "crew"), reply.error(409, "taken"))
    directory.add_to_group(w.org, group, [eve])
    directory.remove_from_group(w.org, group, [eve])
    w.play(directory.rename_group(w.org, group, "squad"), reply.raw(204))
    assert w.app.pushes[group.id].status == "ACTIVE"


def test_a_failed_deletion_survives_a_rename(team_of_two, reply):
    w, group = team_of_two()
    w.play(pushing.unlink_group(w.org, w.app, group, "delete"), reply.error(403, "no"))
    w.play(directory.rename_group(w.org, group, "crew"), reply.raw(204))
    assert (w.app.pushes[group.id].status, open_tasks(w)) == ("ERROR", ["delete_group"])


def test_a_deletion_says_that_the_failed_membership_was_not_pushed(failed, reply):
    w, group, _, _ = failed()
    w.play(pushing.unlink_group(w.org, w.app, group, "delete"), reply.raw(204))
    assert [text.partition(": ")[0] for _, text in closings(w)] == ["not done, since the group was deleted in the app"]


def test_unlinking_says_that_the_failed_membership_was_not_pushed(failed):
    w, group, _, _ = failed()
    pushing.unlink_group(w.org, w.app, group, "leave")
    assert [text.partition(": ")[0] for _, text in closings(w)] == ["not done, since the group was unlinked"]


def test_the_retry_of_an_inactive_push_is_not_sent_and_does_not_activate_it(failed):
    w, group, _, _ = failed()
    pushing.deactivate_group_push(w.org, w.app, group)
    assert assignments.retry_tasks(w.org, w.app) == []
    assert w.cautions[0].startswith("not sent: the push of team is inactive (Failed on")
    assert (w.app.pushes[group.id].status, open_tasks(w)) == ("INACTIVE", ["push_members"])


@pytest.mark.parametrize(
    "end, why",
    [(pushing.deactivate_group_push, "not done, since the push was deactivated"),
     (lambda *a: pushing.unlink_group(*a, "leave"), "not done, since the group was unlinked")],
)  # fmt: skip
def test_what_waited_to_be_tried_again_is_not_dropped_without_a_word(world, reply, end, why):
    w = world()
    group = w.group("team")
    w.play(pushing.push_group(w.org, w.app, group), reply.raw(503))
    end(w.org, w.app, group)
    assert closings(w) == [("push_group", why)]


def test_what_the_provider_took_before_a_refusal_is_not_told_again(world, reply):
    w = world("oin", membership_rename="never")
    group = w.group("team")
    w.pushed(group)
    people = [w.person(f"p{number:03}") for number in range(150)]
    for user in people:
        w.assigned(user)
    w.play(directory.add_to_group(w.org, group, people), reply.raw(204), reply.error(400, "no"))
    assert len(w.app.pushes[group.id].members) == 100
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.raw(204))
    assert len(conversation.bodies[0]["Operations"][0]["value"]) == 50
    assert len(w.app.pushes[group.id].members) == 150


def test_somebody_who_left_before_the_retry_of_a_first_push_is_taken_out(world, reply):
    w = world("oin")
    ada, bob = w.person("ada"), w.person("bob")
    for user in (ada, bob):
        w.assigned(user)
    group = w.group("team", ada, bob)
    w.play(pushing.push_group(w.org, w.app, group), reply.found(), reply.created("g1"), reply.error(400, "no"))
    directory.remove_from_group(w.org, group, [ada])
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.raw(204))
    assert [one["op"] for one in conversation.bodies[0]["Operations"]] == ["remove", "add"]
    assert w.app.pushes[group.id].members == {bob.id: "id-bob"}


# people


@pytest.fixture
def ada(world):
    def made(integration="oin", **switches):
        features = ["create_users", "update_user_attributes", "deactivate_users", "sync_password"]
        w = world(integration, features=features, **switches)
        user = w.person("ada")
        w.assigned(user, "s1")
        return w, user

    return made


def test_a_profile_that_arrives_leaves_the_task_of_the_password(ada, reply):
    w, user = ada()
    w.play(directory.change_password(w.org, user, "N3w-pass!"), reply.error(400, "weak"))
    w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.body(200, {"id": "s1"}), reply.body(200, {}))
    app_user = w.app.users[user.id]
    assert open_tasks(w) == ["push_password"]
    assert (app_user.sync_state, app_user.error) == ("ERROR", w.tasks[0])


def test_a_password_that_arrives_leaves_the_task_of_the_profile(ada, reply):
    w, user = ada()
    w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.raw(500))
    w.play(directory.change_password(w.org, user, "N3w-pass!"), reply.raw(204))
    app_user = w.app.users[user.id]
    assert (open_tasks(w), app_user.sync_state, app_user.error) == (["push_profile"], "ERROR", w.tasks[0])


@pytest.mark.parametrize("changed, state", [(False, "SYNCHRONIZED"), (True, "OUT_OF_SYNC")])
def test_a_password_that_arrives_at_last_clears_the_mark(ada, reply, changed, state):
    w, user = ada()
    w.play(directory.change_password(w.org, user, "N3w-pass!"), reply.raw(500))
    if changed:
        w.app.features.discard("update_user_attributes")
        directory.update_user(w.org, user, {"lastName": "King"})
        w.app.users[user.id].sync_state = "ERROR"
    w.play(assignments.retry_tasks(w.org, w.app), reply.raw(204))
    app_user = w.app.users[user.id]
    assert (open_tasks(w), app_user.sync_state, app_user.error) == ([], state, None)


def test_the_put_of_a_password_carries_the_profile_and_its_task_stays(ada, reply):
    w, user = ada("aiw")
    w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.raw(500))
    w.play(directory.change_password(w.org, user, "N3w-pass!"), reply.body(200, {"id": "s1"}), reply.body(200, {}))
    assert open_tasks(w) == ["push_profile"]
    assert w.cautions[-1].startswith("push_password carried what the open task push_profile is about")


def deactivation_failed(w, user, reply):
    w.play(assignments.unassign_user(w.org, w.app, user), reply.raw(500))
    return w


def test_the_task_of_a_failed_deactivation_outlives_a_new_account(ada, reply):
    w, user = ada()
    deactivation_failed(w, user, reply)
    w.play(assignments.assign_user(w.org, w.app, user), reply.found(), reply.created("s2"))
    assert open_tasks(w) == ["deactivate"]
    w.play(assignments.unassign_user(w.org, w.app, user), reply.raw(204))
    assert open_tasks(w) == ["deactivate"], "deactivating s2 has done nothing to s1"
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.raw(204))
    assert (conversation.lines, open_tasks(w)) == (["PATCH /Users/s1"], [])


def test_two_accounts_that_could_not_be_deactivated_are_two_tasks(ada, reply):
    w, user = ada()
    deactivation_failed(w, user, reply)
    w.play(assignments.assign_user(w.org, w.app, user), reply.found(), reply.created("s2"))
    deactivation_failed(w, user, reply)
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.raw(204), reply.raw(204))
    assert conversation.lines == ["PATCH /Users/s1", "PATCH /Users/s2"]
    assert open_tasks(w) == []


def test_the_same_account_assigned_again_needs_no_deactivation(ada, reply):
    w, user = ada()
    deactivation_failed(w, user, reply)
    there = reply.body(200, {"id": "s1", "active": True})
    w.play(assignments.assign_user(w.org, w.app, user), reply.found({"id": "s1", "active": True}), there, there)
    assert open_tasks(w) == []
    assert closings(w)[-1][1].startswith("not done, since the account is assigned again: Automatic deprovisioning")


@pytest.mark.parametrize("policy", ["groups", "all"])
def test_a_failed_deactivation_stays_a_task_while_the_new_assignment_has_no_account(ada, reply, policy):
    w, user = ada(retry_policy=policy)
    deactivation_failed(w, user, reply)
    w.play(assignments.assign_user(w.org, w.app, user), reply.raw(400))
    assert open_tasks(w) == ["deactivate", "provision"]
    jobs = assignments.retry_tasks(w.org, w.app)
    assert [job.operation for job in jobs] == ["provision"]
    assert w.cautions[-1].startswith("not sent: Ada Lovelace is assigned to Hugging Face again (Automatic")
    assert assignments.unassign_user(w.org, w.app, user) == []
    assert [job.operation for job in assignments.retry_tasks(w.org, w.app)] == ["deactivate"]


def test_a_profile_that_arrives_does_not_close_a_failed_deactivation(ada, reply):
    w, user = ada()
    deactivation_failed(w, user, reply)
    w.play(assignments.assign_user(w.org, w.app, user), reply.found(), reply.created("s2"))
    w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.body(200, {"id": "s2"}), reply.body(200, {}))
    assert open_tasks(w) == ["deactivate"]


def test_what_ends_with_an_assignment_is_said_not_to_have_been_done(ada, reply):
    w, user = ada()
    w.play(directory.update_user(w.org, user, {"lastName": "King"}), reply.raw(500))
    assignments.unassign_user(w.org, w.app, user)
    assert closings(w)[0][1].startswith("not done, since the assignment has ended: Automatic profile push")


def test_deleting_somebody_says_that_the_deactivation_was_not_done(ada, reply):
    w, user = ada()
    w.play(directory.deactivate_user(w.org, user), reply.raw(500))
    directory.delete_user(w.org, user)
    assert closings(w)[-1][1].startswith("not done, since Ada Lovelace was deleted: Automatic deprovisioning")


@pytest.mark.parametrize("still", [True, False])
def test_an_assignment_by_group_that_was_refused_is_done_by_assigning_or_given_up(world, still):
    w = world(features=[])
    w.app.schema["team"] = AppAttribute("team", namespace="urn:x", required=True)
    user = w.person("ada")
    group = w.group("staff", user)
    assignments.assign_group(w.org, w.app, group)
    assert open_tasks(w) == ["assign"]
    if still:
        assignments.assign_user(w.org, w.app, user, profile={"team": "red"})
        assert (open_tasks(w), len(closings(w))) == ([], 1)
    else:
        assignments.unassign_group(w.org, w.app, group)
        assert assignments.retry_tasks(w.org, w.app) == []
        assert closings(w)[0][1].startswith("not done, since no group gives Hugging Face to Ada Lovelace")
