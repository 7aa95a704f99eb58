"""Who may ask: huggingface-scim 1 and 3."""

import pytest

from provider_stub import Settings
from provider_stub.rules import Rules

CHALLENGE = 'Bearer realm="Authentication required", charset="UTF-8"'


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("", "Invalid username or password."),
        ("Bearer wrong", "Invalid credentials in Authorization header"),
        ("Bearer", "Invalid credentials in Authorization header"),
        ("non-token", "Invalid credentials in Authorization header"),
        ("Basic dGVzdC10b2tlbg==", "Invalid credentials in Authorization header"),
        ("Bearer t\u00f6ken", "Invalid credentials in Authorization header"),
    ],
)
@pytest.mark.parametrize("path", ["/Users", "/Groups/x", "/Schemas", "/nothing"])
def test_without_the_token_nothing_is_shown(hub, header, text, path):
    reply = hub.scim("GET", path, headers={"Authorization": header})
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"] == CHALLENGE
    assert reply.json == {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "401", "detail": text}
    assert reply.headers["X-Error-Message"] == text


def test_the_scheme_is_taken_in_any_case(hub):
    assert hub.scim("GET", "/Users", headers={"Authorization": "bearer  test-token"}).status == 200


def test_another_organization_is_forbidden_by_default(hub):
    assert hub.open("GET", "/api/organizations/other/scim/v2/Users").status == 403
    assert hub.open("GET", "/api/organizations/other/members").status == 403


def test_the_family_of_the_other_model_is_forbidden_by_default(hub, basic):
    assert hub.api("GET", "/scim-provisioning/v2/Users").status == 403
    assert basic.api("GET", "/scim/v2/Users").status == 403


@pytest.mark.parametrize(("rule", "path"), [
    ("other_organization", "/api/organizations/other/scim/v2/Users"),
    ("wrong_family", "/api/organizations/acme/scim-provisioning/v2/Users"),
])  # fmt: skip
def test_by_rule_those_are_not_found(make, rule, path):
    assert make(rules=Rules(**{rule: 404})).open("GET", path).status == 404


def test_a_new_token_kills_the_old_one(hub):
    token = hub.hook("POST", "/token").json["token"]
    assert not token.startswith("hf_")
    assert hub.scim("GET", "/Users").status == 401
    hub.token = token
    assert hub.scim("GET", "/Users").status == 200
    assert hub.hook("POST", "/token").json["token"] != token


def test_a_revoked_token_opens_nothing(hub):
    assert hub.hook("DELETE", "/token").status == 204
    assert hub.scim("GET", "/Users").status == 401
    assert hub.state()["token"] == "revoked"


def test_the_token_is_shown_by_no_page(hub):
    pages = [
        hub.hook("GET", "/state"),
        hub.hook("GET", "/snapshot"),
        hub.scim("GET", "/Users"),
        hub.api("GET", "/members"),
    ]
    assert all(hub.token not in page.text + str(page.headers) for page in pages)


def test_the_owners_token_opens_the_hub_api_and_by_rule_scim(make):
    owner = {"Authorization": "Bearer owner"}
    hub = make(owner_token="owner")
    assert hub.api("GET", "/members", headers=owner).status == 200
    assert hub.scim("GET", "/Users", headers=owner).status == 401
    assert (
        make(owner_token="owner", rules=Rules(owner_token_opens_scim=True)).scim("GET", "/Users", headers=owner).status
        == 200
    )


def test_by_rule_the_scim_token_opens_scim_only(make):
    hub = make(rules=Rules(scim_token_opens_hub_api=False))
    assert hub.scim("GET", "/Users").status == 200
    assert hub.api("GET", "/members").status == 401


def test_without_an_owners_token_no_other_works(hub):
    assert hub.org.settings.owner_token is None
    assert hub.api("GET", "/members", headers={"Authorization": "Bearer None"}).status == 401


def test_two_apps_share_nothing(make):
    one, two = make(), make()
    one.create()
    assert two.scim("GET", "/Users").json["totalResults"] == 0
    assert Settings().token
