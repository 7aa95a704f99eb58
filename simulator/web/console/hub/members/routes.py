"""`/hub/members`: who is in the organization, how they came, and what they and the owners do about it."""

from typing import Any

from flask import request

from simulator.okta.actions.record import Refused
from simulator.okta.org import OktaUser
from simulator.web.console.hub.bundled import HubPages, ask, tenant
from simulator.web.console.layout.paging import SIZE, part
from simulator.web.console.pages import Deed

members = HubPages("hub_members", __name__, url_prefix="/hub/members")

STANDINGS = {
    "active": ("active", "good"),
    "inactive": ("inactive (deactivated)", "warn"),
    "pending": ("pending invitation", "warn"),
    "outsider": ("outsider (no member)", ""),
}
"""The words for where a person stands, and their look (huggingface-scim 8)."""


@members.shows("", "hub/members/page.html")
def list_members() -> dict[str, Any]:
    """The members, those of one standing where `standing` says so."""
    chosen = request.args.get("standing")
    chosen = chosen if chosen in STANDINGS else None
    told: dict[str, Any] = {}

    def read(wanted: str, start: int) -> tuple[int, list[dict[str, Any]]]:
        told.update(ask("members", search=wanted or None, standing=chosen, start=start, count=SIZE))
        return told["total"], told["members"]

    people = part(read)
    tab = ask("scim")
    shown = [_shown(each, tab["sso"], found) for each, found in _with_okta(people.rows)]
    return {
        "people": people, "shown": shown, "chosen": chosen, "counts": told["standings"], "words": STANDINGS, "tab": tab,
        "app": tenant().app,
    }  # fmt: skip


@members.shows("/<member_id>", "hub/members/member.html")
def show_member(member_id: str) -> dict[str, Any]:
    """One account."""
    tab = ask("scim")
    ((each, found),) = _with_okta([ask("members", member_id)])
    return {"member": _shown(each, tab["sso"], found), "tab": tab}


def _with_okta(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], OktaUser | None]]:
    """Each account with whom of Okta's people verbs mean by it."""
    found = tenant().people_at_hub([each["username"] for each in rows])
    return [(each, found.get(each["username"].casefold())) for each in rows]


def _shown(each: dict[str, Any], sso: str, user: OktaUser | None) -> dict[str, Any]:
    """An account as pages show it: `okta` is the person who was seen to have it, `named` whether verbs can name it."""
    word, look = STANDINGS[each["standing"]]
    held = tenant()
    seen = user is not None and (user.id in held.app.users or user.alias in held.usernames)
    return {**each, "word": word, "look": look, "came": _came(each, sso), "named": user is not None} | {
        "okta": user if seen else None
    }


def _came(each: dict[str, Any], sso: str) -> str:
    """How somebody came, as far as the stub knows."""
    if not each["provisioned"]:
        return "an account beside it" if each["standing"] == "outsider" else "by hand or SSO; SCIM does not know them"
    if sso == "managed":
        return "SCIM" if each["external_id"] is not None else "SCIM lists them, without an externalId: there before it"
    return "invited by SCIM" if each["standing"] == "pending" else "SCIM: invited, or a member before"


@members.does("/<member_id>/accept")
def accept(deed: Deed, member_id: str) -> str:
    """What the invited person does."""
    return _answered(deed, member_id, "accept_invitation", "accepted")


@members.does("/<member_id>/decline")
def decline(deed: Deed, member_id: str) -> str:
    """What the invited person does."""
    return _answered(deed, member_id, "decline_invitation", "declined")


def _answered(deed: Deed, member_id: str, verb: str, word: str) -> str:
    username = _do(deed, member_id, verb)
    standing = ask("members", member_id)["standing"]
    return f"{username} {word}, and is now: {STANDINGS[standing][0]}."


@members.does("/<member_id>/remove")
def remove(deed: Deed, member_id: str) -> str:
    """What an owner does on the members page."""
    return f"{_do(deed, member_id, 'delete_member')} was removed from the organization."


def _do(deed: Deed, member_id: str, verb: str) -> str:
    """Do what a verb says to a person; their username.

    Raises:
        Refused: nobody in Okta stands for the account.
    """
    username = str(ask("members", member_id)["username"])
    user = deed.tenant.people_at_hub([username]).get(username.casefold())
    if user is None:
        raise Refused(f"Nobody in Okta has the username {username}, and a scenario names people by Okta's.")
    deed.do("hub", {verb: deed.alias(user)})
    return username


@members.does("/<member_id>/rename")
def rename(deed: Deed, member_id: str) -> str:
    """What a person does on their settings page."""
    username, to = str(ask("members", member_id)["username"]), deed.text("to")
    deed.do("hub", {"rename_account": {"username": username, "to": to}})
    return f"{username} is called {to} now. The Hub tells Okta nothing of it."
