"""`oktasim check`: can these scenarios be played?"""

import sys

import click

from simulator.cli.arguments import files_of, load_file, scenarios_argument
from simulator.errors import SimulatorError


@click.command("check")
@scenarios_argument
def command(scenarios: tuple[str, ...]) -> None:
    """Say whether SCENARIOs can be played; nothing is sent.

    A SCENARIO is a file, a folder of files, or the name of a bundled one.

    \b
    Examples:
      oktasim check story.yaml
      oktasim check scenarios/ && echo all fine
    """  # noqa: D301  (click's marker for text that keeps its lines)
    refused = 0
    for path in files_of(scenarios):
        try:
            scenario = load_file(path)
        except SimulatorError as mistake:
            refused += 1
            click.echo(str(mistake), err=True)
        else:
            click.echo(f"{path}: can be played, {_steps(len(scenario.steps))}")
    if refused:
        sys.exit(2)


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"
