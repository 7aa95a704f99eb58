"""The connection and features over the API, a superset for SCIM apps (management API 3.6)."""

import pytest


@pytest.fixture
def path(okta) -> str:
    return f"/api/v1/apps/{okta.app_id}"


def _switched(okta, path: str, capabilities) -> dict:
    return okta.ok("PUT", f"{path}/features/USER_PROVISIONING", capabilities)["capabilities"]


def test_the_connection_shows_its_address_and_never_its_token(okta, path, tokens) -> None:
    answer = okta.call("GET", f"{path}/connections/default")
    shown = answer.get_json()
    assert (shown["status"], shown["authScheme"], shown["profile"]) == ("ENABLED", "TOKEN", {"authScheme": "TOKEN"})
    assert shown["baseUrl"] == "http://127.0.0.1:8081/api/organizations/acme/scim/v2"
    assert "deactivate" in shown["_links"]
    assert tokens.hub not in answer.text


def test_a_disabled_connection_sends_nothing(okta, path) -> None:
    ada = okta.assigned("ada")
    assert okta.call("POST", f"{path}/connections/default/lifecycle/deactivate").status_code == 204
    shown = okta.ok("GET", f"{path}/connections/default")
    assert (shown["status"], "activate" in shown["_links"]) == ("DISABLED", True)
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"lastName": "King"}})
    okta.ok("DELETE", f"{path}/users/{ada}")
    assert okta.traffic() == []
    assert okta.call("POST", f"{path}/connections/default/lifecycle/activate").status_code == 204
    okta.ok("POST", f"{path}/users", {"id": okta.user("grace")})
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]


def test_an_app_without_provisioning_has_an_unknown_connection_and_no_features(okta) -> None:
    app = okta.ok("POST", "/api/v1/apps", {"label": "Roster"})["id"]
    path = f"/api/v1/apps/{app}"
    unknown = {"status": "UNKNOWN", "profile": {"authScheme": "UNKNOWN"}}
    assert okta.ok("GET", f"{path}/connections/default") == unknown
    assert okta.call("POST", f"{path}/connections/default/lifecycle/activate").status_code == 204
    assert okta.ok("GET", f"{path}/connections/default") == unknown
    answer = okta.call("GET", f"{path}/features")
    assert answer.get_json()["errorCauses"] == [{"errorSummary": "Provisioning is not supported."}]
    assert okta.refused("PUT", f"{path}/features/USER_PROVISIONING", {}) == (400, "E0000001")


def test_a_new_app_is_connected_to_the_hub_and_provisions(okta, tokens) -> None:
    app = okta.ok("POST", "/api/v1/apps", {"label": "Roster", "credentials": {"userNameTemplate": {
        "template": '${fn:substringBefore(source.login, ".")}'}}})["id"]  # fmt: skip
    path = f"/api/v1/apps/{app}"
    base_url = okta.ok("GET", f"/api/v1/apps/{okta.app_id}/connections/default")["baseUrl"]
    body = {"baseUrl": base_url + "/", "profile": {"authScheme": "TOKEN", "token": tokens.hub}}
    shown = okta.ok("POST", f"{path}/connections/default?activate=true", body)
    assert (shown["status"], shown["baseUrl"]) == ("ENABLED", base_url)
    _switched(okta, path, {"create": {"lifecycleCreate": {"status": "ENABLED"}}})
    okta.ok("POST", f"{path}/users", {"id": okta.user("ada")})
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    assert okta.ok("GET", path)["features"] == ["GROUP_PUSH", "PUSH_NEW_USERS", "SCIM_PROVISIONING"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "E0000001"),
        ({"baseUrl": "https://with_underscore.test"}, "E0000001"),
        ({"baseUrl": "https://x.test", "profile": {"authScheme": "OAUTH2"}}, "E0000001"),
    ],
)
def test_a_connection_that_cannot_be_is_refused(okta, body, code) -> None:
    app = okta.ok("POST", "/api/v1/apps", {"label": "Roster"})["id"]
    assert okta.refused("POST", f"/api/v1/apps/{app}/connections/default", body) == (400, code)


def test_nothing_leaves_this_machine_unless_an_endpoint_was_named(okta, path) -> None:
    for base_url in ("https://scim.example.com/v2", "http://127.example.com/v2", "http://10.0.0.1/v2"):
        okta.ok("POST", f"{path}/connections/default", {"baseUrl": base_url})
        answer = okta.call("POST", f"/simulator/v1/apps/{okta.app_id}/test-connection")
        assert (answer.status_code, answer.get_json()["errorCode"]) == (400, "E0000059")
        assert "is not this machine" in answer.get_json()["errorSummary"]


def test_the_two_features_and_their_capabilities(okta, path) -> None:
    names = [one["name"] for one in okta.ok("GET", f"{path}/features")]
    assert names == ["USER_PROVISIONING", "INBOUND_PROVISIONING"]
    shown = okta.ok("GET", f"{path}/features/USER_PROVISIONING")
    assert shown["capabilities"] == {
        "create": {"lifecycleCreate": {"status": "ENABLED"}},
        "update": {
            "profile": {"status": "ENABLED"},
            "lifecycleDeactivate": {"status": "ENABLED"},
            "password": {"status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"},
        },
    }
    assert okta.refused("GET", f"{path}/features/GROUP_PUSH") == (404, "E0000007")
    assert okta.refused("PUT", f"{path}/features/GROUP_PUSH", {}) == (404, "E0000007")


def test_a_partial_capability_changes_only_what_it_names(okta, path) -> None:
    changed = _switched(okta, path, {"update": {"lifecycleDeactivate": {"status": "DISABLED"}}})
    assert changed["update"]["lifecycleDeactivate"] == {"status": "DISABLED"}
    assert changed["create"]["lifecycleCreate"] == {"status": "ENABLED"}
    ada = okta.assigned("ada")
    okta.ok("DELETE", f"{path}/users/{ada}")
    assert okta.traffic() == []
    assert okta.events()[-1] == ("application.user_membership.remove", "SUCCESS")


def test_the_feature_stays_enabled_while_all_its_capabilities_are_off(okta, path) -> None:
    off = {"status": "DISABLED"}
    body = {"create": {"lifecycleCreate": off}, "update": {"profile": off, "lifecycleDeactivate": off}}
    okta.ok("PUT", f"{path}/features/USER_PROVISIONING", body)
    assert okta.ok("GET", f"{path}/features/USER_PROVISIONING")["status"] == "ENABLED"


def test_inbound_provisioning_is_the_import_box(okta, path) -> None:
    body = {"importSettings": {"schedule": {"status": "DISABLED"}}}
    shown = okta.ok("PUT", f"{path}/features/INBOUND_PROVISIONING", body)
    assert shown["capabilities"]["importSettings"]["schedule"] == {"status": "DISABLED"}
    assert okta.ok("PUT", f"{path}/features/INBOUND_PROVISIONING", {"importRules": {}})["name"]
    assert okta.refused("POST", f"/simulator/v1/apps/{okta.app_id}/import") == (400, "E0000001")


def test_a_status_that_is_none_is_refused(okta, path) -> None:
    body = {"create": {"lifecycleCreate": {"status": "ON"}}}
    assert okta.refused("PUT", f"{path}/features/USER_PROVISIONING", body) == (400, "E0000001")


@pytest.mark.parametrize("body", [{"baseUrl": 5}, {"baseUrl": "ftp://x.test"}, {"profile": {"token": 7}}])
def test_a_base_url_and_a_token_are_texts_and_the_base_url_is_of_the_web(okta, path, body) -> None:
    before = okta.ok("GET", f"{path}/connections/default")
    assert okta.refused("POST", f"{path}/connections/default", body) == (400, "E0000001")
    assert okta.ok("GET", f"{path}/connections/default") == before


def test_a_part_of_the_capabilities_that_is_no_object_is_refused(okta, path) -> None:
    assert okta.refused("PUT", f"{path}/features/USER_PROVISIONING", {"update": 5}) == (400, "E0000001")
