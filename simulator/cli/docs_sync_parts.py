"""What fills a marked part: a scenario played on the bundled Hub, or what a command of oktasim prints."""

import os
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import simulator
from simulator.errors import OptionError, UsageError
from simulator.reports.commonmark import fence
from simulator.reports.marked import Asked, Examples, read

_TIME = re.compile(r" +\d+(?:\.\d+)? (?:ms|s)\b|\(\d+(?:\.\d+)? s\)")
"""How long something took: it differs from one time to the next, and makes no part stale."""
SILENT = (
    "play", "check", "list", "eval", "report", "diff", "explain", "preflight", "schema", "import", "why", "verbs",
    "docs",
)  # fmt: skip
"""The commands that print and are done; the others serve, write files or talk to somebody's server."""
_OUTSIDE = re.compile(
    r"--(log|report|output|endpoint|token-env|app|yes|step)(=.*)?|-[a-zA-Z]*[oy].*", re.ASCII | re.DOTALL
)
"""Options that write files, reach a server or wait for somebody."""
_LONGEST = 60
"""Seconds that a command may take."""


class Filling:
    """Plays each scenario once, whichever pages show something of it."""

    def __init__(self) -> None:
        self._played: dict[Path, Examples] = {}

    def text(self, words: str, folder: Path) -> str:
        """What belongs between the markers of a page in `folder`.

        Raises:
            SimulatorError: it cannot be said; the sentence says why, and what to do.
        """
        asked = read(words)
        if asked.scenario:
            return self._examples(asked.scenario, folder).shown(asked)
        return fence(_printed(_harmless(asked), folder).rstrip("\n"), "text")

    def _examples(self, name: str, folder: Path) -> Examples:
        from simulator.cli.arguments import file_of, load_file
        from simulator.play.setup import Choice, prepare

        beside = folder / name
        path = (beside if beside.is_file() else file_of(name)).resolve()
        if path not in self._played:
            run = prepare(load_file(path, stub=True), Choice(stub=True), {})
            self._played[path] = Examples(list(run.events()), name)
        return self._played[path]


def is_stale(words: str, old: str, new: str) -> bool:
    """Whether a part is not what it is to be; of a command's output the time that it took does not count."""
    if words.startswith("output "):
        old, new = _TIME.sub("", old), _TIME.sub("", new)
    return old != new


def _harmless(asked: Asked) -> tuple[str, ...]:
    words = asked.command
    if "--help" in words or "-h" in words or words == ("--version",):
        return words
    if not words or words[0] not in SILENT:
        raise UsageError(f"only what prints and is done can be shown: {', '.join(SILENT)}, or --help of any command")
    if outside := next((word for word in words[1:] if _OUTSIDE.fullmatch(word)), None):
        raise UsageError(f"`{outside}` writes a file, reaches a server or waits for somebody; leave it out")
    return words


def _printed(words: tuple[str, ...], folder: Path) -> str:
    """What a command prints on a terminal of 80 columns, without colours, run in the page's folder.

    Raises:
        UsageError: it failed, or took too long.
    """
    if not hasattr(os, "openpty"):
        raise OptionError("this system has no terminals to show a command's output on; run docs-sync on Linux or macOS")
    ours, theirs = os.openpty()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OKTASIM")}
    found_in = str(Path(simulator.__file__).parents[1])
    environment = {**inherited, "PYTHONPATH": found_in, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-m", "simulator", *words]
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(  # noqa: S603  (a command of ours, its words given one by one)
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=complaints
        ) as process:
            os.close(theirs)
            text = _all_of(ours, process)
        complaints.seek(0)
        said = complaints.read().decode("utf-8", "replace").strip()
    if process.returncode:
        raise UsageError(f"`oktasim {' '.join(words)}` ended with {process.returncode}: {said or 'it took too long'}")
    return text.replace("\r\n", "\n")


def _all_of(terminal: int, process: "subprocess.Popen[bytes]") -> str:
    """What is printed on the terminal until the command ends; a command that takes too long is ended."""
    shown, until = b"", time.monotonic() + _LONGEST
    try:
        while True:
            if not select.select([terminal], [], [], max(0.0, until - time.monotonic()))[0]:
                process.kill()
                break
            try:
                read_now = os.read(terminal, 65536)
            except OSError:  # how Linux says that nobody writes to a terminal any more
                break
            if not read_now:
                break
            shown += read_now
    finally:
        os.close(terminal)
    return shown.decode("utf-8", "replace")
