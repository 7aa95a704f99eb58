"""Whom a System Log row names: Okta's recorded shapes of a group, an app and an app group."""

import pytest

from simulator.okta.actions import applications, assignments, directory, pushing
from simulator.okta.targets import app_target, catalogue_key


def test_a_group_has_no_alternate_id_and_is_named_by_its_display_name(world):
    w = world()
    ada, team = w.person(), w.group("team", name="ML Team")

    directory.add_to_group(w.org, team, [ada])
    assignments.assign_group(w.org, w.app, team)

    assert [row.targets for row in w.rows[:2]] == [
        (("User", ada.id, "ada@acme.test", "Ada Lovelace"), ("UserGroup", team.id, "unknown", "ML Team")),
        (("UserGroup", team.id, "unknown", "ML Team"), app_target(w.app)),
    ]


def test_an_app_of_the_wizard_has_its_label_twice_also_after_a_new_label(world):
    w = world()
    w.app.label = "benzi_master"

    assert app_target(w.app) == ("AppInstance", w.app.id, "benzi_master", "benzi_master")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("scim2headerauth", "SCIM 2.0 Test App (Header Auth)"),
        ("scim2basicauth", "SCIM 2.0 Test App (Basic Auth)"),
        ("scim2oauthbearertoken", "SCIM 2.0 Test App (OAuth Bearer Token)"),
        ("oidc_client", "OpenID Connect Client"),
    ],
)
def test_an_app_of_the_catalogue_has_its_label_and_what_the_catalogue_calls_it(world, name, shown):
    w = world()

    app = applications.create_app(w.org, {"name": name, "label": "Roster"})

    assert [row.targets for row in w.rows] == [(("AppInstance", app.id, "Roster", shown),)] * 2


def test_a_pushed_group_and_its_app_are_named_by_the_push(world):
    w = world("oin")

    pushing.push_group(w.org, w.app, w.group("team"))

    group, app = w.rows[0].targets
    assert group[2:] == ("team", "team")
    assert app[2:] == ("Hugging Face", "SCIM 2.0 Test App (Header Auth)")


def test_a_catalogue_app_that_no_source_has_is_keyed_by_its_letters():
    assert [catalogue_key("SCIM 2.0 Test App (Basic Auth)"), catalogue_key("Roster HQ")] == [
        "scim2basicauth",
        "rosterhq",
    ]
