def test_ada_is_created_once(okta):
    ada = okta.create_user("ada", login="ada@acme.test", firstName="Ada", lastName="Lovelace")

    done = okta.assign_user(ada, username="ada-lovelace")

    assert done.outcome == "success"
    assert done.requests[1:] == ["POST /Users -> 201"]
    assert done.findings == []
    assert okta.provider.users["ada-lovelace"].active
    okta.unassign_user(ada)
    assert okta.assign_user(ada, username="ada-lovelace").outcome == "success"
    assert not okta.provider.users["ada-lovelace"].resource.get("password")
