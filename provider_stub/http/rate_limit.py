"""The Hub's fixed-window rate limit: what is left, and the two kinds of 429 (huggingface-scim 11)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from provider_stub.http.message import Problem

if TYPE_CHECKING:
    from provider_stub.settings import RateLimit


@dataclass(slots=True)
class _Window:
    opened: float
    used: int = 0
    created: int = 0


class Budget(NamedTuple):
    """What is told of a token's window: `used` requests of `quota` in `window` seconds, `created` of `creations`.

    `ends` is when it ends, in epoch seconds; None where none is open, and the next request opens one.
    """

    quota: int
    window: int
    used: int
    created: int
    creations: int | None
    ends: float | None

    @property
    def left(self) -> int:
        """Requests left, as `RateLimit` shows them."""
        return max(0, self.quota - self.used)


class RateLimiter:
    """Counts requests per token by `limit`; None is no limit, and no word of one in the headers."""

    def __init__(self, limit: "RateLimit | None", *, by_clock: bool) -> None:
        self._limit = limit
        self._by_clock = by_clock
        self._windows: dict[str, _Window] = {}

    def spend(self, token: str, now: float, *, creates: bool) -> None:
        """Count one request of `token`, which is any name for who asks; 429 where it is one too many.

        The quota's 429 leaves nothing in the window; the other kind, for creating too much, comes with requests left
        (X: seen on the Hub), so a client must not wait for `t`.
        """
        if (limit := self._limit) is None or limit.quota is None:
            return
        window = self._current(limit.window, token, now)
        window.used += 1
        window.created += creates
        if window.used > limit.quota:
            length = f"{limit.window} seconds" if limit.window % 60 else f"{limit.window // 60} minutes"
            said = f"We had to rate limit you, you hit the quota of {limit.quota} api requests per {length} period."
            raise Problem(429, said, why=("hub.rate-limit.quota", "hub.rate-limit.window", "hub.rate-limit.whose"))
        if creates and limit.creations is not None and window.created > limit.creations:
            said = "You have created too many resources in a short time. Please retry later."
            raise Problem(429, said, why=("hub.rate-limit.creations",))

    def headers(self, token: str, now: float) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy`; there is no Retry-After (X)."""
        if (limit := self._limit) is None or limit.quota is None:
            return {}
        window = self._current(limit.window, token, now)
        left = max(0, limit.quota - window.used)
        ends = max(0, round(window.opened + limit.window - now))
        return {
            "RateLimit": f'"api";r={left};t={ends}',
            "RateLimit-Policy": f'"fixed window";"api";q={limit.quota};w={limit.window}',
        }

    def budget(self, token: str, now: float) -> Budget | None:
        """What `token` has used and has left; None where there is no limit. A look opens no window."""
        if (limit := self._limit) is None or limit.quota is None:
            return None
        window = self._windows.get(token)
        if window is None or not 0 <= now - window.opened < limit.window:
            window = _Window(now // limit.window * limit.window) if self._by_clock else None
        used, created = (window.used, window.created) if window else (0, 0)
        ends = window.opened + limit.window if window else None
        return Budget(limit.quota, limit.window, used, created, limit.creations, ends)

    def _current(self, length: int, token: str, now: float) -> _Window:
        window = self._windows.get(token)
        if window is None or not 0 <= now - window.opened < length:
            opened = now // length * length if self._by_clock else now
            window = self._windows[token] = _Window(opened)
        return window
