"""What Okta does to a person and a group, PUT and PATCH."""


def test_a_person_comes_and_goes(okta):
    ada = okta.create_user("ada", login="ada@acme.test", firstName="Ada", lastName="Lovelace")

    assert okta.test_connection().outcome == "success"
    assert okta.assign_user(ada).outcome == "success"
    assert okta.update_user(ada, lastName="King").outcome == "success"
    assert okta.provider.users["ada@acme.test"]["name.familyName"] == "King"
    assert okta.unassign_user(ada).outcome == "success"
    assert okta.provider.users["ada@acme.test"].active is False


def test_a_group_follows_its_members(okta):
    ada = okta.create_user("ada", login="ada@acme.test", firstName="Ada", lastName="Lovelace")
    okta.assign_user(ada)
    team = okta.create_group("team", members=[ada])

    assert okta.push_group(team).outcome == "success"
    assert okta.provider.groups["team"].members == ["ada@acme.test"]
    assert okta.remove_from_group(team, ada).outcome == "success"
    assert okta.provider.groups["team"].members == []
