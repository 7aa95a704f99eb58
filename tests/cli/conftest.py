"""What the tests of the command line share: the command as a process of its own, with or without a terminal."""

import os
import pty
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.forked import oktasim

ROOT = Path(__file__).resolve().parents[2]
STORY = """\
name: A small story
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
steps:
  - test_connection
  - assign_user: {user: ada, username: ada-lovelace}
"""


@pytest.fixture
def story(tmp_path) -> Path:
    path = tmp_path / "story.yaml"
    path.write_text(STORY)
    return path


def _environment(extra: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("COLUMNS", "OKTASIM"))}
    return {**inherited, "PYTHONPATH": str(ROOT), **extra}


ANEW = [sys.executable, "-m", "simulator"]
"""What takes ten times as long as a fork does; for what is about the start itself (`tests/forked.py`)."""


@pytest.fixture
def process(tmp_path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs a shell line in an empty folder, `oktasim` being this checkout's; with `anew` a Python is started for it."""

    def run(line: str, *, anew: bool = False, **environment: str) -> subprocess.CompletedProcess[bytes]:
        shell = f'oktasim() {{ {shlex.join(ANEW if anew else oktasim())} "$@"; }}; {line}'
        return subprocess.run(
            ["bash", "-c", shell], cwd=tmp_path, env=_environment(environment), capture_output=True, timeout=60,
            check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the command in the test's folder and leaves it running; what still runs at the end is killed.

    With `anew` by a Python that is started, as always where something comes `before` it that leaves it something.
    """
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **options) -> subprocess.Popen[str]:
        before = options.pop("before", ())
        whole = ANEW if options.pop("anew", bool(before)) else oktasim()
        command = [*before, *whole, *map(str, arguments)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        environment = _environment(options.pop("environment", {}))
        begun = subprocess.Popen(command, cwd=tmp_path, env=environment, text=True, **(pipes | options))
        running.append(begun)
        return begun

    yield begin
    for each in running:
        if each.poll() is None:
            each.kill()
        each.communicate()


def until(happened: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is true, looking often."""
    end = time.monotonic() + seconds
    while True:
        with suppress(FileNotFoundError):
            if happened():
                return
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


@pytest.fixture
def terminal(tmp_path) -> Callable[..., tuple[int, str]]:
    """Runs the command on a terminal of its own; its exit code and all that it showed."""

    def run(*arguments: str, typed: str = "", **environment: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        command = [*oktasim(), *arguments]
        with subprocess.Popen(
            command, cwd=tmp_path, env=_environment({"TERM": "xterm", **environment}),
            stdin=theirs, stdout=theirs, stderr=theirs,
        ) as started:  # fmt: skip
            os.close(theirs)
            os.write(ours, typed.encode())
            shown = b"".join(iter(lambda: _some(ours), b""))
        os.close(ours)
        return started.returncode, shown.decode()

    return run


def _some(end: int) -> bytes:
    """What the terminal shows next; nothing once the other end is closed (Linux says so with an error)."""
    try:
        return os.read(end, 65536)
    except OSError:
        return b""
