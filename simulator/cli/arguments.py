"""Arguments and options that several verbs share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario

scenarios_argument = click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")


def files_of(scenarios: tuple[str, ...]) -> list[Path]:
    """The files that paths, folders and bundled names stand for, each once.

    Raises:
        UnreadableError: one of them stands for nothing.
    """
    from simulator.scenario.finding import resolve

    return list(dict.fromkeys(path for argument in scenarios for path in resolve(argument)))


def load_file(path: Path) -> "Scenario":
    """The scenario in a file; every verb of the format is played (`play.verbs.ACTS` has them all).

    Raises:
        ScenarioError: it cannot be played.
    """
    from simulator.scenario.loading import load

    return load(path)
