"""What a live page does while somebody works with it: what they typed, opened, scrolled and stand on stays."""

import pytest
from playwright.sync_api import Page, expect

from simulator.scenario.fields.profile_values import AttributeTypes
from simulator.scenario.parts.steps import read_act
from simulator.web.engine.acts import ApiClient
from tests.web.console.browser.served import PHONE


def somebody_does(console, **act) -> None:
    """Another administrator does what a verb says, and its jobs end."""
    with console.engine.act(ApiClient("/")) as acting:
        acting.do(read_act(act, AttributeTypes()))
    assert console.engine.idle(10)


@pytest.fixture
def story(serve):
    """A console whose push is in Error, which a retry would mend."""
    served = serve("push-in-error")
    served.play(6)
    return served


@pytest.fixture
def at(story, windows):
    """Opens a window on one of the story's pages; `{app}` and `{team}` in the path are the ids."""

    def open_(path: str, **options) -> Page:
        tenant = story.engine.instance.tenant
        page = windows(**options).new_page()
        page.goto(story.address())
        page.goto(story.url + path.format(app=tenant.app.id, team=tenant.groups["ml-team"]))
        expect(page.get_by_role("status", name="Connection")).to_contain_text("live")
        return page

    return open_


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


def test_a_menu_closes_by_escape_by_a_click_elsewhere_and_once_what_was_chosen_is_done(at) -> None:
    page = at("/admin/apps/{app}/push-groups")
    menu, deactivate = page.locator("details[id^=status-]"), page.get_by_role("button", name="Deactivate group push")

    menu.locator("summary").click()
    expect(deactivate).to_be_visible()
    page.keyboard.press("Escape")
    expect(deactivate).to_be_hidden()
    assert focused(page) == "Error ▾"
    page.keyboard.press("Enter")
    expect(deactivate).to_be_visible()
    page.get_by_role("heading", name="Push Groups", exact=True).click()
    expect(deactivate).to_be_hidden()

    menu.locator("summary").click()
    deactivate.click()
    expect(page.locator("#said")).to_contain_text("The push of ml-team is inactive.")
    expect(page.get_by_role("button", name="Activate group push")).to_be_hidden()
    assert focused(page) == "Inactive ▾"


def test_what_is_typed_stays_while_the_page_around_it_changes(at, story) -> None:
    page = at("/admin/groups/{team}")
    page.locator("#rename summary").click()
    name = page.locator("#name")
    name.fill("half a na")
    somebody_does(story, rename_group={"group": "ml-team", "name": "ml-platform"})

    expect(page.locator("#nav")).to_be_visible()
    expect(page.locator("h1")).to_have_text("ml-team")
    name.press("Tab")
    expect(page.locator("h1")).to_have_text("ml-platform")
    assert name.input_value() == "half a na"
    assert focused(page) == "Save"

    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("half a na")
    expect(name).to_be_hidden()
    assert name.input_value() == "half a na"
    assert name.evaluate("(one) => one.value === one.defaultValue")


def test_the_keyboard_stays_where_it_is_in_a_list_that_changes(at, story) -> None:
    page = at("/admin/apps/{app}/push-groups")
    link = page.get_by_role("link", name="By name", exact=False).first
    link.focus()
    somebody_does(story, retry_tasks="ml-team")

    expect(page.locator("#push-lists")).to_contain_text("Errors 0")
    assert focused(page).startswith("By name")


def test_a_table_that_was_scrolled_on_a_phone_stays_there(at, story) -> None:
    page = at("/admin/apps/{app}/push-groups", viewport=PHONE)
    page.locator("#pushed").evaluate("(one) => { one.scrollLeft = 120; }")
    somebody_does(story, retry_tasks="ml-team")

    expect(page.locator("#pushed")).to_contain_text("Active")
    assert page.locator("#pushed").evaluate("(one) => one.scrollLeft") == 120


def test_what_was_done_is_announced_in_a_region_that_was_there_before(at) -> None:
    page = at("/admin/apps/{app}/push-groups")
    page.evaluate("window.before = document.querySelector('[role=status]:has(#said)')")
    page.get_by_role("button", name="Refresh App Groups").click()

    expect(page.locator("#said")).to_contain_text("Link Group knows them now")
    assert page.evaluate("window.before === document.querySelector('[role=status]:has(#said)')")


def test_a_form_that_was_done_is_empty_again_and_one_that_was_refused_is_not(at) -> None:
    page = at("/hub/resource-groups")
    name, create = page.get_by_label("Name", exact=True), page.get_by_role("button", name="Create")
    name.fill("research")
    create.click()
    expect(page.locator("#targets")).to_contain_text("research")
    expect(name).to_have_value("")

    name.fill("research")
    create.click()
    expect(page.locator("#said .bad")).to_be_visible()
    expect(name).to_have_value("research")
