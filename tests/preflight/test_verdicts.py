import pytest

from simulator.errors import OptionError
from simulator.preflight.taken import Account, accounts
from simulator.preflight.verdicts import USERNAME_RULE, Surroundings, username_refusals


def texts(verdict):
    return [problem.text for problem in verdict.problems]


def rules(verdict):
    return [problem.rule for problem in verdict.problems]


def test_person_whose_username_keeps_the_rules_passes(make):
    (verdict,) = make.judged(make.person("ada.lovelace@acme.test"))

    assert verdict.username == "ada-lovelace"
    assert verdict.passes


def test_default_expression_gives_a_login_which_the_hub_refuses(make):
    (verdict,) = make.judged(make.person("ada@acme.test"), expression=None)

    assert verdict.username == "ada@acme.test"
    assert rules(verdict) == ["characters"]


def test_mapping_template_in_the_console_spelling_is_evaluated(make):
    (verdict,) = make.judged(make.person("ada@acme.test"), expression='${fn:substringBefore(source.login, "@")}')

    assert verdict.username == "ada"


def test_two_people_have_two_ids(make):
    verdicts = make.judged(
        make.person("a@acme.test"), make.person("b@acme.test"), expression='user.getInternalProperty("id")'
    )

    assert [verdict.username[:3] for verdict in verdicts] == ["00u", "00u"]
    assert all(verdict.passes for verdict in verdicts)


def test_blank_username_is_told_apart_from_a_failing_expression(make):
    blank, failing = make.judged(
        make.person("a@acme.test"), make.person("b@acme.test", hfUsername="x"),
        expression='user.hfUsername == null ? "" : String.substring(user.hfUsername, 5, 9)',
    )  # fmt: skip

    assert rules(blank) == rules(failing) == ["no username"]
    assert texts(blank)[0].startswith("the expression gives nothing")
    assert texts(failing)[0].startswith("the expression fails: ")


def test_people_who_clash_are_named_to_each_other_whatever_the_case(make):
    first, second, other = make.judged(
        make.person("jane.doe@acme.test", 2), make.person("Jane-Doe@acme.test", 3), make.person("x.y@acme.test", 4),
        expression='String.replace(String.substringBefore(user.login, "@"), ".", "-")',
    )  # fmt: skip

    assert texts(first) == ["Jane-Doe@acme.test (line 3) would get the same username"]
    assert texts(second) == ["jane.doe@acme.test (line 2) would get the same username"]
    assert other.passes


def test_of_many_who_clash_three_are_named_and_the_rest_counted(make):
    verdicts = make.judged(*(make.person(f"ada@acme{n}.test", n) for n in range(2, 8)))

    assert texts(verdicts[0]) == [
        "ada@acme3.test (line 3), ada@acme4.test (line 4), ada@acme5.test (line 5) and 2 more "
        "would get the same username"
    ]
    assert texts(verdicts[5])[0].startswith("ada@acme2.test (line 2), ada@acme3.test (line 3), ada@acme4.test (line 4)")


def test_shared_address_is_a_problem_of_its_own_where_usernames_differ(make):
    around = Surroundings()
    first, second = make.judged(
        make.person("a1@acme.test", 2, email="team@acme.test"), make.person("b1@acme.test", 3, email="Team@acme.test"),
        around=around,
    )  # fmt: skip

    assert rules(first) == rules(second) == ["same e-mail"]


def test_shared_addresses_pass_where_the_hub_is_taken_to_accept_them(make):
    verdicts = make.judged(
        make.person("a1@acme.test", 2, email="team@acme.test"), make.person("b1@acme.test", 3, email="team@acme.test"),
        around=Surroundings(email_unique=False),
    )  # fmt: skip

    assert all(verdict.passes for verdict in verdicts)


def test_taken_name_is_a_problem_unless_the_account_has_the_same_address(make):
    taken = accounts([Account("Ada"), Account("grace", "grace@acme.test"), Account("alan", "other@acme.test")])
    ada, grace, alan = make.judged(
        make.person("ada@acme.test"), make.person("grace@acme.test"), make.person("alan@acme.test"),
        around=Surroundings(taken),
    )  # fmt: skip

    assert texts(ada) == ["Ada is taken"]
    assert grace.passes
    assert texts(alan) == ["alan is taken, the account of other@acme.test"]


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"firstName": None}, "there is no given name"),
        ({"lastName": ""}, "there is no family name"),
        ({"email": None}, "there is no e-mail address"),
        ({"email": "ada@localhost"}, "the Hub takes no e-mail address like ada@localhost"),
        ({"email": "adä@acme.test"}, "the Hub takes no e-mail address like adä@acme.test"),
    ],
)
def test_mapped_profile_that_the_hub_refuses_is_a_problem(make, profile, said):
    (verdict,) = make.judged(make.person("ada@acme.test", **profile))

    assert texts(verdict) == [said]
    assert rules(verdict) == ["profile"]


def test_mapping_decides_what_the_hub_is_sent(make):
    (verdict,) = make.judged(make.person("ada@acme.test", lastName=""), mappings={"familyName": '"-"'})

    assert verdict.passes


def test_basic_organization_asks_for_no_names_and_expects_the_account_to_be_there(make):
    around = Surroundings(accounts([Account("ada")]), "basic")
    (verdict,) = make.judged(make.person("ada@acme.test", firstName=None, lastName=None), around=around)

    assert verdict.passes


def test_required_attribute_without_a_value_is_refused_by_okta(make):
    (verdict,) = make.judged(make.person("ada@acme.test"), attributes=[{"name": "team", "required": True}])

    assert texts(verdict) == ["team is required and has no value; Okta refuses the assignment"]


def test_null_written_into_a_username_is_pointed_out(make):
    (verdict,) = make.judged(
        make.person("ada@acme.test"),
        expression='"acme-" + user.hfUsername',
    )

    assert verdict.username == "acme-null"
    assert verdict.cautions == ["the username says null, and hfUsername is empty"]


def test_name_that_holds_null_by_itself_is_no_caution(make):
    (verdict,) = make.judged(make.person("nullman@acme.test"))

    assert verdict.cautions == []


@pytest.mark.parametrize("expression", ["user.login + + user.email]", "user.profile.email", "user.email.toLowerCase()"])
def test_expression_that_okta_would_not_save_is_refused_with_a_pointer(make, expression):
    with pytest.raises(OptionError, match=r"Okta would refuse this expression, .*\n.*\n +\^"):
        make.application(expression)


def test_one_username_is_judged_by_the_same_rules_as_a_file():
    assert username_refusals("ada-lovelace") == ()
    assert username_refusals("a--b.c") == ("only letters, digits and - are accepted, not .", "-- is not accepted")
    assert "length 2 to 42" in USERNAME_RULE
