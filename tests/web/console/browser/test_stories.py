"""Whole stories in a window: the guide by clicking, a story by the keyboard, each what if, a session taken away."""

import re
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page, expect

from simulator.play.transcript import Event, Exchange
from tests.conftest import SCENARIOS
from tests.web.console.browser.served import Console

Sent = list[tuple[str, str, int | None, Any]]


def sent(events: Iterable[Event]) -> Sent:
    """What Okta sent: method, path, status and body of each request, without its times, which are the clock's."""
    okta = [one for one in events if isinstance(one, Exchange) and one.origin == "okta"]
    return [
        (one.request["method"], one.request["path"], (one.response or {}).get("status"), timeless(one.request["body"]))
        for one in okta
    ]


def timeless(body: Any) -> Any:
    return {name: value for name, value in body.items() if name != "meta"} if isinstance(body, dict) else body


def wire(console: Console) -> Sent:
    return sent(event for _, event in console.engine.record.recent())


def go(page: Page, *names: str) -> None:
    """Follow links by their names, one after the other."""
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def says(page: Page, text: str) -> None:
    expect(page.locator("#said .band")).to_contain_text(text)


def test_the_guide_is_followed_by_clicking_alone(page: Page, console: Console, play) -> None:
    go(page, "Hugging Face", "Provisioning", "Integration")
    press(page, "Test Connector Configuration")
    says(page, "Connector configured successfully")
    go(page, "To App")
    for name in ("title", "displayName", "locale", "userType", "preferredLanguage", "timezone", "department"):
        go(page, f"Do not map: {name}")
        press(page, "OK")
        expect(page).to_have_url(re.compile(r"/to-app\?said="))
        expect(page.get_by_role("link", name=f"Do not map: {name}", exact=True)).to_have_count(0)
    go(page, "Assignments")
    page.locator("#assign summary").click()
    go(page, "Assign to People", "Assign: Ada Lovelace")
    page.get_by_label("User Name").fill("ada-lovelace")
    press(page, "Save and Go Back")
    says(page, "Ada Lovelace")
    go(page, "People", "Ada Lovelace", "Edit")
    page.get_by_label("Last name").fill("King")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada King")
    go(page, "Hugging Face")
    page.get_by_label("X: remove Ada King").click()
    press(page, "OK")
    expect(page.get_by_text("Nobody has Hugging Face.")).to_be_visible()

    assert wire(console) == sent(play(SCENARIOS / "quickstart.yaml").events)
    go(page, "Members")
    expect(page.get_by_role("row", name="ada-lovelace")).to_contain_text("inactive")


def test_a_story_is_told_by_the_keyboard_alone(page: Page, console: Console, play) -> None:
    expect(page.locator("[data-badge=live]")).to_be_visible()
    for played, key in enumerate(("n", "Space", "ArrowRight", "PageDown", "n"), 1):
        page.keyboard.press(key)
        expect(page.locator("#rail .done")).to_have_count(played)
        expect(page.locator("#story")).to_contain_text(f"{played} of 5 steps played")
        expect(page.locator("#stop")).to_have_count(0)
        if played < 5:
            expect(page.locator("#next")).to_be_enabled()

    expect(page.locator("#story")).to_contain_text("The story is told. As expected.")
    expect(page.locator("#verdict")).to_contain_text("Okta and the Hub hold the same: 1 person.")
    expect(page.locator("#edge .answer")).to_have_text("200 OK")
    expect(page.locator("#edge .count")).to_have_text("7 requests so far")
    assert console.engine.judged().kept
    assert wire(console) == sent(play(SCENARIOS / "quickstart.yaml").events)
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#wire-detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#wire-detail")).to_be_hidden()
    tab_to(page, "Back to start")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{console.url}/story/start")
    tab_to(page, "Back to start", "button")
    page.keyboard.press("Enter")
    expect(page.locator("#rail .done")).to_have_count(0)


def tab_to(page: Page, name: str, role: str = "link", most: int = 120) -> None:
    """Press Tab until this has the focus, from the page's beginning where it lies before."""
    wanted = page.get_by_role(role, name=name, exact=True)
    for _ in range(most):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def test_each_what_if_button_does_something_and_says_so(page: Page, console: Console) -> None:
    console.play(3)
    page.goto(console.url)
    names = page.locator("#what-if button").evaluate_all("(all) => all.map((one) => one.value)")
    pressed = []
    for name in names:
        button, done = page.locator(f"#what-if-{name}"), len(console.engine.steps_done)
        if button.is_disabled():
            expect(page.locator(f"#about-{name}")).not_to_be_empty()
            continue
        with page.expect_response(re.compile("said=")):
            button.click()
        expect(page.locator("form[aria-busy]")).to_have_count(0)
        expect(page.locator("#said .band")).not_to_be_empty()
        assert len(console.engine.steps_done) > done, name
        pressed.append(name)

    assert len(pressed) > 10
    assert len(names) - len(pressed) <= 2, "one makes no sense for this app, and another only now and then"


def test_a_session_that_is_taken_away_plays_to_the_same_requests(page: Page, console: Console, play) -> None:
    for played in range(1, 4):
        press(page, "Next")
        expect(page.locator("#rail .done")).to_have_count(played)
    for label in ("It is down", "They marry", "Disarm all", "An hour passes", "They leave", "They come back"):
        page.get_by_role("button", name=label, exact=True).first.click()
        expect(page.locator("form[aria-busy]")).to_have_count(0)
    go(page, "Hugging Face")
    page.get_by_label("X: remove Ada King").click()
    press(page, "OK")
    go(page, "Story")
    with page.expect_download() as download:
        go(page, "This session as a scenario")
    taken = download.value.path().read_text("utf-8")

    played = play(taken)
    assert len(wire(console)) > 8
    assert sent(played.events) == wire(console)
