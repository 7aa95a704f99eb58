"""The app's own pages, verb by verb."""

import pytest

from simulator.okta.actions import configuring
from simulator.okta.actions.record import Refused
from simulator.okta.profiles import AppAttribute


@pytest.fixture
def w(world):
    return world()


def test_saving_changes_url_and_token_alone_or_together(w):
    assert configuring.configure(w.org, w.app, base_url="https://other.test/v2") == []
    assert configuring.configure(w.org, w.app, token="other-token") == []
    assert (w.app.base_url, w.app.token) == ("https://other.test/v2", "other-token")


def test_a_base_url_with_an_underscore_is_refused(w):
    before = w.app.base_url
    with pytest.raises(Refused, match="underscore"):
        configuring.configure(w.org, w.app, base_url="https://a_b.test")
    assert w.app.base_url == before


@pytest.mark.parametrize(
    "verb, message", [(configuring.enable, "Deprovisioning"), (configuring.disable, "Stop deprovisioning")]
)
def test_boxes_are_ticked_and_unticked_with_the_catalogues_message(w, verb, message):
    verb(w.org, w.app, iter(["deactivate_users", "sync_password"]))
    assert ("sync_password" in w.app.features) is (verb is configuring.enable)
    assert w.rows[0].debug == {"customMessage": f"{message} unassigned users"}
    verb(w.org, w.app, ["import_users", "push_groups"])
    assert w.rows[1].debug == {"customMessage": "import_users, push_groups"}
    assert w.log == ["application.lifecycle.update"] * 2


def test_a_format_that_does_not_parse_is_refused_and_not_saved(w):
    with pytest.raises(Refused, match="Api validation failed"):
        configuring.edit_username(w.org, w.app, "user.login +")
    assert w.app.username == "user.login"


def test_a_new_format_keeps_the_update_setting_unless_it_is_said(w):
    configuring.edit_username(w.org, w.app, "user.email", update_on="create_only")
    configuring.edit_username(w.org, w.app, "user.login")
    assert (w.app.username, w.app.username_update) == ("user.login", "create_only")


def test_an_added_attribute_gives_assigned_people_its_default_and_needs_a_free_name(w):
    user = w.person()
    w.assigned(user)
    configuring.add_attribute(w.app, AppAttribute("team", default="red"))
    assert w.app.users[user.id].profile["team"] == "red"
    with pytest.raises(Refused, match="named team is in the profile"):
        configuring.add_attribute(w.app, AppAttribute("Team"))


def test_a_removed_attribute_is_forgotten_everywhere(w):
    user = w.person()
    configuring.add_attribute(w.app, AppAttribute("team"))
    w.assigned(user, typed={"team": "red"})
    configuring.remove_attribute(w.app, "team")
    app_user = w.app.users[user.id]
    assert not any("team" in values for values in (app_user.profile, app_user.typed, app_user.pushed, w.app.schema))


@pytest.mark.parametrize(
    "name, why", [("team", "has no such attribute"), ("givenName", "base attribute"), ("email", "is mapped")]
)
def test_an_unknown_base_or_mapped_attribute_is_not_removed(w, name, why):
    with pytest.raises(Refused, match=why):
        configuring.remove_attribute(w.app, name)


@pytest.mark.parametrize(
    "name, expression, why",
    [("team", "'x'", "Invalid target field team"), ("userName", "'x'", "Sign On"), ("email", "user.", "validation")],
)
def test_a_mapping_needs_an_attribute_and_an_expression_that_parses(w, name, expression, why):
    with pytest.raises(Refused, match=why):
        configuring.edit_mapping(w.org, w.app, name, expression)
    assert w.rows == []


def test_an_edited_row_keeps_its_apply_setting_and_is_logged(w):
    configuring.edit_mapping(w.org, w.app, "email", "user.login", apply="create_only")
    configuring.edit_mapping(w.org, w.app, "email", "user.email")
    assert (w.app.mappings["email"].expression, w.app.mappings["email"].apply) == ("user.email", "create_only")
    assert w.log == ["application.provision.field_mapping_rule.change"] * 2


def test_mappings_are_removed_all_or_none(w):
    with pytest.raises(Refused, match="userName is not mapped"):
        configuring.remove_mapping(w.org, w.app, ["email", "userName"])
    assert "email" in w.app.mappings
    configuring.remove_mapping(w.org, w.app, ["email", "emailType"])
    assert set(w.app.mappings) == {"givenName", "familyName"}
