"""Warnings of `check`: each trap, where it points, and what silences it."""

import pytest

from simulator.scenario.loading import load_with_cautions

STORY = """\
name: A trap
users:
  ada: {{login: ada@acme.test, firstName: Ada}}
  grace: {{login: grace.hopper@acme.test, firstName: Grace, lastName: Hopper}}
{rest}
"""


@pytest.fixture
def warned(tmp_path):
    """The warnings about a story, each as `line:column: sentence`."""

    def cautions(rest: str) -> list[str]:
        path = tmp_path / "story.yaml"
        path.write_text(STORY.format(rest=rest))
        return [f"{one.mark.line}:{one.mark.column}: {one.message}" for one in load_with_cautions(path)[1]]

    return cautions


def test_a_plus_beside_what_can_be_null_is_pointed_at(warned):
    [warning] = warned("app: {username: user.nickName, mappings: {displayName: user.firstName + user.lastName}}")[:1]

    assert warning.startswith("5:73: user.lastName can be null, and + then writes the text null")


def test_what_everybody_has_is_not_warned_of(warned):
    rest = "app: {username: String.removeSpaces(user.firstName), mappings: {displayName: user.firstName + user.login}}"

    assert warned(rest) == []


def test_a_deprecated_alias_is_named_with_its_successor(warned):
    assert any("String.toLowerCase" in one for one in warned("app: {username: toLowerCase(user.firstName)}"))


def test_a_group_function_is_a_trap_only_where_updates_are_followed(warned):
    row = '{{expression: \'isMemberOfGroupName("x") ? "a" : "b"\', apply: {apply}}}'
    rest = "app: {{username: user.firstName, mappings: {{displayName: {row}}}}}"

    followed = warned(rest.format(row=row.format(apply="create_and_update")))
    assert any("isMemberOfGroupName is not run again" in one for one in followed)
    assert warned(rest.format(row=row.format(apply="create_only"))) == []


def test_a_ternary_inside_a_sum_is_pointed_at(warned):
    rest = """app: {username: user.firstName, mappings: {title: '"x" + (true) ? "a" : "b"'}}"""

    assert any("add parentheses" in one for one in warned(rest))


def test_a_username_that_the_hub_would_refuse_is_shown_with_whose_it_is(warned):
    [warning] = warned("app:\n  username: String.substringBefore(user.login, '@')")

    assert warning.startswith("6:13: ")
    assert "gives grace the username 'grace.hopper', which the Hub would refuse" in warning


def test_the_default_username_points_at_the_app_or_the_name(warned):
    [warning] = warned("steps: []")

    assert warning.startswith("1:")
    assert "gives ada the username 'ada@acme.test'" in warning
    assert "(1 more person is refused)" in warning


def test_a_blank_username_and_one_that_fails_are_said(warned):
    assert "gives ada no username (1 more person is refused)" in warned("app: {username: user.nickName}")[0]
    assert "fails for ada" in warned("app: {username: 'String.substring(user.firstName, 0, 4)'}")[0]


@pytest.mark.parametrize(
    "step, warnings", [("any-username", 0), ("no-patch", 1), ("{name: any-username, on: false}", 1)]
)
def test_no_name_is_warned_of_where_a_step_lets_the_hub_take_any(warned, step, warnings):
    assert len(warned(f"steps:\n  - hub: {{set_quirk: {step}}}")) == warnings


@pytest.mark.parametrize("asked, gives", [
    ('String.len(user.getInternalProperty("id"))', "Ada20"), ('user.getInternalProperty("status")', "AdaACTIVE"),
    ('(isMemberOfGroupName("crew") ? "y" : "n")', "Aday"), ('Time.now("UTC", "YYYY")', "Ada2026"),
])  # fmt: skip
def test_what_okta_knows_of_somebody_the_check_knows_too(warned, asked, gives):
    """The Hub refuses the underscore; before it stands what was asked for."""
    rest = f"groups: {{crew: [ada]}}\napp:\n  username: >-\n    user.firstName + {asked} + '_'"

    assert any(f"gives ada the username '{gives}_'" in one for one in warned(rest))


def test_a_typed_username_silences_the_warning(warned):
    rest = "steps:\n  - assign_user: {user: ada, username: ada}\n  - assign_user: {user: grace, username: grace}"

    assert warned(rest) == []


def test_a_provider_without_the_hubs_rules_silences_the_warning(warned):
    assert warned("provider: {stub: {quirks: [any-username]}}") == []
    assert warned("provider: {endpoint: https://scim.example.com/v2, token_env: TOKEN}") == []
    assert warned("provider: {endpoint: https://huggingface.co/api/organizations/acme/scim/v2, token_env: TOKEN}")


def test_a_template_is_evaluated_too(warned):
    [warning] = warned("""app: {username: '${fn:substringBefore(source.login, "@")}'}""")

    assert "grace.hopper" in warning


def test_expressions_of_steps_are_looked_at(warned):
    rest = (
        "app: {username: user.firstName}\n"
        "steps:\n"
        "  - edit_mapping: {attribute: givenName, expression: toUpperCase(user.firstName)}\n"
        "  - edit_username: user.login\n"
    )

    lines = [one.split(":")[0] for one in warned(rest)]
    assert lines == ["7", "8"]


def test_an_attribute_of_ones_own_without_a_namespace_is_never_sent(warned):
    rest = (
        "app:\n"
        "  username: user.firstName\n"
        "  attributes:\n"
        "    - {name: team}\n"
        "    - {name: title, required: true}\n"
        "    - {name: badge, namespace: 'urn:example:1.0:User'}\n"
        "steps:\n"
        "  - add_attribute: {name: desk}\n"
    )

    assert [one.partition(": ")[2] for one in warned(rest)] == [
        "team has no namespace, and an attribute without one is never sent",
        "desk has no namespace, and an attribute without one is never sent",
    ]


def test_value_that_somebody_lacks_in_another_app_can_be_null(warned):
    (said,) = warned("""app:
  mappings: {displayName: "'x' + workday.userName + target_app.site"}
  username: '(workday.userName ?: "x-") + target_app.site'
app_profiles:
  workday: {attributes: [userName], users: {ada: {userName: ada-l}}}
  target_app: {attributes: [site], values: {site: eu}}""")

    assert "6:34: workday.userName can be null" in said
