"""Which values a switch is tried with: its own, or where any text or number will do, those that a recording names."""

from collections.abc import Iterator
from typing import Any, get_type_hints

from simulator.calibration.differences import SHORTEST_WAIT, tolerance
from simulator.calibration.playing import INTEGRATION, SWITCHES
from simulator.calibration.recording import Recorded, Recording
from simulator.okta.wire import Wire, options_of

MOST = 12
"""Values of one switch that a recording may name."""
OTHER_TEXT = "(any other)"
"""Stands for every text that the recording does not name: whether it would be seen at all."""


def options(recording: Recording) -> dict[str, tuple[Any, ...]]:
    """The values to try, the default first."""
    return {INTEGRATION: ("aiw", "oin")} | {name: _options(name, recording) for name in SWITCHES}


def is_stand_in(name: str, value: Any, tried: tuple[Any, ...]) -> bool:
    """Whether a value stands for all that the recording does not name: it was tried, and cannot be decided on."""
    free = name != INTEGRATION and not options_of(name)
    return free and len(tried) > 1 and (value == OTHER_TEXT or (isinstance(value, int) and value == tried[-1]))


def _options(name: str, recording: Recording) -> tuple[Any, ...]:
    default = getattr(Wire(), name)
    if listed := options_of(name):
        return (default, *(one for one in listed if one != default))
    if get_type_hints(Wire)[name] is int:
        return tuple(_lengths(default, recording))
    return tuple(dict.fromkeys([default, *_texts(name, recording), OTHER_TEXT]))


def _texts(name: str, recording: Recording) -> list[str]:
    if name == "default_locale":
        seen = recording.values_at("locale")
    else:
        seen = (one.shown("AppInstance") for one in recording.entries)
    return list(dict.fromkeys(text for text in seen if text))[:MOST]


def _lengths(default: int, recording: Recording) -> Iterator[int]:
    """Waits in whole seconds, no two within the tolerance of each other, and one that nobody waited."""
    taken: list[int] = [default]
    yield default
    for seconds in _waits(recording.requests):
        if len(taken) <= MOST and all(abs(seconds - one) > tolerance(one) for one in taken):
            taken.append(seconds)
            yield seconds
    yield max(taken) * 3 + 60


def _waits(requests: list[Recorded]) -> Iterator[int]:
    last: dict[str, float] = {}
    for one in requests:
        if one.at is None:
            continue
        before = last.get(one.subject)
        last[one.subject] = one.at
        if before is not None and one.at - before >= SHORTEST_WAIT:
            yield round(one.at - before)
