"""Groups and their members: `/api/v1/groups` (management API 3.2)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from simulator.okta.actions import accounts
from simulator.okta.actions.record import log_group
from simulator.okta.org import Group, OktaUser, Org, app_groups
from simulator.verbs.directory import AddToGroup, CreateGroup, DeleteGroup, RemoveFromGroup, RenameGroup
from simulator.web.api.lookups import find_changed_user, find_group, find_shown_group
from simulator.web.api.rendering.apps import app_json
from simulator.web.api.rendering.groups import group_json
from simulator.web.api.rendering.users import user_json
from simulator.web.engine.acts import Act
from simulator.web.filtering import DATE_OPERATORS, at_path, compiled
from simulator.web.http.answers import Key, nothing, paged, reply
from simulator.web.http.context import client, engine, member, org_url, required_body, settings
from simulator.web.http.errors import ApiError


class GroupId(BaseConverter):
    """A group's id in a path; `rules` is none, so that no wrong method there is taken for a missing group."""

    regex = r"(?!rules\Z)[^/]+"
    part_isolating = True


groups = Blueprint("groups", __name__, url_prefix="/api/v1/groups")

_DATES = ("created", "lastUpdated", "lastMembershipUpdated")
_FILTER = {"id": ("eq",), "type": ("eq",), "lastUpdated": DATE_OPERATORS, "lastMembershipUpdated": DATE_OPERATORS}
_TEXT = ("eq", "sw", "co", "pr", "gt", "ge", "lt", "le")
_SEARCH = {
    **dict.fromkeys(_DATES, (*DATE_OPERATORS, "pr")),
    "id": ("eq",), "type": ("eq",), "source.id": ("eq",),
    "profile.name": _TEXT, "profile.description": _TEXT,
}  # fmt: skip

Shown = tuple[Group, str | None]


def _json(shown: Shown) -> Any:
    group, source = shown
    stats = None
    if "stats" in request.args.get("expand", "").split(","):
        stats = {"usersCount": len(group.members), "appsCount": 0, "groupPushMappingsCount": 0}
        with engine().look() as org:
            stats["appsCount"] = sum(group.id in app.groups for app in org.apps.values())
            stats["groupPushMappingsCount"] = sum(group.id in app.pushes for app in org.apps.values())
    return group_json(group, org_url(), source=source, stats=stats)


@groups.post("")
def create_group() -> Response:
    """Create a group."""
    profile = member(required_body(), "profile")
    with engine().act(client()) as act:
        name, description = accounts.group_profile(profile)
        alias = act.tenant.new_alias(name, act.tenant.groups)
        act.do(CreateGroup.of(alias=alias, name=name, description=description))
        return reply(_json((act.tenant.group(alias), None)))


@groups.get("")
def list_groups() -> Response:
    """List groups: `q`, `filter`, `search`, `limit`, `after`, `expand=stats`.

    With `search`, `sortBy` and `sortOrder` give the order.
    """
    quick = bool(request.args.get("q"))
    descending = bool(request.args.get("search")) and request.args.get("sortOrder", "").lower() == "desc"
    with engine().look() as org:
        return paged(
            _chosen(org), _order(), _json,
            default=300 if quick else 10000, most=10000, descending=descending,
        )  # fmt: skip


def _order() -> Callable[[Shown], Key]:
    """The order of the list: as created, or by `sortBy` with `search`."""
    wanted = request.args.get("sortBy") if request.args.get("search") else None
    if wanted is None:
        return lambda shown: (float(shown[0].created), shown[0].id)
    if wanted not in _SEARCH:
        raise ApiError("E0000031", "", f"sortBy: '{wanted}' is not supported")
    return lambda shown: (str(next(iter(_held(shown, wanted)), None) or ""), shown[0].id)


def _held(shown: Shown, path: str) -> list[Any]:
    return at_path(group_json(shown[0], "", source=shown[1]), path)


def _chosen(org: Org) -> list[Shown]:
    shown: list[Shown] = [(group, None) for group in org.groups.values()]
    shown += [(group, app.id) for app, group in app_groups(org)]
    search, filter_, q = (request.args.get(name) for name in ("search", "filter", "q"))
    if search and filter_:
        raise ApiError("E0000033")
    if search or filter_:
        test = compiled(search or filter_ or "", (_SEARCH if search else _FILTER).get, _DATES)
        return [one for one in shown if test(partial(_held, one))]
    return [one for one in shown if one[0].name.casefold().startswith((q or "").casefold())]


@groups.get("/<group:group_id>")
def get_group(group_id: str) -> Response:
    """Read a group."""
    with engine().look() as org:
        return reply(_json(find_shown_group(org, group_id)))


@groups.put("/<group:group_id>")
def replace_group(group_id: str) -> Response:
    """Replace a group's name and description."""
    profile = member(required_body(), "profile")
    with engine().act(client()) as act:
        group = _okta_group(act.org, group_id)
        name, description = accounts.group_profile(profile)
        if name != group.name:
            act.do(RenameGroup.of(group=act.tenant.alias_of(group), name=name))
        else:
            log_group(act.org, "group.profile.update", group)
        accounts.describe_group(act.org, group, description)
        return reply(_json((group, None)))


def _okta_group(org: Org, group_id: str) -> Group:
    group, _ = find_shown_group(org, group_id)
    accounts.check_okta_group(group)
    return group


@groups.delete("/<group:group_id>")
def delete_group(group_id: str) -> Response:
    """Delete a group; apps its members have through it alone are taken away."""
    with engine().act(client()) as act:
        act.do(DeleteGroup.of(group=act.tenant.alias_of(_okta_group(act.org, group_id))))
    return nothing()


@groups.get("/<group:group_id>/users")
def list_members(group_id: str) -> Response:
    """List a group's members."""
    with engine().look() as org:
        group, _ = find_shown_group(org, group_id)
        return paged(
            [org.users[user_id] for user_id in group.members],
            lambda user: (float(user.created), user.id), _member,
            default=1000, most=1000,
        )  # fmt: skip


def _member(user: OktaUser) -> dict[str, Any]:
    return user_json(user, org_url(), settings().organization, listed=True)


@groups.put("/<group:group_id>/users/<key>")
def add_member(group_id: str, key: str) -> Response:
    """Add a person to a group; somebody who is in it stays."""
    with engine().act(client()) as act:
        act.do(AddToGroup.of(**_membership(act, group_id, key)))
    return nothing()


@groups.delete("/<group:group_id>/users/<key>")
def remove_member(group_id: str, key: str) -> Response:
    """Take a person out of a group."""
    with engine().act(client()) as act:
        act.do(RemoveFromGroup.of(**_membership(act, group_id, key)))
    return nothing()


def _membership(act: Act, group_id: str, key: str) -> dict[str, Any]:
    group, user = _okta_group(act.org, group_id), find_changed_user(act.org, key)
    return {"group": act.tenant.alias_of(group), "users": (act.tenant.alias_of(user),)}


@groups.get("/<group:group_id>/apps")
def list_group_apps(group_id: str) -> Response:
    """List the apps a group is assigned to."""
    with engine().look() as org:
        group = find_group(org, group_id)
        assigned = [app for app in org.apps.values() if group.id in app.groups]
        return paged(
            assigned, lambda app: (float(app.created), app.id),
            lambda app: app_json(app, org_url(), settings().organization), default=20, most=200,
        )  # fmt: skip
