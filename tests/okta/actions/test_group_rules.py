"""Group rules: what makes one, when they run, and what follows for groups, apps and pushes."""

import pytest

from simulator.okta.actions import assignments, directory, group_rules
from simulator.okta.actions.record import Refused
from simulator.okta.wire import Choices

RULE = "group.user_membership.rule"
SALES = 'user.department == "Sales"'


@pytest.fixture
def w(world):
    return world()


def body(*groups, expression=SALES, name="rule", exclude=None, **more):
    people = {} if exclude is None else {"people": {"users": {"exclude": [user.id for user in exclude]}}}
    return {
        "type": "group_rule",
        "name": name,
        "conditions": {**people, "expression": {"type": "urn:okta:expression:1.0", "value": expression}},
        "actions": {"assignUserToGroups": {"groupIds": [group.id for group in groups]}},
        **more,
    }


def active(w, *groups, **how):
    """A rule at work, and the jobs of its activation."""
    rule = group_rules.create_rule(w.org, body(*groups, **how))
    return rule, group_rules.activate_rule(w.org, rule)


def names(w, group):
    return [w.org.users[user_id].alias for user_id in group.members]


# when a rule runs


def test_a_rule_is_inactive_until_it_is_activated_and_runs_across_everybody_then(w):
    ada, bob = w.person(department="Sales"), w.person("bob", department="IT")
    sales = w.group("sales")
    rule = group_rules.create_rule(w.org, body(sales))
    assert (rule.status, names(w, sales)) == ("INACTIVE", [])

    group_rules.activate_rule(w.org, rule)

    assert names(w, sales) == ["ada"]
    assert w.log == [f"{RULE}.trigger", "group.user_membership.add"]
    added = w.rows[-1]
    assert (added.job, added.debug) == (True, {"triggeredByGroupRuleId": rule.id})
    assert bob.id not in rule.members
    assert ada.id in rule.members


def test_a_changed_profile_puts_in_and_takes_out(w):
    ada, sales = w.person(), w.group("sales")
    active(w, sales)
    directory.update_user(w.org, ada, {"department": "Sales"})
    assert names(w, sales) == ["ada"]
    directory.update_user(w.org, ada, {"department": "IT"})
    assert names(w, sales) == []
    assert w.log[-1] == "group.user_membership.remove"


def test_somebody_new_is_put_in_and_somebody_staged_too(w):
    sales = w.group("sales")
    active(w, sales)
    for alias, status in (("ada", "ACTIVE"), ("bob", "STAGED")):
        profile = {"login": f"{alias}@acme.test", "department": "Sales"}
        directory.follow_memberships(w.org, directory.create_user(w.org, alias, profile, status=status))
    assert names(w, sales) == ["ada", "bob"]


def test_deactivation_of_a_person_is_no_reason_to_run_and_activation_is(w):
    ada, sales = w.person(department="Sales"), w.group("sales")
    active(w, sales)
    directory.deactivate_user(w.org, ada)
    directory.update_user(w.org, ada, {"department": "IT"})
    assert names(w, sales) == ["ada"]
    directory.activate_user(w.org, ada)
    assert names(w, sales) == []


def test_a_rule_that_reads_groups_follows_them_also_over_another_rule(w):
    ada = w.person()
    first, second, third = w.group("first"), w.group("second"), w.group("third")
    active(w, third, name="b", expression='isMemberOfGroupName("second")')
    active(w, second, name="a", expression='isMemberOfGroupName("first")')

    directory.add_to_group(w.org, first, [ada])
    assert [names(w, group) for group in (second, third)] == [["ada"], ["ada"]]
    directory.remove_from_group(w.org, first, [ada])
    assert [names(w, group) for group in (second, third)] == [[], []]


def test_rules_that_contradict_each_other_come_to_an_end(w):
    w.person()
    one, other = w.group("one"), w.group("other")
    active(w, one, name="a", expression='!isMemberOfGroupName("other")')
    active(w, other, name="b", expression='isMemberOfGroupName("one")')
    assert len(w.log) < 20


def test_who_was_added_by_hand_is_the_rules_once_they_match(w):
    ada, bob = w.person(department="Sales"), w.person("bob", department="IT")
    sales = w.group("sales", ada, bob)
    active(w, sales)
    for user in (ada, bob):
        directory.update_user(w.org, user, {"department": "HR"})
    assert names(w, sales) == ["bob"]


def test_who_is_excluded_is_not_put_in(w):
    ada, sales = w.person(department="Sales"), w.group("sales")
    active(w, sales, exclude=[ada])
    assert names(w, sales) == []


def test_who_is_taken_out_by_hand_is_excluded_by_the_system(w):
    ada = w.person(department="Sales")
    sales, floor = w.group("sales"), w.group("floor")
    rule, _ = active(w, sales, floor)
    w.org.journal.clear()

    directory.remove_from_group(w.org, sales, [ada])

    assert list(rule.excluded) == [ada.id]
    assert names(w, sales) == names(w, floor) == []
    assert w.log == ["group.user_membership.remove", f"{RULE}.add_exclusion", "group.user_membership.remove"]
    directory.update_user(w.org, ada, {"title": "x"})
    assert names(w, sales) == []


def test_a_group_that_two_rules_give_is_lost_with_the_second(w):
    ada, group = w.person(department="Sales", title="VP"), w.group("group")
    active(w, group, name="a")
    active(w, group, name="b", expression='user.title == "VP"')
    directory.update_user(w.org, ada, {"department": "IT"})
    assert names(w, group) == ["ada"]
    directory.update_user(w.org, ada, {"title": "CEO"})
    assert names(w, group) == []


def test_a_condition_that_fails_leaves_the_person_where_they_are_and_is_logged(w):
    ada, sales = w.person(department="12"), w.group("sales")
    active(w, sales, expression="Convert.toInt(user.department) > 3")
    assert names(w, sales) == ["ada"]
    w.org.journal.clear()
    directory.update_user(w.org, ada, {"department": "twelve"})
    assert names(w, sales) == ["ada"]
    assert w.log == ["user.account.update_profile", f"{RULE}.error FAILURE"]
    assert w.rows[-1].targets[0][0] == "Rule"
    assert "twelve" in w.rows[-1].reason


# what follows


def test_apps_and_pushes_of_the_group_follow_once_for_all_who_join(w):
    people = [w.person(alias, department="Sales") for alias in ("ada", "bob", "cyd")]
    sales, pushed = w.group("sales"), w.group("pushed")
    assignments.assign_group(w.org, w.app, sales)
    for user in people:
        w.assigned(user)
        w.app.users[user.id].scope = "GROUP"
    del w.app.users[people[2].id]
    w.pushed(pushed)

    _, jobs = active(w, sales, pushed)

    assert sorted(job.operation for job in jobs) == ["provision", "push_members"]
    assert len(pushed.members) == 3


def test_who_leaves_by_a_rule_loses_the_app_of_the_group(w):
    ada, sales = w.person(department="Sales"), w.group("sales")
    assignments.assign_group(w.org, w.app, sales)
    active(w, sales)
    w.provision(w.app.users[ada.id], "s1")

    jobs = directory.update_user(w.org, ada, {"department": "IT"})

    assert [job.operation for job in jobs] == ["deactivate"]
    assert ada.id not in w.app.users


# switching, changing, deleting


def test_a_deactivated_rule_keeps_its_people_and_looks_at_nobody_until_it_runs_again(w):
    ada, bob = w.person(department="Sales"), w.person("bob")
    sales = w.group("sales")
    rule, _ = active(w, sales)
    group_rules.deactivate_rule(w.org, rule)
    directory.update_user(w.org, ada, {"department": "IT"})
    directory.update_user(w.org, bob, {"department": "Sales"})
    assert names(w, sales) == ["ada"]
    group_rules.activate_rule(w.org, rule)
    assert names(w, sales) == ["bob"]


def test_another_condition_takes_effect_when_the_rule_is_activated_again(w):
    w.person(department="Sales")
    sales = w.group("sales")
    rule, _ = active(w, sales)
    with pytest.raises(Refused, match="status ACTIVE"):
        group_rules.update_rule(w.org, rule, body(sales), Choices())
    group_rules.deactivate_rule(w.org, rule)
    group_rules.update_rule(w.org, rule, body(sales, expression="false", name="new"), Choices())
    assert (rule.name, names(w, sales)) == ("new", ["ada"])
    group_rules.activate_rule(w.org, rule)
    assert names(w, sales) == []


@pytest.mark.parametrize("choice", ["refuse", "ignore"])
def test_the_groups_of_a_rule_stay_whatever_the_switch_says_of_trying(w, choice):
    sales, other = w.group("sales"), w.group("other")
    rule = group_rules.create_rule(w.org, body(sales))
    if choice == "refuse":
        with pytest.raises(Refused, match="cannot be changed"):
            group_rules.update_rule(w.org, rule, body(other, name="new"), Choices(rule_groups=choice))
    else:
        group_rules.update_rule(w.org, rule, body(other, name="new"), Choices(rule_groups=choice))
    assert (rule.group_ids, rule.name) == ([sales.id], "rule" if choice == "refuse" else "new")


@pytest.mark.parametrize(("remove", "left"), [(False, ["bob", "ada"]), (True, ["bob"])])
def test_deleting_keeps_or_removes_whom_the_rule_put_there(w, remove, left):
    bob = w.person("bob", department="IT")
    w.person("ada", department="Sales")
    sales = w.group("sales", bob)
    rule, _ = active(w, sales)
    with pytest.raises(Refused, match="status ACTIVE"):
        group_rules.delete_rule(w.org, rule)
    group_rules.deactivate_rule(w.org, rule)
    group_rules.delete_rule(w.org, rule, remove_users=remove)
    assert names(w, sales) == left
    assert w.org.rules == {}


def test_a_rule_whose_group_is_deleted_is_invalid_and_can_only_be_deleted(w):
    ada = w.person(department="Sales")
    sales, floor = w.group("sales"), w.group("floor")
    rule, _ = active(w, sales, floor)
    directory.delete_group(w.org, sales)
    assert rule.status == "INVALID"
    assert w.log[-1] == f"{RULE}.invalidate"
    directory.update_user(w.org, ada, {"department": "IT"})
    assert names(w, floor) == ["ada"]
    for switch in (group_rules.activate_rule, group_rules.deactivate_rule):
        with pytest.raises(Refused, match="status INVALID"):
            switch(w.org, rule)
    with pytest.raises(Refused, match="status INVALID"):
        group_rules.update_rule(w.org, rule, body(floor), Choices())
    group_rules.delete_rule(w.org, rule, remove_users=True)
    assert names(w, floor) == []


def test_switching_to_what_is_so_already_does_nothing(w):
    rule, _ = active(w, w.group("sales"))
    w.org.journal.clear()
    assert group_rules.activate_rule(w.org, rule) == []
    assert w.log == []


def test_somebody_deleted_is_forgotten_and_their_exception_stays_until_it_is_changed(w):
    ada, bob = w.person(department="Sales"), w.person("bob")
    sales = w.group("sales")
    rule, _ = active(w, sales, exclude=[bob])
    for user in (ada, bob):
        directory.deactivate_user(w.org, user)
        directory.delete_user(w.org, user)
    group_rules.deactivate_rule(w.org, rule)
    assert (list(rule.members), list(rule.excluded)) == ([], [bob.id])
    with pytest.raises(Refused, match="exclude"):
        group_rules.update_rule(w.org, rule, body(sales, exclude=[bob]), Choices())
    group_rules.delete_rule(w.org, rule, remove_users=True)


# what is refused


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"type": "rule"}, "type"),
        ({"name": ""}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": 5}, "name"),
        ({"name": "taken"}, "name"),
        ({"conditions": {}}, "expression"),
        ({"conditions": []}, "conditions"),
        ({"conditions": {"expression": {"type": "urn:okta:expression:2.0", "value": "true"}}}, "expression"),
        ({"conditions": {"expression": {"type": "urn:okta:expression:1.0", "value": " "}}}, "expression"),
        ({"conditions": {"expression": {"type": "urn:okta:expression:1.0", "value": "user.x =="}}}, "validateRule"),
        ({"actions": {}}, "groupIds"),
        ({"actions": {"assignUserToGroups": {"groupIds": "00g"}}}, "groupIds"),
        ({"actions": {"assignUserToGroups": {"groupIds": ["00gnone"]}}}, "groupIds"),
        ({"actions": {"assignUserToGroups": {"groupIds": ["{everyone}"]}}}, "groupIds"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_not_kept(w, change, about):
    sales = w.group("sales")
    group_rules.create_rule(w.org, body(sales, name="taken"))
    if "{everyone}" in str(change):
        change = {"actions": {"assignUserToGroups": {"groupIds": [w.org.everyone.id]}}}
    with pytest.raises(Refused) as refused:
        group_rules.create_rule(w.org, {**body(sales), **change})
    assert refused.value.about == about
    assert len(w.org.rules) == 1


def test_groups_cannot_be_excluded_and_people_must_exist(w):
    sales = w.group("sales")
    for people in ({"groups": {"exclude": [sales.id]}}, {"users": {"exclude": ["00unobody"]}}):
        wanted = body(sales)
        wanted["conditions"]["people"] = people
        with pytest.raises(Refused, match="xclud"):
            group_rules.create_rule(w.org, wanted)
