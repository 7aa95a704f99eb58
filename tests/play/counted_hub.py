"""The bundled Hub on a port, slowed down and counted: what arrived when, and how much was under way at once."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from provider_stub import Settings, create_app
from provider_stub.http.serving import Server, listen

TOKEN = "a-token-for-the-counted-hub"
Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass(frozen=True)
class Arrival:
    """A request, and when it came, in seconds of the monotonic clock."""

    at: float
    method: str
    path: str
    query: str
    body: Any

    @property
    def name(self) -> str:
        """Whom it is about, where it says so: a userName."""
        return self.query.rpartition("%22")[0].rpartition("%22")[2] or str((self.body or {}).get("userName", ""))


@dataclass
class CountedHub:
    """Each request takes `delay(arrival)` seconds; what `instead(arrival)` gives is answered in the Hub's place."""

    delay: Callable[[Arrival], float] = lambda _: 0.0
    instead: Callable[[Arrival], Answer | None] = lambda _: None
    url: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    answered: int = 0
    under_way: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        self._hub: Any = create_app(Settings(token=TOKEN, rate_limit={"quota": 10**8}))
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        arrival = self._arrived(environ)
        time.sleep(self.delay(arrival))
        instead = self.instead(arrival)
        with self._lock:
            self.under_way -= 1
            self.answered += 1
        if instead is None:
            return self._hub(environ, start_response)
        start_response(instead[0], instead[1])
        return [instead[2]]

    def _arrived(self, environ: dict[str, Any]) -> Arrival:
        now = time.monotonic()
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(sent)
        path = environ["PATH_INFO"].partition("/scim/v2")[2]
        arrival = Arrival(
            now, environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], json.loads(sent) if sent else None
        )
        with self._lock:
            self.arrivals.append(arrival)
        return arrival

    def of(self, name: str) -> list[str]:
        """The methods of what was asked about one userName, in order."""
        return [one.method for one in sorted(self.arrivals, key=lambda one: one.at) if one.name == name]


@contextmanager
def served(hub: CountedHub) -> Iterator[CountedHub]:
    """The Hub at work, with more threads than any test has workers."""
    with Server(hub, listen("127.0.0.1", 0), name="counted-hub", threads=40) as server:
        hub.url = f"{server.url}/api/organizations/acme/scim/v2"
        yield hub
