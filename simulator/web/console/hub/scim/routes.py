"""`/hub/scim`: the SCIM tab of the organization's SSO settings, with its dialogs as pages."""

from typing import Any

from flask import request

from simulator.okta.actions.record import Refused
from simulator.okta.org import Group
from simulator.web.console.hub.bundled import LABELS, HubPages, ask, tenant
from simulator.web.console.hub.scim.shown_once import place_for
from simulator.web.console.layout.paging import listing
from simulator.web.console.pages import Deed
from simulator.web.console.signing_in.routes import cookie_name
from simulator.web.console.wire.rows import REFRESHING
from simulator.web.http.access import opens
from simulator.web.http.context import shown_once
from simulator.web.http.errors import ApiError

scim = HubPages("hub_scim", __name__, url_prefix="/hub/scim")


@scim.shows("", "hub/scim/page.html")
def show_tab() -> dict[str, Any]:
    """The tenant URL, the access token as far as it may be told, the SCIM groups."""
    tab = ask("scim")
    groups = listing(tab["groups"], lambda each: str(each["name"]))
    return {"tab": tab, "groups": groups, "model": LABELS[tab["sso"]], "app": tenant().app}


@scim.does("/token")
def generate_token(deed: Deed) -> str:
    """Generate an access token; the page that is gone back to may show it once."""
    deed.do("hub", "generate_token")
    shown_once().grant(_visitor(), deed.tenant.stub_token)
    return "A new access token was generated. It is in force."


@scim.shows("/token", "hub/scim/token.html")
def show_token() -> dict[str, Any]:
    """The token that was just generated, to whoever generated it, once; a page that asks for itself again to see what
    has changed, maybe another window's, is not that once.
    """
    token = tenant().stub_token
    granted = opens(request.environ) and REFRESHING not in request.headers and shown_once().redeem(_visitor(), token)
    return {"token": place_for(token) if granted else None, "app": tenant().app}


def _visitor() -> str:
    return request.cookies.get(cookie_name(), "")


@scim.does("/token/revoke")
def revoke_token(deed: Deed) -> str:
    """No token works until one is generated."""
    deed.do("hub", "revoke_token")
    return "The access token was revoked: requests with it are answered 401."


@scim.shows("/link", "hub/scim/link.html")
def show_link() -> dict[str, Any]:
    """The dialog that links a Resource Group; `group` and `resource_group` of the query are chosen already."""
    groups, targets = ask("scim")["groups"], ask("resource-groups")["resource_groups"]
    chosen = {name: request.args.get(name, "") for name in ("group", "resource_group")}
    return {"groups": groups, "targets": targets, "chosen": chosen}


@scim.does("/link")
def link(deed: Deed) -> str:
    """Link a Resource Group to a SCIM group."""
    group, target, role = deed.text("group"), deed.text("resource_group"), deed.text("role")
    argument = {"group": _alias(deed, group), "resource_group": target, "role": role}
    deed.do("hub", {"link_resource_group": argument})
    return f"{target} is linked; the members of the SCIM group have the role {role} there."


@scim.shows("/groups/<group_id>", "hub/scim/group.html")
def show_group(group_id: str) -> dict[str, Any]:
    """One SCIM group and its links."""
    group = _scim_group(group_id)
    return {"group": group, "known": _known(group) is not None}


@scim.does("/groups/<group_id>/role")
def change_role(deed: Deed, group_id: str) -> str:
    """Another role for a link."""
    target, role = deed.text("resource_group"), deed.text("role")
    deed.do("hub", {"change_role": {"group": _alias(deed, group_id), "resource_group": target, "role": role}})
    return f"The role in {target} is {role} now."


@scim.does("/groups/<group_id>/unlink")
def unlink(deed: Deed, group_id: str) -> str:
    """Remove a link."""
    target = deed.text("resource_group")
    deed.do("hub", {"unlink_resource_group": {"group": _alias(deed, group_id), "resource_group": target}})
    return f"{target} is not linked to the group any more."


def _scim_group(group_id: str) -> dict[str, Any]:
    group: dict[str, Any] | None = next((each for each in ask("scim")["groups"] if each["id"] == group_id), None)
    if group is None:
        raise ApiError("E0000007", group_id)
    return group


def _known(group: dict[str, Any]) -> Group | None:
    """The group in Okta that verbs name this SCIM group by."""
    return tenant().groups_at_hub([group["name"]]).get(group["name"].casefold())


def _alias(deed: Deed, group_id: str) -> str:
    """What verbs call a SCIM group.

    Raises:
        Refused: no group in Okta stands for it.
    """
    group = _scim_group(group_id)
    found = _known(group)
    if found is None:
        raise Refused(f"No group in Okta is pushed as {group['name']}, and a scenario names groups by Okta's.")
    return deed.alias(found)
