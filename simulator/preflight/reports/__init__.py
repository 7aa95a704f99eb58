"""What preflight found, as text: one function per format, all of them named in `FORMATS`."""

from collections.abc import Callable, Iterator

from simulator.preflight.assessment import Assessment
from simulator.preflight.reports import data, prose

Render = Callable[[Assessment, int | None], Iterator[str]]
"""From an assessment, and how many failing people to name (None for all), to lines without their ends."""

FORMATS: dict[str, Render] = {
    "terminal": prose.terminal,
    "csv": data.table,
    "json": data.document,
    "markdown": prose.markdown,
}
