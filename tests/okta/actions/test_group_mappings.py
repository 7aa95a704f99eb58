"""What the Management API checks of group push mappings."""

import pytest

from simulator.okta.actions import pushing
from simulator.okta.actions.record import Refused
from simulator.okta.org import app_group_id, app_groups, scim_id_of


@pytest.fixture
def w(world):
    made = world()
    made.app.known_groups |= {"Writers": "g1", "Readers": "g2"}
    return made


def test_a_new_mapping_creates_a_group_by_name_or_links_one_by_id(w):
    group = w.group("all")
    readers = app_group_id(w.app, "g2")

    assert pushing.target(w.app, group, name="All", target_id=None) is None
    assert pushing.target(w.app, group, name=None, target_id=readers) == "Readers"


@pytest.mark.parametrize("given", [{"name": None, "target_id": None}, {"name": "All", "target_id": "00g1"}])
def test_a_new_mapping_has_one_target(w, given):
    with pytest.raises(Refused, match=r"^Exactly one of targetGroupName and targetGroupId must be given\.$") as refused:
        pushing.target(w.app, w.group("all"), **given)
    assert refused.value.code == "E0000027"


def test_a_group_is_pushed_once_and_to_a_group_okta_knows_of(w):
    group = w.group("all")
    with pytest.raises(Refused, match=r"^Hugging Face has no group 00gnone that Okta knows of\.$") as unknown:
        pushing.target(w.app, group, name=None, target_id="00gnone")
    w.pushed(group)
    with pytest.raises(Refused, match=r"^all is already pushed to Hugging Face\.$") as taken:
        pushing.target(w.app, group, name="All", target_id=None)

    assert (unknown.value.code, taken.value.code) == ("E0000027", "E0000055")


@pytest.mark.parametrize("status", ["INACTIVE", "ERROR"])
def test_a_mapping_that_pushes_nothing_may_be_deleted(w, status):
    group = w.group("all")
    w.pushed(group)
    push = w.app.pushes[group.id]
    with pytest.raises(Refused, match=r"^The mapping must be deactivated before it is deleted\.$") as refused:
        pushing.check_deletion(push)
    assert (refused.value.about, refused.value.code) == ("groupPushMapping", "E0000001")

    push.status = status

    pushing.check_deletion(push)


def test_app_groups_are_the_targets_of_pushes_and_those_refresh_app_groups_showed(w):
    group = w.group("all", name="Writers")
    w.pushed(group, "g1")
    push = w.app.pushes[group.id]
    w.app.created = 7.0

    listed = [(app, one.id, one.name, one.kind, one.created, one.changed) for app, one in app_groups(w.org)]

    assert listed == [
        (w.app, push.app_group_id, "Writers", "APP_GROUP", push.created, push.created),
        (w.app, app_group_id(w.app, "g2"), "Readers", "APP_GROUP", 7.0, 7.0),
    ]


def test_an_app_groups_id_is_oktas_in_form_its_own_and_the_same_whenever_it_is_asked_for(w):
    readers, writers = (app_group_id(w.app, scim_id) for scim_id in ("g2", "g1"))

    assert readers == app_group_id(w.app, "g2") != writers
    assert (len(readers), readers[:3], readers[-3:]) == (20, "00g", w.app.id[-3:])
    assert scim_id_of(w.app, readers) == ("Readers", "g2")
    assert scim_id_of(w.app, "00gnone") is None


def test_a_pushed_groups_target_has_the_time_of_its_push(w):
    group = w.group("all")
    pushing.push_group(w.org, w.app, group)

    ((_, listed),) = [pair for pair in app_groups(w.org) if pair[1].name == "all"]

    assert listed.created == listed.changed == w.org.now
