"""`oktasim calibrate`: what a recording of a real Okta org decides of how Okta sends."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import click
from click.core import ParameterSource

from simulator.cli.arguments import complete_scenario, file_of, load_file
from simulator.cli.calibration_hub import judge_hub
from simulator.cli.calibration_plan import write_plan
from simulator.cli.group import Exit
from simulator.errors import OptionError, UnreadableError


@click.command("calibrate")
@click.argument("recordings", nargs=-1, type=click.Path(path_type=Path), metavar="RECORDING...")
@click.option(
    "--plan", is_flag=True, help="Write what to do at the Admin Console so that a recording decides the switches."
)
@click.option(
    "--system-log", type=click.Path(path_type=Path), metavar="LOG",
    help="Okta's System Log of the same time, as JSON or CSV; its rows decide what the requests do not show.",
)  # fmt: skip
@click.option(
    "--scenario", metavar="SCENARIO", shell_complete=complete_scenario,
    help="What was done, as a scenario: a file or a bundled one. [default: the calibration plan's, where its people "
    "are in the recording; else as `oktasim import` reads it]",
)  # fmt: skip
@click.option(
    "--rewritten-bodies", is_flag=True,
    help="A proxy wrote the bodies anew: the order of their members says nothing.",
)  # fmt: skip
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE",
    help="Write what is decided to this file, such as oktasim.calibration.yaml, for `oktasim play --calibration`.",
)  # fmt: skip
@click.option(
    "--contribution", type=click.Path(path_type=Path), metavar="FILE.md",
    help="Write what is decided and by what, without any name, address, id or host, to attach to an issue.",
)  # fmt: skip
@click.option("--only", multiple=True, metavar="SWITCH", help="With --plan: for this switch alone; may be repeated.")
@click.option("--integration", type=click.Choice(["aiw", "oin"]), help="With --plan: the part of one app alone.")
@click.option(
    "--format", "form", type=click.Choice(["markdown", "yaml"]), default="markdown", show_default=True,
    help="With --plan: a page to read, or the scenario that plays it.",
)  # fmt: skip
@click.option(
    "--hub-rules",
    is_flag=True,
    help="Judge the provider instead, where it is a Hub: which of its rules the recorded answers decide.",
)
@click.pass_context
def command(
    ctx: click.Context, *, recordings: tuple[Path, ...], system_log: Path | None, scenario: str | None,
    rewritten_bodies: bool, output: Path | None, contribution: Path | None, plan: bool, only: tuple[str, ...],
    integration: Literal["aiw", "oin"] | None, form: str, hub_rules: bool,
) -> None:  # fmt: skip
    """Find the switches under which we send what a real Okta org sent.

    A RECORDING is what `oktasim record`, `oktasim hub --log` or a HAR holds of the requests; several, and System Logs
    among them, are put together. Its story is played with the recorded answers for a provider, under one setting of
    the switches of `app.wire` after another, and what we would send is compared: requests, bodies and headers to the
    byte, waits within 5 percent, and the reasons of System Log rows.

    With --plan it says what to do so that there is such a recording: the fewest acts that decide all switches. A
    RECORDING is then an oktasim.calibration.yaml, whose switches are left out.

    A switch is decided only where every other value fits worse; open, where another value fits as well. A masked
    password decides nothing.

    \b
    Examples:
      oktasim calibrate --plan -o plan.md
      oktasim calibrate --plan oktasim.calibration.yaml
      oktasim calibrate --plan --only filter_space --only retry_policy
      oktasim calibrate --plan --integration aiw --format yaml -o calibration-aiw.yaml
      oktasim calibrate recorded.jsonl
      oktasim calibrate recorded.jsonl --system-log log.json --scenario story.yaml -o oktasim.calibration.yaml
      oktasim calibrate recorded.har --contribution contribution.md
      oktasim calibrate recorded.jsonl --hub-rules
      oktasim play story.yaml --calibration oktasim.calibration.yaml

    Exit codes: 0 the best setting sends all as it was recorded; 1 something is left that no setting explains; 2 a file,
    or a part of it, cannot be used.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    if plan:
        _refuse(
            ctx,
            "--plan needs no recording",
            ("system_log", "scenario", "rewritten_bodies", "contribution", "hub_rules"),
        )
        write_plan(recordings, only, integration, form, output)
        return
    _refuse(ctx, "add --plan", ("only", "integration", "form"))
    if not recordings:
        raise click.MissingParameter(ctx=ctx, param_hint="'RECORDING...'", param_type="argument")
    if hub_rules:
        told = ("system_log", "scenario", "rewritten_bodies", "output", "contribution")
        _refuse(ctx, "--hub-rules judges the provider's answers alone", told)
        judge_hub(recordings)
    _calibrate(recordings, system_log, scenario, output, contribution, rewritten=rewritten_bodies)


def _calibrate(
    recordings: tuple[Path, ...], system_log: Path | None, scenario: str | None, output: Path | None,
    contribution: Path | None, *, rewritten: bool,
) -> None:  # fmt: skip
    from simulator.calibration.calibrating import calibrate
    from simulator.calibration.contribution import contribution_text
    from simulator.calibration.playing import ToldStory
    from simulator.calibration.recording import recording_of
    from simulator.calibration.report import render
    from simulator.calibration.saved import saved_text
    from simulator.calibration.told import imported, planned
    from simulator.cli.places import OutputFile, keep
    from simulator.cli.screen import Progress, columns_of, style_of
    from simulator.intake.evidence.files import sources_of

    read = [*recordings, *([system_log] if system_log else [])]
    for file in read:
        keep({"what was recorded": file}, output, "--output")
        keep({"what was recorded": file}, contribution, "--contribution")
    with ExitStack() as files:
        places = [(place, text) for place, text in ((output, "saved"), (contribution, "contribution")) if place]
        written = {text: files.enter_context(OutputFile(place)) for place, text in places}
        progress = Progress(seldom=1)
        recorded, logs = list(sources_of(recordings)), list(sources_of([system_log] if system_log else []))
        recording = recording_of(recorded, logs)
        if not recording.requests:
            raise UnreadableError("there is only a System Log; give what was recorded of the requests too")
        if recording.played and contribution is not None:
            raise UnreadableError("the simulator sent these requests in a run; only what Okta sent can be contributed")
        if scenario is not None:
            story = ToldStory(load_file(file_of(scenario), stub=True))
        else:
            story = planned(recording) or imported(recording, recorded, logs, progress)
        found = calibrate(recording, story, rewritten=rewritten, watch=progress)
        if "saved" in written:
            written["saved"].write([saved_text(found, [file.name for file in read])])
        if "contribution" in written:
            written["contribution"].write([contribution_text(found)])
    for line in render(found, style_of(sys.stdout), columns_of(sys.stdout)):
        click.echo(line, nl=False, color=True)
    for said in (*recording.notes, *recording.complaints):
        click.echo(said, err=True)
    sys.exit(Exit.BROKEN if not found.explained else Exit.UNUSABLE if found.recording.complaints else Exit.KEPT)


def _refuse(ctx: click.Context, why: str, names: tuple[str, ...]) -> None:
    """Let none of these options be given."""
    for parameter in ctx.command.params:
        given = ctx.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
        if parameter.name in names and given:
            raise OptionError(f"{parameter.opts[0]} has no place here: {why}")
