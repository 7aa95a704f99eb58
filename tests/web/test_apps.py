"""App integrations over the API (management API 3.3)."""

from xml.etree import ElementTree

import pytest

CUSTOM = {"label": "Roster SCIM", "signOnMode": "SAML_2_0", "settings": {"signOn": {"ssoAcsUrl": "https://x.test/acs"}}}


def _app(okta, **more):
    return okta.ok("POST", "/api/v1/apps", {**CUSTOM, **more})


def test_the_scenarios_app_is_listed_with_its_features(okta) -> None:
    (app,) = okta.ok("GET", "/api/v1/apps")
    assert (app["label"], app["status"]) == ("Hugging Face", "ACTIVE")
    assert app["features"] == [
        "GROUP_PUSH", "IMPORT_NEW_USERS", "IMPORT_PROFILE_UPDATES", "PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES",
        "PUSH_USER_DEACTIVATION", "REACTIVATE_USERS", "SCIM_PROVISIONING",
    ]  # fmt: skip
    assert app["credentials"]["userNameTemplate"] == {
        "template": 'String.replace(String.substringBefore(user.login, "@"), ".", "-")',
        "type": "CUSTOM",
        "pushStatus": "PUSH",
    }


def test_a_custom_app_is_created_named_after_org_and_label_without_provisioning(okta) -> None:
    app = _app(okta)
    assert app["name"] == "acme_rosterscim_1"
    assert app["features"] == []
    assert app["settings"]["signOn"]["ssoAcsUrl"] == "https://x.test/acs"
    assert app["settings"]["signOn"]["subjectNameIdTemplate"] == "${user.userName}"
    assert app["credentials"]["userNameTemplate"]["template"] == "${source.login}"
    assert _app(okta, label="Roster, SCIM")["name"] == "acme_rosterscim_2"


def test_a_catalogue_template_writes_with_patch(okta) -> None:
    app = _app(okta, name="scim2headerauth")
    assert app["name"] == "scim2headerauth"
    assert okta.engine.instance.org.apps[app["id"]].integration == "oin"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "E0000001"),
        ({"label": " "}, "E0000001"),
        ({"label": "Hugging Face"}, "E0000040"),
        ({"label": "x", "credentials": {"userNameTemplate": {"template": "String.("}}}, "E0000001"),
    ],
)
def test_an_app_that_cannot_be_is_refused(okta, body, code) -> None:
    assert okta.refused("POST", "/api/v1/apps", body) == (400, code)
    assert len(okta.ok("GET", "/api/v1/apps")) == 1


def test_replacing_an_app_keeps_id_name_status_and_features(okta) -> None:
    (app,) = okta.ok("GET", "/api/v1/apps")
    sent = {**app, "id": "x", "name": "y", "status": "INACTIVE", "features": [], "label": "The Hub"}
    sent["visibility"] = {"autoLaunch": True}
    changed = okta.ok("PUT", f"/api/v1/apps/{app['id']}", sent)
    for name in ("id", "name", "status", "features", "credentials"):
        assert changed[name] == app[name]
    assert changed["label"] == "The Hub"
    assert changed["visibility"]["autoLaunch"] is True


def test_the_application_username_is_changed_by_its_template(okta) -> None:
    ada = okta.assigned("ada")
    (app,) = okta.ok("GET", "/api/v1/apps")
    app["credentials"]["userNameTemplate"] = {
        "template": '${fn:substringBefore(source.login, ".")}', "type": "BUILT_IN", "pushStatus": "DONT_PUSH",
    }  # fmt: skip
    shown = okta.ok("PUT", f"/api/v1/apps/{app['id']}", app)["credentials"]["userNameTemplate"]
    assert shown == app["credentials"]["userNameTemplate"]
    assert okta.traffic() == []
    okta.ok("POST", f"/simulator/v1/apps/{app['id']}/apply-usernames?wait=10")
    assert okta.exchanges()[-1].request["body"]["userName"] == "ada"
    held = okta.ok("GET", f"/api/v1/apps/{app['id']}/users/{ada}")
    assert held["credentials"]["userName"] == "ada"


def test_an_inactive_app_sends_nothing_and_only_it_can_be_deleted(okta) -> None:
    ada = okta.assigned("ada")
    path = f"/api/v1/apps/{okta.app_id}"
    assert okta.refused("DELETE", path) == (403, "E0000056")
    assert okta.ok("POST", f"{path}/lifecycle/deactivate") == {}
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"lastName": "King"}})
    okta.ok("POST", f"{path}/users", {"id": okta.user("grace")})
    assert okta.traffic() == []
    assert okta.ok("POST", f"{path}/lifecycle/activate") == {}
    okta.ok("POST", f"{path}/lifecycle/deactivate")
    assert okta.call("DELETE", path).status_code == 204
    assert okta.refused("GET", path) == (404, "E0000007")
    assert okta.ok("GET", f"/api/v1/users/{ada}/appLinks") == []


@pytest.mark.parametrize(
    ("query", "count"),
    [("q=hugg", 1), ("q=roster", 1), ("q=x", 0), ('filter=status eq "INACTIVE"', 1), ('filter=user.id eq "{ada}"', 1),
     ('filter=group.id eq "00gnone"', 0), ('filter=name eq "acme_rosterscim_1"', 1)],
)  # fmt: skip
def test_apps_are_listed_as_asked(okta, query, count) -> None:
    ada = okta.assigned("ada")
    okta.ok("POST", "/api/v1/apps?activate=false", CUSTOM)
    assert len(okta.ok("GET", f"/api/v1/apps?{query.replace('{ada}', ada)}")) == count


def test_a_person_is_embedded_when_asked_for(okta) -> None:
    ada = okta.assigned("ada")
    shown = okta.ok("GET", f"/api/v1/apps/{okta.app_id}?expand=user/{ada}")
    assert shown["_embedded"]["user"]["credentials"] == {"userName": "ada-lovelace"}


def test_what_terraform_reads_of_a_saml_app_parses(okta) -> None:
    app = _app(okta)
    xml = okta.call("GET", f"/api/v1/apps/{app['id']}/sso/saml/metadata?kid=any")
    assert xml.content_type == "application/xml"
    certificate = ElementTree.fromstring(xml.data).find(".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate")
    (key,) = okta.ok("GET", f"/api/v1/apps/{app['id']}/credentials/keys")
    assert certificate.text == key["x5c"][0]
    assert key["kid"] == app["credentials"]["signing"]["kid"]
    assert okta.call("PUT", f"/api/v1/apps/{app['id']}/policies/rst1").status_code == 204
    assert okta.refused("PUT", "/api/v1/apps/0oanone/policies/rst1") == (404, "E0000007")


def test_a_push_status_that_is_no_text_leaves_the_username_update_as_it_was(okta) -> None:
    path = f"/api/v1/apps/{okta.app_id}"
    before = okta.ok("GET", path)["credentials"]["userNameTemplate"]
    template = {"template": "user.email", "pushStatus": ["PUSH"]}
    shown = okta.ok("PUT", path, {"label": "Hub", "credentials": {"userNameTemplate": template}})
    assert shown["credentials"]["userNameTemplate"].get("pushStatus") == before.get("pushStatus")
