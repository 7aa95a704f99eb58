"""The files of a run: its transcript, flushed event by event, and the reports made of it."""

import sys
import tempfile
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

import click

from simulator.errors import OptionError, UnreadableError
from simulator.play.transcript import Event, dump, read
from simulator.reports import FORMATS
from simulator.scenario.model import Scenario


class Recording:
    """Writes each event at once and whole, so that a killed run leaves a file that ends at a line's end.

    `log` and the reports' targets may be folders when `several` scenarios are played: each gets a file named after
    its scenario. All files are opened before the first event, so that a path that cannot be written sends nothing.

    Raises:
        UnreadableError: a file cannot be written.
        OptionError: several scenarios and one file.
    """

    def __init__(
        self, log: Path | None, reports: list[tuple[str, str]], scenario: Scenario, *, several: bool = False
    ) -> None:
        name = Path(scenario.file).stem or "run"
        self._targets = [(form, self._place(target, name, form, several)) for form, target in reports]
        place = None if log is None else Path(self._place(str(log), name, "jsonl", several))
        for _, target in self._targets:
            if target != "-":
                _writable(Path(target)).close()
        self._kept = place is not None
        self._path = place or (self._scratch() if reports else None)
        self._file = _writable(self._path) if self._path else None

    @staticmethod
    def _place(target: str, name: str, form: str, several: bool) -> str:
        folder = Path(target).is_dir() or target.endswith("/")
        if folder:
            Path(target).mkdir(parents=True, exist_ok=True)
            return str(Path(target) / f"{name}.{EXTENSIONS.get(form, form)}")
        if several and target != "-":
            raise OptionError(f"{target} is one file and several scenarios are played; give a folder")
        return target

    @staticmethod
    def _scratch() -> Path:
        with tempfile.NamedTemporaryFile(prefix="oktasim-", suffix=".jsonl", delete=False) as file:
            return Path(file.name)

    def __enter__(self) -> Self:
        return self

    def add(self, event: Event) -> None:
        """Write one event: one line, one system call."""
        if self._file is not None:
            self._file.write(dump(event).encode("utf-8", "backslashreplace"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the transcript and render the reports, also of a run that was interrupted."""
        if self._file is not None and self._path is not None:
            self._file.close()
            try:
                self._render(self._path)
            finally:
                if not self._kept:
                    self._path.unlink(missing_ok=True)

    def _render(self, path: Path) -> None:
        for form, target in self._targets:
            with path.open(encoding="utf-8", newline="\n") as lines:
                chunks = FORMATS[form](read(lines, str(path)))
                if target == "-":
                    for chunk in chunks:
                        click.echo(chunk, nl=False)
                    sys.stdout.flush()
                else:
                    with Path(target).open("w", encoding="utf-8", newline="\n") as file:
                        file.writelines(chunks)


EXTENSIONS = {"terminal": "txt", "markdown": "md", "curl": "sh", "mermaid": "md", "junit": "xml"}
"""The ending of a report's file where it is not the format's own name."""


def _writable(path: Path) -> FileIO:
    try:
        return FileIO(path, "w")
    except OSError as why:
        raise UnreadableError(f"{path} cannot be written: {why.strerror or why}") from why
