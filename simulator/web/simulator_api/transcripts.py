"""The run's transcript: `/simulator/v1/transcript`, as JSON Lines and as server-sent events."""

import threading
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, request

from simulator.web.engine.record import Record
from simulator.web.http.answers import utf8
from simulator.web.http.context import engine
from simulator.web.http.errors import ApiError, invalid
from simulator.web.simulator_api.openapi import takes

transcripts = Blueprint("transcripts", __name__, url_prefix="/simulator/v1")

TRANSCRIPT = "application/x-ndjson"
"""The media type of events, one per line."""
STREAMS = 4
"""Streams at the same time: each takes one of the server's threads."""
HEARTBEAT = 10.0
"""Seconds between signs of life on a stream."""

_AFTER = {"after": {"type": "integer", "minimum": 0, "description": "The number of the last event already seen."}}


class Streams:
    """How many streams are open."""

    def __init__(self, most: int = STREAMS) -> None:
        self._places = threading.BoundedSemaphore(most)

    def serve(self, events: Iterator[bytes]) -> Response:
        """A stream of server-sent events.

        Raises:
            ApiError: E0000047; too many are open.
        """
        if not self._places.acquire(blocking=False):
            raise ApiError("E0000047")
        stream = Response(events, content_type="text/event-stream")
        stream.call_on_close(self._places.release)
        return stream


def _events(record: Record, after: int) -> Iterator[bytes]:
    yield b"retry: 1000\n\n"
    signs = 0
    while True:
        fresh, signs = record.watch(after, signs, HEARTBEAT)
        for event in fresh:
            yield utf8(f"id: {event.number}\nevent: {event.kind}\ndata: {event.line}\n")
            after = event.number
        if record.leaving:
            return
        if not fresh:
            yield b": still here\n\n"


@transcripts.get("/transcript")
@takes(query=_AFTER, answer={"type": "string"}, gives=TRANSCRIPT)
def read_transcript() -> Response:
    """Read the transcript behind `after`: JSON Lines, with the last event's number in `X-Transcript-After`; or, to
    who accepts `text/event-stream`, server-sent events as they happen.
    """
    if "text/event-stream" in request.headers.get("Accept", ""):
        streams: Streams = current_app.extensions["transcript_streams"]
        return streams.serve(_events(engine().record, _after(request.headers.get("Last-Event-ID"))))
    after = _after(None)
    events = engine().record.after(after)
    answer = Response(utf8("".join(event.line for event in events)), content_type=TRANSCRIPT)
    answer.headers["X-Transcript-After"] = str(events[-1].number if events else after)
    return answer


def _after(last: str | None) -> int:
    raw = last or request.args.get("after") or "0"
    if not (raw.isascii() and raw.isdecimal()) or len(raw) > 12:
        raise invalid("after", "after: the number of an event is expected")
    return int(raw)
