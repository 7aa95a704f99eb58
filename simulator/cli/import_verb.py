"""`oktasim import`: what happened elsewhere, as a scenario."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from simulator.cli.group import Exit
from simulator.errors import OptionError


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="SCENARIO.yaml",
    help="Write the scenario to this file instead of standard output.",
)  # fmt: skip
@click.option("--name", metavar="TEXT", help="The scenario's name. [default: Imported from FILE]")
@click.option("--app", metavar="LABEL", help="The app a System Log is read for, where it is about several.")
@click.option(
    "--anonymise", is_flag=True,
    help="Replace names, usernames, addresses and ids, each by the same made-up one of the same shape.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(
    file: Path, output: Path | None, *, name: str | None, app: str | None, anonymise: bool, force: bool
) -> None:
    """Make a scenario of FILE: an Okta System Log export, or a HAR of SCIM traffic.

    A System Log is the JSON of /api/v1/logs or the console's download. People, groups, assignments and pushes become
    steps, failures become faults that answer the same way, and what was seen becomes expectations. What the file does
    not tell is a comment in the scenario. It is played once on the bundled Hub to check it.

    \b
    Examples:
      oktasim import system-log.json -o incident.yaml --anonymise
      oktasim import traffic.har | less

    Exit codes: 0 all of it was used; 2 the file, or a part of it, could not be used.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import OutputFile, keep
    from simulator.intake.importing import Wish, import_file

    keep({"what is imported": file}, output, "--output")
    if output is not None and os.path.exists(output) and not force:
        raise OptionError(f"{output} is there already; choose another name, or add --force to write over it")
    with nullcontext() if output is None else OutputFile(output) as written:
        imported = import_file(file, Wish(name or f"Imported from {file.name}", app, anonymise))
        if written is not None:
            written.write([imported.text])
    if output is None:
        click.echo(imported.text, nl=False)
    else:
        click.echo(f"{output} is written, {imported.steps} steps; play it with: oktasim play {output}", err=True)
    for complaint in imported.complaints:
        click.echo(complaint, err=True)
    sys.exit(Exit.UNUSABLE if imported.complaints else Exit.KEPT)
