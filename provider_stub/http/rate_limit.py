"""The Hub's fixed-window rate limit: what is left, and the two kinds of 429 (huggingface-scim 11)."""

from dataclasses import dataclass

from provider_stub.http.message import Problem


@dataclass(slots=True)
class _Window:
    opened: float
    used: int = 0
    created: int = 0


class RateLimiter:
    """Counts requests per token: `quota` per `window` seconds, None for no limit and no word of one in the headers.

    `creations`, if set, limits POSTs apart from it.
    """

    def __init__(self, quota: int | None, window: int, creations: int | None, *, by_clock: bool) -> None:
        self.quota = quota
        self.window = window
        self.creations = creations
        self._by_clock = by_clock
        self._windows: dict[str, _Window] = {}

    def spend(self, token: str, now: float, *, creates: bool) -> Problem | None:
        """Count one request; the 429 it earns, if it earns one.

        `token` is any name for who asks. The quota's 429 leaves nothing in the window; the other kind, for
        creating too much, comes with requests left (X: seen on the Hub), so a client must not wait for `t`.
        """
        if self.quota is None:
            return None
        window = self._current(token, now)
        window.used += 1
        window.created += creates
        if window.used > self.quota:
            return Problem(
                429,
                f"We had to rate limit you, you hit the quota of {self.quota} api requests per "
                f"{_length(self.window)} period.",
            )
        if creates and self.creations is not None and window.created > self.creations:
            return Problem(429, "You have created too many resources in a short time. Please retry later.")
        return None

    def headers(self, token: str, now: float) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy`; there is no Retry-After (X)."""
        if self.quota is None:
            return {}
        window = self._current(token, now)
        left = max(0, self.quota - window.used)
        ends = max(0, round(window.opened + self.window - now))
        return {
            "RateLimit": f'"api";r={left};t={ends}',
            "RateLimit-Policy": f'"fixed window";"api";q={self.quota};w={self.window}',
        }

    def _current(self, token: str, now: float) -> _Window:
        window = self._windows.get(token)
        if window is None or not 0 <= now - window.opened < self.window:
            opened = now // self.window * self.window if self._by_clock else now
            window = self._windows[token] = _Window(opened)
        return window


def _length(seconds: int) -> str:
    if seconds % 60:
        return f"{seconds} seconds"
    return f"{seconds // 60} minutes"
