"""What an import makes of the accounts it read (okta-wire 7.2)."""

import pytest

from simulator.okta.actions import group_rules, imports
from simulator.okta.profiles import AppAttribute


def account(name="ada-l", scim_id="s1", email="ada@acme.test", **more):
    names = {"givenName": "Ada", "familyName": "Lovelace"}
    return {
        "id": scim_id, "userName": name, "active": True, "name": names,
        "emails": [{"primary": True, "value": email, "type": "work"}], **more,
    }  # fmt: skip


@pytest.fixture
def w(world):
    return world(features=["create_users", "update_user_attributes", "deactivate_users", "import_users"])


def run(w, reply, *accounts, **options):
    return w.play(imports.import_users(w.org, w.app, **options), reply.found(*accounts))


def test_the_summary_counts_and_inactive_accounts_are_not_scanned(w, reply):
    ada, bob = w.person("ada"), w.person("bob", firstName="Ada")
    w.assigned(ada, "s1")
    w.assigned(bob, "s2")
    changed = account("bob-l", "s2", "new@acme.test")
    accounts = [account(), changed, account("new-1", "s3"), account("off-1", "s4", active=False)]

    conversation = run(w, reply, *accounts)

    assert conversation.outcome.text == "\n".join(
        [
            "3 users scanned!",
            "1 new users imported",
            "1 existing users updated",
            "1 existing users unchanged",
            "0 users removed",
            "new-1: User is IGNORED in Okta",
        ]
    )
    assert w.app.users[bob.id].profile["email"] == "new@acme.test"
    assert w.log == [
        "system.import.start",
        "system.import.download.start",
        "system.import.user.start",
        "system.import.download.complete",
        "system.import.object_creation.start",
        "system.import.user.update",
        "system.import.user.complete",
        "system.import.object_creation.complete",
        "system.import.user_matching.start",
        "system.import.user_matching.complete",
        "system.import.membership_processing.start",
        "system.import.membership_processing.complete",
        "system.import.implicit_deletion.start",
        "system.import.implicit_deletion.complete",
        "system.import.complete",
    ]
    assert w.rows[-1].debug["unchanged_objects"] == 1
    assert w.rows[-1].transaction.startswith("ij1")


def test_an_account_without_active_counts_as_active(w, reply):
    one = account()
    del one["active"]
    assert run(w, reply, one).outcome.text.startswith("1 users scanned!")


@pytest.mark.parametrize(
    "rule, found",
    [("username", True), ("email", True), ("username_and_email", True), ("name", True), ("none", False),
     ("nickName", False)],
)  # fmt: skip
def test_a_confirmed_match_is_assigned_with_the_known_id_and_its_profile_pushed(w, reply, rule, found):
    user = w.person(email="ada@home.test")
    one = account("ada@acme.test", email="ada@home.test")

    run(w, reply, one, confirm="all", match_on=rule)

    assert (user.id in w.app.users) is found
    if found:
        app_user = w.app.users[user.id]
        assert (app_user.external_id, app_user.status, app_user.username) == ("s1", "PROVISIONED", "ada@acme.test")
        assert [job.operation for job in w.org.schedule] == ["push_profile"]
        conversation = w.play(w.due(), reply.body(200, one), reply.body(200, one))
        assert conversation.lines == ["GET /Users/s1", "PUT /Users/s1"]


def test_a_rule_may_name_an_okta_attribute_that_is_mapped(w, reply):
    user = w.person(email="ada@home.test", firstName="Augusta")
    run(w, reply, account(email="ada@home.test"), confirm="all", match_on="email")
    assert user.id in w.app.users


def test_the_application_username_matches_too(w, reply):
    w.app.username = 'String.substringBefore(user.login, "@")'
    user = w.person()
    run(w, reply, account("ada"), confirm="all")
    assert w.app.users[user.id].external_id == "s1"


def test_values_are_compared_with_their_case_so_another_case_is_a_newcomer_whose_login_is_taken(w, reply):
    w.person()
    conversation = run(w, reply, account("ADA@acme.test"), confirm="all", match_on="username")
    assert "ADA@acme.test: login: An object with this field already exists" in conversation.outcome.text
    assert w.app.users == {}


@pytest.mark.parametrize("confirm", [["ada-l"], ["ada"]])
def test_accounts_are_confirmed_by_name_or_by_alias(w, reply, confirm):
    w.app.username = "String.substringBefore(user.login, '@') + '-l'"
    user = w.person()
    conversation = run(w, reply, account(), account("bob-l", "s2"), confirm=confirm)
    assert list(w.app.users) == [user.id]
    assert conversation.outcome.text.endswith("bob-l: User is IGNORED in Okta")
    assert "system.import.user_match.confirm" in w.log


def test_no_match_becomes_a_new_person_whose_login_is_an_address(w, reply):
    run(
        w, reply, account("carol@acme.test", "s1", "c@acme.test"), account("dora", "s2", "dora@acme.test"),
        account("eve", "s3", None), confirm="all",
    )  # fmt: skip
    assert sorted(user.login for user in w.org.users.values()) == [
        "carol@acme.test", "dora@acme.test", "eve@imported.invalid",
    ]  # fmt: skip
    assert len(w.app.users) == 3


def test_two_accounts_that_match_one_person_are_not_both_adopted(w, reply):
    user = w.person()
    conversation = run(w, reply, account(), account("second", "s2"), confirm="all", match_on="email")
    assert "second: Ada Lovelace is assigned to another account, or deactivated." in conversation.outcome.text
    assert w.app.users[user.id].external_id == "s1"


def test_a_value_the_app_does_not_allow_is_said_in_the_summary(w, reply):
    w.app.schema["team"] = AppAttribute("team", required=True)
    w.person()
    conversation = run(w, reply, account("ada@acme.test"), confirm="all")
    assert "ada@acme.test: API validation failed: team is required and has no value" in conversation.outcome.text
    assert w.app.users == {}


def test_with_updates_off_nothing_is_pushed_to_a_confirmed_account(world, reply):
    w = world(features=["create_users", "import_users"])
    w.person()
    run(w, reply, account("ada@acme.test"), confirm="all")
    assert w.org.schedule == []


def people(w, count):
    made = [w.person(f"p{number}") for number in range(count)]
    for user in made:
        w.assigned(user)
    return made


def those(users):
    return [account(user.login, f"id-{user.alias}", user.login) for user in users]


def test_an_account_that_a_former_import_saw_and_that_is_gone_ends_the_assignment_silently(w, reply):
    made = people(w, 5)
    run(w, reply, *those(made))
    conversation = run(w, reply, *those(made[1:]))
    assert "1 users removed" in conversation.outcome.text
    assert made[0].id not in w.app.users
    assert w.org.schedule == []
    assert w.log.count("system.import.user.delete") == 1


def test_an_account_that_turned_inactive_is_not_gone(w, reply):
    made = people(w, 5)
    run(w, reply, *those(made))
    asleep = {**those(made)[0], "active": False}
    assert "0 users removed" in run(w, reply, asleep, *those(made[1:])).outcome.text


def test_more_than_a_fifth_missing_is_a_roadblock_that_changes_nothing(w, reply):
    made = people(w, 5)
    run(w, reply, *those(made))
    conversation = run(w, reply, *those(made[2:]))
    assert conversation.outcome.error == (
        "Import stopped by the import safeguard: 2 of 5 assigned users (40%) would be removed, more than 20%."
    )
    assert len(w.app.users) == 5
    assert w.log[-1] == "system.import.roadblock"
    assert w.rows[-1].debug["threshold"] == "20%"


def test_people_never_seen_by_an_import_are_not_missed(w, reply):
    people(w, 3)
    assert "0 users removed" in run(w, reply).outcome.text


def test_group_rules_run_on_somebody_an_import_brings(w, reply):
    team = w.group("team")
    condition = {"type": "urn:okta:expression:1.0", "value": 'user.lastName == "Lovelace"'}
    actions = {"assignUserToGroups": {"groupIds": [team.id]}}
    body = {"type": "group_rule", "name": "rule", "conditions": {"expression": condition}, "actions": actions}
    group_rules.activate_rule(w.org, group_rules.create_rule(w.org, body))

    run(w, reply, account(), confirm="all")

    (user_id,) = team.members
    assert w.org.users[user_id].login == "ada@acme.test"


def test_what_nobody_confirmed_is_kept_with_its_match_until_the_next_import(w, reply):
    ada = w.person()
    accounts = [account("ada-l"), account("bob-l", "s2", email="bob@x.test")]

    run(w, reply, *accounts, match_on="email")

    results = w.app.import_results
    assert results.match_on == "email"
    assert [(one.name, one.scim_id, one.user_id) for one in results.users] == [
        ("ada-l", "s1", ada.id), ("bob-l", "s2", None),
    ]  # fmt: skip
    assert results.users[0].values["userName"] == "ada-l"
    run(w, reply, *accounts, match_on="none")
    assert [one.user_id for one in w.app.import_results.users] == [None, None]
    run(w, reply, *accounts, match_on="email", confirm=["ada-l"])
    assert [one.name for one in w.app.import_results.users] == ["bob-l"]


def test_a_confirmation_that_was_not_carried_out_stays_with_its_reason(w, reply):
    run(w, reply, {**account("eve-l"), "id": None}, confirm="all", match_on="none")

    (row,) = w.app.import_results.users
    assert (row.name, row.refused) == ("eve-l", "the account has no id.")
