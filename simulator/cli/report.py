"""`oktasim report`: a finished run, rendered again."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.errors import OptionError, UnreadableError
from simulator.reports import FORMATS

if TYPE_CHECKING:
    from simulator.play.transcript import Event


@click.command("report")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.jsonl")
@click.option(
    "--format", "-f", "format_", type=click.Choice(list(FORMATS)), default="terminal", show_default=True,
    help="What to render.",
)  # fmt: skip
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE",
    help="Write to this file instead of standard output.",
)  # fmt: skip
def command(run: Path, format_: str, output: Path | None) -> None:
    """Render RUN.jsonl, which `oktasim play --log` wrote, in another format.

    \b
    Examples:
      oktasim report run.jsonl
      oktasim report run.jsonl --format markdown > run.md
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.play.transcript import read

    if output is not None and os.path.realpath(output) == os.path.realpath(run):
        raise OptionError(f"{output} holds the run; give another file to --output")
    try:
        with run.open(encoding="utf-8", newline="\n") as lines:
            _render(read(lines, str(run)), format_, output)
    except UnicodeDecodeError as why:
        raise UnreadableError(f"{run} is not UTF-8 text; give a file that `oktasim play --log` wrote") from why
    except OSError as why:
        if why.filename is None:
            raise
        raise UnreadableError(f"{run} cannot be read: {why.strerror or why}") from why


def _render(events: Iterable["Event"], format_: str, output: Path | None) -> None:
    """As `play` shows it where somebody watches; as a report elsewhere."""
    from simulator.cli.recording import write_report
    from simulator.cli.screen import Screen

    if format_ != "terminal" or output is not None:
        write_report(format_, events, output)
        return
    screen = Screen(bar=False)
    for event in events:
        screen.show(event)
    screen.end()
