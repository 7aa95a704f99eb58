"""Okta's published CRUD suite, all of its requests and assertions in its order, through the Management API.

Okta-SCIM-20-CRUD-Test.json of okta/okta-developer-docs (okta-wire 12, V23): calls of Okta's API, and between them reads
of the SCIM server, here the bundled Hub. Its usernames are e-mail addresses, which takes the quirk any-username.
"""

import pytest
from werkzeug.test import Client

STORY = """
name: E-mail addresses as usernames
provider: {{stub: {{quirks: [any-username]}}}}
app: {{username: user.login, template: {template}, integration: {integration}}}
"""
LOGIN = "Runscope300Abcd@atko.com"
PERSON = {
    "profile": {
        "firstName": "Rune", "lastName": "Scope", "email": LOGIN, "login": LOGIN, "title": "Tester",
        "primaryPhone": "123-456-7890",
    },
    "credentials": {
        "password": {"value": "Not-a-secret-1"},
        "recovery_question": {"question": "Which rope?", "answer": "hemp"},
    },
}  # fmt: skip


def _assignment(user_id: str, given_name: str) -> dict:
    """The body with which the suite assigns: every attribute in it is mapped, and has the mapping's value."""
    profile = {"familyName": "Scope", "givenName": given_name, "emailType": "work", "email": LOGIN}
    return {"id": user_id, "scope": "USER", "credentials": {"userName": LOGIN}, "profile": profile}


@pytest.fixture(params=[("huggingface", "aiw"), ("okta_default", "aiw"), ("okta_default", "oin")])
def suite(request, open_okta):
    """The org and a reader of the Hub."""
    template, integration = request.param
    okta = open_okta(STORY.format(template=template, integration=integration))
    app = okta.engine.instance.tenant.app
    base = "/" + app.base_url.split("/", 3)[3]
    client, headers = Client(okta.engine.instance.hub), {"Authorization": f"Bearer {app.token}"}

    def read(path: str, **query: str) -> dict:
        okta.settle()
        answer = client.get(base + path, headers=headers, query_string=query)
        assert answer.status_code == 200
        return answer.get_json()

    okta.read = read
    return okta


def test_the_suite_passes_whole(suite) -> None:
    assert suite.call("GET", f"/api/v1/apps/{suite.app_id}").status_code == 200
    made = suite.call("POST", "/api/v1/users?activate=true", PERSON)
    assert made.status_code == 200
    user = made.get_json()["id"]
    path, app_users = f"/api/v1/users/{user}", f"/api/v1/apps/{suite.app_id}/users"

    assert suite.call("POST", app_users, _assignment(user, "Rune")).status_code == 200
    (found,) = suite.read("/Users", filter=f'userName eq "{LOGIN}"')["Resources"]
    assert (found["userName"], found["emails"][0]["value"], found["name"]["givenName"]) == (LOGIN, LOGIN, "Rune")
    assert found["name"]["familyName"] == "Scope"
    account = f"/Users/{found['id']}"

    names = {"firstName": "Runa", "lastName": "Scope", "email": LOGIN, "login": LOGIN}
    assert suite.call("PUT", path, {"profile": names}).status_code == 200
    assert suite.read(account)["name"]["givenName"] == "Runa"

    assert suite.call("POST", f"{path}/lifecycle/deactivate", b"").status_code == 200
    assert suite.read(account)["active"] is False

    assert suite.call("POST", f"{path}/lifecycle/activate", b"").status_code == 200
    assert suite.call("POST", app_users, _assignment(user, "Runa")).status_code == 200
    assert suite.read(account)["active"] is True

    assert suite.call("DELETE", f"{app_users}/{user}").status_code == 204
    assert suite.read(account)["active"] is False


def test_what_is_assigned_with_the_mappings_values_follows_the_person_and_other_values_stay(suite) -> None:
    user = suite.ok("POST", "/api/v1/users", PERSON)["id"]
    body = _assignment(user, "Rune")
    body["profile"]["familyName"] = "Typed"
    app_user = f"/api/v1/apps/{suite.app_id}/users/{user}"

    shown = suite.ok("POST", f"/api/v1/apps/{suite.app_id}/users", body)
    suite.settle()
    suite.ok("POST", f"/api/v1/users/{user}", {"profile": {"firstName": "Runa", "lastName": "Other"}})
    suite.ok("POST", f"/api/v1/users/{user}", {"profile": {"login": "runa@atko.com"}})

    assert shown["profile"]["familyName"] == "Typed"
    held = suite.ok("GET", app_user)
    assert (held["profile"]["givenName"], held["profile"]["familyName"]) == ("Runa", "Typed")
    assert held["credentials"]["userName"] == "runa@atko.com"
