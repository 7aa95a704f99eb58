"""What goes wrong in a page without its saying so."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

from tests.web.console.browser.served import HERE


class Faults:
    """What went wrong in the pages of a test: errors, refusals of the policy, requests that failed or went elsewhere.

    `expected` are patterns of what a test brings about itself.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.expected: list[str] = []
        self._heard: dict[Any, Callable[..., None]] = {
            "console": self._said, "weberror": self._raised, "request": self._sent, "requestfailed": self._failed,
        }  # fmt: skip

    def watch(self, context: BrowserContext) -> None:
        """From now on, in all windows of a context."""
        for event, heard in self._heard.items():
            context.on(event, heard)

    def leave(self, context: BrowserContext) -> None:
        """From now on no more."""
        for event, heard in self._heard.items():
            context.remove_listener(event, heard)

    def taken(self) -> list[str]:
        """Those that no test expects; they are told once."""
        seen, self.seen = self.seen, []
        return [each for each in seen if not any(re.search(one, each) for one in self.expected)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _raised(self, error: WebError) -> None:
        self.seen.append(f"uncaught: {error.error}")

    def _sent(self, request: Request) -> None:
        if not request.url.startswith((f"http://{HERE}:", "data:", "blob:")):
            self.seen.append(f"elsewhere: {request.method} {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what a page gives up itself: it is left, or a file is saved
            self.seen.append(f"failed: {request.method} {request.url}: {request.failure}")
