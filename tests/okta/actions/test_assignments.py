"""The Assignments tab, verb by verb (okta-wire 2.1, 4.4, 4.5)."""

import pytest

from simulator.okta.actions import assignments, directory
from simulator.okta.actions.record import Refused
from simulator.okta.profiles import AppAttribute


@pytest.fixture
def w(world):
    made = world()
    made.app.schema["team"] = AppAttribute("team")
    return made


def whom(jobs):
    return [(job.operation, job.subject_id) for job in jobs]


def test_assigning_starts_a_job_of_its_own_transaction(w):
    (job,) = assignments.assign_user(w.org, w.app, w.person())
    assert (job.operation, job.transaction[:3]) == ("provision", "puj")


def test_a_deactivated_or_assigned_person_cannot_be_assigned(w):
    user = w.person()
    w.assigned(user)
    with pytest.raises(Refused, match="already assigned"):
        assignments.assign_user(w.org, w.app, user)
    directory.deactivate_user(w.org, user)
    with pytest.raises(Refused, match="inactive user"):
        assignments.assign_user(w.org, w.app, user)


@pytest.mark.parametrize(
    "verb", [assignments.edit_assignment, assignments.unassign_user, assignments.provision_user,
             assignments.reapply_mapping]
)  # fmt: skip
def test_what_takes_an_assignment_is_refused_without_one(w, verb):
    with pytest.raises(Refused, match="Ada Lovelace is not assigned to Hugging Face"):
        verb(w.org, w.app, w.person())


def test_an_edited_assignment_pushes_what_changed(w, reply):
    user = w.person()
    w.assigned(user, "s1")
    jobs = assignments.edit_assignment(w.org, w.app, user, username="countess", profile={"team": "red"})
    assert whom(jobs) == [("push_profile", user.id)]
    assert w.log == ["application.user_membership.update", "application.user_membership.change_username"]
    assert assignments.edit_assignment(w.org, w.app, user, profile={"team": "red"}) == []


def test_an_edit_pushes_nothing_before_the_account_is_there_or_with_updates_off(w):
    user = w.person()
    assignments.assign_user(w.org, w.app, user)
    assert assignments.edit_assignment(w.org, w.app, user, profile={"team": "red"}) == []
    w.provision(w.app.users[user.id], "s1")
    w.app.features.discard("update_user_attributes")
    assert assignments.edit_assignment(w.org, w.app, user, profile={"team": "blue"}) == []


def test_unassigning_deactivates_and_forgets(w):
    user = w.person()
    w.assigned(user)
    assert whom(assignments.unassign_user(w.org, w.app, user)) == [("deactivate", user.id)]
    assert w.app.users == {}


def test_unassigning_closes_what_was_open_about_the_person(w, reply):
    user = w.person()
    w.play(assignments.assign_user(w.org, w.app, user), reply.raw(500))
    assert assignments.unassign_user(w.org, w.app, user) == []
    assert (w.tasks, w.changes[-1]) == ([], ("closed", "provision"))


def test_a_group_gives_the_app_to_each_member_and_takes_it_again(w):
    ada, bob = w.person("ada"), w.person("bob")
    w.assigned(bob)
    group = w.group("team", ada, bob)
    assert whom(assignments.assign_group(w.org, w.app, group)) == [("provision", ada.id)]
    w.provision(w.app.users[ada.id], "s1")
    assert whom(assignments.unassign_group(w.org, w.app, group)) == [("deactivate", ada.id)]
    assert list(w.app.users) == [bob.id]
    assert w.log[0] == "group.application_assignment.remove"


def test_a_group_is_assigned_once_and_edited_or_unassigned_only_when_it_is(w):
    group = w.group("team")
    for verb in (assignments.edit_group_assignment, assignments.unassign_group):
        with pytest.raises(Refused, match="team is not assigned"):
            verb(w.org, w.app, group)
    assignments.assign_group(w.org, w.app, group)
    with pytest.raises(Refused, match="team is already assigned"):
        assignments.assign_group(w.org, w.app, group)


def test_assigning_a_pushed_group_is_warned_of(w):
    group = w.group("team")
    w.pushed(group)
    assignments.assign_group(w.org, w.app, group)
    assert len(w.cautions) == 1


def priorities(w):
    return {w.org.groups[one.group_id].name: one.priority for one in w.app.groups.values()}


def test_priorities_are_places_in_a_list(w):
    first, second, third = (w.group(name) for name in ("first", "second", "third"))
    assignments.assign_group(w.org, w.app, first)
    assignments.assign_group(w.org, w.app, second)
    assert priorities(w) == {"first": 0, "second": 1}
    assignments.assign_group(w.org, w.app, third, priority=1)
    assert priorities(w) == {"first": 0, "third": 1, "second": 2}
    assignments.edit_group_assignment(w.org, w.app, second, priority=0)
    assert sorted(priorities(w), key=priorities(w).get) == ["second", "first", "third"]


def test_provision_user_is_for_those_without_an_account_while_provisioning_is_on(w):
    user = w.person()
    w.assigned(user)
    with pytest.raises(Refused, match="is provisioned in Hugging Face already"):
        assignments.provision_user(w.org, w.app, user)
    other = w.person("bob")
    w.app.features.clear()
    assignments.assign_user(w.org, w.app, other)
    with pytest.raises(Refused, match="Provisioning is not enabled"):
        assignments.provision_user(w.org, w.app, other)
    w.app.features.add("create_users")
    assert whom(assignments.provision_user(w.org, w.app, other)) == [("provision", other.id)]
    assert w.app.users[other.id].error is None


def test_force_sync_is_logged_around_its_work(w):
    assignments.force_sync(w.org, w.app)
    assert w.log == ["app.app_instance.provision_sync_job.started", "app.app_instance.provision_sync_job.completed"]


def test_tasks_are_retried_all_or_those_of_one_person(w, reply):
    ada, bob = w.person("ada"), w.person("bob")
    for user in (ada, bob):
        w.play(assignments.assign_user(w.org, w.app, user), reply.raw(500))
    assert whom(assignments.retry_tasks(w.org, w.app, bob)) == [("provision", bob.id)]
    assert whom(assignments.retry_tasks(w.org, w.app)) == [("provision", ada.id), ("provision", bob.id)]


def test_the_dialog_makes_somebody_a_group_assigned_an_individual(w):
    user = w.person()
    assignments.assign_group(w.org, w.app, w.group("team", user))
    w.provision(w.app.users[user.id], "s1")
    jobs = assignments.assign_user(w.org, w.app, user, profile={"team": "red"})
    assert whom(jobs) == [("push_profile", user.id)]
    assert w.app.users[user.id].scope == "USER"
