"""`oktasim preflight`: who would be refused, before anybody is assigned."""

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.group import Exit
from simulator.errors import OptionError

if TYPE_CHECKING:
    from simulator.cli.places import OutputFile
    from simulator.preflight.assessment import Assessment
    from simulator.preflight.taken import Taken

COMPLAINTS = 50
"""Rows that cannot be used are named up to this many, and then counted."""
FORMATS = ("terminal", "csv", "json", "markdown")


def _columns(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:  # noqa: ARG001  (click)
    """`ATTRIBUTE=COLUMN` pairs, "" for no column."""
    from simulator.preflight.columns import attribute_of

    pairs = {}
    for value in values:
        attribute, equals, column = (part.strip() for part in value.partition("="))
        if not equals or not attribute:
            raise click.BadParameter(f"{value!r} is not ATTRIBUTE=COLUMN, such as login=Username")
        pairs[attribute_of(attribute)] = column
    if pairs.get("login") == "":
        raise click.BadParameter("everybody has a login; name its column, such as login=Username")
    return pairs


@click.command("preflight")
@click.argument("people", type=click.Path(path_type=Path), metavar="PEOPLE.csv")
@click.option(
    "--expression", "-e", metavar="EXPR", help="The application username. [default: user.login, or the scenario's]"
)
@click.option(
    "--scenario", metavar="SCENARIO",
    help="Take the application username, mappings and custom attributes from this scenario.",
)  # fmt: skip
@click.option(
    "--column", "column", multiple=True, callback=_columns, metavar="ATTRIBUTE=COLUMN",
    help="Which column holds an attribute, as in login='Work mail'; nothing after = says that none does. Repeatable.",
)  # fmt: skip
@click.option(
    "--taken", type=click.Path(path_type=Path), metavar="FILE",
    help="Usernames that are taken, one in a line; after a comma may stand the account's e-mail address.",
)  # fmt: skip
@click.option("--endpoint", metavar="URL", help="Read the usernames that are taken from this SCIM base URL.")
@click.option("--token-env", metavar="VAR", help="The environment variable that holds the endpoint's token.")
@click.option("--format", "-f", "format", type=click.Choice(FORMATS), default="terminal", show_default=True)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE",
    help="Write to this file instead of standard output.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N",
    help="How many people who fail are named on the terminal and in Markdown; csv and json have everybody.",
)  # fmt: skip
def command(
    people: Path,
    *,
    taken: Path | None,
    format: str,  # noqa: A002  (the option's name)
    output: Path | None,
    limit: int,
    **options: Any,
) -> None:
    """Say who in PEOPLE.csv would get a username the Hub refuses, one that somebody else gets too, or none.

    PEOPLE.csv is an export of Okta's, Google Workspace's, Entra ID's, Microsoft 365's or Workday's, or any CSV with a
    header row. Columns are found by variable name (login, firstName) or display name (Username, First name); what
    cannot be judged without a column that is not found is not judged, but asked for.

    \b
    Examples:
      oktasim preflight people.csv
      oktasim preflight people.csv -e 'String.substringBefore(user.login, "@")' --taken names.txt
      oktasim preflight people.csv --scenario story.yaml --format csv -o refused.csv
      oktasim preflight staff.csv --column login="Work mail" --column firstName=Vorname

    Exit codes: 0 everybody passes; 1 somebody does not; 2 the file, a row in it or an option cannot be used;
    3 the endpoint could not be reached.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import OutputFile, keep
    from simulator.preflight.reports import FORMATS as RENDERERS
    from simulator.preflight.taken import NobodyAnswered, read_taken

    keep({"the people": people, "the names": taken, "the scenario": options["scenario"]}, output, "--output")
    endpoint, token_env = options.pop("endpoint"), options.pop("token_env")
    with nullcontext() if output is None else OutputFile(output) as file:
        try:
            names = {**(read_taken(taken) if taken else {}), **(_ask(endpoint, token_env) if endpoint else {})}
        except NobodyAnswered as silence:
            click.echo(f"Error: {silence}", err=True)
            sys.exit(Exit.UNREACHABLE)
        assessment = _assess(people, names, **options)
        _write(RENDERERS[format](assessment, limit), file)
    if format == "csv":
        click.echo("".join(f"! {note}\n" for note in assessment.notes), err=True, nl=False)
    unusable = assessment.people.complaints
    for complaint in unusable[:COMPLAINTS]:
        click.echo(complaint, err=True)
    if len(unusable) > COMPLAINTS:
        click.echo(f"and {len(unusable) - COMPLAINTS:,} more rows; --format json has all of them", err=True)
    sys.exit(Exit.UNUSABLE if unusable else Exit.BROKEN if assessment.failing else Exit.KEPT)


def _assess(
    file: Path, taken: "Taken", *, expression: str | None, scenario: str | None, column: dict[str, str]
) -> "Assessment":
    from simulator.cli.arguments import file_of, load_file
    from simulator.cli.screen import Progress
    from simulator.preflight.application import Application
    from simulator.preflight.assessment import assess
    from simulator.preflight.people import PeopleFile
    from simulator.preflight.verdicts import Surroundings
    from simulator.scenario.parts.app import App

    declared = load_file(file_of(scenario)) if scenario else None
    types = {one.name: one.type for one in declared.user_attributes} if declared else {}
    rows = PeopleFile(file, column, types)
    attributes = {**dict.fromkeys((*rows.columns.attributes, *rows.columns.absent), "string"), **types}
    app = declared.app if declared else App.model_validate({})
    others = {name: other.in_okta() for name, other in declared.app_profiles.items()} if declared else {}
    stub = declared.provider.stub if declared else None
    around = Surroundings(taken, stub.sso if stub else "managed")
    application = Application(app, attributes, expression, others)
    rows.columns.check(application.needs(rows.columns.numbers), application.wishes(managed=around.sso == "managed"))
    progress = Progress()
    return assess(rows.read(progress), application, around, str(file), progress)


def _ask(endpoint: str, token_env: str | None) -> "Taken":
    """The usernames at an endpoint.

    Raises:
        OptionError: the URL cannot be used, or there is no token for it.
    """
    from simulator.okta.wire import headers
    from simulator.play.setup import endpoint_provider
    from simulator.preflight.taken import ask_taken
    from simulator.transport.http import HttpTransport

    base_url = str(endpoint_provider(endpoint, token_env).endpoint)
    token = os.environ.get(token_env or "", "").strip()
    if not token:
        named = f"{token_env} is not set" if token_env else "is not named"
        raise OptionError(f"--endpoint needs a token; the environment variable for it {named} (--token-env VAR)")
    transport = HttpTransport()
    return ask_taken(lambda request: transport.send(request, base_url, headers(request, base_url, token)), base_url)


def _write(lines: Iterator[str], file: "OutputFile | None") -> None:
    if file is not None:
        file.write(f"{line}\n" for line in lines)
        return
    for line in lines:
        click.echo(line)
