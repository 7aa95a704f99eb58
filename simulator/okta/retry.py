"""How long Okta waits after a 429 (okta-wire 8.3 [D: CONCEPT])."""

from collections.abc import Generator

DEFAULT_WAIT = 300
"""Seconds of the first wait where `Retry-After` is missing or no whole number."""
MAX_ATTEMPTS = 10
"""How often a request is sent in all, the first time included; when the last is answered 429 the task fails."""


def waits(*, fresh_overrides: bool = False) -> Generator[int, str | None, None]:
    """Seconds to wait after each 429; prime with `next`, then `send` the answer's `Retry-After` (None when missing).

    The first wait is the header's whole seconds, else 300; each later one doubles the one before. Ends at the tenth
    429: there is no wait after the last attempt. With `fresh_overrides` a whole number on a later 429 takes the
    place of the doubled wait; the documentation speaks of doubling alone (8.3 [I]; the switch `retry_after_overrides`).
    """
    retry_after = yield 0
    given = seconds_of(retry_after)
    wait = DEFAULT_WAIT if given is None else given
    for _ in range(MAX_ATTEMPTS - 1):
        retry_after = yield wait
        fresh = seconds_of(retry_after) if fresh_overrides else None
        wait = wait * 2 if fresh is None else fresh


def seconds_of(retry_after: str | None) -> int | None:
    """The header's whole seconds; None for a date, a float, a sign, an empty text, or no header."""
    text = (retry_after or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else None


_LONGEST = 9
"""Digits: 31 years are taken at their word; more is no wait that anyone meant, nor a number every client can hold."""
