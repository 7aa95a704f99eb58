"""How a run under load is going, said on standard error while it runs."""

import sys
from collections.abc import Iterator
from time import monotonic

import click

from simulator.play.load_figures import LoadFigures
from simulator.play.transcript import Event, Exchange, RunFinished, RunStarted
from simulator.reports import sentences

ON_A_TERMINAL, ELSEWHERE = 1.0, 10.0
"""Seconds between two lines: on a terminal each takes the place of the one before."""


class LoadProgress:
    """Counts requests in place of showing each, unless `every_request` is to be seen; `silent`, it says nothing."""

    def __init__(self, *, every_request: bool = False, silent: bool = False) -> None:
        self._every_request = every_request
        self._silent = silent
        self._terminal = sys.stderr.isatty()
        self._interval = ON_A_TERMINAL if self._terminal else ELSEWHERE
        self._last = monotonic()
        self._width = 0
        self._figures: LoadFigures | None = None

    def came(self, event: Event) -> None:
        """Take an event in; from time to time a line is written."""
        if isinstance(event, RunStarted):
            self._figures = LoadFigures()
        elif isinstance(event, RunFinished):
            self._figures = None
            self.clear()
        elif isinstance(event, Exchange) and self._figures is not None:
            self._figures.note(event)
            if monotonic() - self._last >= self._interval and not self._silent:
                self._last = monotonic()
                self._write(self._figures)

    def _write(self, figures: LoadFigures) -> None:
        line = f"  {figures.requests:,} requests: {'; '.join(_rates(figures))}"
        self.clear()
        click.echo(line, err=True, nl=not self._terminal)
        self._width = len(line) if self._terminal else 0

    def hides(self, event: Event) -> bool:
        """Whether an event is counted only."""
        return isinstance(event, Exchange) and not self._every_request

    def clear(self) -> None:
        """Empty the line for something else."""
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
            self._width = 0

    def close(self) -> None:
        """Nothing more comes of a run."""
        self.clear()

    def left(self) -> Iterator[str]:
        """What a run that was stopped has come to, which has no last event that says so."""
        if self._figures is not None and self._figures.requests:
            yield f"  {self._figures.requests:,} requests: {'; '.join(_rates(self._figures))}"
        self._figures = None


def _rates(live: LoadFigures) -> list[str]:
    figures = live.figures()
    return [f"{figures['per_second']:,.1f} a second", *sentences.load(figures)[1:]]
