"""`oktasim play`: scenarios, played and shown."""

import math
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.arguments import (
    ask_to_write,
    calibrated,
    calibration_option,
    files_of,
    in_process,
    load_file,
    scenarios_argument,
    warn_of_short,
)  # fmt: skip
from simulator.cli.group import Exit
from simulator.cli.places import log_option, places, report_option
from simulator.cli.stepping import PACES, SteppedCommand, Stepping
from simulator.cli.streams import finishing
from simulator.errors import OptionError

if TYPE_CHECKING:
    from simulator.cli.places import Places
    from simulator.cli.recording import Recording
    from simulator.cli.screen import Screen
    from simulator.play.pace import Limiter
    from simulator.play.setup import Run
    from simulator.play.transcript import Event

MOST_WORKERS = 1000
"""Each is a thread with a connection of its own; a greater load takes more machines (`simulator/load`)."""


@click.command("play", cls=SteppedCommand)
@scenarios_argument
@click.option("--endpoint", metavar="URL", help="Play against this SCIM base URL instead of the scenario's provider.")
@click.option("--token-env", metavar="VAR", help="The environment variable that holds the endpoint's token.")
@click.option("--app", metavar="MODULE:NAME", help="Play in process against this WSGI or ASGI application, or factory.")
@click.option("--base-path", metavar="PATH", help="Where SCIM begins in the application. [default: looked for]")
@click.option("--stub", is_flag=True, help="Play against the bundled Hub, whatever the scenario says.")
@log_option
@report_option
@click.option(
    "--integration", type=click.Choice(["aiw", "oin"]), help="App Integration Wizard (PUT) or catalogue (PATCH)."
)
@calibration_option
@click.option("--seed", type=click.IntRange(0), metavar="N", help="Other ids and passwords than the scenario's.")
@click.option(
    "--verify/--no-verify", default=None,
    help="Read every written user and group back, and in the end look who is where. [default: on the bundled Hub]",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="A finding breaks the run.")
@click.option(
    "--dry-run", is_flag=True, help="Show what would be sent if an empty provider accepted all; send nothing."
)
@click.option(
    "--max-wait", type=click.FloatRange(0), default=900, show_default=True, metavar="SECONDS",
    help="How long to wait in all for retries, at an endpoint; on the bundled Hub time jumps.",
)  # fmt: skip
@click.option(
    "--step", type=click.Choice(PACES), is_flag=False, flag_value="step",
    help="Wait for Enter before each step and say what comes next; --step=request before each request too.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, MOST_WORKERS), default=1, show_default=True, metavar="N",
    help="Play different people's jobs side by side at an endpoint, so many requests under way at most.",
)  # fmt: skip
@click.option("--pace", metavar="R/s", help="Send no more than that to an endpoint: 10/s, or 600/min.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before writing to an endpoint that is not on this machine.")
@click.option("--quiet", "-q", is_flag=True, help="Show only what is broken, and the summary.")
@click.option("--verbose", "-v", is_flag=True, help="Show bodies, System Log rows and our own reading back.")
def command(
    scenarios: tuple[str, ...],
    yes: bool,
    log: str | None,
    reports: list[tuple[str, str]],
    calibration: Path | None,
    **options: Any,
) -> None:
    """Play SCENARIOs and print each request and outcome.

    A SCENARIO is a file, a folder of files, or the name of a bundled one (see `oktasim list`).

    \b
    Examples:
      oktasim play quickstart
      oktasim play scenarios/ -q
      oktasim play story.yaml -v --log run.jsonl --report markdown:run.md --report curl:run.sh
      oktasim play story.yaml --endpoint http://127.0.0.1:8081/api/organizations/acme/scim/v2 --token-env TOKEN
      oktasim play story.yaml --app mypkg.app:create_app --base-path /scim/v2
      oktasim play story.yaml --endpoint https://scim.example.com/v2 --token-env TOKEN --workers 50 --pace 200/s
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.screen import Screen
    from simulator.play.setup import Choice, prepare

    quiet, verbose, stops = options.pop("quiet"), options.pop("verbose"), options.pop("step")
    _refuse_contradictions(options, stops, quiet=quiet, verbose=verbose)
    options["limiter"] = _limiter(options.pop("pace"))
    application, base_path = options.pop("app"), options.pop("base_path")
    choice = Choice(**options, app=None if application is None else in_process(application, base_path))
    loaded = calibrated([load_file(path, stub=choice.stub) for path in files_of(scenarios)], calibration)
    runs = [prepare(scenario, choice, os.environ) for scenario in loaded]
    files = places(log, reports, [scenario.file for scenario in loaded])
    for token in dict.fromkeys(run.story.tenant.app.token for run in runs if run.kind in ("endpoint", "app")):
        warn_of_short("SCIM token", token)
    _ask(runs, yes)
    to_stderr = any(target == "-" for _, target in reports)
    load = choice.workers > 1 or choice.limiter is not None
    screen = Screen(quiet=quiet, verbose=verbose, to_stderr=to_stderr, load=load)
    stepping = Stepping(stops) if stops else None
    for run, its_files in zip(runs, files, strict=True):
        _play(run, its_files, screen, stepping)
    if len(runs) > 1:
        screen.total(len(runs), sum(_exit_of(run) != Exit.KEPT for run in runs), sent=not choice.dry_run)
    sys.exit(max(_exit_of(run) for run in runs))


def _limiter(written: str | None) -> "Limiter | None":
    from simulator.play.pace import Limiter, Pace

    try:
        return None if written is None else Limiter(Pace.of(written))
    except ValueError as wrong:
        raise OptionError(f"--pace {wrong}") from None


def _refuse_contradictions(options: dict[str, Any], stops: str | None, *, quiet: bool, verbose: bool) -> None:
    places = [f"--{name}" for name in ("stub", "endpoint", "app") if options[name] not in (None, False)]
    if len(places) > 1:
        raise OptionError(f"{' and '.join(places)} exclude each other; give one of them")
    if options["base_path"] is not None and options["app"] is None:
        raise OptionError("--base-path is where SCIM begins in an application; add --app, or give --endpoint whole")
    if stops is not None and options["workers"] > 1:
        raise OptionError("--step shows one request after the other, and --workers sends several at once; give one")
    if quiet and verbose:
        raise OptionError("--quiet and --verbose exclude each other; give one of them")
    if math.isnan(options["max_wait"]):
        raise OptionError("--max-wait takes seconds, such as 60, and nan is no number")


def _play(run: "Run", files: "Places", screen: "Screen", stepping: Stepping | None) -> None:
    """Play one run, each event written down before it is shown; what an interruption leaves is still reported."""
    from simulator.cli.recording import Recording
    from simulator.play.parallel_story import ParallelStory
    from simulator.reports.chapters import in_steps

    try:
        with Recording(files) as recording:
            if isinstance(run.story, ParallelStory):
                with finishing(run.story.stop):
                    for event in in_steps(_added(run.events(), recording, screen)):
                        screen.show(event)
            else:
                for event in _added(stepping.events(run) if stepping else run.events(), recording, screen):
                    screen.show(event)
    except KeyboardInterrupt:
        with suppress(OSError):  # a terminal that is gone
            screen.end()
        raise
    screen.end()


def _added(events: Iterable["Event"], recording: "Recording", screen: "Screen") -> Iterator["Event"]:
    """The events as they come, each written down."""
    for event in events:
        recording.add(event)
        screen.came(event)
        yield event


def _ask(runs: list["Run"], yes: bool) -> None:
    stories = [run.story for run in runs if run.kind == "endpoint"]
    ask_to_write({one.tenant.app.base_url: one.player.redactor.redact_name for one in stories}, yes)


def _exit_of(run: "Run") -> Exit:
    tally = run.story.tally
    if tally.provider(run.kind) == "silent":
        return Exit.UNREACHABLE
    strict = run.story.options.strict and tally.counts["findings"]
    return Exit.BROKEN if tally.counts["broken"] or strict else Exit.KEPT
