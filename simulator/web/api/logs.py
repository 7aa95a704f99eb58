"""The System Log: `/api/v1/logs` (management API 5)."""

from typing import Any

from flask import Blueprint, Response, request

from simulator.web.api.log_queries import LogQuery, chosen, read_query
from simulator.web.engine.record import LogLine
from simulator.web.http.answers import with_links
from simulator.web.http.context import engine
from simulator.web.http.errors import invalid
from simulator.web.http.paging import Key, cursor_of, key_of, limit_of, page_of

logs = Blueprint("logs", __name__, url_prefix="/api/v1/logs")

DEFAULT, MOST = 100, 1000


@logs.get("")
def list_events() -> Response:
    """Ask the System Log: `since`, `until`, `filter`, `q`, `sortOrder`, `limit`, `after`; without `until` it can be
    polled.
    """
    query = read_query(engine().clock.now())
    limit = _limit()
    lines = engine().record.log()
    after = request.args.get("after") or None
    if query.polling:
        return _polled(query, lines, limit, after)
    page = page_of(chosen(query, lines), _by_time, limit, after, descending=query.descending)
    return with_links([line.entry for line in page.items], page.after)


def _limit() -> int:
    """The page's size; 0 gives none, as some pollers ask first.

    Raises:
        ApiError: E0000001; it is no whole number up to 1000 [D].
    """
    raw = request.args.get("limit", "")
    if raw == "0":
        return 0
    if raw and (not (raw.isascii() and raw.isdecimal()) or int(raw[:9]) > MOST):
        raise invalid("limit", "limit: a whole number up to 1000 is expected")
    return limit_of(raw, DEFAULT, MOST)


def _by_time(line: LogLine) -> Key:
    return (line.entry["published"], line.number)


def _polled(query: LogQuery, lines: list[LogLine], limit: int, after: str | None) -> Response:
    """Entries in the order of arrival; `next` is always there and leads past all that was looked at."""
    seen = 0 if after is None else int(key_of(after, (int,))[0])
    matching = chosen(query, lines[max(seen, 0) :])
    entries: list[dict[str, Any]] = []
    for line in matching:
        if len(entries) == limit:
            break
        entries.append(line.entry)
        seen = line.number
    else:
        seen = max(seen, len(lines))
    return with_links(entries, cursor_of((seen,)), once=("since",))
