"""`oktasim import`: what happened elsewhere, as a scenario."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from simulator.cli.group import Exit
from simulator.errors import OptionError


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="SCENARIO.yaml",
    help="Write the scenario to this file instead of standard output.",
)  # fmt: skip
@click.option(
    "--system-log", "logs", multiple=True, type=click.Path(path_type=Path), metavar="LOG",
    help="A System Log of the same time as the traffic in FILEs, to be joined with it; may be given several times.",
)  # fmt: skip
@click.option("--name", metavar="TEXT", help="The scenario's name. [default: Imported from FILE]")
@click.option(
    "--app", metavar="LABEL",
    help="The app that a System Log is read for, by its label or its name in the catalogue; for traffic, its label.",
)  # fmt: skip
@click.option(
    "--user", metavar="NAME",
    help="Only what is about this person (login, application username or SCIM username), their groups and the app.",
)  # fmt: skip
@click.option("--since", metavar="TIME", help="Leave out what was before: a date or an instant (ISO 8601).")
@click.option("--until", metavar="TIME", help="Leave out what came later; a date is that whole day.")
@click.option(
    "--anonymise", is_flag=True,
    help="Replace names, usernames, addresses, ids, groups, the app and the organization, each by a made-up one of the "
    "same shape, and list what was replaced.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(
    files: tuple[Path, ...], output: Path | None, *, logs: tuple[Path, ...], name: str | None, app: str | None,
    user: str | None, since: str | None, until: str | None, anonymise: bool, force: bool,
) -> None:  # fmt: skip
    """Make a scenario of FILEs: Okta System Log exports, or recorded SCIM traffic.

    A System Log is the JSON of /api/v1/logs in any layout (pages, lines, an event hook's body, Elastic's or Splunk's
    wrappers) or the Admin Console's CSV. Traffic is what `oktasim record` wrote, a HAR, ngrok's /api/requests/http, the
    log of `oktasim hub --log`, or a run of ours. Files may be gzipped and in UTF-8 or UTF-16; several are put in order
    of time, a folder stands for its files and - for standard input.

    With both, the two are joined by time, ids and names: the acts are the System Log's, what was sent and answered is
    the recording's. How far their clocks differ is found out and said, what only one of them shows is kept and said,
    and where they contradict each other the recorded answer is played and the scenario says so.

    People, groups, assignments and pushes become steps, failures become faults that answer the same way, and what was
    seen becomes expectations. What the files do not tell is a comment in the scenario. It is played once on the bundled
    Hub and held against them in both directions: what a System Log does not show did not happen, so that work which
    Okta would have done and the log lacks was switched off, or in Error, and the scenario says so.

    \b
    Examples:
      oktasim import recorded.jsonl --system-log system-log.csv -o story.yaml
      oktasim import system-log.csv -o incident.yaml --anonymise
      oktasim import page-1.json page-2.json page-3.json --app "Hugging Face" --user ada@acme.com
      oktasim import exports/ --since 2026-05-04 --until 2026-05-05
      gunzip -c logs.gz | oktasim import - | less
      curl -s localhost:4040/api/requests/http | oktasim import -

    Exit codes: 0 all of it was used; 2 a file, or a part of it, could not be used, nothing explains what it shows, or a
    System Log and a recording contradict each other.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import OutputFile, keep
    from simulator.cli.screen import Progress
    from simulator.intake.choosing import Wish
    from simulator.intake.evidence.files import sources_of
    from simulator.intake.evidence.times import bound
    from simulator.intake.importing import import_sources

    for file in (*files, *logs):
        keep({"what is imported": file}, output, "--output")
    if output is not None and os.path.exists(output) and not force:
        raise OptionError(f"{output} is there already; choose another name, or add --force to write over it")
    first = bound(since, "--since") if since else ""
    end = bound(until, "--until", end=True) if until else ""
    with nullcontext() if output is None else OutputFile(output) as written:
        wish = Wish(name or "", app, anonymise, user, first, end)
        imported = import_sources(sources_of(files), wish, Progress(), logs=sources_of(logs))
        if written is not None:
            written.write([imported.text])
    if output is None:
        click.echo(imported.text, nl=False)
    else:
        click.echo(f"{output} is written, {imported.steps} steps; play it with: oktasim play {output}", err=True)
    for said in (*imported.replaced, *imported.notes, *imported.complaints):
        click.echo(said, err=True)
    sys.exit(Exit.UNUSABLE if imported.complaints else Exit.KEPT)
