"""Where the files of a run go, settled before the first request is sent."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import OptionError, UnreadableError

STANDARD_OUTPUT = "-"
EXTENSIONS = {"terminal": "txt", "markdown": "md", "curl": "sh", "mermaid": "md", "junit": "xml"}
"""The ending of a report's file where it is not the format's own name."""


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
    several = len(scenarios) > 1
    planned = [_places(log, reports, Path(scenario).stem or "run", several) for scenario in scenarios]
    _refuse_sharing([path for one in planned for path in one.files()], scenarios)
    for target in (log, *(target for _, target in reports)):
        if target is not None and target.endswith("/"):
            _make_folder(Path(target))
    for path in (path for one in planned for path in one.files()):
        _try(path)
    return planned


def _places(log: str | None, reports: Sequence[tuple[str, str]], name: str, several: bool) -> Places:
    targets = tuple((form, _place(target, name, form, several)) for form, target in reports)
    return Places(None if log is None else Path(_place(log, name, "jsonl", several)), targets)


def _place(target: str, name: str, form: str, several: bool) -> str:
    if target == STANDARD_OUTPUT:
        return target
    if target.endswith("/") or os.path.isdir(target):
        return os.path.join(target, f"{name}.{EXTENSIONS.get(form, form)}")
    if several:
        raise OptionError(f"{target} is one file and several scenarios are played; give a folder, such as {target}/")
    return target


def _refuse_sharing(outputs: Sequence[Path], scenarios: Sequence[str]) -> None:
    taken = {os.path.realpath(scenario): "holds the scenario" for scenario in scenarios}
    for path in outputs:
        real = os.path.realpath(path)
        if real in taken:
            raise OptionError(f"{path} {taken[real]}; give another file")
        if not os.path.exists(path) or path.is_file():
            taken[real] = "would be written twice"


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise UnreadableError(f"the folder {path} cannot be made: {why.strerror or why}") from why


def _try(path: Path) -> None:
    """Open a file for writing, and leave everything as it was; a pipe or a device is not tried."""
    there = path.exists()
    if there and not path.is_file():
        return
    try:
        path.open("ab").close()
    except OSError as why:
        raise UnreadableError(f"{path} cannot be written: {why.strerror or why}") from why
    if not there:
        path.unlink()
