"""Style, scripts and the stream of what happens: `/console/...`; and what the layout shows on every page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from jinja2 import StrictUndefined
from markupsafe import Markup

from simulator.okta.times import iso
from simulator.play.transcript import Event, Exchange, Wait
from simulator.reports import sentences, titles
from simulator.reports.columns import visible
from simulator.web.console.layout.navigation import is_here, menus
from simulator.web.console.signing_in.visitors import Said
from simulator.web.console.what_if.armed import Armed, armed
from simulator.web.console.wire.rows import Causes, Lines, Row, lines
from simulator.web.engine.engine import Engine
from simulator.web.engine.record import RECENT
from simulator.web.http.answers import utf8
from simulator.web.http.context import engine, visitors
from simulator.web.http.errors import ApiError
from simulator.web.simulator_api.transcripts import Streams

layout = Blueprint("layout", __name__, url_prefix="/console")

HERE = Path(__file__).parents[1]
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILES = {path.name: path for path in HERE.rglob("*") if path.suffix in KINDS}
"""What pages load, by name."""
ALIVE = 4.0
"""Seconds between signs of life on the stream: a page that misses them says that the connection is lost."""
LOOK = 0.5
"""Seconds between looks whether the window is still there: one that went to another page leaves its place by then."""
WINDOWS = 12
"""Streams at the same time, one per window that is looked at: each takes one of the server's threads."""
_PLACE = re.compile(r"(\d{1,12})(?:-(\d{1,12}))?", re.ASCII)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page: nothing from elsewhere, nothing inline."""
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""The policy of all else, downloads above all: opened in a browser it has no origin, and runs nothing."""


@layout.get("/<name>")
def read_file(name: str) -> Response:
    """A style sheet, a script or a picture of ours."""
    path = FILES.get(name)
    if path is None:
        raise ApiError("E0000008")
    return Response(path.read_bytes(), content_type=f"{KINDS[path.suffix]}; charset=utf-8")


@layout.get("/events")
def stream() -> Response:
    """What happens, as server-sent events: `wire` is a row for a request or a wait, `changed` says that the page may
    have, `alive` that nothing else is to be said.
    """
    streams: Streams = current_app.extensions["page_streams"]
    seen = _place(request.headers.get("Last-Event-ID") or request.args.get("after") or "")
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    return streams.serve(_events(engine(), seen, lines(), gone))


def _place(text: str) -> tuple[int, int]:
    """The last event and sign that a page has seen, from `12-3`; none of either where it says something else."""
    place = _PLACE.fullmatch(text)
    return (int(place[1]), int(place[2] or -1)) if place else (0, -1)


def _events(served: Engine, seen: tuple[int, int], made: Lines, gone: Callable[[], bool]) -> Iterator[bytes]:
    record, (after, signs), quiet = served.record, seen, ALIVE
    while True:
        fresh, given = record.watch(after, signs, LOOK if quiet < ALIVE else 0.0)
        changed = bool(fresh) or given != signs
        if gone():
            return
        if not changed and quiet + LOOK < ALIVE and not record.leaving:
            quiet += LOOK
            continue
        recent = [(number, event) for number, event in record.recent() if number > after] if fresh else []
        causes = Causes(served.steps_done)
        for number, event in recent[-RECENT:]:
            text = made.of(Row(number, event, causes.of(event)))
            yield utf8(f"event: wire\nid: {number}\n" + "".join(f"data: {one}\n" for one in text.split("\n")) + "\n")
        after, signs, quiet = fresh[-1].number if fresh else after, given, 0.0
        yield utf8(f"event: {'changed' if changed else 'alive'}\nid: {after}-{signs}\ndata: {after}\n\n")
        if record.leaving:
            return


def prepare(app: Flask) -> None:
    """Make the templates of an application strict and safe, and give them what every page shows."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.finalize = _readable
    environment.globals |= {"sentences": sentences, "titles": titles, "is_here": is_here, "frame": Frame, "iso": iso}


def _readable(value: Any) -> Any:
    """A text as pages show it: what would not be seen, or would turn the line around, stands as its code."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "\n".join(map(visible, value.split("\n")))


class Frame:
    """What the layout shows around a page, asked for while it is rendered."""

    def __init__(self) -> None:
        self.engine = engine()
        self.instance = self.engine.instance

    @property
    def time(self) -> str:
        """The simulation's time: `2026-08-01 09:05:00 UTC`."""
        return iso(self.engine.clock.now())[:19].replace("T", " ") + " UTC"

    @property
    def menus(self) -> Any:
        """The menus."""
        app = self.instance.tenant.app
        return menus(app.id, app.label)

    @property
    def said(self) -> Said | None:
        """What the last act's page is to say."""
        number = request.args.get("said", "")
        return visitors().said(int(number)) if number.isascii() and number.isdecimal() and len(number) < 9 else None

    def requests(self, steps: tuple[int, ...]) -> list[tuple[int, Exchange]]:
        """What Okta sent in these steps, as far as it is kept, each with its number."""
        recent = self.engine.record.recent()
        return [
            (number, event)
            for number, event in recent
            if isinstance(event, Exchange) and event.origin == "okta" and event.step in steps
        ]

    @property
    def armed(self) -> Armed:
        """What the bundled Hub is told to do wrong."""
        return armed(self.instance.tenant)


def is_sent(event: Event) -> bool:
    """Whether it stands on the wire: a request, or time that passes."""
    return isinstance(event, Exchange | Wait)
