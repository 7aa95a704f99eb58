"""Assigning, editing and removing by clicking alone, and the ticks of a list that is shown anew."""

from playwright.sync_api import Page, expect

from tests.web.console.browser.served import Console


def tab_of(console: Console) -> str:
    return f"{console.url}/admin/apps/{console.engine.instance.tenant.app.id}/assignments"


def test_a_person_is_assigned_edited_and_removed_by_clicking(console: Console, page: Page) -> None:
    page.goto(tab_of(console))
    page.locator("#assign summary").click()
    page.get_by_role("link", name="Assign to People").click()
    page.get_by_role("link", name="Assign: Ada Lovelace").click()
    page.get_by_label("User Name").fill("ada-lovelace")
    page.get_by_role("button", name="Save and Go Back").click()

    expect(page.locator("#said").get_by_text("Ada Lovelace has Hugging Face.")).to_be_visible()
    expect(page.get_by_role("button", name="Assigned: Ada Lovelace")).to_be_disabled()
    page.get_by_role("link", name="Done").first.click()
    page.get_by_role("link", name="Edit: Ada Lovelace").click()
    page.get_by_label("Given name").fill("Augusta")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Ada Lovelace's assignment is saved.")).to_be_visible()
    page.get_by_label("X: remove Ada Lovelace").click()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_text("Nobody has Hugging Face.")).to_be_visible()

    done = [(one.verb.verb(), one.verb.written()) for one in console.engine.steps_done]
    assert done == [
        ("assign_user", {"user": "ada", "username": "ada-lovelace"}),
        ("edit_assignment", {"user": "ada", "profile": {"givenName": "Augusta"}}),
        ("unassign_user", "ada"),
    ]


def test_a_refused_form_keeps_what_was_typed(console: Console, page: Page) -> None:
    page.goto(f"{console.url}/admin/users/new")
    page.get_by_label("First name").fill("Mia")
    page.get_by_label("Username").fill("mia")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_contain_text("login: The field is too short")
    expect(page.get_by_label("First name")).to_have_value("Mia")


def test_ticks_of_a_list_stay_when_something_happens(serve, window) -> None:
    console = serve("username-rules")
    console.play(3)
    page = window
    page.goto(console.address())
    page.goto(f"{console.url}/admin/tasks")
    page.get_by_label("Retry: Dot Ted").check()
    page.get_by_label("Filter").focus()

    console.play(1)

    expect(page.locator("input[type=checkbox]")).to_have_count(4)
    expect(page.get_by_label("Retry: Dot Ted")).to_be_checked()
    expect(page.get_by_label("Retry: Under Score")).not_to_be_checked()
    page.get_by_role("button", name="Retry Selected").click()
    expect(page.get_by_role("alert")).to_contain_text("Automatic provisioning of user Dot Ted")
    assert console.engine.steps_done[-1].verb.written() == "dot"
