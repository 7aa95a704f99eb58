"""The state on disk: read at the start, saved within a second of each change, and never half of it."""

import glob
import json
import os
import stat
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provider_stub.http import message
from provider_stub.http.line_file import claim, is_file, lock
from provider_stub.http.message import Problem
from provider_stub.memory import snapshots
from provider_stub.memory.organization import Organization

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PAUSE = 0.25
"""Seconds between two savings; together with what a saving takes they stay below a second."""

BATCH = 500
"""Records that are made JSON at once; no request is answered in these few milliseconds."""


class StateFile:
    """An organization's state in a file that this process alone writes, until it is closed.

    Each saving writes a new file beside it, which then takes its place, with its mode; a link stays a link. The first
    is done at once, so that what cannot be saved is known before anything is served. Later ones that fail are said
    once, and tried again; `whole` is False while the last one did.

    Raises:
        OSError: the file cannot be read or written, is none, or another process is writing it.
        ValueError: it holds no state of this stub.
    """

    def __init__(self, org: Organization, path: Path, say: Callable[[str], None]) -> None:
        self._org, self._name, self._say = org, path, say
        self._path = Path(os.path.realpath(path))
        self._prefix = f".{self._path.name[:40]}.saving-"
        self._held: int | None = None
        self.whole = True
        self._changed, self._closing = threading.Event(), threading.Event()
        try:
            self._load()
            self._save()
        except BaseException:
            self._release()
            raise
        self._thread = threading.Thread(target=self._keep, name="provider-stub-state", daemon=True)
        self._thread.start()

    def after_each(self, app: "WSGIApplication") -> "WSGIApplication":
        """The application, whose every request is a change: even a question counts as one, and uses up a fault."""

        def watched(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            try:
                return app(environ, start_response)
            finally:
                self._changed.set()

        return watched

    def close(self) -> None:
        """Save what there is, and let go of the file; once more does nothing."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._changed.set()
        self._thread.join()
        self._attempt()
        self._release()

    def _keep(self) -> None:
        while self._changed.wait() and not self._closing.is_set():
            self._changed.clear()
            self._attempt()
            self._closing.wait(PAUSE)

    def _attempt(self) -> None:
        try:
            self._save()
        except OSError as why:
            if self.whole:
                self._say(f"{why}; it is tried again")
            self.whole = False
            self._changed.set()
        else:
            self.whole = True

    def _load(self) -> None:
        """Take over what the file holds; a file that is not there is made by the first saving."""
        try:
            self._held = claim(self._path, os.O_RDWR)
        except FileNotFoundError:
            return
        except OSError as why:
            raise OSError(f"{self._name} cannot be used: {why.strerror or why}") from why
        if not is_file(self._held):
            raise OSError(f"{self._name} is no file; a state is kept in one")
        for left in self._path.parent.glob(glob.escape(self._prefix) + "*"):
            with suppress(OSError):
                left.unlink()  # of a process that was killed while it saved
        try:
            with self._org.lock:
                snapshots.load(self._org, message.parse(self._path.read_bytes()))
        except Problem as problem:
            raise ValueError(f"{self._name}: {problem.detail}") from None
        except OSError as why:
            raise OSError(f"{self._name} cannot be read: {why.strerror or why}") from why

    def _save(self) -> None:
        with self._org.lock:
            state = snapshots.dump(self._org)
        try:
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._prefix)
        except OSError as why:
            raise OSError(f"{self._name} cannot be saved: {why.strerror} (a new file in {self._path.parent})") from why
        try:
            lock(descriptor)
            self._dress(descriptor)
            with open(descriptor, "w", encoding="utf-8", closefd=False) as file:
                file.writelines(_written(state))
            os.fsync(descriptor)
            self._place(name)
        except BaseException as why:
            os.close(descriptor)
            Path(name).unlink(missing_ok=True)
            if isinstance(why, OSError):
                raise OSError(f"{self._name} cannot be saved: {why.strerror or why}") from why
            raise
        self._release()
        self._held = descriptor

    def _dress(self, descriptor: int) -> None:
        """Give the new file the owner and the mode of the one whose place it takes."""
        if self._held is None:
            return
        before = os.fstat(self._held)
        with suppress(OSError):
            os.fchown(descriptor, before.st_uid, before.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode))

    def _place(self, name: str) -> None:
        """Put the new file in its place; at the first time not in that of one that somebody else has just made."""
        if self._held is None:
            try:
                os.link(name, self._path)
            except FileExistsError:
                raise
            except OSError:  # a file system that has no links
                os.replace(name, self._path)
            else:
                os.unlink(name)
        else:
            os.replace(name, self._path)

    def _release(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _written(state: dict[str, Any]) -> Iterator[str]:
    """The state as JSON, a batch of records at a time, so that requests are answered meanwhile."""
    encode = json.JSONEncoder().encode
    opening = "{"
    for name, value in state.items():
        yield f"{opening}{encode(name)}: "
        opening = ",\n"
        if isinstance(value, list):
            batches = (value[start : start + BATCH] for start in range(0, len(value), BATCH))
            yield f"[{','.join(encode(batch)[1:-1] for batch in batches)}]"
        else:
            yield encode(value)
    yield "}\n"
