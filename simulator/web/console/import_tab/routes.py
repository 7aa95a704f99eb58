"""`/admin/apps/{id}/import`: what the last import has left to be confirmed.

Okta confirms from the list that an import has left. Here one verb imports and confirms, so that whoever confirms has
the provider read again: accounts that have changed since are confirmed as they are then.
"""

from dataclasses import dataclass
from typing import Any

from simulator.okta.actions.record import Refused
from simulator.okta.import_results import ImportedUser
from simulator.okta.org import App, OktaUser, Org
from simulator.web.api.lookups import find_app
from simulator.web.console.application.routes import of_app
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed, Pages

import_tab = Pages("import_tab", __name__, url_prefix="/admin/apps/<app_id>/import")

RULES = (
    ("username", "Okta username or application username"),
    ("email", "Email"),
    ("username_and_email", "Username and email"),
    ("name", "First and last name (Okta calls it a partial match)"),
    ("none", "Nothing: everybody is new"),
)
"""What makes a match, in the order of To Okta (okta-wire 7.2)."""


@dataclass(frozen=True)
class Result:
    """A row of Import Results: the account, whom it matches now, and what a confirmation would do."""

    account: ImportedUser
    user: OktaUser | None
    would: str

    @property
    def person(self) -> str:
        """First and last name at the provider."""
        names = (self.account.values.get("givenName"), self.account.values.get("familyName"))
        return " ".join(str(one) for one in names if one)


@import_tab.shows("", "import_tab/page.html")
def show_import(org: Org, app_id: str) -> dict[str, Any]:
    """Import Now, and Import Results."""
    app = find_app(org, app_id)
    results = app.import_results
    found = listing(results.users if results else [], _searched)
    shown = {
        "rules": RULES,
        "match_on": results.match_on if results else "username",
        "imported": results is not None,
        "found": found,
        "rows": [_result(org, app, one) for one in found.rows],
    }
    return of_app(org, app_id, **shown)


def _searched(account: ImportedUser) -> str:
    return " ".join(str(account.values.get(name) or "") for name in ("userName", "givenName", "familyName", "email"))


def _result(org: Org, app: App, account: ImportedUser) -> Result:
    user = org.users.get(account.user_id or "")
    if user is None:
        return Result(account, None, "a new Okta user is created, and assigned")
    if user.id in app.users:
        return Result(account, user, "nothing: this person is assigned by now")
    if user.status == "DEPROVISIONED":
        return Result(account, user, "nothing: this person is deactivated by now")
    return Result(account, user, "this person is assigned, with the account as it is")


@import_tab.does("/users")
def import_now(deed: Deed, app_id: str) -> None:
    """Import Now: nobody is confirmed."""
    _import(deed, app_id, "none")


@import_tab.does("/confirm")
def confirm(deed: Deed, app_id: str) -> None:
    """Confirm Assignments: those ticked."""
    names = deed.texts("account")
    if not names:
        raise Refused("Nobody is ticked, so that there is nothing to confirm.")
    _import(deed, app_id, names)


@import_tab.does("/confirm-all")
def confirm_all(deed: Deed, app_id: str) -> None:
    """All of the list, and who has come since."""
    _import(deed, app_id, "all")


def _import(deed: Deed, app_id: str, whom: Any) -> None:
    app = find_app(deed.org, app_id)
    _check_sends(app)
    deed.do("import_users", {"confirm": whom, "match_on": deed.text("match_on") or "username"}, app)


@import_tab.does("/groups")
def import_groups(deed: Deed, app_id: str) -> None:
    """The provider's groups alone."""
    app = find_app(deed.org, app_id)
    _check_sends(app)
    deed.do("import_groups", None, app)


def _check_sends(app: App) -> None:
    if not app.sending:
        why = "is not active" if app.status != "ACTIVE" else "has its API integration not enabled"
        raise Refused(f"{app.label} {why}, so that Okta reads nothing.")
