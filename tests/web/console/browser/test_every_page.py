"""Every page that the console has, full of texts that want to be code: nobody is kept from reading it, nothing runs.

In light and dark, on a laptop and on a phone. The pages are those that the application routes, and each must be found
by following links from the story, or from a tab of the app.
"""

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from simulator.web.console.application.routes import TABS
from simulator.web.http.application import CONSOLE
from tests.web.console.browser.accessibility import serious
from tests.web.console.browser.served import LAPTOP, PHONE, SCENARIOS, Console

HERE = Path(__file__).parent
NO_PAGES = ("layout.", "signing_in.")
"""Files and the stream; and what sends whoever is in elsewhere."""
MOST = 2
"""Addresses of one page, which differ in what follows the `?`."""


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
    """A console whose story was played, a cookie for it, and the pages that links lead to: addresses by endpoint.

    `others` are endpoints that answer with something else than a page: a file to save, the way to another page. `dead`
    are the links that lead nowhere.
    """

    def __init__(self, console: Console, browser: Browser) -> None:
        self.url = console.url
        self._tabs = [f"/admin/apps/{console.engine.instance.tenant.app.id}/{name}" for _, name in TABS]
        context = browser.new_context()
        context.request.get(console.address())
        self.cookie: Any = context.storage_state()
        self.addresses: dict[str, list[str]] = {}
        self.others: set[str] = set()
        self.dead: set[str] = set()
        self._follow(context.request)
        context.close()

    def _follow(self, request: Any) -> None:
        routes, seen, waiting = ROUTES.bind(""), set(), deque(["/", *self._tabs])
        while waiting:
            address = waiting.popleft()
            path, _, query = address.partition("?")
            if not routes.test(path, "GET"):
                self.dead.add(path)
                continue
            endpoint = routes.match(path, "GET")[0]
            kind = (endpoint, re.sub(r"(\bp|\bq)=[^&]*", r"\1=", query))
            if kind in seen or endpoint.startswith(NO_PAGES):
                continue
            seen.add(kind)
            answer = request.get(self.url + address, max_redirects=0)
            saved = "attachment" in answer.headers.get("content-disposition", "")
            if answer.headers.get("content-type", "").startswith("text/html") and answer.ok and not saved:
                self.addresses.setdefault(endpoint, []).append(address)
                waiting.extend(links(answer.text()))
            else:
                self.others.add(endpoint)
                waiting.extend(filter(None, [urlsplit(answer.headers.get("location", "")).path]))


def links(html: str) -> list[str]:
    """Where a page's links lead, this console's own."""
    return [each.replace("&amp;", "&").partition("#")[0] for each in re.findall(r'<a [^>]*href="(/[^"]*)"', html)]


@pytest.fixture(scope="package")
def full(browser: Browser) -> Iterator[Pages]:
    """A story of everything, played to its end."""
    console = Console(HERE / "hostile.yaml")
    console.play()
    yield Pages(console, browser)
    console.stop()


@pytest.fixture(scope="package")
def empty(browser: Browser) -> Iterator[Pages]:
    """A story that has not begun: nobody is assigned, no group is pushed, nothing was sent."""
    console = Console(SCENARIOS / "quickstart.yaml")
    yield Pages(console, browser)
    console.stop()


def complaints(page: Page) -> Iterator[str]:
    """What is wrong with a page for somebody who reads it."""
    page.evaluate(FOLDED_OUT)
    yield from serious(page)
    yield from (f"too wide for a laptop: {each}" for each in page.evaluate(TOO_WIDE))
    page.emulate_media(color_scheme="dark")
    yield from (f"in the dark: {each}" for each in serious(page, "color-contrast"))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    yield from (f"too wide for a phone: {each}" for each in page.evaluate(TOO_WIDE))
    page.set_viewport_size(LAPTOP)
    if (ran := page.evaluate("String(window.ran)")) != "undefined":
        yield f"a text of the scenario was run: {ran}"


FOLDED_OUT = """() => {
    document.querySelectorAll("tbody tr:nth-child(n+7), main li:nth-child(n+13)").forEach((one) => one.remove());
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
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
def test_a_page_is_there_and_for_everybody(full: Pages, empty: Pages, endpoint: str, windows) -> None:
    assert endpoint in full.addresses or endpoint in full.others, "no link leads there"
    found = []
    for pages in (full, empty):
        window = windows(storage_state=pages.cookie).new_page()
        for address in pages.addresses.get(endpoint, [])[: MOST if pages is full else 1]:
            assert window.goto(pages.url + address).status == 200
            found += [f"{address}: {each}" for each in complaints(window)]
    assert not found, "\n".join(found)


def test_the_page_for_strangers_is_for_everybody(console: Console, windows, faults) -> None:
    faults.expected.append("status of 401")
    window = windows().new_page()
    window.goto(console.url)

    assert list(complaints(window)) == []
