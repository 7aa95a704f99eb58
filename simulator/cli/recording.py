"""The files of a run: its transcript, written event by event, and the reports made of it."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TextIO

from provider_stub.http.line_file import LineFile, is_file
from simulator.cli.places import STANDARD_OUTPUT, OutputFile, Places, unwritable
from simulator.cli.streams import finishing, write_utf8
from simulator.errors import UnreadableError
from simulator.play.transcript import Event, read
from simulator.reports import FORMATS, Render, load
from simulator.reports.chapters import in_steps


@dataclass
class SavedRun:
    """A run's file; `complaint` says what stopped the reading, and is empty where nothing did."""

    path: Path
    complaint: str = field(default="", init=False)
    _started: bool = field(default=False, init=False)

    def events(self) -> Iterator[Event]:
        """The events up to the end, or up to the first line that is none.

        Raises:
            UnreadableError: nothing in it can be used.
        """
        try:
            with self.path.open(encoding="utf-8", newline="\n") as lines:
                for event in in_steps(read(lines, str(self.path))):
                    self._started = True
                    yield event
        except UnicodeDecodeError as why:
            self._stop(f"{self.path} is not UTF-8 text; give a file that `oktasim play --log` wrote", why)
        except OSError as why:
            raise UnreadableError(f"{self.path} cannot be read: {why.strerror or why}") from why
        except UnreadableError as why:
            self._stop(str(why), why)

    def _stop(self, complaint: str, why: Exception) -> None:
        if not self._started:
            raise UnreadableError(complaint) from why
        self.complaint = f"{complaint}; what stands before it is used"


class Recording:
    """Writes each event at once and whole, and the reports at the end, also of a run that was interrupted.

    All its files are claimed before the first event, so that no other run writes them meanwhile.

    Raises:
        UnreadableError: a file cannot be written, at the beginning or later on.
    """

    def __init__(self, places: Places) -> None:
        for form, _ in places.reports:
            load(form)
        with ExitStack() as opened:
            self._lines = [opened.enter_context(_Lines(places.log))] if places.log else []
            self._reports = [
                (form, None if target == STANDARD_OUTPUT else opened.enter_context(OutputFile(Path(target))))
                for form, target in places.reports
            ]
            if self._reports and not (self._lines and self._lines[0].can_be_read_back):
                self._lines.append(opened.enter_context(_scratch()))
            for file in self._lines:
                file.begin()
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def add(self, event: Event) -> None:
        """Write one event: one line, one system call."""
        line = event.encoded if self._lines else b""
        for file in self._lines:
            file.add(line)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Render the reports and let go of the files; a first signal that comes meanwhile waits, a second does not."""
        with nullcontext() if isinstance(error, KeyboardInterrupt) else finishing(), self._opened:
            if not isinstance(error, UnreadableError):
                for form, target in self._reports:
                    events = self._lines[-1].events()
                    write_report(form, events if form == "jsonl" else in_steps(events), target)


class _Lines:
    """A transcript that is written and, where it is a file, read back, whatever becomes of its name meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = LineFile(path)
        except OSError as why:
            raise unwritable(path, why) from why
        self._source: TextIO | None = None
        if is_file(self._file.descriptor):
            with suppress(OSError):  # one that may be written and not read
                self._source = path.open(encoding="utf-8", newline="\n")

    @property
    def can_be_read_back(self) -> bool:
        """A file can, as a rule; a pipe or a device cannot."""
        return self._source is not None

    def begin(self) -> None:
        """Take away what an earlier run has left."""
        self._file.empty()
        self._file.watch()

    def add(self, line: bytes) -> None:
        try:
            self._file.add(line)
        except OSError as why:
            raise unwritable(self._path, why) from why

    def events(self) -> Iterator[Event]:
        """What has been written, from the beginning."""
        if self._source is not None:
            self._source.seek(0)
            yield from read(self._source, str(self._path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._source is not None:
            self._source.close()
        try:
            self._file.close()
        except OSError as why:
            raise unwritable(self._path, why) from why


def write_report(form: str, events: Iterable[Event], target: OutputFile | None, render: Render | None = None) -> None:
    """Render events into a file, or on standard output; the terminal's report is fitted to no width there.

    `render` is for a report that is not the whole one of its format.

    Raises:
        UnreadableError: the file cannot be written, or an event cannot be read.
    """
    if form == "terminal":
        from simulator.reports import terminal

        chunks = terminal.render(events, columns=None)
    else:
        chunks = (render or FORMATS[form])(events)
    if target is not None:
        target.write(chunks)
        return
    for chunk in chunks:
        write_utf8(chunk)


def _scratch() -> _Lines:
    """A transcript without a name, which goes with the process."""
    descriptor, name = tempfile.mkstemp(prefix="oktasim-", suffix=".jsonl")
    os.close(descriptor)
    try:
        return _Lines(Path(name))
    finally:
        os.unlink(name)
