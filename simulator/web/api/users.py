"""People and their lifecycle: `/api/v1/users` (management API 3.1)."""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from flask import request

from simulator.okta.actions import accounts
from simulator.okta.actions.record import not_found
from simulator.okta.org import App, AppUser, Group, OktaUser, Org
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.verbs import directory
from simulator.web.api.lookups import find_changed_user, find_group, find_shown_user, find_user
from simulator.web.api.rendering import activated_at, group_json, moment, user_json, user_type_id
from simulator.web.engine.acts import Act
from simulator.web.filtering import DATE_OPERATORS, begins, compiled
from simulator.web.http.answers import Area, Key, by_creation, paged, reply
from simulator.web.http.context import engine, flag, member, org_url, required_body
from simulator.web.http.errors import ApiError, invalid

DATES = ("created", "activated", "statusChanged", "lastUpdated")
_EXACT = ("status", "id", "profile.login", "profile.email", "profile.firstName", "profile.lastName")
_FILTER = {**dict.fromkeys(_EXACT, ("eq",)), "lastUpdated": DATE_OPERATORS}
_SEARCH = ("eq", "ne", "sw", "gt", "ge", "lt", "le", "pr")
_CONTAINS = ("profile.firstName", "profile.lastName", "profile.email", "profile.login")
"""The four attributes that take `co` [API]; which four is our reading."""


def chosen_users(org: Org) -> list[OktaUser]:
    """The people the request asks for.

    Raises:
        ApiError: E0000033 for search and filter together; a bad filter.
    """
    search, filter_, q = (request.args.get(name) for name in ("search", "filter", "q"))
    if search and filter_:
        raise ApiError("E0000033")
    if text := search or filter_:
        test = compiled(text, partial(_search_operators, org) if search else _FILTER.get, DATES)
        return [user for user in org.users.values() if test(partial(values, user))]
    return [user for user in org.users.values() if user.status != "DEPROVISIONED" and begins(q, *named(user))]


def _search_operators(org: Org, path: str) -> Collection[str] | None:
    if path in ("id", "status", "type.id"):
        return ("eq", "ne", "pr")
    if path in DATES:
        return (*DATE_OPERATORS, "pr")
    name = path.removeprefix("profile.")
    if path.startswith("profile.") and (name in BASE_ATTRIBUTES or name in org.user_attributes):
        return (*_SEARCH, "co") if path in _CONTAINS else _SEARCH
    return None


def values(user: OktaUser, path: str) -> list[Any]:
    """What a person holds at a path of `search` and `filter`."""
    held = _held(user, path)
    return held if isinstance(held, list) else [held]


def _held(user: OktaUser, path: str) -> Any:
    return user.profile.get(path.removeprefix("profile.")) if path.startswith("profile.") else _FACTS[path](user)


def named(user: OktaUser) -> list[Any]:
    """What `q` looks at the beginnings of."""
    return [user.profile.get(name) for name in ("firstName", "lastName", "email")]


_FACTS: dict[str, Callable[[OktaUser], Any]] = {
    "id": lambda user: user.id,
    "status": lambda user: user.status,
    "type.id": lambda _: user_type_id(),
    "created": lambda user: moment(user.created),
    "activated": lambda user: moment(activated_at(user)),
    "statusChanged": lambda user: moment(user.status_changed or activated_at(user)),
    "lastUpdated": lambda user: moment(user.changed),
}


def order() -> Callable[[OktaUser], Key]:
    """The order of the list: as created, or by `sortBy` with `search`.

    Raises:
        ApiError: E0000031; the list cannot be sorted by that.
    """
    wanted = request.args.get("sortBy") if request.args.get("search") else None
    if wanted is None:
        return by_creation
    if not wanted.startswith("profile.") and wanted not in _FACTS:
        raise ApiError("E0000031", "", f"sortBy: '{wanted}' is not supported")
    return lambda user: (str(_held(user, wanted) or ""), user.id)


users = Area("users", __name__, url_prefix="/api/v1/users")

_ETAG = re.compile(r'(?:W/)?"[^"]*"')


@users.acts("", "POST")
def create_user(act: Act) -> Any:
    """Create a person."""
    body = required_body()
    password, hashed = _password(body)
    groups = _groups(act.org, body)
    _check_type(body)
    profile = accounts.new_profile(act.org, member(body, "profile"), groups)
    alias = act.tenant.new_alias(str(profile["login"]), act.tenant.people)
    act.do(
        directory.CreateUser, alias=alias, profile=profile, activate=flag("activate", True), password=password,
        pending=password is None and not hashed, groups=groups,
    )  # fmt: skip
    user = act.tenant.user(alias)
    if hashed:
        user.password_changed = act.org.now
    return user_json(user)


def _groups(org: Org, body: dict[str, Any]) -> list[Group]:
    held = body.get("groupIds") or []
    if not isinstance(held, list):
        raise invalid("groupIds", "groupIds: a list of group ids is expected")
    return [find_group(org, str(group_id)) for group_id in held]


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
    if type_id not in (None, "default", user_type_id()):
        raise not_found(str(type_id), "CVDType")


@users.reads("")
def list_users(org: Org) -> Any:
    """List people: `search`, `filter`, `q`, `limit`, `after`, `sortBy`, `sortOrder`."""
    quick = request.args.get("q") and not (request.args.get("search") or request.args.get("filter"))
    descending = bool(request.args.get("search")) and request.args.get("sortOrder", "").lower() == "desc"
    return paged(
        chosen_users(org), partial(user_json, listed=True), order(),
        default=10 if quick else 200, most=200, descending=descending,
    )  # fmt: skip


@users.reads("/<key>")
def get_user(org: Org, key: str) -> Any:
    """Read a person by id, login or `me`."""
    user = find_shown_user(org, key)
    answer = reply(user_json(user))
    answer.headers["ETag"] = _etag(user)
    return answer


def _etag(user: OktaUser) -> str:
    held = repr((user.id, user.changed, user.status, user.profile))
    return f'W/"{hashlib.sha256(held.encode()).hexdigest()[:32]}"'


@users.acts("/<key>", "POST")
def update_user(act: Act, key: str) -> Any:
    """Change what stands in the body."""
    return _update(act, key, full=False)


@users.acts("/<key>", "PUT")
def replace_user(act: Act, key: str) -> Any:
    """Replace the profile: what is absent becomes null."""
    return _update(act, key, full=True)


def _update(act: Act, key: str, *, full: bool) -> Any:
    body = required_body()
    password, _ = _password(body)
    profile = member(body, "profile") if full or "profile" in body else None
    user = find_changed_user(act.org, key)
    _check_unchanged(user)
    _check_type(body)
    if profile is not None:
        act.do(directory.UpdateUser, user=user, profile=accounts.changed_profile(act.org, user, profile, full=full))
    if password is not None:
        act.do(directory.ChangePassword, user=user, password=password)
    return user_json(user)


def _check_unchanged(user: OktaUser) -> None:
    """`If-Match`, where the client sends it."""
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    if not _ETAG.fullmatch(wanted):
        raise ApiError("E0000242")
    if wanted.removeprefix("W/") != _etag(user).removeprefix("W/"):
        raise ApiError("E0000231")


@users.acts("/<key>", "DELETE")
def delete_user(act: Act, key: str) -> Any:
    """Deactivate a person; called again, delete them."""
    user = find_changed_user(act.org, key)
    act.do(directory.DeleteUser if user.status == "DEPROVISIONED" else directory.DeactivateUser, user=user)


@users.reads("/<key>/groups")
def list_user_groups(org: Org, key: str) -> Any:
    """List a person's groups, Everyone among them."""
    groups = [org.groups[group_id] for group_id in find_user(org, key).groups]
    return paged(groups, group_json, default=200, most=10000)


@users.reads("/<key>/factors")
def list_factors(org: Org, key: str) -> Any:
    """List a person's factors: nobody signs in here, so there are none."""
    find_shown_user(org, key)
    return []


@users.reads("/<key>/appLinks")
def list_app_links(org: Org, key: str) -> Any:
    """List the apps a person has."""
    return [_app_link(app, app_user) for app, app_user in org.apps_of(find_user(org, key))]


def _app_link(app: App, app_user: AppUser) -> dict[str, Any]:
    return {
        "id": app_user.id,
        "label": app.label,
        "linkUrl": f"{org_url()}/home/{app.name}/{app.id}",
        "logoUrl": f"{org_url()}/assets/img/app.png",
        "appName": app.name,
        "appInstanceId": app.id,
        "appAssignmentId": app_user.id,
        "credentialsSetup": False,
        "hidden": False,
        "sortOrder": 0,
    }


user_lifecycle = Area("user_lifecycle", __name__, url_prefix="/api/v1/users/<key>/lifecycle")


@user_lifecycle.acts("/activate", "POST")
def activate(act: Act, key: str) -> Any:
    """Activate from STAGED or DEPROVISIONED; with `sendEmail=false` the answer holds the link of the mail."""
    user = find_changed_user(act.org, key)
    act.do(directory.ActivateUser, user=user, pending=accounts.pending(user))
    return _activation()


def _activation() -> dict[str, str]:
    if flag("sendEmail", True):
        return {}
    token = secrets.token_urlsafe(15)
    return {"activationUrl": f"{org_url()}/welcome/{token}", "activationToken": token}


@user_lifecycle.acts("/reactivate", "POST")
def reactivate(act: Act, key: str) -> Any:
    """Send the activation mail again."""
    accounts.reactivate_account(act.org, find_changed_user(act.org, key))
    return _activation()


@user_lifecycle.acts("/deactivate", "POST")
def deactivate(act: Act, key: str) -> Any:
    """Deactivate a person; their assignments end."""
    act.do(directory.DeactivateUser, user=find_changed_user(act.org, key))
    return {}


@user_lifecycle.acts("/suspend", "POST")
def suspend(act: Act, key: str) -> Any:
    """Suspend an active person; assignments stay."""
    act.do(directory.SuspendUser, user=find_changed_user(act.org, key))
    return {}


@user_lifecycle.acts("/unsuspend", "POST")
def unsuspend(act: Act, key: str) -> Any:
    """End a suspension."""
    act.do(directory.UnsuspendUser, user=find_changed_user(act.org, key))
    return {}


@user_lifecycle.reads("/unlock", "POST")
def unlock(org: Org, key: str) -> Any:
    """Unlock a person; nobody is ever locked out here, and the answer says so."""
    accounts.unlock_account(find_changed_user(org, key))
