"""Reports: events in, text out; one format per file, all of them named in `FORMATS`."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from simulator.play.transcript import Event

Render = Callable[[Iterable[Event]], Iterator[str]]
"""A report: a pure function from a run's events to chunks of text."""


def _format(module: str) -> Render:
    """The format's `render`, its module imported only when it is used."""
    return written(lambda events: import_module(f"simulator.reports.{module}").render(events))


def written(render: Render) -> Render:
    """The same report, its chunks fit to be encoded as UTF-8.

    A provider may send half of a surrogate pair, which no encoding takes; it is written as JSON writes it.
    """

    def fit(events: Iterable[Event]) -> Iterator[str]:
        for chunk in render(events):
            yield chunk.encode("utf-8", "backslashreplace").decode("utf-8")

    return fit


def load(name: str) -> None:
    """Import a format's module now: one that a signal interrupts would change the exit code (CPython's `exec`)."""
    import_module(f"simulator.reports.{name}")


FORMATS: dict[str, Render] = {
    "terminal": _format("terminal"),
    "jsonl": _format("jsonl"),
    "markdown": _format("markdown"),
    "html": _format("html"),
    "har": _format("har"),
    "curl": _format("curl"),
    "mermaid": _format("mermaid"),
    "junit": _format("junit"),
}
"""The formats by the names that `--report` and `--format` take."""
