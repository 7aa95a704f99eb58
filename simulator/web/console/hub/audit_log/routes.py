"""`/hub/audit-log`: who did what, when and from where; and the same as the Hub exports it."""

import json
from typing import Any

from flask import Response

from simulator.web.console.hub.bundled import HubPages, ask, elsewhere, tenant
from simulator.web.console.layout.paging import SIZE, part

audit_log = HubPages("hub_audit_log", __name__, url_prefix="/hub/audit-log")


@audit_log.shows("", "hub/audit_log/page.html")
def show_audit_log() -> dict[str, Any]:
    """The audit log, newest first."""

    def read(wanted: str, start: int) -> tuple[int, list[dict[str, Any]]]:
        told = ask("audit-log", q=wanted or None, start=start, count=SIZE)
        return told["total"], told["events"]

    return {"events": part(read)}


@audit_log.get("/export")
def export() -> Response:
    """All of it, as the Hub's export gives it; it may be long, and nothing of the org is held meanwhile."""
    if tenant().hub is None:
        return elsewhere()
    name = f"{ask('scim')['organization']}-audit-log.json"
    answer = Response(json.dumps(ask("audit-log", "export"), ensure_ascii=False), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
