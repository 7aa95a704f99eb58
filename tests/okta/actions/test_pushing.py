"""Push Groups and Import tabs: what each verb does before anything is sent, and when it is refused."""

import pytest

from simulator.okta.actions import assignments, directory, imports, pushing
from simulator.okta.actions.record import Refused


@pytest.fixture
def w(world):
    return world()


def test_a_push_takes_the_groups_name_or_another_one(w):
    first, second = w.group("first"), w.group("second")
    pushing.push_group(w.org, w.app, first)
    pushing.push_group(w.org, w.app, second, name="other")
    assert [push.target_name for push in w.app.pushes.values()] == ["first", "other"]
    assert [push.id[:3] for push in w.app.pushes.values()] == ["gPm", "gPm"]


def test_a_group_is_pushed_once_and_only_with_push_groups_on(w):
    group = w.group("team")
    w.pushed(group)
    with pytest.raises(Refused, match="already pushed"):
        pushing.push_group(w.org, w.app, group)
    w.app.features.discard("push_groups")
    with pytest.raises(Refused, match="Push Groups is not enabled"):
        pushing.push_group(w.org, w.app, w.group("other"))


def test_with_push_groups_off_nothing_flows_to_groups_pushed_before(w):
    user, group = w.person(), w.group("team")
    w.assigned(user)
    w.pushed(group)
    w.app.features.discard("push_groups")
    assert directory.add_to_group(w.org, group, [user]) == []
    assert directory.rename_group(w.org, group, "crew") == []
    for verb in (pushing.push_now, pushing.activate_group_push):
        with pytest.raises(Refused, match="Push Groups is not enabled"):
            verb(w.org, w.app, group)


def test_linking_needs_a_group_that_a_refresh_has_shown(w, reply):
    group = w.group("team")
    with pytest.raises(Refused, match="no group named theirs that Okta knows of; refresh app groups first"):
        pushing.push_group(w.org, w.app, group, link=True, name="theirs")
    w.play(pushing.refresh_app_groups(w.org, w.app), reply.found({"id": "g9", "displayName": "theirs"}))

    conversation = w.play(
        pushing.push_group(w.org, w.app, group, link=True, name="theirs"),
        reply.body(200, {"id": "g9"}), reply.body(200, {}),
    )  # fmt: skip

    assert conversation.lines == ["GET /Groups/g9", "PUT /Groups/g9"]


def test_pushing_an_assigned_group_is_warned_of(w):
    group = w.group("team")
    assignments.assign_group(w.org, w.app, group)
    pushing.push_group(w.org, w.app, group)
    assert len(w.cautions) == 1


@pytest.mark.parametrize(
    "verb", [pushing.push_now, pushing.deactivate_group_push, pushing.activate_group_push,
             lambda *where: pushing.unlink_group(*where, "leave")]
)  # fmt: skip
def test_what_takes_a_push_is_refused_without_one(w, verb):
    with pytest.raises(Refused, match="team is not pushed to Hugging Face"):
        verb(w.org, w.app, w.group("team"))


def test_push_now_is_refused_while_the_push_is_inactive(w):
    group = w.group("team")
    w.pushed(group)
    pushing.deactivate_group_push(w.org, w.app, group)
    with pytest.raises(Refused, match="activate it first"):
        pushing.push_now(w.org, w.app, group)


def test_unlinking_what_never_arrived_sends_nothing_even_with_delete(w, reply):
    group = w.group("team")
    w.play(pushing.push_group(w.org, w.app, group), reply.error(400, "no"))
    assert pushing.unlink_group(w.org, w.app, group, "delete") == []
    assert (w.app.pushes, w.tasks) == ({}, [])
    assert w.log[-1] == "application.provision.group_push.removed"


@pytest.mark.parametrize(
    "verb, name", [(imports.import_users, "Import users"), (imports.import_groups, "Import groups")]
)
def test_an_import_is_refused_while_its_box_is_not_ticked(w, verb, name):
    with pytest.raises(Refused, match=f"{name} is not enabled for Hugging Face"):
        verb(w.org, w.app)


def test_an_import_is_a_job_of_its_own_transaction(world):
    w = world(features=["import_users"])
    (job,) = imports.import_users(w.org, w.app)
    assert job.transaction.startswith("ij1")
