"""The order of Okta's published CRUD suite, driven through the Management API (okta-wire 12, V23)."""

STORY = """
name: E-mail addresses as usernames
provider: {stub: {quirks: [any-username]}}
app: {username: user.login}
"""


def test_create_update_deactivate_reactivate_and_unassign_end_inactive(open_okta) -> None:
    okta = open_okta(STORY)
    mia = okta.person("mia.lund@acme.test")["id"]
    users, app_users = f"/api/v1/users/{mia}", f"/api/v1/apps/{okta.app_id}/users"

    okta.ok("POST", app_users, {"id": mia})
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]

    okta.ok("POST", users, {"profile": {"firstName": "Maria"}})
    (_, put) = okta.exchanges()
    assert put.request["body"]["name"]["givenName"] == "Maria"

    okta.ok("POST", f"{users}/lifecycle/deactivate")
    (_, put) = okta.exchanges()
    assert put.request["body"]["active"] is False

    okta.ok("POST", f"{users}/lifecycle/activate")
    assert okta.traffic() == []

    okta.ok("POST", app_users, {"id": mia})
    exchanges = okta.exchanges()
    assert [one.request["method"] for one in exchanges] == ["GET", "GET", "PUT", "GET", "PUT"]
    assert exchanges[-1].request["body"]["active"] is True
    assert exchanges[-1].request["body"]["userName"] == "mia.lund@acme.test"

    okta.ok("DELETE", f"{app_users}/{mia}")
    last = okta.exchanges()[-1]
    assert (last.request["method"], last.response["body"]["active"]) == ("PUT", False)
