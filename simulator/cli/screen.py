"""The run as somebody watches it: the terminal report live, and a progress bar where a step is long."""

import os
import shutil
import sys
from typing import Any

import click

from simulator.play.transcript import Event, Exchange, StepFinished, StepStarted
from simulator.reports.style import COLOURED, PLAIN
from simulator.reports.terminal import Verbosity, View

LONG_STEP = 50
"""Requests of one step that a terminal shows one by one; after that a bar tells how it goes on."""


class Screen:
    """Shows events on standard output, or on standard error when that is taken by a report."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, to_stderr: bool = False) -> None:
        self._stream = sys.stderr if to_stderr else sys.stdout
        terminal = self._stream.isatty()
        coloured = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        verbosity = Verbosity.QUIET if quiet else Verbosity.BODIES if verbose else Verbosity.NORMAL
        columns = min(shutil.get_terminal_size().columns, 120) if terminal else 80
        self._style = COLOURED if coloured else PLAIN
        self._view = View(self._style, columns, verbosity)
        self._bar = _Bar() if terminal and sys.stderr.isatty() and not verbose else None

    def show(self, event: Event) -> None:
        """Show what one event adds."""
        if self._bar is not None and self._bar.hides(event):
            return
        for line in self._view.lines(event):
            click.echo(line, file=self._stream, color=True)

    def end(self) -> None:
        """Close the view of a run."""
        for line in self._view.end():
            click.echo(line, file=self._stream, color=True)

    def total(self, played: int, unlike: int) -> None:
        """The last line after several scenarios."""
        text = (
            f"{played} scenarios played, all as expected"
            if not unlike
            else f"{unlike} of {played} scenarios are not as expected"
        )
        click.echo(f"\n{self._style.paint('bad' if unlike else 'good', text)}", file=self._stream, color=True)


class _Bar:
    """Counts the requests of a long step on standard error."""

    def __init__(self) -> None:
        self._requests = 0
        self._bar: Any = None

    def hides(self, event: Event) -> bool:
        """Take the event in; True when the bar speaks for it."""
        if isinstance(event, StepStarted | StepFinished):
            self._close()
            self._requests = 0
        if not isinstance(event, Exchange):
            return False
        self._requests += event.origin == "okta"
        if self._requests <= LONG_STEP:
            return False
        if self._bar is None:
            self._bar = click.progressbar(
                length=None, label="  more requests", file=sys.stderr, show_eta=False, show_pos=True
            )
            self._bar.__enter__()
        self._bar.update(event.origin == "okta")
        return True

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
