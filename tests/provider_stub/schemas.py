"""The Hub's response shapes in JSON Schema, restated from huggingface-scim 5: required members, and no others."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
LARGEST = 2**53 - 1


def closed(optional: tuple[str, ...] = (), **members: Schema) -> Schema:
    """An object of exactly these members."""
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": members, "required": required, "additionalProperties": False}


def listed(item: Schema) -> Schema:
    """An array of such items."""
    return {"type": "array", "items": item}


def only(urn: str) -> Schema:
    """A `schemas` array that holds one URN."""
    return {"type": "array", "items": {"const": urn}, "minItems": 1, "maxItems": 1}


def meta(kind: str) -> Schema:
    """`meta` has a resource type and a location, and neither version nor dates."""
    return closed(resourceType={"const": kind}, location=TEXT)


USER = closed(
    schemas=only("urn:ietf:params:scim:schemas:core:2.0:User"),
    id={"type": "string", "pattern": "^[0-9a-f]{24}$"},
    externalId={"type": ["string", "null"]},
    userName=TEXT,
    displayName=TEXT,
    name=closed(givenName=TEXT, familyName=TEXT, formatted=TEXT),
    emails={**listed(closed(("type",), value=TEXT, primary=FLAG, type={"const": "work"})), "maxItems": 1},
    active=FLAG,
    meta=meta("User"),
)

GROUP_MEMBERS: dict[str, Schema] = {
    "schemas": only("urn:ietf:params:scim:schemas:core:2.0:Group"),
    "id": {"type": "string", "pattern": "^[0-9a-f]{24}$"},
    "displayName": TEXT,
    "members": listed(closed(value=TEXT)),
    "externalId": {"type": ["string", "null"]},
    "meta": meta("Group"),
}

GROUP = closed(("externalId",), **GROUP_MEMBERS)
GROUP_READ = closed(("externalId", "members"), **GROUP_MEMBERS)

NUMBER: Schema = {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}


def page(item: Schema) -> Schema:
    """A ListResponse of such resources."""
    return closed(
        schemas=only("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
        totalResults=NUMBER,
        itemsPerPage=NUMBER,
        startIndex=NUMBER,
        Resources=listed(item),
    )


ERROR = closed(
    ("scimType",),
    schemas=only("urn:ietf:params:scim:api:messages:2.0:Error"),
    status={"type": "string", "pattern": "^[45][0-9]{2}$"},
    scimType={
        "enum": [
            "uniqueness",
            "invalidValue",
            "invalidSyntax",
            "invalidFilter",
            "invalidPath",
            "noTarget",
            "mutability",
        ]
    },
    detail={"type": "string", "minLength": 1},
)

SUPPORTED = closed(supported=FLAG)
COUNT: Schema = {"type": "number"}
ANY_SCHEMAS = listed(TEXT)
DOCUMENT = closed(resourceType=TEXT, location=TEXT)

CONFIG = closed(
    schemas=ANY_SCHEMAS,
    documentationUri=TEXT,
    patch=SUPPORTED,
    bulk=closed(supported=FLAG, maxOperations=COUNT, maxPayloadSize=COUNT),
    filter=closed(supported=FLAG, maxResults=COUNT),
    changePassword=SUPPORTED,
    sort=SUPPORTED,
    etag=SUPPORTED,
    authenticationSchemes=listed(closed(type=TEXT, name=TEXT, description=TEXT, specUri=TEXT, documentationUri=TEXT)),
    meta=DOCUMENT,
)

TYPES = listed(
    closed(schemas=ANY_SCHEMAS, id=TEXT, name=TEXT, description=TEXT, endpoint=TEXT, schema=TEXT, meta=DOCUMENT)
)
ONE_SCHEMA = closed(
    schemas=ANY_SCHEMAS, id=TEXT, name=TEXT, description=TEXT, attributes={"type": "array"}, meta=DOCUMENT
)

ANSWERS: dict[tuple[str, str], tuple[int, Schema | None]] = {
    ("GET", "Users"): (200, page(USER)),
    ("POST", "Users"): (201, USER),
    ("GET", "Users/*"): (200, USER),
    ("PUT", "Users/*"): (200, USER),
    ("PATCH", "Users/*"): (200, USER),
    ("DELETE", "Users/*"): (204, None),
    ("GET", "Groups"): (200, page(GROUP_READ)),
    ("POST", "Groups"): (201, GROUP),
    ("GET", "Groups/*"): (200, GROUP_READ),
    ("PUT", "Groups/*"): (200, GROUP),
    ("PATCH", "Groups/*"): (200, GROUP),
    ("DELETE", "Groups/*"): (204, None),
    ("GET", "ServiceProviderConfig"): (200, CONFIG),
    ("GET", "ResourceTypes"): (200, TYPES),
    ("GET", "Schemas"): (200, listed(ONE_SCHEMA)),
    ("GET", "Schemas/*"): (200, ONE_SCHEMA),
}
"""For each operation its one status of success, and the shape of its body."""

ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
ROLE: Schema = {"enum": ["admin", "write", "contributor", "read", "no_access"]}
CENTS: Schema = {"type": "integer", "minimum": 0, "maximum": LARGEST}
PRODUCTS = ("total", "inferenceProviders", "spaces", "jobs", "endpoints")

RESOURCE_GROUP = closed(
    ("description", "autoJoin", "spendLimits"),
    id=ID,
    name=TEXT,
    description={"type": ["string", "null"]},
    autoJoin={
        "anyOf": [
            closed(("scope",), enabled={"const": True}, role=ROLE, scope={"enum": ["all", "read_plus"]}),
            closed(enabled={"const": False}),
        ]
    },
    spendLimits=closed(PRODUCTS, **dict.fromkeys(PRODUCTS, CENTS)),
    users=listed(
        closed(("addedBy",), type={"const": "user"}, _id=ID, fullname=TEXT, name=TEXT, avatarUrl=TEXT, role=ROLE,
               addedBy=TEXT)
    ),
    resources={"type": "array", "maxItems": 0},
    repos={"type": "array", "maxItems": 0},
)  # fmt: skip

MEMBER = closed(
    ("role", "resourceGroups", "twoFaEnabled", "verifiedEmail"),
    avatarUrl=TEXT,
    fullname=TEXT,
    isPro=FLAG,
    user=TEXT,
    type={"const": "user"},
    _id=ID,
    role=ROLE,
    resourceGroups=listed(closed(name=TEXT, id=ID, numUsers=COUNT, role=ROLE)),
    twoFaEnabled=FLAG,
    verifiedEmail={"type": ["string", "null"]},
)

AUDIT_TYPES = [
    "org.add_user", "org.change_role", "org.invite.accept", "org.invite_user", "org.remove_user",
    "resource_group.add_users", "resource_group.change_role", "resource_group.create", "resource_group.delete",
    "resource_group.remove_users", "resource_group.settings",
]  # fmt: skip
"""Those of the OpenAPI's types that something here can cause."""

AUDIT_EVENT = closed(
    ("ip", "location"),
    _id=ID,
    createdAt={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z$"},
    type={"enum": AUDIT_TYPES},
    data={"type": "object"},
    message={"type": "string", "minLength": 1},
    ip=TEXT,
    location=closed(formatted=TEXT),
    author=closed(_id=ID, user=TEXT, avatarUrl=TEXT, type={"enum": ["user", "system"]}),
)

HUB_API: dict[tuple[str, str], Schema] = {
    ("GET", "members"): listed(MEMBER),
    ("GET", "audit-log/export"): listed(AUDIT_EVENT),
    ("GET", "resource-groups"): listed(RESOURCE_GROUP),
    ("POST", "resource-groups"): RESOURCE_GROUP,
    ("GET", "resource-groups/*"): RESOURCE_GROUP,
    ("PATCH", "resource-groups/*"): RESOURCE_GROUP,
    ("DELETE", "resource-groups/*"): closed(success={"const": True}),
    ("POST", "resource-groups/*/settings"): RESOURCE_GROUP,
    ("POST", "resource-groups/*/users"): RESOURCE_GROUP,
    ("PATCH", "resource-groups/*/users/*"): RESOURCE_GROUP,
    ("DELETE", "resource-groups/*/users/*"): RESOURCE_GROUP,
}
"""The bodies of the Hub API's answers of success, all of status 200."""
