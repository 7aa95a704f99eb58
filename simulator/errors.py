"""Mistakes we can explain, drawn as a tree.

    SimulatorError                something the person at the keyboard can put right; exit code 2
    ├── ScenarioError             the scenario cannot be played; knows `file:line:column`
    ├── PageError                 a page's markers cannot be filled; knows `file:line:column` of each
    ├── ExpressionError           Okta would refuse, or fail at, an expression; knows code and position
    ├── UnreadableError           a file of ours (a run, a CSV, an export) cannot be read or written
    ├── OptionError               options that contradict each other or the machine
    ├── UsageError                a call in Python that cannot be meant so
    └── CannotBeSaid              what a provider holds, asked for in Python, cannot be read

What the provider refuses is not here: it is data in the transcript.
"""

from dataclasses import dataclass
from typing import Any


class SimulatorError(Exception):
    """A mistake that is explained in one sentence; never shown with a traceback."""


@dataclass(frozen=True)
class Mark:
    """A place in a file; `line` and `column` count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class ScenarioError(SimulatorError):
    """A scenario that cannot be played: where, what is wrong, what to do."""

    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(f"{mark}: {message}")
        self.mark = mark
        self.message = message


class PageError(SimulatorError):
    """Markers in somebody's Markdown that cannot be filled: where, what is wrong, what to do; one a line."""

    def __init__(self, *complaints: tuple[Mark, str]) -> None:
        super().__init__("\n".join(f"{mark}: {message}" for mark, message in complaints))
        self.complaints = complaints


class ExpressionError(SimulatorError):
    """An expression that does not parse (`kind` "parse") or fails when evaluated ("eval").

    `code` is Spring's (`EL1008E`) or ours (`EMPTY`, `LEX`, `COUNTRY`, ...); `position` counts
    characters from 0, as Spring does, and points at the culprit.
    """

    def __init__(self, kind: str, code: str, message: str, position: int) -> None:
        super().__init__(f"{code} at {position}: {message}")
        self.kind = kind
        self.code = code
        self.message = message
        self.position = position


class UnreadableError(SimulatorError):
    """A file that cannot be read, written or understood."""


class OptionError(SimulatorError):
    """Options or environment variables that cannot be used as given."""


def hidden(raised: Any) -> bool:
    """Whether pytest, which asks this of a module's `__tracebackhide__`, leaves its frames out of a traceback: an
    error of use ends at the line that made it, and shows no argument of ours. `raised` is pytest's ExceptionInfo.
    """
    return isinstance(raised.value, SimulatorError)


class UsageError(SimulatorError):
    """A call of the Python API that cannot be carried out as it stands."""


class CannotBeSaid(SimulatorError):  # noqa: N818  (one of three answers, not an error of ours)
    """The provider was asked what it holds, and neither showed it nor that it is not there."""
