"""`oktasim report`: a finished run, rendered again."""

from pathlib import Path

import click

from simulator.errors import UnreadableError
from simulator.reports import FORMATS


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

    Of a file that is damaged or cut off, what stands before is rendered, and exit code 2 follows.

    \b
    Examples:
      oktasim report run.jsonl
      oktasim report run.jsonl --format markdown > run.md
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import OutputFile, keep
    from simulator.cli.recording import SavedRun, write_report
    from simulator.cli.screen import Screen

    keep({"the run": run}, output, "--output")
    saved = SavedRun(run)
    if output is not None:
        with OutputFile(output) as file:
            write_report(format_, saved.events(), file)
    elif format_ != "terminal":
        write_report(format_, saved.events(), None)
    else:  # as `play` shows it where somebody watches
        screen = Screen(bar=False)
        for event in saved.events():
            screen.show(event)
        screen.end()
    if saved.complaint:
        raise UnreadableError(saved.complaint)
