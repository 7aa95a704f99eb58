"""Directory > People: the list, Add Person, and what is done to a person."""

import pytest

from simulator.okta.actions.record import Refused
from simulator.okta.org import OktaUser
from simulator.verbs import directory
from simulator.web.console.people.statuses import ACTIONS, LABELS, OFFERED


def test_the_list_shows_name_login_and_status_and_can_be_searched(visitor) -> None:
    page = visitor.get("/admin/users")

    assert "Ada Lovelace" in page
    assert "grace.hopper@acme.test" in page
    assert page.count(">Active</span>") == 3
    found = visitor.get("/admin/users?q=HOPPER")
    assert "Grace Hopper" in found
    assert "Ada Lovelace" not in found
    assert "Nobody matches &#34;nobody&#34;" in visitor.get("/admin/users?q=nobody")


def test_the_list_shows_those_with_one_status(visitor) -> None:
    ada = visitor.okta.user("ada")
    visitor.does(f"/admin/users/{ada}/suspend")

    page = visitor.get("/admin/users?status=SUSPENDED")

    assert "Ada Lovelace" in page
    assert "Grace Hopper" not in page
    assert '<input type="hidden" name="status" value="SUSPENDED">' in page, "a search stays among them"
    assert "with the status Staged" in visitor.get("/admin/users?status=STAGED")
    assert "Grace Hopper" in visitor.get("/admin/users?status=NONE")


def test_an_empty_org_says_what_to_press(visit, open_okta) -> None:
    page = visit(open_okta("name: Nobody\n")).get("/admin/users")

    assert "There is nobody in this org." in page
    assert 'href="/admin/users/new"' in page


def test_many_people_come_in_pages(visit, open_okta) -> None:
    people = "".join(f"  p{number}: {{login: p{number}@acme.test}}\n" for number in range(120))
    visitor = visit(open_okta(f"name: Many\nusers:\n{people}"))

    first, last = visitor.get("/admin/users"), visitor.get("/admin/users?p=3")

    assert "1 to 50 of 120 people" in first
    assert "p49@acme.test" in first
    assert "p50@acme.test" not in first
    assert "101 to 120 of 120 people" in last
    assert 'href="/admin/users?q=p1&amp;p=2"' not in visitor.get("/admin/users?q=p11"), "11 fit on a page"


def test_a_person_who_is_added_is_to_choose_a_password(visitor) -> None:
    said = visitor.fill(
        "/admin/users/new", "/admin/users/new",
        **{"value.firstName": "Mia", "value.lastName": "Lund", "value.login": "mia.lund@acme.test"},
    )  # fmt: skip

    assert said == "good: Mia Lund is added; the status is Pending user action."
    assert visitor.place == "/admin/users"
    assert visitor.steps() == [("create_user", {
        "alias": "mia.lund@acme.test", "pending": True,
        "profile": {
            "firstName": "Mia", "lastName": "Lund", "login": "mia.lund@acme.test", "email": "mia.lund@acme.test",
        },
    })]  # fmt: skip


def test_with_a_password_of_the_administrators_and_a_group_she_is_active(visitor) -> None:
    said = visitor.fill(
        "/admin/users/new", "/admin/users/new", set_password="yes", password="Not-a-secret-77",
        groups=[visitor.okta.group("ml-team"), visitor.okta.group("research")],
        **{"value.firstName": "Mia", "value.lastName": "Lund", "value.login": "mia.lund@acme.test",
           "value.email": "mia@acme.test"},
    )  # fmt: skip
    user_id = visitor.okta.user("mia.lund@acme.test")

    assert said == "good: Mia Lund is added; the status is Active."
    [(verb, argument)] = visitor.steps()
    assert (verb, argument["groups"], argument["password"]) == (
        "create_user", ["ml-team", "research"], "<password>",
    )  # fmt: skip
    assert argument["profile"]["email"] == "mia@acme.test"
    for page in ("/admin/users", f"/admin/users/{user_id}", f"/admin/users/{user_id}/profile", "/"):
        assert "Not-a-secret-77" not in visitor.get(page)
    assert all("Not-a-secret-77" not in line.line for line in visitor.okta.engine.record.after(0))
    assert "<li><a" in visitor.get(f"/admin/users/{user_id}").replace("\n", "")


def test_activate_later_is_staged(visitor) -> None:
    said = visitor.fill("/admin/users/new", "/admin/users/new", activation="later", **{"value.login": "mia@acme.test"})

    assert said == "good: mia@acme.test is added; the status is Staged."
    assert visitor.steps()[0][1]["activate"] is False


@pytest.mark.parametrize(("fields", "said"), [
    ({}, "login: The field cannot be left blank"),
    ({"value.login": "mia"}, "login: The field is too short"),
    ({"value.login": "ada.lovelace@acme.test"}, "already exists in the current organization"),
    ({"value.login": "mia@acme.test", "value.firstName": "M" * 51}, "firstName: The field is too long"),
    ({"value.login": "mia@acme.test", "set_password": "yes"}, "password: The field cannot be left blank"),
])  # fmt: skip
def test_who_cannot_be_added_is_refused_in_oktas_words_on_the_form(visitor, fields, said) -> None:
    answer = visitor.fill("/admin/users/new", "/admin/users/new", **fields)

    assert answer.startswith("bad: ")
    assert said in answer
    assert visitor.place == "/admin/users/new", "what was typed is not left behind"
    assert len(visitor.okta.engine.instance.org.users) == 3


def test_only_what_was_changed_in_a_profile_is_sent_on(visitor) -> None:
    ada = visitor.okta.assigned("ada")
    said = visitor.fill(f"/admin/users/{ada}/profile", f"/admin/users/{ada}/profile", **{"value.lastName": "King"})

    assert said == "good: Ada King&#39;s profile is saved."
    assert visitor.place == f"/admin/users/{ada}"
    assert visitor.steps()[-1] == ("update_user", {"user": "ada", "profile": {"lastName": "King"}})
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_an_emptied_attribute_is_cleared_and_an_untouched_profile_does_nothing(visitor) -> None:
    ada = visitor.okta.user("ada")
    here = f"/admin/users/{ada}/profile"

    assert visitor.fill(here, here) == "good: Nothing of Ada Lovelace&#39;s profile was changed."
    assert visitor.steps() == []
    visitor.fill(here, here, **{"value.displayName": ""})
    assert visitor.steps() == [("update_user", {"user": "ada", "profile": {"displayName": None}})]
    refused = visitor.fill(here, here, **{"value.login": ""})
    assert refused == "bad: login: The field cannot be left blank"
    assert visitor.place == here


def test_values_are_read_by_the_types_of_the_orgs_own_attributes(visit, open_okta) -> None:
    visitor = visit(
        open_okta("""
name: Types
user_attributes:
  - {name: level, type: integer}
  - {name: share, type: number}
  - {name: remote, type: boolean}
  - {name: skills, type: array}
users: {ada: {login: ada@acme.test, level: 3, remote: true, skills: [gpu, "a, b"]}}
""")
    )
    ada = visitor.okta.user("ada")
    here = f"/admin/users/{ada}/profile"

    assert visitor.fill(here, here).startswith("good: Nothing")
    typed = {"value.level": "4", "value.share": "0.5", "value.remote": "false", "value.skills": "gpu\r\nc, d\r\n"}
    visitor.fill(here, here, **typed)
    assert visitor.steps()[-1][1]["profile"] == {"level": 4, "share": 0.5, "remote": False, "skills": ["gpu", "c, d"]}
    assert visitor.fill(here, here, **{"value.level": "many"}) == (
        "bad: `profile.level` takes a whole number, not `many`"
    )


def test_deactivating_asks_and_takes_the_apps_away(visitor) -> None:
    ada = visitor.okta.assigned("ada")
    page = visitor.get(f"/admin/users/{ada}")

    assert "Deactivate Ada Lovelace? All their app assignments end." in page
    assert visitor.does(f"/admin/users/{ada}/deactivate", f"/admin/users/{ada}") == "good: Ada Lovelace is deactivated."
    assert visitor.steps()[-1] == ("deactivate_user", "ada")
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_whoever_was_deactivated_can_be_activated_or_deleted(visitor) -> None:
    ada = visitor.okta.user("ada")
    here = f"/admin/users/{ada}"
    visitor.does(f"{here}/deactivate", here)

    assert visitor.does(f"{here}/activate", here) == "good: Ada Lovelace is pending user action."
    assert visitor.does(f"{here}/activate", here) == "good: Ada Lovelace is active."
    assert visitor.steps()[1:] == [("activate_user", {"user": "ada", "pending": True}), ("activate_user", "ada")]
    visitor.does(f"{here}/deactivate", here)
    assert visitor.fill(here, f"{here}/delete") == "good: Ada Lovelace is deleted."
    assert visitor.place == "/admin/users"
    assert visitor.client.get(here).status_code == 404


def test_deleting_somebody_active_is_refused_in_oktas_words(visitor) -> None:
    ada = visitor.okta.user("ada")

    said = visitor.does(f"/admin/users/{ada}/delete", f"/admin/users/{ada}")

    assert said.startswith("bad: This operation is not allowed in the user&#39;s current status.")


@pytest.mark.parametrize("status", OFFERED)
def test_what_a_page_offers_is_what_okta_does_not_refuse(okta, status) -> None:
    tenant = okta.engine.instance.tenant
    user = tenant.user("ada")
    not_refused = set()
    for name, action in ACTIONS.items():
        tenant.org.users.setdefault(user.id, user)
        user.status = status
        verb = getattr(directory, "".join(part.title() for part in action.verb.split("_")))
        try:
            verb.of(user="ada").do(tenant)
            not_refused.add(name)
        except Refused:
            pass

    assert not_refused == set(OFFERED[status])
    assert OFFERED.keys() == LABELS.keys()


def test_a_password_is_set_and_told_to_the_app_and_never_shown(visit, open_okta) -> None:
    visitor = visit(
        open_okta("""
name: Passwords
app:
  provisioning: [create_users, update_user_attributes, sync_password]
  username: String.substringBefore(user.login, "@")
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
""")
    )
    ada = visitor.okta.assigned("ada")
    here = f"/admin/users/{ada}"

    assert visitor.fill(here, f"{here}/password") == "bad: password: The field cannot be left blank"
    said = visitor.fill(here, f"{here}/password", password="Not-a-secret-99")

    assert said == "good: Ada Lovelace has a new password."
    assert visitor.steps()[-1] == ("change_password", {"user": "ada", "password": "<password>"})
    assert len(visitor.okta.traffic()) == 2
    for page in (here, f"{here}/profile", "/", "/admin/users"):
        assert "Not-a-secret-99" not in visitor.get(page)


def test_a_persons_page_shows_apps_groups_and_what_failed(visitor) -> None:
    org = visitor.okta.engine.instance.org
    ada = visitor.okta.assigned("ada")
    org.apps[visitor.okta.app_id].users[ada].error = "It failed: <b>why</b>"

    page = visitor.get(f"/admin/users/{ada}")

    assert f'href="/admin/apps/{visitor.okta.app_id}/assignments/people/{ada}/edit"' in page
    assert "It failed: &lt;b&gt;why&lt;/b&gt;" in page
    assert f'href="/admin/groups/{visitor.okta.group("ml-team")}"' in page


def test_hostile_names_are_text(visit, open_okta) -> None:
    visitor = visit(
        open_okta("""
name: Hostile
users:
  eve: {login: 'eve"@acme.test', firstName: '<script>alert(1)</script>', lastName: "'\\" onx=", city: "</textarea>\\nx"}
""")
    )
    visitor.okta.engine.instance.org.user_attributes['x"><script>'] = "boolean"
    eve = visitor.okta.user("eve")

    for page in ("/admin/users", f"/admin/users/{eve}", f"/admin/users/{eve}/profile", "/admin/users?q=<script>"):
        text = visitor.get(page)
        assert "<script>" not in text
        assert '" onx=' not in text
        assert text.count("</textarea>") == text.count("<textarea")


def test_a_status_that_is_nobodys_here_is_shown_as_it_is(visitor) -> None:
    user: OktaUser = visitor.okta.engine.instance.tenant.user("ada")
    user.status = "LOCKED_OUT"

    assert "LOCKED_OUT" in visitor.get(f"/admin/users/{user.id}")


def test_who_is_not_there_and_what_cannot_be_done_are_404(visitor) -> None:
    assert visitor.client.get("/admin/users/00unobody").status_code == 404
    said = visitor.does(f"/admin/users/{visitor.okta.user('ada')}/promote")
    assert said.startswith("bad: Not found")
