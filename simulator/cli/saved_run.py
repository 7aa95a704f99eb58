"""The file of a finished run, read as far as it can be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulator.errors import UnreadableError
from simulator.play.transcript import Event, in_steps, read


@dataclass
class SavedRun:
    """A run's file; `complaint` says what stopped the reading, and is empty where nothing did."""

    path: Path
    complaint: str = field(default="", init=False)
    _started: bool = field(default=False, init=False)

    def events(self) -> Iterator[Event]:
        """The events up to the end, or up to the first line that is none.

        Raises:
            UnreadableError: nothing in it can be used.
        """
        try:
            with self.path.open(encoding="utf-8", newline="\n") as lines:
                for event in in_steps(read(lines, str(self.path))):
                    self._started = True
                    yield event
        except UnicodeDecodeError as why:
            self._stop(f"{self.path} is not UTF-8 text; give a file that `oktasim play --log` wrote", why)
        except OSError as why:
            raise UnreadableError(f"{self.path} cannot be read: {why.strerror or why}") from why
        except UnreadableError as why:
            self._stop(str(why), why)

    def _stop(self, complaint: str, why: Exception) -> None:
        if not self._started:
            raise UnreadableError(complaint) from why
        self.complaint = f"{complaint}; what stands before it is used"
