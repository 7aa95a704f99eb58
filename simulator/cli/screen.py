"""The run as somebody watches it: the terminal report live, and a progress bar where a step is long."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import count
from time import monotonic
from typing import Any, TextIO

import click

from simulator.cli.load_progress import LoadProgress
from simulator.play.transcript import Event, Exchange, StepFinished, StepStarted
from simulator.reports.columns import COLOURED, PLAIN, Style
from simulator.reports.terminal import Verbosity, View

LONG_STEP = 50
"""Requests of one step that a terminal shows one by one; after that a bar tells how it goes on."""
PATIENCE = 2.0
"""Seconds after which a command shows how far it has come."""
SELDOM = 500
"""Items between two looks at the clock."""
WIDEST = 120
"""Columns that a line takes at most on a terminal, however wide it is."""


class Screen:
    """Shows events on standard output, or on standard error when that is taken by a report.

    `bar` lets a progress bar speak for the requests of a long step. Of a run under `load` requests are counted, and
    shown one by one only where all is (`verbose`).
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        verbose: bool = False,
        to_stderr: bool = False,
        bar: bool = True,
        load: bool = False,
    ) -> None:
        self._stream = sys.stderr if to_stderr else sys.stdout
        terminal = self._stream.isatty()
        verbosity = Verbosity.QUIET if quiet else Verbosity.BODIES if verbose else Verbosity.NORMAL
        self._style = style_of(self._stream)
        self._view = View(self._style, columns_of(self._stream), verbosity)
        self._load = LoadProgress(every_request=verbose, silent=quiet) if load else None
        self._bar: _Bar | LoadProgress | None = self._load
        if not load and bar and terminal and sys.stderr.isatty() and not verbose:
            self._bar = _Bar()

    def came(self, event: Event) -> None:
        """An event of a run under load has come; it may be shown later."""
        if self._load is not None:
            self._load.came(event)

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
        if self._load is not None:
            self._print(self._load.left())

    def total(self, played: int, unlike: int, *, sent: bool = True) -> None:
        """The last line after several scenarios; of dry runs nothing was `sent`."""
        text = f"{played} scenarios played, {'all as expected' if sent else 'nothing was sent'}"
        if unlike:
            text = f"{unlike} of {played} scenarios are not as expected"
        self._print(["", self._style.paint("bad" if unlike else "good", text)])

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            click.echo(line, file=self._stream, color=True)


def columns_of(stream: TextIO) -> int | None:
    """The width that lines are fitted to; None, for a file or a pipe, leaves them whole, so that grep finds them."""
    return min(shutil.get_terminal_size().columns, WIDEST) if stream.isatty() else None


def style_of(stream: TextIO) -> Style:
    """Colours on a terminal that shows them, unless `NO_COLOR` is set."""
    coloured = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return COLOURED if coloured else PLAIN


class Progress:
    """Shows on standard error how far a command has come, once it takes longer than two seconds; on a terminal only.

    `seldom` is how many items pass between two looks at the clock.
    """

    def __init__(self, seldom: int = SELDOM) -> None:
        self._since = monotonic()
        self._seldom = seldom

    def __call__(self, items: Iterable[Any], length: int, label: str) -> Iterable[Any]:
        """The items, of which there are about `length`; the label says what is done with them."""
        return self._shown(items, length, label) if sys.stderr.isatty() else items

    def _shown(self, items: Iterable[Any], length: int, label: str) -> Iterator[Any]:
        with ExitStack() as stack:
            bar: Any = None
            for number, item in enumerate(items):
                if number % self._seldom == 0 and monotonic() - self._since > PATIENCE:
                    if bar is None:
                        bar = stack.enter_context(click.progressbar(length=length, label=label, file=sys.stderr))
                    bar.update(number - bar.pos)
                yield item


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
        self._requests += not event.read_back
        if self._requests <= LONG_STEP:
            return False
        if self._bar is None:
            self._bar = click.progressbar(
                count(), label="  more requests", file=sys.stderr, show_eta=False, show_pos=True
            )
            self._bar.__enter__()
        self._bar.update(not event.read_back)
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
