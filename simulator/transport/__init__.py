"""Transports: how a request reaches a provider, and how its answer, or its silence, comes back."""

from collections.abc import Sequence
from typing import Protocol

from simulator.scim.message import Request, Response

TIMEOUT = 60.0
"""Seconds without an answer after which Okta closes the socket (okta-wire 0.5 [D: FAQ])."""

READ_TIMED_OUT = "Read timed out"
CONNECTION_RESET = "Connection reset"


class Transport(Protocol):
    """Sends one request with exactly these headers; what the network does is a Response, never an exception."""

    def send(self, request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> Response:
        """The provider's answer, or a Response whose `error` says why there is none."""
