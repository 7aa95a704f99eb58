"""Whom a group rule takes: its condition, its exceptions, and what a condition can see."""

import pytest

from simulator.errors import ExpressionError
from simulator.okta.actions.memberships import applies
from simulator.okta.org import GroupRule


def rule(expression, *excluded):
    return GroupRule("0pr1", "rule", expression, [], dict.fromkeys(excluded))


@pytest.mark.parametrize(
    ("expression", "taken"),
    [
        ('user.department == "Sales"', True),
        ('user.department == "sales"', False),
        ('String.startsWith(user.firstName, "Ad")', True),
        ('user.title != null AND user.title == "Countess"', False),
        ("user.badge == null", True),
        ('isMemberOfAnyGroup("{team}", "00gnone")', True),
        ('isMemberOfGroupName("team") and !isMemberOfGroupNameStartsWith("x")', True),
    ],
)
def test_a_condition_reads_the_profile_and_the_groups(world, expression, taken):
    w = world()
    w.org.user_attributes["badge"] = "string"
    ada = w.person(department="Sales")
    team = w.group("team", ada)

    assert applies(w.org, rule(expression.replace("{team}", team.id)), ada) is taken


def test_whoever_is_excluded_is_not_taken(world):
    w = world()
    ada, bob = w.person(), w.person("bob")

    assert [applies(w.org, rule("true", ada.id), user) for user in (ada, bob)] == [False, True]


@pytest.mark.parametrize("expression", ["user.firstName", "1", "user.shoe == 5", "Convert.toInt(user.firstName) > 3"])
def test_a_condition_that_fails_or_is_no_boolean_takes_nobody(world, expression):
    w = world()
    with pytest.raises(ExpressionError):
        applies(w.org, rule(expression), w.person())
