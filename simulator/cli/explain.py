"""`oktasim explain`: a sentence of Okta's, whose words it is made of, and why it comes."""

import os
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.group import Exit
from simulator.errors import OptionError

if TYPE_CHECKING:
    from simulator.cli.places import OutputFile
    from simulator.explaining.explanation import Section
    from simulator.explaining.reading import Reading

LONGEST = 5000
"""Characters of a text that is looked at: a sentence has some hundred."""


@click.command("explain")
@click.argument("text", nargs=-1)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="SCENARIO.yaml",
    help="Write the smallest scenario that ends in the same sentence, once it was played and did.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_context
def command(ctx: click.Context, text: tuple[str, ...], output: Path | None, *, force: bool) -> None:
    """Explain TEXT, or standard input: a sentence from Okta's tasks, its System Log, or an error badge.

    It may have other names and ids than yours, line breaks, quotes and HTML entities. Said are the conversation and the
    request, which half is Okta's and which the provider's, the known causes with their sources, and what to check.

    \b
    Examples:
      oktasim explain 'Automatic provisioning of user Ada to app Hub failed: Matching user not found.'
      pbpaste | oktasim explain
      oktasim explain -o story.yaml - < ticket.txt

    Exit codes: 0 the sentence is known; 2 it is not, or no scenario that was played ends in it.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import OutputFile
    from simulator.explaining.explanation import explanation
    from simulator.explaining.reading import read

    given = _given(ctx, text)
    if output is not None and os.path.exists(output) and not force:
        raise OptionError(f"{output} is there already; choose another name, or add --force to write over it")
    reading = read(given)
    with nullcontext() if output is None else OutputFile(output) as written:
        _show(explanation(reading))
        reproduced = written is None or _reproduced(reading, written, output)
    sys.exit(Exit.KEPT if reading.known and reproduced else Exit.UNUSABLE)


def _given(ctx: click.Context, text: tuple[str, ...]) -> str:
    """The text of the arguments, or of standard input where there are none or `-`.

    Raises:
        OptionError: it is empty, or far too long.
        UsageError: there is none, and somebody sits at the terminal.
    """
    if not text and sys.stdin.isatty():
        raise click.UsageError("Give the sentence, or pipe it in.", ctx)
    given = sys.stdin.read(LONGEST + 1) if text in ((), ("-",)) else " ".join(text)
    if not given.strip():
        raise OptionError("there is no text; give the sentence as Okta shows it")
    if len(given) > LONGEST:
        raise OptionError(f"the text has more than {LONGEST} characters; give the sentence alone")
    return given


def _show(sections: Iterable["Section"]) -> None:
    from simulator.cli.screen import columns_of
    from simulator.reports.columns import visible, wrap

    columns = columns_of(sys.stdout)
    for number, (heading, paragraphs) in enumerate(sections):
        lines = [("", heading)]
        for paragraph in paragraphs:
            first, *rest = paragraph.split("\n")
            lines += [("  ", first), *(("     ", line) for line in rest)]
        click.echo("\n" if number else "", nl=False)
        for indent, line in lines:
            for part in wrap(visible(line), columns and columns - len(indent)):
                click.echo(indent + part)


def _reproduced(reading: "Reading", file: "OutputFile", path: Path | None) -> bool:
    """Write the scenario that ends in the sentence, if one does; whether it did."""
    from simulator.explaining.reproducing import reproduce

    proven = reproduce(reading)
    if proven is None:
        click.echo(f"{path} is not written: no scenario that was played ends in this sentence.", err=True)
        return False
    file.write([proven.text])
    how = "a fault answers in the provider's place" if proven.by_fault else "no fault is needed"
    click.echo(f'{path} is written; {how}. It was played and ended in: "{proven.ended_in}"', err=True)
    click.echo(f"Play it with: oktasim play {path}", err=True)
    return True
