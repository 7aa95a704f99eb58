"""The headers and bodies of requests and responses, for people and for tools."""

import json
from typing import Any

from simulator.scim.message import compact


def headers(message: dict[str, Any] | None) -> list[tuple[str, str]]:
    """A request's or response's headers in order, recorded as an object or, where names repeat, as pairs."""
    recorded = (message or {}).get("headers") or {}
    pairs = recorded.items() if isinstance(recorded, dict) else recorded
    return [(str(name), str(value)) for name, value in pairs]


def header(message: dict[str, Any] | None, name: str) -> str | None:
    """The value of the header `name`, given in lower case."""
    return next((value for key, value in headers(message) if key.lower() == name), None)


def raw(body: Any) -> str | None:
    """The text of a body that is not JSON (the transcript's `{"raw": text}`), or None."""
    if isinstance(body, dict) and body.keys() == {"raw"} and isinstance(body["raw"], str):
        return body["raw"]
    return None


def pretty(body: Any) -> str:
    """The body for a person: indented JSON, or the text itself; empty where there is none."""
    if body is None:
        return ""
    text = raw(body)
    return json.dumps(body, indent=2, ensure_ascii=False) if text is None else text


def on_wire(body: Any) -> str:
    """The body as it travels: compact JSON (okta-wire 0.2), or the text itself; empty where there is none."""
    if body is None:
        return ""
    text = raw(body)
    return compact(body) if text is None else text
