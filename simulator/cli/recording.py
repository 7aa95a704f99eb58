"""The files of a run: its transcript, flushed event by event, and the reports made of it."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from simulator.cli.places import STANDARD_OUTPUT, Places
from simulator.cli.streams import write_utf8
from simulator.errors import UnreadableError
from simulator.play.transcript import Event, dump, read
from simulator.reports import FORMATS


class Recording:
    """Writes each event at once and whole, so that a killed run leaves a file that ends at a line's end.

    Raises:
        UnreadableError: a file cannot be written, at the beginning or later on.
    """

    def __init__(self, places: Places) -> None:
        self._reports = places.reports
        self._scratch = _scratch() if places.reports and not _can_be_read_back(places.log) else None
        self._files = [(path, _emptied(path)) for path in (places.log, self._scratch) if path is not None]

    def __enter__(self) -> Self:
        return self

    def add(self, event: Event) -> None:
        """Write one event: one line, one system call."""
        line = dump(event).encode("utf-8", "backslashreplace") if self._files else b""
        for path, file in self._files:
            try:
                _append(file, line)
            except OSError as why:
                raise _unwritable(path, why) from why

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the transcript and render the reports, also of a run that was interrupted."""
        for _, file in self._files:
            file.close()
        try:
            if self._files and not isinstance(error, UnreadableError):
                self._render(self._files[-1][0])
        finally:
            if self._scratch is not None:
                self._scratch.unlink(missing_ok=True)

    def _render(self, path: Path) -> None:
        for form, target in self._reports:
            with path.open(encoding="utf-8", newline="\n") as lines:
                write_report(form, read(lines, str(path)), None if target == STANDARD_OUTPUT else Path(target))


def write_report(form: str, events: Iterable[Event], target: Path | None) -> None:
    """Render events into a file, or on standard output; a file that cannot be finished is taken away.

    Raises:
        UnreadableError: the file cannot be written, or an event cannot be read.
    """
    chunks = _whole_lines(events) if form == "terminal" else FORMATS[form](events)
    if target is None:
        for chunk in chunks:
            write_utf8(chunk)
        return
    try:
        file = target.open("w", encoding="utf-8", newline="\n")
    except OSError as why:
        raise _unwritable(target, why) from why
    try:
        with file:
            file.writelines(chunks)
    except (OSError, UnreadableError, UnicodeDecodeError) as why:
        if target.is_file():
            target.unlink()
        if isinstance(why, OSError):
            raise _unwritable(target, why) from why
        raise


def _whole_lines(events: Iterable[Event]) -> Iterator[str]:
    """The terminal's report where there is no terminal: fitted to no width."""
    from simulator.reports.terminal import render

    return render(events, columns=None)


def _append(file: FileIO, line: bytes) -> None:
    """Write a whole line or, where the disk is full, none of it."""
    written = 0
    try:
        while written < len(line):
            written += file.write(line[written:]) or 0
    except OSError:
        if written:
            file.truncate(os.fstat(file.fileno()).st_size - written)
        raise


def _scratch() -> Path:
    with tempfile.NamedTemporaryFile(prefix="oktasim-", suffix=".jsonl", delete=False) as file:
        return Path(file.name)


def _can_be_read_back(log: Path | None) -> bool:
    """A file can; a pipe or a device cannot."""
    return log is not None and (not log.exists() or log.is_file())


def _emptied(path: Path) -> FileIO:
    """An empty file that is only added to, so that two runs that share it by mistake keep to whole lines."""
    try:
        file = FileIO(path, "a")
        if path.is_file():
            file.truncate(0)
    except OSError as why:
        raise _unwritable(path, why) from why
    return file


def _unwritable(path: Path, why: OSError) -> UnreadableError:
    return UnreadableError(f"{path} cannot be written: {why.strerror or why}")
