"""People and groups."""

import pytest

from simulator.scenario.parts.people import GenerateUsers, Group, User, folded, with_email


def person(read, profile: str) -> User:
    return read(f"users:\n  ada: {{login: ada.lovelace@acme.test, {profile}}}\n").users["ada"]


@pytest.mark.parametrize("text", ["0123", "yes", "2026-01-01", "1e3", "Null", "12", "true", "NULL"])
def test_profile_keeps_the_text_that_was_written(read, text):
    assert person(read, f"lastName: {text}").profile["lastName"] == text


@pytest.mark.parametrize("nothing", ["null", "~", ""])
def test_attribute_without_value_was_never_set(read, nothing):
    assert "title" not in person(read, f"title: {nothing}").profile


def test_quoted_null_is_a_name(read):
    assert person(read, 'lastName: "null"').profile["lastName"] == "null"


def test_email_defaults_to_the_login(read):
    assert person(read, "firstName: Ada").profile["email"] == "ada.lovelace@acme.test"


def test_email_may_be_another_or_none(read):
    assert person(read, "email: ada@acme.test").profile["email"] == "ada@acme.test"
    assert "email" not in person(read, "email: null").profile


def test_status_is_active_where_nothing_is_said(read):
    assert person(read, "firstName: Ada").status == "ACTIVE"
    assert person(read, "status: STAGED").status == "STAGED"


def test_user_knows_the_login(read):
    assert person(read, "firstName: Ada").login == "ada.lovelace@acme.test"


def test_custom_attributes_are_read_by_their_types(read):
    users = read(
        """\
user_attributes:
  - hfUsername
  - {name: badge, type: integer}
  - {name: height, type: number}
  - {name: remote, type: boolean}
  - {name: teams, type: array}
users:
  ada: {login: ada.lovelace@acme.test, hfUsername: 007, badge: 12, height: 1.65, remote: false, teams: [ml, 42]}
"""
    ).users

    assert users["ada"].profile == {
        "login": "ada.lovelace@acme.test",
        "email": "ada.lovelace@acme.test",
        "hfUsername": "007",
        "badge": 12,
        "height": 1.65,
        "remote": False,
        "teams": ["ml", "42"],
    }


@pytest.mark.parametrize(
    "profile, said",
    [
        ("remote: yes", "`remote` takes true or false"),
        ("teams: [[ml]]", "`teams` takes text, not a list"),
        ("badge: '12'", "remove the quotes"),
        ("firstName: [Ada]", "`firstName` takes text, not a list"),
    ],
)
def test_value_of_another_type_is_refused(complaint, profile, said):
    declared = (
        "user_attributes: [{name: badge, type: integer}, {name: remote, type: boolean}, {name: teams, type: array}]\n"
    )

    assert said in complaint(f"{declared}users:\n  ada: {{login: ada.lovelace@acme.test, {profile}}}\n")


def test_bad_declaration_does_not_raise_complaints_about_its_users(complaint):
    said = complaint("user_attributes: [{name: b-adge}]\nusers:\n  ada: {login: ada.lovelace@acme.test, badge: 1}\n")

    assert said.count("\n") == 0


@pytest.mark.parametrize(
    "profile, said",
    [
        ("city: " + "x" * 129, "longer than the 128 characters"),
        ("secondEmail: nobody", "the shape of an e-mail address"),
        ("email: a b@acme.test", "the shape of an e-mail address"),
    ],
)
def test_person_okta_could_not_hold_is_refused(complaint, profile, said):
    assert said in complaint(f"users:\n  ada: {{login: ada.lovelace@acme.test, {profile}}}\n")


def test_everything_wrong_with_several_people_is_told(complaint):
    said = complaint("users:\n  a: {login: a@b}\n  b: {}\n  c: {login: c@acme.test, age: 3}\n").splitlines()

    assert [line.split(":")[1] for line in said] == ["3", "4", "5"]


@pytest.mark.parametrize("other", ["ADA@ACME.TEST", "ädä@acme.test", "ADÁ@acme.test"])
def test_logins_are_the_same_whatever_case_and_accents(other):
    assert folded(other) == folded("ada@acme.test")


def test_email_is_not_made_without_a_login():
    assert with_email({"firstName": "Ada"}) == {"firstName": "Ada"}


def test_generated_people_follow_those_declared(read):
    users = read("users:\n  ada: {login: ada.lovelace@acme.test}\ngenerate_users: {count: 12}\n").users

    assert list(users)[:3] == ["ada", "load-00001", "load-00002"]
    assert len(users) == 13


def test_generated_people_are_always_the_same():
    people = GenerateUsers(count=101, prefix="p").people()

    assert people == GenerateUsers(count=101, prefix="p").people()
    assert people["p-00001"].profile == {
        "login": "p-00001@acme.test",
        "email": "p-00001@acme.test",
        "firstName": "Ada",
        "lastName": "Allen",
    }
    assert people["p-00011"].profile["lastName"] == "Dijkstra"
    assert people["p-00101"].profile["lastName"] == "Allen"


def test_numbers_of_generated_people_are_equally_long():
    people = GenerateUsers(count=100_000, prefix="p").people()

    assert next(iter(people)) == "p-000001"
    assert list(people)[-1] == "p-100000"


def test_generated_people_can_be_members(read):
    groups = read("generate_users: {count: 2}\ngroups:\n  all: [load-00001, load-00002]\n").groups

    assert groups["all"] == Group(name="all", members=("load-00001", "load-00002"))


def test_users_made_in_python_pass(read):
    scenario = read("name: A")
    user = User({"login": "ada.lovelace@acme.test"})

    assert type(scenario).model_validate({"name": "A", "users": {"ada": user}}).users == {"ada": user}
