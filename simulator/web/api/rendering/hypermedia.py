"""Links as Okta writes them: `href`, and the methods that are allowed."""

from typing import Any

from simulator.okta.times import iso


def link(href: str, *methods: str) -> dict[str, Any]:
    """A link; `methods` stand under `hints.allow` where there are any."""
    return {"href": href, "hints": {"allow": list(methods)}} if methods else {"href": href}


def moment(seconds: float | None) -> str | None:
    """Epoch seconds as Okta writes dates, `2026-11-02T09:15:04.000Z`: three digits that are always there."""
    return None if seconds is None else iso(seconds)
