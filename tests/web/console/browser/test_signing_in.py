"""Who comes in, and what a window says when the server goes away and comes back."""

import re

from playwright.sync_api import expect


def badge(page):
    return page.get_by_role("status", name="Connection")


def test_the_printed_address_leads_to_the_story_and_the_cookie_to_every_page(page, console) -> None:
    expect(page).to_have_url(f"{console.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Hub's guide, start to finish")
    expect(badge(page)).to_contain_text("live")

    second = page.context.new_page()
    second.goto(f"{console.url}/admin/apps")
    expect(second.get_by_role("heading", level=1)).to_have_text("Applications")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert page.evaluate("document.cookie") == ""


def test_a_browser_without_the_cookie_reads_what_to_do(console, window, faults) -> None:
    faults.expected.append("status of 401")

    answer = window.goto(f"{console.url}/admin/apps")

    assert answer.status == 401
    expect(window.get_by_role("heading", level=1)).to_have_text("Open the address that oktasim has printed")


def test_a_spent_key_lets_nobody_in_and_a_new_one_is_told(console, window, windows, faults) -> None:
    faults.expected.append("status of 401")
    address = console.address()
    window.goto(address)
    other = windows().new_page()

    assert other.goto(address).status == 401
    (key,) = console.told
    assert other.goto(f"{console.url}/sign-in?key={key}").status == 200
    expect(badge(other)).to_contain_text("live")


def assigned(page):
    return page.get_by_role("row", name="Hugging Face").get_by_role("cell").nth(2)


def test_a_window_never_looks_alive_without_its_server(page, console, faults) -> None:
    faults.expected += ["net::ERR_(CONNECTION_|INCOMPLETE_CHUNKED|EMPTY_RESPONSE)", "status of 401"]
    expect(badge(page)).to_contain_text("live")

    console.stop()
    expect(badge(page)).to_contain_text("connection lost")
    assert "live" not in badge(page).inner_text()

    console.start()
    expect(badge(page)).to_contain_text("oktasim was started again; open the address it has printed")
    page.goto(console.address())
    expect(badge(page)).to_contain_text("live")


def test_a_paused_window_says_so_and_catches_up(page, console) -> None:
    page.goto(f"{console.url}/admin/apps")
    expect(badge(page)).to_contain_text("live")
    page.get_by_role("button", name="Pause").click()
    expect(badge(page)).to_contain_text("paused")

    console.play(3)
    page.wait_for_timeout(300)
    expect(assigned(page)).to_have_text("0")
    page.get_by_role("button", name="Go on").click()
    expect(badge(page)).to_contain_text("live")
    expect(assigned(page)).to_have_text("1")


def test_forms_work_without_scripts_and_the_badge_says_that_nothing_is_live(plain) -> None:
    page = plain
    expect(badge(page)).to_contain_text(re.compile("not live"))

    page.get_by_role("button", name="Next", exact=True).click()

    expect(page.locator("#wire li")).to_have_count(1)


def test_whoever_goes_quickly_from_page_to_page_stays_live(page, console) -> None:
    for _ in range(15):  # more than there are streams
        page.goto(f"{console.url}/admin/apps")
        page.locator("[data-badge=live], [data-badge=lost]").wait_for()

    expect(badge(page)).to_contain_text("live")


def test_a_page_in_which_nothing_happens_is_asked_for_once(page, console) -> None:
    asked, other = [], page.context.new_page()
    other.on("request", lambda request: asked.append(request.url))
    other.goto(f"{console.url}/admin/apps")
    expect(badge(other)).to_contain_text("live")
    other.wait_for_timeout(300)

    assert asked.count(f"{console.url}/admin/apps") == 1
