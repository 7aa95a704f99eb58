"""The Push Groups tab: every button on it, what it shows of a pushed group, finding groups by name, unlinking."""

import re
import time

import pytest

FIRST = ["GET /Groups 200", "POST /Groups 201", "GET /Groups/{id} 200", "PUT /Groups/{id} 200"]
AGAIN = ["GET /Groups/{id} 200", "PUT /Groups/{id} 200"]


@pytest.fixture
def tab(visitor) -> str:
    return f"/admin/apps/{visitor.okta.app_id}/push-groups"


def held_back(engine, seconds: float = 5.0) -> bool:
    """Whether a request comes to be held back."""
    end = time.monotonic() + seconds
    while engine.hold.next is None and time.monotonic() < end:
        time.sleep(0.01)
    return engine.hold.next is not None


def text(page: str) -> str:
    """A page's words, as a reader has them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#34;", '"')


def save(visitor, tab: str, alias: str = "ml-team", **fields) -> str:
    fields = {"group": visitor.okta.group(alias), "memberships": "on", "action": "create", **fields}
    return visitor.does(f"{tab}/by-name", tab, **fields)


@pytest.fixture
def pushed(visitor, tab) -> str:
    """ml-team, pushed with ada in it; the path of its row's menu."""
    visitor.okta.assigned("ada")
    save(visitor, tab)
    assert visitor.okta.traffic() == FIRST
    return f"{tab}/{visitor.okta.group('ml-team')}"


def fault(visitor, status: int, on: str = "PUT /Groups/*") -> None:
    visitor.okta.ok("POST", "/simulator/v1/hub/faults", {"on": on, "respond": {"status": status}})


def test_an_empty_tab_says_what_to_press(visitor, tab) -> None:
    page = visitor.get(tab)

    assert "No group is pushed to Hugging Face yet" in text(page)
    assert f'href="{tab}/by-name"' in page
    assert "Retry All Groups" not in page
    assert "No push is in Error." in text(visitor.get(f"{tab}?list=errors"))
    assert "by rule" not in page.lower()


def test_a_group_is_found_by_name_and_created_there(visitor, tab) -> None:
    visitor.okta.assigned("ada")
    page = visitor.get(f"{tab}/by-name?q=ML-")

    assert "No match found" in page
    assert "Push group memberships immediately" in page
    assert save(visitor, tab) == "good: ml-team was pushed to Hugging Face."
    assert visitor.steps()[-1] == ("push_group", "ml-team")
    assert visitor.okta.traffic() == FIRST
    shown = visitor.get(tab)
    assert 'class="good" aria-label="Active: ml-team"' in shown
    assert "Never" not in shown


def test_what_is_typed_and_unticked_goes_into_the_step(visitor, tab) -> None:
    visitor.okta.assigned("ada")
    save(visitor, tab, name="ml-at-the-hub", memberships="")

    assert visitor.steps()[-1] == (
        "push_group", {"group": "ml-team", "name": "ml-at-the-hub", "memberships_now": False}
    )  # fmt: skip
    assert visitor.okta.traffic() == FIRST[:2]
    assert "ml-at-the-hub" in visitor.get(tab)


def test_save_and_add_another_comes_back_to_the_search(visitor, tab) -> None:
    answer = visitor.post(
        f"{tab}/by-name", f"{tab}/by-name", group=visitor.okta.group("research"), action="create", memberships="on"
    )

    assert answer.headers["Location"].startswith(f"{tab}/by-name?said=")
    assert re.search(r"research.*Pushed already", text(visitor.get(f"{tab}/by-name?q=research")))


def test_a_refused_push_comes_back_to_the_group_that_was_chosen(visitor, tab) -> None:
    dialog = f"{tab}/by-name?group={visitor.okta.group('research')}&q=res"
    assert f'name="back" value="{dialog.replace("&", "&amp;")}"' in visitor.get(dialog)

    said = visitor.does(
        f"{tab}/by-name", dialog, then=tab, group=visitor.okta.group("research"), action="link", name="nothing there"
    )

    assert said.startswith("bad: ")
    assert visitor.place == dialog
    assert "No group is pushed" in visitor.get(tab)


def test_link_group_needs_a_group_that_a_refresh_has_shown(visitor, tab) -> None:
    assert save(visitor, tab, action="link") == (
        "bad: Hugging Face has no group named ml-team that Okta knows of; refresh app groups first."
    )
    assert visitor.okta.traffic() == []
    save(visitor, tab, "research", name="ml-team")
    visitor.does(f"{tab}/{visitor.okta.group('research')}/unlink", tab, target="leave")
    visitor.okta.traffic()

    assert (
        visitor.does(f"{tab}/refresh", tab) == "good: The groups of Hugging Face were read; Link Group knows them now."
    )
    assert visitor.steps()[-1] == ("refresh_app_groups", None)
    assert all(one.startswith("GET /Groups") for one in visitor.okta.traffic())
    page = visitor.get(f"{tab}/by-name?q=ml-team")
    assert "Match found: ml-team" in page
    assert '<option value="link" selected>' in page
    assert save(visitor, tab, action="link") == "good: ml-team was pushed to Hugging Face."
    assert visitor.steps()[-1] == ("push_group", {"group": "ml-team", "as": "link"})
    assert "POST /Groups 201" not in visitor.okta.traffic()
    assert "linked" in text(visitor.get(tab))


def test_the_status_menu(visitor, tab, pushed) -> None:
    assert visitor.does(f"{pushed}/push-now", tab) == "good: ml-team was pushed."
    assert visitor.okta.traffic() == AGAIN
    assert visitor.does(f"{pushed}/deactivate", tab) == "good: The push of ml-team is inactive."
    page = visitor.get(tab)
    assert "Inactive: ml-team" in page
    assert "Activate group push" in page
    assert "Deactivate group push" not in page
    assert visitor.does(f"{pushed}/push-now", tab) == "bad: The push of ml-team is inactive; activate it first."
    assert visitor.okta.traffic() == []
    assert visitor.does(f"{pushed}/activate", tab) == "good: The push of ml-team is active."
    assert visitor.okta.traffic() == AGAIN
    assert [verb for verb, _ in visitor.steps()[-4:]] == [
        "push_now", "deactivate_group_push", "push_now", "activate_group_push"
    ]  # fmt: skip


@pytest.mark.parametrize(("target", "sent"), [("delete", ["DELETE /Groups/{id} 204"]), ("leave", [])])
def test_unlinking_asks_what_becomes_of_the_group(visitor, tab, pushed, target, sent) -> None:
    dialog = visitor.get(f"{pushed}/unlink")

    assert "What do you want to do with this group?" in dialog
    assert "No user accounts are deleted with either option" in dialog
    assert re.search(r'value="delete" checked', dialog)
    assert visitor.does(f"{pushed}/unlink", tab, target=target) == (
        "good: ml-team is not pushed to Hugging Face any more."
    )
    assert visitor.steps()[-1] == ("unlink_group", {"group": "ml-team", "target": target})
    assert visitor.okta.traffic() == sent
    assert "No group is pushed" in text(visitor.get(tab))


def test_unlinking_without_a_choice_or_a_push_is_refused(visitor, tab, pushed) -> None:
    assert visitor.does(f"{pushed}/unlink", tab, target="both").startswith("bad: ")
    assert "Active: ml-team" in visitor.get(tab)
    research = f"{tab}/{visitor.okta.group('research')}"
    assert visitor.does(f"{research}/unlink", tab, target="leave") == "bad: research is not pushed to Hugging Face."
    assert visitor.client.get(f"{research}/unlink").status_code == 400
    assert visitor.client.get(f"{tab}/00gnone/unlink").status_code == 404


def test_an_error_has_its_time_and_sentence_and_all_groups_are_retried(visitor, tab, pushed) -> None:
    fault(visitor, 400)
    said = visitor.does(f"{pushed}/push-now", tab)

    assert said.startswith("bad: Failed on ")
    assert "Unable to update Group Push mapping target App group ml-team" in said
    errors = visitor.get(f"{tab}?list=errors")
    assert 'class="bad" aria-label="Error: ml-team"' in errors
    assert re.search(r"Failed on \d\d-\d\d-\d{4} .*Unable to update Group Push mapping", text(errors))
    visitor.okta.ok("DELETE", "/simulator/v1/hub/faults")
    visitor.okta.traffic()
    assert visitor.does(f"{tab}/retry", f"{tab}?list=errors") == "good: 1 pushed again."
    assert visitor.steps()[-1] == ("retry_tasks", "ml-team")
    assert visitor.okta.traffic() == AGAIN
    assert visitor.does(f"{tab}/retry", tab) == "good: No push is in Error."
    assert "Active: ml-team" in visitor.get(tab)


def test_a_retry_of_the_groups_leaves_people_alone(visitor, tab, pushed) -> None:
    fault(visitor, 400, "POST /Users")
    visitor.okta.ok("POST", f"/api/v1/apps/{visitor.okta.app_id}/users", {"id": visitor.okta.user("grace")})
    fault(visitor, 400)
    visitor.does(f"{pushed}/push-now", tab)
    visitor.okta.ok("DELETE", "/simulator/v1/hub/faults")
    visitor.okta.traffic()

    visitor.does(f"{tab}/retry", tab)
    assert visitor.okta.traffic() == AGAIN


def test_members_who_are_not_there_are_named_with_why(visitor, tab) -> None:
    visitor.okta.assigned("ada")
    save(visitor, tab)
    team = visitor.okta.group("ml-team")
    fault(visitor, 400, "POST /Users")
    visitor.okta.ok("POST", f"/api/v1/apps/{visitor.okta.app_id}/users", {"id": visitor.okta.user("grace")})
    for alias in ("grace", "linus"):
        visitor.okta.call("PUT", f"/api/v1/groups/{team}/users/{visitor.okta.user(alias)}")
    visitor.okta.settle()

    shown = text(visitor.get(tab))
    members = len(visitor.okta.engine.instance.org.groups[team].members)
    assert f"{members} members, {members - 1} of them not in Hugging Face" in shown
    assert "Grace Hopper has no account in Hugging Face yet" in shown
    assert re.search(r"Linus \w+ is not assigned to Hugging Face", shown)
    assert "A member appears in Hugging Face only while assigned to it and active." in shown


def test_somebody_who_left_while_it_was_in_error_is_still_there(visitor, tab, pushed) -> None:
    fault(visitor, 400)
    visitor.does(f"{pushed}/push-now", tab)
    visitor.okta.call("DELETE", f"/api/v1/groups/{visitor.okta.group('ml-team')}/users/{visitor.okta.user('ada')}")
    visitor.okta.settle()

    shown = text(visitor.get(tab))
    assert "1 to be taken out" in shown
    assert "Ada Lovelace has left the group, which was not pushed yet" in shown


def test_one_group_for_both_is_warned_of(visitor, tab, pushed) -> None:
    assert "Use two groups" not in visitor.get(tab)
    visitor.okta.ok("PUT", f"/api/v1/apps/{visitor.okta.app_id}/groups/{visitor.okta.group('ml-team')}", {})
    visitor.okta.settle()

    assert "ml-team both assigns Hugging Face and is pushed to it, which Okta does not support" in visitor.get(tab)


def test_a_group_is_pushing_while_its_request_is_held_back_or_its_job_queued(visitor, tab, pushed) -> None:
    engine = visitor.okta.engine
    engine.hold.switch(True)
    assert visitor.does(f"{pushed}/push-now", tab) == "good: Under way."
    assert held_back(engine)
    assert 'class="dim" aria-label="Pushing: ml-team"' in visitor.get(tab)
    engine.hold.switch(False)
    visitor.okta.settle()
    assert "Active: ml-team" in visitor.get(tab)
    assert engine.queue.pause(5)
    visitor.post(f"{pushed}/push-now", tab)
    assert "Pushing: ml-team" in visitor.get(tab)
    engine.queue.resume()
    visitor.okta.settle()
    assert "Active: ml-team" in visitor.get(tab)


def test_a_scenarios_own_push_is_pushing_while_it_is_held_back(visit, open_okta) -> None:
    visitor = visit(open_okta(OWN_STORY))
    engine, tab = visitor.okta.engine, f"/admin/apps/{visitor.okta.app_id}/push-groups"
    engine.hold.switch(True)
    visitor.post("/story/next")
    assert held_back(engine)

    assert "Pushing: team" in visitor.get(tab)
    engine.hold.switch(False)


OWN_STORY = """
name: A push
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
groups: {team: [ada]}
steps: [{push_group: team}]
"""


def test_a_push_that_waits_for_a_retry_is_pushing_and_says_until_when(visitor, tab, pushed) -> None:
    fault(visitor, 503)
    assert "Unable to update Group Push mapping" in visitor.does(f"{pushed}/push-now", tab)

    shown = text(visitor.get(tab))
    assert re.search(r"Pushing .*Tried again at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*Failed on", shown)
    visitor.okta.ok("DELETE", "/simulator/v1/hub/faults")
    visitor.okta.ok("POST", "/simulator/v1/clock/advance", {"seconds": 300})
    visitor.okta.settle()
    page = visitor.get(tab)
    assert "Active: ml-team" in page
    assert "Tried again" not in page


def test_without_push_groups_the_tab_says_where_it_is_switched_on(visitor, tab) -> None:
    visitor.okta.ok("PUT", f"/simulator/v1/apps/{visitor.okta.app_id}/provisioning", {"features": ["create_users"]})

    assert "Push Groups is not enabled for Hugging Face" in text(visitor.get(tab))
    assert save(visitor, tab) == "bad: Push Groups is not enabled for Hugging Face."


def test_hostile_names_are_shown_as_they_are(visit, open_okta) -> None:
    visitor = visit(open_okta(HOSTILE))
    tab = f"/admin/apps/{visitor.okta.app_id}/push-groups"
    save(visitor, tab, "team")
    visitor.okta.settle()

    for page in (
        visitor.get(tab), visitor.get(f"{tab}/by-name"), visitor.get(f"{tab}/{visitor.okta.group('team')}/unlink"),
        visitor.get(f"{tab}/by-name?group={visitor.okta.group('other')}"), visitor.get(f"{tab}?q=%22%3E%3Cscript%3E"),
    ):  # fmt: skip
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


HOSTILE = """
name: Hostile names
users: {ada: {login: ada@acme.test, firstName: "<script>alert(1)</script>", lastName: '"><b>'}}
groups:
  team: {name: '<script>alert("x")</script>', members: [ada]}
  other: {name: '"><script>alert(2)</script>'}
steps: []
"""


def test_many_pushes_are_shown_page_by_page(visit, open_okta) -> None:
    names = "".join(f"  g{number:03}: []\n" for number in range(60))
    visitor = visit(open_okta(f"name: Many groups\nusers: {{}}\ngroups:\n{names}steps: []\n"))
    tab = f"/admin/apps/{visitor.okta.app_id}/push-groups"
    with visitor.okta.engine.look() as org:
        from simulator.okta.actions.pushing import push_group

        app = org.apps[visitor.okta.app_id]
        for group in [one for one in org.groups.values() if one.kind == "OKTA_GROUP"]:
            push_group(org, app, group)

    assert "1 to 50 of 60 pushed groups" in text(visitor.get(tab))
    assert "g059" in visitor.get(f"{tab}?p=2")
    assert "1 to 1 of 1 pushed groups" in text(visitor.get(f"{tab}?q=G007"))
    assert "1 to 50 of 61 groups" in text(visitor.get(f"{tab}/by-name"))
