"""People and groups assigned to an app: `/api/v1/apps/{id}/users` and `/groups` (management API 3.4 and 3.5)."""

from functools import partial
from typing import Any

from flask import request

from simulator.okta.actions import assignments as actions
from simulator.okta.org import App, AppUser, GroupAssignment, OktaUser, Org
from simulator.verbs import assignments as verbs
from simulator.web.api.lookups import find_app, find_app_group, find_app_user, find_changed_user, find_group
from simulator.web.api.rendering import DEFAULT_SIGN_ON, group_json, link, moment, user_json
from simulator.web.api.users import named
from simulator.web.engine.acts import Act
from simulator.web.filtering import begins
from simulator.web.http.answers import Area, paged
from simulator.web.http.context import expands, member, optional_body, required_body, sent_json, settings
from simulator.web.http.errors import ApiError, invalid

WITH_PASSWORD = ("AUTO_LOGIN", "BASIC_AUTH", "BROWSER_PLUGIN", "SECURE_PASSWORD_STORE")
"""The sign-on modes in which Okta holds a password for the app [API]."""

app_users = Area("app_users", __name__, url_prefix="/api/v1/apps/<app_id>/users")


def app_user_json(app: App, app_user: AppUser, user: OktaUser) -> dict[str, Any]:
    """A person's assignment; its id is the person's. `expand=user` embeds the person."""
    status, sync_state = _states(app, app_user)
    return {
        "id": user.id,
        "externalId": app_user.external_id,
        "created": moment(app_user.created),
        "lastUpdated": moment(max(app_user.changed, app_user.last_sync or 0.0)),
        "scope": app_user.scope,
        "status": status,
        "statusChanged": moment(app_user.created),
        "passwordChanged": None,
        "syncState": sync_state,
        "credentials": {"userName": app_user.username},
        "profile": {name: value for name, value in app_user.profile.items() if value is not None},
        "_links": {"app": link(f"/api/v1/apps/{app.id}"), "user": link(f"/api/v1/users/{user.id}")},
        **({} if app_user.last_sync is None else {"lastSync": moment(app_user.last_sync)}),
        **({"_embedded": {"user": user_json(user)}} if expands("user") else {}),
    }


def _states(app: App, app_user: AppUser) -> tuple[str, str]:
    """`status` and `syncState`: ACTIVE and DISABLED without provisioning [VCR], else as it stands; SYNCING while the
    first push is on its way, and STAGED with ERROR after a failed one (no source, management API 10).
    """
    if not app_user.provisioned and not app.provisioning:
        return "ACTIVE", "DISABLED"
    if app_user.status == "STAGED" and app_user.error is None and app_user.sync_state == "DISABLED":
        return "STAGED", "SYNCING"
    return app_user.status, app_user.sync_state


def app_group_json(org: Org, app: App, assignment: GroupAssignment) -> dict[str, Any]:
    """A group's assignment; `expand=group` embeds the group."""
    here = f"/api/v1/apps/{app.id}"
    return {
        "id": assignment.group_id,
        "lastUpdated": moment(assignment.changed),
        "priority": assignment.priority,
        "profile": dict(assignment.profile),
        "_links": {
            "app": link(here),
            "self": link(f"{here}/groups/{assignment.group_id}"),
            "group": link(f"/api/v1/groups/{assignment.group_id}"),
        },
        **({"_embedded": {"group": group_json(org.groups[assignment.group_id])}} if expands("group") else {}),
    }


@app_users.acts("", "POST")
def assign(act: Act, app_id: str) -> Any:
    """Assign a person to an app."""
    body = required_body()
    if not isinstance(body.get("id"), str):
        raise invalid("id", "id: The field cannot be left blank")
    app, user = find_app(act.org, app_id), find_changed_user(act.org, body["id"])
    _check_password(app, body)
    _assign(act, app, user, body)
    return app_user_json(app, app.users[user.id], user)


def _assign(act: Act, app: App, user: OktaUser, body: dict[str, Any]) -> None:
    """What assigning asks for: mappings fill the profile, then the body's is laid over it, mapped attributes too [API].

    Somebody a group assigned becomes individually assigned; what stays as it is asks for nothing.
    """
    username, profile, held = _username(body), member(body, "profile"), app.users.get(user.id)
    if held is not None and held.scope == "USER" and settings().choices.assign_again == "update":
        _edit(act, app, user, body)
        return
    actions.check_names(app, profile)
    if held is not None:
        username = username if username != held.username else None
        profile = actions.changed_values(held, profile)
    act.do(verbs.AssignUser, app, user=user, username=username, profile=profile)


def _edit(act: Act, app: App, user: OktaUser, body: dict[str, Any]) -> None:
    username, profile = actions.change(app, user, username=_username(body), profile=member(body, "profile"))
    act.do(verbs.EditAssignment, app, user=user, username=username, profile=profile)


def _username(body: dict[str, Any]) -> str | None:
    username = member(body, "credentials").get("userName")
    return None if username is None else str(username)


def _check_password(app: App, body: dict[str, Any]) -> None:
    """A password only where the app signs in with one [API]; Terraform sends an empty object for none [VCR]."""
    given = member(member(body, "credentials"), "password").get("value")
    if given and app.registration.get("signOnMode", DEFAULT_SIGN_ON) not in WITH_PASSWORD:
        raise ApiError("E0000041")


@app_users.reads("")
def list_app_users(org: Org, app_id: str) -> Any:
    """List the people assigned to an app: `q`, `limit`, `after`, `expand=user`."""
    app = find_app(org, app_id)
    people = ((one, org.users[one.user_id]) for one in app.users.values())
    return paged(
        [(one, user) for one, user in people if begins(request.args.get("q"), one.username, *named(user))],
        lambda shown: app_user_json(app, *shown), lambda shown: (float(shown[0].created), shown[1].id),
        default=50, most=500,
    )  # fmt: skip


@app_users.reads("/<key>")
def get_app_user(org: Org, app_id: str, key: str) -> Any:
    """Read a person's assignment."""
    app = find_app(org, app_id)
    return app_user_json(app, *find_app_user(org, app, key))


@app_users.acts("/<key>", "POST")
def update_app_user(act: Act, app_id: str, key: str) -> Any:
    """Change an assignment's attributes or application username."""
    body = required_body()
    app = find_app(act.org, app_id)
    app_user, user = find_app_user(act.org, app, key)
    _check_password(app, body)
    _edit(act, app, user, body)
    return app_user_json(app, app_user, user)


@app_users.acts("/<key>", "DELETE")
def unassign(act: Act, app_id: str, key: str) -> Any:
    """Take an app away from a person."""
    app = find_app(act.org, app_id)
    _, user = find_app_user(act.org, app, key)
    act.do(verbs.UnassignUser, app, user=user)


app_groups = Area("app_groups", __name__, url_prefix="/api/v1/apps/<app_id>/groups")


@app_groups.acts("/<group_id>", "PUT")
def assign_group(act: Act, app_id: str, group_id: str) -> Any:
    """Assign a group to an app, or change its assignment."""
    body = optional_body()
    priority = body.get("priority")
    if priority is not None and (not isinstance(priority, int) or isinstance(priority, bool) or priority < 0):
        raise invalid("priority", "priority: a whole number of at least 0 is expected")
    app, group = find_app(act.org, app_id), find_group(act.org, group_id)
    profile = member(body, "profile")
    actions.check_group_profile(app, profile)
    verb = verbs.EditGroupAssignment if group.id in app.groups else verbs.AssignGroup
    act.do(verb, app, group=group, priority=priority, profile=profile)
    return app_group_json(act.org, app, app.groups[group.id])


@app_groups.reads("/<group_id>")
def get_app_group(org: Org, app_id: str, group_id: str) -> Any:
    """Read a group's assignment."""
    app = find_app(org, app_id)
    return app_group_json(org, app, find_app_group(app, group_id))


@app_groups.reads("")
def list_app_groups(org: Org, app_id: str) -> Any:
    """List the groups assigned to an app: `q`, `limit`, `after`, `expand=group`."""
    app = find_app(org, app_id)
    q = request.args.get("q")
    return paged(
        [one for one in app.groups.values() if begins(q, org.groups[one.group_id].name)],
        partial(app_group_json, org, app), lambda one: (one.priority, one.group_id), default=20, most=200,
    )  # fmt: skip


@app_groups.acts("/<group_id>", "PATCH")
def patch_app_group(act: Act, app_id: str, group_id: str) -> Any:
    """Change single attributes that a group's assignment gives (JSON Patch)."""
    operations = sent_json()
    if not isinstance(operations, list):
        raise ApiError("E0000003")
    changes = dict(_change(operation) for operation in operations)
    app, group = find_app(act.org, app_id), find_group(act.org, group_id)
    find_app_group(app, group_id)
    actions.check_group_profile(app, changes)
    act.do(verbs.EditGroupAssignment, app, group=group, profile=changes)
    return app_group_json(act.org, app, app.groups[group_id])


def _change(operation: Any) -> tuple[str, Any]:
    """An attribute and its new value, None where it is removed.

    Raises:
        ApiError: E0000001; it neither replaces nor removes something under `/profile/`.
    """
    if not isinstance(operation, dict) or operation.get("op") not in ("add", "replace", "remove"):
        raise invalid("patch", "op: only replace and remove are supported")
    place = str(operation.get("path", ""))
    if not place.startswith("/profile/") or len(place) == len("/profile/"):
        raise invalid("patch", "path: only attributes under /profile/ can be changed")
    name = place.removeprefix("/profile/").replace("~1", "/").replace("~0", "~")
    return name, None if operation["op"] == "remove" else operation.get("value")


@app_groups.acts("/<group_id>", "DELETE")
def unassign_group(act: Act, app_id: str, group_id: str) -> Any:
    """Take an app away from a group; members who had it through this group alone lose it."""
    app, group = find_app(act.org, app_id), find_group(act.org, group_id)
    find_app_group(app, group_id)
    act.do(verbs.UnassignGroup, app, group=group)
