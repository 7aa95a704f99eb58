"""A SCIM request as a flow yields it, and the response it is sent back."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Json = Any
"""A parsed JSON value: dict, list, str, int, float, bool or None."""


def _refuse(constant: str) -> Json:
    raise ValueError(f"{constant} is no JSON")


_STRICT = json.JSONDecoder(parse_constant=_refuse)
"""Python would read `NaN` and `Infinity`, which Okta's parser refuses."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(value: Json) -> str:
    """`value` as compact JSON, the way Okta puts bodies on the wire (okta-wire 0.2)."""
    return _ENCODER.encode(value)


@dataclass(frozen=True)
class Request:
    """One request to the provider.

    `path` is relative to the base URL (`/Users/66b1...`), `query` is the raw encoded string without
    `?`, `body` the JSON object or None. `purpose` says what the request is for, in a few words.
    `subject` is the alias of the user or group the request is about, where there is one. `attempt` counts from 1.
    `origin` is `okta`, or `verify` for our own reading back, which faults and quotas of the stub let pass.
    """

    method: str
    path: str
    query: str = ""
    body: dict[str, Json] | None = None
    purpose: str = ""
    subject: str | None = None
    attempt: int = 1
    origin: str = "okta"

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line after the base URL."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @cached_property
    def payload(self) -> bytes:
        """The body's bytes on the wire; empty when there is no body. Half a surrogate pair becomes `?`, as in Java."""
        return b"" if self.body is None else compact(self.body).encode("utf-8", "replace")


@dataclass(frozen=True)
class Response:
    """What came back: a status, headers and the body's text; or, where nobody answered, an `error`.

    Exactly one of `status` and `error` is set. `error` is worded as Okta's client words it
    (`Read timed out`, `Connect to host:443 [host/ip] failed: Connection refused`).
    """

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    error: str | None = None

    @property
    def ok(self) -> bool:
        """True for any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @cached_property
    def json(self) -> Json:
        """The parsed body; None when it is empty or not JSON (`is_json` tells which)."""
        try:
            return _STRICT.decode(self.text) if self.text else None
        except (ValueError, RecursionError):
            return None

    @property
    def is_json(self) -> bool:
        """True when the body holds a JSON value."""
        return self.json is not None or self.text.strip() == "null"

    def header(self, name: str) -> str | None:
        """The header's value, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)
