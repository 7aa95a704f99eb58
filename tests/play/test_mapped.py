"""What a run records of the expressions behind a profile that is sent."""

import json

import pytest

from simulator.play.transcript import Exchange, dump, parse

BASE = """\
name: Where values come from
app:
  integration: aiw
  template: huggingface
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace, title: Countess, department: Engines}
groups:
  staff: [ada]
steps:
"""


@pytest.fixture
def mapped(play):
    """What each profile that was sent came from, by request line, in the order of a story's steps."""

    def told(steps, base=BASE, **choice):
        events = play(base + "".join(f"  - {step}\n" for step in steps), **choice).of(Exchange)
        return [event.mapped for event in events if event.mapped is not None]

    return told


def test_each_value_of_a_new_account_has_its_expression(mapped):
    assert mapped(["edit_username: String.toLowerCase(user.firstName)", "assign_user: ada"]) == [
        {
            "userName": "String.toLowerCase(user.firstName)",
            "name.givenName": "user.firstName",
            "name.familyName": "user.lastName",
            "emails.^[primary==true].value": "user.email",
            "emails.^[primary==true].type": "(user.email != null && user.email != '') ? 'work' : ''",
        }
    ]


def test_what_was_typed_or_came_from_a_group_has_none(mapped):
    (typed,) = mapped(["assign_user: {user: ada, username: ada-x, profile: {givenName: Augusta}}"])
    assert (typed["userName"], typed["name.givenName"], typed["name.familyName"]) == ("", "", "user.lastName")

    (granted,) = mapped([
        "edit_username: String.toLowerCase(user.firstName)",
        "edit_mapping: {attribute: title, expression: user.title}",
        "assign_group: {group: staff, profile: {title: Dr.}}",
    ])  # fmt: skip
    assert (granted["title"], granted["name.givenName"]) == ("", "user.firstName")


def test_a_username_that_was_typed_as_it_would_be_is_the_expression_s(mapped):
    (sent,) = mapped(["edit_username: String.toLowerCase(user.firstName)", "assign_user: {user: ada, username: ada}"])

    assert sent["userName"] == "String.toLowerCase(user.firstName)"


def test_a_value_keeps_the_expression_that_gave_it_until_another_does(mapped):
    sent = mapped([
        "edit_username: String.toLowerCase(user.firstName)",
        "edit_mapping: {attribute: title, expression: user.title, apply: create_only}",
        "assign_user: ada",
        "edit_mapping: {attribute: givenName, expression: String.toUpperCase(user.firstName)}",
        "edit_mapping: {attribute: title, expression: user.department, apply: create_only}",
        "edit_username: String.toLowerCase(user.lastName)",
        "update_user: {user: ada, profile: {lastName: King}}",
    ])  # fmt: skip

    assert [(one["userName"][-15:], one["name.givenName"], one["title"]) for one in sent] == [
        ("user.firstName)", "user.firstName", "user.title"),
        ("(user.lastName)", "String.toUpperCase(user.firstName)", "user.title"),
    ]


def test_a_row_that_is_gone_is_still_where_its_value_came_from(mapped):
    sent = mapped([
        "edit_username: String.toLowerCase(user.firstName)",
        "edit_mapping: {attribute: title, expression: user.title}",
        "assign_user: ada",
        "remove_mapping: title",
        "update_user: {user: ada, profile: {lastName: King}}",
    ])  # fmt: skip

    assert [one["title"] for one in sent] == ["user.title", "user.title"]


def test_update_now_gives_a_typed_username_its_expression(mapped):
    sent = mapped([
        "assign_user: {user: ada, username: ada-x}",
        "edit_username: {expression: String.toLowerCase(user.firstName), update_now: true}",
    ])  # fmt: skip

    assert [one["userName"] for one in sent] == ["", "String.toLowerCase(user.firstName)"]


def test_an_extension_stands_before_its_attribute(mapped):
    (sent,) = mapped([
        "edit_username: String.toLowerCase(user.firstName)",
        "edit_mapping: {attribute: department, expression: user.department}",
        "assign_user: ada",
    ])  # fmt: skip

    assert sent["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"] == "user.department"


def test_requests_that_carry_no_profile_say_nothing(play):
    events = play(BASE + "  - assign_user: {user: ada, username: ada-x}\n  - unassign_user: ada\n").of(Exchange)

    assert [(one.request["method"], one.mapped is None) for one in events if one.origin == "okta"] == [
        ("GET", True), ("POST", False), ("GET", True), ("PUT", True),
    ]  # fmt: skip
    assert all(one.mapped is None for one in events if one.origin == "verify")


def test_a_line_with_null_in_an_expression_reads_back_alike(play):
    events = play(BASE + "  - assign_user: {user: ada, username: ada-x}\n").of(Exchange)
    (created,) = [one for one in events if one.mapped]

    assert "null" in dump(created)
    assert parse(dump(created)) == created
    assert json.loads(dump(created))["mapped"] == created.mapped


def test_a_record_with_another_kind_of_mapping_is_none_of_ours(play):
    events = play(BASE + "  - assign_user: {user: ada, username: ada-x}\n").of(Exchange)
    line = dump(next(one for one in events if one.mapped)).replace('"userName":""', '"userName":7', 1)

    with pytest.raises(ValueError, match="mapped: the member `userName` cannot be 7"):
        parse(line)
