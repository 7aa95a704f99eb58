"""A browser's session with the console, without a browser: forms are posted as pages post them."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse


class Visitor:
    """Signed in to the console of an engine; `okta` is the same engine through its API."""

    def __init__(self, okta: Any) -> None:
        self.okta = okta
        self.client = okta.client
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
        page = self.get(answer.headers["Location"])
        said = re.search(r'<div class="band (good|bad)"[^>]*>\s*<p>(.*?)</p>', page, re.DOTALL)
        assert said is not None, "nothing was said"
        return f"{said[1]}: {re.sub(r'<[^>]+>', '', said[2]).strip()}"

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
