"""Every page that the console has, full of texts that want to be code: nobody is kept from reading it, nothing runs.

In light and dark, on a laptop and on a phone. The pages are those that the application routes, and each must be found
by following links from the story, or from a tab of the app.
"""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from simulator.web.console.application.routes import TABS
from simulator.web.http.application import CONSOLE
from tests.web.console.browser.accessibility import serious
from tests.web.console.browser.faults import Faults
from tests.web.console.browser.served import LAPTOP, PHONE, SCENARIOS, Console

HERE = Path(__file__).parent
NO_PAGES = ("layout.", "signing_in.")
"""Files and the stream; and what sends whoever is in elsewhere."""
AFTER_A_FORM = ("hub_scim.show_token", "profile_editor.ask_to_apply")
"""Pages to which no link leads, only a form that was sent."""
MOST = 4
"""Addresses of one page that are followed: they differ in who is shown, or in what follows the `?`."""


def application() -> Flask:
    """The console's routes, without an engine."""
    app = Flask("pages", static_folder=None, template_folder=None)
    for pages in CONSOLE:
        app.register_blueprint(pages)
    return app


ROUTES = application().url_map
PAGES = sorted(
    rule.endpoint
    for rule in ROUTES.iter_rules()
    if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NO_PAGES)
)


class Pages:
    """A console whose story was played, a window that is signed in, and the pages that links lead to: the first address
    of each, by endpoint.

    `others` are endpoints that answer with something else than a page: a file to save, the way to another page. `dead`
    are the links that lead nowhere, `bare` those of `addresses` that have nothing to show.
    """

    def __init__(self, console: Console, window: Page, faults: Faults) -> None:
        self.url = console.url
        self.window = window
        self.faults = faults
        self.addresses: dict[str, str] = {}
        self.others: set[str] = set()
        self.dead: set[str] = set()
        self.bare: list[str] = []
        self._visits: Counter[str] = Counter()
        app_id = console.engine.instance.tenant.app.id
        known = {"/", *(f"/admin/apps/{app_id}/{name}" for _, name in TABS)}
        routes = ROUTES.bind("")
        known |= {routes.build(each, {"app_id": app_id}).partition("?")[0] for each in AFTER_A_FORM}
        waiting = deque(sorted(known))
        while waiting:
            fresh = [each for each in self._visit(waiting.popleft()) if each not in known]
            known.update(fresh)
            waiting.extend(fresh)

    def _visit(self, address: str) -> list[str]:
        """Where an address leads on."""
        path, routes = urlsplit(address).path, ROUTES.bind("")
        if not routes.test(path, "GET"):
            self.dead.add(path)
            return []
        endpoint = routes.match(path, "GET")[0]
        if self._visits[endpoint] == MOST or endpoint.startswith(NO_PAGES):
            return []
        self._visits[endpoint] += 1
        answer = self.window.request.get(self.url + address, max_redirects=0)
        saved = "attachment" in answer.headers.get("content-disposition", "")
        if answer.headers.get("content-type", "").startswith("text/html") and answer.ok and not saved:
            page = answer.text()
            if 'class="empty"' in page and endpoint not in self.addresses:
                self.bare.append(address)
            self.addresses.setdefault(endpoint, address)
            return links(page)
        assert answer.status < 400, f"{address}: {answer.status}"
        self.others.add(endpoint)
        return [urlsplit(answer.headers["location"]).path] if "location" in answer.headers else []


def links(page: str) -> list[str]:
    """Where a page's links lead, this console's own."""
    return [html.unescape(each).partition("#")[0] for each in re.findall(r'<a [^>]*href="(/[^"]*)"', page)]


def looked_at(browser: Browser, scenario: Path, steps: int | None) -> Iterator[Pages]:
    """The pages of a story that was played so far; one window shows them all, which is quicker than one for each."""
    console, faults = Console(scenario), Faults()
    console.play(steps)
    context = browser.new_context(viewport=LAPTOP)
    faults.watch(context)
    window = context.new_page()
    window.goto(console.address())
    yield Pages(console, window, faults)
    context.close()
    console.stop()


@pytest.fixture(scope="package")
def full(browser: Browser) -> Iterator[Pages]:
    """A story of everything, played to its end."""
    yield from looked_at(browser, HERE / "hostile.yaml", None)


@pytest.fixture(scope="package")
def empty(browser: Browser) -> Iterator[Pages]:
    """A story that has not begun: nobody is assigned, no group is pushed, nothing was sent."""
    yield from looked_at(browser, SCENARIOS / "quickstart.yaml", 0)


def complaints(page: Page) -> Iterator[str]:
    """What is wrong with a page for somebody who reads it.

    The menu is the same on every page, but for the entry of the page itself; on others than the story's no more of it
    is looked at.
    """
    page.evaluate(FOLDED_OUT)
    seen = None if urlsplit(page.url).path == "/" else "#nav li:not(:has([aria-current]))"
    yield from serious(page, but=seen)
    yield from (f"too wide for a laptop: {each}" for each in page.evaluate(TOO_WIDE))
    page.emulate_media(color_scheme="dark")
    yield from (f"in the dark: {each}" for each in serious(page, "color-contrast", but=seen))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    yield from (f"too wide for a phone: {each}" for each in page.evaluate(TOO_WIDE))
    page.set_viewport_size(LAPTOP)
    if (ran := page.evaluate("String(window.ran)")) != "undefined":
        yield f"a text of the scenario was run: {ran}"


FOLDED_OUT = """async () => {
    const alike = document.querySelectorAll("tbody tr:nth-child(n+5), main li:nth-child(n+9)");
    alike.forEach((one) => { if (!one.querySelector("[tabindex='0']")) one.remove(); });
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    await new Promise((done) => setTimeout(done, 50));
}"""
"""Everything that can be folded out is; of rows that are alike the first few stand for all."""

TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const isClipped = (one) => one && (getComputedStyle(one).overflowX !== "visible" || isClipped(one.parentElement));
    const reach = (one) => one.getBoundingClientRect().left + Math.max(one.offsetWidth || 0, one.scrollWidth);
    const wide = [...document.body.querySelectorAll("*")].filter((one) => reach(one) > width + 1 && !isClipped(one));
    const inmost = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)));
    return inmost.slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
}"""
"""Where the page as a whole scrolls sideways: the elements that make it do so."""


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_is_there_and_for_everybody(full: Pages, endpoint: str) -> None:
    assert endpoint in full.addresses or endpoint in full.others, "no link leads there"
    if address := full.addresses.get(endpoint):
        assert full.window.goto(full.url + address).status == 200
        found = [*complaints(full.window), *full.faults.taken()]
        assert not found, "\n".join([address, *found])


def test_a_page_without_anything_to_show_says_what_to_press(empty: Pages) -> None:
    assert len(empty.bare) > 5
    for address in empty.bare:
        empty.window.goto(empty.url + address)
        assert all(len(text) > 20 for text in empty.window.locator(".empty").all_inner_texts())
        found = [*serious(empty.window, within=".empty"), *empty.faults.taken()]
        assert not found, "\n".join([address, *found])


def test_no_link_leads_nowhere(full: Pages, empty: Pages) -> None:
    assert full.dead | empty.dead == set()


def test_the_page_for_strangers_is_for_everybody(console: Console, window: Page, faults: Faults) -> None:
    faults.expected.append("status of 401")
    window.goto(console.url)

    assert list(complaints(window)) == []


def test_texts_that_want_to_be_code_stand_as_texts(full: Pages) -> None:
    window = full.window
    for address, text in [
        ("/", "A story </script><script>window.ran='name'</script>"),
        ("/admin/users", "Ada<script>window.ran='ada'</script>"),
        ("/admin/users", "Gr\\u202eace"),
        ("/admin/groups", "ml</script><script>window.ran='group'</script>"),
        ("/admin/tasks", "</pre><script>window.ran='answer'</script>"),
        ("/hub/members", "Mallory <script>window.ran='account'</script>"),
        ("/hub/scim", "ml</script><script>window.ran='group'</script>"),
    ]:
        window.goto(full.url + address)
        expect(window.get_by_text(text).first).to_be_visible()
    assert window.evaluate("window.ran") is None
