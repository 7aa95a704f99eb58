"""The discovery documents of the managed family: huggingface-scim 5."""

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def test_the_configuration_says_what_the_service_does(hub):
    reply = hub.scim("GET", "/ServiceProviderConfig")

    meta = reply.json.pop("meta")
    documented = "https://huggingface.co/docs/hub/enterprise-scim"
    assert reply.status == 200
    assert meta["resourceType"] == "ServiceProviderConfig"
    assert meta["location"].endswith("/scim/v2/ServiceProviderConfig")
    assert reply.json == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "documentationUri": documented,
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": 1000},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "OAuth Bearer Token",
            "description": "A SCIM access token generated in the organization's settings",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "documentationUri": documented,
        }],
    }  # fmt: skip


def test_resource_types_are_a_bare_array_of_two(hub):
    reply = hub.scim("GET", "/ResourceTypes")

    shown = [{name: value for name, value in each.items() if name != "meta"} for each in reply.json]
    urn = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
    about = ("A member of the organization", "A group of members")
    assert reply.status == 200
    assert shown == [
        {"schemas": [urn], "id": name, "name": name, "description": text, "endpoint": f"/{name}s", "schema": schema}
        for name, text, schema in zip(("User", "Group"), about, (USER, GROUP), strict=True)
    ]
    for each in reply.json:
        assert each["meta"]["resourceType"] == "ResourceType"
        assert each["meta"]["location"].endswith(f"/scim/v2/ResourceTypes/{each['id']}")


def test_schemas_are_a_bare_array_and_each_has_a_page(hub):
    schemas = hub.scim("GET", "/Schemas").json
    assert [each["id"] for each in schemas] == [USER, GROUP]
    for each in schemas:
        assert hub.scim("GET", f"/Schemas/{each['id']}").json == each
        assert hub.scim("GET", f"/Schemas/{each['id'].upper()}").json == each


def test_a_schema_says_what_it_is_and_where(hub):
    for each, name in zip(hub.scim("GET", "/Schemas").json, ("User", "Group"), strict=True):
        assert each["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:Schema"]
        assert (each["name"], each["description"]) == (name, f"{name} as SCIM writes it")
        assert each["meta"]["resourceType"] == "Schema"
        assert each["meta"]["location"].endswith(f"/scim/v2/Schemas/{each['id']}")


ATTRIBUTES = """\
userName         string  required readWrite server | Hub username
displayName      string  readOnly none | Equal to userName
name             complex required readWrite none | Name
name.givenName   string  required readWrite none | Given name
name.familyName  string  required readWrite none | Family name
name.formatted   string  readOnly none | Full name
emails           complex many required readWrite none | E-mail addresses
emails.value     string  required readWrite none | E-mail address
emails.primary   boolean readOnly none | Always true
emails.type      string  readOnly none | Always work
active           boolean readWrite none | Whether the user is provisioned
externalId       string  required exact readWrite none | Identifier at the identity provider
displayName      string  required readWrite server | Name of the group
externalId       string  exact readWrite none | Identifier at the identity provider
members          complex many required readWrite none | Members of the group
members.value    string  required exact readWrite none | SCIM id of a user
"""
"""Each attribute of both schemas: type, `many`, `required`, `exact` where it is so, mutability, uniqueness, text."""


def described(attributes, prefix=""):
    """The lines of a schema in the words of `ATTRIBUTES`, one space between them."""
    for one in attributes:
        flags = {"many": one["multiValued"], "required": one["required"], "exact": one["caseExact"]}
        words = [one["type"], *(word for word, holds in flags.items() if holds), one["mutability"], one["uniqueness"]]
        assert one["returned"] == "default"
        yield f"{prefix}{one['name']} {' '.join(words)} | {one['description']}"
        yield from described(one.get("subAttributes", ()), f"{one['name']}.")


def test_attributes_are_described_by_rfc_7643(hub):
    shown = [line for schema in hub.scim("GET", "/Schemas").json for line in described(schema["attributes"])]

    assert shown == [" ".join(line.split()) for line in ATTRIBUTES.splitlines()]


def test_an_unknown_schema_is_not_found(hub):
    assert hub.scim("GET", "/Schemas/urn:other").status == 404
