"""`oktasim conform`: Okta's own suites against a SCIM service."""

import math
import os
import secrets
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.arguments import ask_to_write, warn_of_short
from simulator.cli.group import Exit
from simulator.cli.places import log_option, places, report_option
from simulator.errors import OptionError

if TYPE_CHECKING:
    from simulator.play.conformance import Result, SuiteRun
    from simulator.play.setup import Run
    from simulator.reports.conformance import View

SUITES = ("spec", "crud")


@click.command("conform")
@click.argument("url", required=False, metavar="[URL]")
@click.option("--token-env", metavar="VAR", help="The environment variable that holds the service's token.")
@click.option(
    "--suite", "suites", multiple=True, type=click.Choice(SUITES), help="Run this suite only. [default: both]"
)
@click.option("--stub", is_flag=True, help="Run against the bundled Hub, in process.")
@click.option(
    "--quirk", "quirks", multiple=True, metavar="NAME", help="Let the bundled Hub misbehave; may be repeated."
)
@click.option(
    "--integration", type=click.Choice(["aiw", "oin"]), default="aiw", show_default=True,
    help="In CRUD, whether Okta updates with PUT (App Integration Wizard) or PATCH (catalogue).",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0), metavar="N",
    help="Make the same names as an earlier run. [default: new ones; 1 on the bundled Hub]",
)  # fmt: skip
@click.option("--pauses", is_flag=True, help="Wait between requests as long as Okta's suites do, 5 to 40 s each.")
@click.option(
    "--max-wait", type=click.FloatRange(0), default=900, show_default=True, metavar="SECONDS",
    help="How long to wait in all, at a service that answers 429, and for --pauses.",
)  # fmt: skip
@log_option
@report_option
@click.option("--yes", "-y", is_flag=True, help="Do not ask before writing to a service that is not on this machine.")
@click.option("--verbose", "-v", is_flag=True, help="Show bodies too.")
def command(
    url: str | None, suites: tuple[str, ...], log: str | None, reports: list[tuple[str, str]], yes: bool, **options: Any
) -> None:
    """Run Okta's SPEC and CRUD tests against the SCIM service at URL, its base URL.

    They are what Okta has every service pass before its integration is submitted to the catalogue, each step with the
    name and the assertions it was published with. CRUD is done by an Okta on this machine. What a run creates is
    deleted again in the end, or deactivated where that is refused, and what stays is named. The service needs one user
    to begin with.

    \b
    Examples:
      oktasim conform https://scim.example.com/v2 --token-env SCIM_TOKEN
      oktasim conform http://127.0.0.1:8081/scim/v2 --token-env SCIM_TOKEN --suite spec
      oktasim conform http://127.0.0.1:8081/scim/v2 --token-env SCIM_TOKEN --report junit:conform.xml
      oktasim conform --stub --quirk any-username --quirk optional-external-id

    Exit codes: 0 every step passed; 1 one did not; 2 an option cannot be used; 3 the service could not be reached, so
    that nothing is said of it.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.recording import Recording
    from simulator.cli.screen import columns_of, style_of
    from simulator.play.conformance import NotReached
    from simulator.reports.conformance import View

    target = _target(url, **{name: options.pop(name) for name in ("stub", "quirks", "token_env", "max_wait")})
    files = places(log, reports, ["conform"])[0]
    if target.kind == "endpoint":
        app, redactor = target.story.tenant.app, target.story.player.redactor
        warn_of_short("SCIM token", app.token)
        ask_to_write({app.base_url: redactor.redact_name}, yes)
    stream = sys.stderr if any(where == "-" for _, where in reports) else sys.stdout
    view = View(style_of(stream), columns_of(stream), bodies=options.pop("verbose"))
    seed = options.pop("seed")
    options["seed"] = seed if seed is not None else 1 if target.kind == "stub" else secrets.randbelow(10**9)
    seen: list[tuple[SuiteRun, list[Result]]] = []
    try:
        with Recording(files) as recording:
            for suite in dict.fromkeys(suites or SUITES):
                seen.append(_run(suite, target, view, stream, record=recording.add, **options))
    except NotReached as silence:
        click.echo(f"Error: {silence}", err=True)
        sys.exit(Exit.UNREACHABLE)
    for line in view.remedies((run.suite, results) for run, results in seen):
        click.echo(line, file=stream, color=True)
    passed = all(one.verdict == "passed" for _, results in seen for one in results)
    sys.exit(Exit.KEPT if passed else Exit.BROKEN)


def _target(url: str | None, *, stub: bool, quirks: tuple[str, ...], token_env: str | None, max_wait: float) -> "Run":
    """The service, with its token and how it is reached; nothing has been sent yet.

    Raises:
        OptionError: the options contradict each other, or the URL, a quirk or the token cannot be used.
    """
    from provider_stub.quirks import QUIRKS
    from simulator.play.conformance import ORG
    from simulator.play.setup import Choice, endpoint_provider, prepare
    from simulator.scenario.loading import load_text

    if stub == (url is not None):
        raise OptionError("give the base URL of a SCIM service, or --stub for the bundled Hub, and not both")
    if unknown := [name for name in quirks if name not in QUIRKS]:
        raise OptionError(f"there is no quirk {unknown[0]!r}; `oktasim hub --list-quirks` names them")
    if url is not None and quirks:
        raise OptionError("--quirk lets the bundled Hub misbehave; add --stub, or leave it out")
    if stub and token_env is not None:
        raise OptionError("--token-env names a service's token, and the bundled Hub makes its own; leave it out")
    if math.isnan(max_wait):
        raise OptionError("--max-wait takes seconds, such as 60, and nan is no number")
    org = load_text(ORG.replace("{stub: {", f"{{stub: {{quirks: [{', '.join(quirks)}], "), "")
    if url is not None:
        org = org.model_copy(update={"provider": endpoint_provider(url, token_env, argument="URL")})
    return prepare(org, Choice(max_wait=max_wait), os.environ)


def _run(suite: str, target: "Run", view: "View", stream: Any, **options: Any) -> "tuple[SuiteRun, list[Result]]":
    """Run a suite and show each step as it ends; one that is interrupted still takes away what it made."""
    from simulator.play.conformance import run

    player, app = target.story.player, target.story.tenant.app
    begun = run(
        suite, player.transport, app.base_url, app.token, clock=player.clock, kind=target.kind, **options  # type: ignore[arg-type]
    )  # fmt: skip
    _show(view.heading(begun, player.redactor.redact_name(app.base_url)), stream)
    results: list[Result] = []
    try:
        with closing(iter(begun)) as steps:
            for number, result in enumerate(steps, 1):
                results.append(result)
                _show(view.rows(number, result), stream)
    finally:
        _show(view.ending(begun, results), stream)
    return begun, results


def _show(lines: Any, stream: Any) -> None:
    for line in lines:
        click.echo(line, file=stream, color=True)
