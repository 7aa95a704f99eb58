"""`oktasim list`: the bundled scenarios."""

import click


@click.command("list")
def command() -> None:
    """List the bundled scenarios, one line each: its name for `oktasim play`, and what it shows.

    \b
    Example:
      oktasim list
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.arguments import load_file
    from simulator.scenario.finding import bundled

    names = {path.stem: load_file(path).name for path in bundled()}
    width = max(map(len, names), default=0)
    for stem, name in names.items():
        click.echo(f"{stem:{width}}  {name}")
