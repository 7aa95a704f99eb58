"""The story in a real browser: told with a clicker's keys alone, request by request, and by nobody who types."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

KEYS = ("n", "Space", "ArrowRight", "PageDown")
"""Those that stand for Next."""


def test_the_last_of_a_burst_of_requests_is_what_stays_in_the_picture(page: Page) -> None:
    page.select_option("#pace", "0")
    page.click("#all")

    expect(page.locator("#edge")).to_have_class("edge good lit")
    expect(page.locator("#box-hub")).to_have_css("animation-name", "lights")
    expect(page.locator("#edge .why")).to_contain_text("deactivate user, ada")
    expect(page.locator("#edge .count")).to_have_text("7 requests so far")
    expect(page.locator("#edge")).to_have_class("edge good")


def test_request_by_request_each_is_seen_before_it_is_sent(page: Page, console: Any) -> None:
    page.click("#hold")
    expect(page.locator("#hold")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    expect(page.locator(".narrator")).to_contain_text("Held back: GET /Users?startIndex=1&count=2 test connection")
    expect(page.locator("#edge")).to_have_class("edge held")
    sender, receiver = (page.locator(f"#box-{one}") for one in ("okta", "hub"))
    border = "(box) => getComputedStyle(box).borderColor"
    assert sender.evaluate(border) != receiver.evaluate(border)
    assert console.engine.requests == 0
    page.keyboard.press("PageDown")

    expect(page.locator("#story")).to_contain_text("1 of 5 steps played")
    expect(page.locator(".narrator")).to_contain_text("Next:")
    expect(page.locator("#edge .answer")).to_have_text("200 OK")
    assert console.engine.requests == 1
    page.click("#next")
    expect(page.locator("#story")).to_contain_text("2 of 5 steps played")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".narrator")).to_contain_text("Held back: GET /Users?filter")
    page.get_by_role("button", name="Let it go", exact=True).click()
    expect(page.locator(".narrator")).to_contain_text("Held back: POST /Users")
    assert console.engine.requests == 2


@pytest.mark.parametrize("field", ["#wire-find", "#pace"])
def test_who_types_in_a_field_does_not_play(page: Page, console: Any, field: str) -> None:
    page.locator(field).focus()
    for key in KEYS:
        page.keyboard.press(key)
    page.wait_for_timeout(300)

    assert console.engine.played == 0


def test_space_on_a_button_presses_that_button(page: Page, console: Any) -> None:
    page.locator("#hold").focus()
    page.keyboard.press("Space")

    expect(page.locator("#hold")).to_have_attribute("aria-pressed", "true")
    assert console.engine.played == 0


def test_two_windows_show_the_same_story(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    page.keyboard.press("n")

    for window in (page, other):
        expect(window.locator("#story")).to_contain_text("1 of 5 steps played")
        expect(window.locator("#edge .count")).to_have_text("1 request so far")


def test_back_to_start_and_another_story_by_clicking(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("#story")).to_contain_text("1 of 5 steps played")
    page.click("text=Back to start")
    page.click("#start")
    expect(page.locator("#story")).to_contain_text("0 of 5 steps played")
    page.click("text=Choose a story")
    page.fill("input[type=search]", "leaves the company")
    page.keyboard.press("Enter")
    page.click("button:has-text('Begin') >> nth=0")

    expect(page.locator("h1")).to_have_text("Someone leaves the company and comes back")
    page.click("#next")
    expect(page.locator("#story")).to_contain_text("1 of 9 steps played")


def test_without_scripts_the_buttons_play_as_well(plain: Page) -> None:
    page = plain
    page.click("#next")
    expect(page.locator("#story")).to_contain_text("1 of 5 steps played")
    page.click("#hold")
    page.click("#next")
    page.click("#next")
    expect(page.locator(".narrator")).to_contain_text("Held back: GET /Users?filter=")
    page.click("#next")
    page.click("#next")

    expect(page.locator("#story")).to_contain_text("3 of 5 steps played")
    expect(page.locator("#edge .answer")).to_have_text("201 Created")


def test_on_a_laptop_the_rail_both_sides_the_wire_and_what_if_are_seen_at_once(serve: Any, windows: Any) -> None:
    console = serve("published-guide")
    page = windows(viewport={"width": 1280, "height": 720}).new_page()
    page.goto(console.address())
    for _ in range(9):
        page.keyboard.press("PageDown")
        page.wait_for_function("() => !document.querySelector('form[aria-busy]')")
    names = [
        "#rail .done",
        "#next",
        "#box-okta",
        "#edge",
        "#box-hub",
        "#verdict",
        "#people tbody tr:first-child",
        "#wire-find",
    ]
    ids = page.locator("#what-if button").evaluate_all("(all) => all.map((one) => '#' + one.id)")
    assert len(ids) > 10
    top = page.locator(".asking").bounding_box()["y"]
    for name in [*names, *ids]:
        box = page.locator(name).last.bounding_box()
        assert box["y"] >= 0, name
        assert box["y"] + box["height"] <= (720 if name in ids else top), name
    last = page.locator("#wire > li").last.bounding_box()
    assert last["y"] + last["height"] <= top, "the latest request is in sight"


def test_what_a_button_does_is_said_while_it_has_the_focus_or_is_pointed_at(page: Page) -> None:
    about = page.locator("#about-down")
    hidden = "(one) => getComputedStyle(one).clipPath !== 'none'"
    assert about.evaluate(hidden)
    page.locator("#what-if-down").focus()
    assert not about.evaluate(hidden)
    assert page.evaluate("scrollY") == 0
    page.locator("#what-if-marry").hover(force=True)
    assert not page.locator("#about-marry").evaluate(hidden)
    expect(page.locator("#about-marry")).to_have_text("Nobody is assigned, so nothing would be sent.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_at_a_projectors_size_the_story_is_usable_without_scrolling(console: Any, windows: Any, scheme: str) -> None:
    """1280x720 at 125 % are 1024x576 of the page's pixels."""
    page = windows(viewport={"width": 1024, "height": 576}, color_scheme=scheme).new_page()
    page.goto(console.address())
    for name in ("#next", "#all", "#box-okta", "#edge", "#box-hub"):
        expect(page.locator(name)).to_be_visible()
        assert page.evaluate("(name) => document.querySelector(name).getBoundingClientRect().bottom", name) <= 576, name
    assert not re.search("scroll", page.evaluate("document.documentElement.scrollWidth > innerWidth ? 'scroll' : ''"))
