"""A SCIM request as a flow yields it, and the response it is sent back."""

import json
import math
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from provider_stub.http.message import nested_deeper
from simulator.values import once, unchanging

Json = Any
"""A parsed JSON value: dict, list, str, int, float, bool or None."""


DEEPEST = 100
"""Levels of a JSON text that are followed. Java's Jackson stops at 1000 since version 2.15 and followed all before;
which version Okta has is not known, and no SCIM message has more than a few."""
LONGEST_NUMBER = 1000
"""Characters of a number that is read, as in Jackson since version 2.15."""


def _refuse(constant: str) -> Json:
    raise ValueError(f"{constant} is no JSON")


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits)} digits is too long")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"the number {digits[:40]} is too large")
    return value


_STRICT = json.JSONDecoder(parse_constant=_refuse, parse_int=_whole, parse_float=_decimal)
"""Python would read `NaN` and `Infinity`, which Okta's parser refuses, and `1e999`, which it could not write again."""


def read_json(text: str, deepest: int = DEEPEST) -> Json:
    """The value of a JSON text.

    Raises:
        ValueError: it is no JSON, is nested more than `deepest` levels, or holds a number that is too long.
    """
    if nested_deeper(text, deepest):
        raise ValueError(f"it is nested more than {deepest} levels deep")
    try:
        return _STRICT.decode(text)
    except json.JSONDecodeError as wrong:
        said = f"it is not JSON ({wrong.msg}, column {wrong.colno})"
        raise ValueError(said if text.strip() else "it is empty") from wrong


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(data: Json) -> str:
    """`data` as compact JSON, the way Okta puts bodies on the wire (okta-wire 0.2)."""
    return _ENCODER.encode(data)


@unchanging
class Request:
    """One request to the provider.

    `path` is relative to the base URL (`/Users/66b1...`), `query` is the raw encoded string without
    `?`, `body` the JSON object or None. `purpose` says what the request is for, in a few words.
    `subject` is the alias of the user or group the request is about, where there is one. `attempt` counts from 1.
    `mapped` says of what a profile's body holds which expression gave it, by external name; none where it is empty.
    `origin` is `okta`, or `verify` for our own reading back, which faults and quotas of the stub let pass.
    `why` holds the ids of the rules that made it so (`simulator/register`), what it is for first; none where nothing is
    known.
    """

    method: str
    path: str
    query: str = ""
    body: dict[str, Json] | None = None
    purpose: str = ""
    subject: str | None = None
    attempt: int = 1
    origin: str = "okta"
    why: tuple[str, ...] = ()
    mapped: Mapping[str, str] | None = None

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line after the base URL."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @once
    def payload(self) -> bytes:
        """The body's bytes on the wire; empty when there is no body. Half a surrogate pair becomes `?`, as in Java."""
        return b"" if self.body is None else compact(self.body).encode("utf-8", "replace")


@unchanging
class Response:
    """What came back: a status, headers and the body's text; or, where nobody answered, an `error`.

    Exactly one of `status` and `error` is set. `error` is worded as Okta's client words it
    (`Read timed out`, `Connect to host:443 [host/ip] failed: Connection refused`). `why` holds the ids of the rules
    by which the bundled Hub answered so, where it was asked in process; of an endpoint nothing is known.
    """

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    error: str | None = None
    why: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True for any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @once
    def json(self) -> Json:
        """The parsed body; None when it is empty or not JSON as `read_json` reads it (`is_json` tells which)."""
        try:
            return read_json(self.text) if self.text else None
        except ValueError:
            return None

    @property
    def is_json(self) -> bool:
        """True when the body holds a JSON value."""
        return self.json is not None or self.text.strip() == "null"

    def header(self, name: str) -> str | None:
        """The header's value, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)
