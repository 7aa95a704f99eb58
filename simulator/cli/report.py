"""`oktasim report`: a finished run, rendered again."""

from pathlib import Path

import click

from simulator.errors import UnreadableError
from simulator.reports import FORMATS


@click.command("report")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN.jsonl")
@click.option("--format", "-f", "format_", type=click.Choice(list(FORMATS)), default="terminal", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
def command(run: Path, format_: str, output: Path | None) -> None:
    """Render RUN.jsonl, which `oktasim play --log` wrote, in another format.

    \b
    Examples:
      oktasim report run.jsonl
      oktasim report run.jsonl --format markdown > run.md
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.play.transcript import read

    try:
        with run.open(encoding="utf-8", newline="\n") as lines:
            chunks = FORMATS[format_](read(lines, str(run)))
            if output is None:
                for chunk in chunks:
                    click.echo(chunk, nl=False)
            else:
                output.write_text("".join(chunks), encoding="utf-8")
    except UnicodeDecodeError as why:
        raise UnreadableError(f"{run} is not UTF-8 text; give a file that `oktasim play --log` wrote") from why
    except OSError as why:
        raise UnreadableError(f"{why.filename or run}: {why.strerror}") from why
