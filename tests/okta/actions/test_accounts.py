"""What the Management API checks of people and groups."""

import pytest

from simulator.okta.actions import accounts, directory
from simulator.okta.actions.record import Refused
from simulator.okta.org import Group

ADA = {"login": "ada@acme.test", "firstName": "Ada", "lastName": "Lovelace", "email": "ada@acme.test"}


@pytest.fixture
def w(world):
    return world()


def refusal(check, *arguments, **named):
    """(sentence, about, code) of what Okta refuses."""
    with pytest.raises(Refused) as refused:
        check(*arguments, **named)
    return str(refused.value), refused.value.about, refused.value.code


def test_a_new_profile_is_what_is_given_without_what_is_null(w):
    assert accounts.new_profile(w.org, {**ADA, "title": None, "city": ""}, [w.group("all")]) == {**ADA, "city": ""}


def test_a_new_profile_is_refused_for_its_names_its_login_and_groups_of_other_types(w):
    assert refusal(accounts.new_profile, w.org, {**ADA, "shoe": 42}, []) == (
        "Property name 'shoe' is not defined in profile", "newUser", "E0000001",
    )  # fmt: skip
    assert refusal(accounts.new_profile, w.org, {"firstName": "Ada"}, [])[1] == "login"
    groups = [w.group("all"), Group("00g1", "hub", "hub", kind="APP_GROUP")]
    assert refusal(accounts.new_profile, w.org, ADA, groups)[2] == "E0000006"


def test_a_custom_attribute_of_the_schema_may_stand_in_a_profile(w):
    w.org.user_attributes["shoe"] = "integer"

    accounts.check_profile(w.org, {"shoe": 42}, "updateUser")


@pytest.mark.parametrize("name, longest", [
    ("login", 100), ("email", 100), ("secondEmail", 100), ("firstName", 50), ("lastName", 50), ("primaryPhone", 100),
    ("mobilePhone", 100), ("streetAddress", 1024), ("city", 128), ("state", 128), ("zipCode", 50), ("countryCode", 2),
    ("postalAddress", 4096),
])  # fmt: skip
def test_a_base_attribute_is_a_text_no_longer_than_okta_allows(w, name, longest):
    accounts.check_profile(w.org, {name: "x" * longest}, "updateUser")
    accounts.check_profile(w.org, {name: None}, "updateUser")

    assert refusal(accounts.check_profile, w.org, {name: "x" * (longest + 1)}, "updateUser") == (
        f"{name}: The field is too long", name, "E0000001",
    )  # fmt: skip
    assert refusal(accounts.check_profile, w.org, {name: 5}, "updateUser") == (
        f"{name}: The value must be a string", name, "E0000001",
    )  # fmt: skip


def test_an_attribute_without_a_known_length_may_be_long_and_of_another_type(w):
    accounts.check_profile(w.org, {"title": "x" * 5000, "manager": 5}, "updateUser")


@pytest.mark.parametrize("profile, said", [
    ({}, "login: The field cannot be left blank"), ({"login": None}, "login: The field cannot be left blank"),
    ({"login": ""}, "login: The field cannot be left blank"), ({"login": "a@b."}, "login: The field is too short"),
])  # fmt: skip
def test_a_login_has_five_characters(profile, said):
    assert refusal(directory.check_login, profile) == (said, "login", "E0000001")
    directory.check_login({"login": "a@b.c"})


@pytest.mark.parametrize("kind", ["APP_GROUP", "BUILT_IN"])
def test_groups_of_other_types_are_not_the_apis_to_change(w, kind):
    accounts.check_okta_group(w.group("all"))

    said, _, code = refusal(accounts.check_okta_group, Group("00g1", "hub", "hub", kind=kind))

    assert (said, code) == ("Only groups of type OKTA_GROUP can be changed.", "E0000006")


def test_a_change_names_what_changes_and_a_full_one_clears_the_rest(w):
    user = w.person(title="Countess")

    assert accounts.changed_profile(w.org, user, {"city": "London"}, full=False) == {"city": "London"}
    full = {"login": "ada@acme.test", "lastName": "King"}
    cleared = {"firstName": None, "title": None, "email": None}
    assert accounts.changed_profile(w.org, user, full, full=True) == {**full, **cleared}


def test_a_change_is_refused_for_an_unknown_name_and_a_login_that_goes(w):
    user = w.person()

    assert refusal(accounts.changed_profile, w.org, user, {"shoe": 1}, full=False)[1] == "updateUser"
    assert refusal(accounts.changed_profile, w.org, user, {"login": "a"}, full=False)[1] == "login"
    assert refusal(accounts.changed_profile, w.org, user, {"firstName": "Ada"}, full=True)[1] == "login"


def test_who_is_activated_without_a_password_is_to_choose_one(w):
    user = w.person()
    user.status, user.password_changed = "STAGED", None
    assert accounts.pending(user) is True
    user.password_changed = 1.0
    assert accounts.pending(user) is False
    user.status = "PROVISIONED"
    assert refusal(accounts.pending, user)[::2] == (
        "This operation is not allowed in the user's current status.", "E0000016",
    )  # fmt: skip


@pytest.mark.parametrize("status", ["PROVISIONED", "RECOVERY"])
def test_the_activation_mail_is_sent_again_to_who_waits_for_it(w, status):
    user = w.person()
    user.status = status

    accounts.reactivate_account(w.org, user)

    assert (user.status, w.log) == (status, ["user.lifecycle.activate"])


def test_nobody_else_is_sent_the_activation_mail_and_nobody_is_locked_out(w):
    user = w.person()

    assert refusal(accounts.reactivate_account, w.org, user)[::2] == (
        "This operation is not allowed in the user's current status.", "E0000038",
    )  # fmt: skip
    assert w.log == []
    assert refusal(accounts.unlock_account, user)[::2] == ("The user is not locked out.", "E0000032")


@pytest.mark.parametrize("profile, read", [
    ({"name": "All"}, ("All", None)), ({"name": " a ", "description": "x"}, (" a ", "x")),
    ({"name": "x" * 255, "description": None}, ("x" * 255, None)), ({"name": "n", "description": ""}, ("n", "")),
])  # fmt: skip
def test_a_group_has_a_name_and_maybe_a_description(profile, read):
    assert accounts.group_profile(profile) == read


@pytest.mark.parametrize("profile, said", [
    ({}, "name: The field cannot be left blank"), ({"name": ""}, "name: The field cannot be left blank"),
    ({"name": " \t"}, "name: The field cannot be left blank"), ({"name": 5}, "name: The field cannot be left blank"),
    ({"name": "x" * 256}, "name: The field is too long"),
])  # fmt: skip
def test_a_group_without_a_name_or_with_too_long_a_one_is_refused(profile, said):
    assert refusal(accounts.group_profile, profile) == (said, "name", "E0000001")


def test_a_groups_description_is_replaced_and_dated(w):
    group = w.group("all")
    w.org.now += 5

    accounts.describe_group(w.org, group, "Everybody")

    assert (group.description, group.changed, w.log) == ("Everybody", w.org.now, [])
