"""Group rules over the API: JSON and routes, and what they do to members, apps and the log (management API 3.2)."""

import re

import pytest

PATH = "/api/v1/groups/rules"


def _body(group: str, **more) -> dict:
    expression = {"type": "urn:okta:expression:1.0", "value": 'user.lastName == "Hopper"'}
    return {
        "type": "group_rule",
        "name": "rule",
        "conditions": {"expression": expression},
        "actions": {"assignUserToGroups": {"groupIds": [group]}},
        **more,
    }


@pytest.fixture
def rule(okta) -> dict:
    """An inactive rule that puts Grace into `research`."""
    return okta.ok("POST", PATH, _body(okta.group("research")))


def _members(okta) -> set:
    return {user["id"] for user in okta.ok("GET", f"/api/v1/groups/{okta.group('research')}/users")}


def test_a_new_rule_has_the_recorded_shape_and_reads_the_same(okta, rule) -> None:
    research = okta.group("research")
    assert re.fullmatch(r"0pr\w{17}", rule["id"])
    assert rule == {
        "type": "group_rule",
        "id": rule["id"],
        "status": "INACTIVE",
        "name": "rule",
        "created": rule["created"],
        "lastUpdated": rule["created"],
        "conditions": _body(research)["conditions"],
        "actions": {"assignUserToGroups": {"groupIds": [research]}},
        "allGroupsValid": True,
    }
    assert okta.ok("GET", f"{PATH}/{rule['id']}") == rule
    assert okta.ok("GET", f"{PATH}/") == [rule]
    named = okta.ok("GET", f"{PATH}/{rule['id']}?expand=groupIdToGroupNameMap")
    assert named["_embedded"] == {"groupIdToGroupNameMap": {research: "research"}}


@pytest.mark.parametrize("people", [{"users": {}}, {"users": {"exclude": []}, "groups": {"exclude": []}}])
def test_a_condition_on_people_is_shown_whole_once_it_is_sent(okta, people) -> None:
    body = _body(okta.group("research"))
    body["conditions"]["people"] = people
    shown = okta.ok("POST", PATH, body)
    assert shown["conditions"]["people"] == {"users": {"exclude": []}, "groups": {"exclude": []}}


def test_activation_puts_people_in_and_their_app_and_push_follow(okta, rule) -> None:
    research, grace = okta.group("research"), okta.user("grace")
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{research}")
    okta.traffic()

    assert okta.call("POST", f"{PATH}/{rule['id']}/lifecycle/activate").status_code == 204

    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    assert grace in _members(okta)
    assert okta.ok("GET", f"{PATH}/{rule['id']}")["status"] == "ACTIVE"
    query = f'filter=debugContext.debugData.triggeredByGroupRuleId eq "{rule["id"]}"'
    (added,) = okta.ok("GET", f"/api/v1/logs?{query}")
    assert (added["eventType"], added["actor"]["type"]) == ("group.user_membership.add", "SystemPrincipal")
    assert [target["displayName"] for target in added["target"]] == ["Grace Hopper", "research"]


def test_a_changed_name_moves_people_and_the_provider_hears_of_it(okta, rule) -> None:
    okta.ok("PUT", f"/api/v1/apps/{okta.app_id}/groups/{okta.group('research')}")
    okta.ok("POST", f"{PATH}/{rule['id']}/lifecycle/activate")
    okta.traffic()

    okta.ok("POST", f"/api/v1/users/{okta.user('grace')}", {"profile": {"lastName": "Murray"}})
    assert okta.user("grace") not in _members(okta)
    assert okta.exchanges()[-1].request["body"]["active"] is False
    mia = okta.person("mia.hopper@acme.test", lastName="Hopper")["id"]
    assert mia in _members(okta)
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]


def test_who_is_taken_out_by_hand_stands_among_the_exceptions(okta, rule) -> None:
    grace = okta.user("grace")
    okta.ok("POST", f"{PATH}/{rule['id']}/lifecycle/activate")
    okta.ok("DELETE", f"/api/v1/groups/{okta.group('research')}/users/{grace}")
    assert okta.ok("GET", f"{PATH}/{rule['id']}")["conditions"]["people"]["users"]["exclude"] == [grace]
    (entry,) = okta.ok("GET", '/api/v1/logs?filter=eventType eq "group.user_membership.rule.add_exclusion"')
    assert entry["actor"]["type"] == "SystemPrincipal"
    assert [target["type"] for target in entry["target"]] == ["Rule", "User"]


def test_an_inactive_rule_is_changed_and_an_active_one_is_not(okta, rule) -> None:
    path, research = f"{PATH}/{rule['id']}", okta.group("research")
    okta.ok("POST", f"{path}/lifecycle/activate")
    assert okta.refused("PUT", path, _body(research, name="new")) == (400, "E0000001")
    okta.ok("POST", f"{path}/lifecycle/deactivate")
    changed = okta.ok("PUT", path, _body(research, name="new"))
    assert (changed["name"], changed["status"]) == ("new", "INACTIVE")
    assert okta.refused("PUT", path, _body(okta.group("ml-team"))) == (400, "E0000001")


@pytest.mark.parametrize(("query", "stays"), [("", True), ("?removeUsers=false", True), ("?removeUsers=true", False)])
def test_deleting_is_202_with_an_empty_object_and_keeps_people_unless_asked(okta, rule, query, stays) -> None:
    path = f"{PATH}/{rule['id']}"
    okta.ok("POST", f"{path}/lifecycle/activate")
    assert okta.refused("DELETE", path) == (400, "E0000001")
    okta.ok("POST", f"{path}/lifecycle/deactivate")
    answer = okta.call("DELETE", path + query)
    assert (answer.status_code, answer.get_json()) == (202, {})
    assert (okta.user("grace") in _members(okta)) is stays
    assert okta.refused("GET", path) == (404, "E0000007")
    assert okta.ok("GET", PATH) == []


def test_a_deleted_group_makes_its_rule_invalid(okta) -> None:
    group = okta.ok("POST", "/api/v1/groups", {"profile": {"name": "floor"}})["id"]
    rule = okta.ok("POST", PATH, _body(group))
    okta.ok("DELETE", f"/api/v1/groups/{group}")
    shown = okta.ok("GET", f"{PATH}/{rule['id']}?expand=groupIdToGroupNameMap")
    assert (shown["status"], shown["allGroupsValid"]) == ("INVALID", False)
    assert shown["_embedded"] == {"groupIdToGroupNameMap": {}}
    answer = okta.call("POST", f"{PATH}/{rule['id']}/lifecycle/activate").get_json()
    assert answer["errorSummary"] == "Api validation failed: updateRuleStatus"
    assert answer["errorCauses"] == [
        {"errorSummary": "Cannot activate or deactivate a Group Rule with the status INVALID."}
    ]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/0prnone"), ("DELETE", "/0prnone"), ("POST", "/0prnone/lifecycle/activate")],
)
def test_a_rule_nobody_made_is_e0000007(okta, method, path) -> None:
    answer = okta.call(method, PATH + path)
    assert answer.status_code == 404
    assert answer.get_json()["errorSummary"] == "Not found: Resource not found: 0prnone (GroupRule)"


def test_a_body_that_is_none_and_a_taken_name_are_refused(okta, rule) -> None:
    assert okta.refused("POST", PATH) == (400, "E0000003")
    assert okta.refused("POST", PATH, []) == (400, "E0000003")
    taken = okta.call("POST", PATH, _body(okta.group("research"))).get_json()
    assert taken["errorSummary"] == "Api validation failed: name"
    assert taken["errorCauses"] == [{"errorSummary": "name: Policy rule name already in use"}]


def test_rules_are_paged_and_searched_by_name(okta) -> None:
    for name in ("Sales east", "Sales west", "Research"):
        okta.ok("POST", PATH, _body(okta.group("research"), name=name))
    assert len(okta.ok("GET", f"{PATH}?limit=2")) == 2
    assert {rule["name"] for rule in okta.ok("GET", f"{PATH}?search=sales")} == {"Sales east", "Sales west"}
    assert okta.refused("GET", f"{PATH}?limit=0") == (400, "E0000029")


def test_rules_and_whom_they_hold_are_part_of_a_saved_state(okta, rule) -> None:
    okta.ok("POST", f"{PATH}/{rule['id']}/lifecycle/activate")
    state = okta.ok("GET", "/simulator/v1/state")
    okta.ok("POST", "/simulator/v1/reset")
    assert okta.ok("GET", PATH) == []
    okta.ok("PUT", "/simulator/v1/state", state)
    okta.ok("POST", f"/api/v1/users/{okta.user('grace')}", {"profile": {"lastName": "Murray"}})
    assert okta.user("grace") not in _members(okta)


def test_the_org_says_who_it_is_and_nobody_has_factors(okta) -> None:
    shown = okta.ok("GET", "/api/v1/org")
    assert (shown["subdomain"], shown["status"], shown["id"][:3]) == ("acme", "ACTIVE", "00o")
    assert shown["id"] == okta.ok("GET", "/.well-known/okta-organization")["id"]
    for key in (okta.user("ada"), "grace.hopper@acme.test", "me"):
        assert okta.ok("GET", f"/api/v1/users/{key}/factors") == []
    assert okta.refused("GET", "/api/v1/users/00unobody/factors") == (404, "E0000007")


def test_other_groups_are_refused_or_ignored_by_a_choice(open_okta) -> None:
    from simulator.okta.wire import Choices

    okta = open_okta(choices=Choices(rule_groups="ignore"))
    research = okta.group("research")
    rule = okta.ok("POST", PATH, _body(research))
    changed = okta.ok("PUT", f"{PATH}/{rule['id']}", _body(okta.group("ml-team"), name="new"))
    assert changed["name"] == "new"
    assert changed["actions"] == {"assignUserToGroups": {"groupIds": [research]}}
