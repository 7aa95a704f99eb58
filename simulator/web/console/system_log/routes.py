"""`/admin/system-log`: the page, and its two downloads (okta-console 8)."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import Response, request

from simulator.okta.org import Org
from simulator.okta.times import iso
from simulator.web.api.logs import RETENTION
from simulator.web.console.layout.paging import SIZE
from simulator.web.console.pages import Pages
from simulator.web.console.system_log.search import Search, newest
from simulator.web.console.system_log.spreadsheet import as_csv
from simulator.web.engine.record import LogLine
from simulator.web.http.answers import reply, utf8
from simulator.web.http.context import engine

system_log = Pages("system_log", __name__, url_prefix="/admin/system-log")


@system_log.shows("", "system_log/page.html")
def show_log(org: Org) -> dict[str, Any]:
    """The events asked for, a page of them, newest first; `all` is whether every row is expanded."""
    lines, now = engine().record.log(), engine().clock.now()
    search = Search(request.args, now)
    found = search.found(lines)
    return {
        "search": search,
        "wrong": search.wrong.text if search.wrong else None,
        "page": newest(found, request.args.get("p", "1"), search.given["q"], SIZE),
        "trends": Counter(line.entry["eventType"] for line in found).most_common(),
        "all": bool(request.args.get("all")),
        "earlier": _earlier(lines, search, now),
        "apps": [(app.id, app.label) for app in org.apps.values()],
        "types": _options(line.entry["eventType"] for line in lines),
        "outcomes": _options(line.entry["outcome"]["result"] for line in lines),
        "written": _written,
    }


def _options(values: Iterable[str]) -> list[tuple[str, str]]:
    """What a list to choose from offers: value and words."""
    return [(value, value) for value in sorted(set(values))]


def _written(entry: dict[str, Any]) -> str:
    """An entry to be read."""
    return json.dumps(entry, indent=2, ensure_ascii=False)


def _earlier(lines: list[LogLine], search: Search, now: float) -> str | None:
    """From when on there are events that only the default beginning leaves out, None where there are none."""
    first = lines[0].entry["published"] if lines and not search.given["since"] else None
    return max(first, iso(now - RETENTION + 1)) if first is not None and first < search.since else None


@system_log.get("/events.csv")
def download_csv() -> Response:
    """Download CSV: the events asked for, on all pages."""
    return _file(Response(utf8(as_csv(_chosen())), content_type="text/csv; charset=utf-8"), "csv")


@system_log.get("/events.json")
def download_json() -> Response:
    """The same as the API gives them, oldest first."""
    return _file(reply(_chosen()), "json")


def _chosen() -> list[dict[str, Any]]:
    """The entries asked for.

    Raises:
        ApiError: Okta would refuse what is asked.
    """
    search = Search(request.args, engine().clock.now())
    if search.wrong is not None:
        raise search.wrong
    return [line.entry for line in search.found(engine().record.log())]


def _file(answer: Response, ending: str) -> Response:
    answer.headers["Content-Disposition"] = f"attachment; filename=system-log.{ending}"
    return answer
