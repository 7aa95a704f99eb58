"""A person's lifecycle: `/api/v1/users/{id}/lifecycle` (management API 3.1)."""

import secrets
from collections.abc import Callable

from flask import Blueprint, Response

from simulator.okta.actions import accounts, directory
from simulator.okta.org import Job, OktaUser, Org
from simulator.web.answers import reply
from simulator.web.api.lookups import find_changed_user
from simulator.web.context import caller, flag, office, org_url

user_lifecycle = Blueprint("user_lifecycle", __name__, url_prefix="/api/v1/users/<key>/lifecycle")

Change = Callable[[Org, OktaUser], list[Job]]


def _changed(key: str, change: Change) -> None:
    with office().act(caller()) as desk:
        desk.start(change(desk.org, find_changed_user(desk.org, key)))


@user_lifecycle.post("/activate")
def activate(key: str) -> Response:
    """Activate from STAGED or DEPROVISIONED; with `sendEmail=false` the answer holds the link of the mail."""
    _changed(key, accounts.activate_account)
    return _activation()


def _activation() -> Response:
    if flag("sendEmail", True):
        return reply({})
    token = secrets.token_urlsafe(15)
    return reply({"activationUrl": f"{org_url()}/welcome/{token}", "activationToken": token})


@user_lifecycle.post("/reactivate")
def reactivate(key: str) -> Response:
    """Send the activation mail again."""
    with office().act(caller()) as desk:
        accounts.reactivate_account(desk.org, find_changed_user(desk.org, key))
    return _activation()


@user_lifecycle.post("/deactivate")
def deactivate(key: str) -> Response:
    """Deactivate a person; their assignments end."""
    _changed(key, directory.deactivate_user)
    return reply({})


@user_lifecycle.post("/suspend")
def suspend(key: str) -> Response:
    """Suspend an active person; assignments stay."""
    _changed(key, directory.suspend_user)
    return reply({})


@user_lifecycle.post("/unsuspend")
def unsuspend(key: str) -> Response:
    """End a suspension."""
    _changed(key, directory.unsuspend_user)
    return reply({})


@user_lifecycle.post("/unlock")
def unlock(key: str) -> Response:
    """Unlock a person; nobody is ever locked out here, and the answer says so."""
    with office().look() as org:
        accounts.unlock_account(find_changed_user(org, key))
