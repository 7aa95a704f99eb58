"""`/admin/tasks`: open tasks of all apps, and Retry Selected."""

from dataclasses import dataclass, field
from typing import Any

from flask import request

from simulator.okta.actions.record import Refused
from simulator.okta.org import App, Group, OktaUser, Org, Task
from simulator.okta.times import iso
from simulator.web.api.lookups import find_app
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed, Pages

tasks = Pages("tasks", __name__, url_prefix="/admin/tasks")

NOTHING_TICKED = "Tick what is to be retried."
NOT_SENT = "Nothing was sent: what stands in the way is a warning in the record."


@dataclass
class Row:
    """The open tasks about one person or group in one app, which are retried together."""

    app: App
    subject_id: str
    subject: OktaUser | Group | None
    tasks: list[Task] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.app.id}/{self.subject_id}"

    @property
    def name(self) -> str:
        """Whom it is about; the id where they are no longer there."""
        if self.subject is None:
            return self.subject_id
        return self.subject.name if isinstance(self.subject, Group) else self.subject.display_name

    @property
    def path(self) -> str:
        """Their page; empty where they have none any more."""
        if self.subject is None:
            return ""
        return f"/admin/{'groups' if isinstance(self.subject, Group) else 'users'}/{self.subject_id}"

    @property
    def text(self) -> str:
        """What of it is searched."""
        said = (f"{operation(task)} {task.text}" for task in self.tasks)
        return "\n".join([self.name, self.app.label, *said])


def operation(task: Task) -> str:
    """What failed, in plain words: `push profile`."""
    return task.operation.replace("_", " ")


def opened(task: Task) -> str:
    """When it came on the list: `2026-08-01 09:05:00 UTC`; empty where that is not known."""
    return f"{iso(task.opened)[:19].replace('T', ' ')} UTC" if task.opened else ""


@tasks.shows("", "tasks/list.html")
def list_tasks(org: Org) -> dict[str, Any]:
    """What failed, a row for each person and group."""
    shown = listing(_rows(org).values(), lambda row: row.text)
    return {
        "rows": shown, "operation": operation, "opened": opened, "all_ticked": request.args.get("tick") == "all",
        "apps": [app for app in org.apps.values() if app.tasks],
    }  # fmt: skip


def _rows(org: Org) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for app in org.apps.values():
        for task in app.tasks.values():
            subject = org.users.get(task.subject_id) or org.groups.get(task.subject_id)
            row = Row(app, task.subject_id, subject)
            rows.setdefault(row.key, row).tasks.append(task)
    return rows


@tasks.does("/retry")
def retry(deed: Deed) -> str:
    """Retry Selected: all of an app's tasks where all are ticked, else those of each person and group that is."""
    ticked = set(deed.texts("task"))
    rows = _rows(deed.org)
    chosen = [row for key, row in rows.items() if key in ticked]
    if not chosen:
        raise Refused(NOTHING_TICKED)
    for app in {row.app.id: row.app for row in chosen}.values():
        own = [row for row in chosen if row.app is app]
        if len(own) == sum(row.app is app for row in rows.values()):
            deed.do("retry_tasks", None, app)
            continue
        for row in own:
            deed.do("retry_tasks", _alias(deed, row), app)
    return _said(deed)


def _alias(deed: Deed, row: Row) -> str:
    if row.subject is None:
        raise Refused(f"{row.subject_id} is no longer in Okta; tick all of {row.app.label} to retry that one too.")
    return deed.alias(row.subject)


def _said(deed: Deed) -> str:
    """What came of it, once all of it has ended and none has failed."""
    jobs = len(deed.act.tickets)
    return f"{jobs:,} retried, none failed." if jobs else NOT_SENT


@tasks.does("/retry-all")
def retry_all(deed: Deed) -> str:
    """Retry all of an app, also those on other pages of the list."""
    app = find_app(deed.org, deed.text("app"))
    deed.do("retry_tasks", None, app)
    return _said(deed)
