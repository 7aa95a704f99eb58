"""`oktasim why`: how we know that Okta, or the Hub, does that."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import click

from simulator.errors import OptionError, UnreadableError

if TYPE_CHECKING:
    from simulator.play.transcript import Event
    from simulator.register.explanation import Section
    from simulator.register.register import Rule

_LINE_OF_A_RUN = re.compile(r"(?P<file>.+):(?P<line>[0-9]+)")
_DIGITS = 18
"""Those of the greatest number that a line can have."""


@click.command("why")
@click.argument("about", nargs=-1, metavar="[RULE | WORDS | RUN.jsonl:LINE]")
def command(about: tuple[str, ...]) -> None:
    """Say how we know: a rule, its sources, how sure it is, its switch, the code that does it, the test that holds it.

    Without an argument all rules are listed by area. An area lists its own, a source's key the rules that rest on it;
    other words are searched for, and a line of a run (`run.jsonl:12`) is explained by the rules that made it so.

    \b
    Examples:
      oktasim why
      oktasim why push
      oktasim why create.look-up-first
      oktasim why "GET before PUT"
      oktasim why run.jsonl:12

    Exit codes: 0 something was found; 2 it was not, or the line is none of a run.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.register import explanation, register

    text = " ".join(about).strip()
    place = _LINE_OF_A_RUN.fullmatch(text)
    if not text:
        _list(register.rules())
    elif place and not register.find(text):
        _show(explanation.of_event(text, _event(Path(place["file"]), place["line"])))
    else:
        _show_found(text)


def _show_found(text: str) -> None:
    """A rule, a switch, an area or a source of that name, else what a search finds.

    Raises:
        OptionError: nothing is found.
    """
    from simulator.register import explanation, register

    source = next((one for key, one in register.sources().items() if key.lower() == text.lower()), None)
    rule = register.find(text.lower()) or register.of_switch(text.lower())
    found = [one for one in register.rules() if one.area == text.lower()] or register.search(text)
    if rule is not None:
        _show(explanation.of_rule(rule, _switched))
    elif source is not None:
        _show(explanation.of_source(source), one_line=True)
    elif len(found) == 1:
        _show(explanation.of_rule(found[0], _switched))
    elif found:
        _list(found)
    else:
        _show_closest(text)


def _list(found: Sequence["Rule"]) -> None:
    """Print rules, a line each, and how to read more of one."""
    from simulator.register import explanation

    _show(explanation.listed(found), one_line=True)
    click.echo(f"\n`oktasim why {found[0].id}` has its sources, code and tests.")


def _show_closest(text: str) -> None:
    """Print the rules that have several of the words where none has all.

    Raises:
        OptionError: there is none either; the sentence says what may have been meant.
    """
    from simulator.register import register

    if file := next((one for one in (text, *re.split(r"[\s:]+", text)) if os.path.isfile(one)), None):
        raise OptionError(f"{file} is a file; give a line of it, such as {file}:12")
    if some := register.closest(text):
        click.echo("No rule has all of these words; these have the most of them:\n", err=True)
        _list(some)
        return
    close = register.nearest(text)
    hint = f"did you mean {' or '.join(close)}?" if close else "`oktasim why` lists all rules"
    raise OptionError(f"the register has nothing with all of these words: {text}; {hint}")


def _event(run: Path, digits: str) -> "Event":
    """The event on the line of a run that has the number `digits`, which may be larger than any file is long.

    Raises:
        UnreadableError: there is no such line, or it is no event.
    """
    from simulator.play.transcript import parse

    try:
        with run.open(encoding="utf-8", errors="replace") as lines:
            line = int(digits) if len(digits) <= _DIGITS else 0
            text = next(islice(lines, line - 1, line), None) if line else None
    except OSError as wrong:
        raise UnreadableError(f"{run} cannot be read: {wrong.strerror}") from wrong
    if text is None:
        raise UnreadableError(f"{run} has no line {digits}; lines are counted from 1")
    try:
        return parse(text)
    except ValueError as wrong:
        raise UnreadableError(f"{run}:{digits}: this is not a line of an oktasim run: {wrong}") from wrong


def _switched(name: str) -> str:
    """Where a switch is set, its default and what else it takes."""
    from provider_stub.rules import Rules
    from simulator.okta.wire import Choices, Wire

    homes = {Wire: "under `app.wire` in a scenario", Choices: "for the Management API", Rules: "of the bundled Hub"}
    for home, where in homes.items():
        if name in (known := {field.name: field.default for field in fields(home)}):
            hint = get_type_hints(home)[name]
            others = (True, False) if hint is bool else get_args(hint)
            rest = [_as_written(one) for one in others if one != known[name]]
            said = f"; or {', '.join(rest)}" if rest else ""
            return f"{name}, {where} ({home.__module__}.{home.__name__}); default {_as_written(known[name])}{said}"
    return name


def _as_written(value: Any) -> str:
    """A switch's value as a scenario writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _show(sections: Iterable["Section"], *, one_line: bool = False) -> None:
    """Print sections; with `one_line` a paragraph is cut to the terminal's width, not broken."""
    from simulator.cli.screen import columns_of
    from simulator.reports.columns import ellipsize, visible, wrap

    columns = columns_of(sys.stdout)
    for number, (heading, paragraphs) in enumerate(sections):
        click.echo(("\n" if number else "") + visible(heading))
        for paragraph in paragraphs:
            for place, line in enumerate(paragraph.split("\n")):
                indent = "     " if place else "  "
                room = columns and columns - len(indent)
                shown = visible(line)
                for part in [ellipsize(shown, room)] if one_line and room else wrap(shown, room):
                    click.echo(indent + part)
