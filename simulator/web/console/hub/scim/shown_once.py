"""A new access token, shown once: to whoever generated it, in one answer, after the redaction of all answers."""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from hashlib import sha256

from flask import Response, g
from markupsafe import escape

SECONDS = 60.0
"""How long a token that was generated waits for being shown."""


class ShownOnce:
    """Who may still be shown a token: the visitor who generated it, by cookie. No token is kept here, only digests.

    Threads may share it.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._waiting: dict[bytes, tuple[bytes, float]] = {}

    def grant(self, visitor: str, token: str) -> None:
        """The visitor may be shown this token once, from now on for `SECONDS`."""
        now = self._now()
        with self._lock:
            self._waiting = {who: held for who, held in self._waiting.items() if held[1] > now}
            self._waiting[_digest(visitor)] = (_digest(token), now + SECONDS)

    def redeem(self, visitor: str, token: str) -> bool:
        """Whether the visitor may be shown this token now; that was the once."""
        with self._lock:
            granted, until = self._waiting.pop(_digest(visitor), (b"", 0.0))
        return self._now() < until and hmac.compare_digest(granted, _digest(token))


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()


def place_for(token: str) -> str:
    """What a page holds in place of a token until `fill` puts it there; nobody can guess it, so no text of others is
    ever filled.
    """
    place = secrets.token_hex(16)
    g.shown_once = (place, token)
    return place


def fill(answer: Response) -> Response:
    """An answer that has passed the redaction; the one page that shows a token has it now."""
    place, token = g.pop("shown_once", (None, None))
    if place is not None and answer.status_code == 200 and answer.mimetype == "text/html":
        answer.set_data(answer.get_data(as_text=True).replace(place, str(escape(token))))
    return answer
