"""What Terraform's resources send, resource by resource, in our own words (management API 7).

Nothing here runs Terraform: each test makes the requests that recordings show for a resource's life.
"""

import pytest

AGENT = {"User-Agent": "okta-sdk-golang/6.0 terraform", "Accept": "application/json"}


@pytest.fixture
def terraform(okta):
    """The org, called as the provider calls it after its two start-up requests."""
    okta.headers = {**okta.headers, **AGENT}
    for _ in range(2):
        assert okta.ok("GET", "/api/v1/users/me")["status"] == "ACTIVE"
    assert okta.ok("GET", "/.well-known/okta-organization")["pipeline"] == "v1"
    return okta


def test_okta_user(terraform) -> None:
    profile = {"login": "mia.lund@acme.test", "email": "mia.lund@acme.test", "firstName": "Mia", "lastName": "Lund"}
    body = {"profile": profile, "credentials": {"password": {}, "recovery_question": {}}}
    user = terraform.ok("POST", "/api/v1/users?activate=true", body)
    assert (user["status"], "password" in user["credentials"]) == ("PROVISIONED", False)
    path = f"/api/v1/users/{user['id']}"
    full = {"profile": {**profile, "city": "Oslo"}, "type": user["type"], "realmId": None}
    assert terraform.ok("PUT", path, full)["profile"]["city"] == "Oslo"
    assert terraform.ok("PUT", path, {"profile": profile, "type": user["type"]})["profile"].get("city") is None
    for _ in range(2):
        assert terraform.call("DELETE", path).status_code == 204
    assert terraform.refused("GET", path) == (404, "E0000007")


def test_okta_group_and_memberships(terraform) -> None:
    group = terraform.ok("POST", "/api/v1/groups", {"profile": {"name": "platform", "description": ""}})
    path = f"/api/v1/groups/{group['id']}"
    for alias in ("ada", "grace"):
        assert terraform.call("PUT", f"{path}/users/{terraform.user(alias)}").status_code == 204
    members = {one["id"] for one in terraform.ok("GET", f"{path}/users?limit=200")}
    assert members == {terraform.user("ada"), terraform.user("grace")}
    shown = terraform.ok("GET", f"/api/v1/users/{terraform.user('ada')}/groups")
    assert group["id"] in {one["id"] for one in shown}
    assert terraform.ok("PUT", path, {"profile": {"name": "platforms"}})["profile"]["name"] == "platforms"
    assert terraform.call("DELETE", path).status_code == 204


def test_okta_group_rule(terraform) -> None:
    condition = {"type": "urn:okta:expression:1.0", "value": 'String.startsWith(user.firstName,"Gra")'}
    body = {
        "actions": {"assignUserToGroups": {"groupIds": [terraform.group("research")]}},
        "conditions": {"expression": condition, "people": {"users": {}}},
        "name": "navy",
        "type": "group_rule",
    }
    assert terraform.ok("GET", "/api/v1/groups/rules/") == []
    rule = terraform.ok("POST", "/api/v1/groups/rules", body)
    path = f"/api/v1/groups/rules/{rule['id']}"
    assert rule["conditions"]["people"] == {"users": {"exclude": []}, "groups": {"exclude": []}}
    assert terraform.call("POST", f"{path}/lifecycle/activate").status_code == 204
    assert terraform.ok("GET", path)["status"] == "ACTIVE"
    assert terraform.call("POST", f"{path}/lifecycle/deactivate").status_code == 204
    body["conditions"]["people"] = {"users": {"exclude": [terraform.user("grace")]}}
    changed = terraform.ok("PUT", path, body)
    assert changed["conditions"]["people"]["users"] == {"exclude": [terraform.user("grace")]}
    assert terraform.call("DELETE", f"{path}?removeUsers=false").status_code == 202
    assert terraform.refused("GET", path) == (404, "E0000007")


def test_okta_app_saml(terraform) -> None:
    body = {
        "label": "Roster",
        "signOnMode": "SAML_2_0",
        "accessibility": {"selfService": False},
        "visibility": {"autoSubmitToolbar": False, "hide": {"iOS": False, "web": False}},
        "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
        "features": [],
        "settings": {"signOn": {"ssoAcsUrl": "https://roster.test/acs", "audience": "https://roster.test"}},
    }
    app = terraform.ok("POST", "/api/v1/apps?activate=true", body)
    path = f"/api/v1/apps/{app['id']}"
    assert app["settings"]["signOn"]["audience"] == "https://roster.test"
    assert app["credentials"]["userNameTemplate"]["template"] == "${source.email}"
    kid = app["credentials"]["signing"]["kid"]
    assert b"X509Certificate" in terraform.call("GET", f"{path}/sso/saml/metadata?kid={kid}").data
    assert [key["kid"] for key in terraform.ok("GET", f"{path}/credentials/keys")] == [kid]
    assert terraform.ok("PUT", path, {**body, "label": "Rosters"})["label"] == "Rosters"
    terraform.ok("POST", f"{path}/lifecycle/deactivate")
    assert terraform.call("DELETE", path).status_code == 204


def test_okta_app_user(terraform) -> None:
    ada, path = terraform.user("ada"), f"/api/v1/apps/{terraform.app_id}/users"
    assert terraform.ok("GET", f"/api/v1/apps/{terraform.app_id}")["id"] == terraform.app_id
    body = {"id": ada, "credentials": {"userName": "ada-l", "password": {}}, "profile": {}}
    assert terraform.ok("POST", path, body)["credentials"]["userName"] == "ada-l"
    terraform.settle()
    assert terraform.ok("GET", f"{path}/{ada}")["externalId"]
    changed = {**body, "credentials": {"userName": "ada-king", "password": {}}}
    assert terraform.ok("POST", f"{path}/{ada}", changed)["credentials"]["userName"] == "ada-king"
    assert terraform.call("DELETE", f"{path}/{ada}").status_code == 204
    assert terraform.refused("GET", f"{path}/{ada}") == (404, "E0000007")


def test_okta_app_group_assignments(terraform) -> None:
    path = f"/api/v1/apps/{terraform.app_id}/groups"
    group = terraform.group("ml-team")
    assert terraform.ok("PUT", f"{path}/{group}", {"priority": 0, "profile": {}})["priority"] == 0
    assert terraform.ok("PUT", f"{path}/{group}", {"priority": 3})["priority"] == 3
    assert [one["id"] for one in terraform.ok("GET", f"{path}?limit=200")] == [group]
    assert terraform.call("DELETE", f"{path}/{group}").status_code == 204
    assert terraform.refused("GET", f"{path}/{group}") == (404, "E0000007")


def test_okta_profile_mapping(terraform) -> None:
    (kind,) = terraform.ok("GET", "/api/v1/meta/types/user")
    ends = f"sourceId={kind['id']}&targetId={terraform.app_id}"
    (listed,) = terraform.ok("GET", f"/api/v1/mappings?limit=200&{ends}")
    path = f"/api/v1/mappings/{listed['id']}"
    row = {"expression": "user.nickName", "pushStatus": "PUSH"}
    assert terraform.ok("POST", path, {"properties": {"displayName": row}})["properties"]["displayName"] == row
    rows = terraform.ok("GET", path)["properties"]
    assert terraform.ok("POST", path, {"properties": dict.fromkeys(rows)})["properties"] == {}
    terraform.ok("GET", f"/api/v1/apps/{terraform.app_id}/user/types")
    terraform.ok("PUT", f"/api/internal/v1/mappings/reapply?source={kind['id']}&target={terraform.app_id}")


def test_okta_app_user_schema_property(terraform) -> None:
    path = f"/api/v1/meta/schemas/apps/{terraform.app_id}/default"
    described = {
        "title": "Act", "type": "string", "union": "DISABLE", "scope": "NONE", "required": False,
        "master": {"type": "PROFILE_MASTER"}, "permissions": [{"principal": "SELF", "action": "READ_ONLY"}],
    }  # fmt: skip
    custom = {"id": "#custom", "type": "object", "properties": {"act": described}}
    schema = terraform.ok("POST", path, {"definitions": {"custom": custom}})
    assert schema["definitions"]["custom"]["properties"]["act"]["title"] == "Act"
    gone = terraform.ok("POST", path, {"definitions": {"custom": {**custom, "properties": {"act": None}}}})
    assert "act" not in gone["definitions"]["custom"]["properties"]


def test_okta_push_group(terraform) -> None:
    path = f"/api/v1/apps/{terraform.app_id}/group-push/mappings"
    name = terraform.ok("GET", f"/api/v1/groups/{terraform.group('ml-team')}")["profile"]["name"]
    body = {"sourceGroupId": terraform.group("ml-team"), "targetGroupName": name, "status": "ACTIVE"}
    mapping = terraform.ok("POST", path, body)
    terraform.settle()
    assert terraform.ok("GET", f"{path}/{mapping['id']}")["status"] == "ACTIVE"
    terraform.ok("PATCH", f"{path}/{mapping['id']}", {"status": "INACTIVE"})
    answer = terraform.call("DELETE", f"{path}/{mapping['id']}?deleteTargetGroup=true")
    assert answer.status_code == 204
    assert "DELETE /Groups/{id} 204" in terraform.traffic()


def test_okta_app_connection_and_features(terraform, tokens) -> None:
    path = f"/api/v1/apps/{terraform.app_id}"
    body = {"profile": {"authScheme": "TOKEN", "token": tokens.hub}}
    assert terraform.ok("POST", f"{path}/connections/default?activate=true", body)["status"] == "ENABLED"
    for change in ("deactivate", "activate"):
        assert terraform.call("POST", f"{path}/connections/default/lifecycle/{change}").status_code == 204
    off = {"create": {"lifecycleCreate": {"status": "DISABLED"}}}
    shown = terraform.ok("PUT", f"{path}/features/USER_PROVISIONING", off)
    assert shown["capabilities"]["create"]["lifecycleCreate"]["status"] == "DISABLED"
