"""`oktasim report`: a finished run, rendered again."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from simulator.errors import OptionError, UnreadableError
from simulator.play.transcript import Event
from simulator.reports import FORMATS, Render, written

_RANGE = re.compile(r"([1-9][0-9]{0,6})(?:(-)([1-9][0-9]{0,6})?)?", re.ASCII)


def _steps(ctx: click.Context, option: click.Parameter, value: str | None) -> tuple[int, int | None] | None:  # noqa: ARG001  (click's)
    """`3`, `3-5` or `3-`: the first and the last step, None for the run's end."""
    if value is None:
        return None
    if (found := _RANGE.fullmatch(value)) is None:
        raise click.BadParameter(f"{value!r} is no steps; give a number or two, such as 3, 3-5 or 3-")
    first = int(found[1])
    last = int(found[3]) if found[3] else None if found[2] else first
    if last is not None and last < first:
        raise click.BadParameter(f"{value!r} ends before it begins; give {last}-{first}")
    return first, last


def _selecting(form: str, steps: tuple[int, int | None] | None, only: str | None) -> Render | None:
    """The format's `render` for these steps and parts; None where all is wanted."""
    if steps is None and only is None:
        return None
    if form != "markdown":
        option = "--only" if steps is None else "--steps"
        raise OptionError(f"{option} is for pages in Markdown; add --format markdown")
    from simulator.reports.markdown import Selection, render

    first, last = steps or (1, None)
    return written(lambda events: _some(render(events, Selection(first, last, only)), only or "a page"))


def _some(chunks: Iterator[str], wanted: str) -> Iterator[str]:
    """The chunks, where there are any: an empty page would not say whether that is right."""
    first = next(chunks, None)
    if first is None:
        raise OptionError(f"there is nothing of these steps to show as {wanted}; choose others, or leave out --only")
    yield first
    yield from chunks


def _must_hold(events: Iterable[Event], first: int, last: int | None) -> None:
    """Raises OptionError where a run does not have these steps."""
    there = max((event.step or 0 for event in events), default=0)
    if first > there or (last or 0) > there:
        steps = f"{there} step{'' if there == 1 else 's'}"
        raise OptionError(f"the run has {steps}; give --steps others than {first if first > there else last}")


@click.command("report")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.jsonl")
@click.option(
    "--format", "-f", "format_", type=click.Choice(list(FORMATS)), default="terminal", show_default=True,
    help="What to render.",
)  # fmt: skip
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE",
    help="Write to this file instead of standard output.",
)  # fmt: skip
@click.option(
    "--steps", callback=_steps, metavar="N[-M]", help="Of a page in Markdown, these steps alone, such as 3-5, 3 or 3-."
)
@click.option(
    "--only", type=click.Choice(["requests", "exchanges", "mappings", "diagram"]),
    help="Of a page in Markdown, these alone; exchanges are requests with their answers.",
)  # fmt: skip
def command(
    run: Path, format_: str, output: Path | None, steps: tuple[int, int | None] | None, only: str | None
) -> None:
    """Render RUN.jsonl, which `oktasim play --log` wrote, in another format.

    Markdown is made of examples for documentation: a section for each step, its requests and answers, the attribute
    mappings behind a profile. Of a file that is damaged or cut off, what stands before is rendered, and exit code 2
    follows.

    \b
    Examples:
      oktasim report run.jsonl
      oktasim report run.jsonl --format markdown > run.md
      oktasim report run.jsonl -f markdown --steps 3-5 --only requests
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import OutputFile, keep
    from simulator.cli.recording import SavedRun, write_report
    from simulator.cli.screen import Screen

    keep({"the run": run}, output, "--output")
    events = SavedRun(run)
    render = _selecting(format_, steps, only)
    if steps is not None:
        _must_hold(events, *steps)
    if output is not None:
        with OutputFile(output) as file:
            write_report(format_, events, file, render)
    elif format_ != "terminal":
        write_report(format_, events, None, render)
    else:  # as `play` shows it where somebody watches
        screen = Screen(bar=False)
        for event in events:
            screen.show(event)
        screen.end()
    if events.complaint:
        raise UnreadableError(events.complaint)
