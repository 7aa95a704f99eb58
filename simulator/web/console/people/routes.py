"""`/admin/users`: the people of the org, what can be done to each, and the page that adds one."""

from typing import Any

from flask import request

from simulator.okta.actions import accounts
from simulator.okta.actions.record import Refused, not_found
from simulator.okta.org import OktaUser, Org
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.web.api.lookups import find_group, find_user
from simulator.web.console.attributes.values import Field, changed
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.people.statuses import ACTIONS, LABELS, ROLES, label, offered
from simulator.web.http.context import engine

people = Pages("people", __name__, url_prefix="/admin/users")

NAMED = {
    "login": "Username", "email": "Primary email", "secondEmail": "Secondary email", "firstName": "First name",
    "lastName": "Last name",
}  # fmt: skip
"""Display names that Okta's help gives [HELP]; other attributes go by their variable names."""
REQUIRED = ("login", "email")
BLANK_PASSWORD = "password: The field cannot be left blank"  # noqa: S105  (a sentence)


def searched(user: OktaUser) -> str:
    """What of a person is searched."""
    return f"{user.display_name}\n{user.login}\n{user.profile.get('email') or ''}"


def of_people(**shown: Any) -> dict[str, Any]:
    """What a template that shows people needs, and what is given."""
    return {"status_label": label, "status_roles": ROLES, **shown}


@people.shows("", "people/list.html")
def list_people(org: Org) -> dict[str, Any]:
    """The people, all or those with a status."""
    status = request.args.get("status", "")
    users = org.users.values()
    chosen = [user for user in users if user.status == status] if status in LABELS else list(users)
    return of_people(people=listing(chosen, searched), statuses=LABELS, status=status, everybody=len(users))


@people.shows("/new", "people/new.html")
def show_new(org: Org) -> dict[str, Any]:
    """Add Person [HELP]."""
    fields = [_field(org, name, None) for name in ("firstName", "lastName", "login", "email", "secondEmail")]
    return {"fields": fields, "groups": [one for one in org.groups.values() if one.kind == "OKTA_GROUP"]}


@people.does("/new")
def add_person(deed: Deed) -> str:
    """Save: the person is there, with the groups that were chosen.

    Without a password of the administrator's a person is to choose one first, as with the Management API.
    """
    typed = changed(deed, dict.fromkeys(BASE_ATTRIBUTES, "string"))
    password = _password(deed) if deed.text("set_password") else None
    groups = [find_group(deed.org, group_id) for group_id in deed.texts("groups")]
    profile = accounts.new_profile(deed.org, typed, groups)
    argument: dict[str, Any] = {
        "alias": deed.tenant.new_alias(str(profile["login"]), deed.tenant.people), "profile": profile,
        "activate": deed.text("activation") != "later", "pending": password is None,
        "groups": [deed.alias(group) for group in groups],
    }  # fmt: skip
    deed.do("create_user", argument if password is None else {**argument, "password": password})
    user = deed.tenant.user(argument["alias"])
    return f"{user.display_name} is added; the status is {label(user.status)}."


def _password(deed: Deed) -> str:
    """The password that was typed, hidden from everything from now on."""
    password = str(deed.form.get("password", ""))
    if not password:
        raise Refused(BLANK_PASSWORD, about="password")
    engine().redactor.register(password)
    return password


@people.shows("/<user_id>", "people/person.html")
def show_person(org: Org, user_id: str) -> dict[str, Any]:
    """A person: the profile, the apps and groups they have, and what can be done to them."""
    user = find_user(org, user_id)
    return of_people(
        user=user, offered=offered(user), fields=[one for one in _fields(org, user) if one.text],
        groups=[org.groups[group_id] for group_id in user.groups], apps=list(org.apps_of(user)),
    )  # fmt: skip


def _fields(org: Org, user: OktaUser) -> list[Field]:
    names = [*NAMED, *(name for name in (*BASE_ATTRIBUTES, *org.user_attributes) if name not in NAMED)]
    return [_field(org, name, user.profile.get(name)) for name in dict.fromkeys((*names, *user.profile))]


def _field(org: Org, name: str, value: Any) -> Field:
    data_type = org.user_attributes.get(name, "string")
    return Field(name, NAMED.get(name, name), data_type, value, required=name in REQUIRED)


@people.shows("/<user_id>/profile", "people/profile.html")
def show_profile(org: Org, user_id: str) -> dict[str, Any]:
    """Profile > Edit: every attribute of the Okta user."""
    user = find_user(org, user_id)
    return {"user": user, "fields": _fields(org, user)}


@people.does("/<user_id>/profile")
def edit_profile(deed: Deed, user_id: str) -> str:
    """Save: what was changed, and nothing else."""
    user = find_user(deed.org, user_id)
    types = {**dict.fromkeys(BASE_ATTRIBUTES, "string"), **deed.org.user_attributes}
    profile = changed(deed, types)
    if not profile:
        return f"Nothing of {user.display_name}'s profile was changed."
    accounts.changed_profile(deed.org, user, profile, full=False)
    deed.do("update_user", {"user": deed.alias(user), "profile": profile})
    return f"{user.display_name}'s profile is saved."


@people.does("/<user_id>/password")
def set_password(deed: Deed, user_id: str) -> str:
    """Set a password, which no page shows."""
    user = find_user(deed.org, user_id)
    deed.do("change_password", {"user": deed.alias(user), "password": _password(deed)})
    return f"{user.display_name} has a new password."


@people.does("/<user_id>/<action>")
def act_on_person(deed: Deed, user_id: str, action: str) -> str:
    """Activate, Deactivate, Suspend, Unsuspend, Delete."""
    if action not in ACTIONS:
        raise not_found(action, "Page")
    user, chosen = find_user(deed.org, user_id), ACTIONS[action]
    alias = deed.alias(user)
    pending = action == "activate" and user.status != "PROVISIONED" and accounts.pending(user)
    deed.do(chosen.verb, {"user": alias, "pending": True} if pending else alias)
    return chosen.done.format(name=user.display_name, status=label(user.status).lower())
