"""What is asked of the System Log on its page: its fields become a filter of Okta's log API, and both find the same."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from simulator.okta.times import iso
from simulator.web.api.logs import DEFAULT_SINCE, LogQuery
from simulator.web.console.layout.paging import Listing
from simulator.web.engine.record import LogLine
from simulator.web.filtering import instant
from simulator.web.http.errors import ApiError

FIELDS = ("since", "until", "type", "outcome", "actor", "target", "app", "q", "filter")
"""The fields of the page's form, in a query string."""

_NAMES = ("id", "alternateId", "displayName")
_CLAUSES: dict[str, Callable[[str], str]] = {
    "type": lambda value: f"eventType eq {value}",
    "outcome": lambda value: f"outcome.result eq {value}",
    "actor": lambda value: _any_name("actor", value),
    "target": lambda value: _any_name("target", value),
    "app": lambda value: f'(target.type eq "AppInstance" and target.id eq {value})',
}
"""What each field asks, in Okta's filter language; a person, group or app is looked for by id or part of a name."""


def _any_name(of: str, value: str) -> str:
    asked = (f"{of}.{name} {'eq' if name == 'id' else 'co'} {value}" for name in _NAMES)
    return f"({' or '.join(asked)})"


class Search:
    """A search of the log. `given` are the form's fields as they came, `now` epoch seconds of the org's clock.

    `wrong` is why Okta would refuse it, None where it would not.
    """

    def __init__(self, given: Mapping[str, str], now: float) -> None:
        self.given = {name: given.get(name, "").strip() for name in FIELDS}
        self.since, self.until = self._moment("since", iso(now - DEFAULT_SINCE)), self._moment("until", "")
        self.wrong: ApiError | None = None
        self._query: LogQuery | None = None
        asked = {"since": self.since, "until": self.until, "filter": self.filter, "q": self.given["q"]}
        try:
            self._query = LogQuery(now, {name: value for name, value in asked.items() if value})
        except ApiError as error:
            self.wrong = error

    def _moment(self, name: str, otherwise: str) -> str:
        """What was given, as the form and the log write it: to the millisecond, in UTC."""
        written = self.given[name]
        moment = instant(written)
        return written or otherwise if moment is None else iso(moment)

    @property
    def narrow(self) -> bool:
        """Whether more is asked than times and words."""
        return bool(self.filter)

    @property
    def filter(self) -> str:
        """All that is asked, as one filter of `/api/v1/logs`; empty for nothing."""
        asked = [clause(json.dumps(self.given[name])) for name, clause in _CLAUSES.items() if self.given[name]]
        own = self.given["filter"]
        return " and ".join([*asked, f"({own})" if own and asked else own]) if own else " and ".join(asked)

    def found(self, lines: list[LogLine]) -> list[LogLine]:
        """The entries asked for, oldest first; none where it cannot be looked."""
        return [] if self._query is None else list(self._query.chosen(lines))

    def address(self, **other: str) -> str:
        """The page of this search with some fields changed; one that is empty is left out."""
        return f"?{urlencode({name: value for name, value in {**self.given, **other}.items() if value})}"

    def field(self, moment: str) -> str:
        """A moment as a field of a form writes it: `2026-08-01T09:05:00`, UTC; as it is where it is none."""
        seconds = instant(moment)
        return moment if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def newest(found: list[LogLine], page: str, wanted: str, size: int) -> Listing[LogLine]:
    """A page of what was found, counted from the end: the newest first."""
    pages = max(1, -(-len(found) // size))
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 8 else 1
    number = min(max(1, number), pages)
    end = len(found) - (number - 1) * size
    return Listing(found[max(0, end - size) : end][::-1], len(found), number, wanted)
