"""The rate limits of Okta's API: headers on every answer, 429 when they are enforced or asked for."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

WINDOW = 60
"""Seconds; windows begin on the minute (management API 2, "Response headers" [VCR])."""
LIMITS = {"users": 600, "groups": 500, "apps": 100, "mappings": 500, "logs": 120}
"""Requests per window by the part of the API, as recorded for one org; `logs` is our choice."""
OTHERS = 600


@dataclass(frozen=True)
class Verdict:
    """What one request finds: the three headers, and whether it is over the limit."""

    limit: int
    remaining: int
    reset: int
    refused: bool

    def headers(self) -> dict[str, str]:
        """The headers, `reset` in epoch seconds."""
        return {
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(self.remaining),
            "X-Rate-Limit-Reset": str(self.reset),
        }


class RateLimits:
    """Counts requests per window. Until `enforce` nothing is refused and at least one request remains.

    `exhaust` makes the next requests find the limit reached, whatever the count: what a client does then can be tried
    without sending hundreds. Time is the machine's, since clients compare it with `Date`.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._window = 0
        self._counts: dict[str, int] = {}
        self._limits = dict(LIMITS)
        self._enforced = False
        self._owed = 0
        self._owed_part: str | None = None

    def count(self, path: str) -> Verdict:
        """Count one request to `path`."""
        part = part_of(path)
        with self._lock:
            window = int(self._now()) // WINDOW
            if window != self._window:
                self._window, self._counts = window, {}
            if self._owed and self._owed_part in (None, part):
                self._owed -= 1
                return self.exceeded(path)
            self._counts[part] = used = self._counts.get(part, 0) + 1
            limit, reset = self._limits.get(part, OTHERS), (window + 1) * WINDOW
            least = 0 if self._enforced else 1
            return Verdict(limit, max(limit - used, least), reset, refused=self._enforced and used > limit)

    def exceeded(self, path: str) -> Verdict:
        """A refusal that asks to come back in a second."""
        return Verdict(self._limits.get(part_of(path), OTHERS), 0, math.ceil(self._now()), refused=True)

    def exhaust(self, requests: int, part: str | None = None) -> None:
        """Refuse the next `requests`, of one part of the API or of any."""
        with self._lock:
            self._owed, self._owed_part = requests, part

    def enforce(self, limits: dict[str, int] | None) -> None:
        """Refuse what is over the limits, some of which may be set anew; None stops enforcing."""
        with self._lock:
            self._enforced = limits is not None
            self._limits = {**LIMITS, **(limits or {})}
            self._counts = {}


def part_of(path: str) -> str:
    """The part of the API a path belongs to: `users` of `/api/v1/users/00u...`."""
    return path.removeprefix("/api/v1/").partition("/")[0]
