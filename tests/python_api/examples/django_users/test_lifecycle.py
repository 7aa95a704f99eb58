"""What Okta does to a person in a product made with Django."""


def test_a_person_comes_and_goes(okta):
    ada = okta.create_user("ada", login="ada@acme.test", firstName="Ada", lastName="Lovelace")

    assert okta.test_connection().outcome == "success"
    done = okta.assign_user(ada)
    assert (done.outcome, done.requests[-1]) == ("success", "POST /Users -> 201")
    assert [found.attribute for found in done.findings] == ["emails[0].type"]  # which django-scim2 does not keep
    assert okta.update_user(ada, lastName="King").requests == ["GET /Users/{ada} -> 200", "PUT /Users/{ada} -> 200"]
    assert okta.provider.users["ada@acme.test"]["name.familyName"] == "King"
    okta.unassign_user(ada)
    assert okta.provider.users["ada@acme.test"].active is False


def test_a_wrong_token_is_not_taken(okta, oktasim_target):
    assert "ada@acme.test" not in okta.provider.users

    wrong = type(okta).connect(oktasim_target["target"], token="another-token-of-somebody")
    assert wrong.test_connection().exchanges[0].response["status"] == 401
