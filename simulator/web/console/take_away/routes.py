"""`/take-away/...`: downloads of this session and of this run."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePath

from flask import Response

from simulator.play.transcript import Event, parse
from simulator.reports import FORMATS
from simulator.reports.chapters import in_steps
from simulator.web.console.pages import Pages
from simulator.web.engine.engine import Engine
from simulator.web.http.answers import utf8
from simulator.web.http.context import engine
from simulator.web.http.errors import ApiError

take_away_pages = Pages("take_away", __name__, url_prefix="/take-away")

LONG = 20_000
"""Events from which on a run is called long: a report of it takes seconds to be made, and a browser to be shown."""
REPORTS = {
    "html": ("HTML", "-run.html", "text/html", "one page, to be opened or sent"),
    "markdown": ("Markdown", "-run.md", "text/markdown", "for a ticket or a page of documentation"),
    "har": ("HAR", "-run.har", "application/json", "for the network tab of a browser's tools"),
    "curl": ("curl", "-run.sh", "text/x-shellscript", "a script that sends Okta's requests again"),
    "mermaid": ("Mermaid", "-diagram.md", "text/markdown", "a sequence diagram, which GitHub draws"),
    "jsonl": ("JSON Lines", "-run.jsonl", "application/x-ndjson", "every event; oktasim report renders it again"),
}  # fmt: skip
"""The formats: what each is called, how its files end, its media type, and what it is good for."""


class TakeAway:
    """What the panel shows, asked for while it is rendered."""

    def __init__(self) -> None:
        served = engine()
        self.reports = REPORTS
        self.stem = stem(served)
        self.declared = served.instance.provider is not None
        self.events = served.record.last - served.record.began
        self.long = self.events > LONG


@take_away_pages.app_template_global()
def take_away() -> TakeAway:
    """What the panel shows, for whatever page includes it."""
    return TakeAway()


def stem(served: Engine) -> str:
    """What the files' names begin with: that of the scenario's file."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", PurePath(served.instance.scenario.file).stem).strip("-.") or "scenario"


@take_away_pages.get("/session.yaml")
def take_session() -> Response:
    """What was done since the start, as a scenario."""
    return _download(utf8(engine().recorded()), f"{stem(engine())}-session.yaml", "application/yaml")


@take_away_pages.get("/run/<name>")
def take_run(name: str) -> Response:
    """This run up to now, in one of the formats."""
    if name not in REPORTS:
        raise ApiError("E0000008")
    _, ending, kind, _ = REPORTS[name]
    chunks = FORMATS[name](_Run(engine(), together=name != "jsonl"))
    return _download(map(utf8, chunks), f"{stem(engine())}{ending}", kind)


class _Run:
    """The events of this run up to now, and how it stands; without what has become known as a secret since.

    They may be gone through more than once; `together` puts those of a step side by side.
    """

    def __init__(self, served: Engine, *, together: bool) -> None:
        self._redactor = served.redactor
        self._lines, self._ended = served.record.after(served.record.began), served.judged(others=True)
        self._together = together

    def __iter__(self) -> Iterator[Event]:
        events = chain((self._redactor.event(parse(one.line)) for one in self._lines), [self._ended])
        return in_steps(events) if self._together else events


def _download(body: bytes | Iterator[bytes], name: str, kind: str) -> Response:
    answer = Response(body, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
