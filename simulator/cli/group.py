"""The command `oktasim`: its verbs, loaded when they are asked for, and its exit codes."""

import signal
import sys
from contextlib import suppress
from enum import IntEnum
from importlib import import_module
from typing import Any, NoReturn

import click

from simulator import __version__
from simulator.cli.streams import full_output_explained, heard, let_go, make_usable
from simulator.errors import PageError, ScenarioError, SimulatorError


class Exit(IntEnum):
    """What the command ends with; click itself exits with 2 for misuse."""

    KEPT = 0
    BROKEN = 1
    UNUSABLE = 2
    UNREACHABLE = 3


COMMANDS = {
    "play": "plays scenarios and prints each request and outcome",
    "check": "says whether scenarios can be played; sends nothing",
    "list": "the bundled scenarios by theme, or those about something",
    "new": "writes a commented starter scenario",
    "verbs": "what an administrator can do in a scenario",
    "schema": "the JSON Schema of the format, for editors",
    "eval": "evaluates Okta Expression Language",
    "report": "renders a finished run again",
    "docs-sync": "fills the marked parts of Markdown files, or says which are stale",
    "diff": "two runs side by side: requests, bodies, outcomes",
    "conform": "Okta's SPEC and CRUD tests, against a SCIM service",
    "preflight": "who would be refused or clash at the Hub, before go-live",
    "import": "System Log exports or recorded SCIM traffic become a scenario",
    "calibrate": "what a recording of a real Okta org decides of how Okta sends",
    "explain": "what a sentence of Okta's means: whose words, why, what to check",
    "why": "how we know that Okta does that: sources, code, tests",
    "demo": "a story in the browser: Okta, the wire, the Hub",
    "serve": "an Okta org on this machine: its Management API, with the bundled Hub beside it",
    "hub": "the bundled Hub alone, for any SCIM client to talk to",
    "record": "between a real Okta and a provider: passes all on, and records it",
    "docs": "the documentation: a page, or what speaks of something",
}
"""Every verb and what it does; `cli/<verb>.py` holds it as `command`."""


class _Explained(click.ClickException):
    """A mistake we can explain, without a traceback."""

    exit_code = Exit.UNUSABLE

    def show(self, file: Any = None) -> None:
        """Print the sentence; a scenario's complaint begins with its place, like a compiler's."""
        click.echo(self.message, file=file or sys.stderr)


class _Verbs(click.Group):
    """Loads a verb's module only when it is used, so that help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        if name not in COMMANDS:
            return None
        module_name = name.replace("-", "_") + ("_verb" if name in ("list", "import", "eval") else "")
        module = import_module(f"simulator.cli.{module_name}")
        command: click.Command = module.command
        _read_from_environment(command, name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, and name the nearest verb when there is no such one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as unknown:
            from simulator.scenario.fields.scalars import nearest

            hint = nearest(args[0], COMMANDS) if args else ""
            raise click.UsageError(unknown.message.rstrip(".") + (hint or "."), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's)
        """The verbs, from the table above: listing them imports none."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; a mistake we can explain ends in its sentence and exit code 2, a signal in 128+n."""
        with heard() as signals:
            try:
                return super().invoke(ctx)
            except SimulatorError as mistake:
                plain = isinstance(mistake, ScenarioError | PageError) or hasattr(mistake, "errors")
                raise _Explained(str(mistake) if plain else f"Error: {mistake}") from mistake
            except (KeyboardInterrupt, click.Abort, OSError):
                if not signals:
                    raise
                ctx.exit(_stopped(signals[0]))


def _stopped(number: int) -> int:
    """Say which signal it was, to whoever still listens, and give the shell's exit code for it."""
    with suppress(OSError):
        click.echo("Interrupted" if number == signal.SIGINT else f"Stopped by {signal.Signals(number).name}", err=True)
    let_go()
    return 128 + number


def _read_from_environment(command: click.Command, verb: str) -> None:
    """Name each option's variable after the option as it is typed: `--report` reads `OKTASIM_<VERB>_REPORT`."""
    for option in command.params:
        if isinstance(option, click.Option) and option.envvar is None:
            longest = max(option.opts, key=len).lstrip("-")
            option.envvar = f"OKTASIM_{verb}_{longest}".replace("-", "_").upper()


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="oktasim")
def cli() -> None:
    """Plays Okta's provisioning from a YAML scenario, and logs every request and outcome.

    \b
    Examples:
      oktasim list
      oktasim demo
      oktasim play quickstart
      oktasim play story.yaml --log run.jsonl --report markdown:run.md
      oktasim play story.yaml --endpoint https://scim.example.com/v2 --token-env SCIM_TOKEN

    Exit codes: 0 everything expected was seen; 1 an expectation was broken or a step failed unexpectedly;
    2 bad options, a scenario that cannot be played or a file that cannot be written; 3 the provider could not be
    reached at all; 128+n a signal stopped it (130: Ctrl-C).
    """  # noqa: D301  (click's marker for text that keeps its lines)


def main() -> NoReturn:
    """The console script."""
    make_usable()
    with full_output_explained():
        cli(prog_name="oktasim")
    raise SystemExit(Exit.KEPT)
