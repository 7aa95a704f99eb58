"""`oktasim docs-sync`: the marked parts of somebody's Markdown, filled from scenarios played on the bundled Hub."""

import difflib
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.group import Exit
from simulator.errors import Mark, PageError, ScenarioError, SimulatorError, UnreadableError

if TYPE_CHECKING:
    from simulator.cli.docs_sync_parts import Filling


@click.command("docs-sync")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.md...")
@click.option("--check", is_flag=True, help="Write nothing; say what is stale, and end with 1 where something is.")
def command(files: tuple[Path, ...], check: bool) -> None:
    """Fill the marked parts of Markdown FILEs with examples; all else stays as it is, byte for byte.

    A part stands between two lines, each alone on its line:

    \b
      <!-- oktasim: quickstart step 3 request -->
      <!-- /oktasim -->

    It begins with the name of a bundled scenario, or a file beside the page. Of `step N` (or its id) there are request,
    response, exchange, body, response body, mappings, step and diagram; a number after them chooses one of the step's
    requests, as in `step 3 request 2`. Of the whole run there are diagram and mappings. `output of oktasim list` is
    what a command prints. Scenarios are played on the bundled Hub: nothing leaves this machine.

    Exit codes: 1 with --check, something is stale; 2 a marker cannot be filled, or a file not read or written.

    \b
    Examples:
      oktasim docs-sync README.md
      oktasim docs-sync --check docs/*.md
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.docs_sync_parts import Filling

    filling, pages = Filling(), []
    complaints: list[tuple[Mark, str]] = []
    for path in _once(files):
        try:
            pages.append((path, *_renewed(path, filling)))
        except PageError as why:
            complaints += why.complaints
    if complaints:
        raise PageError(*complaints)
    stale = [_settled(path, old, new, counts, check=check) for path, old, new, counts in pages]
    if check and any(stale):
        sys.exit(Exit.BROKEN)


def _once(files: Iterable[Path]) -> Iterator[Path]:
    """Each file once, by the name that it is first given by."""
    seen: set[str] = set()
    for path in files:
        if (real := os.path.realpath(path)) not in seen:
            seen.add(real)
            yield path


def _renewed(path: Path, filling: "Filling") -> tuple[str, str, tuple[int, int]]:
    """The page as it is and as it is to be; how many parts it has, and how many of them are stale.

    Raises:
        PageError: a marker is wrong, or cannot be filled; with all there are.
    """
    from simulator.cli.docs_sync_parts import is_stale
    from simulator.reports.markers import Page, Part, fitted

    text = _text_of(path)
    page = Page(text, str(path))
    texts: dict[Part, str] = {}
    complaints: list[tuple[Mark, str]] = []
    stale = 0
    for part in page.parts:
        try:
            now, made = page.between(part), fitted(filling.text(part.words, path.parent), part)
        except ScenarioError as why:
            complaints.append((part.mark, f"the scenario cannot be played: {why}"))
        except SimulatorError as why:
            complaints.append((part.mark, str(why)))
        else:
            is_old = is_stale(part.words, now, made)
            texts[part] = made if is_old else now
            stale += is_old
    if complaints:
        raise PageError(*complaints)
    return text, page.filled(texts), (len(page.parts), stale)


def _settled(path: Path, old: str, new: str, counts: tuple[int, int], *, check: bool) -> bool:
    """Write the page, or show what is stale in it; whether anything was."""
    parts, stale = counts
    if not parts:
        click.echo(f"{path}: no marker, such as <!-- oktasim: quickstart step 3 request -->")
    elif old == new:
        click.echo(f"{path}: {_plural(parts)}, none stale")
    elif check:
        names = (f"{path} as it is", f"{path} as it would be")
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), *names, lineterm="")
        click.echo("\n".join(lines))
        click.echo(f"{path}: {stale} of {_plural(parts)} stale; `oktasim docs-sync {path}` fills them anew", err=True)
    else:
        _replace(path, new)
        click.echo(f"{path}: {stale} of {_plural(parts)} filled anew")
    return old != new


def _plural(parts: int) -> str:
    return f"{parts} part" if parts == 1 else f"{parts} parts"


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as why:
        raise UnreadableError(f"{path} is not UTF-8 text at byte {why.start + 1}; save it as UTF-8") from why
    except OSError as why:
        raise UnreadableError(f"{path} cannot be read: {why.strerror or why}") from why


def _replace(path: Path, text: str) -> None:
    """Put the text in the file's place at once: whoever reads it sees the old page or the new one.

    Raises:
        UnreadableError: it cannot be written, or is read-only, which putting another in its place would pass over.
    """
    target = Path(os.path.realpath(path))
    scratch = None
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
        if not mode & 0o222 or not os.access(target, os.W_OK):
            raise UnreadableError(f"{path} is read-only; make it writable, or give another")
        descriptor, scratch = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        with open(descriptor, "wb") as file:
            file.write(text.encode())
        os.chmod(scratch, mode)
        os.replace(scratch, target)
    except OSError as why:
        if scratch is not None:
            with suppress(OSError):
                os.unlink(scratch)
        raise UnreadableError(f"{path} cannot be written: {why.strerror or why}") from why
