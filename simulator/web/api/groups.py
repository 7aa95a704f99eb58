"""Groups and their members: `/api/v1/groups` (management API 3.2)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import request
from werkzeug.routing import BaseConverter

from simulator.okta.actions import accounts
from simulator.okta.actions.record import log_group
from simulator.okta.org import Group, Org, app_groups
from simulator.verbs.directory import AddToGroup, CreateGroup, DeleteGroup, RemoveFromGroup, RenameGroup
from simulator.web.api.lookups import find_changed_user, find_group, find_shown_group
from simulator.web.api.rendering import app_json, group_json, user_json
from simulator.web.engine.acts import Act
from simulator.web.filtering import DATE_OPERATORS, at_path, begins, compiled
from simulator.web.http.answers import Area, Key, by_creation, paged
from simulator.web.http.context import expands, member, required_body
from simulator.web.http.errors import ApiError


class GroupId(BaseConverter):
    """A group's id in a path; `rules` is none, so that no wrong method there is taken for a missing group."""

    regex = r"(?!rules\Z)[^/]+"
    part_isolating = True


groups = Area("groups", __name__, url_prefix="/api/v1/groups")

_DATES = ("created", "lastUpdated", "lastMembershipUpdated")
_FILTER = {"id": ("eq",), "type": ("eq",), "lastUpdated": DATE_OPERATORS, "lastMembershipUpdated": DATE_OPERATORS}
_TEXT = ("eq", "sw", "co", "pr", "gt", "ge", "lt", "le")
_SEARCH = {
    **dict.fromkeys(_DATES, (*DATE_OPERATORS, "pr")),
    "id": ("eq",), "type": ("eq",), "source.id": ("eq",),
    "profile.name": _TEXT, "profile.description": _TEXT,
}  # fmt: skip

Shown = tuple[Group, str | None]


def _json(org: Org, shown: Shown) -> Any:
    group, source = shown
    if not expands("stats"):
        return group_json(group, source)
    stats = {
        "usersCount": len(group.members),
        "appsCount": sum(group.id in app.groups for app in org.apps.values()),
        "groupPushMappingsCount": sum(group.id in app.pushes for app in org.apps.values()),
    }
    return group_json(group, source) | {"_embedded": {"stats": stats}}


@groups.acts("", "POST")
def create_group(act: Act) -> Any:
    """Create a group."""
    profile = member(required_body(), "profile")
    name, description = accounts.group_profile(profile)
    alias = act.tenant.new_alias(name, act.tenant.groups)
    act.do(CreateGroup, alias=alias, name=name, description=description)
    return _json(act.org, (act.tenant.group(alias), None))


@groups.reads("")
def list_groups(org: Org) -> Any:
    """List groups: `q`, `filter`, `search`, `limit`, `after`, `expand=stats`.

    With `search`, `sortBy` and `sortOrder` give the order.
    """
    descending = bool(request.args.get("search")) and request.args.get("sortOrder", "").lower() == "desc"
    return paged(
        _chosen(org), partial(_json, org), _order(),
        default=300 if request.args.get("q") else 10000, most=10000, descending=descending,
    )  # fmt: skip


def _order() -> Callable[[Shown], Key]:
    """The order of the list: as created, or by `sortBy` with `search`."""
    wanted = request.args.get("sortBy") if request.args.get("search") else None
    if wanted is None:
        return lambda shown: by_creation(shown[0])
    if wanted not in _SEARCH:
        raise ApiError("E0000031", "", f"sortBy: '{wanted}' is not supported")
    return lambda shown: (str(next(iter(_held(shown, wanted)), None) or ""), shown[0].id)


def _held(shown: Shown, path: str) -> list[Any]:
    return at_path(group_json(*shown), path)


def _chosen(org: Org) -> list[Shown]:
    shown: list[Shown] = [(group, None) for group in org.groups.values()]
    shown += [(group, app.id) for app, group in app_groups(org)]
    search, filter_, q = (request.args.get(name) for name in ("search", "filter", "q"))
    if search and filter_:
        raise ApiError("E0000033")
    if search or filter_:
        test = compiled(search or filter_ or "", (_SEARCH if search else _FILTER).get, _DATES)
        return [one for one in shown if test(partial(_held, one))]
    return [one for one in shown if begins(q, one[0].name)]


@groups.reads("/<group:group_id>")
def get_group(org: Org, group_id: str) -> Any:
    """Read a group."""
    return _json(org, find_shown_group(org, group_id))


@groups.acts("/<group:group_id>", "PUT")
def replace_group(act: Act, group_id: str) -> Any:
    """Replace a group's name and description."""
    profile = member(required_body(), "profile")
    group = _okta_group(act.org, group_id)
    name, description = accounts.group_profile(profile)
    if name != group.name:
        act.do(RenameGroup, group=group, name=name)
    else:
        log_group(act.org, "group.profile.update", group)
    accounts.describe_group(act.org, group, description)
    return _json(act.org, (group, None))


def _okta_group(org: Org, group_id: str) -> Group:
    group, _ = find_shown_group(org, group_id)
    accounts.check_okta_group(group)
    return group


@groups.acts("/<group:group_id>", "DELETE")
def delete_group(act: Act, group_id: str) -> Any:
    """Delete a group; apps its members have through it alone are taken away."""
    act.do(DeleteGroup, group=_okta_group(act.org, group_id))


@groups.reads("/<group:group_id>/users")
def list_members(org: Org, group_id: str) -> Any:
    """List a group's members."""
    group, _ = find_shown_group(org, group_id)
    members = [org.users[user_id] for user_id in group.members]
    return paged(members, partial(user_json, listed=True), default=1000, most=1000)


@groups.acts("/<group:group_id>/users/<key>", "PUT")
def add_member(act: Act, group_id: str, key: str) -> None:
    """Add a person to a group; somebody who is in it stays."""
    act.do(AddToGroup, group=_okta_group(act.org, group_id), users=[find_changed_user(act.org, key)])


@groups.acts("/<group:group_id>/users/<key>", "DELETE")
def remove_member(act: Act, group_id: str, key: str) -> None:
    """Take a person out of a group."""
    act.do(RemoveFromGroup, group=_okta_group(act.org, group_id), users=[find_changed_user(act.org, key)])


@groups.reads("/<group:group_id>/apps")
def list_group_apps(org: Org, group_id: str) -> Any:
    """List the apps a group is assigned to."""
    group = find_group(org, group_id)
    assigned = [app for app in org.apps.values() if group.id in app.groups]
    return paged(assigned, app_json, default=20, most=200)
