"""The tenant a scenario is played on: org and app as declared, and what aliases stand for."""

import pytest

from simulator.okta.profiles import TEMPLATES
from simulator.play.setup import Choice, environment_token, prepare
from simulator.scenario.loading import load_text
from simulator.scim import urns

STORY = """
name: Stage
app:
  label: Our Hub
  template: okta_default
  username: String.substringBefore(user.login, "@")
  username_update: create_only
  provisioning: [create_users, push_groups]
  attributes:
    - {name: team, scope: personal, type: array, union: true}
    - {name: title, external_name: jobTitle}
  mappings:
    emailType: null
    team: user.department
    nickName: {expression: user.firstName, apply: create_only}
  wire: {filter_space: plus}
user_attributes: [badge]
app_profiles: {workday: {attributes: [{name: level, type: integer}], users: {ada: {level: 3}}}}
users:
  ada: {login: ada@acme.test, firstName: Ada, badge: B1}
  grace: {login: grace@acme.test, status: STAGED}
groups: {team: [ada, grace]}
steps: []
"""


@pytest.fixture
def tenant():
    return prepare(load_text(STORY, "s.yaml"), Choice(), {}).story.tenant


def test_the_app_is_the_declared_one_over_its_template(tenant):
    app = tenant.app
    assert (app.label, app.name, app.integration) == ("Our Hub", "oktasim_ourhub_1", "aiw")
    assert (app.username_update, app.features) == ("create_only", {"create_users", "push_groups"})
    assert (app.schema["team"].scope, app.schema["team"].union) == ("personal", True)
    assert (app.schema["title"].path, app.schema["title"].title) == ("jobTitle", "Title")
    assert app.schema["title"].namespace == urns.CORE_USER
    assert app.schema["team"].namespace is None
    assert "emailType" not in app.mappings
    assert app.mappings["team"].expression == "user.department"
    assert app.mappings["nickName"].apply == "create_only"
    assert app.wire.filter_space == "plus"
    assert TEMPLATES["okta_default"].mappings["emailType"]


def test_people_and_groups_are_there_and_nothing_is_said_of_how_they_came(tenant):
    assert (tenant.user("ada").profile["badge"], tenant.user("grace").status) == ("B1", "STAGED")
    assert list(tenant.group("team").members) == [tenant.people["ada"], tenant.people["grace"]]
    assert tenant.group("everyone") is tenant.org.everyone
    assert tenant.org.user_attributes == {"badge": "string"}
    assert tenant.org.other_apps["workday"].profile("ada") == {"level": 3}
    assert tenant.org.other_apps["workday"].profile("grace") == {"level": None}
    assert tenant.org.journal == []


def test_the_integration_can_be_chosen_over_the_file():
    assert prepare(load_text(STORY, "s.yaml"), Choice(integration="oin"), {}).story.tenant.app.integration == "oin"


def test_a_token_is_read_from_the_environment_without_blanks():
    token_of = environment_token({"A": " secret \n"})
    assert (token_of("A"), token_of("B")) == ("secret", "")


def test_aliases_stand_for_ids_that_okta_holds_or_the_wire_has_shown(play):
    played = play(
        """
name: Aliases
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  bob: {login: bob@acme.test, firstName: Bob, lastName: Baker}
groups: {team: [ada]}
steps:
  - assign_user: {user: ada, username: ada-l}
  - push_group: {group: team, name: Research}
  - fault: {on: POST /Users, empty: true}
  - assign_user: {user: bob, username: bob-b}
    expect: {outcome: failure}
  - unlink_group: {group: team, target: leave}
  - unassign_user: ada
    expect: {requests: ["GET /Users/{ada}", "PUT /Users/{ada}"]}
"""
    )
    tenant = played.run.story.tenant
    assert played.events[-1].kept
    scim_id = tenant.resolve("Users", "ada")
    assert scim_id == tenant.resolve("", "ada") == tenant.scim_ids["Users", "ada"]
    assert tenant.resolve("Groups", "team") == tenant.scim_ids["Groups", "team"]
    assert tenant.resolve("Users", "bob") is None
    assert tenant.resolve("Groups", "ada") is None
    assert (tenant.hub_username("ada"), tenant.hub_username("bob")) == ("ada-l", "bob-b")
    assert tenant.hub_group("team") == "team"


def test_an_alias_that_is_given_anew_has_no_id_at_the_provider_yet(play):
    played = play(
        """
name: Somebody else
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
groups: {team: []}
steps:
  - assign_user: {user: ada, username: ada-l}
  - push_group: team
  - unlink_group: {group: team, target: leave}
  - delete_group: team
  - create_group: {alias: team, name: Another}
  - deactivate_user: ada
  - delete_user: ada
  - create_user: {alias: ada, profile: {login: ada@other.test, firstName: Ada, lastName: Byron}}
"""
    )

    tenant = played.run.story.tenant
    assert played.events[-1].kept
    assert [tenant.resolve("Users", "ada"), tenant.resolve("Groups", "team"), tenant.resolve("", "team")] == [None] * 3


def test_a_pushed_groups_name_at_the_hub_is_its_targets(play):
    played = play("name: N\ngroups: {team: []}\nsteps:\n  - push_group: {group: team, name: Research}\n")
    tenant = played.run.story.tenant
    assert tenant.hub_group("team") == "Research"
    assert tenant.resolve("Groups", "team") == next(iter(tenant.app.pushes.values())).external_id
