"""The same stories in a browser that runs no script: forms, links, and pages that are asked for anew."""

from playwright.sync_api import Page, expect

from simulator.scenario.loading import load_text
from tests.web.console.browser.served import Console


def go(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def says(page: Page, text: str) -> None:
    expect(page.locator("#said .band")).to_contain_text(text)


def done(console: Console) -> list[str]:
    return [one.verb.verb() for one in console.engine.steps_done]


def test_the_guides_steps_are_played_one_by_one_and_held_request_by_request(plain: Page, console: Console) -> None:
    steps = len(console.engine.instance.scenario.steps)
    for played in range(1, steps):
        press(plain, "Next")
        assert console.engine.played == played
    expect(plain.get_by_text(f"{steps - 1} of {steps} steps played")).to_be_visible()

    go(plain, "Back to start")
    press(plain, "Back to start")
    assert console.engine.played == 0
    press(plain, "Step by request")
    press(plain, "Next")
    expect(plain.get_by_text("Held back:")).to_be_visible()
    press(plain, "Let it go")
    expect(plain.locator("#wire li")).to_have_count(1)


def test_somebody_is_assigned_pushed_with_a_group_asked_about_and_taken_away(plain: Page, console: Console) -> None:
    go(plain, "Hugging Face", "Assignments")
    plain.locator("#assign summary").click()
    go(plain, "Assign to People", "Assign: Ada Lovelace")
    plain.get_by_label("User Name").fill("ada-lovelace")
    press(plain, "Save and Go Back")
    says(plain, "Ada Lovelace has Hugging Face.")
    plain.goto(f"{console.url}/admin/groups")
    go(plain, "Add Group")
    plain.get_by_label("Name *").fill("team")
    press(plain, "Save")
    says(plain, "team is added.")
    go(plain, "Hugging Face", "Push Groups")
    plain.locator("summary", has_text="Push Groups").first.click()
    go(plain, "Find groups by name")
    plain.get_by_role("searchbox").fill("team")
    press(plain, "Search")
    press(plain, "Save")
    says(plain, "team was pushed to Hugging Face.")

    go(plain, "Story")
    press(plain, "They leave")
    says(plain, "Ada Lovelace has left.")
    assert done(console)[-1] == "deactivate_user"
    with plain.expect_download() as saved:
        plain.locator('a[href="/take-away/session.yaml"]').click()
    scenario = load_text(saved.value.path().read_text("utf-8"), "session.yaml")
    assert [one.verb for one in scenario.steps] == done(console)


def test_a_token_is_shown_once_and_pasted(plain: Page, console: Console) -> None:
    go(plain, "SSO > SCIM")
    press(plain, "Generate an access token")
    token = plain.get_by_label("Access token").input_value()
    assert token == console.engine.instance.tenant.stub_token
    plain.reload()
    expect(plain.get_by_text("There is no token to show")).to_be_visible()

    go(plain, "Hugging Face", "Provisioning", "Integration", "Edit")
    plain.get_by_label("Authorization: Bearer").fill(token)
    press(plain, "Save")
    says(plain, "Settings saved!")
    assert console.engine.instance.tenant.app.token == token
    assert token not in plain.content()
