"""`oktasim calibrate --hub-rules`: what a recording of a real Hub decides of how the Hub answers."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.group import Exit
from simulator.errors import UnreadableError

if TYPE_CHECKING:
    from simulator.calibration.hub_rules import HubCalibration

Line = tuple[str, int, str]
"""A text, its indent, and its role in the terminal's style."""


def judge_hub(recordings: tuple[Path, ...]) -> None:
    """Print the verdict about every rule of the Hub, and end with the exit code.

    Raises:
        UnreadableError: the recordings are of no Hub, or cannot be read.
    """
    from simulator.calibration.hub_rules import calibrate_hub
    from simulator.cli.screen import columns_of, style_of
    from simulator.intake.evidence.files import sources_of
    from simulator.intake.evidence.reading import read
    from simulator.reports.columns import visible, wrap

    evidence = read(sources_of(recordings))
    found = calibrate_hub(evidence.traffic)
    if found is None:
        raise UnreadableError(
            "no request in it goes to a Hub: its SCIM base URL ends with /api/organizations/NAME/scim/v2 or "
            "/api/organizations/NAME/scim-provisioning/v2"
        )
    style, columns = style_of(sys.stdout), columns_of(sys.stdout)
    for text, indent, role in _lines(found):
        room = columns and max(columns - indent - 2, 20)
        for number, part in enumerate(wrap(visible(text), room)):
            click.echo(f"{' ' * (indent + 2 * (number > 0))}{style.paint(role, part)}".rstrip(), color=True)
    for said in (*evidence.notes, *evidence.complaints):
        click.echo(said, err=True)
    sys.exit(Exit.BROKEN if found.unexplained else Exit.KEPT)


def _lines(found: "HubCalibration") -> Iterator[Line]:
    yield (
        f"{found.judged} recorded answers of the Hub were judged, {found.left_out} left out, since they say nothing of "
        f"its rules or follow what nothing explains: {len(found.unexplained)} differences left with the nearest rules",
        0,
        "bad" if found.unexplained else "good",
    )
    for state, title in (
        ("decided", "Decided"),
        ("open", "Open"),
        ("unexplained", "Not explained by any value of the rule"),
        ("not on the wire", "Not to be seen in a recording of SCIM"),
    ):
        verdicts = [one for one in found.verdicts if one.state == state]
        if not verdicts:
            continue
        yield from (("", 0, ""), (f"{title} ({len(verdicts)})", 0, "step"))
        for one in verdicts:
            usual = f", where the default is {_said(one.default)}" if one.differs else ""
            value = "" if one.value is None else f": {_said(one.value)}{usual}"
            yield f"{one.switch}{value or _fits(one.fits)}", 2, "bad" if one.differs else ""
            yield from ((text, 4, "") for text in (one.because,) if text)
            yield from ((f"to decide it: {one.would_decide}", 4, "") for _ in (1,) if one.would_decide)
    if found.unexplained:
        yield from (("", 0, ""), (f"Not explained by any setting ({len(found.unexplained)})", 0, "step"))
        yield from ((text, 2, "") for text in found.unexplained)


def _fits(fits: tuple[object, ...]) -> str:
    return f": {' or '.join(map(_said, fits))}" if fits else ""


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
