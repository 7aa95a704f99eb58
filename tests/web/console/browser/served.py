"""A console that is really served, as `oktasim demo` serves it, and Chromium's part of the screen."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from provider_stub.http.serving import listen, url_of
from simulator.cli.serve import _start
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import Opening
from simulator.web.opening import made_api_token

SCENARIOS = Path(__file__).resolve().parents[4] / "scenarios"

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
"""The first is Chromium without what windows on a screen need; it takes half of the processor's time."""
HERE = "127.0.0.1"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {HERE}",
]  # fmt: skip
"""The last one: no other machine than this one is found."""
LAPTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


class Console:
    """Okta's port and the Hub's, answered until it is stopped; `told` are the keys that were told after the first."""

    def __init__(self, scenario: Path) -> None:
        self.told: list[str] = []
        self._scenario = scenario
        self._ports = (0, 0)
        self.start()

    def start(self) -> None:
        """Serve; once more on the same ports, which says nothing of what was before."""
        self._running = ExitStack()
        okta, hub = (self._running.enter_context(listen(HERE, port)) for port in self._ports)
        opening = Opening(api_token=made_api_token(), scenario=self._scenario)
        self._served = _start(self._running, opening, (okta, hub), None)
        self._served.visitors.tell = self.told.append
        self._ports = tuple(urlsplit(url_of(one)).port or 0 for one in (okta, hub))

    def stop(self) -> None:
        """Nobody answers any more; once more does nothing."""
        self._running.close()

    @property
    def engine(self) -> Engine:
        """What the pages look at."""
        return self._served.engine

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return self._served.url

    def address(self) -> str:
        """Where to sign in, once."""
        return self._served.address()

    def play(self, steps: int | None = None) -> None:
        """Play so many of the scenario's steps, all where no number is given."""
        while steps != 0 and self.engine.play_step():
            steps = None if steps is None else steps - 1
