"""People: `/api/v1/users` (management API 3.1)."""

import hashlib
import re
from typing import Any

from flask import Blueprint, Response, request

from simulator.okta.actions import accounts
from simulator.okta.org import OktaUser
from simulator.verbs.directory import ChangePassword, CreateUser, DeactivateUser, DeleteUser, UpdateUser
from simulator.web.api.lookups import find_app, find_changed_user, find_group, find_shown_user, find_user
from simulator.web.api.rendering.group import group_json
from simulator.web.api.rendering.ids import user_type_id
from simulator.web.api.rendering.user import user_json
from simulator.web.api.user_queries import chosen_users, order
from simulator.web.http.answers import nothing, paged, reply
from simulator.web.http.context import client, engine, flag, member, org_url, required_body, settings
from simulator.web.http.errors import ApiError, invalid, not_found

users = Blueprint("users", __name__, url_prefix="/api/v1/users")

_ETAG = re.compile(r'(?:W/)?"[^"]*"')


def _shown(user: OktaUser, *, listed: bool = False) -> dict[str, Any]:
    return user_json(user, org_url(), settings().organization, listed=listed)


@users.post("")
def create_user() -> Response:
    """Create a person."""
    body = required_body()
    password, hashed = _password(body)
    with engine().act(client()) as act:
        groups = [find_group(act.org, group_id) for group_id in _group_ids(body)]
        _check_type(body)
        profile = accounts.new_profile(act.org, member(body, "profile"), groups)
        alias = act.tenant.new_alias(str(profile["login"]), act.tenant.people)
        act.do(
            CreateUser.of(
                alias=alias, profile=profile, activate=flag("activate", True), password=password,
                pending=password is None and not hashed, groups=tuple(map(act.tenant.alias_of, groups)),
            )
        )  # fmt: skip
        user = act.tenant.user(alias)
        if hashed:
            user.password_changed = act.org.now
        return reply(_shown(user))


def _group_ids(body: dict[str, Any]) -> list[str]:
    held = body.get("groupIds") or []
    if not isinstance(held, list):
        raise invalid("groupIds", "groupIds: a list of group ids is expected")
    return [str(group_id) for group_id in held]


def _password(body: dict[str, Any]) -> tuple[str | None, bool]:
    """The clear password, hidden from the record from now on; and whether there is one in another form."""
    held = member(member(body, "credentials"), "password")
    value = held.get("value")
    if value is None:
        return None, bool(held.get("hash") or held.get("hook"))
    if not isinstance(value, str) or not value:
        raise invalid("password", "password: The value must be a string")
    engine().redactor.register(value)
    return value, False


def _check_type(body: dict[str, Any]) -> None:
    type_id = member(body, "type").get("id")
    if type_id not in (None, "default", user_type_id(settings().organization)):
        raise not_found(str(type_id), "CVDType")


@users.get("")
def list_users() -> Response:
    """List people: `search`, `filter`, `q`, `limit`, `after`, `sortBy`, `sortOrder`."""
    quick = request.args.get("q") and not (request.args.get("search") or request.args.get("filter"))
    descending = bool(request.args.get("search")) and request.args.get("sortOrder", "").lower() == "desc"
    with engine().look() as org:
        return paged(
            chosen_users(org), order(), lambda user: _shown(user, listed=True),
            default=10 if quick else 200, most=200, descending=descending,
        )  # fmt: skip


@users.get("/<key>")
def get_user(key: str) -> Response:
    """Read a person by id, login or `me`."""
    with engine().look() as org:
        user = find_shown_user(org, key)
        answer = reply(_shown(user))
        answer.headers["ETag"] = _etag(user)
        return answer


def _etag(user: OktaUser) -> str:
    digest = hashlib.sha256(
        f"{user.id} {user.changed} {user.status} {user.profile}".encode("utf-8", "replace")
    ).hexdigest()
    return f'W/"{digest[:32]}"'


@users.post("/<key>")
def update_user(key: str) -> Response:
    """Change what stands in the body."""
    return _update(key, full=False)


@users.put("/<key>")
def replace_user(key: str) -> Response:
    """Replace the profile: what is absent becomes null."""
    return _update(key, full=True)


def _update(key: str, *, full: bool) -> Response:
    body = required_body()
    password, _ = _password(body)
    profile = member(body, "profile") if full or "profile" in body else None
    with engine().act(client()) as act:
        user = find_changed_user(act.org, key)
        _check_unchanged(user)
        _check_type(body)
        alias = act.tenant.alias_of(user)
        if profile is not None:
            act.do(UpdateUser.of(user=alias, profile=accounts.changed_profile(act.org, user, profile, full=full)))
        if password is not None:
            act.do(ChangePassword.of(user=alias, password=password))
        return reply(_shown(user))


def _check_unchanged(user: OktaUser) -> None:
    """`If-Match`, where the client sends it."""
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    if not _ETAG.fullmatch(wanted):
        raise ApiError("E0000242")
    if wanted.removeprefix("W/") != _etag(user).removeprefix("W/"):
        raise ApiError("E0000231")


@users.delete("/<key>")
def delete_user(key: str) -> Response:
    """Deactivate a person; called again, delete them."""
    with engine().act(client()) as act:
        user = find_changed_user(act.org, key)
        alias = act.tenant.alias_of(user)
        act.do(DeleteUser.of(user=alias) if user.status == "DEPROVISIONED" else DeactivateUser.of(user=alias))
    return nothing()


@users.get("/<key>/groups")
def list_user_groups(key: str) -> Response:
    """List a person's groups, Everyone among them."""
    with engine().look() as org:
        groups = [org.groups[group_id] for group_id in find_user(org, key).groups]
        return paged(
            groups, lambda group: (float(group.created), group.id), lambda group: group_json(group, org_url()),
            default=200, most=10000,
        )  # fmt: skip


@users.get("/<key>/factors")
def list_factors(key: str) -> Response:
    """List a person's factors: nobody signs in here, so there are none."""
    with engine().look() as org:
        find_shown_user(org, key)
    return reply([])


@users.get("/<key>/appLinks")
def list_app_links(key: str) -> Response:
    """List the apps a person has."""
    with engine().look() as org:
        user = find_user(org, key)
        return reply([_app_link(org_url(), find_app(org, app.id), user) for app, _ in org.apps_of(user)])


def _app_link(url: str, app: Any, user: OktaUser) -> dict[str, Any]:
    return {
        "id": app.users[user.id].id,
        "label": app.label,
        "linkUrl": f"{url}/home/{app.name}/{app.id}",
        "logoUrl": f"{url}/assets/img/app.png",
        "appName": app.name,
        "appInstanceId": app.id,
        "appAssignmentId": app.users[user.id].id,
        "credentialsSetup": False,
        "hidden": False,
        "sortOrder": 0,
    }
