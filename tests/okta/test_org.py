"""State and lookups, ids, times and templates."""

from random import Random
from uuid import UUID

import pytest

from simulator.okta.ids import Ids
from simulator.okta.org import Group
from simulator.okta.profiles import BASE_ATTRIBUTES, TEMPLATES
from simulator.okta.times import iso
from simulator.scim import urns


def test_people_are_found_by_login_in_any_case_also_after_a_rename(world):
    w = world()
    user = w.person(login="Ada@Acme.test")
    assert w.org.user_by_login("ada@acme.TEST") is user
    w.org.rename_login(user, "countess@acme.test")
    assert w.org.user_by_login("ada@acme.test") is None
    assert w.org.user_by_login("countess@acme.test") is user
    w.org.remove_user(user)
    assert w.org.user_by_login("countess@acme.test") is None


def test_groups_are_found_by_exact_name(world):
    w = world()
    group = w.group("team", name="Team")
    assert w.org.group_by_name("Team") is group
    assert w.org.group_by_name("team") is None
    w.org.rename_group(group, "Crew")
    assert (w.org.group_by_name("Team"), w.org.group_by_name("Crew")) == (None, group)
    w.org.remove_group(group)
    assert w.org.group_by_name("Crew") is None


def test_a_group_of_an_app_may_have_the_name_of_an_okta_group_and_is_not_found_by_it(world):
    w = world()
    group = w.group("team")
    copied = Group(w.org.ids.new("00g"), "copied", "team", kind="APP_GROUP")
    w.org.add_group(copied)
    assert w.org.group_by_name("team") is group
    w.org.remove_group(copied)
    assert w.org.group_by_name("team") is group


def test_everybody_is_in_the_built_in_group_and_leaves_all_groups_when_removed(world):
    w = world()
    user = w.person()
    group = w.group("team", user)
    assert user.id in w.org.everyone.members
    w.org.remove_user(user)
    assert (w.org.everyone.members, group.members) == ({}, {})


@pytest.mark.parametrize(
    "names, shown", [(("Ada", "Lovelace"), "Ada Lovelace"), (("Ada", None), "Ada"), ((None, ""), "ada@acme.test")]
)
def test_a_person_is_shown_by_name_or_by_login(world, names, shown):
    assert world().person(firstName=names[0], lastName=names[1]).display_name == shown


def test_the_same_seed_gives_the_same_ids():
    first, second = Ids(7), Ids(7)
    assert [first.new("00u"), first.password(), first.uuid()] == [second.new("00u"), second.password(), second.uuid()]
    assert Ids(8).new("00u") != Ids(7).new("00u")


def test_a_persons_id_follows_from_seed_and_login_whoever_else_is_there(world):
    alone, second = world(), world()
    second.person("alan")
    assert alone.person("ada").id == second.person("ada").id != second.person("grace").id


def test_who_comes_back_to_a_login_after_a_deletion_has_another_id(world):
    w = world()
    first = w.person("ada")
    w.org.remove_user(first)
    assert w.person("ada").id != first.id


@pytest.mark.parametrize("length", [8, 12])
def test_a_placeholder_password_has_upper_lower_digit_and_symbol(length):
    for seed in range(20):
        password = Ids(seed).password(length)
        assert len(password) == length
        assert any(letter.isupper() for letter in password)
        assert any(letter.islower() for letter in password)
        assert any(letter.isdigit() for letter in password)
        assert any(not letter.isalnum() for letter in password)


def test_an_id_is_a_prefix_and_17_characters():
    made = Ids(1).new("0ua")
    assert (made[:3], len(made), made.isalnum()) == ("0ua", 20, True)


@pytest.mark.parametrize(
    "seconds, text", [(0, "1970-01-01T00:00:00.000Z"), (1.0004, "1970-01-01T00:00:01.000Z"),
                      (1767603600.2, "2026-01-05T09:00:00.200Z"), (0.9996, "1970-01-01T00:00:01.000Z")]
)  # fmt: skip
def test_times_have_milliseconds_and_z(seconds, text):
    assert iso(seconds) == text


def test_there_are_31_base_attributes():
    assert len(BASE_ATTRIBUTES) == len(set(BASE_ATTRIBUTES)) == 31


def test_the_default_template_has_the_rows_and_paths_of_the_table():
    rows = {one.name: (one.path, one.namespace) for one in TEMPLATES["okta_default"].attributes}
    assert len(rows) == 32
    assert rows["email"] == ("emails.^[primary==true].value", urns.CORE_USER)
    assert rows["country"] == ("addresses.^[primary==true].country", urns.CORE_USER)
    assert rows["honorificPrefix"] == ("name.honorificPrefix", urns.CORE_USER)
    assert rows["managerValue"] == ("manager.value", urns.ENTERPRISE_USER)
    assert rows["department"] == ("department", urns.ENTERPRISE_USER)
    mappings = TEMPLATES["okta_default"].mappings
    assert set(rows) - set(mappings) == {"userName"}
    assert mappings["region"] == "user.state"
    assert mappings["emailType"] == "(user.email != null && user.email != '') ? 'work' : ''"


def test_the_hubs_template_keeps_the_guides_rows():
    template = TEMPLATES["huggingface"]
    assert [one.name for one in template.attributes] == ["userName", "givenName", "familyName", "email", "emailType"]
    assert [one.name for one in template.attributes if one.base] == ["userName", "givenName", "familyName"]


def test_a_uuid_is_of_version_4_as_the_standard_library_makes_it_of_the_same_bits() -> None:
    made = [Ids(seed).uuid() for seed in range(200)]
    assert made == [str(UUID(int=Random(seed).getrandbits(128), version=4)) for seed in range(200)]
