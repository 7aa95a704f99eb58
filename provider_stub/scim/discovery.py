"""ServiceProviderConfig, ResourceTypes and Schemas of the managed family (huggingface-scim 5).

The last two answer bare arrays, not a ListResponse (O). The values are not published; these follow from what the
service does.
"""

from typing import Any

from provider_stub.http.message import Answer, Call, found
from provider_stub.memory.organization import Organization
from provider_stub.scim.queries import LARGEST_PAGE
from provider_stub.scim.resources import GROUP_URN, USER_URN

CONFIG_URN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
TYPE_URN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
SCHEMA_URN = "urn:ietf:params:scim:schemas:core:2.0:Schema"
DOCUMENTATION = "https://huggingface.co/docs/hub/enterprise-scim"


BEARER = {
    "type": "oauthbearertoken",
    "name": "OAuth Bearer Token",
    "description": "A SCIM access token generated in the organization's settings",
    "specUri": "https://www.rfc-editor.org/info/rfc6750",
    "documentationUri": DOCUMENTATION,
}


def service_provider_config(_org: Organization, call: Call) -> Answer:
    """GET /ServiceProviderConfig."""
    config = {
        "schemas": [CONFIG_URN],
        "documentationUri": DOCUMENTATION,
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": LARGEST_PAGE},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [BEARER],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{call.base}/ServiceProviderConfig"},
    }
    return Answer(200, config)


def resource_types(_org: Organization, call: Call) -> Answer:
    """GET /ResourceTypes: a bare array of two."""
    kinds = (("User", "A member of the organization", USER_URN), ("Group", "A group of members", GROUP_URN))
    types = [
        {
            "schemas": [TYPE_URN],
            "id": name,
            "name": name,
            "description": description,
            "endpoint": f"/{name}s",
            "schema": urn,
            "meta": {"resourceType": "ResourceType", "location": f"{call.base}/ResourceTypes/{name}"},
        }
        for name, description, urn in kinds
    ]
    return Answer(200, types)


def schemas(_org: Organization, call: Call) -> Answer:
    """GET /Schemas: a bare array of two."""
    return Answer(200, [_schema(call.base, urn) for urn in (USER_URN, GROUP_URN)])


def schema(_org: Organization, call: Call) -> Answer:
    """GET /Schemas/{urn}; URNs are compared without regard to case (R), and 404 answers any other."""
    urn = {urn.lower(): urn for urn in (USER_URN, GROUP_URN)}.get(call.resource_id.lower())
    return Answer(200, _schema(call.base, found(urn, "Schema not found", "hub.ids.unknown")))


def _schema(base: str, urn: str) -> dict[str, Any]:
    name = urn.rpartition(":")[2]
    return {
        "schemas": [SCHEMA_URN],
        "id": urn,
        "name": name,
        "description": f"{name} as SCIM writes it",
        "attributes": USER_ATTRIBUTES if urn == USER_URN else GROUP_ATTRIBUTES,
        "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"},
    }


def _attribute(name: str, description: str, *, kind: str = "string", many: bool = False, **more: Any) -> dict[str, Any]:
    """One attribute by RFC 7643 section 7; `more` takes required, exact, mutability, uniqueness and sub."""
    attribute = {
        "name": name,
        "type": kind,
        "multiValued": many,
        "description": description,
        "required": more.get("required", False),
        "caseExact": more.get("exact", False),
        "mutability": more.get("mutability", "readWrite"),
        "returned": "default",
        "uniqueness": more.get("uniqueness", "none"),
    }
    return attribute | ({"subAttributes": more["sub"]} if "sub" in more else {})


_NAME = [
    _attribute("givenName", "Given name", required=True),
    _attribute("familyName", "Family name", required=True),
    _attribute("formatted", "Full name", mutability="readOnly"),
]
_EMAIL = [
    _attribute("value", "E-mail address", required=True),
    _attribute("primary", "Always true", kind="boolean", mutability="readOnly"),
    _attribute("type", "Always work", mutability="readOnly"),
]
_MEMBER = _attribute("value", "SCIM id of a user", required=True, exact=True)

USER_ATTRIBUTES = [
    _attribute("userName", "Hub username", required=True, uniqueness="server"),
    _attribute("displayName", "Equal to userName", mutability="readOnly"),
    _attribute("name", "Name", kind="complex", required=True, sub=_NAME),
    _attribute("emails", "E-mail addresses", kind="complex", many=True, required=True, sub=_EMAIL),
    _attribute("active", "Whether the user is provisioned", kind="boolean"),
    _attribute("externalId", "Identifier at the identity provider", required=True, exact=True),
]

GROUP_ATTRIBUTES = [
    _attribute("displayName", "Name of the group", required=True, uniqueness="server"),
    _attribute("externalId", "Identifier at the identity provider", exact=True),
    _attribute("members", "Members of the group", kind="complex", many=True, required=True, sub=[_MEMBER]),
]
