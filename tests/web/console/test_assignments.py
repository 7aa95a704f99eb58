"""The Assignments tab and its dialogs, as okta-console 4 has them."""

import re
from html import unescape

import pytest

RULES = """
name: Attributes of every type
app:
  username: user.login
  mappings: {displayName: user.displayName}
  attributes:
    - {name: seats, type: integer, scope: group}
    - {name: pro, type: boolean, scope: group}
    - {name: teams, type: array, scope: group}
    - {name: plan, enum: [free, paid], scope: group}
    - {name: motto, scope: personal}
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
  grace: {login: grace@acme.test, firstName: Grace, lastName: Hopper}
groups: {staff: [ada], others: [grace]}
"""


@pytest.fixture
def tab(visitor) -> str:
    return f"/admin/apps/{visitor.okta.app_id}/assignments"


def rules_of(visitor) -> str:
    return f"/admin/apps/{visitor.okta.app_id}/assignments"


def test_an_app_that_nobody_has_says_what_to_press(visitor, tab) -> None:
    assert "Nobody has Hugging Face. Press Assign, then Assign to People." in visitor.get(tab)
    assert "Press Assign, then Assign to Groups." in visitor.get(f"{tab}?show=groups")
    assert 'No assignment matches "x"' in visitor.get(f"{tab}?q=x")
    assert f'href="{tab}/people"' in visitor.get(tab)
    assert f'href="{tab}/groups"' in visitor.get(tab)


def test_assigning_as_it_stands_types_nothing(visitor, tab) -> None:
    ada = visitor.okta.user("ada")
    assert f'href="{tab}/people/{ada}"' in visitor.get(f"{tab}/people")

    said = visitor.fill(f"{tab}/people/{ada}", f"{tab}/people/{ada}")

    assert said == "good: Ada Lovelace has Hugging Face."
    assert visitor.place == f"{tab}/people", "Save and Go Back"
    assert visitor.steps() == [("assign_user", "ada")]
    assert visitor.okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    assert 'disabled aria-label="Assigned: Ada Lovelace"' in visitor.get(f"{tab}/people")
    row = visitor.get(tab)
    assert "ada-lovelace" in row
    assert ">Individual</td>" in row
    assert visitor.client.get(f"{tab}/people/{ada}").headers["Location"] == f"{tab}/people/{ada}/edit"


def test_the_user_name_and_attributes_that_are_typed_are_sent(visitor, tab) -> None:
    ada = visitor.okta.user("ada")
    here = f"{tab}/people/{ada}"
    page = visitor.get(here)
    labels = re.findall(r'<label for="value-[^"]*">([^<]*)', page)
    assert labels[:3] == ["User Name", "Given name", "Family name"]

    visitor.fill(here, here, **{"value.userName": " countess ", "value.displayName": ""})

    assert visitor.steps() == [
        ("assign_user", {"user": "ada", "username": "countess", "profile": {"displayName": None}})
    ]
    [_, create] = visitor.okta.exchanges()
    assert create.request["body"]["userName"] == "countess"
    assert "displayName" not in create.request["body"]


def test_the_hubs_rule_stands_beside_the_user_name(visit, open_okta) -> None:
    visitor = visit(open_okta(RULES))
    tab = rules_of(visitor)

    broken = visitor.get(f"{tab}/people/{visitor.okta.user('ada')}")
    visitor.okta.engine.instance.tenant.app.username = 'String.substringBefore(user.login, "@")'
    kept = visitor.get(f"{tab}/people/{visitor.okta.user('grace')}")

    assert 'value="ada.lovelace@acme.test"' in broken
    assert "The Hub's rule for usernames: only letters, digits" in broken
    assert '"ada.lovelace@acme.test" breaks it: only letters, digits and - are accepted, not . @.' in unescape(broken)
    assert '"grace" keeps it.' in unescape(kept)


def test_what_the_hub_refuses_is_said_and_marked_and_mended_by_edit(visit, open_okta) -> None:
    visitor = visit(open_okta(RULES))
    tab, ada = rules_of(visitor), visitor.okta.user("ada")

    said = visitor.fill(f"{tab}/people/{ada}", f"{tab}/people/{ada}")

    assert said.startswith("bad: Automatic provisioning of user Ada Lovelace to app Hugging Face failed: ")
    assert visitor.place == f"{tab}/people", "she is assigned all the same"
    row = visitor.get(tab)
    assert 'aria-label="Error of Ada Lovelace"' in row
    assert row.count("Automatic provisioning of user Ada Lovelace to app Hugging Face failed") == 1
    edit = f"{tab}/people/{ada}/edit"
    assert "None: nothing at the provider is linked" in visitor.get(edit)
    assert visitor.fill(edit, edit, **{"value.userName": "ada-lovelace"}).startswith("good: ")
    visitor.does("/admin/tasks/retry", "/admin/tasks", task=f"{visitor.okta.app_id}/{ada}")
    assert 'aria-label="Error of Ada Lovelace"' not in visitor.get(tab)
    assert re.search(r'id="external-id" value="[0-9a-f]{24}" readonly', visitor.get(edit))


def test_values_are_read_by_the_attributes_types(visit, open_okta) -> None:
    visitor = visit(open_okta(RULES.replace("user.login", "user.lastName")))
    tab, grace = rules_of(visitor), visitor.okta.user("grace")
    here = f"{tab}/people/{grace}"

    typed = {
        "value.seats": "7",
        "value.pro": "true",
        "value.teams": "a\r\nb, c",
        "value.plan": "paid",
        "value.motto": "7",
    }
    visitor.fill(here, here, **typed)

    assert visitor.steps() == [("assign_user", {
        "user": "grace", "profile": {"seats": 7, "pro": True, "teams": ["a", "b, c"], "plan": "paid", "motto": "7"},
    })]  # fmt: skip
    edit = f"{here}/edit"
    assert "takes a whole number, not `seven`" in visitor.fill(edit, edit, **{"value.seats": "seven"})
    assert visitor.place == edit
    assert "is not one of the values of plan" in visitor.fill(edit, edit, **{"value.plan": "gold"})
    visitor.fill(edit, edit, **{"value.seats": ""})
    assert visitor.steps()[-1] == ("edit_assignment", {"user": "grace", "profile": {"seats": None}})


def test_editing_says_where_values_come_from_and_sends_what_changed(visitor, tab) -> None:
    ada = visitor.okta.assigned("ada")
    edit = f"{tab}/people/{ada}/edit"
    assert "Mapping: user.firstName" in visitor.get(edit)

    said = visitor.fill(edit, edit, **{"value.displayName": "Countess"})

    assert said == "good: Ada Lovelace&#39;s assignment is saved."
    assert visitor.place == tab
    assert visitor.steps()[-1] == ("edit_assignment", {"user": "ada", "profile": {"displayName": "Countess"}})
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    assert 'id="note-displayName">Administrator</p>' in visitor.get(edit)


def test_the_mapping_is_reapplied_to_one_person(visitor, tab) -> None:
    ada = visitor.okta.assigned("ada")
    org = visitor.okta.engine.instance.org
    org.users[ada].profile["displayName"] = "Ada King"
    here = f"{tab}/people/{ada}"

    said = visitor.fill(f"{here}/edit", f"{here}/reapply")

    assert said == "good: The mapping was applied to Ada Lovelace&#39;s assignment again."
    assert visitor.steps()[-1] == ("reapply_mapping", "ada")
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_removing_asks_and_deactivates(visitor, tab) -> None:
    ada = visitor.okta.assigned("ada")
    assert "Remove Ada Lovelace from Hugging Face?" in visitor.get(tab)

    assert visitor.fill(tab, f"{tab}/people/{ada}/remove") == "good: Ada Lovelace no longer has Hugging Face."

    assert visitor.steps()[-1] == ("unassign_user", "ada")
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_a_group_is_assigned_edited_and_removed(visit, open_okta) -> None:
    visitor = visit(open_okta(RULES.replace("user.login", "user.lastName")))
    tab, staff, others = rules_of(visitor), visitor.okta.group("staff"), visitor.okta.group("others")
    here = f"{tab}/groups/{staff}"
    page = visitor.get(here)
    assert "seats" in page
    assert "motto" not in page, "a personal attribute comes from no group"

    assert visitor.fill(here, here, **{"value.seats": "3"}) == "good: staff has Hugging Face."
    assert visitor.place == f"{tab}/groups"
    assert visitor.okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    visitor.fill(f"{tab}/groups/{others}", f"{tab}/groups/{others}", **{"value.priority": "0"})
    assert visitor.steps() == [
        ("assign_group", {"group": "staff", "profile": {"seats": 3}}),
        ("assign_group", {"group": "others", "priority": 0}),
    ]
    listed = visitor.get(f"{tab}?show=groups")
    assert listed.index(">others</a>") < listed.index(">staff</a>"), "the highest priority first"
    assert ">Group</td>" in visitor.get(tab)
    assert 'disabled aria-label="Assigned: staff"' in visitor.get(f"{tab}/groups")
    assert visitor.client.get(here).headers["Location"] == f"{here}/edit"

    assert visitor.fill(f"{here}/edit", f"{here}/edit", **{"value.seats": "4"}).startswith("good: The assignment of")
    assert visitor.place == f"{tab}?show=groups"
    assert visitor.steps()[-1] == ("edit_group_assignment", {"group": "staff", "profile": {"seats": 4}})
    refused = visitor.fill(f"{here}/edit", f"{here}/edit", **{"value.priority": "first"})
    assert refused == "bad: priority: a whole number of at least 0 is expected"
    assert visitor.fill(f"{tab}?show=groups", f"{here}/remove") == "good: staff no longer has Hugging Face."
    assert visitor.okta.user("ada") not in visitor.okta.engine.instance.tenant.app.users


def test_somebody_with_the_app_through_a_group_is_removed_by_the_group_alone(visitor, tab) -> None:
    ada, team = visitor.okta.user("ada"), visitor.okta.group("ml-team")
    visitor.fill(f"{tab}/groups/{team}", f"{tab}/groups/{team}")
    edit = f"{tab}/people/{ada}/edit"

    refused = visitor.fill(tab, f"{tab}/people/{ada}/remove")
    assert refused.startswith("bad: Deactivate application for user forbidden")
    assert "Assignment source: Group. Saving makes it Administrator (overrides group)." in visitor.get(edit)
    visitor.fill(edit, edit)
    assert "Assignment source: Administrator." in visitor.get(edit)
    said = visitor.fill(tab, f"{tab}/people/{ada}/remove")
    assert said == "good: Ada Lovelace has Hugging Face through a group now."


def test_who_was_assigned_before_provisioning_waits_for_provision_user(visitor, tab) -> None:
    boxes = f"/simulator/v1/apps/{visitor.okta.app_id}/provisioning"
    every = visitor.okta.engine.instance.tenant.app.features.copy()
    visitor.okta.ok("PUT", boxes, {"features": []})
    for alias in ("ada", "grace", "linus"):
        visitor.okta.assigned(alias)
    ada = visitor.okta.user("ada")
    page = visitor.get(tab)
    assert "(3 people)" in page
    assert page.count("not provisioned in the downstream application. Click Provision User.") == 4
    off = visitor.does(f"{tab}/people/{ada}/provision", tab)
    assert off == "bad: Provisioning is not enabled for Hugging Face."

    visitor.okta.ok("PUT", boxes, {"features": sorted(every)})
    assert visitor.fill(tab, f"{tab}/people/{ada}/provision") == "good: Ada Lovelace is provisioned."
    assert visitor.okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    assert visitor.fill(tab, f"{tab}/provision") == "good: 2 people are provisioned."
    assert [one for one in visitor.steps() if one[0] == "provision_user"][1:] == [
        ("provision_user", "ada"), ("provision_user", "grace"), ("provision_user", "linus"),
    ]  # fmt: skip
    assert "Provision User" not in visitor.get(tab)
    assert visitor.does(f"{tab}/provision", tab) == "bad: Nobody waits for Provision User any more."


def test_assigning_somebody_deactivated_is_refused_on_the_form(visitor, tab) -> None:
    ada = visitor.okta.user("ada")
    visitor.does(f"/admin/users/{ada}/deactivate")

    said = visitor.fill(f"{tab}/people/{ada}", f"{tab}/people/{ada}")

    assert said == "bad: Cannot assign apps or update app profiles for an inactive user."
    assert visitor.place == f"{tab}/people/{ada}"


def test_another_app_has_attributes_of_its_own(visitor) -> None:
    app_id = visitor.okta.ok("POST", "/api/v1/apps", {"label": "Second", "signOnMode": "SAML_2_0"})["id"]
    app = visitor.okta.engine.instance.org.apps[app_id]
    visitor.okta.ok("POST", f"/api/v1/meta/schemas/apps/{app_id}/default", {"definitions": {"custom": {
        "id": "#custom", "type": "object", "properties": {"seats": {"title": "Seats", "type": "integer"}},
    }}})  # fmt: skip
    tab, ada = f"/admin/apps/{app_id}/assignments", visitor.okta.user("ada")

    visitor.fill(f"{tab}/people/{ada}", f"{tab}/people/{ada}", **{"value.seats": "7"})

    assert app.users[ada].profile["seats"] == 7
    assert ada not in visitor.okta.engine.instance.tenant.app.users


def test_a_mapping_that_fails_is_said_beside_its_field(visit, open_okta) -> None:
    visitor = visit(open_okta(RULES.replace("user.displayName", "'String.substring(user.lastName, 0, 99)'")))

    page = visitor.get(f"{rules_of(visitor)}/people/{visitor.okta.user('ada')}")

    assert "The mapping fails for this person: " in page


def test_assignments_come_in_pages_and_are_searched_by_name_and_username(visit, open_okta) -> None:
    people = "".join(f"  p{number}: {{login: p{number}@acme.test, lastName: L{number}}}\n" for number in range(60))
    members = ", ".join(f"p{number}" for number in range(60))
    visitor = visit(open_okta(
        f"name: Many\napp: {{provisioning: [], username: '\"hf-\" + user.lastName'}}\nusers:\n{people}"
        f"groups: {{all: [{members}]}}\n"
    ))  # fmt: skip
    tab, group = rules_of(visitor), visitor.okta.group("all")
    visitor.fill(f"{tab}/groups/{group}", f"{tab}/groups/{group}")

    assert "1 to 50 of 60 people" in visitor.get(tab)
    assert "1 to 1 of 1 people" in visitor.get(f"{tab}?q=hf-l42")
    assert "p59@acme.test" in visitor.get(f"{tab}/people?p=2")
    assert 'name="show" value="groups"' in visitor.get(f"{tab}?show=groups"), "a search stays among groups"


def test_hostile_texts_are_escaped(visit, open_okta) -> None:
    visitor = visit(
        open_okta("""
name: Hostile
app: {label: "<script>app</script>", username: user.lastName, mappings: {displayName: user.lastName}}
users: {eve: {login: eve@acme.test, firstName: "<script>", lastName: "\\"><script>x</script>"}}
groups: {"<script>g": [eve]}
""")
    )
    tab, eve = rules_of(visitor), visitor.okta.user("eve")
    visitor.fill(f"{tab}/people/{eve}", f"{tab}/people/{eve}")
    visitor.fill(f"{tab}/groups/{visitor.okta.group('<script>g')}", f"{tab}/groups/{visitor.okta.group('<script>g')}")

    for path in (
        tab,
        f"{tab}?show=groups",
        f"{tab}/people",
        f"{tab}/groups",
        f"{tab}/people/{eve}/edit",
        "/admin/tasks",
    ):
        assert re.findall(r"<script>", visitor.get(path)) == []


def test_who_does_not_have_the_app_cannot_be_edited(visitor, tab) -> None:
    ada, team = visitor.okta.user("ada"), visitor.okta.group("ml-team")

    for path in (f"people/{ada}/edit", "people/00unobody", f"groups/{team}/edit", "groups/00gnone"):
        assert visitor.client.get(f"{tab}/{path}").status_code == 404
