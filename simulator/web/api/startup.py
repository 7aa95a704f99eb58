"""What clients ask before they begin (management API 3.10)."""

from typing import Any

from simulator.okta.org import Org
from simulator.web.api.rendering import beginning, link, org_id, policy_id
from simulator.web.http.answers import Area
from simulator.web.http.context import settings

startup = Area("startup", __name__)

_UNSET = (
    "address1", "address2", "city", "state", "country", "postalCode", "phoneNumber", "website",
    "endUserSupportHelpURL", "supportPhoneNumber", "expiresAt",
)  # fmt: skip


@startup.reads("/.well-known/okta-organization")
def organization(_: Org) -> Any:
    """Say who this org is, to anybody; `v1` (Classic) makes Terraform skip authentication policies."""
    return {"id": org_id(), "pipeline": "v1", "_links": {"organization": link("")}}


@startup.reads("/api/v1/org")
def org_settings(org: Org) -> Any:
    """Read the org's settings; those that nobody can set here are null."""
    named = dict.fromkeys(("subdomain", "companyName"), settings().organization)
    facts = {"id": org_id(), **named, "status": "ACTIVE", **beginning(org)}
    return {**facts, **dict.fromkeys(_UNSET), "_links": {}}


@startup.reads("/api/v1/policies")
def list_policies(_: Org) -> Any:
    """List policies: one access policy that lets everybody in."""
    policy = {
        "id": policy_id(), "type": "ACCESS_POLICY", "name": "Any", "status": "ACTIVE", "priority": 1, "system": True,
        "_links": {"self": link(f"/api/v1/policies/{policy_id()}")},
    }  # fmt: skip
    return [policy]
