"""Dashboard > Tasks: what failed, and Retry Selected."""

import re

import pytest

REFUSED = """
name: Everybody is refused until the Hub takes them
app: {username: user.login}
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
  grace: {login: grace.hopper@acme.test, firstName: Grace, lastName: Hopper}
groups: {staff: [ada]}
"""


@pytest.fixture
def failing(visit, open_okta):
    """Ada and Grace, whose usernames the Hub does not take."""
    visitor = visit(open_okta(REFUSED))
    for alias in ("ada", "grace"):
        visitor.okta.assigned(alias)
    return visitor


def key(visitor, alias: str) -> str:
    return f"{visitor.okta.app_id}/{visitor.okta.user(alias)}"


def mend(visitor) -> None:
    """Usernames that the Hub takes."""
    for app_user in visitor.okta.engine.instance.tenant.app.users.values():
        app_user.username = app_user.username.partition(".")[0]


def test_without_a_task_the_page_says_so_in_words(visitor) -> None:
    assert "No task is open: nothing has failed that could be retried." in visitor.get("/admin/tasks")


def test_what_failed_stands_with_whom_it_is_about_and_when(failing) -> None:
    page = failing.get("/admin/tasks")

    assert "Ada Lovelace" in page
    assert "Automatic provisioning of user Ada Lovelace to app Hugging Face failed: Error while creating user" in page
    assert re.search(r"<b>provision</b> <span class=\"dim\">20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC", page)
    assert "Grace" not in failing.get("/admin/tasks?q=lovelace")
    assert 'No task matches "none"' in failing.get("/admin/tasks?q=none")


def test_one_that_is_ticked_is_retried_alone(failing) -> None:
    mend(failing)

    said = failing.does("/admin/tasks/retry", "/admin/tasks", task=key(failing, "ada"))

    assert said == "good: 1 retried, none failed."
    assert failing.steps()[2:] == [("retry_tasks", "ada")]
    assert failing.okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    page = failing.get("/admin/tasks")
    assert "Ada Lovelace" not in page
    assert "Grace Hopper" in page


def test_all_that_are_ticked_are_retried_at_once(failing) -> None:
    mend(failing)
    ticked = re.findall(r'name="task" value="([^"]+)"[^>]* checked', failing.get("/admin/tasks?tick=all"))
    assert ticked == [key(failing, "ada"), key(failing, "grace")]

    said = failing.does("/admin/tasks/retry", "/admin/tasks", task=ticked)

    assert said == "good: 2 retried, none failed."
    assert failing.steps()[2:] == [("retry_tasks", None)]


def test_what_fails_again_is_said_in_oktas_sentence_and_stays(failing) -> None:
    said = failing.does("/admin/tasks/retry", "/admin/tasks", task=key(failing, "grace"))

    assert said.startswith("bad: Automatic provisioning of user Grace Hopper to app Hugging Face failed: ")
    assert "Grace Hopper" in failing.get("/admin/tasks")


def test_nothing_ticked_retries_nothing(failing) -> None:
    assert failing.does("/admin/tasks/retry", "/admin/tasks") == "bad: Tick what is to be retried."
    assert failing.does("/admin/tasks/retry", "/admin/tasks", task="0oanone/00unobody").startswith("bad: Tick")
    assert [verb for verb, _ in failing.steps()[2:]] == []


def test_what_is_not_sent_is_not_called_retried(visitor) -> None:
    ada = visitor.okta.assigned("ada")
    visitor.okta.ok("POST", "/simulator/v1/hub/faults", {"on": "PUT /Users/*", "respond": {"status": 400}})
    assignment = f"/api/v1/apps/{visitor.okta.app_id}/users"
    visitor.okta.ok("DELETE", f"{assignment}/{ada}")
    visitor.okta.settle()
    visitor.okta.ok("PUT", f"/simulator/v1/apps/{visitor.okta.app_id}/provisioning", {"features": []})
    visitor.okta.ok("POST", assignment, {"id": ada})
    assert "<b>deactivate</b>" in visitor.get("/admin/tasks")

    said = visitor.does("/admin/tasks/retry", "/admin/tasks", task=key(visitor, "ada"))

    assert said == "good: Nothing was sent: what stands in the way is a warning in the record."


def test_who_is_gone_is_retried_only_with_all(failing) -> None:
    org, ada = failing.okta.engine.instance.org, failing.okta.user("ada")
    org.departed[ada] = org.users.pop(ada)

    page = failing.get("/admin/tasks")
    said = failing.does("/admin/tasks/retry", "/admin/tasks", task=key(failing, "ada"))

    assert f"{ada} (no longer in Okta)" in page
    assert said == f"bad: {ada} is no longer in Okta; tick all of Hugging Face to retry that one too."
    org.users[ada] = org.departed.pop(ada)


def test_more_tasks_than_a_page_holds_can_be_retried_at_once(visit, open_okta) -> None:
    people = "".join(f"  p{number}: {{login: 'p.{number}@acme.test'}}\n" for number in range(51))
    visitor = visit(open_okta(f"name: Many\napp: {{username: user.login}}\nusers:\n{people}"))
    for number in range(51):
        visitor.okta.ok("POST", f"/api/v1/apps/{visitor.okta.app_id}/users", {"id": visitor.okta.user(f"p{number}")})
    visitor.okta.settle()
    page = visitor.get("/admin/tasks")
    assert "1 to 50 of 51 people and groups with tasks" in page
    assert "Retry all of Hugging Face" in page
    mend(visitor)
    for app_user in visitor.okta.engine.instance.tenant.app.users.values():
        app_user.username = f"p-{app_user.user_id[-8:].lower().replace('_', '')}"

    said = visitor.fill("/admin/tasks", "/admin/tasks/retry-all")

    assert said.startswith(("good: 51 retried", "bad: "))
    assert visitor.steps()[-1] == ("retry_tasks", None)
