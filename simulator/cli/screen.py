"""The run as somebody watches it: the terminal report live, and a progress bar where a step is long."""

import os
import shutil
import sys
import time
from collections.abc import Iterable
from itertools import count
from typing import Any, TextIO

import click

from simulator.play.transcript import Event, Exchange, StepFinished, StepStarted
from simulator.reports.columns import COLOURED, PLAIN, Style
from simulator.reports.terminal import Verbosity, View

LONG_STEP = 50
"""Requests of one step that a terminal shows one by one; after that a bar tells how it goes on."""
LONG = 2.0
"""Seconds after which a command that shows nothing of its own says how far it is."""
WIDEST = 120
"""Columns that a line takes at most on a terminal, however wide it is."""


class Screen:
    """Shows events on standard output, or on standard error when that is taken by a report.

    `bar` lets a progress bar speak for the requests of a long step.
    """

    def __init__(
        self, *, quiet: bool = False, verbose: bool = False, to_stderr: bool = False, bar: bool = True
    ) -> None:
        self._stream = sys.stderr if to_stderr else sys.stdout
        terminal = self._stream.isatty()
        verbosity = Verbosity.QUIET if quiet else Verbosity.BODIES if verbose else Verbosity.NORMAL
        self._style = style_of(self._stream)
        self._view = View(self._style, columns_of(self._stream), verbosity)
        self._bar = _Bar() if bar and terminal and sys.stderr.isatty() and not verbose else None

    def show(self, event: Event) -> None:
        """Show what one event adds; the view counts what the bar hides."""
        hidden = self._bar is not None and self._bar.hides(event)
        lines = list(self._view.lines(event, hidden=hidden))
        if lines and self._bar is not None:
            self._bar.clear()
        self._print(lines)

    def end(self) -> None:
        """Close the view of a run."""
        if self._bar is not None:
            self._bar.close()
        self._print(self._view.end())

    def total(self, played: int, unlike: int, *, sent: bool = True) -> None:
        """The last line after several scenarios; of dry runs nothing was `sent`."""
        text = f"{played} scenarios played, {'all as expected' if sent else 'nothing was sent'}"
        if unlike:
            text = f"{unlike} of {played} scenarios are not as expected"
        self._print(["", self._style.paint("bad" if unlike else "good", text)])

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            click.echo(line, file=self._stream, color=True)


class Progress:
    """Shows on a terminal's standard error how far something is, once it takes long."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._began = time.monotonic()
        self._bar: Any = None

    def tell(self, done: int, total: int) -> None:
        """So many of so many are done; fewer than before, and a new bar, where it begins anew."""
        if self._bar is not None and done < self._bar.pos:
            self.close()
        if self._bar is None and time.monotonic() - self._began > LONG and sys.stderr.isatty():
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr)
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def columns_of(stream: TextIO) -> int | None:
    """The width that lines are fitted to; None, for a file or a pipe, leaves them whole, so that grep finds them."""
    return min(shutil.get_terminal_size().columns, WIDEST) if stream.isatty() else None


def style_of(stream: TextIO) -> Style:
    """Colours on a terminal that shows them, unless `NO_COLOR` is set."""
    coloured = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return COLOURED if coloured else PLAIN


class _Bar:
    """Counts the requests of a long step on standard error."""

    def __init__(self) -> None:
        self._requests = 0
        self._bar: Any = None

    def hides(self, event: Event) -> bool:
        """Take the event in; True when the bar speaks for it."""
        if isinstance(event, StepStarted | StepFinished):
            self.close()
            self._requests = 0
        if not isinstance(event, Exchange):
            return False
        self._requests += event.origin == "okta"
        if self._requests <= LONG_STEP:
            return False
        if self._bar is None:
            self._bar = click.progressbar(
                count(), label="  more requests", file=sys.stderr, show_eta=False, show_pos=True
            )
            self._bar.__enter__()
        self._bar.update(event.origin == "okta")
        return True

    def clear(self) -> None:
        """Empty the bar's line for something else; the next request draws it again."""
        if self._bar is not None:
            click.echo("\r" + " " * self._bar.max_width + "\r", nl=False, err=True)

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
