"""What a calibration says, for a terminal: the switches decided, open and not explained, and the headers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.calibration.calibrating import Calibration
from simulator.calibration.differences import Difference
from simulator.calibration.judging import NOTHING_SHOWS, said
from simulator.calibration.saved import listed, wire_lines
from simulator.reports.columns import PLAIN, Style, visible, wrap

MADE = {"aiw": "the App Integration Wizard (PUT)", "oin": "the catalogue (PATCH)"}
FEW = 12
"""Differences that no switch explains that are shown one by one."""


@dataclass(frozen=True)
class _Line:
    text: str = ""
    indent: int = 0
    role: str = ""


def render(calibration: Calibration, style: Style = PLAIN, columns: int | None = 80) -> Iterator[str]:
    """All of it; `columns` None fits nothing to a width."""
    for line in _lines(calibration):
        room = columns and max(columns - line.indent - 2, 20)
        for number, text in enumerate(wrap(visible(line.text), room)):
            yield f"{' ' * (line.indent + 2 * (number > 0))}{style.paint(line.role, text)}\n".replace(" \n", "\n")


def _lines(calibration: Calibration) -> Iterator[_Line]:
    yield from _summary(calibration)
    yield _Line()
    yield _integration(calibration)
    yield from _decided(calibration)
    yield from _open(calibration)
    yield from _unexplained(calibration)
    yield from _headers(calibration)
    if hidden := calibration.of("not on the wire"):
        yield from _title("Not to be seen in a recording", len(hidden))
        for one in hidden:
            yield _Line(f"{one.verdict.switch}: {one.verdict.would_decide}", 2)
    if section := list(wire_lines(calibration, "  ")):
        yield from (_Line(), _Line("For a scenario", role="step"), _Line("app:", 2))
        yield from (_Line(line.lstrip(), 2 + len(line) - len(line.lstrip())) for line in section)


def _summary(calibration: Calibration) -> Iterator[_Line]:
    found, recording = calibration.found, calibration.recording
    requests = len(recording.requests)
    rows = f" and {len(recording.entries)} System Log rows" if recording.entries else ""
    tried = f"{found.plays} plays" + (", and not everything could be tried" if found.unfinished else "")
    whole, left = not found.attempt.differences, len(found.attempt.differences)
    yield _Line(
        f"{requests} recorded requests{rows}: {calibration.equal} requests as recorded with the best setting, "
        f"{left or 'nothing'} left that {'differ' if left > 1 else 'differs'} ({tried})",
        role="good" if whole else "bad",
    )
    if recording.played:
        yield _Line(
            "The simulator sent these requests in a run: they say how it sends, and nothing of Okta.", role="bad"
        )
    if not recording.entries:
        yield _Line("No System Log: nothing is said of what only its rows show; add it with --system-log.", role="dim")


def _integration(calibration: Calibration) -> _Line:
    verdict = calibration.integration.verdict
    if verdict.state == "open":
        return _Line(f"Nothing tells whether the app was made with {MADE['aiw']} or from {MADE['oin']}.")
    if verdict.state == "unexplained":
        return _Line(f"How the app was made is not explained: {verdict.because}.", role="bad")
    by = "with" if verdict.value == "aiw" else "from"
    return _Line(f"The app was made {by} {MADE[str(verdict.value)]}: {verdict.because}.")


def _title(text: str, count: int) -> Iterator[_Line]:
    yield from (_Line(), _Line(f"{text} ({count})", role="step"))


def _decided(calibration: Calibration) -> Iterator[_Line]:
    decided = calibration.of("decided")
    yield from _title("Decided", len(decided))
    for one in decided:
        verdict = one.verdict
        usual = "" if not verdict.differs else f", where the default is {said(verdict.default)}"
        yield _Line(f"{verdict.switch}: {said(verdict.value)}{usual}", 2, "bad" if verdict.differs else "good")
        yield _Line(verdict.because, 4)


def _open(calibration: Calibration) -> Iterator[_Line]:
    still = calibration.of("open")
    yield from _title("Open", len(still))
    for one in still:
        verdict = one.verdict
        yield _Line(f"{verdict.switch}: {listed(verdict.fits)}", 2)
        if verdict.because != NOTHING_SHOWS:
            yield _Line(verdict.because, 4)
        if verdict.would_decide:
            yield _Line(f"to decide it: {verdict.would_decide}", 4)


def _unexplained(calibration: Calibration) -> Iterator[_Line]:
    near, rest = calibration.of("unexplained"), calibration.unexplained
    if not near and not rest:
        return
    yield from _title("Not explained by any setting", len(near) + len(rest))
    yield from (_Line(f"{one.verdict.switch}: {one.verdict.because}", 2) for one in near)
    yield from _some(rest)


def _some(differences: Iterable[Difference]) -> Iterator[_Line]:
    every = list(differences)
    yield from (_Line(str(one), 2) for one in every[:FEW])
    if len(every) > FEW:
        yield _Line(f"and {len(every) - FEW} more", 2)


def _headers(calibration: Calibration) -> Iterator[_Line]:
    seen = calibration.header_lines
    yield from (_Line(), _Line("Headers", role="step"))
    if not seen.seen:
        yield _Line("the recording has none", 2)
        return
    if not seen.unlike:
        order = "names, values and order" if seen.order else "names and values; the recording does not keep their order"
        yield _Line(f"as ours on {seen.seen} of {seen.all} requests: {order}", 2)
    yield from (_Line(f"{what}, on {count} of {seen.seen} requests", 2, "bad") for what, count in seen.unlike)
    for name, count in seen.further:
        yield _Line(f"{name} comes on {count} of {seen.seen} requests, which we do not send: Okta's or a proxy's", 2)
