"""Arguments and options that several verbs share."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from simulator.errors import OptionError

if TYPE_CHECKING:
    from simulator.play.in_process import InProcess
    from simulator.scenario.model import Scenario


def complete_scenario(ctx: click.Context, argument: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001  (click's)
    """Files, and the bundled scenarios that begin so."""
    from simulator.scenario.finding import bundled

    names = (path.stem for path in bundled())
    return [CompletionItem(begun, type="file"), *(CompletionItem(name) for name in names if name.startswith(begun))]


scenarios_argument = click.argument(
    "scenarios", nargs=-1, required=True, metavar="SCENARIO...", shell_complete=complete_scenario
)

calibration_option = click.option(
    "--calibration", type=click.Path(path_type=Path), metavar="FILE",
    help="Send as a recorded Okta org does: the switches that `oktasim calibrate` decided and wrote to this file. "
    "What a scenario says under its own `app.wire` goes before.",
)  # fmt: skip


def calibrated(scenarios: "list[Scenario]", calibration: Path | None) -> "list[Scenario]":
    """The scenarios with the switches of a calibration where they say nothing of them; as they are without one.

    Raises:
        ScenarioError: the file is no calibration.
        UnreadableError: it cannot be read.
    """
    if calibration is None:
        return scenarios
    from simulator.calibration.saved import load_calibration

    saved = load_calibration(calibration)
    return [saved.under(scenario) for scenario in scenarios]


def ask_to_write(endpoints: Mapping[str, Callable[[str], str]], yes: bool) -> None:
    """Writing to somebody's real provider takes a yes; each endpoint comes with what makes it fit to be shown.

    Raises:
        OptionError: nobody has said it.
    """
    from provider_stub.http.loopback import is_loopback

    for url in sorted({shown(endpoint) for endpoint, shown in endpoints.items() if not is_loopback(endpoint)}):
        if yes:
            continue
        if not sys.stdin.isatty():
            raise OptionError(f"this would write to {url}; add --yes to say that it may")
        if not click.confirm(f"This creates and changes users at {url}. Go on?", err=True):
            raise OptionError("nothing was sent")


def files_of(scenarios: tuple[str, ...]) -> list[Path]:
    """The files that paths, folders and bundled names stand for, each once.

    Raises:
        OptionError: one of them stands for nothing.
    """
    from simulator.scenario.finding import resolve

    if not all(scenarios):
        raise OptionError("a scenario's name is empty; give a file, a folder or the name of a bundled scenario")
    return list(dict.fromkeys(path for argument in scenarios for path in resolve(argument)))


def file_of(scenario: str) -> Path:
    """The one file that a path, a folder or a bundled name stands for.

    Raises:
        OptionError: it stands for nothing, or for several.
    """
    files = files_of((scenario,))
    if len(files) > 1:
        raise OptionError(f"the folder {scenario} holds {len(files)} scenarios; give one of them")
    return files[0]


def load_file(path: Path, *, stub: bool = False) -> "Scenario":
    """The scenario in a file.

    `stub`: it will be played against the bundled Hub, whatever provider it declares.

    Raises:
        ScenarioError: it cannot be played.
    """
    from simulator.scenario.loading import load

    return load(path, stub=stub)


def warn_of_short(what: str, token: str) -> None:
    """Say on standard error that a token of a few characters cannot be hidden everywhere."""
    from simulator.play.secret_forms import SHORT

    if len(token) < SHORT:
        click.echo(
            f"Warning: the {what} has {len(token)} characters. One of fewer than {SHORT} may be a part of any word, so "
            "that it is hidden only where it stands alone; use a longer one.",
            err=True,
        )


def in_process(name: str, base_path: str | None) -> "InProcess":
    """The application; the current folder's modules count."""
    from simulator.play.in_process import InProcess
    from simulator.transport.application import named

    return InProcess(name, named(name, Path.cwd()), base_path)
