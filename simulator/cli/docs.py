"""`oktasim docs`: the pages of documentation that come with it."""

import sys

import click

from simulator.errors import OptionError


@click.command("docs")
@click.argument("words", nargs=-1, metavar="[PAGE | WORD...]")
def command(words: tuple[str, ...]) -> None:
    """Print a PAGE of the documentation, or say which pages speak of the WORDs; without any, list the pages.

    Pages are Markdown. The console has them too: Documentation in its menu.

    \b
    Examples:
      oktasim docs
      oktasim docs quirks
      oktasim docs rate limit
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.streams import write_utf8
    from simulator.docs.pages import find, pages

    known = pages()
    if not " ".join(words).strip():
        _table([(name, page.title) for name, page in known.items()])
    elif len(words) == 1 and words[0].removesuffix(".md").lower() in known:
        write_utf8(known[words[0].removesuffix(".md").lower()].text)
    elif found := find(words):
        _table([(f"{section.page}: {section.heading}", line) for section, line in found])
    else:
        raise OptionError(f"no page speaks of {' '.join(words)}; `oktasim docs` lists the pages")


def _table(rows: list[tuple[str, str]]) -> None:
    """Two columns; on a terminal, the second is cut to what fits."""
    from simulator.cli.screen import columns_of
    from simulator.reports.columns import ellipsize

    width, columns = max(len(first) for first, _ in rows), columns_of(sys.stdout)
    for first, second in rows:
        shown = second if columns is None else ellipsize(second, max(columns - width - 2, 20))
        click.echo(f"{first:{width}}  {shown}".rstrip())
