"""Expressions, checked where they stand."""

import pytest

CULPRIT = "user.frist"


def username(written: str) -> str:
    return f"name: A\napp:\n  username: {written}\n"


@pytest.mark.parametrize(
    "written, column",
    [
        ("user.frist", 18),
        ('user.login + "x" + user.frist', 37),
        ("'user.frist'", 19),
        ("'''x'' + user.frist'", 27),
        ('"user.frist"', 19),
        (r'"\"x\" + user.frist"', 27),
        (r'"\x27x\x27 + user.frist"', 31),
        (r'"\u0027x\U00000027 + user.frist"', 39),
        ("|\n    user.frist", 13),
        (">-\n    user.login +\n    user.frist", 13),
        ("user.login +\n    user.frist", 13),
    ],
)
def test_complaint_points_under_the_character(complaint, written, column):
    place = complaint(username(written)).split(": ")[0]

    assert place == f"test.yaml:3:{column}"


def test_expression_that_ends_too_early_is_pointed_at_behind_its_end(complaint):
    assert complaint(username("user.login +")).startswith("test.yaml:3:2")


def test_custom_attribute_may_be_read(read):
    scenario = read(
        "user_attributes: [hfUsername]\napp:\n  username: user.hfUsername\n  mappings: {email: hfUsername}\n"
    )

    assert scenario.app.username == "user.hfUsername"


@pytest.mark.parametrize(
    "expression",
    [
        'String.replace(String.substringBefore(user.login, "@"), ".", "-")',
        "source.email",
        "firstName + lastName",
        '"constant"',
        "user.getInternalProperty('id')",
        '${fn:substringBefore(source.login, "@")}',
        "${source.login}",
        "org.name",
        "app.clientId",
    ],
)
def test_okta_would_save(read, expression):
    quoted = expression.replace("'", "''")

    assert read(f"app:\n  username: '{quoted}'\n").app.username == expression


def test_expressions_of_steps_are_checked_too(complaint):
    said = complaint(
        "steps:\n  - edit_username: user.frist\n  - edit_mapping: {attribute: email, expression: user.lats}\n"
    ).splitlines()

    assert [line.split(":")[1] for line in said] == ["3", "4"]


def test_default_username_is_not_complained_about(read):
    assert read("app:\n  label: Hub\n").app.username == "user.login"


OTHER = """\
app:
  username: {expression}
app_profiles:
  workday: [userName, employeeID]
"""


def test_profile_of_another_app_is_asked_for_and_not_refused_in_oktas_name(complaint):
    said = complaint(username("workday.userName"))

    assert said.startswith("test.yaml:3:13: this simulator does not know the profile of the app workday; declare it: ")
    assert "Okta" not in said


def test_declared_profile_of_another_app_may_be_read(read):
    assert read(OTHER.format(expression="'workday.userName ?: user.login'")).app_profiles["workday"].attributes


def test_attribute_that_a_declared_profile_lacks_is_told_by_name(complaint):
    said = complaint(OTHER.format(expression="'user.login + workday.userNam'"))

    assert said == (
        "test.yaml:3:35: workday, as `app_profiles` declares it, has no attribute userNam; did you mean userName?"
    )
