"""Files that one process alone writes: private where they are made, locked while they are held, and of whole lines.

The lock is `flock` (flock(2)): it goes with the process, however that ends. Where the system or the file system has
none, nothing keeps two processes apart; each line still goes out in one write at the file's end.
"""

import errno
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from provider_stub.http import line_end

if sys.platform != "win32":
    import fcntl

PRIVATE = 0o600
"""For its owner alone: a log shows who is where, and with which address."""
PATIENCE = 0.5
"""Seconds to wait for who holds a file: what ends the log of a killed process needs a moment."""


def claim(path: Path, flags: int, mode: int = PRIVATE) -> int:
    """A descriptor of the file, which nobody else who claims it gets until it is closed; a pipe or a device is shared.

    `mode` is for a file that is made; one that was there keeps its own.

    Raises:
        OSError: it cannot be opened, or another process has claimed it.
    """
    while True:
        descriptor = os.open(path, flags, mode)
        try:
            if not is_file(descriptor):
                return descriptor
            lock(descriptor)
            if _is_still(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def is_file(descriptor: int) -> bool:
    """Whether it is a regular file."""
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def lock(descriptor: int) -> None:
    """Keep others from claiming an open file; OSError where another process has claimed it."""
    if sys.platform == "win32":
        return
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise OSError(errno.EWOULDBLOCK, "another process is writing it; give another file") from None
            time.sleep(0.01)
        except OSError:  # a file system that has no locks
            return
        else:
            return


def _is_still(descriptor: int, path: Path) -> bool:
    """False where the file was taken away or replaced between opening and locking it."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    return False


class LineFile:
    """A claimed file that whole lines are added to.

    Raises:
        OSError: it cannot be written, or another process is writing it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = claim(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._is_file = is_file(self.descriptor)
        self._watcher: subprocess.Popen[bytes] | None = None

    def empty(self) -> None:
        """Take away what is in it; a pipe or a device has nothing."""
        if self._is_file:
            os.ftruncate(self.descriptor, 0)

    def end_last_line(self) -> int:
        """See to it that the next line begins on its own, after a writer that was killed in the middle of one.

        What is JSON up to the end gets its line end, and so does what never was a line of ours; an object that was cut
        off is taken away. The number of bytes taken away.

        Raises:
            OSError: the file cannot be read.
        """
        if not self._is_file:
            return 0
        with self.path.open("rb") as file:
            start = os.fstat(self.descriptor).st_size - line_end.cut_off(file.fileno())
            file.seek(start)
            rest = file.read()
        if rest.startswith(b"{") and not _is_json(rest):
            os.ftruncate(self.descriptor, start)
            return len(rest)
        if rest:
            self.add(b"\n")
        return 0

    def add(self, line: bytes) -> None:
        """Write a line, its line end included, in one write; where that stops half-way (OSError), none of it stays."""
        before = os.fstat(self.descriptor).st_size
        try:
            left = memoryview(line)
            while left:
                left = left[os.write(self.descriptor, left) :]
        except BaseException:  # a signal's too, which may come when all is written and not yet counted
            if self._is_file and os.fstat(self.descriptor).st_size != before + len(line):
                os.ftruncate(self.descriptor, before)
            raise

    def watch(self) -> None:
        """Let another process end the file with a whole line should this one be killed; where it can be had."""
        if not self._is_file or sys.platform == "win32":
            return
        with suppress(OSError), self.path.open("rb") as source:
            descriptors = source.fileno(), self.descriptor
            self._watcher = subprocess.Popen(  # noqa: S603  (this Python, on a file of ours)
                [sys.executable, "-I", "-S", line_end.__file__, *map(str, descriptors)],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=descriptors, start_new_session=True,
            )  # fmt: skip

    def close(self) -> None:
        """Let go of the file; OSError for what was written and has not reached it, which some file systems say here."""
        if self._watcher is not None:
            with self._watcher as watcher:
                watcher.kill()
        os.close(self.descriptor)


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def say(sentence: str) -> None:
    """Tell the person who started a server, who may be gone."""
    with suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201  (a server's word to who started it)


class ServerLog:
    """The log of a server that goes on without it: the first line that cannot be written ends it, and is said once.

    So what stands in the file is always the beginning of what happened, without a gap. `whole` turns False then.

    Raises:
        OSError: the file cannot be written, or another process is writing it.
    """

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self.file = LineFile(path)
        self.file.watch()
        self.whole = True
        self._say = say
        self._lock = threading.Lock()

    def add(self, line: bytes) -> None:
        """Write a line, unless one before it could not be."""
        with self._lock:
            if self.whole:
                self._attempt(lambda: self.file.add(line))

    def close(self) -> None:
        """Let go of the file."""
        self._attempt(self.file.close)

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except OSError as why:
            self.whole = False
            self._say(f"{self.file.path} cannot be written: {why.strerror or why}; nothing more is logged")
