"""The wire in a window: rows as they come, a request beside the list, the keyboard, a search; and What if by clicks."""

import re

from playwright.sync_api import expect

from simulator.play.transcript import Wait


def rows(page):
    return page.locator("#wire > li")


def detail(page):
    return page.locator("#wire-detail")


def act(page, console, number=1):
    """Play the story's next steps; wait until all that was sent is listed."""
    for _ in range(number):
        page.get_by_role("button", name="Next", exact=True).click()
        page.wait_for_function("() => !document.querySelector('form[aria-busy]')")
    expect(rows(page)).to_have_count(console.engine.record.sent - len(own(console)))


def played(page, console, number):
    """The same without a click for each."""
    console.play(number)
    expect(rows(page)).to_have_count(console.engine.record.sent - len(own(console)))


def own(console):
    """What we read back ourselves, which the list leaves out until somebody asks for it."""
    return [one for _, one in console.engine.record.recent() if getattr(one, "origin", "") == "verify"]


def test_rows_come_while_they_are_sent_and_the_list_follows_its_end(page, console) -> None:
    expect(page.locator("#wire-count")).to_contain_text("Nothing was sent yet")
    act(page, console, 4)

    expect(page.locator("#wire-count")).to_contain_text(f"{console.engine.record.sent} requests and waits")
    gap = "() => { const w = document.getElementById('wire'); return w.scrollHeight - w.scrollTop - w.clientHeight; }"
    assert page.evaluate(gap) < 2
    page.get_by_role("button", name="An hour passes").click()
    expect(page.locator("#said")).to_contain_text("An hour passed.")
    expect(rows(page).last).to_contain_text("1 hour passes")
    assert page.evaluate(gap) < 2, "what is said above it makes the list lower"
    page.evaluate("document.getElementById('wire').scrollTop = 0")
    act(page, console)
    assert page.evaluate("document.getElementById('wire').scrollTop") == 0, "whoever reads further up stays there"


def test_a_click_opens_a_request_beside_the_list_and_escape_closes_it(page, console, windows) -> None:
    played(page, console, 4)
    put = rows(page).filter(has_text="PUT").first
    put.click()

    expect(detail(page)).to_contain_text("Against the GET before it:")
    expect(detail(page).get_by_role("row", name="name.familyName")).to_contain_text("LovelaceKing")
    expect(page).to_have_url(f"{console.url}/")
    page.keyboard.press("Escape")
    expect(detail(page)).to_be_hidden()
    expect(put.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(detail(page)).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(detail(page).get_by_role("heading", level=2)).to_contain_text("GET /Users/")
    detail(page).get_by_role("button", name="Close").click()
    expect(detail(page)).to_be_hidden()


def test_the_keyboard_moves_through_the_list(page, console) -> None:
    played(page, console, 3)
    links = rows(page).get_by_role("link")

    page.keyboard.press("k")
    expect(links.last).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.nth(-2)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(links.last).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.type("jk/")
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("jk/")
    assert page.locator("#wire a[tabindex='0']").count() <= 1, "nobody tabs through all of them"


def test_a_search_hides_the_others_those_that_come_later_too(page, console) -> None:
    played(page, console, 3)
    page.get_by_role("searchbox", name="Search").fill("familyname")
    page.get_by_label("Show").select_option("scenario")

    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("POST")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(rows(page)).to_have_count(3)
    page.get_by_role("searchbox", name="Search").fill("")
    page.get_by_label("Show").select_option("all")
    expect(rows(page)).to_have_count(console.engine.record.sent)


def test_our_own_reading_back_is_hidden_in_words_and_one_click_away(page, console) -> None:
    played(page, console, 3)
    hidden = len(own(console))
    assert hidden > 1
    expect(page.locator("#wire .own")).to_have_count(0)
    expect(page.locator("#wire-count")).to_contain_text(f"{hidden} of them, our own reading back, are hidden.")
    page.get_by_role("link", name="Show all").click()

    expect(rows(page)).to_have_count(console.engine.record.sent)
    expect(page.locator("#wire .own")).to_have_count(hidden)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator("#story")).to_contain_text("4 of 5 steps played")
    expect(page.locator("#wire .own")).to_have_count(len(own(console)))
    expect(page.locator("#wire-count")).not_to_contain_text("hidden")
    assert len(own(console)) > hidden


def test_a_story_that_begins_again_empties_the_list(page, console) -> None:
    played(page, console, 3)
    rows(page).first.click()
    expect(detail(page)).to_be_visible()
    console.engine.begin_again()

    expect(rows(page)).to_have_count(0)
    expect(detail(page)).to_be_hidden()
    act(page, console)


def test_more_than_a_thousand_rows_are_not_kept_in_the_window_either(page, console) -> None:
    for number in range(990):
        console.engine.record.add(Wait(at="2026-01-01T00:00:00.000Z", seconds=60, reason=f"wait {number}"))
    expect(rows(page)).to_have_count(990)
    for number in range(30):
        console.engine.record.add(Wait(at="2026-01-01T00:00:00.000Z", seconds=60, reason=f"later {number}"))

    expect(rows(page).last).to_contain_text("later 29")
    expect(rows(page)).to_have_count(1000)
    expect(page.locator("#wire-count")).to_have_text("The last 1,000 of 1,020 requests and waits")


def test_a_request_is_copied(page, console) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    act(page, console)
    rows(page).first.click()
    detail(page).get_by_role("button", name="Copy as curl").click()
    expect(detail(page).get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")

    assert copied.startswith("curl --globoff -X GET 'http://127.0.0.1:")
    assert copied.endswith("-H 'Authorization: Bearer '\"$SCIM_TOKEN\"")


def test_without_a_script_the_wire_is_links_and_a_form(plain) -> None:
    page = plain
    for _ in range(3):
        page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("searchbox", name="Search").fill("familyname")
    page.get_by_label("Show").select_option("okta")
    page.get_by_role("search").get_by_role("button", name="Search").click()

    expect(rows(page)).to_have_count(1)
    rows(page).get_by_role("link").click()
    expect(page).to_have_url(re.compile("/wire/[0-9]+$"))
    expect(page.get_by_role("heading", name="What it sends")).to_be_visible()
    expect(page.get_by_role("button", name="Copy as curl")).to_be_hidden()
    page.get_by_text("As curl", exact=True).click()
    expect(page.locator("#as-curl")).to_contain_text("$SCIM_TOKEN")
    page.get_by_role("link", name="All requests").click()
    page.get_by_role("link", name="Story").click()
    page.get_by_role("button", name="They marry").click()
    expect(page.locator("#said")).to_contain_text("The last name is King")


def test_what_is_armed_is_said_in_every_window_until_it_is_taken_away(page, console) -> None:
    other = page.context.new_page()
    other.goto(f"{console.url}/admin/apps")
    played(page, console, 3)
    for label, said in [
        ("It answers 429 for five minutes", "429, for"), ("It answers with an HTML page", "502 as an HTML page"),
        ("It is down", "the connection drops"), ("It answers too late", "answered after 1 min 1 s"),
        ("Its token is generated anew", "401 to all that Okta sends"),
    ]:  # fmt: skip
        page.get_by_role("button", name=label).click()
        for window in (page, other):
            expect(window.locator("#armed")).to_contain_text(said)
        away = "Okta gets the new token" if "token" in label else "Disarm all"
        other.locator("#armed").get_by_role("button", name=away).click()
        for window in (page, other):
            expect(window.locator("#armed")).to_be_hidden()


def test_somebody_is_chosen_leaves_and_comes_back_by_clicking(page, console) -> None:
    played(page, console, 3)
    for label, said in [
        ("They marry", "The last name is King"), ("They leave", "Ada King has left."),
        ("They come back", "Ada King is back."), ("An hour passes", "An hour passed."),
    ]:  # fmt: skip
        page.get_by_role("button", name=label).click()
        expect(page.locator("#said")).to_contain_text(said)
    expect(rows(page).last).to_contain_text("1 hour passes")


def test_whoever_was_chosen_stays_chosen_while_the_page_changes(serve, window) -> None:
    console = serve("managed-vs-basic-managed")
    page = window
    page.goto(console.address())
    who = page.locator("#what-if-person")
    second = who.locator("option").nth(1).get_attribute("value")
    who.select_option(second)
    page.get_by_role("button", name="It is down").click()

    expect(page.locator("#armed")).to_contain_text("the connection drops")
    expect(page.get_by_role("button", name="It is down")).to_be_disabled()
    expect(who).to_have_value(second)


def test_the_session_and_the_run_are_saved(page, console) -> None:
    played(page, console, 3)
    saved = {}
    for name in ("This session as a scenario", "HTML", "Markdown", "HAR", "curl", "Mermaid", "JSON Lines"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        saved[download.value.suggested_filename] = download.value.path().read_text("utf-8")

    assert list(saved) == [
        "quickstart-session.yaml", "quickstart-run.html", "quickstart-run.md", "quickstart-run.har",
        "quickstart-run.sh", "quickstart-diagram.md", "quickstart-run.jsonl",
    ]  # fmt: skip
    assert all("ada-lovelace" in text or "ada" in text for text in saved.values())
