"""Who may see the console: whoever brings the key that was printed, once; from then on the browser that did."""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_SAID = 200
"""How many of the sentences that pages say after an act are kept."""


@dataclass(frozen=True)
class Said:
    """What a page says after an act: whether it was done, in a sentence; `steps` are those of the record.

    `refused`: it was not begun, or not all of it; what was begun and failed at the provider is done for Okta.
    """

    ok: bool
    text: str
    steps: tuple[int, ...] = ()
    refused: bool = False


class Visitors:
    """The keys and cookies of one console; `tell` is given the new key where a spent one is tried, to print it.

    A key is for one use, so that whoever reads it later in a history, a log or a list of processes has nothing. Only
    digests are kept. Threads may share it.
    """

    def __init__(self, tell: Callable[[str], None] = lambda _: None) -> None:
        self.tell = tell
        self._lock = threading.Lock()
        self._key: str | None = None
        self._spent: set[bytes] = set()
        self._cookies: set[bytes] = set()
        self._said: OrderedDict[int, Said] = OrderedDict()
        self._number = 0

    def new_key(self) -> str:
        """A key for one use, in place of one that was not used."""
        with self._lock:
            self._key = secrets.token_urlsafe(24)
            return self._key

    def enter(self, key: str) -> str | None:
        """The cookie for whoever brings the key; None for any other, and a new key is told where it was a spent one."""
        with self._lock:
            if self._key is not None and hmac.compare_digest(self._key.encode(), key.encode()):
                self._spent.add(_digest(key))
                self._key, cookie = None, secrets.token_urlsafe(32)
                self._cookies.add(_digest(cookie))
                return cookie
            used = self._key is None and _digest(key) in self._spent
        if used:
            self.tell(self.new_key())
        return None

    def knows(self, cookie: str | None) -> bool:
        """Whether this cookie was given here."""
        return cookie is not None and _digest(cookie) in self._cookies

    def say(self, said: Said) -> int:
        """Keep what is to be said on the next page; its number."""
        with self._lock:
            self._number += 1
            self._said[self._number] = said
            while len(self._said) > MOST_SAID:
                self._said.popitem(last=False)
            return self._number

    def said(self, number: int) -> Said | None:
        """What was to be said, None where it is not kept any more."""
        return self._said.get(number)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
