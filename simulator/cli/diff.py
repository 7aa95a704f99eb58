"""`oktasim diff`: two runs side by side."""

import sys
from pathlib import Path

import click

from simulator.cli.group import Exit


@click.command("diff")
@click.argument("a", type=click.Path(path_type=Path), metavar="A.jsonl")
@click.argument("b", type=click.Path(path_type=Path), metavar="B.jsonl")
@click.option(
    "--ignore", multiple=True, metavar="MEMBER",
    help="Leave this member out wherever it stands, by its dotted name (meta.lastModified, error); may be repeated.",
)  # fmt: skip
def command(a: Path, b: Path, ignore: tuple[str, ...]) -> None:
    """Compare two runs that `oktasim play --log` wrote: requests, bodies, outcomes.

    Steps are laid side by side; ids, passwords and times that a provider or a seed made are matched up, so that only
    what the runs did otherwise is shown. A line with - is in A.jsonl alone, one with + in B.jsonl alone.

    \b
    Examples:
      oktasim diff before.jsonl after.jsonl
      oktasim diff stub.jsonl real.jsonl --ignore meta --ignore response.displayName

    Exit codes: 0 the same; 1 they differ; 2 a file cannot be read to its end.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.recording import SavedRun
    from simulator.cli.screen import columns_of, style_of
    from simulator.play.comparison import compare
    from simulator.reports.difference import render

    runs = SavedRun(a), SavedRun(b)
    compared = compare(*runs, ignore)
    for line in render(compared, style_of(sys.stdout), columns_of(sys.stdout) or 80):
        click.echo(line, nl=False, color=True)
    complaints = [run.complaint for run in runs if run.complaint]
    for complaint in complaints:
        click.echo(complaint, err=True)
    sys.exit(Exit.UNUSABLE if complaints else Exit.KEPT if compared.same else Exit.BROKEN)
