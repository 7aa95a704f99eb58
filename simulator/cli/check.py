"""`oktasim check`: can these scenarios be played?"""

import sys

import click

from simulator.cli.arguments import files_of, scenarios_argument
from simulator.errors import SimulatorError


@click.command("check")
@scenarios_argument
def command(scenarios: tuple[str, ...]) -> None:
    """Say whether SCENARIOs can be played; nothing is sent.

    A SCENARIO is a file, a folder of files, or the name of a bundled one. What is legal and a known trap is a warning,
    and never fails.

    \b
    Examples:
      oktasim check story.yaml
      oktasim check scenarios/ && echo all fine
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.scenario.loading import load_with_cautions

    refused = 0
    for path in files_of(scenarios):
        try:
            scenario, cautions = load_with_cautions(path)
        except SimulatorError as mistake:
            refused += 1
            click.echo(str(mistake), err=True)
        else:
            for caution in cautions:
                click.echo(str(caution), err=True)
            count = len(scenario.steps)
            click.echo(f"{path}: can be played, {count} step{'' if count == 1 else 's'}")
    if refused:
        sys.exit(2)
