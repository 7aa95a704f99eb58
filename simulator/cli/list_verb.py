"""`oktasim list`: the bundled scenarios."""

import click

from simulator.errors import OptionError


@click.command("list")
@click.argument("words", nargs=-1, metavar="[WORD...]")
def command(words: tuple[str, ...]) -> None:
    """List the bundled scenarios by theme: each one's name for `oktasim play`, and what it shows.

    With WORDs, those whose name, description or theme holds all of them.

    \b
    Examples:
      oktasim list
      oktasim list username
      oktasim list group patch
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.arguments import load_file
    from simulator.scenario.finding import bundled
    from simulator.scenario.themes import themes

    theme_of, stories = themes(), {path.stem: load_file(path) for path in bundled()}
    wanted = [word.lower() for word in words]
    rows: list[tuple[str, str, str]] = []
    for stem in sorted(stories, key=list(theme_of).index):
        story = stories[stem]
        text = f"{stem}\n{story.name}\n{' '.join((story.description or '').split())}\n{theme_of[stem]}".lower()
        if all(word in text for word in wanted):
            rows.append((theme_of[stem], stem, story.name))
    if not rows:
        raise OptionError(f"no bundled scenario speaks of {' '.join(words)}; `oktasim list` shows all of them")
    width, last = max(len(stem) for _, stem, _ in rows), ""
    for theme, stem, name in rows:
        if theme != last:
            click.echo(("\n" if last else "") + theme)
        click.echo(f"  {stem:{width}}  {name}")
        last = theme
