"""Import: the pages of `GET /Users` and `GET /Groups` (okta-wire 7.1); what is made of them is in `importing`."""

from simulator.okta import wording
from simulator.okta.flows.conversation import Flow, Outcome, Part, Stop, app_row, expect, listing
from simulator.okta.importing import begin, process_groups, process_users
from simulator.okta.org import App, Job, Org
from simulator.okta.resource import Resource
from simulator.okta.wire import PAGE_SIZE, page_query
from simulator.scim.message import Json, Request

IMPORT_USERS = "application.provision.user.import"
IMPORT_GROUPS = "application.provision.group.import"
GROWTH = 1000
"""By how much `totalResults` may grow during an import before it counts as one that never ends."""


def import_users(org: Org, app: App, job: Job) -> Flow:
    """Import Now: users, and groups when Import Groups is selected (7.1 [C: CAP-ROSTR; D: DOC20])."""
    begin(org, app, job)
    try:
        users = yield from pages("/Users", "import users", wording.DOWNLOADING_USERS, IMPORT_USERS)
        groups = None
        if "import_groups" in app.features:
            groups = yield from pages("/Groups", "import groups", wording.DOWNLOADING_GROUPS, IMPORT_GROUPS)
    except Stop as stop:
        return _failed(org, app, job, stop)
    return process_users(org, app, job, users, groups=groups)


def import_groups(org: Org, app: App, job: Job) -> Flow:
    """The groups alone; also Refresh App Groups, which reads the same pages (6.6, 7.1)."""
    try:
        groups = yield from pages("/Groups", "import groups", wording.DOWNLOADING_GROUPS, IMPORT_GROUPS)
    except Stop as stop:
        return _failed(org, app, job, stop)
    return process_groups(app, groups)


def pages(path: str, purpose: str, prefix: str, event: str) -> Part:
    """All resources, 100 a page, `startIndex` 1, 101, 201 until it passes `totalResults` (7.1 [D: DOC20]).

    `startIndex` grows by 100 however many resources came back, as documented; a provider that pages in smaller
    steps loses users this way (no source says what Okta does then).

    Raises:
        Stop: a page cannot be read, or the pages would never come to an end (`_complaint`).
    """
    found: dict[str, Resource] = {}
    start, total, limit = 1, None, None
    while total is None or start <= total:
        answer = yield Request("GET", path, page_query(start), purpose=purpose)
        expect(answer, prefix, event)
        page = listing(answer.json)
        if page is None or not isinstance(page.get("totalresults"), int):
            raise Stop(prefix + wording.NO_RESULTS, event=event, answer=answer)
        limit = limit or page["totalresults"] + GROWTH
        if complaint := _complaint(page, found, start=start, before=total, limit=limit):
            raise Stop(prefix + complaint, event=event)
        total = page["totalresults"]
        found.update((str(one.get("id")), one) for one in page["resources"])
        start += PAGE_SIZE
    return list(found.values())


def _complaint(
    page: dict[str, Json], found: dict[str, Resource], *, start: int, before: int | None, limit: int
) -> str | None:
    """What would import the wrong people, or never end; ordering must be stable (7.1 [D: DOC20]).

    `before` is what the page before this one gave as `totalResults`, `limit` how far it may grow.
    """
    resources, total = page["resources"], page["totalresults"]
    if before is not None and total < before:
        return wording.TOTAL_WENT_DOWN.format(before=before, total=total)
    if total > limit:
        return wording.TOTAL_KEEPS_GROWING.format(first=limit - GROWTH, total=total)
    again = next((str(one.get("id")) for one in resources if str(one.get("id")) in found), None)
    if again is not None:
        return wording.PAGE_REPEATS.format(start=start, scim_id=again)
    if not resources and start <= total:
        return wording.PAGE_IS_EMPTY.format(start=start, total=total)
    return None


def _failed(org: Org, app: App, job: Job, stop: Stop) -> Outcome:
    org.journal.append(app_row(app, str(stop.event), job.transaction, stop.message))
    return Outcome(ok=False, error=stop.message)
