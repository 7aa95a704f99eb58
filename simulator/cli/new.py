"""`oktasim new`: a scenario to start from."""

import os
from pathlib import Path

import click

from simulator.errors import OptionError


@click.command("new")
@click.argument("name")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(name: str, force: bool) -> None:
    """Write a commented starter scenario to NAME.yaml.

    \b
    Example:
      oktasim new "A dotted login is refused"
      oktasim new stories/rename.yaml
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import OutputFile
    from simulator.scenario.starter import starter

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{_file_name(name)}.yaml")
    if os.path.exists(path) and not force:
        raise OptionError(f"{path} is there already; choose another name, or add --force to write over it")
    with OutputFile(path) as file:
        file.write([starter(path.stem if path.name == name or "/" in name else name)])
    click.echo(f"{path} is written; play it with: oktasim play {path}")


def _file_name(name: str) -> str:
    folder, _, last = name.rpartition("/")
    words = "".join(letter if letter.isalnum() else "-" for letter in last.lower()).split("-")
    stem = "-".join(word for word in words if word) or "scenario"
    return f"{folder}/{stem}" if folder else stem
