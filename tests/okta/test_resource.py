"""AppUser profile to SCIM JSON and back."""

import pytest

from simulator.okta import resource
from simulator.okta.org import Row
from simulator.okta.profiles import AppAttribute
from simulator.scim import urns


@pytest.fixture
def ada(world):
    """A person with a title in an app with all rows, and what the provider holds of her."""
    w = world(template="okta_default")
    user = w.person(title="Countess", locale="en-GB")
    return w, w.assigned(user, "s1")


SERVER = {
    "schemas": [urns.CORE_USER],
    "id": "s1",
    "userName": "old",
    "title": "Old",
    "nickName": "Addie",
    "emails": [{"value": "home@acme.test", "type": "home"}, {"primary": True, "value": "o@acme.test", "display": "O"}],
    "phoneNumbers": [{"value": "1", "primary": True}],
    "active": False,
    "meta": {"version": 'W/"1"'},
}


def merged(w, app_user, server=SERVER, **options):
    return resource.merged_body(w.app, app_user, server, **{"active": True, **options})


def test_a_create_body_puts_unplaced_attributes_between_emails_and_display_name_and_extensions_last(ada):
    w, app_user = ada
    app_user.profile |= {"displayName": "Ada", "userType": "human", "costCenter": "7", "primaryPhone": "1"}

    body = resource.create_body(w.app, app_user, "Secret1!")

    assert list(body) == [
        "schemas", "userName", "name", "emails", "title", "phoneNumbers", "userType", "displayName", "locale",
        "externalId", "groups", "password", "active", urns.ENTERPRISE_USER,
    ]  # fmt: skip
    assert body["password"] == "Secret1!"


def test_an_attribute_without_a_namespace_never_reaches_the_wire(ada):
    w, app_user = ada
    w.app.schema["secretTeam"] = AppAttribute("secretTeam", namespace=None)
    app_user.profile["secretTeam"] = "x"

    assert "secretTeam" not in resource.create_body(w.app, app_user, "p")


def test_a_custom_namespace_is_an_object_of_its_own_and_a_schema(ada):
    w, app_user = ada
    w.app.schema["badge"] = AppAttribute("badge", "pass.badge", namespace="urn:acme:1.0:User")
    app_user.profile["badge"] = "B1"

    body = resource.create_body(w.app, app_user, "p")

    assert body["urn:acme:1.0:User"] == {"pass": {"badge": "B1"}}
    assert body["schemas"] == [urns.CORE_USER, "urn:acme:1.0:User"]


def test_a_custom_attribute_named_groups_does_not_replace_the_empty_list(ada):
    w, app_user = ada
    w.app.schema["groups"] = AppAttribute("groups", type="array")
    app_user.profile["groups"] = ["a"]

    assert resource.create_body(w.app, app_user, "p")["groups"] == []
    assert merged(w, app_user)["groups"] == []


@pytest.mark.parametrize("kind, value", [("array", ["a", "b"]), ("boolean", False), ("integer", 0), ("number", 1.5)])
def test_values_keep_their_json_type_and_false_and_zero_are_values(ada, kind, value):
    w, app_user = ada
    w.app.schema["extra"] = AppAttribute("extra", type=kind)
    app_user.profile["extra"] = value

    assert resource.create_body(w.app, app_user, "p")["extra"] == value


def test_a_list_element_without_its_value_is_left_out(ada):
    w, app_user = ada
    app_user.profile |= {"email": None, "emailType": "work", "primaryPhone": "", "primaryPhoneType": "work"}

    body = resource.create_body(w.app, app_user, "p")

    assert "emails" not in body
    assert "phoneNumbers" not in body


def test_an_element_with_no_value_member_in_the_schema_says_something_by_any_member(ada):
    w, app_user = ada
    app_user.profile["region"] = "London"

    assert resource.create_body(w.app, app_user, "p")["addresses"] == [{"primary": True, "region": "London"}]


def test_elements_by_place_may_be_plain_values(ada):
    w, app_user = ada
    w.app.schema["second"] = AppAttribute("second", "tags.[1]")
    app_user.profile["second"] = "b"

    assert resource.create_body(w.app, app_user, "p")["tags"] == ["b"]


def test_a_merge_keeps_what_okta_does_not_manage_and_its_order(ada):
    w, app_user = ada
    server = {"id": "s1", "externalId": "x", "roles": [{"value": "r"}], "meta": {"v": 1}, "userName": "o"}

    body = merged(w, app_user, server)

    assert list(body)[:5] == ["id", "externalId", "roles", "meta", "userName"]
    assert body["externalId"] == app_user.user_id
    assert body["roles"] == [{"value": "r"}]
    assert server["userName"] == "o"


def test_a_password_the_server_gave_is_echoed_and_none_is_added(ada):
    w, app_user = ada

    assert "password" not in merged(w, app_user)
    assert merged(w, app_user, {**SERVER, "password": "theirs"})["password"] == "theirs"


@pytest.mark.parametrize("server, active, told", [(False, None, False), (True, None, True), (False, True, True)])
def test_a_merge_says_the_servers_active_or_the_one_it_is_given(ada, server, active, told):
    w, app_user = ada

    assert merged(w, app_user, {**SERVER, "active": server}, active=active)["active"] is told


def test_a_server_that_says_nothing_of_active_is_told_true(ada):
    w, app_user = ada

    assert merged(w, app_user, {"id": "s1"}, active=None)["active"] is True


def test_an_attribute_that_never_had_a_value_is_left_out(ada):
    w, app_user = ada

    body = merged(w, app_user)

    assert "nickName" not in body
    assert "phoneNumbers" not in body


@pytest.mark.parametrize(
    "policy, title, nick_name",
    [
        ("omit", "absent", "absent"),
        ("null", None, "absent"),
        ("empty-string", "", "absent"),
        ("echo-server", "Old", "Addie"),
    ],
)
def test_switch_empty_policy_says_what_becomes_of_a_cleared_attribute(world, policy, title, nick_name):
    w = world(template="okta_default", empty_policy=policy)
    app_user = w.assigned(w.person(title="Countess"), "s1")
    app_user.profile["title"] = None

    body = merged(w, app_user)

    assert body.get("title", "absent") == title
    assert body.get("nickName", "absent") == nick_name
    assert ("phoneNumbers" in body) is (policy == "echo-server")


def test_a_cleared_extension_is_named_null_and_stays_a_schema(world):
    w = world(template="okta_default")
    app_user = w.assigned(w.person(department="Engines"), "s1")
    app_user.profile["department"] = ""

    body = merged(w, app_user)

    assert body[urns.ENTERPRISE_USER] == {"department": None}
    assert body["schemas"] == [urns.CORE_USER, urns.ENTERPRISE_USER]


def test_an_extension_with_nothing_in_it_is_left_out_with_its_schema(ada):
    w, app_user = ada
    server = {
        **SERVER,
        "schemas": [urns.CORE_USER, urns.ENTERPRISE_USER, "urn:other"],
        urns.ENTERPRISE_USER: {"department": "X"},
    }

    body = merged(w, app_user, server)

    assert urns.ENTERPRISE_USER not in body
    assert body["schemas"] == [urns.CORE_USER, "urn:other"]


def test_schemas_that_are_no_list_are_made_anew(ada):
    w, app_user = ada

    assert merged(w, app_user, {"schemas": "x"})["schemas"] == [urns.CORE_USER]


@pytest.mark.parametrize(
    "switch, emails",
    [
        ("replace", [{"primary": True, "value": "ada@acme.test", "type": "work"}]),
        (
            "merge",
            [
                {"value": "home@acme.test", "type": "home"},
                {"primary": True, "value": "ada@acme.test", "display": "O", "type": "work"},
            ],
        ),
    ],
)
def test_switch_multi_value_merge_replaces_the_list_or_lays_the_element_over_its_match(world, switch, emails):
    w = world(template="okta_default", multi_value_merge=switch)
    app_user = w.assigned(w.person(), "s1")

    assert merged(w, app_user)["emails"] == emails


def test_merging_adds_an_element_that_matches_none(world):
    w = world(multi_value_merge="merge")
    app_user = w.assigned(w.person(), "s1")

    emails = merged(w, app_user, {**SERVER, "emails": [{"value": "x", "primary": False}, "odd"]})["emails"]

    assert emails == [
        {"value": "x", "primary": False}, "odd", {"primary": True, "value": "ada@acme.test", "type": "work"},
    ]  # fmt: skip


def test_an_echo_changes_active_alone(server_user):
    assert resource.echo_body(server_user, active=False) == {**server_user, "active": False}


def test_changed_values_hold_what_differs_from_the_last_push(ada):
    w, app_user = ada
    app_user.profile = {**app_user.profile, "title": "Dame", "locale": None, "givenName": "Augusta"}
    app_user.username = "augusta"

    assert resource.changed_values(w.app, app_user) == {
        "userName": "augusta",
        "name": {"givenName": "Augusta", "familyName": "Lovelace"},
        "title": "Dame",
        "locale": None,
    }


def test_an_import_reads_the_same_paths_in_reverse(world):
    w = world()
    account = {"name": {"givenName": "Ada"}, "emails": [{"type": "work", "value": "a@b", "primary": True}]}

    assert resource.imported_profile(w.app, account) == {
        "givenName": "Ada", "familyName": None, "email": "a@b", "emailType": "work",
    }  # fmt: skip


def test_switch_group_put_minimal_echoes_the_group_or_sends_name_and_members_only(world):
    server = {"schemas": [urns.CORE_GROUP], "id": "g1", "meta": {}, "displayName": "old", "members": [{"value": "x"}]}

    echoed = resource.group_put_body(world().app, server, "new", [])
    minimal = resource.group_put_body(world(group_put_minimal=True).app, server, "new", [])

    assert echoed == {**server, "displayName": "new", "members": []}
    assert minimal == {"schemas": [urns.CORE_GROUP], "displayName": "new", "members": []}


def test_an_empty_external_name_is_the_variable_name(world):
    w = world()
    w.app.schema["team"] = AppAttribute("team")
    w.app.mappings["team"] = Row("'red'")
    app_user = w.assigned(w.person(), "s1")

    assert resource.create_body(w.app, app_user, "p")["team"] == "red"
