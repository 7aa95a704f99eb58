"""Schemas and types over the API (management API 3.9)."""

import pytest

from simulator.scim import urns


@pytest.fixture
def path(okta) -> str:
    return f"/api/v1/meta/schemas/apps/{okta.app_id}/default"


def _custom(**properties):
    return {"definitions": {"custom": {"properties": properties}}}


def test_the_app_schema_says_where_each_value_goes(okta, path) -> None:
    schema = okta.ok("GET", path)
    assert schema["definitions"]["base"]["required"] == ["userName"]
    assert schema["definitions"]["base"]["properties"]["givenName"]["externalName"] == "name.givenName"
    email = schema["definitions"]["custom"]["properties"]["email"]
    assert (email["externalName"], email["externalNamespace"]) == ("emails.^[primary==true].value", urns.CORE_USER)


def test_an_added_attribute_is_mapped_pushed_and_removed_again(okta, path) -> None:
    ada = okta.assigned("ada")
    described = {
        "title": "Department", "type": "string", "scope": "SELF", "externalName": "department",
        "externalNamespace": urns.ENTERPRISE_USER, "master": {"type": "PROFILE_MASTER"}, "union": "DISABLE",
    }  # fmt: skip
    schema = okta.ok("POST", path, _custom(department=described))
    shown = schema["definitions"]["custom"]["properties"]["department"]
    assert {name: shown[name] for name in ("title", "type", "scope", "externalNamespace")} == {
        "title": "Department", "type": "string", "scope": "SELF", "externalNamespace": urns.ENTERPRISE_USER,
    }  # fmt: skip
    (mapping,) = okta.ok("GET", f"/api/v1/mappings?targetId={okta.app_id}")
    row = {"department": {"expression": "user.department", "pushStatus": "PUSH"}}
    okta.ok("POST", f"/api/v1/mappings/{mapping['id']}", {"properties": row})
    assert okta.refused("POST", path, _custom(department=None)) == (400, "E0000001")
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"department": "Engines"}})
    assert okta.exchanges()[-1].request["body"][urns.ENTERPRISE_USER] == {"department": "Engines"}
    okta.ok("POST", f"/api/v1/mappings/{mapping['id']}", {"properties": {"department": None}})
    schema = okta.ok("POST", path, _custom(department=None))
    assert "department" not in schema["definitions"]["custom"]["properties"]


def test_an_attribute_without_a_namespace_is_never_sent(okta, path) -> None:
    okta.ok("POST", path, _custom(team={"title": "Team", "type": "string"}))
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada"), "profile": {"team": "red"}})
    assert "team" not in okta.exchanges()[-1].request["body"]


def test_a_present_attribute_is_changed_where_it_is_described(okta, path) -> None:
    schema = okta.ok("POST", path, _custom(displayName={"title": "Shown as", "enum": ["a"], "scope": "NONE"}))
    shown = schema["definitions"]["custom"]["properties"]["displayName"]
    assert (shown["title"], shown["enum"], shown["externalName"]) == ("Shown as", ["a"], "displayName")


def test_arrays_can_combine_the_values_of_groups(okta, path) -> None:
    schema = okta.ok("POST", path, _custom(teams={"type": "array", "union": "ENABLE"}))
    assert schema["definitions"]["custom"]["properties"]["teams"]["union"] == "ENABLE"


@pytest.mark.parametrize(
    "properties",
    [
        {"x": 5},
        {"x": {"type": "object"}},
        {"x": {"type": "string", "externalName": "a..b"}},
        {"givenName": None},
        {"DISPLAYNAME": {"type": "string"}},
    ],
)
def test_what_a_schema_cannot_be_is_refused_and_nothing_changes(okta, path, properties) -> None:
    before = okta.ok("GET", path)
    assert okta.refused("POST", path, _custom(fine={"type": "string"}, **properties)) == (400, "E0000001")
    assert okta.ok("GET", path) == before


@pytest.mark.parametrize("which", ["default", "{id}"])
def test_the_user_schema_takes_custom_attributes_and_gives_them_up(okta, which) -> None:
    (kind,) = okta.ok("GET", "/api/v1/meta/types/user")
    schema_id = kind["_links"]["schema"]["href"].rpartition("/")[2]
    path = f"/api/v1/meta/schemas/user/{which.replace('{id}', schema_id)}"
    assert len(okta.ok("GET", path)["definitions"]["base"]["properties"]) == 31
    okta.ok("POST", path, _custom(badge={"type": "string"}))
    ada = f"/api/v1/users/{okta.user('ada')}"
    assert okta.ok("POST", ada, {"profile": {"badge": "7"}})["profile"]["badge"] == "7"
    okta.ok("POST", path, _custom(badge=None, never=None))
    assert "badge" not in okta.ok("GET", ada)["profile"]


@pytest.mark.parametrize("properties", [{"login": None}, {"x": {"type": "moon"}}, {"x": 5}])
def test_what_the_user_schema_cannot_be_is_refused(okta, properties) -> None:
    assert okta.refused("POST", "/api/v1/meta/schemas/user/default", _custom(**properties)) == (400, "E0000001")


def test_groups_and_types(okta) -> None:
    group = okta.ok("GET", "/api/v1/meta/schemas/group/default")
    assert (group["name"], group["title"], group["type"]) == ("group", "Okta group", "object")
    assert group["definitions"]["base"] == {
        "id": "#base", "type": "object", "required": ["name"], "properties": {
            "name": {"title": "Name", "type": "string", "required": True, "maxLength": 255},
            "description": {"title": "Description", "type": "string", "required": False},
        },
    }  # fmt: skip
    assert okta.ok("GET", "/api/v1/meta/types/user/default")["default"] is True
    assert okta.refused("GET", "/api/v1/meta/types/user/otynone") == (404, "E0000007")
    assert okta.refused("GET", "/api/v1/meta/schemas/user/oscnone") == (404, "E0000007")
    assert okta.ok("GET", "/api/v1/policies?type=ACCESS_POLICY")[0]["type"] == "ACCESS_POLICY"


def test_an_enum_that_is_no_list_is_refused(okta) -> None:
    body = {"definitions": {"custom": {"properties": {"shoe": {"type": "string", "enum": 5}}}}}
    assert okta.refused("POST", f"/api/v1/meta/schemas/apps/{okta.app_id}/default", body) == (400, "E0000001")
