"""`oktasim eval`: Okta Expression Language, one expression or a stream of them."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from simulator.cli.streams import unread, write_utf8
from simulator.errors import ExpressionError, OptionError


@click.command("eval")
@click.argument("expression", required=False)
@click.option("--context", type=click.Path(path_type=Path), metavar="FILE.yaml", help="What the expression can see.")
@click.option("--user", "profile", multiple=True, metavar="NAME=VALUE", help="A profile attribute; may be repeated.")
@click.option(
    "--template", is_flag=True, help="Read EXPRESSION as a username template, ${...}; without it if it begins so."
)
@click.option("--json", "as_json", is_flag=True, help="Answer with one line of JSON, an error too.")
def command(
    expression: str | None, context: Path | None, profile: tuple[str, ...], template: bool, as_json: bool
) -> None:
    """Evaluate EXPRESSION, or one JSON object per line of standard input.

    The context file has the keys user, source, appuser, app, groups, internal, linked, ad, workday, rel and now.
    Somebody with a login is ACTIVE and has the id that play gives them, unless internal says otherwise.
    A line of standard input is {"expression": ..., "context": {...}, "template": false}; each is answered by a line.

    \b
    Examples:
      oktasim eval 'String.substringBefore(user.login, "@")' --user login=ada.lovelace@acme.test
      oktasim eval 'user.department ?: "none"' --context ada.yaml --json
      oktasim eval < expressions.jsonl
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.okta.expression.batch import answer, answers

    if expression is None:
        for line in answers(sys.stdin):
            write_utf8(f"{line}\n")
            if unread():
                break
        return
    seen = _context(context, profile)
    if as_json:
        asked = {"expression": expression, "context": seen, "template": template or expression.startswith("${")}
        said = answer(json.dumps(asked, default=str))
        write_utf8(f"{said}\n")
        sys.exit(2 if '"error"' in said[:9] else 0)
    _show(expression, seen, template=template)


def _context(path: Path | None, profile: tuple[str, ...]) -> dict[str, Any]:
    from simulator.scenario.loading import read_context

    context = read_context(path) if path is not None else {}
    for pair in profile:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise OptionError(f"--user {pair!r} is not NAME=VALUE, such as login=ada.lovelace@acme.test")
        user = context.setdefault("user", {})
        if not isinstance(user, dict):
            raise OptionError(f"`user` in {path} must hold attributes and their values")
        user[name] = value
    return context


def _show(expression: str, context: dict[str, Any], *, template: bool) -> None:
    """Print the value as Okta would store it, or the error with a caret under the character."""
    from simulator.okta.expression import parse, parse_template, pointer
    from simulator.okta.expression.batch import dialect_of, scope_from

    try:
        templated = template or expression.startswith("${")
        parsed = parse_template(expression) if templated else parse(expression, dialect=dialect_of(context))
        value = parsed.evaluate(scope_from(context))
    except ExpressionError as error:
        click.echo(f"{pointer(expression, error.position)}\n{error.code}: {error.message}", err=True)
        sys.exit(2)
    click.echo(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
