"""`oktasim verbs`: what an administrator can do in a scenario."""

import sys
from typing import TYPE_CHECKING

import click

from simulator.errors import OptionError

if TYPE_CHECKING:
    from simulator.verbs.catalogue import Entry


@click.command("verbs")
@click.argument("words", nargs=-1, metavar="[WORD...]")
def command(words: tuple[str, ...]) -> None:
    """List the verbs of a scenario by their place in Okta: what each does, and how its argument is written.

    With WORDs, those that speak of all of them; where a verb has that name, or is the only one, it is explained with
    each part of its argument. A ? is behind what may be left out.

    \b
    Examples:
      oktasim verbs
      oktasim verbs push
      oktasim verbs assign_user
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.verbs.catalogue import search

    found = search(words)
    if not found:
        raise OptionError(f"no verb speaks of {' '.join(words)}; `oktasim verbs` lists all of them")
    if len(found) == 1:
        _explain(found[0])
        return
    places: dict[str, list[Entry]] = {}
    for one in found:
        places.setdefault(one.place, []).append(one)
    for number, (place, entries) in enumerate(places.items()):
        click.echo(("\n" if number else "") + place)
        for one in entries:
            click.echo(f"  {_written(one)}")
            _show("      ", "", one.does)


def _written(one: "Entry") -> str:
    return one.written if one.argument == "none" else f"{one.written}: {one.argument}"


def _explain(one: "Entry") -> None:
    click.echo(_written(one))
    _show("  ", "", one.says)
    if one.by_administrator:
        _show("  ", "", f"In {one.place}, the administrator {one.does}.")
    width = max((len(key.name) + key.optional for key in one.keys), default=0)
    for key in one.keys:
        listed = f" Values: {', '.join(key.choices)}." if len(key.choices) > 1 else ""
        _show("  ", f"{key.name}{'?' * key.optional}".ljust(width + 2), key.says + listed)


def _show(indent: str, label: str, text: str) -> None:
    """A label and a text beside it, wrapped on a terminal."""
    from simulator.cli.screen import columns_of
    from simulator.reports.columns import wrap

    columns = columns_of(sys.stdout)
    before = indent + label
    for line in wrap(text, columns and max(columns - len(before), 20)):
        click.echo((before + line).rstrip())
        before = " " * len(before)
