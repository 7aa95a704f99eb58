"""The standard streams, made fit to use: closed ones, ones that cannot show every letter, and ones that are full."""

import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
