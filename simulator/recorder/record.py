"""The transcript of what passes by: a run of one step, written as it happens."""

import threading
import time
from collections.abc import Callable, Iterable

from simulator import __version__
from simulator.okta.times import iso
from simulator.play import transcript
from simulator.play.transcript import Event, Exchange, RunFinished, RunStarted, StepFinished, StepStarted
from simulator.recorder.exchanges import STEP, Seen, events_of
from simulator.recorder.forwarding import Upstream
from simulator.recorder.hiding import Known

RECORDED = "recorded"
UNKNOWN = "not known"
VERB = "record"
BY = "recorder"


class Record:
    """Tells `write` of each event, in the order in which they end; none holds a secret. Threads may share it.

    `upstream` is what requests are recorded to have gone to; `tokens` are those that are known already.
    """

    def __init__(self, upstream: Upstream, write: Callable[[Event], None], tokens: Iterable[str] = ()) -> None:
        self._upstream = upstream
        self._write = write
        self._known = Known(*tokens)
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self.requests = self.unanswered = self.refused = 0
        self._over = False

    def begin(self) -> None:
        """Write how the run begins."""
        at = iso(time.time())
        self._add(RunStarted(
            at=at, scenario="A recording", file="", seed=0, integration=UNKNOWN,
            description=None, provider={"kind": RECORDED, "base_url": self._upstream.url}, version=__version__,
        ))  # fmt: skip
        self._add(StepStarted(at=at, step=STEP, by=BY, verb=VERB, title="What was sent, and what came back"))

    def exchange(self, seen: Seen) -> None:
        """Write an exchange that is over."""
        with self._lock:
            for event in events_of(seen, self._upstream, self._known):
                if isinstance(event, Exchange):
                    self.requests += 1
                    self.refused += bool(seen.refused)
                    self.unanswered += seen.answer is None and not seen.refused
                self._written(event)

    def warn(self, text: str) -> None:
        """Write what else is to be known of it."""
        self._add(transcript.Warning(at=iso(time.time()), step=STEP, text=text))

    def end(self) -> None:
        """Write how the run ends."""
        at = iso(time.time())
        self._add(StepFinished(at=at, step=STEP, outcome=RECORDED))
        passed_on = self.requests - self.refused
        provider = "not asked" if not passed_on else "silent" if passed_on == self.unanswered else "answered"
        counts = {"requests": self.requests, "unanswered": self.unanswered, "refused": self.refused}
        seconds = round(time.monotonic() - self._began, 3)
        self._add(RunFinished(at=at, kept=True, judged=False, provider=provider, counts=counts, seconds=seconds))
        self._over = True

    def _add(self, event: Event) -> None:
        with self._lock:
            self._written(self._known.event(event))

    def _written(self, event: Event) -> None:
        if not self._over:
            self._write(event)
