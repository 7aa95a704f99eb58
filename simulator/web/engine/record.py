"""The run's record: in memory every event by its number, the System Log among them; on disk by a thread of its own."""

import threading
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from provider_stub.http.line_file import ServerLog, say
from simulator.errors import UnreadableError
from simulator.play.redaction import Redactor
from simulator.play.transcript import Event, Exchange, Log, Wait, dump

End = TypeVar("End")

RECENT = 1000
"""Requests and waits that are kept at hand, for the pages of the console."""


@dataclass(frozen=True)
class LogLine:
    """A System Log entry and its place in the order of arrival, from 1."""

    number: int
    entry: dict[str, Any]


@dataclass(frozen=True)
class EventLine:
    """A transcript event as its line of JSON, with its number, from 1."""

    number: int
    kind: str
    line: str


class Record:
    """Keeps events, none with a secret in it, and tells those who wait for them; `note` is told of each first.

    `sent` counts the requests and waits of this run, kept at hand or not. Threads may share it.
    """

    def __init__(self, redactor: Redactor, note: Callable[[Event], None] = lambda _: None) -> None:
        self.began = 0
        self.sent = 0
        self._redactor = redactor
        self._note = note
        self._changed = threading.Condition()
        self._events: list[EventLine] = []
        self._log: list[LogLine] = []
        self._recent: deque[tuple[int, Exchange | Wait]] = deque(maxlen=RECENT)
        self._signs = 0
        self._leaving = False
        self._closed = False

    def add(self, event: Event) -> Event:
        """Append one event; it as it was kept, without secrets."""
        event = self._redactor.event(event)
        with self._changed:
            self._note(event)
            self._events.append(EventLine(len(self._events) + 1, event.kind, dump(event)))
            if isinstance(event, Log):
                self._log.append(LogLine(len(self._log) + 1, event.entry))
            elif isinstance(event, Exchange | Wait):
                self._recent.append((len(self._events), event))
                self.sent += 1
            self._changed.notify_all()
        return event

    def after(self, number: int) -> list[EventLine]:
        """The events that came after the one with this number; 0 for all."""
        with self._changed:
            return self._events[max(number, 0) :]

    def wait(self, number: int, timeout: float) -> list[EventLine]:
        """As `after`, waiting up to `timeout` seconds for the first; empty when none came or the record closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._events) > number, timeout)
            return self._events[max(number, 0) :]

    def watch(self, number: int, signs: int, timeout: float) -> tuple[list[EventLine], int]:
        """As `wait`, also for a sign beyond the `signs` already seen, and for the end of streams; the events, and the
        signs given so far.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.leaving or len(self._events) > number or self._signs > signs, timeout)
            return self._events[max(number, 0) :], self._signs

    @property
    def leaving(self) -> bool:
        """True once streams are to end."""
        return self._closed or self._leaving

    def leave(self) -> None:
        """End the streams: the server is about to stop, and waits for whoever it still answers."""
        with self._changed:
            self._leaving = True
            self._changed.notify_all()

    def sign(self) -> None:
        """Wake those who watch: something is to be seen that is no event, such as a request that is held back."""
        with self._changed:
            self._signs += 1
            self._changed.notify_all()

    @property
    def last(self) -> int:
        """The number of the last event; 0 before the first."""
        return len(self._events)

    @property
    def signs(self) -> int:
        """How many signs were given so far."""
        return self._signs

    def recent(self) -> list[tuple[int, Exchange | Wait]]:
        """The last requests and waits of this run, `RECENT` at most, each with its number."""
        with self._changed:
            return list(self._recent)

    def log(self) -> list[LogLine]:
        """The System Log so far, in the order of arrival."""
        with self._changed:
            return list(self._log)

    @property
    def closed(self) -> bool:
        """True once nothing more will come."""
        return self._closed

    def close(self) -> None:
        """Wake all who wait; nothing more will come."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def forget(self) -> None:
        """Empty the System Log, as for a new org; the transcript goes on, and `began` is the number before its run."""
        with self._changed:
            self._log.clear()
            self._recent.clear()
            self.sent = 0
            self.began = len(self._events)


def followed(events: Generator[Event, None, End], happened: Callable[[Event], object]) -> End:
    """Tell of each event as it happens; what they end with."""
    while True:
        try:
            event = next(events)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what the generator returns
        happened(event)


class TranscriptFile:
    """A file that follows a record until it closes, each line whole; once one cannot be written, no more are.

    Raises:
        UnreadableError: the file cannot be written, or another process is writing it.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._log = ServerLog(path, say)
        except OSError as why:
            raise UnreadableError(f"{path} cannot be written: {why.strerror or why}") from why
        self._following: tuple[Record, threading.Thread] | None = None

    @property
    def whole(self) -> bool:
        """Whether all that came was written."""
        return self._log.whole

    def follow(self, record: Record) -> None:
        """Write what the record holds and will get, in place of what an earlier one has left."""
        self._log.file.empty()
        thread = threading.Thread(target=self._write, args=(record,), name="okta-transcript", daemon=True)
        self._following = (record, thread)
        thread.start()

    def _write(self, record: Record) -> None:
        number = 0
        while True:
            closed = record.closed
            for event in record.wait(number, 60.0):
                self._log.add(event.line.encode("utf-8", "backslashreplace"))
                number = event.number
            if closed:
                return

    def __enter__(self) -> "TranscriptFile":
        return self

    def __exit__(self, *_: object) -> None:
        if self._following is not None:
            record, thread = self._following
            record.close()
            thread.join()
        self._log.close()
