"""Directory > Groups: the list, a group's page, and the rules."""

import pytest


@pytest.fixture
def team(visitor) -> str:
    return f"/admin/groups/{visitor.okta.group('ml-team')}"


def test_the_list_counts_people_and_apps_and_can_be_searched(visitor) -> None:
    page = visitor.get("/admin/groups")

    assert "ml-team" in page
    assert "Everyone" in page
    assert "ml-team" not in visitor.get("/admin/groups?q=rese")
    assert 'No group matches "none"' in visitor.get("/admin/groups?q=none")


def test_a_group_is_added(visitor) -> None:
    said = visitor.fill("/admin/groups/new", "/admin/groups/new", name="Robotics", description="arms & legs")

    assert said == "good: Robotics is added."
    assert visitor.place == "/admin/groups"
    assert visitor.steps() == [
        ("create_group", {"alias": "Robotics", "name": "Robotics", "description": "arms & legs"})
    ]
    assert "arms &amp; legs" in visitor.get("/admin/groups")
    empty = visitor.get(f"/admin/groups/{visitor.okta.group('Robotics')}")
    assert "Nobody is in Robotics. Press Assign people." in empty


@pytest.mark.parametrize(("name", "said"), [
    ("", "name: The field cannot be left blank"),
    ("research", "a group named &#39;research&#39; already exists"),
    ("g" * 256, "name: The field is too long"),
])  # fmt: skip
def test_a_group_that_cannot_be_is_refused_on_the_form(visitor, name, said) -> None:
    answer = visitor.fill("/admin/groups/new", "/admin/groups/new", name=name)

    assert answer.startswith("bad: ")
    assert said in answer
    assert visitor.place == "/admin/groups/new"


def test_people_are_assigned_and_removed_and_the_app_follows(visitor, team) -> None:
    linus = visitor.okta.user("linus")
    visitor.okta.ok("PUT", f"/api/v1/apps/{visitor.okta.app_id}/groups/{visitor.okta.group('ml-team')}")
    visitor.okta.traffic()
    assert 'aria-label="+: add Linus Pauling"' in visitor.get(f"{team}/people")

    assert visitor.does(f"{team}/people/add", f"{team}/people", user=linus) == "good: Linus Pauling is in ml-team."
    assert visitor.okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    assert 'aria-label="−: remove Linus Pauling"' in visitor.get(f"{team}/people")
    assert "Take Linus Pauling out of ml-team?" in visitor.get(team)
    said = visitor.does(f"{team}/people/remove", team, user=linus)

    assert said == "good: Linus Pauling is no longer in ml-team."
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    assert visitor.steps()[-2:] == [
        ("add_to_group", {"group": "ml-team", "users": ["linus"]}),
        ("remove_from_group", {"group": "ml-team", "users": ["linus"]}),
    ]


def test_a_pushed_group_is_renamed_at_the_provider_and_refuses_to_be_deleted(visitor, team) -> None:
    visitor.okta.assigned("ada")
    body = {"sourceGroupId": visitor.okta.group("ml-team"), "targetGroupName": "ml-team"}
    visitor.okta.ok("POST", f"/api/v1/apps/{visitor.okta.app_id}/group-push/mappings", body)
    visitor.okta.traffic()

    assert visitor.fill(team, f"{team}/rename") == "good: The name is as it was."
    assert visitor.fill(team, f"{team}/rename", name="ML") == "good: ml-team is called ML now."
    assert visitor.steps()[-1] == ("rename_group", {"group": "ml-team", "name": "ML"})
    assert "PUT /Groups/{id} 200" in visitor.okta.traffic()
    said = visitor.fill(team, f"{team}/delete")
    assert said == "bad: The group ML is being pushed to Hugging Face; unlink the pushed group first."
    assert visitor.place == team


def test_a_group_is_deleted_and_the_list_is_shown(visitor, team) -> None:
    assert visitor.fill(team, f"{team}/delete") == "good: ml-team is deleted."
    assert visitor.place == "/admin/groups"
    assert visitor.steps() == [("delete_group", "ml-team")]
    assert visitor.client.get(team).status_code == 404


def test_the_group_of_everybody_is_not_changed_by_hand(visitor) -> None:
    everyone = f"/admin/groups/{visitor.okta.engine.instance.org.everyone.id}"
    page = visitor.get(everyone)

    assert "its name and its people cannot be changed" in page
    assert "Assign people" not in page
    refused = "bad: Only groups of type OKTA_GROUP can be changed."
    assert visitor.does(f"{everyone}/rename", everyone, name="All") == refused
    assert visitor.does(f"{everyone}/people/remove", everyone, user=visitor.okta.user("ada")) == refused
    assert visitor.does(f"{everyone}/delete", everyone).startswith("bad: The group Everyone is built in")


def test_members_come_in_pages_and_can_be_searched(visit, open_okta) -> None:
    people = "".join(f"  p{number}: {{login: p{number}@acme.test}}\n" for number in range(70))
    members = ", ".join(f"p{number}" for number in range(70))
    visitor = visit(open_okta(f"name: Many\nusers:\n{people}groups: {{all: [{members}]}}\n"))
    here = f"/admin/groups/{visitor.okta.group('all')}"

    assert "1 to 50 of 70 people" in visitor.get(here)
    assert "p69@acme.test" in visitor.get(f"{here}?p=2")
    assert "1 to 1 of 1 people" in visitor.get(f"{here}?q=p42")
    assert 'Nobody in all matches "q"' in visitor.get(f"{here}?q=q")


def test_hostile_groups_are_text(visitor) -> None:
    visitor.does("/admin/groups/new", "/admin/groups", name='<script>"x', description="<b>")
    group = visitor.okta.engine.instance.org.group_by_name('<script>"x')
    visitor.does(f"/admin/groups/{group.id}/people/add", "/", user=visitor.okta.user("ada"))

    for path in (
        "/admin/groups",
        f"/admin/groups/{group.id}",
        f"/admin/groups/{group.id}/people",
        "/admin/groups/rules/new",
    ):
        page = visitor.get(path)
        assert "<script>" not in page
        assert "<b>" not in page.replace("<b>oktasim</b>", "")


def test_a_rule_is_added_runs_and_is_deleted_with_those_it_put_in(visitor) -> None:
    new, rules = "/admin/groups/rules/new", "/admin/groups/rules"
    assert "There is no group rule. Press" in visitor.get(rules)
    said = visitor.fill(
        new, new, name="Hoppers", expression='user.lastName == "Hopper" or user.lastName == "Pauling"',
        groups=[visitor.okta.group("research")], exclude="linus.pauling@acme.test\r\n",
    )  # fmt: skip

    assert said == "good: Hoppers is added; it is inactive."
    assert visitor.place == rules
    assert visitor.steps() == [("create_group_rule", {
        "rule": "Hoppers", "expression": 'user.lastName == "Hopper" or user.lastName == "Pauling"',
        "groups": ["research"], "exclude": ["linus"],
    })]  # fmt: skip
    [rule] = visitor.okta.engine.instance.org.rules.values()
    here = f"{rules}/{rule.id}"
    assert "Linus Pauling" in visitor.get(rules)
    assert visitor.does(f"{here}/activate", rules) == "good: Hoppers is active; 1 people are in its groups by it."
    assert "By rule: Hoppers" in visitor.get(f"/admin/groups/{visitor.okta.group('research')}")
    assert visitor.does(f"{here}/delete", rules) == "bad: Cannot delete a Group Rule with the status ACTIVE."
    assert visitor.does(f"{here}/deactivate", rules).startswith("good: Hoppers is inactive")
    assert visitor.does(f"{here}/delete", rules, remove_users="yes") == "good: Hoppers is deleted."
    assert [verb for verb, _ in visitor.steps()[1:]] == [
        "activate_group_rule", "delete_group_rule", "deactivate_group_rule", "delete_group_rule",
    ]  # fmt: skip
    assert visitor.okta.user("grace") not in visitor.okta.engine.instance.tenant.group("research").members


def test_a_rule_whose_group_is_gone_says_so(visitor) -> None:
    new, rules = "/admin/groups/rules/new", "/admin/groups/rules"
    group = visitor.okta.group("research")
    visitor.fill(new, new, name="R", expression="true", groups=[group])
    visitor.does(f"/admin/groups/{group}/delete")

    page = visitor.get(rules)

    assert "a group that is deleted" in page
    assert ">Invalid</span>" in page
    assert "No rule matches" in visitor.get(f"{rules}?q=none")


@pytest.mark.parametrize(("fields", "said"), [
    ({"expression": "user.", "name": "R"}, "bad: "),
    ({"expression": "true", "name": ""}, "name: The field cannot be left blank"),
    ({"expression": "true", "name": "R", "exclude": "nobody@acme.test"}, "Resource not found: nobody@acme.test (User)"),
    ({"expression": "true", "name": "R", "groups": []}, "groupIds: The field cannot be left blank"),
])  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_on_the_form(visitor, fields, said) -> None:
    new = "/admin/groups/rules/new"

    answer = visitor.fill(new, new, **{"groups": [visitor.okta.group("research")], **fields})

    assert answer.startswith("bad: ")
    assert said in answer
    assert visitor.place == new
    assert visitor.okta.engine.instance.org.rules == {}
