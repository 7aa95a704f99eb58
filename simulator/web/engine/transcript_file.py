"""The transcript on disk: a thread that writes what the record gets, so that no act waits for the disk."""

import threading
from pathlib import Path
from types import TracebackType

from provider_stub.http.line_file import ServerLog, say
from simulator.errors import UnreadableError
from simulator.web.engine.record import Record


class TranscriptFile:
    """A file that follows a record until it closes, each line whole; once one cannot be written, no more are.

    Raises:
        UnreadableError: the file cannot be written, or another process is writing it.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._log = ServerLog(path, say)
        except OSError as why:
            raise UnreadableError(f"{path} cannot be written: {why.strerror or why}") from why
        self._following: tuple[Record, threading.Thread] | None = None

    @property
    def whole(self) -> bool:
        """Whether all that came was written."""
        return self._log.whole

    def follow(self, record: Record) -> None:
        """Write what the record holds and will get, in place of what an earlier one has left."""
        self._log.file.empty()
        thread = threading.Thread(target=self._write, args=(record,), name="okta-transcript", daemon=True)
        self._following = (record, thread)
        thread.start()

    def _write(self, record: Record) -> None:
        number = 0
        while True:
            closed = record.closed
            for event in record.wait(number, 60.0):
                self._log.add(event.line.encode("utf-8", "backslashreplace"))
                number = event.number
            if closed:
                return

    def __enter__(self) -> "TranscriptFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._following is not None:
            record, thread = self._following
            record.close()
            thread.join()
        self._log.close()
