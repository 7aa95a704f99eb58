"""Profile mappings over the API (management API 3.8)."""

import pytest


@pytest.fixture
def to_app(okta) -> str:
    return _listed(okta, target=okta.app_id)


def _listed(okta, **ends: str) -> str:
    query = "&".join(f"{name}Id={value}" for name, value in ends.items())
    (shown,) = okta.ok("GET", f"/api/v1/mappings?limit=200&{query}")
    assert "properties" not in shown
    return f"/api/v1/mappings/{shown['id']}"


def test_an_app_has_two_mappings_and_each_end_finds_one(okta, to_app) -> None:
    assert len(okta.ok("GET", "/api/v1/mappings")) == 2
    from_app = _listed(okta, source=okta.app_id)
    assert from_app != to_app
    shown = okta.ok("GET", to_app)
    assert (shown["source"]["type"], shown["target"]["id"]) == ("user", okta.app_id)
    assert okta.ok("GET", from_app)["properties"]["firstName"] == {
        "expression": "appuser.givenName", "pushStatus": "DONT_PUSH",
    }  # fmt: skip


def test_rows_are_merged_and_nothing_is_sent_until_the_next_update(okta, to_app) -> None:
    ada = okta.assigned("ada")
    row = {"expression": "user.nickName", "pushStatus": "DONT_PUSH"}
    changed = okta.ok("POST", to_app, {"properties": {"displayName": row}})
    assert changed["properties"]["displayName"] == row
    assert changed["properties"]["givenName"] == {"expression": "user.firstName", "pushStatus": "PUSH"}
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"nickName": "A"}})
    assert okta.traffic() == []
    okta.ok("POST", to_app, {"properties": {"displayName": {"expression": "user.nickName"}}})
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"city": "London"}})
    assert okta.exchanges()[-1].request["body"]["displayName"] == "A"
    assert ("directory.mapping.update", "SUCCESS") in okta.events()


@pytest.mark.parametrize("removed", [None, {"expression": None, "pushStatus": None}])
def test_null_removes_a_row_and_removing_it_again_is_no_mistake(okta, to_app, removed) -> None:
    for _ in range(2):
        assert "displayName" not in okta.ok("POST", to_app, {"properties": {"displayName": removed}})["properties"]


@pytest.mark.parametrize(
    ("properties", "cause"),
    [
        ({"shoe": {"expression": "user.login"}}, "Invalid target field shoe"),
        ({"displayName": {"expression": "String.("}}, None),
        ({"displayName": {"expression": "user.login", "pushStatus": "MAYBE"}}, None),
        ({"displayName": 5}, None),
        ({"userName": {"expression": "user.login"}}, "userName is configured in Sign On settings."),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_nothing_changes(okta, to_app, properties, cause) -> None:
    before = okta.ok("GET", to_app)
    good = {"givenName": {"expression": "user.lastName"}}
    answer = okta.call("POST", to_app, {"properties": {**good, **properties}})
    error = answer.get_json()
    assert (answer.status_code, error["errorSummary"]) == (400, "Api validation failed: updateMapping")
    assert cause is None or error["errorCauses"] == [{"errorSummary": cause}]
    assert okta.ok("GET", to_app) == before


def test_the_import_mapping_cannot_be_changed_and_says_so(okta) -> None:
    path = _listed(okta, source=okta.app_id)
    assert okta.ok("POST", path, {"properties": {}})["properties"]
    assert okta.refused("POST", path, {"properties": {"firstName": None}}) == (400, "E0000001")


def test_an_unknown_mapping_is_404(okta) -> None:
    assert okta.refused("GET", "/api/v1/mappings/prmnone") == (404, "E0000007")


def test_terraforms_private_reapply_pushes_everybody(okta, to_app) -> None:
    okta.assigned("ada")
    okta.ok("POST", to_app, {"properties": {"displayName": {"expression": '"x" + user.login'}}})
    (kind,) = okta.ok("GET", f"/api/v1/apps/{okta.app_id}/user/types")
    assert kind["default"] is True
    okta.ok("PUT", f"/api/internal/v1/mappings/reapply?source=otyx&target={okta.app_id}")
    assert okta.exchanges()[-1].request["body"]["displayName"] == "xada.lovelace@acme.test"


@pytest.mark.parametrize(
    "row", [{"expression": "user.login", "pushStatus": ["PUSH"]}, {"expression": {"a": 1}, "pushStatus": "PUSH"}]
)
def test_a_row_of_the_wrong_types_is_refused(okta, row) -> None:
    mapping = okta.ok("GET", f"/api/v1/mappings?targetId={okta.app_id}")[0]["id"]
    body = {"properties": {"displayName": row}}
    assert okta.refused("POST", f"/api/v1/mappings/{mapping}", body) == (400, "E0000001")
