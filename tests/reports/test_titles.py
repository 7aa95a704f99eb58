import pytest

from simulator.reports import titles


@pytest.mark.parametrize(
    "verb, argument, expected",
    [
        ("force_sync", None, "force_sync"),
        ("force_sync", {}, "force_sync"),
        ("unassign_user", "ada", "unassign_user ada"),
        ("wait", "5m", "wait 5m"),
        ("enable", ["push_groups", "create_users"], "enable push_groups, create_users"),
        ("assign_user", {"user": "ada", "username": "ada-lovelace"}, "assign_user ada as ada-lovelace"),
        ("assign_group", {"group": "ml", "priority": 1}, "assign_group ml priority: 1"),
        (
            "update_user",
            {"user": "ada", "profile": {"title": None, "tags": ["a", "b"]}},
            "update_user ada with title=null, tags=a, b",
        ),
        ("push_group", {"group": "ml", "as": "link", "name": "ML"}, "push_group ml as link named ML"),
        (
            "edit_mapping",
            {"attribute": "title", "expression": "user.title", "apply": "create_only"},
            "edit_mapping title = user.title, apply: create_only",
        ),
        (
            "edit_username",
            {"expression": "user.login", "update_now": True},
            "edit_username user.login update_now: true",
        ),
        ("add_to_group", {"group": "ml", "users": ["ada"]}, "add_to_group ml users: ada"),
        ("hub", {"accept_invitation": "ada"}, "hub accept_invitation: ada"),
        (
            "fault",
            {"on": "POST /Users", "respond": {"status": 429, "headers": {"Retry-After": "1"}, "body": {}}},
            "fault POST /Users respond: status=429, headers={Retry-After=1}, body={}",
        ),
        ("unassign_user", "", 'unassign_user ""'),
        ("enable", [], "enable []"),
        ("create_group", {"alias": "two\nlines"}, "create_group two\\nlines"),
    ],
)
def test_title_puts_the_argument_in_words(make, verb, argument, expected):
    assert expected == titles.title(make.step(1, verb, argument=argument))


@pytest.mark.parametrize(
    "verb, sentence",
    [
        ("push_now", "In Push Groups, the administrator clicks Push now."),
        ("wait", "Time passes."),
        ("a_verb_of_tomorrow", ""),
    ],
)
def test_deed_says_where_what_is_done(make, verb, sentence):
    assert sentence == titles.deed(make.step(1, verb))
