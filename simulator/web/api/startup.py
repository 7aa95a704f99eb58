"""What clients ask before they begin (management API 3.10)."""

from flask import Blueprint, Response

from simulator.web.api.rendering.hypermedia import link, moment, org_id, policy_id
from simulator.web.http.answers import reply
from simulator.web.http.context import engine, org_url, settings

startup = Blueprint("startup", __name__)


@startup.get("/.well-known/okta-organization")
def organization() -> Response:
    """Say who this org is, to anybody; `v1` (Classic) makes Terraform skip authentication policies."""
    return reply({"id": org_id(settings().organization), "pipeline": "v1", "_links": {"organization": link(org_url())}})


@startup.get("/api/v1/org")
def org_settings() -> Response:
    """Read the org's settings; those that nobody can set here are null."""
    name = settings().organization
    with engine().look() as org:
        created = moment(org.everyone.created)
    unset = ("address1", "address2", "city", "state", "country", "postalCode", "phoneNumber", "website",
             "endUserSupportHelpURL", "supportPhoneNumber", "expiresAt")  # fmt: skip
    return reply(
        {
            "id": org_id(name),
            "subdomain": name,
            "companyName": name,
            "status": "ACTIVE",
            "created": created,
            "lastUpdated": created,
            **dict.fromkeys(unset),
            "_links": {},
        }
    )


@startup.get("/api/v1/policies")
def list_policies() -> Response:
    """List policies: one access policy that lets everybody in."""
    policy = policy_id(settings().organization)
    return reply(
        [
            {
                "id": policy,
                "type": "ACCESS_POLICY",
                "name": "Any",
                "status": "ACTIVE",
                "priority": 1,
                "system": True,
                "_links": {"self": link(f"{org_url()}/api/v1/policies/{policy}")},
            }
        ]
    )
