"""The run as it is kept on disk: one event per line, nothing lost."""

from collections.abc import Iterable, Iterator

from simulator.play.transcript import Event, dump


def render(events: Iterable[Event]) -> Iterator[str]:
    """One line of JSON for each event (design: command-line, "The transcript")."""
    return map(dump, events)
