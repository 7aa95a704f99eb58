"""Chromium, driven by Playwright, at a console that is really served; whatever goes wrong in a page fails its test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from tests.web.console.browser.faults import Faults
from tests.web.console.browser.served import CHROMIUM, FLAGS, LAPTOP, SCENARIOS, Console

PATIENCE = 30_000
"""Milliseconds until what a test waits for is taken to never come; a busy machine needs some of them."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all of these tests."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def faults() -> Faults:
    """What went wrong in the pages of this test."""
    return Faults()


Windows = Callable[..., BrowserContext]
Serving = Callable[..., Console]


def shown(browser: Browser, **options: Any) -> Iterator[Page]:
    """A window that is used by one test after the other: to open another takes a second of the processor's time."""
    context = browser.new_context(viewport=LAPTOP, **options)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="package")
def kept(browser: Browser) -> Iterator[Page]:
    """The window of most tests."""
    yield from shown(browser)


@pytest.fixture(scope="package")
def kept_without_scripts(browser: Browser) -> Iterator[Page]:
    """The window of those that run no script."""
    yield from shown(browser, java_script_enabled=False)


@pytest.fixture
def window(kept: Page, faults: Faults) -> Iterator[Page]:
    """A window without a cookie. In the end nothing may have gone wrong in it, nor in others of the same browser."""
    yield from emptied(kept, faults)


def emptied(kept: Page, faults: Faults) -> Iterator[Page]:
    """The window for one test, left without anything of it."""
    faults.watch(kept.context)
    yield kept
    for other in kept.context.pages:
        if other is not kept:
            other.close()
    kept.goto("about:blank")
    faults.leave(kept.context)
    kept.context.clear_cookies()
    kept.context.clear_permissions()
    assert faults.taken() == []


@pytest.fixture
def windows(browser: Browser, faults: Faults) -> Iterator[Windows]:
    """Opens a browser without a cookie; options are Playwright's. In the end nothing may have gone wrong in any."""
    with ExitStack() as opened:

        def open_(**options: Any) -> BrowserContext:
            context = browser.new_context(**{"viewport": LAPTOP, **options})
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE)
            faults.watch(context)
            return context

        yield open_
    assert faults.taken() == []


@pytest.fixture
def serve() -> Iterator[Serving]:
    """Serves a console for a bundled scenario, by its name, or for a file."""
    with ExitStack() as running:

        def serving(scenario: str = "quickstart") -> Console:
            file = SCENARIOS / f"{scenario}.yaml" if isinstance(scenario, str) else scenario
            console = Console(file)
            running.callback(console.stop)
            return console

        yield serving


@pytest.fixture
def console(serve: Serving) -> Console:
    """The console that `oktasim demo` opens."""
    return serve()


@pytest.fixture
def page(console: Console, window: Page) -> Page:
    """A window of somebody who opened the printed address."""
    window.goto(console.address())
    return window


@pytest.fixture
def plain(console: Console, kept_without_scripts: Page, faults: Faults) -> Iterator[Page]:
    """The same without scripts."""
    for each in emptied(kept_without_scripts, faults):
        each.goto(console.address())
        yield each
