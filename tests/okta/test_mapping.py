"""Mappings section 3: what an AppUser holds, when it is computed anew, and what then goes out."""

import pytest

from simulator.errors import ExpressionError
from simulator.okta import mapping
from simulator.okta.actions import assigning, assignments, configuring, directory
from simulator.okta.actions.record import Refused
from simulator.okta.org import OtherApp, Row
from simulator.okta.profiles import AppAttribute


@pytest.fixture
def w(world):
    """An app with attributes of all kinds beside the Hub's."""
    made = world()
    for attribute in (
        AppAttribute("team"),
        AppAttribute("teams", type="array", union=True),
        AppAttribute("plain", type="array"),
        AppAttribute("own", scope="personal"),
        AppAttribute("level", default="basic"),
    ):
        made.app.schema[attribute.name] = attribute
    return made


def profile_of(w, user, **options):
    assigning.assign(w.org, w.app, user, **options)
    return w.app.users[user.id].profile


# 3.2: precedence


def test_a_typed_value_beats_the_group_the_mapping_and_the_default(w):
    user = w.person()
    w.app.mappings["level"] = Row("'mapped'")
    assert profile_of(w, user, typed={"level": "typed"})["level"] == "typed"


def test_a_group_value_beats_the_mapping_and_the_default(w):
    user = w.person()
    w.app.mappings["level"] = Row("'mapped'")
    assignments.assign_group(w.org, w.app, w.group("g", user), profile={"level": "group"})
    assert w.app.users[user.id].profile["level"] == "group"


def test_switch_group_value_over_mapping_off_lets_the_mapping_win(world):
    made = world(group_value_over_mapping=False)
    made.app.schema |= {"level": AppAttribute("level"), "team": AppAttribute("team")}
    made.app.mappings["level"] = Row("'mapped'")
    user = made.person()
    assignments.assign_group(made.org, made.app, made.group("g", user), profile={"level": "group", "team": "red"})
    assert made.app.users[user.id].profile["level"] == "mapped"
    assert made.app.users[user.id].profile["team"] == "red"


def test_a_mapping_beats_the_default_and_the_default_beats_nothing(w):
    w.app.mappings["team"] = Row("'mapped'")
    profile = profile_of(w, w.person())
    assert (profile["team"], profile["level"], profile["own"]) == ("mapped", "basic", None)


def test_group_values_do_not_apply_to_an_individual_assignment(w):
    user = w.person()
    w.assigned(user)
    assignments.assign_group(w.org, w.app, w.group("g", user), profile={"team": "red"})
    assert w.app.users[user.id].profile["team"] is None


def test_a_group_cannot_give_a_personal_attribute(w):
    user = w.person()
    assignments.assign_group(w.org, w.app, w.group("g", user), profile={"own": "x", "team": "red"})
    assert w.app.users[user.id].profile["own"] is None
    assert w.app.users[user.id].profile["team"] == "red"


def test_the_group_with_priority_0_gives_its_profile(w):
    user = w.person()
    first, second = w.group("first", user), w.group("second", user)
    assignments.assign_group(w.org, w.app, first, profile={"team": "red", "plain": ["a"]})
    assignments.assign_group(w.org, w.app, second, priority=0, profile={"team": "blue", "plain": ["b"]})
    assert [one.priority for one in (w.app.groups[first.id], w.app.groups[second.id])] == [1, 0]
    assert w.app.users[user.id].profile["team"] == "blue"
    assert w.app.users[user.id].profile["plain"] == ["b"]


def test_a_value_the_first_group_lacks_is_not_taken_from_the_second(w):
    user = w.person()
    assignments.assign_group(w.org, w.app, w.group("first", user))
    assignments.assign_group(w.org, w.app, w.group("second", user), profile={"team": "blue"})
    assert w.app.users[user.id].profile["team"] is None


def test_combined_values_come_from_all_groups_in_priority_order_without_duplicates(w):
    user = w.person()
    assignments.assign_group(w.org, w.app, w.group("first", user), profile={"teams": ["b", "a"]})
    assignments.assign_group(w.org, w.app, w.group("second", user), profile={"teams": ["a", "c"]})
    assignments.assign_group(w.org, w.app, w.group("third", user), profile={"teams": "d"})
    assignments.assign_group(w.org, w.app, w.group("fourth", user))
    assert w.app.users[user.id].profile["teams"] == ["b", "a", "c", "d"]


def test_nobody_giving_a_combined_value_leaves_it_to_the_mapping(w):
    user = w.person()
    assignments.assign_group(w.org, w.app, w.group("g", user))
    assert w.app.users[user.id].profile["teams"] is None


def test_leaving_a_group_brings_the_next_groups_values(w, reply):
    user = w.person()
    first, second = w.group("first", user), w.group("second", user)
    assignments.assign_group(w.org, w.app, first, profile={"team": "red", "level": "high"})
    assignments.assign_group(w.org, w.app, second, profile={"team": "blue"})
    w.provision(w.app.users[user.id], "s1")

    conversation = w.play(
        directory.remove_from_group(w.org, first, [user]), reply.body(200, {"id": "s1"}), reply.body(200, {})
    )

    assert [request.method for request in conversation.requests] == ["GET", "PUT"]
    assert w.app.users[user.id].profile["team"] == "blue"
    assert w.app.users[user.id].profile["level"] == "basic"


def test_a_reset_value_goes_back_to_the_mapping_even_a_create_only_one(w):
    user = w.person(title="Countess")
    w.app.mappings["team"] = Row("user.title", "create_only")
    w.assigned(user, typed={"team": "typed", "own": "typed"})

    assignments.edit_assignment(w.org, w.app, user, profile={"team": None, "own": None})

    assert w.app.users[user.id].profile["team"] == "Countess"
    assert w.app.users[user.id].profile["own"] is None


def test_a_typed_value_survives_the_change_of_its_source(w):
    user = w.person()
    w.assigned(user, typed={"givenName": "Augusta"})

    assert directory.update_user(w.org, user, {"firstName": "Other"}) == []

    assert w.app.users[user.id].profile["givenName"] == "Augusta"


def test_converting_a_group_assignment_keeps_its_values_as_the_administrators(w):
    user = w.person()
    group = w.group("g", user)
    assignments.assign_group(w.org, w.app, group, profile={"team": "red"})
    w.provision(w.app.users[user.id], "s1")

    assert assignments.assign_user(w.org, w.app, user) == []
    assert assignments.edit_group_assignment(w.org, w.app, group, profile={"team": "blue"}) == []

    assert w.app.users[user.id].profile["team"] == "red"
    assert w.app.users[user.id].scope == "USER"


def test_taking_an_individual_assignment_away_brings_the_groups_values_back(w):
    user = w.person()
    assignments.assign_group(w.org, w.app, w.group("g", user), profile={"team": "red"})
    w.provision(w.app.users[user.id], "s1")
    assignments.assign_user(w.org, w.app, user, profile={"team": "typed"})

    jobs = assignments.unassign_user(w.org, w.app, user)

    assert [job.operation for job in jobs] == ["push_profile"]
    assert w.app.users[user.id].profile["team"] == "red"
    assert w.app.users[user.id].scope == "GROUP"


def test_writing_a_mapped_attribute_over_the_api_is_forbidden_while_push_is_on(w):
    text = "Cannot modify the givenName attribute because it has a field mapping and profile push is enabled."
    assert assignments.forbidden(w.app, {"team": "x", "givenName": "y"}) == text
    assert assignments.forbidden(w.app, {"team": "x"}) is None
    w.app.features.discard("update_user_attributes")
    assert assignments.forbidden(w.app, {"givenName": "y"}) is None


# 3.3: application username


@pytest.mark.parametrize(
    "expression, username",
    [
        ("user.login", "ada.l@acme.test"),
        ("${source.login}", "ada.l@acme.test"),
        ('${fn:substringBefore(source.login, "@")}', "ada.l"),
        ("${fn:toLowerCase(source.email)}", "ada@home.test"),
        ('String.replace(String.substringBefore(user.login, "@"), ".", "-")', "ada-l"),
        ('user.getInternalProperty("id")', None),
        ("user.nickName", ""),
        ("String.substring(user.nickName, 0, 3)", ""),
        ("String.substring(user.firstName, 0, 30)", ""),
        ("1 + 1", "2"),
    ],
)
def test_the_username_is_what_the_format_makes_and_blank_where_it_makes_nothing(w, expression, username):
    user = w.person(login="ada.l@acme.test", email="Ada@Home.test")
    w.app.username = expression
    assert mapping.username(w.org, w.app, user) == (user.id if username is None else username)


def test_a_blank_username_opens_a_task_before_anything_is_sent_and_stays_until_edited(w, reply):
    w.app.username = "user.nickName"
    user = w.person()

    conversation = w.play(assignments.assign_user(w.org, w.app, user))
    text = (
        "Automatic provisioning of user Ada Lovelace to app Hugging Face failed: "
        "is an invalid value for userName field (code blank)"
    )
    assert (conversation.requests, w.tasks) == ([], [text])

    assert directory.update_user(w.org, user, {"nickName": "countess"}) == []
    assert w.play(assignments.retry_tasks(w.org, w.app)).requests == []

    assignments.edit_assignment(w.org, w.app, user, username="countess")
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.found(), reply.created("s1"))
    assert conversation.outcome.ok
    assert w.tasks == []


def test_a_recomputed_username_goes_out_with_the_profile_on_the_same_id(w, reply):
    user = w.person()
    w.assigned(user, "s1")

    jobs = directory.update_user(w.org, user, {"login": "countess@acme.test"})
    assert "application.user_membership.change_username" in w.log
    conversation = w.play(jobs, reply.body(200, {"id": "s1"}), reply.body(200, {}))

    assert conversation.lines == ["GET /Users/s1", "PUT /Users/s1"]
    assert conversation.bodies[0]["userName"] == "countess@acme.test"


@pytest.mark.parametrize("how", ["create only", "typed"])
def test_a_create_only_or_typed_username_stays_as_it_is(w, how):
    user = w.person()
    if how == "create only":
        w.app.username_update = "create_only"
    w.assigned(user, username="ada-l" if how == "typed" else None)
    before = w.app.users[user.id].username

    directory.update_user(w.org, user, {"login": "countess@acme.test"})

    assert w.app.users[user.id].username == before


def test_update_now_recomputes_every_username_typed_ones_too(w):
    ada, bob = w.person("ada"), w.person("bob")
    w.assigned(ada, username="ada-l")
    w.assigned(bob)
    w.app.username_update = "create_only"

    jobs = configuring.edit_username(
        w.org, w.app, 'String.substringBefore(user.login, "@")', update_on="create_only", update_now=True
    )

    assert [job.operation for job in jobs] == ["push_profile", "push_profile"]
    assert [w.app.users[one.id].username for one in (ada, bob)] == ["ada", "bob"]


def test_update_now_leaves_a_name_where_the_new_format_makes_none(w):
    user = w.person()
    w.assigned(user)

    assert configuring.edit_username(w.org, w.app, "user.nickName", update_now=True) == []

    assert w.app.users[user.id].username == "ada@acme.test"


# 3.4: triggers, row by row


def test_trigger_an_assignment_runs_all_rows_create_only_ones_too(w):
    w.app.mappings["team"] = Row("user.title", "create_only")
    assert profile_of(w, w.person(title="Countess"))["team"] == "Countess"


def test_trigger_a_profile_change_runs_update_rows_and_pushes_that_person(w):
    w.app.mappings |= {"team": Row("user.title", "create_only"), "level": Row("user.title")}
    ada, bob = w.person("ada", title="Countess"), w.person("bob")
    w.assigned(ada)
    w.assigned(bob)

    jobs = directory.update_user(w.org, ada, {"title": "Dame"})

    assert [(job.operation, job.subject_id) for job in jobs] == [("push_profile", ada.id)]
    profile = w.app.users[ada.id].profile
    assert (profile["team"], profile["level"]) == ("Countess", "Dame")


def test_trigger_a_change_that_no_mapping_reads_pushes_nobody(w):
    user = w.person()
    w.assigned(user)
    assert directory.update_user(w.org, user, {"title": "Dame"}) == []


def test_trigger_apply_updates_now_reevaluates_and_pushes_everybody(w):
    people = [w.person("ada"), w.person("bob", title="Baron")]
    for user in people:
        w.assigned(user)
    jobs = configuring.edit_mapping(w.org, w.app, "team", "user.title", apply_now=True)
    assert [job.subject_id for job in jobs] == [user.id for user in people]
    assert w.app.users[people[1].id].profile["team"] == "Baron"


def test_switch_apply_now_pushes_unchanged_off_leaves_the_unchanged_alone(world):
    made = world(apply_now_pushes_unchanged=False)
    made.app.schema["team"] = AppAttribute("team")
    ada, bob = made.person("ada"), made.person("bob", title="Baron")
    for user in (ada, bob):
        made.assigned(user)
    jobs = configuring.edit_mapping(made.org, made.app, "team", "user.title", apply_now=True)
    assert [job.subject_id for job in jobs] == [bob.id]


def test_trigger_do_not_apply_waits_for_the_next_change_of_any_attribute(w):
    user = w.person(title="Countess")
    w.assigned(user)

    assert configuring.edit_mapping(w.org, w.app, "team", "user.title") == []
    assert w.app.users[user.id].profile["team"] is None
    assert len(directory.update_user(w.org, user, {"nickName": "Addie"})) == 1

    assert w.app.users[user.id].profile["team"] == "Countess"


def test_trigger_force_sync_pushes_only_who_differs_from_the_last_push(w):
    ada, bob, eve = w.person("ada", title="Countess"), w.person("bob"), w.person("eve", title="Baroness")
    for user in (ada, bob):
        w.assigned(user)
    assigning.assign(w.org, w.app, eve)
    configuring.edit_mapping(w.org, w.app, "team", "user.title")

    assert [job.subject_id for job in assignments.force_sync(w.org, w.app)] == [ada.id]


def test_trigger_force_sync_does_not_count_a_new_attribute_without_a_value_as_a_difference(w):
    w.assigned(w.person())
    configuring.add_attribute(w.app, AppAttribute("fresh"))
    assert assignments.force_sync(w.org, w.app) == []


def test_trigger_reapply_mapping_pushes_that_person(w):
    ada, bob = w.person("ada", title="Countess"), w.person("bob", title="Baron")
    for user in (ada, bob):
        w.assigned(user)
    configuring.edit_mapping(w.org, w.app, "team", "user.title")
    assert [job.subject_id for job in assignments.reapply_mapping(w.org, w.app, ada)] == [ada.id]
    assert assignments.reapply_mapping(w.org, w.app, ada) == []


def test_trigger_a_change_of_membership_is_no_profile_update(w):
    user = w.person()
    group = w.group("lab")
    w.app.mappings["team"] = Row("isMemberOfGroupName('lab') ? 'in' : 'out'")
    assigning_group = w.group("everybody", user)
    assignments.assign_group(w.org, w.app, assigning_group)
    w.provision(w.app.users[user.id], "s1")

    assert directory.add_to_group(w.org, group, [user]) == []
    assert assignments.assign_group(w.org, w.app, group) == []
    assert w.app.users[user.id].profile["team"] == "out"
    assert len(directory.update_user(w.org, user, {"nickName": "x"})) == 1
    assert w.app.users[user.id].profile["team"] == "in"
    assert directory.remove_from_group(w.org, group, [user]) == []
    assert w.app.users[user.id].profile["team"] == "in"


def test_trigger_an_edited_group_value_or_priority_pushes_who_changes(w):
    ada, bob = w.person("ada"), w.person("bob")
    first, second = w.group("first", ada, bob), w.group("second", ada)
    assignments.assign_group(w.org, w.app, first, profile={"team": "red"})
    assignments.assign_group(w.org, w.app, second, profile={"team": "blue"})
    for user in (ada, bob):
        w.provision(w.app.users[user.id], f"id-{user.alias}")

    jobs = assignments.edit_group_assignment(w.org, w.app, first, profile={"team": "green"})
    assert [job.subject_id for job in jobs] == [ada.id, bob.id]
    jobs = assignments.edit_group_assignment(w.org, w.app, second, priority=0)
    assert [job.subject_id for job in jobs] == [ada.id]
    assert assignments.edit_group_assignment(w.org, w.app, second, priority=0) == []
    assignments.edit_group_assignment(w.org, w.app, second, profile={"team": None})
    assert w.app.users[ada.id].profile["team"] is None


def test_trigger_a_managers_change_reaches_only_the_manager(w):
    manager = w.person("grace")
    user = w.person("ada", managerId="grace@acme.test")
    w.app.mappings["team"] = Row("user.managerId")
    w.assigned(user)
    w.assigned(manager)
    assert directory.update_user(w.org, manager, {"title": "Admiral"}) == []
    assert w.app.users[user.id].profile["team"] == "grace@acme.test"


def test_trigger_with_update_user_attributes_off_the_appuser_changes_and_nothing_is_pushed(world):
    made = world(features=["create_users"])
    user = made.person()
    made.assigned(user)
    assert directory.update_user(made.org, user, {"firstName": "Augusta"}) == []
    assert made.app.users[user.id].profile["givenName"] == "Augusta"
    assert made.app.users[user.id].sync_state == "OUT_OF_SYNC"


def test_removing_a_mapping_keeps_what_is_stored(w):
    user = w.person()
    w.assigned(user)
    configuring.remove_mapping(w.org, w.app, ["givenName"])
    directory.update_user(w.org, user, {"firstName": "Augusta", "lastName": "King"})
    assert w.app.users[user.id].profile["givenName"] == "Ada"
    assert w.app.users[user.id].profile["familyName"] == "King"


# 3.5: failures


def test_a_row_that_fails_keeps_its_value_and_the_others_go_on(w):
    user = w.person(nickName="addie")
    w.app.mappings["team"] = Row("String.substring(user.nickName, 0, 3)")
    w.assigned(user)

    directory.update_user(w.org, user, {"nickName": "x", "firstName": "Augusta"})

    profile = w.app.users[user.id].profile
    assert (profile["team"], profile["givenName"]) == ("add", "Augusta")
    (row,) = [row for row in w.rows if "invalid.expression" in row.event_type]
    assert row.outcome == "FAILURE"
    assert row.reason.startswith("team: ")


def test_a_row_that_fails_at_creation_leaves_nothing(w):
    w.app.mappings["team"] = Row("String.substring(user.nickName, 0, 3)")
    assert profile_of(w, w.person(nickName="x"))["team"] is None


def test_a_required_attribute_without_a_value_refuses_the_assignment(w):
    w.app.schema["team"] = AppAttribute("team", required=True)
    w.app.mappings["team"] = Row("user.title")
    with pytest.raises(Refused, match="API validation failed: team is required and has no value"):
        assignments.assign_user(w.org, w.app, w.person())
    assert w.app.users == {}


def test_a_group_member_without_a_required_value_gets_a_task_that_can_be_retried(w, reply):
    w.app.schema["team"] = AppAttribute("team", required=True)
    w.app.mappings["team"] = Row("user.title")
    user = w.person()
    assert assignments.assign_group(w.org, w.app, w.group("g", user)) == []
    (text,) = w.tasks
    assert text.endswith("failed: API validation failed: team is required and has no value")

    directory.update_user(w.org, user, {"title": "Countess"})
    conversation = w.play(assignments.retry_tasks(w.org, w.app), reply.found(), reply.created("s1"))

    assert conversation.outcome.ok
    assert w.tasks == []


def test_a_refused_group_assignment_is_not_retried_once_the_group_is_gone(w):
    w.app.schema["team"] = AppAttribute("team", required=True)
    user = w.person()
    group = w.group("g", user)
    assignments.assign_group(w.org, w.app, group)
    del w.app.groups[group.id]
    assert assignments.retry_tasks(w.org, w.app) == []
    assert w.tasks == []


@pytest.mark.parametrize("kind, expression", [("string", "'pink'"), ("array", "{'red', 'pink'}")])
def test_a_value_outside_the_enumeration_refuses_the_assignment(w, kind, expression):
    w.app.schema["team"] = AppAttribute("team", type=kind, enum=("red", "blue"))
    w.app.mappings["team"] = Row(expression)
    with pytest.raises(Refused, match="'pink' is not one of the values of team"):
        assignments.assign_user(w.org, w.app, w.person())


def test_a_typed_value_outside_the_enumeration_is_refused_in_the_dialog_too(w):
    w.app.schema["team"] = AppAttribute("team", enum=("red", "blue"))
    user = w.person()
    w.assigned(user)
    with pytest.raises(Refused, match="'pink' is not one"):
        assignments.edit_assignment(w.org, w.app, user, profile={"team": "pink"})
    assert w.app.users[user.id].typed == {}


def test_a_username_of_more_than_a_hundred_characters_is_refused_before_anything_is_sent(w):
    user = w.person()
    with pytest.raises(Refused, match="API validation failed: userName has 101 characters, and 100 is the most"):
        assignments.assign_user(w.org, w.app, user, username="a" * 101)
    w.assigned(user)
    with pytest.raises(Refused, match="100 is the most"):
        assignments.edit_assignment(w.org, w.app, user, username="a" * 101)


def test_a_recomputed_username_that_is_too_long_leaves_the_old_one(w):
    w.app.username = "user.nickName"
    user = w.person(nickName="ada")
    w.assigned(user)
    directory.update_user(w.org, user, {"nickName": "a" * 101})
    assert w.app.users[user.id].username == "ada"


def test_a_mapped_value_that_leaves_the_enumeration_later_keeps_the_old_one(w):
    w.app.schema["team"] = AppAttribute("team", enum=("red", "blue"))
    w.app.mappings["team"] = Row("user.title")
    user = w.person(title="red")
    w.assigned(user)
    assert directory.update_user(w.org, user, {"title": "pink"}) == []
    assert w.app.users[user.id].profile["team"] == "red"


def test_an_empty_result_is_stored_as_it_is(w):
    w.app.mappings["team"] = Row("''")
    assert profile_of(w, w.person())["team"] == ""


@pytest.mark.parametrize(
    "kind, value, result",
    [
        ("string", 7, "7"),
        ("string", True, "true"),
        ("string", False, "false"),
        ("string", ["a", 1], "a,1"),
        ("boolean", "Yes", True),
        ("boolean", "off", False),
        ("boolean", True, True),
        ("integer", "12", 12),
        ("integer", 3.0, 3),
        ("number", "1.5", 1.5),
        ("number", 2, 2),
        ("array", "a, b", ["a", "b"]),
        ("array", ["a"], ["a"]),
        ("array", 7, [7]),
        ("integer", None, None),
        ("boolean", "", ""),
    ],
)
def test_results_are_converted_to_the_attributes_type(kind, value, result):
    converted = mapping.converted(AppAttribute("x", type=kind), value)
    assert converted == result
    assert type(converted) is type(result)


@pytest.mark.parametrize("kind, value", [("boolean", "perhaps"), ("boolean", 2), ("integer", 1.5), ("integer", "x")])
def test_what_cannot_be_converted_is_an_evaluation_error(kind, value):
    with pytest.raises(ExpressionError, match=kind):
        mapping.converted(AppAttribute("x", type=kind), value)


def test_a_mapping_of_an_attribute_that_is_gone_is_not_run(w):
    w.app.mappings["gone"] = Row("user.title")
    assert "gone" not in profile_of(w, w.person(title="x"))


# 1 and 2.6: locale and what expressions see


@pytest.mark.parametrize("locale, sent", [(None, "en-US"), ("en_GB", "en_GB"), ("fr-FR", "fr-FR")])
def test_locale_passes_through_and_an_unset_one_has_the_captured_default(world, locale, sent):
    made = world(template="okta_default")
    assert profile_of(made, made.person(locale=locale))["locale"] == sent


def test_switch_default_locale_is_what_an_unset_locale_sends(world):
    made = world(template="okta_default", default_locale="en_US")
    assert profile_of(made, made.person())["locale"] == "en_US"


def test_a_mapping_may_read_app_org_appuser_and_custom_user_attributes(w):
    w.org.user_attributes = {"badge": "string"}
    w.app.mappings |= {"team": Row("app.label"), "level": Row("user.badge == null ? 'none' : user.badge")}
    profile = profile_of(w, w.person())
    assert (profile["team"], profile["level"]) == ("Hugging Face", "none")
    assert profile_of(w, w.person("bob", badge="B"))["level"] == "B"


def test_the_built_in_group_is_seen_by_expressions(w):
    w.app.mappings["team"] = Row("isMemberOfGroupName('Everyone') ? 'yes' : 'no'")
    assert profile_of(w, w.person())["team"] == "yes"


# the profiles of other apps (1, "Names"; 2, directory)


@pytest.mark.parametrize(
    ("expression", "ada", "grace"),
    [
        ("workday.userName", "ada-l", None),
        ("workday.level", None, None),
        ("target_app.site", "eu", "eu"),
        ("hasWorkdayUser() ? findWorkdayUser().userName : 'none'", "ada-l", "none"),
        ("hasDirectoryUser() ? findDirectoryUser().managerUpn : 'none'", "none", "boss@acme.test"),
    ],
)
def test_profiles_of_other_apps_are_read_person_by_person(w, expression, ada, grace):
    w.org.other_apps = {
        "workday": OtherApp(("userName", "level"), {}, {"ada": {"userName": "ada-l"}}),
        "target_app": OtherApp(("site",), {"site": "eu"}),
        "active_directory": OtherApp(("managerUpn",), {}, {"grace": {"managerUpn": "boss@acme.test"}}),
    }
    w.app.mappings["own"] = Row(expression)

    assert [profile_of(w, w.person(alias))["own"] for alias in ("ada", "grace")] == [ada, grace]


# Preview


def test_a_preview_gives_what_the_mapping_would(w):
    ada = w.person(firstName="Ada", login="ada@acme.test")

    assert mapping.preview(w.org, w.app, ada, "user.firstName") == "Ada"
    assert mapping.preview(w.org, w.app, ada, '${fn:substringBefore(source.login, "@")}') == "ada"
    assert mapping.preview(w.org, w.app, ada, "user.title") == ""
    assert mapping.preview(w.org, w.app, ada, '"a, b"', w.app.schema["plain"]) == ["a", "b"]
    assert mapping.preview(w.org, w.app, ada, "user.title", w.app.schema["level"]) is None


def test_a_preview_reads_the_assignment_there_is_and_changes_nothing(w):
    ada = w.person()
    profile_of(w, ada, typed={"level": "typed"})

    assert mapping.preview(w.org, w.app, ada, "appuser.level", w.app.schema["team"]) == "typed"
    assert w.app.users[ada.id].profile["team"] is None


@pytest.mark.parametrize("expression, position", [("user.(", 5), ("user.nothing", 5), ("", 0)])
def test_a_preview_fails_at_the_place_that_is_wrong(w, expression, position):
    with pytest.raises(ExpressionError) as failed:
        mapping.preview(w.org, w.app, w.person(), expression)

    assert failed.value.position == position
