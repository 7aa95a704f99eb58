"""What clients ask before they begin (management API 3.10)."""

from flask import Blueprint, Response

from simulator.web.api.rendering.hypermedia import beginning, link, org_id, policy_id
from simulator.web.http.answers import reply
from simulator.web.http.context import looking, settings

startup = Blueprint("startup", __name__)

_UNSET = (
    "address1", "address2", "city", "state", "country", "postalCode", "phoneNumber", "website",
    "endUserSupportHelpURL", "supportPhoneNumber", "expiresAt",
)  # fmt: skip


@startup.get("/.well-known/okta-organization")
def organization() -> Response:
    """Say who this org is, to anybody; `v1` (Classic) makes Terraform skip authentication policies."""
    return reply({"id": org_id(), "pipeline": "v1", "_links": {"organization": link("")}})


@startup.get("/api/v1/org")
def org_settings() -> Response:
    """Read the org's settings; those that nobody can set here are null."""
    named = dict.fromkeys(("subdomain", "companyName"), settings().organization)
    with looking() as org:
        facts = {"id": org_id(), **named, "status": "ACTIVE", **beginning(org)}
    return reply({**facts, **dict.fromkeys(_UNSET), "_links": {}})


@startup.get("/api/v1/policies")
def list_policies() -> Response:
    """List policies: one access policy that lets everybody in."""
    policy = {
        "id": policy_id(), "type": "ACCESS_POLICY", "name": "Any", "status": "ACTIVE", "priority": 1, "system": True,
        "_links": {"self": link(f"/api/v1/policies/{policy_id()}")},
    }  # fmt: skip
    return reply([policy])
