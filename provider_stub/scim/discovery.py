"""ServiceProviderConfig, ResourceTypes and Schemas of the managed family (huggingface-scim 5).

The last two answer bare arrays, not a ListResponse (O). The values are not published; these follow from what the
service does.
"""

from typing import Any

from provider_stub.http.message import Answer, Call, missing
from provider_stub.memory.organization import Organization
from provider_stub.scim.queries import LARGEST_PAGE
from provider_stub.scim.resources import GROUP_URN, USER_URN

CONFIG_URN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
TYPE_URN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
SCHEMA_URN = "urn:ietf:params:scim:schemas:core:2.0:Schema"
DOCUMENTATION = "https://huggingface.co/docs/hub/enterprise-scim"


def service_provider_config(_org: Organization, call: Call) -> Answer:
    """GET /ServiceProviderConfig."""
    scheme = {
        "type": "oauthbearertoken",
        "name": "OAuth Bearer Token",
        "description": "A SCIM access token generated in the organization's settings",
        "specUri": "https://www.rfc-editor.org/info/rfc6750",
        "documentationUri": DOCUMENTATION,
    }
    return Answer(
        200,
        {
            "schemas": [CONFIG_URN],
            "documentationUri": DOCUMENTATION,
            "patch": {"supported": True},
            "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": LARGEST_PAGE},
            "changePassword": {"supported": False},
            "sort": {"supported": False},
            "etag": {"supported": False},
            "authenticationSchemes": [scheme],
            "meta": {"resourceType": "ServiceProviderConfig", "location": f"{call.base}/ServiceProviderConfig"},
        },
    )


def resource_types(_org: Organization, call: Call) -> Answer:
    """GET /ResourceTypes: a bare array of two."""
    kinds = (("User", "A member of the organization", USER_URN), ("Group", "A group of members", GROUP_URN))
    return Answer(200, [_resource_type(call.base, *kind) for kind in kinds])


def _resource_type(base: str, name: str, description: str, urn: str) -> dict[str, Any]:
    return {
        "schemas": [TYPE_URN],
        "id": name,
        "name": name,
        "description": description,
        "endpoint": f"/{name}s",
        "schema": urn,
        "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{name}"},
    }


def schemas(_org: Organization, call: Call) -> Answer:
    """GET /Schemas: a bare array of two."""
    return Answer(200, _schemas(call.base))


def schema(_org: Organization, call: Call) -> Answer:
    """GET /Schemas/{urn}; URNs are compared without regard to case (R).

    Raises:
        Problem: 404.
    """
    wanted = call.resource_id.lower()
    found = next((each for each in _schemas(call.base) if each["id"].lower() == wanted), None)
    if found is None:
        raise missing("Schema not found")
    return Answer(200, found)


def _schemas(base: str) -> list[dict[str, Any]]:
    return [
        _schema(base, USER_URN, "User", _user_attributes()),
        _schema(base, GROUP_URN, "Group", _group_attributes()),
    ]


def _schema(base: str, urn: str, name: str, attributes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schemas": [SCHEMA_URN],
        "id": urn,
        "name": name,
        "description": f"{name} as SCIM writes it",
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"},
    }


def _user_attributes() -> list[dict[str, Any]]:
    name = [
        _attribute("givenName", "Given name", required=True),
        _attribute("familyName", "Family name", required=True),
        _attribute("formatted", "Full name", mutability="readOnly"),
    ]
    emails = [
        _attribute("value", "E-mail address", required=True),
        _attribute("primary", "Always true", kind="boolean", mutability="readOnly"),
        _attribute("type", "Always work", mutability="readOnly"),
    ]
    return [
        _attribute("userName", "Hub username", required=True, uniqueness="server"),
        _attribute("displayName", "Equal to userName", mutability="readOnly"),
        _attribute("name", "Name", kind="complex", required=True, sub=name),
        _attribute("emails", "E-mail addresses", kind="complex", many=True, required=True, sub=emails),
        _attribute("active", "Whether the user is provisioned", kind="boolean"),
        _attribute("externalId", "Identifier at the identity provider", required=True, exact=True),
    ]


def _group_attributes() -> list[dict[str, Any]]:
    members = [_attribute("value", "SCIM id of a user", required=True, exact=True)]
    return [
        _attribute("displayName", "Name of the group", required=True, uniqueness="server"),
        _attribute("externalId", "Identifier at the identity provider", exact=True),
        _attribute("members", "Members of the group", kind="complex", many=True, required=True, sub=members),
    ]


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
