"""The System Log: `/api/v1/logs`, and what it can be asked (management API 5)."""

from collections.abc import Collection, Iterator, Mapping, Set
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from simulator.okta.times import iso
from simulator.web.engine.record import LogLine
from simulator.web.filtering import at_path, compiled, instant
from simulator.web.http.answers import cursor_of, key_of, limit_of, page_of, with_links
from simulator.web.http.context import engine
from simulator.web.http.errors import ApiError, invalid

RETENTION = 180 * 86400
"""Seconds of history there are; asking for more is refused [D]."""
DEFAULT_SINCE = 7 * 86400
"""Seconds back where `since` is not given [D]."""

EARLIEST = datetime.min.replace(tzinfo=UTC).timestamp()
LATEST = datetime.max.replace(tzinfo=UTC, microsecond=0).timestamp()
"""The first and last second that can be written as a date; a time zone may lead beyond them."""

_OPERATORS = ("eq", "ne", "sw", "co", "ew", "gt", "ge", "lt", "le", "pr")
_FACT = ("id", "type", "alternateId", "displayName")
_FIELDS = {
    "actor": _FACT,
    "target": (*_FACT, "detailEntry"),
    "client": ("id", "zone", "device", "ipAddress", "userAgent", "geographicalContext"),
    "device": ("id", "name"),
    "authenticationContext": (
        "authenticationProvider", "credentialProvider", "credentialType", "issuer", "interface",
        "authenticationStep", "rootSessionId", "externalSessionId",
    ),
    "outcome": ("result", "reason"),
    "transaction": ("id", "type", "detail"),
    "debugContext": ("debugData",),
    "securityContext": ("asNumber", "asOrg", "isp", "domain", "isProxy"),
    "request": ("ipChain",),
    "uuid": (), "version": (), "severity": (), "eventType": (), "legacyEventType": (), "displayMessage": (),
}  # fmt: skip
"""The fields of an entry; `published` may not be asked for in a filter [D]."""

_OPEN = ("debugData", "detailEntry", "detail", "ipChain", "userAgent", "geographicalContext")
"""Members below which any name may stand."""


class LogQuery:
    """What is asked of the log: `since` and `until` in epoch seconds, a filter, keywords in lower case. `asked` are the
    parameters of a request to `/api/v1/logs`, `now` is epoch seconds.

    `polling` is a query without an end, in the order of arrival, whose next page is always there.

    Raises:
        ApiError: a bad date or order (E0000001), one too far back or a bad filter (E0000053), `since` beside the
            `after` of a poll.
    """

    def __init__(self, now: float, asked: Mapping[str, str]) -> None:
        order, filter_ = asked.get("sortOrder", "ASCENDING"), asked.get("filter")
        if order not in ("ASCENDING", "DESCENDING"):
            raise invalid("sortOrder", f"sortOrder: {order!r} is neither ASCENDING nor DESCENDING")
        self.descending = order == "DESCENDING"
        self._since, until = iso(_since(now, asked)), _instant("until", asked)
        self._until = None if until is None else iso(until)
        self._test = compiled(filter_, _operators) if filter_ else None
        self._keywords = set(asked.get("q", "").casefold().split())
        self.polling = until is None and not self.descending
        if self.polling and asked.get("since") and asked.get("after"):
            raise invalid("after", "since and after cannot be used together")

    def chosen(self, lines: list[LogLine]) -> Iterator[LogLine]:
        """The entries that match."""
        for line in lines:
            published = line.entry["published"]
            inside = published >= self._since and (self._until is None or published < self._until)
            if inside and self._matches(line.entry):
                yield line

    def _matches(self, entry: dict[str, Any]) -> bool:
        if self._test is not None and not self._test(partial(at_path, entry)):
            return False
        return not self._keywords or _says(entry, self._keywords)


def _since(now: float, asked: Mapping[str, str]) -> float:
    since = _instant("since", asked)
    if since is None:
        return 0.0 if asked.get("after") else now - DEFAULT_SINCE
    if since < now - RETENTION:
        raise ApiError("E0000053", "since", "since: the log goes back 180 days")
    return since


def _instant(name: str, asked: Mapping[str, str]) -> float | None:
    raw = asked.get(name)
    if not raw:
        return None
    found = instant(raw.replace(" ", "+"))
    if found is None or not EARLIEST <= found <= LATEST:
        raise invalid(name, f"{name}: '{raw}' is no date")
    return found


def _operators(path: str) -> Collection[str] | None:
    first, *rest = path.split(".")
    if first not in _FIELDS:
        return None
    if not rest:
        return ("pr",) if _FIELDS[first] else _OPERATORS
    if rest[0] not in _FIELDS[first] or (len(rest) > 1 and rest[0] not in _OPEN):
        return None
    return _OPERATORS


def _says(entry: dict[str, Any], words: Set[str]) -> bool:
    """Whether each of the words, in small letters, is a text in an entry, or a part of one between hyphens [D]."""
    missing, held = set(words), list[Any]([entry])
    for value in held:  # which grows by what is inside
        if isinstance(value, str):
            text = value.casefold()
            missing.discard(text)
            if "-" in text:
                missing.difference_update(text.split("-"))
            if not missing:
                return True
        elif isinstance(value, dict):
            held.extend(value.values())
        elif isinstance(value, list):
            held.extend(value)
    return False


logs = Blueprint("logs", __name__, url_prefix="/api/v1/logs")

DEFAULT, MOST = 100, 1000


@logs.get("")
def list_events() -> Response:
    """Ask the System Log: `since`, `until`, `filter`, `q`, `sortOrder`, `limit`, `after`; without `until` it can be
    polled.
    """
    query = LogQuery(engine().clock.now(), request.args)
    limit = _limit()
    lines = engine().record.log()
    after = request.args.get("after") or None
    if query.polling:
        return _polled(query, lines, limit, after)
    page = page_of(
        query.chosen(lines), lambda line: (line.entry["published"], line.number), limit, after,
        descending=query.descending,
    )  # fmt: skip
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


def _polled(query: LogQuery, lines: list[LogLine], limit: int, after: str | None) -> Response:
    """Entries in the order of arrival; `next` is always there and leads past all that was looked at."""
    seen = 0 if after is None else int(key_of(after, (int,))[0])
    matching = query.chosen(lines[max(seen, 0) :])
    entries: list[dict[str, Any]] = []
    for line in matching:
        if len(entries) == limit:
            break
        entries.append(line.entry)
        seen = line.number
    else:
        seen = max(seen, len(lines))
    return with_links(entries, cursor_of((seen,)), once=("since",))
