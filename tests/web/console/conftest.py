"""A browser's session with the console, without a browser: forms are posted as pages post them."""

import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from werkzeug.test import TestResponse


class _Form(HTMLParser):
    """What the fields of the form with an action hold."""

    def __init__(self, action: str, page: str) -> None:
        super().__init__()
        self.action, self.fields = action, dict[str, str]()
        self._inside, self._select, self._area = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        name = held.get("name") or ""
        if tag == "form":
            self._inside = held.get("action") == self.action
        elif not self._inside:
            return
        elif tag == "input" and name and (held.get("type") != "checkbox" or "checked" in held):
            self.fields[name] = held.get("value") or ""
        elif tag == "select" and "multiple" not in held:
            self._select = name
        elif tag == "option" and self._select and ("selected" in held or self._select not in self.fields):
            self.fields[self._select] = held.get("value") or ""
        elif tag == "textarea":
            self._area, self.fields[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area:
            self.fields[self._area] = self.fields[self._area].removeprefix("\n").replace("\n", "\r\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data


class Visitor:
    """Signed in to the console of an engine; `okta` is the same engine through its API."""

    def __init__(self, okta: Any) -> None:
        self.okta = okta
        self.client = okta.client
        self.place = "/"
        """Where the last form led."""
        key = self.client.application.extensions["visitors"].new_key()
        assert self.client.get(f"/sign-in?key={key}").status_code == 303

    def get(self, path: str) -> str:
        """A page that must be there, as text."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (answer.status, answer.text)
        return answer.text

    def post(self, path: str, back: str = "/", **fields: Any) -> TestResponse:
        """A form, sent; the answer is a way back."""
        return self.client.post(path, data={"back": back, **fields}, headers={"Origin": "http://localhost"})

    def does(self, path: str, back: str = "/", **fields: Any) -> str:
        """A form, sent, and what the next page says, as plain text."""
        answer = self.post(path, back, **fields)
        assert answer.status_code == 303, (answer.status, answer.text)
        self.place = re.sub(r"[?&]said=\d+$", "", answer.headers["Location"])
        page = self.get(answer.headers["Location"])
        said = re.search(r'<div class="band (good|bad)"[^>]*>\s*<p>(.*?)</p>', page, re.DOTALL)
        assert said is not None, "nothing was said"
        return f"{said[1]}: {re.sub(r'<[^>]+>', '', said[2]).strip()}"

    def fill(self, page: str, action: str, **fields: Any) -> str:
        """The form of a page that is sent to `action`, as a browser sends it: with what its fields hold, save for those
        that somebody changes; what the next page says.
        """
        form = _Form(action, self.get(page)).fields
        assert "back" in form, f"{page} has no form for {action}"
        assert fields.keys() <= form.keys() | {"groups", "set_password"}, "no such field in the form"
        return self.does(action, **{**form, **fields})

    def awaits(self, seen: Callable[[], Any]) -> None:
        """Wait until something that jobs bring about is seen."""
        for _ in range(1000):
            if seen():
                return
            time.sleep(0.01)
        raise AssertionError("it was not seen within 10 s")

    def steps(self) -> list[tuple[str, Any]]:
        """Verb and argument of each step that was done, as a scenario writes them."""
        return [(one.verb.verb(), one.verb.written()) for one in self.okta.engine.steps_done]


@pytest.fixture
def visitor(okta: Any) -> Visitor:
    """Signed in to the console of the welcome scenario."""
    return Visitor(okta)


@pytest.fixture
def visit() -> Callable[[Any], Visitor]:
    """Signs in to the console of an engine that was opened with `open_okta`."""
    return Visitor
