"""A person's lifecycle: `/api/v1/users/{id}/lifecycle` (management API 3.1)."""

import secrets
from collections.abc import Callable

from flask import Blueprint, Response

from simulator.okta.actions import accounts
from simulator.okta.org import OktaUser
from simulator.verbs.directory import ActivateUser, DeactivateUser, SuspendUser, UnsuspendUser
from simulator.verbs.verb import Verb
from simulator.web.api.lookups import find_changed_user
from simulator.web.http.answers import reply
from simulator.web.http.context import client, engine, flag, org_url

user_lifecycle = Blueprint("user_lifecycle", __name__, url_prefix="/api/v1/users/<key>/lifecycle")


def _changed(key: str, change: Callable[[OktaUser, str], Verb]) -> None:
    """Do to a person what a verb says of them: the verb is made of the person and their alias."""
    with engine().act(client()) as act:
        user = find_changed_user(act.org, key)
        act.do(change(user, act.tenant.alias_of(user)))


@user_lifecycle.post("/activate")
def activate(key: str) -> Response:
    """Activate from STAGED or DEPROVISIONED; with `sendEmail=false` the answer holds the link of the mail."""
    _changed(key, lambda user, alias: ActivateUser.of(user=alias, pending=accounts.pending(user)))
    return _activation()


def _activation() -> Response:
    if flag("sendEmail", True):
        return reply({})
    token = secrets.token_urlsafe(15)
    return reply({"activationUrl": f"{org_url()}/welcome/{token}", "activationToken": token})


@user_lifecycle.post("/reactivate")
def reactivate(key: str) -> Response:
    """Send the activation mail again."""
    with engine().act(client()) as act:
        accounts.reactivate_account(act.org, find_changed_user(act.org, key))
    return _activation()


@user_lifecycle.post("/deactivate")
def deactivate(key: str) -> Response:
    """Deactivate a person; their assignments end."""
    _changed(key, lambda _, alias: DeactivateUser.of(user=alias))
    return reply({})


@user_lifecycle.post("/suspend")
def suspend(key: str) -> Response:
    """Suspend an active person; assignments stay."""
    _changed(key, lambda _, alias: SuspendUser.of(user=alias))
    return reply({})


@user_lifecycle.post("/unsuspend")
def unsuspend(key: str) -> Response:
    """End a suspension."""
    _changed(key, lambda _, alias: UnsuspendUser.of(user=alias))
    return reply({})


@user_lifecycle.post("/unlock")
def unlock(key: str) -> Response:
    """Unlock a person; nobody is ever locked out here, and the answer says so."""
    with engine().look() as org:
        accounts.unlock_account(find_changed_user(org, key))
