"""`oktasim calibrate --plan`: what somebody at the Admin Console does so that a recording decides the open switches."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from simulator.errors import OptionError

if TYPE_CHECKING:
    from simulator.calibration.planning import Plan


def write_plan(
    calibrations: tuple[Path, ...],
    only: tuple[str, ...],
    integration: Literal["aiw", "oin"] | None,
    form: str,
    output: Path | None,
) -> None:
    """Print the plan, or write it to `output`: as a page, or as the scenario of one app.

    Raises:
        OptionError: a switch that is none, or a scenario of both apps at once.
        ScenarioError: a calibration that is none.
    """
    from simulator.calibration.script import script
    from simulator.cli.places import OutputFile, keep

    for calibration in calibrations:
        keep({"what is decided": calibration}, output, "--output")
    made = _planned(calibrations, only, integration)
    text = script(made) if form == "markdown" else _story(made)
    if output is None:
        click.echo(text, nl=False)
        return
    with OutputFile(output) as file:
        file.write([text])


def _planned(
    calibrations: tuple[Path, ...], only: tuple[str, ...], integration: Literal["aiw", "oin"] | None
) -> "Plan":
    from simulator.calibration.deciding import deciding
    from simulator.calibration.planning import plan
    from simulator.calibration.saved import load_calibration
    from simulator.scenario.fields.scalars import nearest

    for name in only:
        if name not in deciding():
            raise OptionError(f"--only {name}: {name} is not a switch{nearest(name, deciding())}")
    decided = {name for path in calibrations for name in load_calibration(path).decided}
    made = plan([name for name in deciding() if name not in decided and (not only or name in only)])
    return made if integration is None else made.part(integration)


def _story(made: "Plan") -> str:
    if not made.apps:
        raise OptionError("there is nothing left to do, so that there is no scenario either")
    if len(made.apps) > 1:
        raise OptionError(
            "the plan needs two apps, and a scenario has one; add --integration aiw, then --integration oin"
        )
    return made.story(made.apps[0])
