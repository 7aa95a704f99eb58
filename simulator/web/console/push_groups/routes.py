"""`/admin/apps/<id>/push-groups`: the tab, *Find groups by name*, and the page of the Unlink dialog (okta-console 5).

Pushing by rule is not in the simulator, and so not here.
"""

from typing import Any

from flask import request

from simulator.okta.actions.pushing import pushed
from simulator.okta.org import App, Group, GroupPush, Org
from simulator.web.api.lookups import find_app, find_group
from simulator.web.console.application.routes import of_app
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.push_groups.rows import rows_of
from simulator.web.http.context import engine

push_groups = Pages("push_groups", __name__, url_prefix="/admin/apps/<app_id>/push-groups")

OFFERED = 200
"""Names of app groups that the field of Link Group offers; any other that Okta knows of may be typed."""


@push_groups.shows("", "push_groups/tab.html")
def list_pushed(org: Org, app_id: str) -> dict[str, Any]:
    """The pushed groups: all, those in Error, or those pushed by name, which in the simulator are all."""
    app = find_app(org, app_id)
    pushes = list(app.pushes.values())
    errors = [push for push in pushes if push.status == "ERROR"]
    chosen = request.args.get("list", "all")
    chosen = chosen if chosen in ("errors", "by-name") else "all"

    def named(push: GroupPush) -> str:
        return f"{org.groups[push.group_id].name} {push.target_name}"

    page = listing(errors if chosen == "errors" else pushes, named)
    counts = (("All", "all", len(pushes)), ("Errors", "errors", len(errors)), ("By name", "by-name", len(pushes)))
    return of_app(
        org, app_id, page=page, rows=rows_of(engine(), org, app, page.rows), lists=counts, chosen=chosen,
        refreshing=app.id in engine().queue.unfinished(app.id), busy=bool(org.schedule),
    )  # fmt: skip


@push_groups.does("/refresh")
def refresh(deed: Deed, app_id: str) -> str:
    """Refresh App Groups."""
    app = find_app(deed.org, app_id)
    deed.do("refresh_app_groups", app=app)
    return f"The groups of {app.label} were read; Link Group knows them now."


@push_groups.does("/retry")
def retry_all(deed: Deed, app_id: str) -> str:
    """Retry All Groups, on the list of errors: a retry of each group's tasks."""
    app = find_app(deed.org, app_id)
    failed = [deed.org.groups[push.group_id] for push in app.pushes.values() if push.status == "ERROR"]
    for group in failed:
        deed.do("retry_tasks", deed.alias(group), app)
    return f"{len(failed)} pushed again." if failed else "No push is in Error."


@push_groups.shows("/by-name", "push_groups/by_name.html")
def find_by_name(org: Org, app_id: str) -> dict[str, Any]:
    """Push Groups > Find groups by name: a search, then what is done with the one that was chosen."""
    app = find_app(org, app_id)
    page = listing(org.groups.values(), lambda group: group.name)
    wanted = request.args.get("group")
    group = find_group(org, wanted) if wanted else None
    if group is None and page.wanted and page.total == 1 and page.rows[0].id not in app.pushes:
        group = page.rows[0]
    return of_app(
        org, app_id, page=page, group=group, match=_match(app, group),
        known=list(app.known_groups)[:OFFERED], refreshed=bool(app.known_groups),
    )  # fmt: skip


def _match(app: App, group: Group | None) -> str | None:
    """The app group of this name that Okta knows of."""
    return group.name if group is not None and group.name in app.known_groups else None


@push_groups.does("/by-name")
def push_by_name(deed: Deed, app_id: str) -> str:
    """Save, or Save & Add Another."""
    app = find_app(deed.org, app_id)
    group = find_group(deed.org, deed.text("group"))
    argument: dict[str, Any] = {"group": deed.alias(group)}
    if deed.text("action") == "link":
        argument["as"] = "link"
    if (name := deed.text("name")) and name != group.name:
        argument["name"] = name
    if not deed.text("memberships"):
        argument["memberships_now"] = False
    deed.do("push_group", argument, app)
    return f"{group.name} was pushed to {app.label}."


def _acted(deed: Deed, app_id: str, group_id: str, verb: str) -> Group:
    app, group = find_app(deed.org, app_id), find_group(deed.org, group_id)
    deed.do(verb, deed.alias(group), app)
    return group


@push_groups.does("/<group_id>/push-now")
def push_now(deed: Deed, app_id: str, group_id: str) -> str:
    """Push now."""
    return f"{_acted(deed, app_id, group_id, 'push_now').name} was pushed."


@push_groups.does("/<group_id>/deactivate")
def deactivate(deed: Deed, app_id: str, group_id: str) -> str:
    """Deactivate group push."""
    return f"The push of {_acted(deed, app_id, group_id, 'deactivate_group_push').name} is inactive."


@push_groups.does("/<group_id>/activate")
def activate(deed: Deed, app_id: str, group_id: str) -> str:
    """Activate group push."""
    return f"The push of {_acted(deed, app_id, group_id, 'activate_group_push').name} is active."


@push_groups.shows("/<group_id>/unlink", "push_groups/unlink.html")
def ask_unlink(org: Org, app_id: str, group_id: str) -> dict[str, Any]:
    """The dialog Unlink Pushed Group."""
    group = find_group(org, group_id)
    return of_app(org, app_id, group=group, push=pushed(find_app(org, app_id), group))


@push_groups.does("/<group_id>/unlink")
def unlink(deed: Deed, app_id: str, group_id: str) -> str:
    """Unlink."""
    app, group = find_app(deed.org, app_id), find_group(deed.org, group_id)
    deed.do("unlink_group", {"group": deed.alias(group), "target": deed.text("target")}, app)
    return f"{group.name} is not pushed to {app.label} any more."
