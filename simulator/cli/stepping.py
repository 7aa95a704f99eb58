"""A run played step by step, or request by request, for an audience: it goes on when Enter is pressed."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TextIO
from urllib.parse import unquote_plus

import click

from simulator.play.transcript import Event, StepStarted
from simulator.reports.columns import visible
from simulator.scim.message import Request

if TYPE_CHECKING:
    from simulator.play.setup import Run

Pace = Literal["step", "request"]
PACES = ("step", "request")


class SteppedCommand(click.Command):
    """A command with `--step`, which may stand alone: `--step SCENARIO` is a flag and a scenario.

    click would take the next word for the option's value, whatever it is.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, after `--step` was written out as `--step=step`."""
        words = zip(args, [*args[1:], ""], strict=False)
        written = ["--step=step" if word == "--step" and after not in PACES else word for word, after in words]
        return super().parse_args(ctx, written)


class Stepping:
    """Stops before each step, or before each step and each of Okta's requests, saying what comes next.

    The prompt stands on standard error. Where the input ends (Ctrl-D, or a pipe that is empty) the rest is played
    without stopping.
    """

    def __init__(self, pace: Pace, input_: TextIO | None = None) -> None:
        self._pace = pace
        self._input = input_ or sys.stdin
        self._ended = False

    def events(self, run: "Run") -> Iterator[Event]:
        """The events of a run; nothing of a step has been sent when its first event is held back."""
        from simulator.reports.titles import title

        if self._pace == "request":
            redact = run.story.player.redactor.redact_text
            run.story.player.before_send = lambda request: self._wait(redact(_told(request)))
        for event in run.events():
            if isinstance(event, StepStarted):
                self._wait(f"step {event.step}: {title(event)}")
            yield event

    def _wait(self, what: str) -> None:
        if self._ended:
            return
        try:
            click.echo(f"next: {what} [Enter] ", err=True, nl=False)
            self._ended = not self._input.readline()
        except KeyboardInterrupt:
            with suppress(OSError):  # a terminal that is gone
                click.echo(err=True)
            raise
        if self._ended or not self._input.isatty():
            click.echo(err=True)


def _told(request: Request) -> str:
    return f"{request.method} {visible(unquote_plus(request.target))} ({request.purpose})"
