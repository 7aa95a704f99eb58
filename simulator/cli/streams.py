"""The standard streams made fit to use (closed, full, or short of letters), and the signals that end a command."""

import errno
import io
import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Literal, TextIO

import click

_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""What the system says when output has nowhere to go."""


class _Pipe(io.FileIO):
    """A pipe to a reader; what is written after that has gone is dropped, so that a run comes to its end."""

    gone = False

    def write(self, data: Any, /) -> Any:
        if not self.gone:
            try:
                return super().write(data)
            except BrokenPipeError:
                self.gone = True
        return memoryview(data).nbytes


def make_usable() -> None:
    """Put nothing in place of a closed stream; what an encoding does not have is written as an escape, as in JSON.

    A reader that goes away, such as `head`, is no error and changes no exit code.

    Standard input is read as UTF-8; bytes that are none reach the reader as half surrogates, not as a crash.
    """
    sys.stdin = sys.stdin or _nowhere("r")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.stdout = _escaping(_outliving(sys.stdout or _nowhere("w")))
    sys.stderr = _escaping(_outliving(sys.stderr or _nowhere("w")))


def unread() -> bool:
    """Whether nobody reads standard output any more, so that what has nothing else to do may end."""
    return bool(getattr(getattr(getattr(sys.stdout, "buffer", None), "raw", None), "gone", False))


def write_utf8(text: str) -> None:
    """Write what programs read to standard output: UTF-8, whatever the terminal's encoding."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


@contextmanager
def full_output_explained() -> Iterator[None]:
    """End in a sentence and exit code 2 when standard output cannot be written."""
    try:
        yield
    except OSError as why:
        if why.filename is not None or why.errno not in _UNWRITABLE:
            raise
        _drop(sys.stdout)
        click.echo(f"Error: standard output cannot be written: {why.strerror}", err=True)
        raise SystemExit(2) from None


def let_go() -> None:
    """Let what is left in the buffers go nowhere where the other end is gone, so that the exit code stays as it is."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _drop(stream)


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return open(os.devnull, mode, encoding="utf-8")


def _outliving(stream: TextIO) -> TextIO:
    """The stream; where it is a pipe, one that outlives its reader."""
    try:
        descriptor = stream.fileno()
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return stream
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return stream
    stream.flush()
    pipe = io.BufferedWriter(_Pipe(descriptor, "w", closefd=False))
    return io.TextIOWrapper(pipe, stream.encoding, stream.errors, write_through=True)


def _escaping(stream: TextIO) -> TextIO:
    """The stream, as it was where it has no encoding to speak of (a test's, a notebook's)."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _drop(stream: TextIO) -> None:
    """Let what is left in the stream's buffer go nowhere, or Python would complain of it at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, an orderly end, and a terminal that is gone (signal(7)), as far as the system has them."""

Handler = Callable[[int, FrameType | None], None]


@contextmanager
def heard() -> Iterator[list[int]]:
    """Let a signal stop the body with a KeyboardInterrupt; the numbers of those that came. Main thread only."""
    numbers: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        numbers.append(number)
        raise KeyboardInterrupt

    restore = _handle_with(stop)
    try:
        yield numbers
    finally:
        restore()


@contextmanager
def finishing(asked: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let the body come to its end before a first signal is heeded; a second one stops it. Main thread only.

    `asked` is called when the first comes, in the midst of the body.
    """
    waiting: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        waiting.append(number)
        restore()
        asked()

    restore = _handle_with(note)
    try:
        yield
    finally:
        restore()
    for number in waiting:
        signal.raise_signal(number)


def _handle_with(handler: Handler) -> Callable[[], None]:
    """Put a handler in place, save for a signal that is ignored, as under nohup; what puts the earlier ones back."""
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    before = {number: was for number in numbers if (was := signal.getsignal(number)) not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, handler)

    def restore() -> None:
        for number, was in before.items():
            signal.signal(number, was)

    return restore
