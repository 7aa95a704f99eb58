"""The Management API's choices: calls of the API decide them, and the table says which."""

import pytest

from simulator.calibration.deciding import choices
from simulator.okta.wire import Choices
from tests.web.conftest import applications, open_okta

__all__ = ["applications", "open_okta"]  # fixtures

PEOPLE = """
name: People and a group
app: {username: 'String.substringBefore(user.login, "@")'}
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  bob: {login: bob@acme.test, firstName: Bob, lastName: Stone}
groups:
  readers: []
  team: []
steps: [check]
"""


def assign_again(okta):
    path = f"/api/v1/apps/{okta.app_id}/users"
    ada = okta.ok("POST", path, {"id": okta.user("ada")})["id"]
    okta.traffic()
    okta.call("POST", path, {"id": ada, "credentials": {"userName": "countess"}})


def rule_groups(okta):
    readers, team = okta.group("readers"), okta.group("team")
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{readers}")
    rule = okta.ok("POST", "/api/v1/groups/rules", rule_of("Ada", readers))["id"]
    okta.call("PUT", f"/api/v1/groups/rules/{rule}", rule_of("Bob", team))
    okta.ok("POST", f"/api/v1/groups/rules/{rule}/lifecycle/activate")


def rule_of(first_name, group):
    expression = {"value": f'user.firstName == "{first_name}"', "type": "urn:okta:expression:1.0"}
    actions = {"assignUserToGroups": {"groupIds": [group]}}
    return {"type": "group_rule", "name": "by name", "conditions": {"expression": expression}, "actions": actions}


def connecting_adds_push_groups(okta):
    first = okta.app_id
    base_url = okta.ok("GET", f"/api/v1/apps/{first}/connections/default")["baseUrl"]
    new = {"name": "scim2headerauth", "label": "Another", "signOnMode": "AUTO_LOGIN"}
    path = f"/api/v1/apps/{okta.ok('POST', '/api/v1/apps', new)['id']}"
    profile = {"authScheme": "TOKEN", "token": "stub_a-scim-token-of-the-tests"}
    body = {"baseUrl": base_url, "profile": profile}
    okta.ok("POST", f"{path}/connections/default?activate=true", body)
    okta.call("POST", f"{path}/group-push/mappings", {"sourceGroupId": okta.group("team"), "targetGroupName": "team"})


ACTS = {each.__name__: each for each in (assign_again, rule_groups, connecting_adds_push_groups)}
OPTIONS = {
    "assign_again": ("conflict", "update"),
    "rule_groups": ("refuse", "ignore"),
    "connecting_adds_push_groups": (True, False),
}


@pytest.mark.parametrize("name", list(choices()))
def test_calls_of_the_api_tell_the_options_apart_on_the_wire(name, open_okta):
    told = []
    for option in OPTIONS[name]:
        okta = open_okta(PEOPLE, choices=Choices(**{name: option}))
        ACTS[name](okta)
        told.append([(one.request["method"], one.request["query"], one.subject) for one in okta.exchanges()])

    assert choices()[name].shows == "wire"
    assert told[0] != told[1]


def test_no_act_at_the_admin_console_decides_a_choice():
    assert [name for name, one in choices().items() if one.by or one.planned] == []
