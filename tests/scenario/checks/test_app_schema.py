"""The app user schema as the steps change it."""

import pytest


@pytest.mark.parametrize(
    "steps",
    [
        "add_attribute: {name: team}|edit_mapping: {attribute: team, expression: user.title}|remove_mapping: team",
        "add_attribute: {name: team}|remove_attribute: team|add_attribute: {name: team}|remove_attribute: team",
        "edit_mapping: {attribute: nickName, expression: user.nickName}|remove_mapping: nickName",
        "remove_attribute: email|edit_mapping: {attribute: email, expression: user.email}",
        "remove_attribute: givenName|remove_attribute: givenName",
        "remove_mapping: emailType|remove_attribute: emailType|add_attribute: {name: emailType}",
    ],
)
def test_attribute_may_be_used_while_it_is_there(read, steps):
    """A mapped attribute and a base attribute stay, since Okta refuses to remove them."""
    listed = "".join(f"  - {step}\n" for step in steps.split("|"))

    assert read(f"steps:\n{listed}").steps


def test_default_row_that_is_mapped_belongs_to_the_app(read):
    scenario = read(
        """\
app:
  mappings: {title: user.title}
users:
  ada: {login: ada.lovelace@acme.test}
steps:
  - assign_user: {user: ada, profile: {title: Countess}}
"""
    )

    assert scenario.steps[0].argument.profile == {"title": "Countess"}


def test_default_template_has_all_rows(read):
    assert read("app: {template: okta_default}\nsteps:\n  - remove_mapping: [title, honorificPrefix]\n").steps


@pytest.mark.parametrize(
    "steps, said",
    [
        ("remove_mapping: emailType|remove_attribute: emailType|remove_mapping: emailType", "`emailType`"),
        ("remove_mapping: title", "`title`"),
        ("edit_mapping: {attribute: tema, expression: user.title}|add_attribute: {name: team}", "`tema`"),
        ("assign_group: {group: everyone, profile: {team: ml}}", "`team`"),
        ("edit_group_assignment: {group: everyone, profile: {team: ml}}", "`team`"),
    ],
)
def test_attribute_that_is_not_there_is_told(complaint, steps, said):
    listed = "".join(f"  - {step}\n" for step in steps.split("|"))

    assert f"the app has no attribute {said}" in complaint(f"steps:\n{listed}")


def test_row_of_an_unknown_attribute_cannot_be_removed(complaint):
    assert "the app has no attribute `title`" in complaint("app:\n  mappings: {title: null}\n")


def test_template_attribute_may_be_overridden(read):
    assert read("app:\n  attributes: [{name: email, required: true}]\n").app.attributes[0].required
