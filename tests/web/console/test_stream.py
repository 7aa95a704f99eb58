"""The stream of what happens: what a page is told that has seen all, or not all, of it."""

import re

import pytest

from simulator.web.console.layout import routes


@pytest.fixture(autouse=True)
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that says sooner that it is alive, since these tests wait for that."""
    monkeypatch.setattr(routes, "ALIVE", 0.6)


def first(visitor, seen: str) -> tuple[str, str]:
    """The first event's name and id."""
    answer = visitor.client.get(f"/console/events?after={seen}", buffered=False)
    told = b"".join(chunk for chunk, _ in zip(answer.response, range(1), strict=False)).decode()
    answer.close()
    return re.search(r"^event: (.*)$", told, re.MULTILINE)[1], re.search(r"^id: (.*)$", told, re.MULTILINE)[1]


def place(visitor) -> str:
    return re.search(r'<body data-last="([^"]+)"', visitor.get("/admin/apps"))[1]


def test_a_page_that_has_seen_all_is_told_that_it_is_alive(visitor) -> None:
    seen = place(visitor)

    assert first(visitor, seen) == ("alive", seen)


def test_a_page_is_told_of_events_and_of_signs_that_came_since(visitor) -> None:
    seen = place(visitor)
    visitor.okta.engine.record.sign()
    signed = place(visitor)
    assert first(visitor, seen) == ("changed", signed)
    visitor.okta.assigned("ada")

    assert first(visitor, signed)[0] == "wire"
    assert place(visitor) != signed


@pytest.mark.parametrize("seen", ["", "x", "-1", "1-", "9" * 14, "0"])
def test_a_page_that_does_not_say_what_it_has_seen_is_told_to_look(visitor, seen) -> None:
    assert first(visitor, seen)[0] in ("changed", "wire")
