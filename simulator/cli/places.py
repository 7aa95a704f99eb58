"""The files that a command writes: where they go, settled before anything is done, and that none is left half."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click

from provider_stub.http.line_file import claim
from simulator.errors import OptionError, UnreadableError
from simulator.reports import FORMATS

STANDARD_OUTPUT = "-"
SHARED = 0o666
"""A report is made to be handed on: what the umask leaves of this is its mode."""
EXTENSIONS = {"terminal": "txt", "markdown": "md", "curl": "sh", "mermaid": "md", "junit": "xml"}
"""The ending of a report's file where it is not the format's own name."""


def _report(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:  # noqa: ARG001  (click's)
    """`FORMAT:FILE` pairs."""
    pairs = []
    for value in values:
        name, colon, target = value.partition(":")
        if name not in FORMATS or not colon or not target:
            raise click.BadParameter(f"{value!r} is not FORMAT:FILE; the formats are {', '.join(FORMATS)}")
        pairs.append((name, target))
    return pairs


log_option = click.option(
    "--log", type=click.Path(), metavar="FILE",
    help="Write the transcript here (JSON Lines). A new file gets mode 0600; a report's is as your umask says.",
)  # fmt: skip
report_option = click.option(
    "--report", "reports", multiple=True, callback=_report, metavar="FORMAT:FILE",
    help=f"Write a report too, - for standard output; may be repeated. Formats: {', '.join(FORMATS)}.",
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """The files of one run: its transcript, None for nowhere; a format and a target for each report."""

    log: Path | None = None
    reports: tuple[tuple[str, str], ...] = ()

    def files(self) -> Iterator[Path]:
        """All of them that are files."""
        if self.log is not None:
            yield self.log
        yield from (Path(target) for _, target in self.reports if target != STANDARD_OUTPUT)


def places(log: str | None, reports: Sequence[tuple[str, str]], scenarios: Sequence[str]) -> list[Places]:
    """The files of each scenario's run; a target that is a folder, or ends with `/`, holds one for each of them.

    Raises:
        OptionError: two outputs would be one file, or an output would take a scenario's place.
        UnreadableError: a file cannot be written.
    """
    if log in ("", STANDARD_OUTPUT):
        raise OptionError("--log takes a file; `--report jsonl:-` writes the transcript to standard output")
    several, planned = len(scenarios) > 1, []
    for name in (Path(scenario).stem or "run" for scenario in scenarios):
        targets = tuple((form, _place(target, name, form, several)) for form, target in reports)
        planned.append(Places(None if log is None else Path(_place(log, name, "jsonl", several)), targets))
    _refuse_sharing([path for one in planned for path in one.files()], scenarios)
    for target in (log, *(target for _, target in reports)):
        if target is not None and target.endswith("/"):
            try:
                Path(target).mkdir(parents=True, exist_ok=True)
            except OSError as why:
                raise UnreadableError(f"the folder {Path(target)} cannot be made: {why.strerror or why}") from why
    for path in (path for one in planned for path in one.files()):
        _try(path)
    return planned


def _place(target: str, name: str, form: str, several: bool) -> str:
    if target == STANDARD_OUTPUT:
        return target
    if target.endswith("/") or os.path.isdir(target):
        return os.path.join(target, f"{name}.{EXTENSIONS.get(form, form)}")
    if several:
        raise OptionError(f"{target} is one file and several scenarios are played; give a folder, such as {target}/")
    return target


def _refuse_sharing(outputs: Sequence[Path], scenarios: Sequence[str]) -> None:
    taken = {_identity(scenario): "holds the scenario" for scenario in scenarios}
    taken |= dict.fromkeys(_redirected(), "is where this command prints")
    for path in outputs:
        identity = _identity(path)
        if identity in taken:
            raise OptionError(f"{path} {taken[identity]}; give another file")
        if not os.path.exists(path) or os.path.isfile(path):
            taken[identity] = "would be written twice"


def keep(inputs: Mapping[str, str | Path | None], output: str | Path | None, option: str) -> None:
    """Refuse an output that would take an input's place; `inputs` by what they hold, such as "the run".

    Raises:
        OptionError: it would.
    """
    for what, path in inputs.items():
        if path is not None and output is not None and _identity(path) == _identity(output):
            raise OptionError(f"{output} holds {what}; give another file to {option}")


def _identity(path: str | Path) -> object:
    """What two names of one file have in common, links of both kinds included."""
    try:
        found = os.stat(path)
    except OSError:
        with suppress(OSError):  # in a folder that is gone
            path = os.path.realpath(path)
        return str(path)
    return found.st_dev, found.st_ino


def _redirected() -> Iterator[object]:
    """The files that standard output and standard error go to, where they go to one."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            found = os.fstat(stream.fileno())
            if stat.S_ISREG(found.st_mode):
                yield found.st_dev, found.st_ino


def _try(path: Path) -> None:
    """Claim a file for writing, and leave everything as it was; a pipe or a device is not tried."""
    there = os.path.exists(path)
    if there and not os.path.isfile(path):
        return
    try:
        descriptor = claim(path, os.O_WRONLY | os.O_CREAT)
    except OSError as why:
        raise unwritable(path, why) from why
    if not there:
        os.unlink(os.path.realpath(path))
    os.close(descriptor)


class OutputFile:
    """A file that is claimed now and filled later; one that was made for it is taken away where it stays empty.

    A pipe or a device is opened only when it is written.

    Raises:
        UnreadableError: it cannot be written, or another process is writing it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._unfinished = not os.path.exists(path)
            claimed = self._unfinished or os.path.isfile(path)
            self._descriptor = claim(path, os.O_WRONLY | os.O_CREAT, SHARED) if claimed else None
        except OSError as why:
            raise unwritable(path, why) from why

    def write(self, chunks: Iterable[str]) -> None:
        """Put this in place of what is there; a file that cannot be finished is taken away.

        Raises:
            UnreadableError: the file cannot be written, or a chunk cannot be made; at the first, what is there stays.
        """
        rest = iter(chunks)
        first = next(rest, "")
        try:
            where = self._path if self._descriptor is None else os.dup(self._descriptor)
            with open(where, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                if self._descriptor is not None:
                    self._unfinished = True
                    os.ftruncate(self._descriptor, 0)
                file.write(first)
                file.writelines(rest)
        except OSError as why:
            raise unwritable(self._path, why) from why
        self._unfinished = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            if self._unfinished:
                Path(os.path.realpath(self._path)).unlink(missing_ok=True)
            os.close(self._descriptor)


def unwritable(path: Path, why: OSError) -> UnreadableError:
    """What is said of a file that cannot be written."""
    return UnreadableError(f"{path} cannot be written: {why.strerror or why}")
