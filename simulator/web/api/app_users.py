"""People assigned to an app: `/api/v1/apps/{id}/users` (management API 3.4)."""

from typing import Any

from flask import Blueprint, Response, request

from simulator.okta.actions import app_users as actions
from simulator.okta.org import App, AppUser, OktaUser, Org
from simulator.verbs.assignments import AssignUser, EditAssignment, UnassignUser
from simulator.verbs.verb import Verb
from simulator.web.api.lookups import find_app, find_app_user, find_changed_user
from simulator.web.api.rendering.app import DEFAULT_SIGN_ON
from simulator.web.api.rendering.app_user import app_user_json
from simulator.web.http.answers import nothing, paged, reply
from simulator.web.http.context import client, engine, member, org_url, required_body, settings
from simulator.web.http.errors import ApiError, invalid

WITH_PASSWORD = ("AUTO_LOGIN", "BASIC_AUTH", "BROWSER_PLUGIN", "SECURE_PASSWORD_STORE")
"""The sign-on modes in which Okta holds a password for the app [S]."""

app_users = Blueprint("app_users", __name__, url_prefix="/api/v1/apps/<app_id>/users")


def _json(app: App, app_user: AppUser, user: OktaUser) -> dict[str, Any]:
    expand = request.args.get("expand") == "user"
    return app_user_json(app, app_user, user, org_url(), organization=settings().organization, expand=expand)


@app_users.post("")
def assign(app_id: str) -> Response:
    """Assign a person to an app."""
    body = required_body()
    if not isinstance(body.get("id"), str):
        raise invalid("id", "id: The field cannot be left blank")
    with engine().act(client()) as act:
        app, user = find_app(act.org, app_id), find_changed_user(act.org, body["id"])
        _check_password(app, body)
        act.do(_assignment(act.tenant.alias_of(user), app, user, body), app)
        return reply(_json(app, app.users[user.id], user))


def _assignment(alias: str, app: App, user: OktaUser, body: dict[str, Any]) -> Verb:
    """What assigning asks for: mappings fill the profile, then the body's is laid over it, mapped attributes too [S].

    Somebody a group assigned becomes individually assigned; what stays as it is asks for nothing.
    """
    username, profile, held = _username(body), member(body, "profile"), app.users.get(user.id)
    if held is not None and held.scope == "USER" and settings().choices.assign_again == "update":
        return _edit(alias, app, user, body)
    actions.check_names(app, profile)
    if held is not None:
        username = username if username != held.username else None
        profile = actions.changed_values(held, profile)
    return AssignUser.of(user=alias, username=username, profile=profile)


def _edit(alias: str, app: App, user: OktaUser, body: dict[str, Any]) -> Verb:
    username, profile = actions.change(app, user, username=_username(body), profile=member(body, "profile"))
    return EditAssignment.of(user=alias, username=username, profile=profile)


def _username(body: dict[str, Any]) -> str | None:
    username = member(body, "credentials").get("userName")
    return None if username is None else str(username)


def _check_password(app: App, body: dict[str, Any]) -> None:
    """A password only where the app signs in with one [S]; Terraform sends an empty object for none [R]."""
    given = member(member(body, "credentials"), "password").get("value")
    if given and app.registration.get("signOnMode", DEFAULT_SIGN_ON) not in WITH_PASSWORD:
        raise ApiError("E0000041")


@app_users.get("")
def list_app_users(app_id: str) -> Response:
    """List the people assigned to an app: `q`, `limit`, `after`, `expand=user`."""
    with engine().look() as org:
        app = find_app(org, app_id)
        return paged(
            _chosen(org, app), lambda one: (float(one.created), one.user_id),
            lambda one: _json(app, one, org.users[one.user_id]), default=50, most=500,
        )  # fmt: skip


def _chosen(org: Org, app: App) -> list[AppUser]:
    q = request.args.get("q", "").casefold()
    return [one for one in app.users.values() if not q or _starts(one, org.users[one.user_id], q)]


def _starts(app_user: AppUser, user: OktaUser, q: str) -> bool:
    names = [app_user.username, *(user.profile.get(name) for name in ("firstName", "lastName", "email"))]
    return any(str(name).casefold().startswith(q) for name in names if name)


@app_users.get("/<key>")
def get_app_user(app_id: str, key: str) -> Response:
    """Read a person's assignment."""
    with engine().look() as org:
        app = find_app(org, app_id)
        return reply(_json(app, *find_app_user(org, app, key)))


@app_users.post("/<key>")
def update_app_user(app_id: str, key: str) -> Response:
    """Change an assignment's attributes or application username."""
    body = required_body()
    with engine().act(client()) as act:
        app = find_app(act.org, app_id)
        app_user, user = find_app_user(act.org, app, key)
        _check_password(app, body)
        act.do(_edit(act.tenant.alias_of(user), app, user, body), app)
        return reply(_json(app, app_user, user))


@app_users.delete("/<key>")
def unassign(app_id: str, key: str) -> Response:
    """Take an app away from a person."""
    with engine().act(client()) as act:
        app = find_app(act.org, app_id)
        _, user = find_app_user(act.org, app, key)
        act.do(UnassignUser.of(user=act.tenant.alias_of(user)), app)
    return nothing()
