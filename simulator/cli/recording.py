"""The files of a run: its transcript, written event by event, and the reports made of it."""

import os
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Self, TextIO
from weakref import finalize

from provider_stub.http.line_file import LineFile, is_file
from simulator.cli.places import STANDARD_OUTPUT, OutputFile, Places, unwritable
from simulator.cli.streams import finishing, write_utf8
from simulator.errors import UnreadableError
from simulator.play.transcript import Event, read
from simulator.reports import FORMATS, Render, load
from simulator.reports.chapters import in_steps


@dataclass
class SavedRun:
    """A run's file, whose events may be gone through more than once; `complaint` says what stopped the reading, if any.

    Each time gives as much as the first, also of a file that is still written. What a pipe gave is kept on disk.
    """

    path: Path
    complaint: str = field(default="", init=False)
    _length: int | None = field(default=None, init=False)
    _spool: TextIO | None = field(default=None, init=False)

    def __iter__(self) -> Iterator[Event]:
        """The events up to the end, or up to the first line that is none, those of a step together.

        Raises:
            UnreadableError: nothing in it can be used, or what was read before is no longer there.
        """
        return in_steps(self._events())

    def _events(self) -> Iterator[Event]:
        number = 0
        try:
            with closing(self._lines()) as lines:
                for number, event in enumerate(islice(read(lines, str(self.path)), self._length), 1):  # noqa: B007
                    yield event
        except UnicodeDecodeError as why:
            self._stop(number, f"{self.path} is not UTF-8 text; give a file that `oktasim play --log` wrote", why)
        except OSError as why:
            raise UnreadableError(f"{self.path} cannot be read: {why.strerror or why}") from why
        except UnreadableError as why:
            self._stop(number, str(why), why)
        if self._length is not None and number < self._length:
            raise UnreadableError(f"{self.path} was written anew while it was read; give it again")
        self._length = number

    def _lines(self) -> Generator[str, None, None]:
        if self._spool is not None:
            self._spool.seek(0)
            yield from self._spool
            return
        with self.path.open(encoding="utf-8", newline="\n") as lines:
            if is_file(lines.fileno()):
                yield from lines
                return
            self._spool = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115
            finalize(self, self._spool.close)
            for line in lines:
                self._spool.write(line)
                yield line

    def _stop(self, number: int, complaint: str, why: Exception) -> None:
        if not number:
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
                    write_report(form, self._lines[-1], target)


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

    def __iter__(self) -> Iterator[Event]:
        """What has been written, from the beginning, the events of each step together."""
        if self._source is not None:
            self._source.seek(0)
            yield from in_steps(read(self._source, str(self._path)))

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
