"""The discovery documents of the managed family: huggingface-scim 5."""

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def test_the_configuration_says_what_the_service_does(hub):
    config = hub.scim("GET", "/ServiceProviderConfig").json
    assert config["patch"] == {"supported": True}
    assert config["bulk"] == {"supported": False, "maxOperations": 0, "maxPayloadSize": 0}
    assert config["filter"] == {"supported": True, "maxResults": 1000}
    assert [config[name]["supported"] for name in ("changePassword", "sort", "etag")] == [False] * 3
    assert [scheme["type"] for scheme in config["authenticationSchemes"]] == ["oauthbearertoken"]
    assert "primary" not in config["authenticationSchemes"][0]


def test_resource_types_are_a_bare_array_of_two(hub):
    types = hub.scim("GET", "/ResourceTypes").json
    assert [(each["id"], each["endpoint"], each["schema"]) for each in types] == [
        ("User", "/Users", USER),
        ("Group", "/Groups", GROUP),
    ]


def test_schemas_are_a_bare_array_and_each_has_a_page(hub):
    schemas = hub.scim("GET", "/Schemas").json
    assert [each["id"] for each in schemas] == [USER, GROUP]
    for each in schemas:
        assert hub.scim("GET", f"/Schemas/{each['id']}").json == each
        assert hub.scim("GET", f"/Schemas/{each['id'].upper()}").json == each


def test_attributes_are_described_by_rfc_7643(hub):
    user = {each["name"]: each for each in hub.scim("GET", f"/Schemas/{USER}").json["attributes"]}
    assert user["userName"]["required"] is True
    assert user["userName"]["caseExact"] is False
    assert user["emails"]["multiValued"] is True
    assert [each["name"] for each in user["name"]["subAttributes"]] == ["givenName", "familyName", "formatted"]
    assert user["displayName"]["mutability"] == "readOnly"


def test_an_unknown_schema_is_not_found(hub):
    assert hub.scim("GET", "/Schemas/urn:other").status == 404
